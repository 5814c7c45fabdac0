"""Mutations of data: one cell of a table that a chapter reads, tried on the chapter, then on the fast tests."""

import copy
import csv
import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
from altair.utils import schemapi
from IPython.core.interactiveshell import InteractiveShell
from running import LONGEST, Caught, code, difference, in_child, new_shell, run_cell
from spoiling import ENOUGH, ROOT, Asked, Tried, cells_of, spoiled

from softpower import charts, tables


def first_reads(shell: InteractiveShell, cells: list) -> dict[str, int]:
    """Number of the cell that first reads each table. Raises SystemExit if the chapter is not as stored."""
    reads: dict[str, int] = {}
    original = tables.read

    def noting(name: str):
        reads.setdefault(name, noting.cell)
        return original(name)

    tables.read = noting
    for noting.cell, cell in enumerate(cells):
        if caught := difference(shell, [cell]):
            raise SystemExit(f"the chapter differs before anything is spoiled: {caught.said}")
    tables.read = original
    return reads


class Reading:
    """`tables.read` of a chapter that is run again and again: a table's file is read once, until it is forgotten."""

    def __init__(self):
        self.original, self.kept = tables.read, {}
        tables.read = self

    def __call__(self, name: str) -> pd.DataFrame:
        if tables.resource(name).custom.get("class") == "synthetic":
            return self.original(name)  # of each reading of these, the firewall takes note
        if name not in self.kept:
            self.kept[name] = self.original(name)
        return self.kept[name].copy()


def remembered(call: Callable) -> Callable:
    """The same function, which keeps its results by its arguments: those of the parent serve its children."""
    kept: dict[bytes, object] = {}

    def asked(*arguments, **options):
        key = pickle.dumps((arguments, options))
        if key not in kept:
            kept[key] = call(*arguments, **options)
        return copy.deepcopy(kept[key])

    return asked


class Record:
    """Fates of mutations in a file of JSON lines, valid for one state of the book; without a file, none is kept."""

    def __init__(self, path: Path | None, state: str):
        self.path, self.state = path, state
        lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
        found = [Tried(*fate) for known, *fate in map(json.loads, lines) if known == state]
        self.known = {one.what: one._replace(caught=one.caught and Caught(*one.caught)) for one in found}

    def add(self, tried: Tried) -> Tried:
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([self.state, *tried]) + "\n")
        return tried


def state(*tried_on: Path) -> str:
    """A digest of what decides a mutation's fate: package, data, trials, and the chapter or the tests."""
    decides = [
        *(ROOT / "softpower").rglob("*.py"),
        *(ROOT / "data").rglob("*.*"),
        *Path(__file__).parent.glob("*.py"),
    ]
    text = b"".join(path.read_bytes() for path in [*sorted(decides), *tried_on] if path.is_file())
    return hashlib.sha256(text).hexdigest()[:16]


class Use:
    """Which columns and cells of tables a chapter uses: those without which it is not what it is."""

    def __init__(self, shell: InteractiveShell, cells: list, reading: Reading):
        self.shell, self.cells, self.reading = shell, cells, reading
        self.columns: dict[tuple, bool] = {}

    def column(self, name: str, column: str, number: int) -> bool:
        """Does the chapter from its cell `number` differ if the table is read without the column?"""
        if (name, column) not in self.columns:
            self.columns[name, column] = self._without(name, number, lambda frame: frame.drop(columns=column))
        return self.columns[name, column]

    def cell(self, name: str, column: str, row: int, number: int) -> bool:
        """Does it differ if the cell is missing?"""
        return self._without(name, number, lambda frame: _emptied(frame, column, row))

    def _without(self, name: str, number: int, change: Callable) -> bool:
        return _fate(in_child(self._changed, name, change, self.cells[number:])) is not None

    def _changed(self, name: str, change: Callable, cells: list) -> list:
        tables.read = lambda asked: change(self.reading(asked)) if asked == name else self.reading(asked)
        return [difference(self.shell, cells)]

    def tried(self, what: tuple, number: int) -> Tried:
        """A mutation, tried from the chapter's cell `number` on."""
        name, column, row, at, value = what
        if not self.column(name, column, number):
            return Tried(*what, None, False)
        with spoiled(tables.path(name), row, at, value):
            caught = self.fate(name, number)
        return Tried(*what, caught, bool(caught) or self.cell(name, column, row, number))

    def fate(self, name: str, number: int) -> Caught | None:
        """What catches the table as it is now, from the chapter's cell `number` on."""
        return _fate(in_child(self._anew, name, self.cells[number:]))

    def _anew(self, name: str, cells: list) -> list:
        self.reading.kept.pop(name, None)
        return [difference(self.shell, cells)]


def data(chapter: Path, asked: "Asked", caught_before: set[tuple]) -> Iterator[Tried]:
    """Spoils the tables that a chapter of a copy of the book reads."""
    os.chdir(chapter.parent)
    charts.png = lambda spec: b""  # drawing takes a second a picture, and pictures are not compared here
    schemapi.disable_debug_mode()  # Altair's checks of each part of a chart; the whole is checked as ever
    reading, cells = Reading(), code(chapter)
    reads = first_reads(new_shell(), cells)
    shell = new_shell()
    use, record = Use(shell, cells, reading), Record(asked.record, state(chapter))
    for number, cell in enumerate(cells):
        for name in [name for name, first in reads.items() if first == number and not _is_verdicts(name)]:
            for row, at, column, value in cells_of(name, asked):
                what = (name, column, row, at, value)
                if what not in caught_before:
                    yield record.known.get(what) or record.add(use.tried(what, number))
            print(f"  {chapter.stem}: {name}", file=sys.stderr, flush=True)
        run_cell(shell, cell.source)
    tables.read = reading.original


def _emptied(frame: pd.DataFrame, column: str, row: int) -> pd.DataFrame:
    """The table with one cell missing."""
    cells = frame[column].copy()
    cells.iloc[row] = pd.NA
    return frame.assign(**{column: cells})


def _is_verdicts(name: str) -> bool:
    """Verdict files are a kind of their own."""
    return name.startswith("verdicts/")


def _fate(result: list | None) -> Caught | None:
    """The difference that a child found; it comes in a list, so that none is told apart from a child that died."""
    if result is None:
        return Caught("time limit", f"{LONGEST} s")
    return Caught(*result[0]) if result[0] else None


# ---- what no chapter catches ------------------------------------------------------------------------------


@cache
def listings() -> dict[tuple[str, str], str]:
    with Path(__file__).with_name("uncaught.csv").open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["column"]): row["reason"] for row in csv.DictReader(file)}


def listed(table: str, column: str) -> str | None:
    """The reason that uncaught.csv gives for cells of a column that nothing catches; None if it gives none."""
    return listings().get((table, column))


def failing(book: Path) -> list[str]:
    """The fast tests that read tables and fail, in a copy of the book. Raises SystemExit if they do not run."""
    modules = [
        str(path)
        for path in sorted((book / "tests").glob("test_*.py"))
        if "tables.read(" in (text := path.read_text("utf-8")) and "pytestmark = pytest.mark.slow" not in text
    ]
    if not modules:
        return []
    options = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow and not gate"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *modules, *options],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book)},
    )
    if run.returncode > 1:  # neither passed nor failed
        raise SystemExit(f"the tests do not run:\n{run.stdout[-2000:]}{run.stderr[-1000:]}")
    return re.findall(r"^FAILED (.*)", run.stdout, re.M)


def by_tests(book: Path, tried: Tried) -> Tried:
    """What no chapter catches, tried on the tests."""
    with spoiled(tables.path(tried.table), tried.row, tried.at, tried.value):
        said = failing(book)
    return tried._replace(caught=Caught("test", said[0][:160])) if said else tried


def tested(book: Path, tried: list[Tried], record: Record) -> Iterator[Tried]:
    """The same mutations; some of each column that no chapter catches have been tried on the tests."""
    times, sound = Counter(), False
    for one in tried:
        uncaught = one.used and not one.caught and not listed(one.table, one.kind)
        times[one[:2]] += uncaught
        if uncaught and times[one[:2]] <= ENOUGH:
            if not sound and (said := failing(book)):
                raise SystemExit(f"the tests fail before anything is spoiled: {said[0]}")
            sound = True
            yield record.known.get(one.what) or record.add(by_tests(book, one))
        else:
            yield one
