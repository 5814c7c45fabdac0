"""Agreement of two codings of the same units."""

import krippendorff
import numpy as np
import pandas as pd

from softpower.coding.codebook import CodingError

LEAST_FOR_INTERVAL = 50
"""Units below which no interval is given: resampling a few units says little of other units."""
DRAWS, SEED = 1000, 20250327


def alpha(first: pd.Series, second: pd.Series) -> float | None:
    """Krippendorff's alpha of two codings of one nominal variable; None where nothing varies.

    1 is perfect agreement, 0 what chance would give. Both are indexed by unit; a missing value leaves its
    unit out. Formula: 1 - D_o / D_e with nominal disagreement (Krippendorff 2018, Content Analysis, ch. 12),
    computed by the package krippendorff. Raises CodingError for codings of different units.
    """
    return _alpha(_counts(first, second))


def _counts(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Units x values: how many of the two codings give each value, units with a gap left out."""
    if first.index.has_duplicates or set(first.index) != set(second.index):
        raise CodingError("two codings are compared unit by unit: both need the same units, each once")
    both = pd.concat([first, second.reindex(first.index)], axis=1, keys=["a", "b"]).dropna()
    return sum(pd.get_dummies(both["a"]).align(pd.get_dummies(both["b"]), fill_value=0)).to_numpy(dtype=int)


def _alpha(counts: np.ndarray) -> float | None:
    if not len(counts) or (counts.sum(axis=0) > 0).sum() < 2:
        return None
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def interval(
    first: pd.Series, second: pd.Series, *, level: float = 0.95, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float] | None:
    """Percentile bootstrap interval of `alpha`: units drawn anew with replacement, `draws` times.

    None below `LEAST_FOR_INTERVAL` units, and where nothing varies. Draws without variation are left out.
    Raises as `alpha` does.
    """
    counts = _counts(first, second)
    if len(counts) < LEAST_FOR_INTERVAL or _alpha(counts) is None:
        return None
    random = np.random.default_rng(seed)
    drawn = (_alpha(counts[random.integers(len(counts), size=len(counts))]) for _ in range(draws))
    low, high = np.quantile([a for a in drawn if a is not None], [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Agreement of two codings, one row a variable that both have: units, how many equal, alpha, low, high.

    alpha is a float, NaN where nothing varies; low and high are the bootstrap interval, NaN below
    `LEAST_FOR_INTERVAL` units. For a variable of several values pass its `indicators`.
    """
    rows = {}
    for variable in first.columns.intersection(second.columns, sort=False):
        a, b = first[variable], second[variable]
        low, high = interval(a, b) or (np.nan, np.nan)
        found = alpha(a, b)
        equal = int((a == b.reindex(a.index)).sum())
        rows[variable] = (int(a.notna().sum()), equal, np.nan if found is None else found, low, high)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["units", "equal", "alpha", "low", "high"])


def disagreements(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Where two codings differ: one row a unit and variable, with both values (empty: none given)."""
    a, b = first.fillna(""), second.reindex(index=first.index, columns=first.columns).fillna("")
    rows = [
        (unit, variable, a.at[unit, variable], b.at[unit, variable])
        for unit in a.index
        for variable in a.columns
        if a.at[unit, variable] != b.at[unit, variable]
    ]
    return pd.DataFrame(rows, columns=["unit", "variable", "first", "second"])
