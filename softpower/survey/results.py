"""From a tally to results: shares, scores, bands, reliability, differences. Each definition stands here, once.

Definitions
    reverse-keyed   an answer x of an item from `lowest` to `highest` counts as lowest + highest - x
    scale score     mean of a respondent's answered items of the scale, after reversing
    complete case   a respondent who answered every item of the scale; alpha, omega and correlations use only these
    share           of those who answered (items) or have a score (bands); weighted if there is a weight
    share of all    of everyone who was asked, those without an answer among them
    top two         share of the two highest answers, of four or more; of a net score the two lowest are taken off.
                    For 0 to 10 the net score is that of recommending: 9 and 10 less 0 to 6 (Reichheld 2003)
    sd              denominator n - 1; weighted: root of the weighted variance times n / (n - 1)
    interval, share Wilson 1927, one share at a time
    interval, band  Goodman 1965: all bands of a group together
    alpha           Cronbach 1951: k / (k - 1) (1 - sum of item variances / variance of the sum)
    standardised    the same of the correlations: k r / (1 + (k - 1) r), r the mean correlation of two items
    interval, alpha Feldt 1965: 1 - (1 - alpha) F, with n - 1 and (n - 1)(k - 1) degrees of freedom
    omega           McDonald 1999, total, one factor: (sum of l)^2 / ((sum of l)^2 + sum of u), with loadings l and
                    unique variances u of the items' covariances, fitted by maximum likelihood (`numerics.one_factor`)
    item-rest       correlation of an item with the sum of the scale's other items
    superiority     probability that someone of one group answers higher than someone of the other, ties half:
                    P(X > Y) + P(X = Y) / 2; variance, t and degrees of freedom of Brunner and Munzel 2000, its
                    interval on the logit scale
    difference      of mean scores, with Welch's 1947 interval; in standard deviations Hedges' 1981 g with the
                    interval g +- t sqrt((n + m) / n m + g^2 / 2(n + m))
    p               Brunner and Munzel's test, adjusted by Holm 1979 over the family that was asked for
    weights         in all intervals n is Kish's (1965) effective size, (sum of w)^2 / sum of w^2. It accounts for
                    unequal weights, not for strata or clusters.

Results are `Table`s: columns and rows, None where something is undefined. Standard library alone.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

from softpower import rounding
from softpower.survey import numerics
from softpower.survey.codebook import BANDS, Cuts, Item, by_scale, cuts_of, metric
from softpower.survey.tally import ALL, NO_ANSWER, Mass, Tally

UNSCORED = "unscored"
EVERYONE = "all"
ITEM_COLUMNS = ("scale", "item", "group", "answer", "n", "share", "low", "high", "share_of_all", "label")
SCALE_COLUMNS = ("scale", "n", "items", "alpha", "alpha_low", "alpha_high", "mean", "sd")
BAND_COLUMNS = ("scale", "group", "band", "n", "share", "low", "high")
STATISTIC_COLUMNS = ("scale", "item", "n", "mean", "sd", "item_rest", "alpha_if_dropped")
GROUP_COLUMNS = ("scale", "group", "n", "mean", "sd", "alpha", "omega")
RELIABILITY_COLUMNS = (
    "scale", "group", "n", "items", "alpha", "alpha_low", "alpha_high", "alpha_standardised", "omega",
    "chi2", "df", "rmsea", "cfi", "srmr", "no_omega", "answered_alike",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "scale", "item", "group", "n", "mean", "sd", "top_two", "top_two_low", "top_two_high", "bottom_two", "net",
)  # fmt: skip
DIFFERENCE_COLUMNS = (
    "scale", "item", "group", "other", "measure", "estimate", "low", "high", "n", "n_other", "p", "p_holm",
)  # fmt: skip
MISSING_COLUMNS = ("item", "group", "kind", "n", "share")
SUPERIORITY, MEANS, HEDGES = "probability of superiority", "difference of means", "Hedges g"
MOST_PAIRS = 12  # of more groups each is compared with all others together, not with each
OTHERS = "all others"
FAMILIES = ("scales", "items", "all")
"""What the p-values of one run are adjusted over: all comparisons of scales, of items, or both."""


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


# ---- reliability -----------------------------------------------------------------------------------------


def covariance(tally: Tally, scale: str, group: str | None = None) -> list[list]:
    """n^2 times the covariance matrix (denominator n) of a scale's items over its complete cases, after reversing.

    With weights, (sum of w)^2 times the weighted one. Whole numbers without weights, so exact; only ratios of its
    entries are used.
    """
    sums = tally.moments_of(scale, group)
    k, n = len(sums) - 1, sums[0][0]
    matrix = [[n * sums[i][j] - sums[0][i] * sums[0][j] for j in range(1, k + 1)] for i in range(1, k + 1)]
    if tally.weighted:  # what floats leave of an item that all answered alike
        for i in range(k):
            if matrix[i][i] <= 1e-12 * n * sums[i + 1][i + 1]:
                for j in range(k):
                    matrix[i][j] = matrix[j][i] = 0.0
    return matrix


def _total(matrix: list[list]):
    return sum(map(sum, matrix))


def _trace(matrix: list[list]):
    return sum(row[i] for i, row in enumerate(matrix))


def _is_zero(variance, trace) -> bool:
    return variance <= 0 if isinstance(variance, int) else variance <= 1e-12 * float(trace)


def _alpha(k: int, total, own) -> float | None:
    if k < 2 or _is_zero(total, own):
        return None
    part = Fraction(own, total) if isinstance(total, int) and isinstance(own, int) else own / total
    return float((1 - part) * k / (k - 1))


def alpha(matrix: list[list]) -> float | None:
    """Cronbach's alpha from a covariance matrix or any multiple of it; None if there is no variance, or one item.

    >>> round(alpha([[2, 1], [1, 2]]), 3)
    0.667
    """
    return _alpha(len(matrix), _total(matrix), _trace(matrix))


def standardised_alpha(matrix: list[list]) -> float | None:
    """Alpha of the items' correlations; None if an item does not vary.

    >>> round(standardised_alpha([[4, 1], [1, 1]]), 3)
    0.667
    """
    return alpha(correlations) if (correlations := numerics.correlations(matrix)) else None


def omega(matrix: list[list], n: float) -> tuple[float | None, numerics.Factor]:
    """McDonald's omega of a covariance matrix or any multiple of it, and the one-factor model it is of."""
    correlations = numerics.correlations(matrix)
    if correlations is None:
        return None, numerics.Factor(
            why="an item does not vary" if len(matrix) > 3 else "fewer than four items"
        )
    if n <= len(matrix):
        return None, numerics.Factor(why="too few respondents answered all its items")
    factor = numerics.one_factor(correlations, n)
    if factor.why:
        return None, factor
    sd = [math.sqrt(float(row[i])) for i, row in enumerate(matrix)]
    common = math.fsum(x * s for x, s in zip(factor.loadings, sd, strict=True)) ** 2
    own = math.fsum(u * s * s for u, s in zip(factor.unique, sd, strict=True))
    return common / (common + own), factor


def scales(tally: Tally, min_answered: int | None = 1, confidence: float | None = 0.95) -> Table:
    """A row a scale, over all groups.

    `n`, `mean` and `sd` are of respondents with a score; `alpha` and its Feldt interval of the complete cases.
    What is undefined is None: alpha of one item or without any variance.
    """
    rows = []
    complete = tally.complete
    for scale, members in by_scale(tally.codebook).items():
        total, mean, sd = mean_and_sd(scores(tally, scale, min_answered))
        value, low, high = _alpha_with(covariance(tally, scale), complete[scale].effective, confidence)
        rows.append((scale, total.n, len(members), value, low, high, mean, sd))
    return Table(SCALE_COLUMNS, rows)


def _alpha_with(matrix: list[list], n: float, confidence: float | None) -> tuple:
    value = alpha(matrix)
    if value is None or confidence is None or n <= 1:
        return value, None, None
    return value, *numerics.feldt(value, n, len(matrix), confidence)


def reliability(tally: Tally, confidence: float | None = 0.95) -> Table:
    """Alpha, standardised alpha and omega of each scale, of everyone and by group, over the complete cases.

    With the fit of the one-factor model, or why there is no omega; and how many respondents gave the same answer
    to all items of a scale of three or more, a count that says nothing of why.
    """
    rows = []
    for scale, members in by_scale(tally.codebook).items():
        for name, group in with_total(tally):
            cases = sum((m for (s, g), m in tally.cases.items() if s == scale and group in (None, g)), Mass())
            matrix = covariance(tally, scale, group)
            ends = _alpha_with(matrix, cases.effective, confidence)
            value, factor = omega(matrix, cases.effective)
            alike = sum(n for (s, g), n in tally.alike.items() if s == scale and group in (None, g))
            rows.append(
                (
                    *(scale, name, cases.n, len(members), *ends, standardised_alpha(matrix), value),
                    *(factor.chi2, factor.df, factor.rmsea, factor.cfi, factor.srmr, factor.why),
                    alike if len(members) > 2 else None,
                )
            )
    return Table(RELIABILITY_COLUMNS, rows)


def groups(tally: Tally, min_answered: int | None = 1, known: Table | None = None) -> Table:
    """Mean, sd, alpha and omega of each scale: everyone first, then each group; `known` is the table `reliability`."""
    both = {(row["scale"], row["group"]): row for row in (known or reliability(tally, None)).dicts()}
    rows = []
    for scale in by_scale(tally.codebook):
        for name, group in with_total(tally):
            total, mean, sd = mean_and_sd(scores(tally, scale, min_answered, group))
            other = both[scale, name]
            rows.append((scale, name, total.n, mean, sd, other["alpha"], other["omega"]))
    return Table(GROUP_COLUMNS, rows)


def item_statistics(tally: Tally) -> Table:
    """Each item within its scale, after reversing.

    `n`, `mean` and `sd` are of those who answered it; `item_rest` (correlation with the sum of the others) and
    `alpha_if_dropped` of the scale's complete cases. None where undefined: an item that all answered alike has no
    correlation.
    """
    rows = []
    for scale, members in by_scale(tally.codebook).items():
        matrix, at, k = covariance(tally, scale), metric(members), len(members)
        everything, trace = _total(matrix), _trace(matrix)
        for i, item in enumerate(members):
            keyed = {
                (item.highest - a if item.reverse else a - item.lowest) * at.steps[i] / at.unit
                + at.start: mass
                for a, mass in distribution(tally, item).items()
            }
            total, mean, sd = mean_and_sd(keyed)
            own, with_all = matrix[i][i], sum(matrix[i])
            rest = everything - 2 * with_all + own
            none = k < 2 or own <= 0 or _is_zero(rest, trace)
            correlation = None if none else float(with_all - own) / math.sqrt(float(own) * float(rest))
            rows.append((scale, item.name, total.n, mean, sd, correlation, _alpha(k - 1, rest, trace - own)))
    return Table(STATISTIC_COLUMNS, rows)


def camps(tally: Tally, scale: str) -> tuple[list[Item], list[Item]]:
    """The items of a scale by the signs of the first component, after reversing; the second camp may be empty."""
    members, matrix = by_scale(tally.codebook)[scale], covariance(tally, scale)
    vary = [i for i in range(len(members)) if matrix[i][i] > 0]
    found_ = numerics.correlations([[matrix[i][j] for j in vary] for i in vary]) if len(vary) > 1 else None
    if not found_:
        return members, []
    loadings = numerics.first_component(found_)
    against = {vary[i] for i, loading in enumerate(loadings) if loading < 0}
    return (
        [item for i, item in enumerate(members) if i not in against],
        [item for i, item in enumerate(members) if i in against],
    )


# ---- differences between groups --------------------------------------------------------------------------


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


# ---- geometry of bars, and ties --------------------------------------------------------------------------


def can_tie(items: int, point: rounding.Exact | str) -> bool:
    """Whether a mean of `items` whole answers can be exactly `point` (2.5 of four answers, never of five).

    Every whole sum between the ends of a scale can be reached, so only the division decides; `point` has to lie
    within the scale. Raises as `rounding.exact` does.
    """
    return (rounding.exact(point) * items).denominator == 1


PLACEMENTS = ("split", "aside", "left out")


def stacked(shares: list[float], placement: str | None = None) -> list[tuple[float, float] | None]:
    """Where the parts of one bar begin and end, in the unit of `shares`; disagreement first, agreement last.

    Without `placement` a bar of 100 %: from 0 on. With one of `PLACEMENTS` a diverging bar, disagreement left of
    0 and agreement right of it (Heiberger and Robbins 2014, doi:10.18637/jss.v057.i05). What an odd number of
    answers has in its middle is ``split`` in halves at 0, put ``aside`` on the far right, beginning at 100, or
    ``left out`` (None). Raises ValueError for an unknown placement.
    """
    if placement not in (None, *PLACEMENTS):
        raise ValueError(f"unknown placement {placement!r}: one of {', '.join(PLACEMENTS)}")
    half, odd = divmod(len(shares), 2)
    drawn = list(shares)
    if odd and placement in ("aside", "left out"):
        drawn[half] = 0
    ends = [math.fsum(drawn[:i]) for i in range(len(drawn) + 1)]
    zero = 0 if placement is None else ends[half] + (drawn[half] / 2 if odd else 0)
    parts: list[tuple[float, float] | None] = [(low - zero, high - zero) for low, high in pairwise(ends)]
    if odd and placement in ("aside", "left out"):
        parts[half] = (100.0, 100.0 + shares[half]) if placement == "aside" else None
    return parts
