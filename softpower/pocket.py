"""One printed figure, checked alone: what the page *Check a figure* asks of `softpower.rounding`.

    check({"kind": "share", "printed": "35.6", "n": "149"})

Five kinds: ``share`` and ``mean`` with their n, ``difference`` in percent, ``parts`` and their total, ``nested`` shares.
What is given and what is returned is text, whole numbers and lists, so that the page's script, which answers at once
and without Python, can be held against this module word for word (tests/test_check_a_figure.py). Values are exact
throughout. Standard library alone.
"""

import math
import re
from collections.abc import Callable
from fractions import Fraction

from softpower import indices, rounding
from softpower.rounding import RULES, USUAL

KINDS = {
    "share": ("printed", "n"),
    "mean": ("printed", "n", "items"),
    "difference": ("first", "second", "printed"),
    "parts": ("parts", "total", "unit", "n"),
    "nested": ("printed", "n", "inner"),
}
"""What each kind of check is given."""
UNITS = ("percent", "count", "number")
LARGEST_N = 1_000_000
MOST_PARTS = 50
MOST_PLACES = 6
LISTED = 12
"""So many counts are listed one by one; of more the first and the last are told."""
MOST_HOLDERS = 300
"""So many counts of those who hold the outer share are gone through, each as a base of the inner one."""
WORK = 200_000
"""Counts gone through to find how many strings a base can give; beyond it the share is left out."""

_FIGURE = re.compile(r"[-+\u2212]?(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,6})?(?: ?%)?")
_DECIMAL_COMMA = re.compile(r"[-+\u2212]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,6})(?: ?%)?")


_BETWEEN = re.compile(r"[;\n]|(?<=[0-9%]),?\s+(?=[-+\u22120-9])")
"""Between parts stands a semicolon, a line's end, or a space after a number; a comma within a number is its own."""


class Unreadable(ValueError):
    """A field that cannot be read: `field` names it, `reason` is ``figure``, ``number``, ``range`` or ``many``."""

    def __init__(self, field: str, reason: str):
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def figure(text: str, field: str = "printed") -> str:
    """A figure as the rest of the book writes it; a decimal comma is one unless three digits follow it.

    >>> figure(" 35,6 % "), figure("1,234"), figure("−3.10")
    ('35.6 %', '1,234', '−3.10')
    """
    text = " ".join(text.split())
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _FIGURE.fullmatch(text):
        raise Unreadable(field, "figure")
    return text


def whole(text: str, field: str = "n") -> int:
    """A whole number from 1 to a million, with or without thousands' commas or spaces."""
    text = re.sub(r"[\s,]", "", text)
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise Unreadable(field, "number")
    if not 1 <= int(text) <= LARGEST_N:
        raise Unreadable(field, "range")
    return int(text)


def check(given: dict[str, str]) -> dict:
    """What can be said of a figure: see `share`, `mean`, `difference`, `parts`, `nested`.

    `given` names the ``kind`` and its fields, all of them text. What cannot be read is returned, not raised:
    ``{"field": ..., "reason": ...}``.
    """
    kind = given.get("kind", "")
    if kind not in KINDS:
        return {"field": "kind", "reason": "unknown"}
    try:
        return {"kind": kind, **_CHECKS[kind](*(given.get(name, "") for name in KINDS[kind]))}
    except Unreadable as fault:
        return {"field": fault.field, "reason": fault.reason}


# ---- a share or mean with its n ------------------------------------------------------------------------------


def share(printed: str, n: str) -> dict:
    """Which counts out of n give a printed percentage, under which rules, and whether the check could have failed."""
    text, base = figure(printed), whole(n)
    counts = rounding.attainable(text, base)
    below = math.floor(rounding.exact(text) * base / 100)
    nearest = [count for count in (below, below + 1) if 0 <= count <= base]
    return {
        "printed": text,
        "n": base,
        **_listed(counts, text, lambda count: Fraction(100 * count, base), nearest),
        **_strings(text, base, 100),
    }


def mean(printed: str, n: str, items: str = "") -> dict:
    """Which sums of whole numbers over n (times items) give a printed mean: the GRIM test, told in full."""
    text, people = figure(printed), whole(n)
    each = whole(items, "items") if items.strip() else 1
    if people * each > LARGEST_N:
        raise Unreadable("n", "range")
    base = people * each
    step = Fraction(1, 10 ** rounding.places(text))
    middle = rounding.exact(text)
    totals = [
        total
        for total in range(math.floor((middle - step) * base), math.ceil((middle + step) * base) + 1)
        if _usual(text, Fraction(total, base))
    ]
    below = math.floor(middle * base)
    return {
        "printed": text,
        "n": people,
        "items": each,
        **_listed(totals, text, lambda total: Fraction(total, base), [below, below + 1]),
        **_strings(text, base, 1),
    }


def _usual(printed: str, value: Fraction) -> bool:
    return bool(set(rounding.rules_giving(printed, value)) & set(USUAL))


def _shown(value: Fraction, printed: str) -> str:
    return rounding.shown(value, rounding.places(printed) + 2)


def _listed(counts: list[int], printed: str, value, nearest: list[int]) -> dict:
    """Counts with their values and rules: all, the first and last of many, or the nearest if none fits."""
    told = nearest if not counts else counts if len(counts) <= LISTED else [counts[0], counts[-1]]
    return {
        "number": len(counts),
        "counts": [
            {
                "count": count,
                "value": _shown(value(count), printed),
                "rules": list(rounding.rules_giving(printed, value(count))),
            }
            for count in told
        ],
    }


def _strings(printed: str, base: int, whole_value: int) -> dict:
    """Of the strings with as many decimals, how many the base can give; None if too many counts would be gone through.

    Of a percentage these are all from 0 to 100; of a mean all from one whole number to the next.
    """
    digits = rounding.places(printed)
    every = whole_value * 10**digits
    closed = int(whole_value == 100)  # 100 % is a string of its own; of a mean the next whole number is not
    if base >= every:
        return {"strings": every + closed, "possible": every + closed}
    if base > WORK:
        return {"strings": every + closed, "possible": None}
    possible = {
        rounding.rounded(Fraction(whole_value * count, base), digits, rule)
        for count in range(base + closed)
        for rule in USUAL
    }
    return {"strings": every + closed, "possible": len(possible if closed else {one % 1 for one in possible})}


# ---- a difference in percent ---------------------------------------------------------------------------------


def difference(first: str, second: str, printed: str) -> dict:
    """Which base, and which rule, make a printed difference of two printed values.

    ``points`` is their plain distance. ``low`` and ``high`` are what the percentage could be if the two values
    themselves had been rounded to their last digit.
    """
    one, other, text = figure(first, "first"), figure(second, "second"), figure(printed)
    a, b = rounding.exact(one), rounding.exact(other)
    if a < 0 or b < 0:
        raise Unreadable("first" if a < 0 else "second", "range")
    readings = []
    for base, value in (("first", a), ("second", b)):
        if value:
            gap = indices.gap(a, b, base)
            low, high = _could_be(one, other, base)
            readings.append(
                {
                    "base": base,
                    "value": _shown(gap, text),
                    "rules": list(rounding.rules_giving(text, gap)),
                    "low": _shown(low, text),
                    "high": None if high is None else _shown(high, text),
                }
            )
    points = abs(a - b)
    readings.append(
        {"base": "points", "value": _shown(points, text), "rules": list(rounding.rules_giving(text, points))}
    )
    return {
        "first": one,
        "second": other,
        "printed": text,
        "larger": "neither" if a == b else "first" if a > b else "second",
        "readings": readings,
    }


def _could_be(one: str, other: str, base: str) -> tuple[Fraction, Fraction | None]:
    """The least and the largest gap of two values, each within half of its last digit; None: no bound."""
    ranges = []
    for text in (one, other):
        value, half = rounding.exact(text), Fraction(1, 2 * 10 ** rounding.places(text))
        ranges.append((max(value - half, Fraction(0)), value + half))
    below = ranges[0 if base == "first" else 1][0]
    corners = [
        indices.gap(a, b, base) for a in ranges[0] for b in ranges[1] if (a if base == "first" else b) > 0
    ]
    overlap = ranges[0][0] <= ranges[1][1] and ranges[1][0] <= ranges[0][1]
    return Fraction(0) if overlap else min(corners), max(corners) if below > 0 else None


# ---- parts and their total -----------------------------------------------------------------------------------


def parts(parts: str, total: str, unit: str = "percent", n: str = "") -> dict:
    """Do printed parts add up to a printed total: as they stand, and if all were rounded by one rule?

    With n, percentages are taken for counts out of n, which are fewer than all values that a rule would round alike.
    """
    texts = [figure(part, "parts") for part in _BETWEEN.split(parts) if part.strip()]
    if not 2 <= len(texts) <= MOST_PARTS:
        raise Unreadable("parts", "many")
    whole_text = figure(total, "total")
    if unit not in UNITS:
        raise Unreadable("unit", "unknown")
    base = whole(n) if n.strip() and unit == "percent" else None
    values = [rounding.exact(part) for part in texts]
    if base is not None and any(value < 0 for value in [*values, rounding.exact(whole_text)]):
        raise Unreadable("parts", "range")
    added = sum(values, Fraction(0))
    fits = {
        rule: _counts_fit(texts, whole_text, base, rule) if base else _ranges_fit(texts, whole_text, rule)
        for rule in USUAL
    }
    return {
        "parts": texts,
        "total": whole_text,
        "unit": unit,
        "n": base,
        "sum": rounding.exact_text(added),
        "off": rounding.exact_text(added - rounding.exact(whole_text)),
        "rules": [] if unit == "count" else [rule for rule in USUAL if fits[rule]],
    }


def _range(printed: str, rule: str) -> tuple[Fraction, bool, Fraction, bool]:
    """All values that a rule prints so: least, whether it belongs to them, largest, whether it does."""
    value, step = rounding.exact(printed), Fraction(1, 10 ** rounding.places(printed))
    if rule == "truncation":
        if value:
            return (value, True, value + step, False) if value > 0 else (value - step, False, value, True)
        return (-step, False, step, False)
    low, high = value - step / 2, value + step / 2
    if rule == "half-even":
        even = (value / step).numerator % 2 == 0
        return low, even, high, even
    return low, value > 0, high, value < 0


def _ranges_fit(texts: list[str], total: str, rule: str) -> bool:
    ranges = [_range(text, rule) for text in texts]
    low, high = sum((r[0] for r in ranges), Fraction(0)), sum((r[2] for r in ranges), Fraction(0))
    low_in, high_in = all(r[1] for r in ranges), all(r[3] for r in ranges)
    least, least_in, most, most_in = _range(total, rule)
    if rounding.exact(total) == 100 and "." not in total:  # the whole itself, which nobody rounds
        least = most = Fraction(100)
        least_in = most_in = True
    return (low < most or (low == most and low_in and most_in)) and (
        high > least or (high == least and high_in and least_in)
    )


def _counts_fit(texts: list[str], total: str, base: int, rule: str) -> bool:
    spans = [_counts(text, base, rule) for text in texts]
    whole_counts = (base, base) if rounding.exact(total) == 100 else _counts(total, base, rule)
    if whole_counts is None:
        return False
    low = high = 0
    for counts in spans:
        if counts is None:
            return False
        low, high = low + counts[0], high + counts[1]
    return low <= whole_counts[1] and high >= whole_counts[0]


def _counts(printed: str, base: int, rule: str) -> tuple[int, int] | None:
    """The least and largest count out of `base` that one rule prints so; all between them do, too."""
    low, low_in, high, high_in = _range(printed, rule)
    least = math.ceil(low * base / 100)
    least += not low_in and least == low * base / 100
    most = math.floor(high * base / 100)
    most -= not high_in and most == high * base / 100
    least, most = max(least, 0), min(most, base)
    return (least, most) if least <= most else None


# ---- nested shares -------------------------------------------------------------------------------------------


def nested(printed: str, n: str, inner: str) -> dict:
    """A share of a share: which counts fit if the inner one is of those in the outer one, and if it is of everyone.

    ``possible``: how many of the ``strings`` with the inner figure's decimals some count could give, in the first reading.
    """
    outer, base, text = figure(printed), whole(n), figure(inner, "inner")
    holders = rounding.attainable(outer, base)
    if len(holders) > MOST_HOLDERS:
        raise Unreadable("n", "range")
    of_these = [count for holder in holders if holder for count in rounding.attainable(text, holder)]
    of_all = [count for count in rounding.attainable(text, base) if holders and count <= holders[-1]]
    return {
        "printed": outer,
        "n": base,
        "inner": text,
        "holders": _ends(holders),
        "of_these": _ends(sorted(of_these)),
        "of_all": _ends(of_all),
        **_inner_strings(text, holders),
    }


def _ends(counts: list[int]) -> list[int]:
    return [counts[0], counts[-1]] if counts else []


def _inner_strings(printed: str, holders: list[int]) -> dict:
    digits = rounding.places(printed)
    every = 100 * 10**digits
    if any(count >= every for count in holders):
        return {"strings": every + 1, "possible": every + 1}
    if sum(holders) > WORK:
        return {"strings": every + 1, "possible": None}
    possible = {
        rounding.rounded(Fraction(100 * count, base), digits, rule)
        for base in holders
        if base
        for count in range(base + 1)
        for rule in USUAL
    }
    return {"strings": every + 1, "possible": len(possible)}


_CHECKS: dict[str, Callable[..., dict]] = {
    "share": share,
    "mean": mean,
    "difference": difference,
    "parts": parts,
    "nested": nested,
}
__all__ = ["KINDS", "RULES", "UNITS", "USUAL", "Unreadable", "check", "figure", "whole"]
