"""What kind of answers a block of columns holds, and how they become answers of a scale.

A block is what belongs together: the lines of a matrix, columns of one name stem, or a single column. Its answers
are looked at together, so that a degree that nobody chose in one line is known from another.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from . import words
from .table import Column

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,9}(?:[.,]0+)?")
_NUMBERED = re.compile(
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
CODES = {
    str(number)
    for number in (-1, -2, -3, -4, -7, -8, -9, -66, -77, -88, -96, -97, -98, -99, -777, -888, -999, -9999)
} | {
    str(number)
    for number in (
        8,
        9,
        66,
        77,
        88,
        95,
        96,
        97,
        98,
        99,
        666,
        777,
        888,
        995,
        996,
        997,
        998,
        999,
        9998,
        9999,
        99999,
    )
}
"""Numbers that mean *no answer* in many surveys, if they stand apart from the scale."""


MIDDLE = "may be a middle answer or no answer: drafted as no answer"
"""What is asked of an answer such as *hard to say*."""


@dataclass
class Answers:
    """Answers of a block. `cells` maps each spelling to what is written; the scale runs from `lowest` to `highest`.

    `how` is ``numbers``, ``words``, ``numbered``, ``codes``, ``two`` or ``unknown`` (words whose order is not known).
    `missing` maps codes to names. `stray` are values that are neither; `doubts` are asked, `remarks` are checked.
    """

    how: str
    lowest: int
    highest: int
    labels: tuple[str, ...] = ()
    cells: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    stray: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    family: str = ""


def whole(text: str) -> int | None:
    """The whole number that a cell shows: 3, 3.0, 3,0.

    >>> whole("3,0"), whole("3.5")
    (3, None)
    """
    return int(re.split("[.,]", text)[0]) if _WHOLE.fullmatch(text) else None


def number(text: str) -> float | None:
    """The number that a cell shows, with a point or a comma."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def safe(label: str) -> str:
    """A label or code as a codebook can hold it, whose cells are parted by ``|`` and ``=``."""
    return label.replace("|", "/").replace("=", "-")


def commonest(counts: Counter) -> dict[str, str]:
    """{spelling: the commonest spelling of the same answer}; of two as common the one with only its first letter large."""
    best: dict[str, str] = {}
    for text, _ in sorted(
        counts.items(), key=lambda pair: (-pair[1], pair[0] != pair[0].capitalize(), pair[0])
    ):
        best.setdefault(words.plain(text), text)
    return {text: best[words.plain(text)] for text in counts}


def together(columns: list[Column]) -> Counter:
    total: Counter = Counter()
    for column in columns:
        total += column.counts
    return total


def of_block(columns: list[Column], tool: str = "") -> Answers | None:
    """The answers of a block, or None if it holds no answers of a scale: names of places, amounts, free text."""
    counts = together(columns)
    if not counts or len(counts) > 400:
        return None
    if any(column.labels for column in columns):
        return _labelled(columns, counts)
    missing, unclear, rest = _apart(counts)
    if not rest or len({words.plain(text) for text in rest}) > 101:
        return None
    reading = (
        _numbers(rest, len(columns))
        or _two(rest, columns)
        or _out_of(rest)
        or _numbered(rest, len(columns))
        or _codes(rest, len(columns), tool)
        or _words(rest, unclear, len(columns))
    )
    if reading is None:
        return None
    spelt = commonest(Counter({text: counts[text] for text in missing}))
    for text in missing:
        name = words.no_answer(text) or text
        written = safe(spelt[text])
        with_number = _NUMBERED.fullmatch(text) if reading.how == "numbered" else None
        if (
            with_number
            and not reading.lowest
            <= int(with_number[1] or with_number[3] or with_number[5])
            <= reading.highest
        ):
            written = with_number[1] or with_number[3] or with_number[5]
        same = next((code for code in reading.missing if words.plain(code) == words.plain(written)), written)
        reading.cells[text] = same
        reading.missing[same] = name
    for text in unclear:
        if text not in reading.cells:
            reading.cells[text] = safe(text)
            reading.missing[safe(text)] = safe(text)
            reading.doubts.append(
                f"{text!r} {MIDDLE}. If it is the middle, move it from `missing` into `labels` and set `highest` to match"
            )
    return reading


def _apart(counts: Counter) -> tuple[list[str], list[str], Counter]:
    missing = [text for text in counts if words.no_answer(text)]
    unclear = [text for text in counts if words.plain(text) in words.UNCLEAR]
    rest = Counter(
        {text: times for text, times in counts.items() if text not in missing and text not in unclear}
    )
    return missing, unclear, rest


# ---- numbers ---------------------------------------------------------------------------------------------


def _numbers(rest: Counter, columns: int) -> Answers | None:
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
    ends = _ends(counted, columns)
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


def _ends(counted: Counter, columns: int):
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


_TWO = "two answers: a scale of them counts how often {!r} was given; if several could be ticked, it is none: delete these rows"


def _two(rest: Counter, columns: list[Column]) -> Answers | None:
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
        out.remarks.append(_TWO.format(labels[1]))
    return out


def _numbered(rest: Counter, columns: int) -> Answers | None:
    """``5 - Strongly agree``, ``Strongly agree (5)``, and 1 to 5 with words at the ends only."""
    numbers: dict[int, str] = {}
    cells: dict[str, str] = {}
    for text in rest:
        numbered = _NUMBERED.fullmatch(text)
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
    ends = _ends(Counter({value: 1 for value in scale}), 2)
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


def _out_of(rest: Counter) -> Answers | None:
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


def _codes(rest: Counter, columns: int, tool: str) -> Answers | None:
    """LimeSurvey's answer codes A1 to A5, AO01 to AO05: ordered as numbered."""
    matches = {text: match for text in rest if (match := _CODED.fullmatch(text))}
    if (
        len(matches) < len(rest)
        or len({match[1].upper() for match in matches.values()}) > 1
        or (columns < 2 and tool != "LimeSurvey")
    ):
        return None
    values = Counter({int(match[2]): 1 for match in matches.values()})
    ends = _ends(values, columns) if max(values) <= 10 and (columns > 1 or len(values) > 3) else None
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


# ---- words -----------------------------------------------------------------------------------------------


def _words(rest: Counter, unclear: list[str], columns: int) -> Answers | None:
    best = commonest(rest)
    spelt = list(dict.fromkeys(best.values()))
    known = words.recognise(spelt)
    if known is None and (several := words.translated(spelt)):
        return _translated(rest, several)
    if known is None:
        return _unknown(rest, best, spelt, columns)
    order = tuple(safe(label if " " in label else label.replace("_", " ")) for label in known.order)
    by_plain = {words.plain(label): label for label in order}
    out = Answers("words", 1, len(order), order, family=known.family)
    out.cells = {text: by_plain[words.plain(text)] for text in rest}
    if known.doubt:
        out.doubts.append(known.doubt)
    if known.added and not known.doubt:
        out.remarks.append(
            f"nobody chose {' or '.join(repr(label) for label in known.added)}; it is added because its opposite is there"
        )
    elif (
        not known.middle
        and not unclear
        and len(known.order) % 2 == 0
        and len(known.order) > 2
        and known.family in ("agreement", "satisfaction")
    ):
        out.remarks.append(
            "no middle answer was chosen: if the form offered one, add it to `labels` and raise `highest` by 1"
        )
    return out


def _translated(rest: Counter, several: list[words.Known]) -> Answers:
    """Answers of forms in several languages: each answer is written as the commonest language's of its place."""
    place = {words.plain(label): at for known in several for at, label in enumerate(known.order)}
    used = [
        sum(times for text, times in rest.items() if words.plain(text) in map(words.plain, known.order))
        for known in several
    ]
    order = tuple(map(safe, several[used.index(max(used))].order))
    out = Answers(
        "words",
        1,
        len(order),
        order,
        {text: order[place[words.plain(text)]] for text in rest},
        family=several[0].family,
    )
    sets = "; ".join(" → ".join(known.order) for known in several)
    out.remarks.append(f"the same answers in {len(several)} languages are written as one ({sets})")
    return out


def _unknown(rest: Counter, best, spelt: list[str], columns: int) -> Answers | None:
    """Words whose order is not known: asked about if several columns share them, or most are words of a scale."""
    if not 2 <= len(spelt) <= 11:
        return None
    ranked = sum(words.family_rank(text) for text in spelt)
    if sum(any(map(str.isdigit, text)) for text in spelt) * 2 > len(spelt):  # 18-24, 25-34; 10 %: amounts
        return None
    if columns < 2 and ranked < max(2, 0.6 * len(spelt)):
        return None
    out = Answers("unknown", 1, len(spelt), (), {text: safe(label) for text, label in best.items()})
    order = ", ".join(repr(text) for text in sorted(spelt))
    out.doubts.append(
        f"the order of these answers is not known, and not guessed: {order}. Write them into `labels` from lowest to highest, separated by |, "
        "and what means no answer into `missing` (then lower `highest`)"
    )
    return out


def _labelled(columns: list[Column], counts: Counter) -> Answers | None:
    """Numbers with value labels, as SPSS and Stata keep them."""
    labels: dict[str, str] = {}
    declared: dict[str, str] = {}
    for column in columns:
        for code, label in column.labels.items():
            if words.plain(labels.setdefault(code, label)) != words.plain(label):
                return None
        declared |= column.missing
    missing = {code: words.no_answer(labels.get(code, "")) or labels.get(code, code) for code in declared}
    missing |= {code: name for code, label in labels.items() if (name := words.no_answer(label))}
    read = {
        text: value
        for text in [*labels, *counts]
        if text not in missing and (value := whole(text)) is not None
    }
    if any(text not in read for text in [*labels, *counts] if text not in missing):
        return None
    scale = {read[code]: label for code, label in labels.items() if code in read}
    seen = Counter({read[text]: times for text, times in counts.items() if text in read})
    known = words.recognise(scale.values()) if len(scale) > 1 else None
    partly = len(scale) < max([*scale, *seen]) - min([*scale, *seen]) + 1 if scale or seen else False
    if len(columns) == 1 and not known and not partly:
        return None
    outside = sorted(value for value in seen if scale and not min(scale) <= value <= max(scale))
    if len(scale) > 1 and max(scale) - min(scale) <= 10 and all(str(value) in CODES for value in outside):
        lowest, highest, codes, stray, doubts, remarks = min(scale), max(scale), outside, [], [], []
    else:
        ends = _ends(Counter({**{value: 1 for value in scale}, **seen}), len(columns))
        if ends is None:
            return None
        lowest, highest, codes, stray, doubts, remarks = ends
    if lowest >= highest:
        return None
    out = Answers(
        "numbers", lowest, highest, doubts=doubts, remarks=remarks, family=known.family if known else ""
    )
    written = tuple(safe(scale.get(value, "")) for value in range(lowest, highest + 1))
    alike = [words.plain(label) for label in written if label]
    out.labels = written if any(written) and len(set(alike)) == len(alike) else ()
    out.cells = {text: safe(text) if (value := whole(text)) is None else str(value) for text in counts}
    out.missing = {
        safe(code): safe(name)
        for code, name in missing.items()
        if (value := whole(code)) is None or not lowest <= value <= highest
    }
    out.missing |= {str(code): str(code) for code in codes if str(code) not in out.missing}
    out.stray = [str(value) for value in stray]
    if highest - lowest == 1 and len(columns) > 1:
        out.remarks.append(_TWO.format(scale.get(highest, highest)))
    if known and list(map(words.plain, known.order)) == [
        words.plain(scale[value]) for value in sorted(scale, reverse=True)
    ]:
        out.remarks.append(
            f"the file's numbers run from {scale[min(scale)]!r} up to {scale[max(scale)]!r}: they are kept as they are"
        )
    return out
