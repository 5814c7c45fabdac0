"""What is read from a file: columns of text, and where each of them stands."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

MOST_BYTES = 256 * 2**20
MOST_COLUMNS = 5000
MOST_CELLS = 60_000_000
MOST_SHOWN = 12  # of one kind in the notes; more help nobody

Rows = list[tuple[int, list[str]]]
"""(row in the file, its cells) of rows that are not blank."""


@dataclass
class Sheet:
    """A sheet of a workbook, or the one table of a text file, as it stands. `hidden` as the workbook says.

    `merged` holds for each row the (first, last) columns of cells that are merged into one.
    """

    name: str
    rows: Rows
    hidden: bool = False
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


@dataclass
class Column:
    """A column: `name` is its heading, `cells` its text without spaces around it.

    `wording` is what was asked, and `stem` the question that it is one line of, where the file tells; `code` the name
    of that question. `labels` (value: word) and `missing` (code: name) come from SPSS and Stata. `kind` is empty, or
    what the tool says of the column: ``respondent``, ``identifies``, ``technical``, ``text``, ``choice``.
    """

    name: str
    cells: list[str]
    place: int = 0
    wording: str = ""
    stem: str = ""
    code: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    why: str = ""

    @property
    def asked(self) -> str:
        return self.wording or self.name

    @cached_property
    def counts(self) -> Counter:
        """How often each text stands in the column; empty cells are not counted."""
        found = Counter(self.cells)
        found.pop("", None)
        return found

    @property
    def filled(self) -> int:
        return sum(self.counts.values())

    def replace(self, cells: list[str]) -> None:
        self.cells = cells
        self.__dict__.pop("counts", None)


@dataclass
class Table:
    """A row a respondent (or an answer): columns, and the row of the file that each of their cells stands in."""

    where: str
    columns: list[Column]
    rows: list[int]
    tool: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def named(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def letter(place: int) -> str:
    """The name that a spreadsheet gives to column `place`, counted from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    out = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        out = chr(65 + rest) + out
    return out
