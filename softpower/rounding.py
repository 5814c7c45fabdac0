"""Which rounding rule turns a value into the string that a paper printed?

A printed figure stays a string: ``28.50`` and ``28.5`` claim different things. Values are exact: int,
Decimal or Fraction. A float is refused, because its own error decides the cases that matter here (0.285
is stored as 0.28499...). The rules carry the names of the R package *scrutiny* (Jung 2024), whose GRIM
functions are also where the idea of a consistency test's power, here ``severity``, comes from; GRIM is
Brown and Heathers 2017, doi:10.1177/1948550616673876.
"""

import math
import re
from decimal import Decimal
from fractions import Fraction

RULES = ("half-up", "half-even", "truncation", "ceiling", "floor")
USUAL = RULES[:3]
"""The rules under which a printed figure counts as reproduced: those that authors and software use."""

_PRINTED = re.compile(
    r"(?P<sign>[-+\u2212]?)(?P<whole>\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<part>\d+))?(?: ?%|(?:st|nd|rd|th))?"
)
_WORDS = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"thirty": "30"}

Exact = int | Decimal | Fraction


def _match(printed: str) -> re.Match:
    if not isinstance(printed, str):
        raise TypeError(f"a printed figure is a string, not {type(printed).__name__}: {printed!r}")
    text = printed.strip()
    found = _PRINTED.fullmatch(_WORDS.get(text.lower(), text))
    if not found:
        raise ValueError(
            f"not a printed figure: {printed!r} (expected digits such as '28.5', '67,000', '-3 %')"
        )
    return found


def number(printed: str) -> Decimal:
    """The value that a printed figure shows, exactly.

    >>> number("67,000"), number("-3 %"), number("27th"), number("three")
    (Decimal('67000'), Decimal('-3'), Decimal('27'), Decimal('3'))

    Read are digits with sign, thousands, decimals and percent sign, ordinals (``"27th"``) and small numbers
    in words (``"three"``).

    Raises TypeError for anything but a string and ValueError for a string that is no figure.
    """
    found = _match(printed)
    sign = "-" if found["sign"] in ("-", "\u2212") else ""
    return Decimal(sign + found["whole"].replace(",", "") + ("." + found["part"] if found["part"] else ""))


def places(printed: str) -> int:
    """Digits printed after the point. Raises as `number` does.

    >>> places("15.38"), places("50")
    (2, 0)
    """
    return len(_match(printed)["part"] or "")


def exact(value: Exact | str) -> Fraction:
    """A value as a Fraction. A string is read as a printed figure.

    Raises TypeError for floats and booleans, ValueError for what is not finite.
    """
    if isinstance(value, str):
        value = number(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(
            f"exact arithmetic takes int, Decimal, Fraction or a printed string, not "
            f"{type(value).__name__}: {value!r}"
        )
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    return Fraction(value)


def exact_text(value: Exact | str) -> str:
    """An exact value as text that `fractions.Fraction` reads back; a fraction if its digits never end.

    >>> exact_text(Decimal("50.50")), exact_text(Fraction(4200, 83))
    ('50.5', '4200/83')

    Raises as `exact` does.
    """
    fraction = exact(value)
    twos = fives = 0
    rest = fraction.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return str(fraction) if rest > 1 else f"{rounded(fraction, max(twos, fives), 'truncation'):f}"


def rounded(value: Exact | str, digits: int, rule: str) -> Decimal:
    """`value` with `digits` digits after the point under one of `RULES`.

    >>> {rule: str(rounded(Fraction(-5, 2), 0, rule)) for rule in RULES}
    {'half-up': '-3', 'half-even': '-2', 'truncation': '-2', 'ceiling': '-2', 'floor': '-3'}

    Half-up and truncation are symmetric about zero (Python's ROUND_HALF_UP and ROUND_DOWN); ceiling and
    floor are not. Raises ValueError for an unknown rule, and as `exact` does.
    """
    scaled = exact(value) * 10**digits
    below = math.floor(scaled)
    rest = scaled - below
    if rule == "floor":
        whole = below
    elif rule == "ceiling":
        whole = math.ceil(scaled)
    elif rule == "truncation":
        whole = math.trunc(scaled)
    elif rule == "half-even":
        whole = round(scaled)
    elif rule == "half-up":
        up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and scaled > 0)
        whole = below + 1 if up else below
    else:
        raise ValueError(f"unknown rounding rule {rule!r}: one of {', '.join(RULES)}")
    return Decimal(whole).scaleb(-digits)


def rules_giving(printed: str, value: Exact | str) -> tuple[str, ...]:
    """Those of `RULES`, in their order, under which `value` is printed as `printed`.

    >>> rules_giving("28.5", Fraction(12, 42) * 100)
    ('truncation', 'floor')
    """
    shown, digits = number(printed), places(printed)
    return tuple(rule for rule in RULES if rounded(value, digits, rule) == shown)


def shown(value: Exact | str, digits: int) -> str:
    """`value` in decimals, cut after `digits` digits, with an ellipsis where that loses something.

    >>> shown(Fraction(1, 8), 3), shown(Fraction(2, 3), 3)
    ('0.125', '0.666…')
    """
    cut = rounded(value, digits, "truncation")
    if exact(cut) == exact(value):
        text = f"{cut:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{cut:f}…"


def same_form(printed: str, unit: str = "") -> int:
    """How many strings have the form of `printed`.

    A percentage (`unit` is ``percent``) runs from 0 to 100; any other figure over all numbers with as many
    digits before and after the point: 100 strings look like ``8.3``, 900 like ``57.7``.
    """
    digits = places(printed)
    if unit == "percent":
        return 100 * 10**digits + 1
    before = len(_match(printed)["whole"].replace(",", ""))
    return (10 if before == 1 else 9 * 10 ** (before - 1)) * 10**digits


def severity(printed: str, values: list[Exact | str], unit: str = "") -> Fraction:
    """The share of same-form strings that a comparison with `values` rejects (0: it could not fail).

    `values` are all values that the check would accept: one, or one a reading. Each accepts the strings
    that the `USUAL` rules make of it.
    """
    accepted = {rounded(value, places(printed), rule) for value in values for rule in USUAL}
    return 1 - Fraction(len(accepted), max(same_form(printed, unit), len(accepted)))


def _count(n: int) -> int:
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise ValueError(f"the base of a share is a whole number of at least 1, not {n!r}")
    return n


HEDGES = {"almost": (95, 100), "nearly": (95, 100), "about": (95, 105), "around": (95, 105)}
"""How far a hedge reaches in this book: from so many to so many percent of the figure behind it."""


def hedged(word: str, value: Exact | str) -> tuple[Fraction, Fraction]:
    """The least and the greatest value that a figure with a hedge before it stands for. Raises KeyError for another word.

    >>> [str(end) for end in hedged("around", 10)], [str(end) for end in hedged("nearly", "40")]
    (['19/2', '21/2'], ['38', '40'])
    """
    low, high = HEDGES[word]
    return exact(value) * low / 100, exact(value) * high / 100


def attainable(printed: str, n: int) -> list[int]:
    """The counts k for which 100 k / n is printed as the percentage `printed` under a usual rule.

    Raises ValueError if `n` is not a whole number of at least 1 or `printed` is no figure.
    """
    step = Fraction(1, 10 ** places(printed))
    middle = exact(printed) * _count(n) / 100
    low, high = math.floor(middle - step * n / 100), math.ceil(middle + step * n / 100)
    return [
        k
        for k in range(max(low, 0), min(high, n) + 1)
        if set(rules_giving(printed, Fraction(100 * k, n))) & set(USUAL)
    ]


def share_severity(printed: str, n: int) -> Fraction:
    """The share of percentages with as many decimals as `printed` that no count out of `n` can give.

    0 for every whole percent of n = 729: such a check cannot fail. (One minus GRIM's granularity ratio,
    computed exactly.) Raises as `attainable` does.
    """
    digits = places(printed)
    strings = 100 * 10**digits + 1
    if _count(n) >= strings - 1:  # counts lie no further apart than strings: each string has one
        return Fraction(0)
    given = {rounded(Fraction(100 * k, n), digits, rule) for k in range(n + 1) for rule in USUAL}
    return 1 - Fraction(len(given), strings)
