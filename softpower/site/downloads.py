"""What a reader can take away, under names that stay: figures, tables, register, data, chapters that run alone.

downloads   directive: the files of one kind with their sizes, measured when all of them have been written
site-file   role: links a file of the built site from any page
files       ``downloads/<chapter>.zip``: a chapter with the data, code and pins that it needs to run elsewhere;
            ``downloads/data-package.zip``: every table with its description
"""

import ast
import json
import re
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from softpower import files, tables
from softpower.book import find, name_of
from softpower.site import browse, figures, register
from softpower.site.markup import link, render

BESIDE = ("CITATION.cff", "LICENSE", "pyproject.toml", "requirements.txt")
"""Files that a chapter takes along: its pins, and what installing them asks for."""


# ---- a chapter that runs away from the book ------------------------------------------------------------------


def _patterns(source: str):
    """Regular expressions of the strings in a cell that can be a table's name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            start = ".+" if node.value.startswith("/") else ""  # as in paper + "/claims"
            end = ".+" if node.value.endswith("/") else ""
            yield start + re.escape(node.value) + end
        elif isinstance(node, ast.JoinedStr):
            texts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            parts = [re.escape(text) if isinstance(text, str) else ".+" for text in texts]
            yield "".join(parts)


def tables_of(notebook: dict) -> list[str]:
    """The tables that a notebook needs: those its cells name, and all of a paper whose register they open.

    A notebook that reads the verdicts of every paper needs all registers with their verdicts.
    """
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    asked = [pattern for source in sources for pattern in _patterns(source) if "/" in pattern]
    opened = re.findall(r"\bRegister\([\"']([a-z0-9-]+)[\"']\)", "\n".join(sources))
    asked += [rf"{paper}/.+|verdicts/{paper}" for paper in opened]
    if any("claims.judged(" in source for source in sources):
        asked.append(".+/claims|verdicts/.+")
    if any("claims" in source for source in sources):
        asked.append("papers|precedents")
    return [name for name in tables.names() if any(re.fullmatch(pattern, name) for pattern in asked)]


def described(names: list[str]) -> bytes:
    """The data package's description, with the named tables only."""
    package = json.loads((tables.data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [found for found in package["resources"] if found["name"] in names]
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def chapter_files(path: Path) -> dict[str, bytes]:
    """Everything that a notebook needs to run in a folder of its own."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names = tables_of(notebook)
    data, root = tables.data_folder(), find().root
    packed = {f"{path.parent.name}/{path.name}": path.read_bytes(), "data/datapackage.json": described(names)}
    packed |= {f"data/{tables.resource(name).path}": tables.path(name).read_bytes() for name in names}
    packed |= {f"data/schemas/{schema.name}": schema.read_bytes() for schema in (data / "schemas").iterdir()}
    packed |= {f"softpower/{name}": content for name, content in code_files().items()}
    packed |= {name: (root / name).read_bytes() for name in BESIDE}
    packed["README.md"] = _readme(path, len(names)).encode()
    return {f"{_name(path)}/{name}": content for name, content in packed.items()}


def code_files() -> dict[str, bytes]:
    """The package as it runs here, without what only Sphinx needs."""
    package = Path(__file__).parents[1]
    modules = sorted(package.rglob("*.py"))
    return {
        str(module.relative_to(package)): module.read_bytes()
        for module in modules
        if not module.is_relative_to(package / "site")
    }


def _name(notebook: Path) -> str:
    return name_of(f"{notebook.parent.name}/{notebook.stem}")


def _readme(path: Path, count: int) -> str:
    return f"""# {_name(path)}

One notebook of *Soft Power in Kazakhstan: Four Papers, Checked*, with its data ({count} tables), the code that it
shares with the other notebooks, and the versions that it was run with. It needs Python 3.11 to 3.13, and the
network once, for the packages.

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/jupyter lab {path.parent.name}/{path.name}

`.venv/bin/python -m softpower.execute` runs all cells, and writes the verdicts that they reach into
`data/verdicts/`.

Code: MIT. Prose and tables made by the book: CC BY 4.0. Neither is granted on third-party figures: each table
in `data/datapackage.json` names its source and terms.
"""


def package_files() -> dict[str, bytes]:
    """The whole data package: every table, the schemas, the description and the terms."""
    data, root = tables.data_folder(), find().root
    packed = {
        f"data/{path.relative_to(data)}": path.read_bytes()
        for path in data.rglob("*")
        if path.suffix in (".csv", ".json")
    }
    packed["LICENSE"] = (root / "LICENSE").read_bytes()
    return {f"soft-power-in-kazakhstan/{name}": content for name, content in packed.items()}


def archives() -> dict[str, bytes]:
    """Every ZIP of the book by its name."""
    packed = {f"{_name(path)}.zip": files.archive(chapter_files(path)) for path in find().notebooks()}
    return packed | {"data-package.zip": files.archive(package_files())}


def _write_archives(app, exception):
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "downloads"
    folder.mkdir(exist_ok=True)
    for name, content in archives().items():
        (folder / name).write_bytes(content)
    references = find().root / "chapters/references.bib"
    (folder / references.name).write_bytes(references.read_bytes())


# ---- the list of all files -----------------------------------------------------------------------------------


def size(path: Path) -> str:
    """A file's size as a reader wants it, in units of 1,000."""
    count: float = path.stat().st_size
    for unit in ("bytes", "kB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} MB"


class File(NamedTuple):
    """A file as the page lists it."""

    address: str
    text: str
    size: str
    says: str = ""


def _file(out: Path, name: str, text: str = "", says: str = "") -> File:
    """The file `name` of the site in `out`, shown by its own name unless `text` is given."""
    return File(f"../{name}", text or Path(name).name, size(out / name), says)


Cell = str | list[File]


def _shown(
    listed: list[File] | None = None,
    heads: tuple[str, ...] = (),
    rows: list[list[Cell]] | None = None,
    columns: dict[str, str] | None = None,
) -> str:
    above = browse.above(len(rows or []))
    return str(render("files", listed=listed, heads=heads, rows=rows, columns=columns, above=above))


def _titles(env) -> dict[str, str]:
    return {name: title.astext() for name, title in env.titles.items()}


def _chapters(env, out: Path) -> str:
    archives = {name: f"downloads/{name_of(name)}.zip" for name in env.titles}
    rows: list[list[Cell]] = [
        [link(f"../{name}.html", title), [_file(out, archives[name])]]
        for name, title in sorted(_titles(env).items())
        if (out / archives[name]).exists()
    ]
    return _shown(heads=("Page", "Notebook, data, code and pins"), rows=rows)


def _register(env, out: Path) -> str:
    files = [_file(out, f"downloads/register.{end}") for end in ("csv", "json")]
    return _shown(listed=files, columns=register.COLUMNS)


def _data(env, out: Path) -> str:
    rows: list[list[Cell]] = [
        [
            link(f"data-dictionary.html#table-{name.replace('/', '-')}", tables.resource(name).title),
            tables.resource(name).custom["class"],
            [_file(out, f"data/{tables.resource(name).path}", tables.resource(name).path)],
        ]
        for name in tables.names()
    ]
    whole = [
        _file(out, "downloads/data-package.zip", says="all tables with their description"),
        _file(out, "data/datapackage.json", says="the description alone"),
    ]
    return _shown(listed=whole, heads=("Table", "Class", "File"), rows=rows)


def _tables(env, out: Path) -> str:
    titles = _titles(env)
    rows: list[list[Cell]] = [
        [link(f"../{page}.html#cell-{cell}", cell), titles[page], [_file(out, f"tables/{name}")]]
        for name, (page, cell) in browse.files(env).items()
    ]
    return _shown(heads=("Cell that shows it", "Page", "CSV"), rows=rows)


def _figures(env, out: Path) -> str:
    titles = _titles(env)
    rows: list[list[Cell]] = []
    for page, name, spec in figures.drawn(env):
        kinds = [[figures.csv_name(name, i) for i in range(len(figures.data_tables(spec)))]]
        kinds += [[f"{name}.{end}"] for end in ("json", "svg", "png")]
        files = [
            [_file(out, f"figures/{file}", Path(file).suffix[1:].upper()) for file in kind] for kind in kinds
        ]
        rows.append([link(f"../{page}.html#figure-{name}", name), titles[page], *files])
    return _shown(heads=("Figure", "Page", "Data", "Chart", "Picture", "Picture"), rows=rows)


def _exports(env, out: Path) -> str:
    names = sorted(path.name for path in (out / "exports").iterdir()) if (out / "exports").exists() else []
    return _shown(listed=[_file(out, f"exports/{name}") for name in names])


KINDS = {
    "chapters": _chapters,
    "register": _register,
    "data": _data,
    "tables": _tables,
    "figures": _figures,
    "exports": _exports,
}


class Downloads(SphinxDirective):
    """``{downloads} KIND``: the files of a kind (one of `KINDS`), listed when all are written."""

    required_arguments = 1

    def run(self):
        if self.arguments[0] not in KINDS:
            raise self.error(f"no downloads of kind {self.arguments[0]!r}: one of {', '.join(KINDS)}")
        return [nodes.raw("", f"<!-- downloads {self.arguments[0]} --><!-- listed -->", format="html")]


_LIST = re.compile(r"(<!-- downloads (\w+) -->).*?(<!-- listed -->)", re.S)


def _list(app, exception):
    """Fills the lists in after all files are written: their sizes are then those of the files."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in sorted(out.glob("chapters/*.html")):
        page = path.read_text(encoding="utf-8")
        if "<!-- downloads " in page:
            filled = _LIST.sub(lambda m: m[1] + KINDS[m[2]](app.env, out) + m[3], page)
            path.write_text(filled, encoding="utf-8")


class SiteFile(SphinxRole):
    """``{site-file}`downloads/register.csv```: links a file of the built site by its path there."""

    def run(self):
        up = "../" * self.env.docname.count("/")
        return [nodes.reference("", Path(self.text).name, refuri=up + self.text)], []


def setup(app):
    app.add_directive("downloads", Downloads)
    app.add_role("site-file", SiteFile())
    app.connect("build-finished", _write_archives)
    app.connect("build-finished", _list, priority=800)  # after all that writes files
