"""How groups differ, two at a time: effect sizes with intervals, and p-values for a family that is asked for.

Definitions, beside those of `results`
    superiority     probability that someone of one group answers higher than someone of the other, ties half:
                    P(X > Y) + P(X = Y) / 2; variance, t and degrees of freedom of Brunner and Munzel 2000, its
                    interval on the logit scale
    difference      of mean scores, with Welch's 1947 interval; in standard deviations Hedges' 1981 g with the
                    interval g +- t sqrt((n + m) / n m + g^2 / 2(n + m))
    p               Brunner and Munzel's test, adjusted by Holm 1979 over the family that was asked for
"""

import math
from itertools import combinations

from softpower.survey import numerics
from softpower.survey.codebook import by_scale
from softpower.survey.results import (
    Table,
    distribution,
    mean_and_sd,
    scores,
)
from softpower.survey.tally import NO_ANSWER, Mass, Tally

DIFFERENCE_COLUMNS = (
    "scale", "item", "group", "other", "measure", "estimate", "low", "high", "n", "n_other", "p", "p_holm",
)  # fmt: skip
SUPERIORITY, MEANS, HEDGES = "probability of superiority", "difference of means", "Hedges g"
MOST_PAIRS = 12  # of more groups each is compared with all others together, not with each
OTHERS = "all others"
FAMILIES = ("scales", "items", "all")
"""What the p-values of one run are adjusted over: all comparisons of scales, of items, or both."""


def _placements(cells: dict, others: dict) -> tuple[float, float, float]:
    """(mean, variance with denominator n - 1, effective n) of the mid-distribution of `others` at each of `cells`."""
    total, theirs = sum(cells.values(), Mass()), sum(others.values(), Mass())
    below, heights = 0.0, {}
    for value in sorted({*cells, *others}):
        own = float(others[value].w) / float(theirs.w) if value in others else 0.0
        heights[value] = below + own / 2
        below += own
    n = total.effective
    mean = math.fsum(m.w * heights[v] for v, m in cells.items()) / float(total.w)
    spread = math.fsum(m.w * (heights[v] - mean) ** 2 for v, m in cells.items()) / float(total.w)
    return mean, spread * n / (n - 1) if n > 1 else 0.0, n


def superiority(cells: dict, others: dict, confidence: float | None = 0.95) -> tuple:
    """(probability, low, high, p) that a value of `cells` lies above one of `others`, ties half (value -> Mass).

    p is that of Brunner and Munzel's test. What cannot be computed is None: ends of 0 and 1, groups of one.
    """
    value, spread, n = _placements(cells, others)
    _, other_spread, m = _placements(others, cells)
    one, two = spread / n, other_spread / m
    if one + two <= 0 or n <= 1 or m <= 1:
        return value, None, None, None
    se = math.sqrt(one + two)
    df = (one + two) ** 2 / (one * one / (n - 1) + two * two / (m - 1))
    p = numerics.t_tails((value - 0.5) / se, df)
    if confidence is None or not 0 < value < 1:
        return value, None, None, p
    half = numerics.t_quantile(confidence, df) * se / (value * (1 - value))
    low, high = (1 / (1 + math.exp(-(math.log(value / (1 - value)) + sign * half))) for sign in (-1, 1))
    return value, low, high, p


def mean_difference(cells: dict, others: dict, confidence: float | None = 0.95) -> tuple:
    """(difference of means, low, high) by Welch's method."""
    (total, mean, sd), (rest, other, other_sd) = mean_and_sd(cells), mean_and_sd(others)
    if mean is None or other is None:
        return None, None, None
    if sd is None or other_sd is None or confidence is None or sd + other_sd == 0:
        return mean - other, None, None
    n, m = total.effective, rest.effective
    one, two = sd * sd / n, other_sd * other_sd / m
    if n <= 1 or m <= 1:
        return mean - other, None, None
    df = (one + two) ** 2 / (one * one / (n - 1) + two * two / (m - 1))
    half = numerics.t_quantile(confidence, df) * math.sqrt(one + two)
    return mean - other, mean - other - half, mean - other + half


def hedges(cells: dict, others: dict, confidence: float | None = 0.95) -> tuple:
    """(Hedges' g, low, high): the difference of means over the pooled sd, times 1 - 3 / (4 (n + m) - 9)."""
    (total, mean, sd), (rest, other, other_sd) = mean_and_sd(cells), mean_and_sd(others)
    n, m = total.effective, rest.effective
    if None in (mean, other, sd, other_sd) or n + m <= 3:
        return None, None, None
    assert mean is not None and other is not None and sd is not None and other_sd is not None
    if sd + other_sd == 0:
        return None, None, None
    pooled = math.sqrt(((n - 1) * sd * sd + (m - 1) * other_sd * other_sd) / (n + m - 2))
    g = (mean - other) / pooled * (1 - 3 / (4 * (n + m) - 9))
    if confidence is None:
        return g, None, None
    half = numerics.t_quantile(confidence, n + m - 2) * math.sqrt((n + m) / (n * m) + g * g / (2 * (n + m)))
    return g, g - half, g + half


def _pairs(tally: Tally) -> list[tuple[str, str, list[str], list[str]]]:
    known = [group for group in tally.groups if group != NO_ANSWER]
    if len(known) < 2:
        return []
    if len(known) <= MOST_PAIRS:
        return [(one, other, [one], [other]) for one, other in combinations(known, 2)]
    return [(one, OTHERS, [one], [other for other in known if other != one]) for one in known]


def _of(cells: dict[str, dict], names: list[str]) -> dict:
    out: dict = {}
    for name in names:
        for value, mass in cells[name].items():
            if mass.n:
                out[value] = out.get(value, Mass()) + mass
    return out


def differences(
    tally: Tally,
    min_answered: int | None = 1,
    confidence: float | None = 0.95,
    tests: str | None = None,
) -> Table:
    """How groups differ, two at a time: effect sizes with intervals, of scale scores and of items as answered.

    With `tests`, one of `FAMILIES`, p-values of the family, as they are and adjusted after Holm. People without a
    group are left out. Of more than 12 groups each is compared with all others together.
    """
    if tests not in (None, *FAMILIES):
        raise ValueError(f"unknown family {tests!r}: one of {', '.join(FAMILIES)}")
    rows: list[list] = []
    tested: list[int] = []

    def compare(scale: str, item: str, cells: dict[str, dict]) -> None:
        for one, other, names, others in pairs:
            mine, theirs = _of(cells, names), _of(cells, others)
            if not mine or not theirs:
                continue
            sizes = (sum(m.n for m in mine.values()), sum(m.n for m in theirs.values()))
            *ends, p = superiority(mine, theirs, confidence)
            if tests == "all" or tests == ("items" if item else "scales"):
                if p is not None:
                    tested.append(len(rows))
            else:
                p = None
            rows.append([scale, item, one, other, SUPERIORITY, *ends, *sizes, p, None])
            if not item:
                for measure, method in ((MEANS, mean_difference), (HEDGES, hedges)):
                    rows.append(
                        [
                            scale,
                            item,
                            one,
                            other,
                            measure,
                            *method(mine, theirs, confidence),
                            *sizes,
                            None,
                            None,
                        ]
                    )

    pairs = _pairs(tally)
    if pairs:
        for scale, members in by_scale(tally.codebook).items():
            compare(scale, "", {group: scores(tally, scale, min_answered, group) for group in tally.groups})
            for item in members:
                compare(scale, item.name, {group: distribution(tally, item, group) for group in tally.groups})
    for i, adjusted in zip(tested, numerics.holm([rows[i][-2] for i in tested]), strict=True):
        rows[i][-1] = adjusted
    return Table(DIFFERENCE_COLUMNS, [tuple(row) for row in rows])
