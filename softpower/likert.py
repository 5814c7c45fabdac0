"""A survey of Likert items: distributions, scale scores, bands, reliability, from tallies that merge.

    codebook = responses.read_codebook("codebook.csv")
    found = tally(frame, codebook, group="city")
    items(found), scales(found), bands(found, Cuts("2.5", "3.5", "low")), item_statistics(found)

Everything is computed from a `Tally`: how many respondents gave which answer, how many reached which sum over
how many answered items, and sums and cross-products of the complete cases of each scale. Tallies of parts of
a survey add up to the tally of the whole, so a survey can be larger than memory and lie in partitions. Without
weights all of it is whole numbers, and the sum is exact, whatever the parts and their order.

Definitions
    reverse-keyed   an answer x of an item from `lowest` to `highest` counts as lowest + highest - x
    scale score     mean of a respondent's answered items of the scale, after reversing
    complete case   a respondent who answered every item of the scale; alpha and item statistics use only these
    share           of those who answered (items) or have a score (bands); weighted if there is a weight
    interval, item  Wilson 1927 (statsmodels, proportion_confint, method wilson), one share at a time
    interval, band  Goodman 1965 (statsmodels, multinomial_proportions_confint, method goodman): all bands of a
                    group together
    alpha           Cronbach 1951: k / (k - 1) (1 - sum of item variances / variance of the sum)
    interval, alpha Feldt 1965: 1 - (1 - alpha) F, with n - 1 and (n - 1)(k - 1) degrees of freedom
    item-rest       correlation of an item with the sum of the scale's other items
    weights         in all intervals n is Kish's (1965) effective size, (sum of w)^2 / sum of w^2. It accounts for
                    unequal weights, not for strata or clusters.
"""

import math
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from softpower import rounding

RESPONDENT = "respondent"
ALL = "all"
"""The group of everyone, when no grouping column is named."""
MISSING, UNSCORED = "missing", "unscored"
BANDS = ("Low", "Medium", "High")
ITEM_COLUMNS = ("scale", "item", "group", "answer", "n", "share", "low", "high")
SCALE_COLUMNS = ("scale", "n", "items", "alpha", "alpha_low", "alpha_high", "mean", "sd")
BAND_COLUMNS = ("scale", "group", "band", "n", "share", "low", "high")
MOST_ANSWERS, MOST_GROUPS = 101, 200  # more is a measurement or an identifier in the wrong column

LONGEST = 200  # characters of a value that a message repeats
_WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")


class SurveyError(ValueError):
    """Input that cannot be used; the message names file, row, column, value and reason, as far as they apply."""


def fault(where: str, reason: str, *, row: int | None = None, column: str | None = None, value=None):
    """The SurveyError ``where, row R, column C has 'V': reason``."""
    place = where
    if row is not None:
        place += f", row {row}"
    if column is not None:
        place += f", column {column!r}"
    if value is not None:
        place += f" has {value if len(value) <= LONGEST else value[:LONGEST] + '…'!r}"
    return SurveyError(f"{place}: {reason}")


@dataclass(frozen=True)
class Item:
    """A line of the codebook. `missing` holds the codes that mean no answer, as written."""

    name: str
    wording: str
    scale: str
    reverse: bool
    lowest: int
    highest: int
    missing: tuple[str, ...] = ()

    @property
    def answers(self) -> range:
        return range(self.lowest, self.highest + 1)


Codebook = tuple[Item, ...]


def by_scale(codebook: Codebook) -> dict[str, list[Item]]:
    """The items of each scale, both in the order of the codebook."""
    found: dict[str, list[Item]] = {}
    for item in codebook:
        found.setdefault(item.scale, []).append(item)
    return found


@dataclass(frozen=True)
class Cuts:
    """Where Low meets Medium and Medium meets High, and to which side a score exactly on a cut point falls.

    `tie` is ``low`` (a score of exactly `low` is Low, of exactly `high` Medium) or ``high`` (Medium, High).
    Cut points are strings, int, Decimal or Fraction. Raises TypeError for a float, whose own error would
    decide ties; ValueError for an unknown tie rule, a string that is no number, or low >= high.
    """

    low: rounding.Exact | str = "2.5"
    high: rounding.Exact | str = "3.5"
    tie: str = "low"

    def __post_init__(self):
        if self.tie not in ("low", "high"):
            raise ValueError(f"unknown tie rule {self.tie!r}: low or high")
        if self.points[0] >= self.points[1]:
            raise ValueError(f"the low cut point {self.low} is not below the high one {self.high}")

    @property
    def points(self) -> tuple[Fraction, Fraction]:
        return rounding.exact(self.low), rounding.exact(self.high)

    def band(self, total: int, answered: int) -> str:
        """The band of the score total / answered, compared exactly."""
        above = operator.gt if self.tie == "low" else operator.ge
        return BANDS[sum(above(total, point * answered) for point in self.points)]


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
        return self.w * self.w / self.ww if self.n else 0.0


@dataclass
class Tally:
    """What all results are computed from. Tallies of one codebook add up: ``sum_of([first, second])``.

    answers      (item, group, answer; None for missing) -> Mass
    scores       (scale, group, answered items, sum of answers after reversing) -> Mass
    complete     scale -> Mass of its complete cases
    products     scale -> matrix of w, w x_i and w x_i x_j, summed over complete cases, first row and column for
                 the constant 1, x counted from 0 after reversing; int64 without weights
    respondents  64-bit hashes of the respondents' names, to find one that stands in two parts
    """

    codebook: Codebook
    weighted: bool = False
    answers: dict[tuple, Mass] = field(default_factory=dict)
    scores: dict[tuple, Mass] = field(default_factory=dict)
    complete: dict[str, Mass] = field(default_factory=dict)
    products: dict[str, np.ndarray] = field(default_factory=dict)
    respondents: list[np.ndarray] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        if (self.codebook, self.weighted) != (other.codebook, other.weighted):
            raise ValueError("tallies of different codebooks, or with and without weights, do not add up")
        return Tally(
            self.codebook,
            self.weighted,
            _added(self.answers, other.answers),
            _added(self.scores, other.scores),
            _added(self.complete, other.complete),
            _added(self.products, other.products),
            self.respondents + other.respondents,
        )

    @property
    def groups(self) -> list[str]:
        return sorted({group for _, group, _ in self.answers})

    @property
    def n(self) -> int:
        """All respondents."""
        return sum(map(len, self.respondents))

    def repeated(self) -> np.ndarray:
        """Hashes that occur more than once: respondents in two parts, as good as surely.

        Two names of 1,000,000 share a hash by chance in one survey of 4 * 10^7; `responses.read_tally` looks again.
        """
        hashes = np.sort(np.concatenate(self.respondents or [np.empty(0, "uint64")]))
        return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """The tally of all parts together. Raises TypeError if there is none, ValueError if they do not belong together."""
    return reduce(operator.add, tallies)


def _added(left: dict, right: dict) -> dict:
    both = dict(left)
    for key, value in right.items():
        both[key] = both[key] + value if key in both else value
    return both


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


# ---- from responses to a tally ---------------------------------------------------------------------------


def check_columns(
    columns: list[str], codebook: Codebook, group: str | None, weight: str | None, where: str
) -> list[str]:
    """The columns that are needed, in the order of the file. Raises SurveyError, naming the column.

    Refused: a name that stands twice; a missing respondent, item, group or weight column; a group or weight
    that is an item; and a column that is named like the items (letters and a number, q57 beside q1 to q56) but
    absent from the codebook, for it is an item that would be left out silently. Others are left out.
    """
    known: set[str] = set()
    for name in columns:
        if name in known:
            raise fault(where, "stands twice among the columns", row=1, column=name)
        known.add(name)
    items = dict.fromkeys(item.name for item in codebook)
    for what, name in (("group", group), ("weight", weight)):
        if name is not None and (name in items or name == RESPONDENT):
            raise fault(where, f"cannot be the {what}: it is an item or the respondent", column=name)
    if group is not None and group == weight:
        raise fault(where, "cannot be both group and weight", column=group)
    needed = [RESPONDENT, *items, *(name for name in (group, weight) if name is not None)]
    for name in needed:
        if name not in known:
            what = {RESPONDENT: "to name each respondent", group: "the group", weight: "the weight"}
            raise fault(
                where, f"no such column; it is {what.get(name, 'an item of the codebook')}", column=name
            )
    stems, wanted = {_stem(name) for name in items} - {None}, set(needed)
    for name in columns:
        if name not in wanted and _stem(name) in stems:
            raise fault(
                where, "named like an item, but not in the codebook: list it there or drop it", column=name
            )
    return [name for name in columns if name in wanted]


def _stem(name: str) -> str | None:
    found = re.fullmatch(r"(.*?[^\d])\d+", name)
    return found[1] if found else None


def tally(
    frame: pd.DataFrame,
    codebook: Codebook,
    *,
    group: str | None = None,
    weight: str | None = None,
    where: str = "responses",
    first_row: int = 1,
) -> Tally:
    """The tally of responses: a row a respondent, with a column ``respondent`` and one for each item.

    Answers are whole numbers (3, 3.0 or "3") within the item's scale; empty cells and the item's missing codes
    are missing. `where` and `first_row` are what messages call the source and its first row. Raises SurveyError
    as `check_columns` does, and for an empty or repeated respondent, an empty group, more than 200 groups, a
    weight that is not a positive number, and any other answer.
    """
    check_columns(list(frame.columns), codebook, group, weight, where)
    place = (where, first_row)
    respondents = _respondents(frame[RESPONDENT], place)
    labels, member = _groups(frame, group, place)
    weights = None if weight is None else _weights(frame[weight], place)
    found = Tally(codebook, weighted=weights is not None, respondents=[respondents])
    coded = {item.name: _answers(frame[item.name], item, place) for item in codebook}
    for item in codebook:
        options = [None, *item.answers]
        keys = member * len(options) + coded[item.name] + 1
        for key, mass in _masses(keys, weights):
            found.answers[item.name, labels[key // len(options)], options[key % len(options)]] = mass
    for scale, members in by_scale(codebook).items():
        _tally_scale(found, scale, members, [coded[item.name] for item in members], labels, member, weights)
    return found


def _tally_scale(found: Tally, scale: str, members: list[Item], coded, labels, member, weights) -> None:
    """Adds scores and cross-products of one scale; `coded` are answers counted from 0, -1 for missing."""
    k, span = len(members), members[0].highest - members[0].lowest
    values = np.empty((len(member), k + 1), order="F")
    values[:, 0] = 1
    answered = np.zeros(len(member), "int64")
    total = np.zeros(len(member), "int64")
    for i, (item, codes) in enumerate(zip(members, coded, strict=True), 1):
        has = codes >= 0
        keyed = span - codes if item.reverse else codes
        answered += has
        total += np.where(has, keyed, 0)
        values[:, i] = keyed
    sums = k * span + 1
    for key, mass in _masses((member * (k + 1) + answered) * sums + total, weights):
        of, reached = divmod(key, sums)
        g, count = divmod(of, k + 1)
        found.scores[scale, labels[g], count, reached + count * members[0].lowest] = mass
    whole = answered == k
    if not whole.all():
        values = values[whole]
    w = None if weights is None else weights[whole]
    n = len(values)
    found.complete[scale] = Mass(n, n, n) if w is None else Mass(n, float(w.sum()), float((w * w).sum()))
    products = values.T @ (values if w is None else values * w[:, None])
    # Below 2^53 a float64 holds whole numbers exactly: 9 * 10^11 respondents at once on a scale of 101 answers.
    found.products[scale] = products.astype("int64") if w is None else products


def _masses(keys: np.ndarray, weights: np.ndarray | None) -> list[tuple[int, Mass]]:
    """(key, Mass) of each key that occurs, in order."""
    if len(keys) == 0:
        return []
    names = None
    if keys.max() > 1_000_000:
        names, keys = np.unique(keys, return_inverse=True)
    n = np.bincount(keys)
    used = np.flatnonzero(n)
    names = used if names is None else names
    n = n[used].tolist()
    if weights is None:
        return [(int(name), Mass(count, count, count)) for name, count in zip(names, n, strict=True)]
    w = np.bincount(keys, weights)[used].tolist()
    ww = np.bincount(keys, weights * weights)[used].tolist()
    return [(int(name), Mass(*mass)) for name, *mass in zip(names, n, w, ww, strict=True)]


def _refuse_first(bad: np.ndarray, series: pd.Series, place, reason: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        value = series.iloc[at]
        raise fault(
            place[0],
            reason,
            row=place[1] + at,
            column=series.name,
            value="" if pd.isna(value) else _text(value),
        )


def _text(value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _labels(series: pd.Series, place, what: str) -> pd.Series:
    blank = series.isna().to_numpy(bool)
    texts = series if series.dtype == "str" else series.map(_text, na_action="ignore").astype("str")
    blank = blank | (texts.str.strip() == "").to_numpy(bool, na_value=False)
    _refuse_first(blank, series, place, f"a {what} is needed in every row")
    return texts


def _respondents(series: pd.Series, place) -> np.ndarray:
    names = _labels(series, place, "respondent")
    again = names.duplicated().to_numpy()
    if again.any():
        earlier = place[1] + int(np.argmax(names == names[again].iloc[0]))
        _refuse_first(again, names, place, f"this respondent stands in row {earlier}, too")
    return hashes(names)


def hashes(names: pd.Series) -> np.ndarray:
    """64-bit hashes of respondents' names, the same in every process."""
    return pd.util.hash_pandas_object(names.astype("str"), index=False, categorize=False).to_numpy()


def _groups(frame: pd.DataFrame, group: str | None, place) -> tuple[list[str], np.ndarray]:
    if group is None:
        return [ALL], np.zeros(len(frame), "int64")
    codes, labels = pd.factorize(_labels(frame[group], place, "group"))
    refuse_many_groups(len(labels), group, place[0])
    return [str(label) for label in labels], codes.astype("int64")


def refuse_many_groups(number: int, group: str, where: str) -> None:
    """Raises SurveyError if a grouping column has so many values that it cannot be one."""
    if number > MOST_GROUPS:
        raise fault(where, f"more than {MOST_GROUPS} different values: this is no group", column=group)


def _weights(series: pd.Series, place) -> np.ndarray:
    numbers = pd.to_numeric(series, errors="coerce").to_numpy("float64", na_value=np.nan)
    with np.errstate(over="ignore"):
        squares = numbers * numbers  # these are summed, too: 1e200 is no weight
    good = np.isfinite(squares) & (squares > 0) & (numbers > 0)
    _refuse_first(~good, series, place, "a weight is a positive number")
    return numbers


def _answers(series: pd.Series, item: Item, place) -> np.ndarray:
    """Answers counted from 0 (`lowest`), -1 for missing, as int8."""
    if series.dtype.kind in "iuf":
        numbers = series.to_numpy("float64", na_value=np.nan)
        missing = np.isnan(numbers)
        for code in item.missing:
            if (number := whole(code)) is not None:
                missing |= numbers == number
    else:
        # Text: few different answers, so each is read once.
        places, different = pd.factorize(series, use_na_sentinel=True)
        read = np.array([*(whole(str(text)) for text in different), None], dtype="float64")
        missing = np.array([*(_is_missing(str(text), item) for text in different), True])[places]
        numbers = read[places]
    coded = numbers - item.lowest
    with np.errstate(invalid="ignore"):
        good = (coded >= 0) & (coded <= item.highest - item.lowest) & (coded == np.floor(coded))
    if not (good | missing).all():
        _refuse_first(~(good | missing), series, place, _why_not(series, good | missing, item))
    return np.where(missing, -1, coded).astype("int8")


def whole(text: str) -> float | None:
    """The whole number that a text shows (3, 3.0, -99), or None."""
    return float(text) if _WHOLE.fullmatch(text.strip()) else None


def _is_missing(text: str, item: Item) -> bool:
    text, number = text.strip(), whole(text)
    return not text or any(
        text == code or (number is not None and number == whole(code)) for code in item.missing
    )


def _why_not(series: pd.Series, fine: np.ndarray, item: Item) -> str:
    text = str(series.iloc[int(np.argmax(~fine))]).strip()
    codes = f", and no missing code of {item.name!r} ({' '.join(item.missing) or 'it has none'})"
    if whole(text) is not None:
        return f"outside the scale {item.lowest} to {item.highest}{codes}"
    return f"not a whole number from {item.lowest} to {item.highest}{codes}"


# ---- from a tally to results -----------------------------------------------------------------------------


def _intervals(masses: list[Mass], totals: list[Mass], confidence: float) -> list[tuple]:
    """(share, low, high) of each mass in its total, Wilson; three None where the total is empty."""
    filled = [i for i, total in enumerate(totals) if total.n]
    share = np.array([float(masses[i].w) / float(totals[i].w) for i in filled])
    n = np.array([totals[i].effective for i in filled])
    out: list[tuple] = [(None, None, None)] * len(masses)
    if filled:
        low, high = proportion_confint(share * n, n, alpha=1 - confidence, method="wilson")
        for i, *row in zip(filled, share, low, high, strict=True):
            out[i] = tuple(map(float, row))
    return out


def items(found: Tally, confidence: float = 0.95) -> pd.DataFrame:
    """The distribution of every item in every group, `ITEM_COLUMNS`: a row an answer, and ``missing`` if some are.

    `answer` is as given, before reversing; `n` counts respondents. `share` is of those who answered, with its
    Wilson interval; it is NA in the row ``missing`` and where nobody of the group answered.
    """
    rows, masses, totals, groups = [], [], [], found.groups
    for item in found.codebook:
        for group in groups:
            cells = {a: found.answers.get((item.name, group, a), Mass()) for a in (*item.answers, None)}
            total = sum((cells[a] for a in item.answers), Mass())
            for answer, mass in cells.items():
                if answer is None and not mass.n:
                    continue
                rows.append((item.scale, item.name, group, MISSING if answer is None else answer, mass.n))
                masses.append(mass)
                totals.append(Mass() if answer is None else total)
    shares = _intervals(masses, totals, confidence)
    return pd.DataFrame(
        [(*row, *share) for row, share in zip(rows, shares, strict=True)], columns=ITEM_COLUMNS
    ).astype({"share": "float64", "low": "float64", "high": "float64"})


def scored(found: Tally, scale: str, min_answered: int = 1) -> dict[tuple, Mass]:
    """(group, answered, total) -> Mass of those who answered at least `min_answered` items of the scale."""
    return {
        key[1:]: mass
        for key, mass in found.scores.items()
        if key[0] == scale and key[2] >= max(min_answered, 1)
    }


def on_cut_points(found: Tally, scale: str, cuts: Cuts, min_answered: int = 1) -> int:
    """How many respondents have a score exactly on a cut point, so that the tie rule decides their band."""
    cells = scored(found, scale, min_answered)
    return sum(m.n for (_, a, t), m in cells.items() if any(t == point * a for point in cuts.points))


def bands(
    found: Tally, cuts: Cuts | None = None, min_answered: int = 1, confidence: float = 0.95
) -> pd.DataFrame:
    """Low, Medium and High by scale and group, `BAND_COLUMNS`, and ``unscored`` if some have too few answers.

    `share` is of those with a score, its interval simultaneous over the three bands of the group (Goodman). Both
    are NA in the row ``unscored`` and in a group without scores.
    """
    cuts = cuts or Cuts()
    rows = []
    for scale in by_scale(found.codebook):
        cells: dict[tuple, Mass] = {}
        for (name, group, answered, total), mass in found.scores.items():
            if name == scale:
                enough = answered >= max(min_answered, 1)
                key = (group, cuts.band(total, answered) if enough else UNSCORED)
                cells[key] = cells.get(key, Mass()) + mass
        for group in found.groups:
            three = [cells.get((group, band), Mass()) for band in BANDS]
            for band, mass, share in zip(BANDS, three, _together(three, confidence), strict=True):
                rows.append((scale, group, band, mass.n, *share))
            if (group, UNSCORED) in cells:
                rows.append((scale, group, UNSCORED, cells[group, UNSCORED].n, None, None, None))
    return pd.DataFrame(rows, columns=BAND_COLUMNS).astype(
        {"share": "float64", "low": "float64", "high": "float64"}
    )


def _together(masses: list[Mass], confidence: float) -> list[tuple]:
    total = sum(masses, Mass())
    if not total.n:
        return [(None, None, None)] * len(masses)
    shares = np.array([float(mass.w) / float(total.w) for mass in masses])
    limits = multinomial_proportions_confint(shares * total.effective, alpha=1 - confidence, method="goodman")
    # floats leave 0 to 1 by a last digit where a band has all
    return [(float(s), float(a), float(b)) for s, (a, b) in zip(shares, np.clip(limits, 0, 1), strict=True)]


def covariance(found: Tally, scale: str) -> np.ndarray:
    """n^2 times the covariance matrix (denominator n) of a scale's items over its complete cases, after reversing.

    With weights, (sum of w)^2 times the weighted one. Python's whole numbers without weights, so exact; only
    ratios of its entries are used.
    """
    sums = found.products[scale].astype(object)
    matrix = sums[0, 0] * sums[1:, 1:] - np.outer(sums[0, 1:], sums[0, 1:])
    if found.weighted:  # what floats leave of an item that all answered alike
        alike = np.diag(matrix) <= 1e-12 * sums[0, 0] * np.diag(sums)[1:]
        matrix[alike, :] = matrix[:, alike] = 0.0
    return matrix


def _is_zero(variance, trace) -> bool:
    return variance <= 0 if isinstance(variance, int) else variance <= 1e-12 * float(trace)


def alpha(matrix: np.ndarray) -> float | None:
    """Cronbach's alpha from a covariance matrix or any multiple of it; None if there is no variance, or one item.

    >>> round(alpha(np.array([[2, 1], [1, 2]], dtype=object)), 3)
    0.667
    """
    k, total, own = len(matrix), matrix.sum(), np.trace(matrix)
    if k < 2 or _is_zero(total, own):
        return None
    part = Fraction(own, total) if isinstance(total, int) else own / total
    return float((1 - part) * k / (k - 1))


def alpha_interval(value: float, n: float, k: int, confidence: float = 0.95) -> tuple[float, float]:
    """Feldt's interval of an alpha of k items and n respondents; n may be an effective size. Needs n > 1, k > 1."""
    df, tail = (n - 1, (n - 1) * (k - 1)), (1 - confidence) / 2
    low, high = (1 - (1 - value) * stats.f.isf(p, *df) for p in (tail, 1 - tail))
    return float(low), float(high)


def scales(found: Tally, min_answered: int = 1, confidence: float = 0.95) -> pd.DataFrame:
    """A row a scale, `SCALE_COLUMNS`, over all groups.

    `n`, `mean` and `sd` are of respondents with a score (at least `min_answered` items); `alpha` and its Feldt
    interval of the complete cases. `sd` has the denominator n - 1; with weights it is the square root of the
    weighted variance times n / (n - 1). What is undefined is NA: alpha of one item or without any variance.
    """
    rows = []
    for scale, members in by_scale(found.codebook).items():
        cells = scored(found, scale, min_answered)
        total = sum(cells.values(), Mass())
        mean = sd = None
        if total.n:
            w = float(total.w)
            mean = math.fsum(mass.w * (t / a) for (_, a, t), mass in cells.items()) / w
            spread = math.fsum(mass.w * (t / a - mean) ** 2 for (_, a, t), mass in cells.items()) / w
            sd = math.sqrt(spread * total.n / (total.n - 1)) if total.n > 1 else None
        value = alpha(covariance(found, scale))
        n = found.complete[scale].effective
        low, high = (None, None)
        if value is not None and n > 1:
            low, high = alpha_interval(value, n, len(members), confidence)
        rows.append((scale, total.n, len(members), value, low, high, mean, sd))
    return pd.DataFrame(rows, columns=SCALE_COLUMNS).astype({name: "float64" for name in SCALE_COLUMNS[3:]})


def item_statistics(found: Tally) -> pd.DataFrame:
    """Each item within its scale, after reversing, over the scale's complete cases.

    Columns: scale, item, n (complete cases), mean, sd (denominator n - 1), item_rest (correlation with the sum
    of the others) and alpha_if_dropped. NA where undefined: an item that all answered alike has no correlation.
    """
    rows = []
    for scale, members in by_scale(found.codebook).items():
        matrix, sums, n = covariance(found, scale), found.products[scale], found.complete[scale].n
        size, k = float(sums[0, 0]), len(members)
        for i, item in enumerate(members):
            own, with_all = matrix[i, i], matrix[i].sum()
            rest = matrix.sum() - 2 * with_all + own
            none = own <= 0 or _is_zero(rest, np.trace(matrix))
            rows.append(
                (
                    scale,
                    item.name,
                    n,
                    members[0].lowest + float(sums[0, i + 1]) / size if n else None,
                    math.sqrt(max(own, 0) / size**2 * n / (n - 1)) if n > 1 else None,
                    None if none or k < 2 else float(with_all - own) / math.sqrt(float(own) * float(rest)),
                    alpha(np.delete(np.delete(matrix, i, 0), i, 1)),
                )
            )
    names = ("scale", "item", "n", "mean", "sd", "item_rest", "alpha_if_dropped")
    return pd.DataFrame(rows, columns=names).astype({name: "float64" for name in names[3:]})


def remarks(found: Tally, cuts: Cuts | None = None) -> list[str]:
    """What a reader of the results should know, one sentence each: honest data that leave something undefined.

    Items nobody answered or all answered alike; scales without alpha; items that run against their scale; cut
    points that no score of a scale can pass.
    """
    cuts = cuts or Cuts()
    said = []
    for item in found.codebook:
        given = {a for (name, _, a), mass in found.answers.items() if name == item.name and a is not None}
        if not given:
            said.append(f"Nobody answered item {item.name!r}.")
        elif len(given) == 1:
            said.append(
                f"Everyone who answered item {item.name!r} answered {given.pop()}: it tells nobody apart."
            )
    overview, statistics = scales(found), item_statistics(found)
    for scale, members in by_scale(found.codebook).items():
        row = overview[overview["scale"] == scale].iloc[0]
        if pd.isna(row["alpha"]):
            why = "it has one item" if len(members) == 1 else "its complete cases do not vary"
            if len(members) > 1 and found.complete[scale].n < 2:
                why = f"{('no', 'one')[found.complete[scale].n]} respondent answered all its items"
            said.append(f"Scale {scale!r} has no alpha: {why}.")
        against = statistics[(statistics["scale"] == scale) & (statistics["item_rest"] < 0)]["item"]
        said += [
            f"Item {name!r} runs against the rest of scale {scale!r}: should it be reverse-keyed, or not be?"
            for name in against
        ]
        for point in cuts.points:
            if not members[0].lowest <= point <= members[0].highest:
                shown = rounding.shown(point, 6)
                said.append(
                    f"The cut point {shown} lies outside scale {scale!r}: a band of it is empty by design."
                )
    return said
