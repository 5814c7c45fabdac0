"""How far the statements of a scale go together: alpha, omega, items within their scale.

Definitions, beside those of `results`
    complete case   a respondent who answered every item of the scale; alpha, omega and correlations use only these
    alpha           Cronbach 1951: k / (k - 1) (1 - sum of item variances / variance of the sum)
    standardised    the same of the correlations: k r / (1 + (k - 1) r), r the mean correlation of two items
    interval, alpha Feldt 1965: 1 - (1 - alpha) F, with n - 1 and (n - 1)(k - 1) degrees of freedom
    omega           McDonald 1999, total, one factor: (sum of l)^2 / ((sum of l)^2 + sum of u), with loadings l and
                    unique variances u of the items' covariances, fitted by maximum likelihood (`numerics.one_factor`)
    item-rest       correlation of an item with the sum of the scale's other items
"""

import math
from fractions import Fraction

from softpower.survey import numerics
from softpower.survey.codebook import Item, by_scale, metric
from softpower.survey.results import (
    Table,
    distribution,
    mean_and_sd,
    scores,
    with_total,
)
from softpower.survey.tally import Mass, Tally

RELIABILITY_COLUMNS = (
    "scale", "group", "n", "items", "alpha", "alpha_low", "alpha_high", "alpha_standardised", "omega",
    "chi2", "df", "rmsea", "cfi", "srmr", "no_omega", "answered_alike",
)  # fmt: skip
SCALE_COLUMNS = ("scale", "n", "items", "alpha", "alpha_low", "alpha_high", "mean", "sd")
STATISTIC_COLUMNS = ("scale", "item", "n", "mean", "sd", "item_rest", "alpha_if_dropped")
GROUP_COLUMNS = ("scale", "group", "n", "mean", "sd", "alpha", "omega")


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
