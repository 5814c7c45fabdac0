// node precompile.mjs PYODIDE_FOLDER CODE_ZIP OUT: the book's modules and the standard library that they use, as
// bytecode of the very Python that will read it. Python in the browser starts in less than half the time.
import fs from "node:fs";
import path from "node:path";

const [folder, code, out] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(`file://${folder}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: `${folder}/`, stdout: () => {}, stderr: () => {} });
python.FS.writeFile("/tmp/code.zip", fs.readFileSync(code));
python.FS.writeFile("/tmp/stdlib.zip", fs.readFileSync(`${folder}/python_stdlib.zip`));
python.runPython(`
import ast, importlib, importlib.util, io, json, pkgutil, sys, zipfile
from importlib import _bootstrap_external

DATE = (1980, 1, 1, 0, 0, 0)


def packed(files):
    """An archive of bytecode that is not compared with a source: there is none beside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in sorted(files.items()):
            if name.endswith(".py"):
                compiled = compile(content, name, "exec", dont_inherit=True, optimize=0)
                content = bytes(_bootstrap_external._code_to_hash_pyc(compiled, importlib.util.source_hash(content), False))
                name += "c"
            made.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def read(path):
    with zipfile.ZipFile(path) as found:
        return {name: found.read(name) for name in found.namelist() if not name.endswith("/")}


ours = read("/tmp/code.zip")
sys.path.insert(0, "/tmp/code.zip")

# What is used: all that our modules import, wherever in them it stands; what that imports in turn; every encoding that a
# survey's file may have; and what Python itself turns to when something fails.
wanted = {"traceback", "linecache", "tokenize", "gettext", "locale", "textwrap", "shutil", "difflib", "ast", "inspect", "_strptime",
          "calendar", "datetime", "decimal", "html.entities", "tempfile", "random", "pyodide.ffi", "pyodide.code", "zipfile"}
for name, content in ours.items():
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            wanted |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
for name in sorted(wanted | {name.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".") for name in ours}):
    try:
        importlib.import_module(name)
    except ImportError:  # a compiled package that the command uses, or a name within a module
        pass
kept = set()
for module in list(sys.modules.values()):
    path = getattr(module, "__file__", None) or ""
    if ".zip/" in path and "/tmp/code.zip" not in path:
        kept.add(path.split(".zip/", 1)[1].removesuffix("c"))
library = read("/tmp/stdlib.zip")
encodings = {name for name in library if name.startswith("encodings/")}
always = {name for name in library if name.startswith(("_pyodide/", "pyodide/")) or not name.endswith(".py")}
stdlib = packed({name: library[name] for name in sorted((kept | encodings | always) & set(library))})
softpower = packed(ours)
`);
for (const [name, variable] of [["python_stdlib.zip", "stdlib"], ["softpower.zip", "softpower"]]) {
  fs.writeFileSync(`${out}/${name}`, python.globals.get(variable).toJs());
}
process.exit(0);
