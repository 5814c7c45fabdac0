"""One spoiled place of a book: which are asked for, what other value could stand there, and what became of it."""

import contextlib
import csv
import fnmatch
import io
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from running import Caught

from softpower import tables

ROOT = Path(__file__).parents[1]
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
