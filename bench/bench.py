"""Measures the book against itself, as ratios in one run: what one more chapter or claim costs.

    make bench

Each line gives a time and its ratio to the line named as base. Machines are noisy: read ratios, not seconds.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import survey

from softpower import indices, rounding

ROOT = Path(__file__).parents[1]
OMIT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache")


def seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def with_copies(folder: Path, copies: int) -> Path:
    """A book whose first chapter stands `copies` times more, with figures, labels and register removed."""
    book = folder / f"book-{copies}"
    shutil.copytree(ROOT, book, ignore=OMIT)
    chapter = json.loads((book / "chapters/01-index-comparison.ipynb").read_text("utf-8"))
    kept = [
        cell
        for cell in chapter["cells"]
        if cell["cell_type"] == "code"
        and not any(
            mime.startswith("application/")
            for output in cell.get("outputs", [])
            for mime in output.get("data", {})
        )
    ]
    title = {"cell_type": "markdown", "id": "top", "metadata": {}, "source": "# A copy"}
    toc = (book / "_toc.yml").read_text()
    for number in range(copies):
        text = json.dumps({**chapter, "cells": [title, *kept]})
        (book / f"chapters/copy-{number}.ipynb").write_text(text, encoding="utf-8")
        toc += f"  - file: chapters/copy-{number}\n"
    (book / "_toc.yml").write_text(toc)
    return book


def build(book: Path) -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", str(book), "-q"],
        cwd=book,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise SystemExit(run.stdout + run.stderr)


def building() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = None
        for copies in (0, 5, 20):
            book = with_copies(Path(folder), copies)
            took = seconds(lambda book=book: build(book))
            base = base or took
            more = f", {(took - base) / copies:.2f} s a chapter more" if copies else ""
            print(
                f"build, cold, {copies:3} chapters more: {took:6.1f} s  x{took / base:.2f}{more}", flush=True
            )


def checking() -> None:
    base = None
    for count in (500, 5000, 50000):

        def check(count=count):
            for i in range(count):
                rounding.rules_giving("28.5", indices.gap(Fraction(i % 90 + 1), Fraction(50)))

        took = seconds(check) / count * 1e6
        base = base or took
        print(f"check, {count:6} claims: {took:6.1f} µs a claim  x{took / base:.2f}", flush=True)


if __name__ == "__main__":
    checking()
    building()
    survey.measure()
