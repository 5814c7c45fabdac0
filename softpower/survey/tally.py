"""What all results are computed from: how many respondents gave which answer, and sums that add up.

Tallies of parts of a survey add up to the tally of the whole, so a survey can be larger than memory and lie in
partitions. Without weights all of it is whole numbers, and the sum is exact, whatever the parts and their order.
`Counter` tallies rows of text one after the other, with the standard library alone; `softpower.survey.fast`
tallies blocks of columns. Both read a cell by `Item.read`, so they cannot differ in what an answer is.
"""

import operator
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from softpower.survey.codebook import Codebook, by_scale, metric

ALL = "all"
"""The group of everyone, when no grouping column is named."""
NO_ANSWER = "no answer"
"""The group of those whose group is not known."""


@dataclass(frozen=True, slots=True)
class Mass:
    """A number of respondents, the sum of their weights and of their squared weights; all n without weights."""

    n: int = 0
    w: float = 0
    ww: float = 0

    def __add__(self, other: "Mass") -> "Mass":
        return Mass(self.n + other.n, self.w + other.w, self.ww + other.ww)

    @property
    def effective(self) -> float:
        """Kish's effective sample size (sum of w)^2 / sum of w^2; n itself without weights."""
        return self.w * self.w / self.ww if self.n and self.ww else 0.0


@dataclass
class Tally:
    """What all results are computed from. Tallies of one codebook add up: ``sum_of([first, second])``.

    answers      (item, group, answer; None for missing) -> Mass
    absent       (item, group, code as `Item.read` numbers it) -> Mass: what answers has under None, told apart
    scores       (scale, group, answered items, sum of answers after reversing, see `codebook.Metric`) -> Mass
    cases        (scale, group) -> Mass of complete cases
    moments      (scale, group) -> matrix of w, w x_i and w x_i x_j, summed over complete cases, first row and
                 column for the constant 1, x counted from 0 after reversing; whole numbers without weights
    alike        (scale, group) -> respondents who gave the same answer to every item, as given
    members      group -> Mass of its respondents
    respondents  64-bit hashes of the respondents' names, to find one that stands in two parts
    aside        why -> respondents left out (``weight 0``, ``no weight``, ``no group``)
    ignored      columns that are named like items, and are none
    notes        what else was noticed while reading
    """

    codebook: Codebook
    weighted: bool = False
    answers: dict[tuple, Mass] = field(default_factory=dict)
    absent: dict[tuple, Mass] = field(default_factory=dict)
    scores: dict[tuple, Mass] = field(default_factory=dict)
    cases: dict[tuple, Mass] = field(default_factory=dict)
    moments: dict[tuple, list[list]] = field(default_factory=dict)
    alike: dict[tuple, int] = field(default_factory=dict)
    members: dict[str, Mass] = field(default_factory=dict)
    respondents: list[Any] = field(default_factory=list)  # array("Q"), or numpy's of uint64
    aside: dict[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        if (self.codebook, self.weighted) != (other.codebook, other.weighted):
            raise ValueError("tallies of different codebooks, or with and without weights, do not add up")
        both = Tally(self.codebook, self.weighted)
        for name in ("answers", "absent", "scores", "cases", "alike", "members", "aside"):
            setattr(both, name, _added(getattr(self, name), getattr(other, name)))
        both.moments = _added(self.moments, other.moments, _matrices)
        both.respondents = self.respondents + other.respondents
        both.ignored = tuple(dict.fromkeys(self.ignored + other.ignored))
        both.notes = tuple(dict.fromkeys(self.notes + other.notes))
        return both

    @property
    def groups(self) -> list[str]:
        return sorted(self.members)

    @property
    def n(self) -> int:
        """All respondents who are counted."""
        return sum(mass.n for mass in self.members.values())

    @property
    def complete(self) -> dict[str, Mass]:
        """scale -> Mass of its complete cases, over all groups."""
        return {
            scale: sum((mass for (name, _), mass in self.cases.items() if name == scale), Mass())
            for scale in by_scale(self.codebook)
        }

    @property
    def products(self) -> dict[str, list[list]]:
        """scale -> sum of its `moments` over all groups."""
        return {scale: self.moments_of(scale) for scale in by_scale(self.codebook)}

    def moments_of(self, scale: str, group: str | None = None) -> list[list]:
        """The moments of a scale in a group, or over all groups."""
        found = [
            matrix
            for (name, label), matrix in self.moments.items()
            if name == scale and group in (None, label)
        ]
        size = sum(item.scale == scale for item in self.codebook) + 1
        return reduce(_matrices, found, [[0] * size for _ in range(size)])

    def mass(self, group: str | None = None) -> Mass:
        """The Mass of a group, or of everyone."""
        return sum((mass for name, mass in self.members.items() if group in (None, name)), Mass())

    def repeated(self) -> Any:
        """Hashes that occur more than once: respondents in two parts, as good as surely.

        Two long names of 1,000,000 share a hash by chance in one survey of 4 * 10^7; `responses.read_tally` looks
        again.
        """
        if any(not isinstance(part, array) for part in self.respondents):
            from softpower.survey import fast

            return fast.repeated(self.respondents)
        seen: set[int] = set()
        again: set[int] = set()
        for part in self.respondents:
            for value in part:
                (again if value in seen else seen).add(value)
        return array("Q", sorted(again))


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """The tally of all parts together. Raises TypeError if there is none, ValueError if they do not belong together."""
    return reduce(operator.add, tallies)


def _added(left: dict, right: dict, add=operator.add) -> dict:
    both = dict(left)
    for key, value in right.items():
        both[key] = add(both[key], value) if key in both else value
    return both


def _matrices(left: list[list], right: list[list]) -> list[list]:
    return [[a + b for a, b in zip(one, other, strict=True)] for one, other in zip(left, right, strict=True)]


_EVERY, _LAST, _MASK = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, (1 << 64) - 1


def name_hash(name: str) -> int:
    """A 64-bit hash of a respondent's name, the same in every process; `fast.hashes` computes it for many.

    Eight bytes at a time are mixed in by exclusive or, multiplication and shift, each of which can be undone: names
    of up to eight bytes and equal length never share a hash.
    """
    raw = name.encode("utf-8", "surrogatepass")
    value = len(raw) * _LAST & _MASK
    for i in range(0, len(raw), 8):
        value = (value ^ int.from_bytes(raw[i : i + 8], "little")) * _EVERY & _MASK
        value ^= value >> 32
    value = value * _LAST & _MASK
    return value ^ value >> 32


class _Sums:
    """Respondents, weights, squared weights of a cell while it is counted."""

    __slots__ = ("n", "w", "ww")

    def __init__(self) -> None:
        self.n, self.w, self.ww = 0, 0, 0

    def put(self, w) -> None:
        self.n += 1
        self.w += w
        self.ww += w * w

    def mass(self) -> Mass:
        return Mass(self.n, self.w, self.ww)


class _Cells(dict):
    def __missing__(self, key) -> _Sums:
        self[key] = sums = _Sums()
        return sums


class Counter:
    """Tallies respondents one by one: ``put(respondent's hash, group, weight, codes of the items in order)``."""

    def __init__(self, codebook: Codebook, weighted: bool = False):
        self.codebook, self.weighted = codebook, weighted
        self._cells, self._scores, self._cases, self._members = _Cells(), _Cells(), _Cells(), _Cells()
        self._moments: dict[tuple, list[list]] = {}
        self._alike: dict[tuple, int] = {}
        self._hashes = array("Q")
        self.aside: dict[str, int] = {}
        place = {item.name: i for i, item in enumerate(codebook)}
        self._scales = [
            (
                scale,
                [
                    (place[item.name], item.span if item.reverse else None, step)
                    for item, step in zip(members, at.steps, strict=True)
                ],
                at,
                len({(item.lowest, item.highest) for item in members}) == 1,
            )
            for scale, members in by_scale(codebook).items()
            for at in [metric(members)]
        ]

    def put(self, name: int, group: str, w, codes: list[int]) -> None:
        self._hashes.append(name)
        self._members[group].put(w)
        cells = self._cells
        for i, code in enumerate(codes):
            cells[i, group, code].put(w)
        for scale, members, at, one_length in self._scales:
            keyed = []
            for i, span, step in members:
                code = codes[i]
                if code >= 0:
                    keyed.append((code if span is None else span - code) * step)
            total = sum(keyed)
            self._scores[scale, group, len(keyed), total + len(keyed) * at.start * at.unit].put(w)
            if len(keyed) < len(members):
                continue
            key = (scale, group)
            self._cases[key].put(w)
            if one_length and len({codes[i] for i, _, _ in members}) == 1:
                self._alike[key] = self._alike.get(key, 0) + 1
            rows = self._moments.get(key)
            if rows is None:
                rows = self._moments[key] = [[0] * (len(members) + 1) for _ in range(len(members) + 1)]
            values = [1, *keyed]
            for i, x in enumerate(values):  # the lower triangle; `tally` mirrors it
                if x:
                    wx, row = w * x, rows[i]
                    for j in range(i + 1):
                        row[j] += wx * values[j]

    def note(self, name: int) -> None:
        """A respondent who is left out, but must not stand there twice."""
        self._hashes.append(name)

    def tally(self) -> Tally:
        """The tally of all that was put."""
        found = Tally(self.codebook, self.weighted, respondents=[self._hashes], aside=dict(self.aside))
        for (i, group, code), sums in sorted(
            self._cells.items(), key=lambda cell: (cell[0][0], cell[0][1], -cell[0][2])
        ):
            item = self.codebook[i]
            mass, key = sums.mass(), (item.name, group, item.lowest + code if code >= 0 else None)
            found.answers[key] = found.answers.get(key, Mass()) + mass
            if code < 0:
                found.absent[item.name, group, code] = mass
        found.scores = {key: sums.mass() for key, sums in sorted(self._scores.items())}
        found.cases = {key: sums.mass() for key, sums in sorted(self._cases.items())}
        found.members = {key: sums.mass() for key, sums in sorted(self._members.items())}
        found.alike = dict(sorted(self._alike.items()))
        found.moments = {
            key: [[rows[max(i, j)][min(i, j)] for j in range(len(rows))] for i in range(len(rows))]
            for key, rows in sorted(self._moments.items())
        }
        return found
