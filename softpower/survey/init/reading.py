"""What a block of answers is read as, and how a cell shows a number."""

import re
from collections import Counter
from dataclasses import dataclass, field

from . import words
from .table import Column

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,9}(?:[.,]0+)?")
CODES = {
    str(number)
    for number in (-1, -2, -3, -4, -7, -8, -9, -66, -77, -88, -96, -97, -98, -99, -777, -888, -999, -9999)
} | {
    str(number)
    for number in (
        8,
        9,
        66,
        77,
        88,
        95,
        96,
        97,
        98,
        99,
        666,
        777,
        888,
        995,
        996,
        997,
        998,
        999,
        9998,
        9999,
        99999,
    )
}
"""Numbers that mean *no answer* in many surveys, if they stand apart from the scale."""


MIDDLE = "may be a middle answer or no answer: drafted as no answer"
"""What is asked of an answer such as *hard to say*."""


@dataclass
class Answers:
    """Answers of a block. `cells` maps each spelling to what is written; the scale runs from `lowest` to `highest`.

    `how` is ``numbers``, ``words``, ``numbered``, ``codes``, ``two`` or ``unknown`` (words whose order is not known).
    `missing` maps codes to names. `stray` are values that are neither; `doubts` are asked, `remarks` are checked.
    """

    how: str
    lowest: int
    highest: int
    labels: tuple[str, ...] = ()
    cells: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    stray: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    family: str = ""


def whole(text: str) -> int | None:
    """The whole number that a cell shows: 3, 3.0, 3,0.

    >>> whole("3,0"), whole("3.5")
    (3, None)
    """
    return int(re.split("[.,]", text)[0]) if _WHOLE.fullmatch(text) else None


def number(text: str) -> float | None:
    """The number that a cell shows, with a point or a comma."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def safe(label: str) -> str:
    """A label or code as a codebook can hold it, whose cells are parted by ``|`` and ``=``."""
    return label.replace("|", "/").replace("=", "-")


def commonest(counts: Counter) -> dict[str, str]:
    """{spelling: the commonest spelling of the same answer}; of two as common the one with only its first letter large."""
    best: dict[str, str] = {}
    for text, _ in sorted(
        counts.items(), key=lambda pair: (-pair[1], pair[0] != pair[0].capitalize(), pair[0])
    ):
        best.setdefault(words.plain(text), text)
    return {text: best[words.plain(text)] for text in counts}


def together(columns: list[Column]) -> Counter:
    total: Counter = Counter()
    for column in columns:
        total += column.counts
    return total
