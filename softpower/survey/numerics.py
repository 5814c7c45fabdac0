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


def _stirling(x: float) -> float:
    """ln Gamma(x) less Stirling's formula, for x of 10 and more (DLMF 5.11.1)."""
    y = 1 / (x * x)
    return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * 691 / 360360))))) / x


def log_beta(a: float, b: float) -> float:
    """ln B(a, b), without the loss of digits that three large logarithms of Gamma would bring."""
    p, q = min(a, b), max(a, b)
    if q < 10:
        return math.lgamma(p) + math.lgamma(q) - math.lgamma(p + q)
    part = p / (p + q)
    rest = _stirling(q) - _stirling(p + q)
    if p < 10:
        return math.lgamma(p) + rest + p - p * math.log(p + q) + (q - 0.5) * math.log1p(-part)
    half = 0.5 * math.log(2 * math.pi) - 0.5 * math.log(q)
    return half + _stirling(p) + rest + (p - 0.5) * math.log(part) + q * math.log1p(-part)


def beta_cdf(a: float, b: float, x: float) -> float:
    """P(X <= x) of a beta distribution.

    >>> round(beta_cdf(2, 3, 0.5), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - beta_cdf(b, a, 1 - x)
    front = a * math.log(x) + b * math.log1p(-x) - log_beta(a, b)
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
    if d1 > d2:  # so that x stays away from 1, where floats are coarse
        return 1 / f_quantile(1 - p, d2, d1)
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
    [[0.3836, 0.6164], [0.2036, 0.4181], [0.1217, 0.3108]]
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


def _dot(left: list[float], right: list[float]) -> float:
    return sum(map(float.__mul__, left, right))


def _unit(vector: list[float]) -> list[float]:
    length = math.sqrt(_dot(vector, vector))
    return [x / length for x in vector] if length else vector


def solved(matrix: Matrix, right: list[float]) -> list[float] | None:
    """x of matrix x = right, by elimination with the largest pivot; None if there is no one answer.

    >>> solved([[2.0, 0.0], [1.0, 1.0]], [4.0, 3.0])
    [2.0, 1.0]
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    k = len(rows)
    for i in range(k):
        at = max(range(i, k), key=lambda r: abs(rows[r][i]))
        if rows[at][i] == 0:
            return None
        rows[i], rows[at] = rows[at], rows[i]
        pivot = rows[i]
        for r in range(i + 1, k):
            if part := rows[r][i] / pivot[i]:
                rows[r] = [x - part * y for x, y in zip(rows[r], pivot, strict=True)]
    out = [0.0] * k
    for i in range(k - 1, -1, -1):
        out[i] = (rows[i][k] - _dot(rows[i][i + 1 : k], out[i + 1 :])) / rows[i][i]
    return out


def _top(matrix: Matrix, start: list[float]) -> tuple[float, list[float]]:
    """(largest eigenvalue, its vector) of a matrix without negative eigenvalues.

    The power method comes near, Rayleigh's quotient iteration (Parlett 1998, 4.6) ends it; should that land on
    another vector, the power method goes on.
    """
    vector = _unit(start)
    for rounds in (40, 200, 2000, 20000):
        for _ in range(rounds):
            fresh = _unit([_dot(row, vector) for row in matrix])
            moved = max(abs(a - b) for a, b in zip(fresh, vector, strict=True))
            vector = fresh
            if moved < 1e-14:
                break
        value = _dot(vector, [_dot(row, vector) for row in matrix])
        if moved < 1e-14:
            return value, vector
        near, sharp = value, vector
        for _ in range(8):
            shifted = [[x - near if i == j else x for j, x in enumerate(row)] for i, row in enumerate(matrix)]
            better = solved(shifted, sharp)
            if better is None or not all(map(math.isfinite, better)):
                break
            better = _unit(better)
            if _dot(better, sharp) < 0:
                better = [-x for x in better]
            moved = max(abs(a - b) for a, b in zip(better, sharp, strict=True))
            sharp = better
            near = _dot(sharp, [_dot(row, sharp) for row in matrix])
            if moved < 1e-13:
                break
        if near >= value - 1e-12 * abs(value) and _dot(sharp, vector) > 0.7:
            return near, sharp
    return value, vector


def first_component(matrix: Matrix) -> list[float]:
    """The loadings of the first principal component of a correlation matrix; the larger camp has the plus sign."""
    k = len(matrix)
    start = max(
        matrix, key=lambda row: sum(x * x for x in row)
    )  # an item's own row is never orthogonal to it
    value, vector = _top(matrix, [float(x) for x in start])
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

    For given unique variances the best loadings follow from the first eigenvector w of the matrix scaled by them
    (S*, eigenvalue l); logarithms of unique variances are found by Jöreskog's (1967) second-order method, in which
    one factor needs no other eigenvector: gradient 1 - w_i^2 - (S*_ii - l w_i^2), matrix (d_ij - w_i w_j)^2.
    """
    k = len(matrix)
    if k < 4:
        return Factor(why="fewer than four items")
    log_det = _log_determinant(matrix)
    if log_det is None:
        return Factor(why="its items are linear combinations of each other")
    fitted = _fitted(matrix, log_det)
    if isinstance(fitted, str):
        return Factor(why=fitted)
    loadings, unique = fitted
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
    residual = math.fsum((matrix[i][j] - loadings[i] * loadings[j]) ** 2 for i in range(k) for j in range(i))
    return Factor(
        tuple(loadings),
        tuple(unique),
        chi2,
        df,
        math.sqrt(over / (df * (n - 1))) if n > 1 else None,
        1 - over / over_none if over_none else 1.0,
        math.sqrt(residual / (k * (k + 1) / 2)),
    )


def _fitted(matrix: Matrix, log_det: float) -> tuple[list[float], list[float]] | str:
    """(loadings, unique variances) of the one-factor model, or why there are none."""
    k = len(matrix)
    floor = math.log(HEYWOOD / 2)
    logs = [
        math.log(max(1 - max(abs(x) for j, x in enumerate(row) if j != i), 0.1))
        for i, row in enumerate(matrix)
    ]
    vector, least, step, at_floor = [1.0] * k, math.inf, [0.0] * k, 0
    for _ in range(200):
        scale = [math.exp(-x / 2) for x in logs]
        scaled = [[x * scale[i] * s for x, s in zip(row, scale, strict=True)] for i, row in enumerate(matrix)]
        value, vector = _top(scaled, vector)
        trace, rest = sum(row[i] for i, row in enumerate(scaled)), log_det - sum(logs)
        now = trace - value - (rest - math.log(value)) - (k - 1)
        if now > least + 1e-9 and max(map(abs, step)) > 1e-6:  # too far: half way back
            step = [x / 2 for x in step]
            logs = [x - y for x, y in zip(logs, step, strict=True)]
            continue
        least = now
        gradient = [1 - w * w - (scaled[i][i] - value * w * w) for i, w in enumerate(vector)]
        free = [i for i in range(k) if logs[i] > floor or gradient[i] < 0]
        at_floor = at_floor + 1 if len(free) < k else 0
        if not free or max(abs(gradient[i]) for i in free) < 1e-11 or at_floor > 12:
            break
        second = [[((i == j) - vector[i] * vector[j]) ** 2 for j in free] for i in free]
        for i in range(len(free)):
            second[i][i] += 1e-9
        move = solved(second, [-gradient[i] for i in free])
        if move is None:
            return "its one-factor model does not converge"
        longest = max(map(abs, move))
        before = logs
        logs = list(logs)
        for i, x in zip(free, move, strict=True):
            logs[i] = max(logs[i] + x * min(1.0, 1.5 / longest), floor)
        step = [a - b for a, b in zip(logs, before, strict=True)]
        if max(map(abs, step)) < 1e-13:
            break
    else:
        return "its one-factor model does not converge"
    if min(logs) < math.log(HEYWOOD):
        return "its one-factor model is a Heywood case: an item without variance of its own"
    size = math.sqrt(max(value - 1, 0.0))
    unique = [math.exp(x) for x in logs]
    return [size * w * math.sqrt(u) for w, u in zip(vector, unique, strict=True)], unique


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
