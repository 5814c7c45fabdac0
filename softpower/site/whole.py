"""A site is whole: a build that was killed is begun anew, and one that ended says what it was made from.

Sphinx writes a page only if its source is newer, so a page that a killed build has left half-written would stay so.
A file beside Sphinx's own notes says that a build is under way; if it is there at the start, the last one did not
end, and what it left is thrown away. For the same reason Sphinx tells a page's fault once, and finds nothing newer the
next time: the pages of a build that told faults are noted, and read again.

Another file says of which sources, and which programs, the site that stands there was made, and what it then was: so
tests can use it instead of building once more, and do not if a byte on either side is another one.
"""

import hashlib
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from softpower.site.browser import fetch

LAST = 1000  # after all that other parts do when a build is finished
APART = {"tests", "trials", "bench", "docs", "mutants", "__pycache__", "survey-report"}
"""Folders whose files no page is made from; nor is it from any whose name begins with a dot or ``_build``."""
PROGRAMS = (
    "sphinx",
    "jupyter-book",
    "myst-nb",
    "sphinx-book-theme",
    "pydata-sphinx-theme",
    "vl-convert-python",
)


def _mark(app) -> Path:
    return Path(app.doctreedir) / "unfinished"


def _noted(app) -> Path:
    return Path(app.doctreedir) / "read-again"


def _digest(folder: Path) -> str:
    """A digest of all files in a folder, names included, but of what stands apart."""
    out, folders = hashlib.sha256(), [folder]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_dir():
                if not path.name.startswith((".", "_build")) and path.name not in APART:
                    folders.append(path)
            elif not path.name.startswith("."):
                out.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return out.hexdigest()


def _version(program: str) -> str:
    """A program's version; of one that is not there, none: Sphinx builds the book without Jupyter Book, too."""
    try:
        return version(program)
    except PackageNotFoundError:
        return "none"


def sources(book: Path) -> str:
    """A digest of all that a book's site is made from: its files, this package, and the programs that make it."""
    fetched = str(fetch.package() is not None)  # without it, two pages say so
    programs = " ".join([sys.version, fetched, *map(_version, PROGRAMS)])
    return " ".join(
        [_digest(book), _digest(Path(__file__).parents[1]), hashlib.sha256(programs.encode()).hexdigest()]
    )


def is_of(site: Path, book: Path) -> bool:
    """Was the site made from the book as it now is, and is it as it was then?"""
    try:
        said = (site.parent / ".doctrees/built-from").read_text(encoding="utf-8")
        return said == f"{sources(book)}\n{_digest(site)}"
    except OSError:
        return False


def _all_if_titles_changed(app, env) -> list[str]:
    """Every page names the others in its margin, and Sphinx writes anew only those that it has read."""
    titles = [(page, env.titles[page].astext()) for page in sorted(env.titles)]
    before, env.softpower_titles = getattr(env, "softpower_titles", titles), titles
    return [] if titles == before else sorted(env.all_docs)


def _read_again(app, env, *_) -> set[str]:
    """The pages of the last build, if it told faults: any of them may have had one."""
    noted = _noted(app).read_text(encoding="utf-8") if _noted(app).exists() else ""
    return env.found_docs & set(noted.split("\n"))


def setup(app):
    app.connect("env-updated", _all_if_titles_changed)
    app.connect("env-get-outdated", _read_again)
    # Here, not at builder-inited: Sphinx reads its notes on earlier builds before that.
    if _mark(app).exists():
        for folder in (app.outdir, app.doctreedir):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in (app.outdir, app.doctreedir):  # Sphinx may have made them before, and does not look again
        Path(folder).mkdir(parents=True, exist_ok=True)
    _mark(app).touch()
    before, pages = sources(Path(app.srcdir)), set()
    app.connect("env-before-read-docs", lambda app, env, read: pages.update(read))
    app.connect("html-page-context", lambda app, written, *_: pages.add(written))

    def end(app, exception):
        said = Path(app.doctreedir) / "built-from"
        said.unlink(missing_ok=True)
        if exception:
            return
        sound = app.builder.format == "html" and not app._warncount
        if sound and sources(Path(app.srcdir)) == before:  # no page of an older text
            said.write_text(f"{before}\n{_digest(Path(app.outdir))}", encoding="utf-8")
        _noted(app).write_text("\n".join(sorted(pages)) if app._warncount else "", encoding="utf-8")
        _mark(app).unlink(missing_ok=True)

    app.connect("build-finished", end, priority=LAST)
