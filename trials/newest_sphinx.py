"""Builds the book without Jupyter Book: ``make versions SETS=sphinx9``. How the book goes on when its pins no longer install.

    today    on today's pins, sphinx-build with the configuration that `jupyter-book config sphinx .` writes
    newest   the same, without the extensions of Jupyter Book, on the newest Sphinx, myst-nb, myst-parser and theme

Both with ``-n -W``, and compared with the build of `jupyter-book build`: the first byte by byte, the second by the text
that each page shows. docs/sphinx9.md, written anew, says what differed. Takes minutes and the network.
"""

import datetime
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from copies import ROOT, copy_book

REPORT = ROOT / "docs/sphinx9.md"
NEWEST = (
    "sphinx>=9",
    "myst-nb>=1.4",
    "myst-parser>=5",
    "sphinx-book-theme>=1.4",
    "pydata-sphinx-theme>=0.20",
    "sphinx-external-toc",
    "sphinx-togglebutton",
    "sphinx-copybutton",
    "sphinx-multitoc-numbering",
    "sphinx-jupyterbook-latex",
    "sphinx-design",
    "linkify-it-py",
)
"""What Jupyter Book brings, named by itself; what the book asks for beside it is read from pyproject.toml."""
NOT_NEEDED = {"jupyter-book", "pydata-sphinx-theme", "jupyterlab", "nbval", "pytest", "playwright", "mypy"}
OF_NO_PAGE = {"search.html"}  # its words are the theme's
SHOWN = (
    "sphinx", "docutils", "myst-nb", "myst-parser", "sphinx-book-theme", "pydata-sphinx-theme", "sphinx-external-toc",
    "sphinxcontrib-bibtex",
)  # fmt: skip


class Built(NamedTuple):
    """A build: its folder, seconds, and what it complained of."""

    site: Path
    seconds: float
    said: list[str]


def configuration(text: str) -> str:
    """Of the configuration that Jupyter Book writes, one for a Sphinx without it.

    >>> print(configuration("comments_config = {}\\nextensions = ['jupyter_book', 'sphinx_comments', 'a']\\nhtml_theme_options = {'b': 1}"))
    extensions = ['a']
    html_theme_options = {'navbar_persistent': [], 'b': 1}
    """
    text = re.sub(r"^comments_config = .*\n", "", text, flags=re.M)
    text = re.sub(r"'(?:jupyter_book|sphinx_comments)', ", "", text)
    return text.replace("html_theme_options = {", "html_theme_options = {'navbar_persistent': [], ")


def build(command: list, book: Path, site: Path) -> Built:
    """Runs a build that goes on after a warning; what it printed of warnings and errors is kept."""
    start = datetime.datetime.now()
    run = subprocess.run(
        [str(part) for part in command],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book), "NO_COLOR": "1"},
    )
    lines = re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr).splitlines()
    said = [line.replace(f"{book}/", "") for line in lines if "WARNING" in line or "ERROR" in line]
    if run.returncode and not said:
        said = [lines[-1] if lines else f"status {run.returncode}"]
    return Built(site, (datetime.datetime.now() - start).total_seconds(), said)


def files(site: Path) -> dict[str, Path]:
    """The files of a site by their paths; not the notes that Sphinx leaves beside them."""
    names = {str(path.relative_to(site)): path for path in site.rglob("*") if path.is_file()}
    return {name: path for name, path in names.items() if not name.startswith((".doctrees/", ".results/"))}


def different_bytes(one: Path, other: Path) -> list[str]:
    """Files that differ, or stand in one of two sites only."""
    left, right = files(one), files(other)
    return sorted(
        name
        for name in left.keys() | right.keys()
        if name not in left or name not in right or left[name].read_bytes() != right[name].read_bytes()
    )


def words(page: Path) -> str:
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    return " ".join((soup.select_one("article.bd-article") or soup.body or soup).get_text(" ").split())


def different_texts(one: Path, other: Path) -> list[str]:
    """Pages whose texts differ, each with the place where they part, or that stand in one of two sites only."""
    left, right = files(one), files(other)
    found = []
    for name in sorted(name for name in left.keys() | right.keys() if name.endswith(".html")):
        if name not in left or name not in right:
            found.append(f"{name}: stands in one of them only")
        elif name not in OF_NO_PAGE and (texts := (words(left[name]), words(right[name])))[0] != texts[1]:
            place = len(os.path.commonprefix(texts))  # noqa: RUF071  # characters are meant
            parts = [text[max(0, place - 30) : place + 50] for text in texts]
            found.append(f"{name}: “{parts[0]}” is now “{parts[1]}”")
    return found


def wanted() -> list[str]:
    """What is installed beside Sphinx: the packages that building and showing need, as pyproject.toml names them."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    lines = [*extras["book"], *extras["survey"]]
    return [
        line
        for line in lines
        if re.split(r"[^\w.-]", line)[0] not in NOT_NEEDED and not line.startswith("softpower[")
    ]


def page(
    version: str, packages: dict[str, str], runs: dict[str, Built], found: dict[str, list[str]], count: int
) -> str:
    """The report, in Markdown."""

    def listed(lines: list[str], none: str) -> list[str]:
        return [f"- {line}" for line in lines[:40]] or [none]

    at = datetime.date.today()
    same = "the same bytes" if not found["bytes"] else f"{len(found['bytes'])} files differ"
    texts = (
        "the same text on every page"
        if not found["texts"]
        else f"{len(found['texts'])} pages with another text"
    )
    return "\n".join(
        [
            "# The book without Jupyter Book",
            "",
            f"Written by `make versions SETS=sphinx9` on {at}: {count} pages, built with `-n -W` and compared with those of "
            "`jupyter-book build .` on the pinned packages.",
            "",
            "| build | Python | warnings | compared with today's |",
            "|---|---|---|---|",
            f"| `jupyter-book build .`, pinned | {sys.version.split()[0]} | {len(runs['today'].said)} | – |",
            f"| `jupyter-book config sphinx .`, then `sphinx-build`, pinned | {sys.version.split()[0]} | "
            f"{len(runs['sphinx'].said)} | {same} |",
            f"| `sphinx-build` on the newest, without `jupyter_book` and `sphinx_comments` | {version} | "
            f"{len(runs['newest'].said)} | {texts} |",
            "",
            "The text is that of each page's article; the search page has none, and its words are the theme's.",
            "",
            "## The newest packages",
            "",
            "| package | version |",
            "|---|---|",
            *[f"| {name} | {packages.get(name, '–')} |" for name in SHOWN],
            "",
            "## Warnings",
            "",
            *listed([f"{name}: {line}" for name, run in runs.items() for line in run.said], "None."),
            "",
            "## Files that differ on today's pins",
            "",
            *listed(found["bytes"], "None."),
            "",
            "## Pages whose text differs on the newest",
            "",
            *listed(found["texts"], "None."),
            "",
        ]
    )  # fmt: skip


def main(python: str, said, uv, keep: Path) -> int:
    """Runs all three builds and writes the report; `said` and `uv` run a command that must succeed."""
    with tempfile.TemporaryDirectory(dir=keep) as name:
        folder = Path(name)
        book, inside = folder / "book", folder / "venv/bin/python"
        jupyter_book = Path(sys.executable).parent / "jupyter-book"
        copy_book(book)
        flags = ["-W", "-n", "--keep-going", "-q"]
        today = build([jupyter_book, "build", ".", *flags, "--path-output", folder / "today"], book, folder / "today/_build/html")  # fmt: skip
        print(f"jupyter-book build: {today.seconds:.0f} s", flush=True)
        said(jupyter_book, "config", "sphinx", ".", cwd=book)
        sphinx = build([sys.executable, "-m", "sphinx", "-b", "html", *flags, ".", folder / "sphinx"], book, folder / "sphinx")  # fmt: skip
        print(f"sphinx-build on the pins: {sphinx.seconds:.0f} s", flush=True)
        uv("venv", "--quiet", "--python", python, folder / "venv")
        uv("pip", "install", "--quiet", "--python", inside, *NEWEST, *wanted(), cwd=book)
        uv("pip", "install", "--quiet", "--python", inside, "--no-deps", "-e", book, cwd=book)
        conf = book / "conf.py"
        conf.write_text(configuration(conf.read_text(encoding="utf-8")), encoding="utf-8")
        newest = build([inside, "-m", "sphinx", "-b", "html", *flags, ".", folder / "newest"], book, folder / "newest")  # fmt: skip
        print(f"sphinx-build on the newest: {newest.seconds:.0f} s", flush=True)
        listing = uv("pip", "freeze", "--python", inside)
        packages = dict(line.split("==") for line in listing.splitlines() if "==" in line)
        found = {
            "bytes": different_bytes(today.site, sphinx.site),
            "texts": different_texts(today.site, newest.site),
        }
        runs = {"today": today, "sphinx": sphinx, "newest": newest}
        count = sum(name.endswith(".html") for name in files(today.site))
        report = page(said(inside, "-V").split()[1], packages, runs, found, count)
    REPORT.write_text(report, encoding="utf-8")
    print(f"Wrote {REPORT.relative_to(ROOT)}")
    return int(bool(sphinx.said or newest.said or found["bytes"] or found["texts"]))
