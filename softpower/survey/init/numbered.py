"""Answers that are numbers, or have numbers in them: 1 to 5, *4 - agree*, *3 out of 5*, stars, codes, yes and no."""

import re
from collections import Counter

from . import words
from .reading import CODES, Answers, commonest, number, safe, whole
from .table import Column

NUMBERED = re.compile(
    r"[(\[]?(\d{1,3})[)\]]?(?:\s*[-\u2010-\u2015.=:)]\s*|\s+)(?![\d%])(.*\S)|(\d{1,3})|(.*\S)\s*[(\[](\d{1,3})[)\]]"
)
_CODED = re.compile(r"([A-Za-z]{1,3})0*(\d{1,2})")
_BINARY = {
    "true": 1,
    "false": 0,
    "истина": 1,
    "ложь": 0,
    "t": 1,
    "f": 0,
    "yes": 1,
    "no": 0,
    "y": 1,
    "n": 0,
    "да": 1,
    "нет": 0,
    "иа": 1,
    "жок": 0,
}


def plain_numbers(rest: Counter, columns: int) -> Answers | None:
    numbers = {text: whole(text) for text in rest}
    read = {text: value for text, value in numbers.items() if value is not None}
    others = [text for text in rest if numbers[text] is None]
    if not read or sum(rest[text] for text in others) > 0.1 * sum(rest.values()):
        return None
    decimals = [text for text in others if number(text) is not None]
    if len(decimals) > 2 or sum(rest[text] for text in decimals) > 0.02 * sum(rest.values()):
        return None  # 2.5 among them: a measurement, not an answer
    counted: Counter = Counter()
    for text, value in read.items():
        counted[value] += rest[text]
    ends = ends_of(counted, columns)
    if ends is None:
        return None
    lowest, highest, codes, stray, doubts, remarks = ends
    out = Answers("numbers", lowest, highest, doubts=doubts, remarks=remarks)
    out.cells = {text: str(value) for text, value in read.items()}
    out.missing = {str(code): str(code) for code in codes}
    if codes and not {8, 9} & set(codes):
        out.remarks.append(
            f"{' and '.join(map(str, codes))} {'stands' if len(codes) == 1 else 'stand'} apart from {lowest} to {highest}, and no answer is meant: write in "
            f"`missing` what each means, for example `{codes[0]}=Don't know`"
        )
    out.stray = others + [str(value) for value in stray]
    out.cells |= {text: text for text in others}
    return out


def ends_of(counted: Counter, columns: int):
    """(lowest, highest, codes of no answer, stray values, doubts, remarks) of whole numbers, or None for no scale."""
    values = sorted(counted)
    inside = [value for value in values if 0 <= value <= 10]
    if not inside:
        return None
    runs = [value for value in inside if value < 8]
    top = max(runs) if runs else max(inside)
    for value in inside:  # 8, 9 and 10 belong to the scale if they are next to it
        if value > top and (
            value - top == 1
            or (value == 10 and {8, 9} & set(inside) and top >= 6)
            or (value == 10 and top >= 7)
        ):
            top = value
    if top >= 6 and {8, 10} <= set(inside):
        top = 10
    codes = [value for value in values if (value > top or value < 0) and str(value) in CODES]
    stray = [value for value in values if value not in codes and not 0 <= value <= top]
    total = counted.total()
    if sum(counted[value] for value in stray) > 0.02 * total or len(stray) > 3:
        if columns >= 2 and 90 < max(values) <= 100 and 0 <= min(values) < 10 and len(values) > 8:
            return (
                0,
                100,
                [],
                [],
                [
                    "whole numbers up to 100: sliders from 0 to 100? Drafted so; if they are amounts, delete these rows of codebook.csv"
                ],
                [],
            )
        return None
    lowest = min(value for value in inside if value <= top)
    highest = top
    doubts, remarks = [], []
    if any(value in (8, 9) for value in codes):
        apart = [value for value in codes if value in (8, 9)]
        doubts.append(
            f"{' and '.join(map(str, apart))} beside answers {lowest} to {highest}: drafted as no answer; if it is an answer, set `highest` to it"
        )
    if lowest == 0 and highest in (5, 7) and counted[0] * 5 < max(counted.values()):
        doubts.append(
            f"0 beside answers 1 to {highest}: an answer, or no answer? Drafted as an answer; if it is none, set `lowest` to 1 and `missing` to 0"
        )
    elif lowest == 2 and highest in (5, 7, 10):
        remarks.append(
            f"nobody answered 1: drafted as 1 to {highest}; if the form offered 0 or began at 2, set `lowest` to it"
        )
        lowest = 1
    elif lowest == highest:
        if columns == 1:
            return None
        doubts.append(
            f"everyone answered {highest}: drafted as 1 to 5; set `lowest` and `highest` as the form offered them"
        )
        lowest, highest = min(lowest, 1), max(highest, 5)
    elif lowest > 1:
        doubts.append(
            f"only answers {lowest} to {highest} were given: drafted as 1 to {max(highest, 5)}; set `lowest` and `highest` as the form offered"
        )
        lowest, highest = 1, max(highest, 5)
    elif lowest == 1 and highest in (2, 3) and columns > 1:
        doubts.append(
            f"only answers 1 to {highest} were given: if the form offered more, set `highest` to the last of them"
        )
    elif lowest == 1 and highest == 10:
        remarks.append("answers run from 1 to 10: if the form offered 0 too, set `lowest` to 0")
    elif highest in (4, 6, 8, 9) and counted.total() < 1000:
        remarks.append(
            f"answers run to {highest}: if the form offered one more that nobody chose, set `highest` to it"
        )
    return lowest, highest, codes, stray, doubts, remarks


TWO = "two answers: a scale of them counts how often {!r} was given; if several could be ticked, it is none: delete these rows"


def two(rest: Counter, columns: list[Column]) -> Answers | None:
    plain = {text: words.plain(text) for text in rest}
    spelt = set(plain.values())
    if not spelt <= set(_BINARY) or len({_BINARY[text] for text in spelt}) > 2 or (len(spelt) > 2):
        return None
    if len(spelt) == 1 and len(columns) == 1:
        return None
    best = commonest(rest)
    labels = ["", ""]
    for text in rest:
        labels[_BINARY[plain[text]]] = best[text]
    if not all(labels):
        other = {"true": "False", "false": "True", "yes": "No", "no": "Yes", "да": "Нет", "нет": "Да"}.get(
            next(iter(spelt))
        )
        if other is None:
            return None
        labels = [label or other for label in labels]
    out = Answers("two", 0, 1, tuple(map(safe, labels)), {text: safe(label) for text, label in best.items()})
    if len(columns) > 1:
        out.remarks.append(TWO.format(labels[1]))
    return out


def with_words(rest: Counter, columns: int) -> Answers | None:
    """``5 - Strongly agree``, ``Strongly agree (5)``, and 1 to 5 with words at the ends only."""
    numbers: dict[int, str] = {}
    cells: dict[str, str] = {}
    for text in rest:
        numbered = NUMBERED.fullmatch(text)
        if not numbered:
            return None
        value = int(numbered[1] or numbered[3] or numbered[5])
        label = (numbered[2] or numbered[4] or "").strip()
        label = label[1:-1].strip() if label.startswith("(") and label.endswith(")") else label
        if words.plain(numbers.get(value) or label) != words.plain(label or numbers.get(value, "")):
            return None
        numbers[value] = numbers.get(value) or label
        cells[text] = str(value)
    labelled = [label for label in numbers.values() if label]
    if not labelled:
        return None
    missing = {value: name for value, label in numbers.items() if label and (name := words.no_answer(label))}
    scale = {value: label for value, label in numbers.items() if value not in missing}
    known = words.recognise([label for label in scale.values() if label]) if len(labelled) > 1 else None
    if not scale or max(scale) > 10 or (columns == 1 and not known and all(scale.values())):
        return None  # 1. Almaty, 2. Astana: numbered, but no scale
    ends = ends_of(Counter({value: 1 for value in scale}), 2)
    if ends is None:
        return None
    lowest, highest, _, _, doubts, remarks = ends
    labels = {value: label for value, label in scale.items()}
    if known and all(scale.values()):
        falling = [words.plain(label) for _, label in sorted(scale.items())]
        order = [words.plain(label) for label in known.order if words.plain(label) in falling]
        if falling == order[::-1]:
            remarks.append(
                f"the form's numbers run from {labels[min(labels)]!r} up to {labels[max(labels)]!r}: they are kept as they are"
            )
        elif falling != order:
            doubts.append(
                "the form's numbers and the words beside them do not run the same way: the numbers are kept; look at `labels`"
            )
        if len(known.order) > len(scale) and falling in (order, order[::-1]):
            full = list(known.order if falling == order else known.order[::-1])
            at = min(labels) - full.index(next(word for word in full if words.plain(word) == falling[0]))
            if at in (0, 1) and all(
                words.plain(full[value - at]) == words.plain(label) for value, label in labels.items()
            ):
                lowest, highest = at, at + len(full) - 1
                labels = {at + place: label for place, label in enumerate(full)}
                doubts = [doubt for doubt in doubts if not doubt.startswith("only answers")]
    written = tuple(safe(labels.get(value, "")) for value in range(lowest, highest + 1))
    alike = [words.plain(label).rstrip("s") for label in written if label]
    out = Answers(
        "numbered", lowest, highest, written if len(set(alike)) == len(alike) else (), cells
    )  # 1 star, 2 stars: a unit
    out.missing = {str(value): safe(name) for value, name in missing.items()}
    out.doubts, out.remarks = doubts, remarks
    out.family = known.family if known else ""
    return out


_OUT_OF = re.compile(r"(\d{1,2})\s*(?:/|out of|of|из)\s*(\d{1,2})(?: stars?| points?| баллов)?", re.I)
_STARS = re.compile(r"[\u2605\u2B50\u2606\ufe0f* ]{1,20}")


def out_of(rest: Counter) -> Answers | None:
    """``4/5`` and ``4 out of 5``, and stars: numbers that say how far they run."""
    matches = {text: match for text in rest if (match := _OUT_OF.fullmatch(text))}
    if len(matches) == len(rest) and len({match[2] for match in matches.values()}) == 1:
        cells = {text: int(match[1]) for text, match in matches.items()}
        top = int(next(iter(matches.values()))[2])
        if top > 1 and max(cells.values()) <= top <= 100:
            return Answers(
                "numbers",
                min(1, *cells.values()),
                top,
                (),
                {text: str(value) for text, value in cells.items()},
            )
    if all(_STARS.fullmatch(text) for text in rest):
        shown = {text: sum(text.count(star) for star in ("\u2605", "\u2b50", "*")) for text in rest}
        top = max(5, *(shown[text] + text.count("\u2606") for text in rest))
        if len(set(shown.values())) > 1 and top <= 10:
            out = Answers(
                "numbers",
                min(1, *shown.values()),
                top,
                (),
                {text: str(value) for text, value in shown.items()},
            )
            out.remarks.append(f"stars are counted, 1 to {top}")
            return out
    return None


def codes(rest: Counter, columns: int, tool: str) -> Answers | None:
    """LimeSurvey's answer codes A1 to A5, AO01 to AO05: ordered as numbered."""
    matches = {text: match for text in rest if (match := _CODED.fullmatch(text))}
    if (
        len(matches) < len(rest)
        or len({match[1].upper() for match in matches.values()}) > 1
        or (columns < 2 and tool != "LimeSurvey")
    ):
        return None
    values = Counter({int(match[2]): 1 for match in matches.values()})
    ends = ends_of(values, columns) if max(values) <= 10 and (columns > 1 or len(values) > 3) else None
    if ends is None or ends[2] or ends[3]:
        return None
    lowest, highest, _, _, doubts, remarks = ends
    prefix = next(iter(matches.values()))
    spelt = {int(match[2]): text for text, match in sorted(matches.items())}
    width = len(prefix[0]) - len(prefix[1])
    labels = tuple(spelt.get(value, f"{prefix[1]}{value:0{width}d}") for value in range(lowest, highest + 1))
    out = Answers(
        "codes", lowest, highest, labels, {text: spelt[int(match[2])] for text, match in matches.items()}
    )
    out.doubts = doubts
    out.remarks = [
        *remarks,
        f"answers are codes, {labels[0]} to {labels[-1]}, read in this order: see in the form what they stand for, and write the words into "
        "the responses and `labels` if the report is to show them",
    ]
    return out
