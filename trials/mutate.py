"""Spoils the book in one place at a time and names what catches it: ``make mutate``.

    data      one cell of a table that a chapter reads gets another plausible value. Caught by a rule of its
              schema, by an error that the chapter raises, by an output that differs from the stored one, or by
              a fast test. Cells that the chapter would be the same without are not used
    verdicts  one cell of data/verdicts/. Caught by the comparison with the register that the chapter stores
    outputs   one value of a stored output, one picture, one name of a glued number

A checksum would catch anything and say nothing, so none counts. What nothing catches has to be listed, with the
reason, in uncaught.csv beside this file. (Lines of code: ``make mutate-code``.)

A chapter takes seconds and there are thousands of cells. So it is run once, in this process, with the commands
of the tests' kernel; before the cell that first reads a table, the process forks for each spoiled cell, and the
child runs on from there to the first difference. Tables that are not spoiled are not read a second time, a cell
that one chapter has caught is not tried on the next, and each processor takes its share of the rows. MOST=0 tries
every cell, but where one line of code reads all rows alike: there, `ENOUGH` of a column, and of printed figures all.
Fates are kept in _build/mutations.jsonl: a run that was cut short goes on where it was, as long as nothing of the
book changes.
"""

import argparse
import contextlib
import copy
import csv
import fnmatch
import hashlib
import io
import json
import os
import pickle
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd
from altair.utils import schemapi
from copies import copy_book
from IPython.core.interactiveshell import InteractiveShell
from running import LONGEST, Caught, code, difference, in_child, new_shell, run_cell, stored

from softpower import charts, coding, execute, indices, tables

ROOT = Path(__file__).parents[1]
SLOW = ((coding, "interval"), (indices, "pairs_with_gap"))
"""Functions whose results serve until their input is spoiled."""
ALIKE = ("*/claims", "*/judgements", "*/second-readings", "open/race-attitudes")
"""Registers and respondents: one line of code reads every row alike, and some cells of a column stand for all."""
PRINTED = ("*/claims", "reported")
"""But a figure that a paper prints is tried wherever it stands."""
ENOUGH = 5
"""Cells of a column alike, where every cell is asked for; uncaught ones of a column to try on the tests."""


class Tried(NamedTuple):
    """One mutation and its fate. `kind` (a column, say) is for the tally; `row` and `at` count from 0."""

    table: str
    kind: str
    row: int
    at: int
    value: str
    caught: Caught | None
    used: bool = True

    @property
    def what(self) -> tuple:
        """The mutation without its fate."""
        return self[:5]

    @property
    def place(self) -> str:
        return f"row {self.row + 2}: {self.value[:60]!r}"


# ---- another value that could stand there ------------------------------------------------------------------


def other_digit(text: str, chance: random.Random) -> str:
    """The text with one digit changed; a number keeps its length."""
    at = chance.choice([i for i, sign in enumerate(text) if sign.isascii() and sign.isdigit()])
    leads = at == 0 or not text[at - 1].isdigit()
    digits = [d for d in "0123456789" if d != text[at] and not (leads and d == "0")]
    return text[:at] + chance.choice(digits) + text[at + 1 :]


def other_text(text: str, chance: random.Random) -> str:
    """The text with a digit changed, two neighbouring words exchanged or, in a single word, a letter doubled."""
    if re.search("[0-9]", text):
        return other_digit(text, chance)
    words = text.split(" ")
    pairs = [i for i in range(len(words) - 1) if words[i] != words[i + 1]]
    if not pairs:
        at = chance.randrange(len(text))
        return text[: at + 1] + text[at:]
    i = chance.choice(pairs)
    return " ".join([*words[:i], words[i + 1], words[i], *words[i + 2 :]])


def other_cell(column: list[str], row: int, field, chance: random.Random) -> str:
    """Another value for a cell: a word of its list, a value of its column, another digit, words exchanged."""
    old = column[row]
    listed = [str(word) for word in field.constraints.get("enum", [])] or (
        ["true", "false"] if field.type == "boolean" else []
    )
    values = sorted(set(column) - {old, ""})
    if listed:
        return chance.choice([word for word in listed if word != old])
    if not old:
        return chance.choice(values) if values else "1"
    repeated = len(set(column)) < len(column) / 2
    if field.type == "string" and repeated and values:
        return chance.choice(values)
    return other_text(old, chance)


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


# ---- mutations of data -------------------------------------------------------------------------------------


@contextlib.contextmanager
def spoiled(path: Path, row: int, column: int, value: str):
    """The CSV file with one cell replaced, and as it was afterwards; rows count from 0."""
    before = path.read_text(encoding="utf-8")
    lines = list(csv.reader(io.StringIO(before)))
    lines[row + 1][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8", newline="")


class Asked(NamedTuple):
    """Which mutations to try, of which chapters, and which share of them.

    `most` are tried a column; None: all, but where `ENOUGH` says otherwise; below 1: the chance to have one.
    """

    most: float | None
    seed: int
    chapter: str = ""
    record: Path | None = None
    share: int = 0
    shares: int = 1
    book: Path = ROOT

    def sample(self, of: Sequence, chance: random.Random) -> list:
        """All, `most`, or (below 1) one with the chance `most`."""
        if self.most is None:
            return list(of)
        number = self.most if self.most >= 1 else int(chance.random() < self.most)
        return chance.sample(of, min(int(number), len(of)))

    def of(self, table: str, column: str) -> "Asked":
        """The same for one column."""
        if self.most is not None:
            return self
        printed = fnmatch.fnmatch(table, PRINTED[0]) and column == PRINTED[1]
        alike = not printed and any(fnmatch.fnmatch(table, pattern) for pattern in ALIKE)
        return self._replace(most=ENOUGH) if alike else self

    def ours(self, number: int) -> bool:
        """Does this row or cell belong to our share?"""
        return number % self.shares == self.share


def cells_of(name: str, asked: Asked) -> Iterator[tuple[int, int, str, str]]:
    """(row, column, its name, new value) of the cells of a table that are asked for."""
    with tables.path(name).open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    for at, field in enumerate(tables.resource(name).schema.fields):
        column = [row[at] for row in rows]
        chance = random.Random(f"{asked.seed} {name} {field.name}")
        for row in filter(asked.ours, sorted(asked.of(name, field.name).sample(range(len(rows)), chance))):
            value = other_cell(column, row, field, random.Random(f"{asked.seed} {name} {field.name} {row}"))
            yield row, at, field.name, value


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
    """A digest of what decides a mutation's fate: package, data, this file, and the chapter or the tests."""
    decides = [*(ROOT / "softpower").rglob("*.py"), *(ROOT / "data").rglob("*.*"), Path(__file__)]
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


# ---- mutations of verdicts and stored outputs --------------------------------------------------------------


def verdicts(chapter: Path, asked: Asked, _: set[tuple]) -> Iterator[Tried]:
    """Spoils the verdict file of a chapter, which tests/test_execute.py compares with the stored register."""
    found = execute.verdicts(nbformat.read(chapter, as_version=4))
    if not found:
        return
    paper, frame = found
    expected = [list(frame.columns), *frame.astype(str).to_numpy().tolist()]
    path = chapter.parents[1] / f"data/verdicts/{paper}.csv"
    for row, at, column, value in cells_of(f"verdicts/{paper}", asked):
        with spoiled(path, row, at, value), path.open(encoding="utf-8", newline="") as file:
            same = list(csv.reader(file)) == expected
        caught = None if same else Caught("register", "verdict file against the register that is stored")
        yield Tried(f"verdicts/{paper}", column, row, at, value, caught)


def _leaves(value, path=()) -> Iterator[tuple]:
    """Paths of all texts and numbers in nested data."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _leaves(part, (*path, at))
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        yield path


def outputs(chapter: Path, asked: Asked, _: set[tuple]) -> Iterator[Tried]:
    """Spoils single values of stored outputs: by nbval's comparison, then by the checks of the tests."""
    sys.path.insert(0, str(ROOT / "tests"))
    from test_notebooks import CHECKS

    nb = nbformat.read(chapter, as_version=4)
    # `data` compared the stored outputs with those of a run
    fresh = [stored(cell) if cell.cell_type == "code" else None for cell in nb.cells]
    chance = random.Random(f"{asked.seed} {chapter.name}")
    places = [
        (at, number, *leaf)
        for at, cell in enumerate(nb.cells)
        if cell.cell_type == "code"
        for number, output in enumerate(cell.outputs)
        for part in ("data", "metadata")
        for leaf in _leaves(output.get(part, {}), (part,))
    ]
    by_mime: dict[tuple, list] = {}
    for place in places:
        by_mime.setdefault((place[2], place[3]), []).append(place)
    for kind, found in by_mime.items():
        for place in asked.sample(found, chance):
            if asked.ours(place[0]):
                own = random.Random(f"{asked.seed} {chapter.name} {place}")
                yield _spoil_output(nb, fresh[place[0]], place, kind, own, CHECKS)


def _spoil_output(nb, fresh, place, kind, chance, checks) -> Tried:
    at, number, *path, last = place
    holder = nb.cells[at].outputs[number]
    for key in path:
        holder = holder[key]
    before = holder[last]
    holder[last] = other_text(before, chance) if isinstance(before, str) else before + 1
    if kind[1] == "image/png":
        holder[last] = next(c for c in _pictures(nb) if c != before)
    try:
        caught = Caught("nbval", f"cell {nb.cells[at].id}") if stored(nb.cells[at]) != fresh else None
        if not caught:
            faults = [fault for check in checks for fault in _faults(check, nb)]
            caught = Caught("tests/test_notebooks.py", faults[0]) if faults else None
    finally:
        holder[last] = before
    return Tried(nb.cells[at].id, " ".join(kind), at, number, str(holder[last])[:60], caught)


def _faults(check, nb) -> list[str]:
    try:
        return check(nb)
    except (KeyError, ValueError, SyntaxError) as error:
        return [f"{check.__name__}: {error!r}"]


def _pictures(nb) -> list[str]:
    return [
        o["data"]["image/png"]
        for c in nb.cells
        for o in c.get("outputs", [])
        if "image/png" in o.get("data", {})
    ]


# ---- the report --------------------------------------------------------------------------------------------


@cache
def listings() -> dict[tuple[str, str], str]:
    with Path(__file__).with_name("uncaught.csv").open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["column"]): row["reason"] for row in csv.DictReader(file)}


def listed(table: str, column: str) -> str | None:
    """The reason that uncaught.csv gives for cells of a column that nothing catches; None if it gives none."""
    return listings().get((table, column))


def best(tried: list[Tried]) -> list[Tried]:
    """One fate a mutation: caught, or used, by any of the chapters that read the table."""
    found: dict[tuple, Tried] = {}
    for one in tried:
        known = found.get(one.what)
        if not known or (bool(one.caught), one.used) > (bool(known.caught), known.used):
            found[one.what] = one
    return list(found.values())


def told(what: str, tried: list[Tried]) -> list[Tried]:
    """Prints the tally; returns what was neither caught nor listed."""
    used = [t for t in tried if t.used]
    print(f"\n{what}: {len(tried)} tried, {len(used)} used, {sum(1 for t in used if t.caught)} caught")
    for table in dict.fromkeys(t.table for t in tried) if what == "data" else []:
        ours = [t for t in tried if t.table == table]
        by = Counter(t.caught.by if t.caught else "not caught" if t.used else "not used" for t in ours)
        print(f"  {table:45} {len(ours):6}   " + ", ".join(f"{n} {word}" for word, n in by.most_common()))
    if what != "data":
        print(
            "  " + ", ".join(f"{n} {w}" for w, n in Counter(t.caught.by for t in tried if t.caught).items())
        )
    open_ = [t for t in used if not t.caught]
    for kind, n in Counter((t.table, t.kind) for t in open_).items():
        one = next(t for t in open_ if (t.table, t.kind) == kind)
        print(f"  not caught: {kind[0]}, {kind[1]}: {n}, {one.place}: {listed(*kind) or 'NOT LISTED'}")
    return [t for t in open_ if not listed(t.table, t.kind)]


KINDS = {"data": data, "verdicts": verdicts, "outputs": outputs}


def spoil(asked: Asked) -> dict[str, list[Tried]]:
    """Our share of all mutations, tried in a copy of the book; for each kind, one fate a mutation."""
    found = {}
    for module, name in SLOW:
        setattr(module, name, remembered(getattr(module, name)))
    with tempfile.TemporaryDirectory() as folder:
        book = copy_book(Path(folder) / "book", asked.book)
        for kind, spoiling in KINDS.items():
            tried: list[Tried] = []
            for chapter in sorted((book / "workings").glob(f"{asked.chapter}*.ipynb")):
                os.chdir(book)
                tried += spoiling(chapter, asked, {t.what for t in tried if t.caught})
            found[kind] = best(tried)
        os.chdir(book)
        record = Record(asked.record, state(*sorted((ROOT / "tests").glob("*.py"))))
        found["data"] = list(tested(book, found["data"], record))
        os.chdir(ROOT)
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--most", type=float, default=5, help="cells tried a column; 0: all; 0.1: one in ten columns (5)"
    )
    parser.add_argument(
        "--chapter", default="", help="how the file's name begins, to try one: 03 (all chapters)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shares", type=int, default=os.cpu_count(), help="processes (all processors)")
    parser.add_argument(
        "--record",
        type=lambda path: Path(path).resolve(),
        help="a file for fates: those of this state are not tried again",
    )
    parser.add_argument("--book", type=Path, default=ROOT, help="another book than this one, to spoil")
    given = parser.parse_args(arguments)
    shares = [
        Asked(given.most or None, given.seed, given.chapter, given.record, share, given.shares, given.book)
        for share in range(given.shares)
    ]
    with ProcessPoolExecutor(given.shares, get_context("spawn")) as pool:
        parts = list(pool.map(spoil, shares))
    unlisted = []
    for kind in KINDS:
        tried = sorted(
            (one for part in parts for one in part[kind]), key=lambda one: (one.table, one.at, one.row)
        )
        unlisted += told(kind, tried)
    print(f"\n{len(unlisted)} neither caught nor listed in trials/uncaught.csv")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
