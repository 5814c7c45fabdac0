from decimal import Decimal
from fractions import Fraction

import pytest

from softpower import rounding


@pytest.mark.parametrize(
    ("printed", "value", "places"),
    [
        ("28.50", Decimal("28.50"), 2),
        ("67,000", Decimal("67000"), 0),
        ("-3 %", Decimal("-3"), 0),
        ("\u22121.5", Decimal("-1.5"), 1),
        ("+0.92", Decimal("0.92"), 2),
        ("50%", Decimal("50"), 0),
        ("27th", Decimal("27"), 0),
        ("Three", Decimal("3"), 0),
    ],
)
def test_printed_figures_are_read_exactly(printed, value, places):
    assert rounding.number(printed) == value
    assert rounding.places(printed) == places


@pytest.mark.parametrize("text", ["", "th", "many", "1.2.3", "67,00", "1e3", "NaN", "5 or 6", ".5"])
def test_what_is_no_figure_is_refused_by_name(text):
    with pytest.raises(ValueError, match="not a printed figure"):
        rounding.number(text)


@pytest.mark.parametrize("value", [0.285, True, None, [1]])
def test_only_exact_values_are_taken(value):
    with pytest.raises(TypeError, match="exact arithmetic"):
        rounding.exact(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_values_without_end_are_refused(value):
    with pytest.raises(ValueError, match="finite"):
        rounding.exact(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # value: half-up, half-even, truncation, ceiling, floor, to whole numbers
        ("2.5", (3, 2, 2, 3, 2)),
        ("3.5", (4, 4, 3, 4, 3)),
        ("-2.5", (-3, -2, -2, -2, -3)),
        ("2.4", (2, 2, 2, 3, 2)),
        ("2.6", (3, 3, 2, 3, 2)),
        ("-2.6", (-3, -3, -2, -2, -3)),
        ("2", (2, 2, 2, 2, 2)),
        ("0.5", (1, 0, 0, 1, 0)),
        ("-0.5", (-1, 0, 0, 0, -1)),
    ],
)
def test_each_rule_rounds_as_its_name_says(value, expected):
    assert tuple(int(rounding.rounded(Decimal(value), 0, rule)) for rule in rounding.RULES) == expected


def test_a_half_that_a_float_would_lose_is_a_half():
    assert rounding.rounded(Decimal("0.285"), 2, "half-up") == Decimal("0.29")
    assert rounding.rounded(Decimal("0.285"), 2, "half-even") == Decimal("0.28")


def test_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="half-up, half-even"):
        rounding.rounded(1, 0, "bankers")


def test_rules_that_give_a_printed_string():
    gap = Fraction(100 * 12, 42)  # 28.571...
    assert rounding.rules_giving("28.5", gap) == ("truncation", "floor")
    assert rounding.rules_giving("28.6", gap) == ("half-up", "half-even", "ceiling")
    assert rounding.rules_giving("28.4", gap) == ()
    assert rounding.rules_giving("50.0", Fraction(50)) == rounding.RULES


def test_shown_marks_what_it_cuts():
    assert rounding.shown(Fraction(2, 3), 3) == "0.666…"
    assert rounding.shown(Fraction(1, 8), 3) == "0.125"
    assert rounding.shown(50, 2) == "50"
    assert rounding.shown(Decimal("-1.25"), 1) == "-1.2…"


@pytest.mark.parametrize(
    ("printed", "unit", "strings"),
    [
        ("8.3", "", 100),
        ("57.7", "", 900),
        ("28.5", "percent", 1001),
        ("44", "percent", 101),
        ("67,000", "", 90000),
    ],
)
def test_strings_of_the_same_form_are_counted(printed, unit, strings):
    assert rounding.same_form(printed, unit) == strings


def test_severity_counts_what_the_check_rejects():
    gap = Fraction(100 * 12, 42)
    assert rounding.severity("28.5", [gap], "percent") == 1 - Fraction(2, 1001)  # accepts 28.5 and 28.6
    assert rounding.severity("50", [Fraction(50)], "percent") == 1 - Fraction(1, 101)
    assert rounding.severity("28.5", [gap, Fraction(40)], "percent") == 1 - Fraction(3, 1001)


def test_attainable_counts_are_those_of_a_full_search():
    for n in (5, 40, 101, 729):
        for printed in ("0", "12", "27.5", "27.1", "99.9", "100", "44"):
            every = [
                k
                for k in range(n + 1)
                if set(rounding.rules_giving(printed, Fraction(100 * k, n))) & set(rounding.USUAL)
            ]
            assert rounding.attainable(printed, n) == every


def test_no_attainable_count_is_missed_at_the_ends_where_counts_are_many():
    # from 43.5 %, rounded half up, to short of 45 %, cut off
    assert rounding.attainable("44", 20_000) == list(range(8_700, 9_000))


def test_share_severity_is_one_minus_the_attainable_strings():
    for n in (1, 5, 40, 99, 100, 101):
        hit = sum(bool(rounding.attainable(str(p), n)) for p in range(101))
        assert rounding.share_severity("44", n) == 1 - Fraction(hit, 101)


def test_a_whole_percent_of_729_can_never_be_rejected():
    assert rounding.share_severity("44", 729) == 0
    assert all(rounding.attainable(str(p), 729) for p in range(101))


@pytest.mark.parametrize("n", [0, -1, 1.5, True, None])
def test_a_base_that_is_no_count_is_refused(n):
    with pytest.raises(ValueError, match="base of a share"):
        rounding.attainable("44", n)


def test_attainable_counts_at_both_ends_and_with_decimals():
    assert rounding.attainable("0", 3) == [0]
    assert rounding.attainable("100", 3) == [3]
    assert rounding.attainable("33.3", 3) == [1]
    assert rounding.attainable("0.1", 1000) == [1]
    assert rounding.attainable("12.35", 10_000) == [1235]
    assert rounding.attainable("12.3", 10_000) == list(range(1225, 1240))


@pytest.mark.parametrize("n", [99, 100, 101, 998, 999, 1000, 1001])
def test_severity_of_shares_at_the_edge_is_that_of_a_full_search(n):
    for printed, strings in (("1", 101), ("0.1", 1001)):
        texts = [
            f"{k / (10 if '.' in printed else 1):.{1 if '.' in printed else 0}f}" for k in range(strings)
        ]
        without = sum(not rounding.attainable(text, n) for text in texts)
        assert rounding.share_severity(printed, n) == Fraction(without, strings)


def test_whole_values_keep_their_zeros_when_shown():
    assert rounding.shown(100, 2) == "100"
    assert rounding.shown(Fraction(1001, 10), 3) == "100.1"
    assert rounding.shown(Decimal("20.0"), 1) == "20"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(200, 7), "200/7"),
        (Fraction(101, 2), "50.5"),
        (Decimal("28.50"), "28.5"),
        (17, "17"),
        ("1,250", "1250"),
        (Fraction(-1, 80), "-0.0125"),
    ],
)
def test_an_exact_value_is_written_so_that_it_reads_back(value, text):
    assert rounding.exact_text(value) == text
    assert Fraction(text) == rounding.exact(value)
