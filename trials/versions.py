"""Tries the book on other Pythons and other versions of its packages: ``make versions``.

    make versions PYTHONS="python3.11 python3.12 python3.13" SETS="pinned newest lowest"

    pinned   requirements.txt
    newest   the newest that the ranges in pyproject.toml allow
    lowest   the oldest that they allow of what pyproject.toml names, and of what those need
    sphinx9  no set of the others': a build without Jupyter Book on the newest Sphinx (trials/newest_sphinx.py)

Each set is installed into an environment of its own, runs the fast tests, and runs every chapter against its
stored outputs. docs/versions.md, written anew, says what differed. Takes minutes and the network.
"""

import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import newest_sphinx
from copies import ROOT, copy_book

REPORT = ROOT / "docs/versions.md"
PYTHONS = ("python3.11", "python3.12", "python3.13")
RESOLUTION = {"newest": ["--resolution", "highest"], "lowest": ["--resolution", "lowest-direct"]}
SHOWN = (
    "jupyter-book",
    "pandas",
    "numpy",
    "scipy",
    "altair",
    "statsmodels",
    "frictionless",
    "nbclient",
    "pytest",
)


class Run(NamedTuple):
    """What a set of versions did on one Python. `outputs` names chapters' cells that differ, `faults` tests."""

    python: str
    versions: str
    packages: dict[str, str]
    passed: int
    faults: list[str]
    cells: int
    outputs: list[str]


def said(*command, **options) -> str:
    """Output of a command that must succeed. Raises SystemExit with what it said."""
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    if run.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{run.stdout[-3000:]}{run.stderr[-3000:]}")
    return run.stdout


def uv(*arguments, **options) -> str:
    return said(sys.executable, "-m", "uv", *arguments, **options)


def usable(python: str) -> bool:
    """Is there such a Python? A version manager may have its name on the path, and nothing behind it."""
    if not shutil.which(python):
        return False
    return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0


def environment(python: str, versions: str, folder: Path, book: Path) -> Path:
    """An environment with the set of versions, the book's own package from `book`; returns its Python."""
    uv("venv", "--quiet", "--python", shutil.which(python), folder)
    inside, wanted = folder / "bin/python", book / "requirements.txt"
    if versions != "pinned":
        wanted = folder / "requirements.txt"
        options = ["--quiet", "--no-annotate", "--python", inside, *RESOLUTION[versions], "-o", wanted]
        uv("pip", "compile", *options, book / "requirements.in", cwd=book)
    uv("pip", "install", "--quiet", "--python", inside, "-r", wanted, cwd=book)
    return inside


def pytest(python: Path, book: Path, *arguments: str) -> tuple[int, list[str]]:
    """(passed, names of what failed) of one run of pytest."""
    run = subprocess.run(
        [
            str(python),
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "-rfE",
            "--tb=no",
            *arguments,
        ],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"},
    )
    if run.returncode not in (0, 1):
        return 0, [f"pytest stopped: {(run.stdout + run.stderr).strip().splitlines()[-1]}"]
    passed = re.search(r"(\d+) passed", run.stdout)
    faults = re.findall(r"^(?:FAILED|ERROR) (.*)$", run.stdout, re.M)
    return int(passed[1]) if passed else 0, faults


def tried(python: str, versions: str, keep: Path) -> Run:
    with tempfile.TemporaryDirectory(dir=keep) as name:
        book, folder = Path(name) / "book", Path(name) / "venv"
        copy_book(book)
        inside = environment(python, versions, folder, book)
        listing = uv("pip", "freeze", "--python", inside)
        packages = dict(line.split("==") for line in listing.splitlines() if "==" in line)
        passed, faults = pytest(inside, book, "tests", "-m", "not slow and not gate")
        cells, outputs = pytest(inside, book, "workings", "chapters")
        return Run(said(inside, "-V").split()[1], versions, packages, passed, faults, cells, outputs)


def page(runs: list[Run], absent: list[str]) -> str:
    """The report, in Markdown."""
    lines = [
        "# Versions that the book was tried on",
        "",
        f"Written by `make versions` on {datetime.date.today()}. Each line is an environment of its own: the fast "
        "tests, and every cell of every chapter against its stored output.",
        "",
        "| Python | packages | tests passed | failed | cells equal | cells that differ |",
        "|---|---|---|---|---|---|",
    ]
    for run in runs:
        lines.append(
            f"| {run.python} | {run.versions} | {run.passed} | {len(run.faults)} | {run.cells} | {len(run.outputs)} |"
        )
    if absent:
        lines += ["", f"Not tried, for it was not on the machine: {', '.join(absent)}."]
    for title, attribute in (("Tests that fail", "faults"), ("Cells whose outputs differ", "outputs")):
        lines += ["", f"## {title}", ""]
        found = [
            f"- {run.python}, {run.versions}: {what}" for run in runs for what in getattr(run, attribute)[:20]
        ]
        lines += found or ["None."]
    lines += [
        "",
        "## What the sets hold",
        "",
        "| | " + " | ".join(f"{r.python} {r.versions}" for r in runs) + " |",
    ]
    lines.append("|---|" + "---|" * len(runs))
    lines += [f"| {name} | " + " | ".join(r.packages.get(name, "") for r in runs) + " |" for name in SHOWN]
    return "\n".join(lines) + "\n"


def main() -> int:
    pythons = os.environ.get("PYTHONS", "").split() or PYTHONS
    sets = os.environ.get("SETS", "").split() or ("pinned", *RESOLUTION)
    absent = [python for python in pythons if not usable(python)]
    keep = ROOT / "_build/versions"
    keep.mkdir(parents=True, exist_ok=True)
    if "sphinx9" in sets:
        python = next((name for name in reversed(pythons) if name not in absent), None)
        if python is None:
            raise SystemExit(f"none of these is on the machine: {', '.join(pythons)}")
        return newest_sphinx.main(shutil.which(python), said, uv, keep)
    runs = []
    for python in pythons:
        for versions in sets if python not in absent else ():
            run = tried(python, versions, keep)
            runs.append(run)
            print(
                f"{run.python} {versions}: {run.passed} tests passed, {len(run.faults)} failed, "
                f"{run.cells} cells as stored, {len(run.outputs)} differ",
                flush=True,
            )
            for what in (run.faults + run.outputs)[:20]:
                print(f"  {what}")
    REPORT.write_text(page(runs, absent), encoding="utf-8")
    print(f"Wrote {REPORT.relative_to(ROOT)}")
    return int(any(run.faults or run.outputs for run in runs))


if __name__ == "__main__":
    sys.exit(main())
