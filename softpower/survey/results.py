"""From a tally to results: shares of answers, scores, bands. Each definition stands once, here and in two modules beside it.

`reliability` has how far the statements of a scale go together, `differences` how groups differ.

Definitions
    reverse-keyed   an answer x of an item from `lowest` to `highest` counts as lowest + highest - x
    scale score     mean of a respondent's answered items of the scale, after reversing
    share           of those who answered (items) or have a score (bands); weighted if there is a weight
    share of all    of everyone who was asked, those without an answer among them
    top two         share of the two highest answers, of four or more; of a net score the two lowest are taken off.
                    For 0 to 10 the net score is that of recommending: 9 and 10 less 0 to 6 (Reichheld 2003)
    sd              denominator n - 1; weighted: root of the weighted variance times n / (n - 1)
    interval, share Wilson 1927, one share at a time
    interval, band  Goodman 1965: all bands of a group together
    weights         in all intervals n is Kish's (1965) effective size, (sum of w)^2 / sum of w^2. It accounts for
                    unequal weights, not for strata or clusters.

Results are `Table`s: columns and rows, None where something is undefined. Standard library alone.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from softpower import rounding
from softpower.survey import numerics
from softpower.survey.codebook import BANDS, Cuts, Item, by_scale, cuts_of, metric
from softpower.survey.tally import ALL, Mass, Tally

UNSCORED = "unscored"
EVERYONE = "all"
ITEM_COLUMNS = ("scale", "item", "group", "answer", "n", "share", "low", "high", "share_of_all", "label")
BAND_COLUMNS = ("scale", "group", "band", "n", "share", "low", "high")
STATEMENT_COLUMNS = (
    "scale", "item", "group", "n", "mean", "sd", "top_two", "top_two_low", "top_two_high", "bottom_two", "net",
)  # fmt: skip
MISSING_COLUMNS = ("item", "group", "kind", "n", "share")


@dataclass(frozen=True)
class Table:
    """Columns and rows of a result."""

    columns: tuple[str, ...]
    rows: list[tuple]

    def dicts(self) -> Iterator[dict]:
        """Each row as a dict."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


def needed(members: list[Item], min_answered: int | None) -> int:
    """How many items a score of a scale needs: half of them, rounded up, unless a number is given; at most all it has."""
    return max((len(members) + 1) // 2 if min_answered is None else min(min_answered, len(members)), 1)


# ---- shares of answers -----------------------------------------------------------------------------------


def _share(mass: Mass, total: Mass, confidence: float | None) -> tuple:
    """(share, low, high); three None where the total is empty, no ends without `confidence`."""
    if not total.n:
        return None, None, None
    share = float(mass.w) / float(total.w)
    if confidence is None:
        return share, None, None
    return share, *numerics.wilson(share, total.effective, confidence)


def distribution(tally: Tally, item: Item, group: str | None = None) -> dict[int, Mass]:
    """answer -> Mass of an item in a group, or of everyone."""
    groups = tally.groups if group is None else [group]
    return {
        answer: sum((tally.answers.get((item.name, label, answer), Mass()) for label in groups), Mass())
        for answer in item.answers
    }


def absences(tally: Tally, item: Item, group: str | None = None, *, named: bool = True) -> dict[str, Mass]:
    """kind -> Mass of absent answers that occur: as `Item.kind` names them, or as `Item.written` tells them apart."""
    out: dict[str, Mass] = {}
    groups = tally.groups if group is None else [group]
    for label in groups:
        for code in range(-1, -2 - len(item.missing), -1):
            mass = tally.absent.get((item.name, label, code))
            if mass is not None:
                kind = item.kind(code) if named else item.written(code)
                out[kind] = out.get(kind, Mass()) + mass
    return out


def items(tally: Tally, confidence: float | None = 0.95) -> Table:
    """The distribution of every item in every group: a row an answer, and one for each kind of absent answer.

    `answer` is as given, before reversing; `n` counts respondents. `share` is of those who answered, with its
    Wilson interval; it is None in rows of absent answers (``missing``, or the name of a missing code) and where
    nobody of the group answered. `share_of_all` is of everyone of the group.
    """
    rows: list[tuple] = []
    for item in tally.codebook:
        for group in tally.groups:
            cells = distribution(tally, item, group)
            total, everyone = sum(cells.values(), Mass()), tally.mass(group)
            for answer, mass in cells.items():
                of_all = _share(mass, everyone, None)[0]
                share = _share(mass, total, confidence)
                rows.append(
                    (item.scale, item.name, group, answer, mass.n, *share, of_all, item.label(answer))
                )
            for kind, mass in absences(tally, item, group).items():
                of_all = _share(mass, everyone, None)[0]
                rows.append((item.scale, item.name, group, kind, mass.n, None, None, None, of_all, ""))
    return Table(ITEM_COLUMNS, rows)


def mean_and_sd(cells: dict) -> tuple[Mass, float | None, float | None]:
    """(Mass, mean, sd) of value -> Mass."""
    total = sum(cells.values(), Mass())
    if not total.n:
        return total, None, None
    w = float(total.w)
    mean = math.fsum(mass.w * float(value) for value, mass in cells.items()) / w
    spread = math.fsum(mass.w * (float(value) - mean) ** 2 for value, mass in cells.items()) / w
    return total, mean, math.sqrt(spread * total.n / (total.n - 1)) if total.n > 1 else None


def boxes(item: Item) -> tuple[list[int], list[int]] | None:
    """The answers of the top box and of the bottom box; None for fewer than four answers."""
    answers = list(item.answers)
    if len(answers) < 4:
        return None
    if (item.lowest, item.highest) == (0, 10):
        return [9, 10], list(range(7))
    return answers[-2:], answers[:2]


def statement(tally: Tally, item: Item, group: str | None, confidence: float | None = 0.95) -> tuple:
    """(n, mean, sd, top two with interval, bottom two, net) of an item, as answered, in a group or of everyone."""
    cells = distribution(tally, item, group)
    total, mean, sd = mean_and_sd(cells)
    top = bottom = net = low = high = None
    if (ends := boxes(item)) and total.n:
        above, below = (sum((cells[a] for a in end), Mass()) for end in ends)
        top, low, high = _share(above, total, confidence)
        bottom = _share(below, total, None)[0]
        net = top - bottom
    return total.n, mean, sd, top, low, high, bottom, net


def with_total(tally: Tally) -> list[tuple[str, str | None]]:
    """(name, group) of the rows of a table by group: everyone first, then each group, if there are several."""
    total = EVERYONE if EVERYONE not in tally.groups or tally.groups == [ALL] else "all respondents"
    return [(total, None)] + ([] if tally.groups == [ALL] else [(group, group) for group in tally.groups])


def statements(tally: Tally, confidence: float | None = 0.95) -> Table:
    """Mean, sd, top two, bottom two and net score of each item, of everyone and by group, as answered."""
    rows = [
        (item.scale, item.name, name, *statement(tally, item, group, confidence))
        for item in tally.codebook
        for name, group in with_total(tally)
    ]
    return Table(STATEMENT_COLUMNS, rows)


def missing(tally: Tally) -> Table:
    """How many of each group gave no answer to each item, and why: ``empty``, or the missing code or its name."""
    rows = []
    for item in tally.codebook:
        for group in tally.groups:
            everyone = tally.mass(group)
            for kind, mass in absences(tally, item, group, named=False).items():
                rows.append((item.name, group, kind, mass.n, _share(mass, everyone, None)[0]))
    return Table(MISSING_COLUMNS, rows)


# ---- scores and bands ------------------------------------------------------------------------------------


def scored(tally: Tally, scale: str, min_answered: int = 1) -> dict[tuple, Mass]:
    """(group, answered, total) -> Mass of those who answered at least `min_answered` items of the scale."""
    return {
        key[1:]: mass
        for key, mass in tally.scores.items()
        if key[0] == scale and key[2] >= max(min_answered, 1)
    }


def scores(tally: Tally, scale: str, min_answered: int | None, group: str | None = None) -> dict[float, Mass]:
    """score -> Mass, of a group or of everyone."""
    members = by_scale(tally.codebook)[scale]
    unit = metric(members).unit
    out: dict[float, Mass] = {}
    for (label, answered, total), mass in scored(tally, scale, needed(members, min_answered)).items():
        if group in (None, label):
            score = total / (answered * unit)
            out[score] = out.get(score, Mass()) + mass
    return out


def on_cut_points(tally: Tally, scale: str, cuts: Cuts, min_answered: int = 1) -> int:
    """How many respondents have a score exactly on a cut point, so that the tie rule decides their band."""
    unit = metric(by_scale(tally.codebook)[scale]).unit
    return sum(
        mass.n
        for (_, answered, total), mass in scored(tally, scale, min_answered).items()
        if any(total == point * answered * unit for point in cuts.points)
    )


def cuts_for(members: list[Item], cuts: Cuts | None, tie: str = "low") -> Cuts | None:
    """The cut points of a scale: the codebook's, else those given for all, else none."""
    return cuts_of(members, cuts.tie if cuts else tie) or cuts


def bands(
    tally: Tally,
    cuts: Cuts | None = None,
    min_answered: int | None = 1,
    confidence: float | None = 0.95,
    tie: str = "low",
    everyone: bool = False,
) -> Table:
    """Low, Medium and High by scale and group, and ``unscored`` if some have too few answers; `everyone` first if asked.

    Only of scales with cut points, in the codebook or given. `share` is of those with a score, its interval
    simultaneous over the three bands of the group (Goodman). Both are None in the row ``unscored`` and in a group
    without scores.
    """
    rows: list[tuple] = []
    for scale, members in by_scale(tally.codebook).items():
        at = cuts_for(members, cuts, tie)
        if at is None:
            continue
        unit, least = metric(members).unit, needed(members, min_answered)
        cells: dict[tuple, Mass] = {}
        for (name, group, answered, total), mass in tally.scores.items():
            if name == scale:
                key = (group, at.band(total, answered * unit) if answered >= least else UNSCORED)
                cells[key] = cells.get(key, Mass()) + mass
        shown = with_total(tally) if everyone else [(group, group) for group in tally.groups]
        for name, group in shown:
            of = tally.groups if group is None else [group]
            by = {
                band: sum((cells.get((one, band), Mass()) for one in of), Mass())
                for band in (*BANDS, UNSCORED)
            }
            three = [by[band] for band in BANDS]
            for band, mass, share in zip(BANDS, three, _together(three, confidence), strict=True):
                rows.append((scale, name, band, mass.n, *share))
            if by[UNSCORED].n:
                rows.append((scale, name, UNSCORED, by[UNSCORED].n, None, None, None))
    return Table(BAND_COLUMNS, rows)


def _together(masses: list[Mass], confidence: float | None) -> list[tuple]:
    total = sum(masses, Mass())
    if not total.n:
        return [(None, None, None)] * len(masses)
    shares = [float(mass.w) / float(total.w) for mass in masses]
    if confidence is None:
        return [(share, None, None) for share in shares]
    limits = numerics.goodman(shares, total.effective, confidence)
    return [(share, *ends) for share, ends in zip(shares, limits, strict=True)]


def can_tie(items: int, point: rounding.Exact | str) -> bool:
    """Whether a mean of `items` whole answers can be exactly `point` (2.5 of four answers, never of five).

    Every whole sum between the ends of a scale can be reached, so only the division decides; `point` has to lie
    within the scale. Raises as `rounding.exact` does.
    """
    return (rounding.exact(point) * items).denominator == 1
