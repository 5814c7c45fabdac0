"""Quantiles, intervals and small matrices, to the last digit that is printed, with the standard library alone.

z            normal quantile (Wichura 1988, AS 241: `statistics.NormalDist`)
beta_cdf     regularised incomplete beta function by its continued fraction (modified Lentz; DLMF 8.17.22)
f_quantile   quantile of the F distribution, by bisection on the beta scale
t_cdf, t_quantile   Student's t by the same function
wilson       interval of one share (Wilson 1927)
goodman      simultaneous intervals of several shares (Goodman 1965)
feldt        interval of Cronbach's alpha (Feldt 1965)
holm         adjusted p-values (Holm 1979)
first_component, one_factor   of a correlation matrix
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

Matrix = list[list[float]]


def z(confidence: float, parts: int = 1) -> float:
    """The normal quantile of a two-sided interval, Bonferroni over `parts`.

    >>> round(z(0.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf(1 - (1 - confidence) / (2 * parts))


def beta_cdf(a: float, b: float, x: float) -> float:
    """P(X <= x) of a beta distribution.

    >>> round(beta_cdf(2, 3, 0.5), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - beta_cdf(b, a, 1 - x)
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    h = d
    for m in range(1, 200_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            h *= c * d
        if abs(c * d - 1) < 3e-16:
            break
    return math.exp(front) / a * h


def _bisected(p: float, cdf) -> float:
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return low


@lru_cache(maxsize=4096)
def f_quantile(p: float, d1: float, d2: float) -> float:
    """The f with P(F <= f) = p, for F with `d1` and `d2` degrees of freedom.

    >>> round(f_quantile(0.95, 3, 20), 4)
    3.0984
    """
    x = _bisected(p, lambda x: beta_cdf(d1 / 2, d2 / 2, x))
    return d2 * x / (d1 * (1 - x))


def t_tails(t: float, df: float) -> float:
    """P(|T| >= |t|) of Student's t; df may be a fraction, and infinite.

    >>> round(t_tails(2.0, 10), 6)
    0.073388
    """
    if math.isinf(t):
        return 0.0
    return beta_cdf(df / 2, 0.5, df / (df + t * t)) if math.isfinite(df) else math.erfc(abs(t) / math.sqrt(2))


@lru_cache(maxsize=65536)
def t_quantile(confidence: float, df: float) -> float:
    """The t of a two-sided interval: P(|T| <= t) = confidence.

    >>> round(t_quantile(0.95, 10), 6)
    2.228139
    """
    if df > 1e8:
        return z(confidence)
    x = _bisected(1 - confidence, lambda x: beta_cdf(df / 2, 0.5, x))
    return math.sqrt(df * (1 - x) / x)


def wilson(share: float, n: float, confidence: float) -> tuple[float, float]:
    """Wilson's interval of a share of n; n may be an effective size.

    (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n).

    >>> [round(end, 4) for end in wilson(0.5, 10, 0.95)]
    [0.2366, 0.7634]
    """
    q = z(confidence) ** 2
    middle = (share + q / (2 * n)) / (1 + q / n)
    half = math.sqrt(q) * math.sqrt(share * (1 - share) / n + q / (4 * n * n)) / (1 + q / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def goodman(shares: list[float], n: float, confidence: float) -> list[tuple[float, float]]:
    """Goodman's simultaneous intervals of the shares of n: z at Bonferroni's level, roots of (p - s)² = z² p (1 - p) / n.

    >>> [[round(end, 4) for end in pair] for pair in goodman([0.5, 0.3, 0.2], 100, 0.95)]
    [[0.3835, 0.6165], [0.2036, 0.4182], [0.1219, 0.3105]]
    """
    q = z(confidence, len(shares)) ** 2
    out = []
    for p in shares:
        root = math.sqrt(q * q + 4 * n * q * p * (1 - p))
        low, high = ((2 * n * p + q + sign * root) / (2 * (q + n)) for sign in (-1, 1))
        out.append((min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)))
    return out


def feldt(alpha: float, n: float, k: int, confidence: float = 0.95) -> tuple[float, float]:
    """Feldt's interval of an alpha of k items and n respondents; n may be an effective size. Needs n > 1, k > 1.

    1 - (1 - alpha) F, with F of n - 1 and (n - 1)(k - 1) degrees of freedom.
    """
    tail = (1 - confidence) / 2
    low, high = (1 - (1 - alpha) * f_quantile(p, n - 1, (n - 1) * (k - 1)) for p in (1 - tail, tail))
    return low, high


def holm(values: list[float]) -> list[float]:
    """Holm's adjusted p-values: the i-th smallest of m times m - i + 1, never falling, at most 1.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    out, reached, m = [0.0] * len(values), 0.0, len(values)
    for place, i in enumerate(sorted(range(m), key=values.__getitem__)):
        reached = max(reached, min(1.0, (m - place) * values[i]))
        out[i] = reached
    return out


# ---- small symmetric matrices ----------------------------------------------------------------------------


def correlations(covariances: Matrix) -> Matrix | None:
    """The correlation matrix; None if a variable does not vary."""
    if any(row[i] <= 0 for i, row in enumerate(covariances)):
        return None
    sd = [math.sqrt(row[i]) for i, row in enumerate(covariances)]
    return [
        [1.0 if i == j else value / sd[i] / sd[j] for j, value in enumerate(row)]
        for i, row in enumerate(covariances)
    ]


def _top(matrix: Matrix, start: list[float], rounds: int, within: float) -> tuple[float, list[float]]:
    """(largest eigenvalue, its vector) of a matrix without negative eigenvalues, by the power method."""
    vector = start
    for _ in range(rounds):
        product = [sum(map(float.__mul__, row, vector)) for row in matrix]
        length = math.sqrt(math.fsum(x * x for x in product))
        if length == 0:
            return 0.0, vector
        product = [x / length for x in product]
        moved = max(abs(a - b) for a, b in zip(product, vector, strict=True))
        vector = product
        if moved < within:
            break
    value = sum(map(float.__mul__, vector, [sum(map(float.__mul__, row, vector)) for row in matrix]))
    return value, vector


def first_component(matrix: Matrix) -> list[float]:
    """The loadings of the first principal component of a correlation matrix; the larger camp has the plus sign."""
    k = len(matrix)
    start = max(matrix, key=lambda row: sum(x * x for x in row))  # an item's own row is never orthogonal to it
    value, vector = _top(matrix, [float(x) for x in start], 5000, 1e-12)
    loadings = [math.sqrt(max(value, 0.0)) * x for x in vector]
    plus = sum(x > 0 for x in loadings)
    turn = plus * 2 < k or (plus * 2 == k and loadings[0] < 0)
    return [-x for x in loadings] if turn else loadings


@dataclass(frozen=True)
class Factor:
    """A one-factor model fitted by maximum likelihood (Lawley 1940, Jöreskog 1967).

    `loadings` and `unique` are of standardised items. `chi2` is (n - 1) times the minimum of
    ln|Σ| + tr(RΣ⁻¹) - ln|R| - k, `df` k(k - 3)/2. RMSEA (Steiger 1990) is √(max(chi2 - df, 0) / (df (n - 1))),
    CFI (Bentler 1990) 1 - max(chi2 - df, 0) / max(chi2₀ - df₀, chi2 - df, 0) against uncorrelated items, SRMR the
    root mean square of the residual correlations (diagonal included). `why` says why there is no model.
    """

    loadings: tuple[float, ...] = ()
    unique: tuple[float, ...] = ()
    chi2: float | None = None
    df: int | None = None
    rmsea: float | None = None
    cfi: float | None = None
    srmr: float | None = None
    why: str = ""


HEYWOOD = 0.005  # a unique variance below this share is a Heywood case


def one_factor(matrix: Matrix, n: float) -> Factor:
    """The one-factor model of a correlation matrix of n respondents; or why there is none.

    For given unique variances the best loadings follow from the first eigenvector of the matrix scaled by them,
    and unique variances from loadings; the two steps are repeated, each time with the last vector at hand.
    """
    k = len(matrix)
    if k < 4:
        return Factor(why="fewer than four items")
    log_det = _log_determinant(matrix)
    if log_det is None:
        return Factor(why="its items are linear combinations of each other")
    unique = [max(min(1 - max(abs(x) for j, x in enumerate(row) if j != i), 0.95), 0.05) for i, row in enumerate(matrix)]
    vector = [1.0] * k
    loadings: list[float] = []
    for step in range(3000):
        scale = [1 / math.sqrt(u) for u in unique]
        scaled = [[x * scale[i] * scale[j] for j, x in enumerate(row)] for i, row in enumerate(matrix)]
        value, vector = _top(scaled, vector, 60, 1e-13)
        size = math.sqrt(max(value - 1, 0.0))
        loadings = [size * x / s for x, s in zip(vector, scale, strict=True)]
        fresh = [1 - x * x for x in loadings]
        if min(fresh) < HEYWOOD:
            # one step too far is no Heywood case yet: stay inside, and see whether it comes back
            fresh = [max(x, HEYWOOD / 2) for x in fresh]
        moved = max(abs(a - b) for a, b in zip(fresh, unique, strict=True))
        unique = fresh if step < 200 else [(a + b) / 2 for a, b in zip(fresh, unique, strict=True)]
        if moved < 1e-11:
            break
    else:
        return Factor(why="its one-factor model does not converge")
    if min(unique) < HEYWOOD:
        return Factor(why="its one-factor model is a Heywood case: an item without variance of its own")
    if sum(loadings) < 0:
        loadings = [-x for x in loadings]
    share = math.fsum(x * x / u for x, u in zip(loadings, unique, strict=True))
    log_model = math.fsum(map(math.log, unique)) + math.log1p(share)
    # tr(R S^-1), S^-1 = D - D l l' D / (1 + share), D the inverse of the unique variances
    weighted = [x / u for x, u in zip(loadings, unique, strict=True)]
    spread = math.fsum(1 / u for u in unique)
    quadratic = math.fsum(
        weighted[i] * math.fsum(map(float.__mul__, row, weighted)) for i, row in enumerate(matrix)
    )
    least = log_model + spread - quadratic / (1 + share) - log_det - k
    df, df_none = k * (k - 3) // 2, k * (k - 1) // 2
    chi2, chi2_none = (n - 1) * max(least, 0.0), (n - 1) * -log_det
    over, over_none = max(chi2 - df, 0.0), max(chi2_none - df_none, chi2 - df, 0.0)
    residual = math.fsum(
        (matrix[i][j] - loadings[i] * loadings[j]) ** 2 for i in range(k) for j in range(i)
    )
    return Factor(
        tuple(loadings),
        tuple(unique),
        chi2,
        df,
        math.sqrt(over / (df * (n - 1))) if n > 1 else None,
        1 - over / over_none if over_none else 1.0,
        math.sqrt(residual / (k * (k + 1) / 2)),
    )


def _log_determinant(matrix: Matrix) -> float | None:
    """By Cholesky's decomposition; None if the matrix is not positive definite."""
    rows: Matrix = []
    total = 0.0
    for i, row in enumerate(matrix):
        new: list[float] = []
        for j in range(i):
            new.append((row[j] - math.fsum(map(float.__mul__, new, rows[j][:j]))) / rows[j][j])
        rest = row[i] - math.fsum(x * x for x in new)
        if rest <= 1e-10:
            return None
        new.append(math.sqrt(rest))
        rows.append(new)
        total += math.log(rest)
    return total
