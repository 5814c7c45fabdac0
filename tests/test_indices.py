from decimal import Decimal
from fractions import Fraction

import pytest

from softpower import indices, rounding


def test_gap_takes_the_named_base():
    a, b = Decimal("3.1"), Decimal("3.6")
    assert indices.gap(a, b) == Fraction(500, 36)
    assert indices.gap(a, b, "smaller") == Fraction(500, 31)
    assert indices.gap(a, b, "first") == Fraction(500, 31)
    assert indices.gap(a, b, "second") == Fraction(500, 36)


def test_gap_refuses_unknown_base_zero_base_and_floats():
    with pytest.raises(ValueError, match="larger, smaller, first, second"):
        indices.gap(1, 2, "mean")
    with pytest.raises(ValueError, match="percent of zero"):
        indices.gap(0, 2, "smaller")
    with pytest.raises(TypeError, match="exact arithmetic"):
        indices.gap(8.3, 4.1)


def test_scale_has_every_step_and_both_ends():
    tenths = indices.scale("0.0", "10.0")
    assert len(tenths) == 101
    assert (tenths[0], tenths[1], tenths[-1]) == (0, Decimal("0.1"), 10)


def test_pairs_behind_a_printed_gap_are_those_of_a_full_search():
    scores = indices.scale("0.0", "3.0")
    expected = [
        (a, b)
        for a in scores
        for b in scores
        if a > b
        and set(rounding.rules_giving("3.57", 100 * Fraction(a - b) / Fraction(a))) & set(rounding.USUAL)
    ]
    assert indices.pairs_with_gap("3.57", scores) == expected == [(Decimal("2.8"), Decimal("2.7"))]
