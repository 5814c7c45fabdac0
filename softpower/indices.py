"""Arithmetic of index scores, exact: gaps between two scores, and the scores behind a printed gap."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

from softpower import rounding

BASES = ("larger", "smaller", "first", "second")


def gap(first: rounding.Exact, second: rounding.Exact, base: str = "larger") -> Fraction:
    """The distance of two scores in percent of one of them: 100 |first - second| / base.

    >>> from decimal import Decimal
    >>> gap(Decimal("8.3"), Decimal("4.1")), gap(Decimal("8.3"), Decimal("4.1"), base="smaller")
    (Fraction(4200, 83), Fraction(4200, 41))

    `base` is the larger or smaller score, or the first or second. Raises ValueError for an unknown base and
    for a base of zero, TypeError for floats.
    """
    a, b = rounding.exact(first), rounding.exact(second)
    bases = {"larger": max(a, b), "smaller": min(a, b), "first": a, "second": b}
    if base not in bases:
        raise ValueError(f"unknown base {base!r}: one of {', '.join(BASES)}")
    if bases[base] == 0:
        raise ValueError(f"no gap in percent of zero ({first} and {second}, base {base})")
    return 100 * abs(a - b) / bases[base]


def scale(lowest: str, highest: str) -> list[Decimal]:
    """All values with as many decimals as `highest`, from `lowest` to `highest`.

    >>> [str(value) for value in scale("0.8", "1.1")]
    ['0.8', '0.9', '1.0', '1.1']
    """
    step = Decimal(1).scaleb(-rounding.places(highest))
    low, high = rounding.number(lowest), rounding.number(highest)
    return [low + i * step for i in range(int((high - low) / step) + 1)]


def pairs_with_gap(
    printed: str, scores: list[Decimal], base: str = "larger"
) -> list[tuple[Decimal, Decimal]]:
    """Pairs (higher, lower) of `scores` whose `gap` is printed as `printed` under a usual rounding rule."""
    return [
        (a, b)
        for a, b in product(scores, repeat=2)
        if a > b
        and (b > 0 or base != "smaller")
        and set(rounding.rules_giving(printed, gap(a, b, base))) & set(rounding.USUAL)
    ]
