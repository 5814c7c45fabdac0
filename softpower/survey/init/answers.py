"""What kind of answers a block of columns holds, and how they become answers of a scale.

A block is what belongs together: the lines of a matrix, columns of one name stem, or a single column. Its answers
are looked at together, so that a degree that nobody chose in one line is known from another.
"""

from collections import Counter

from . import numbered, words
from .reading import CODES, Answers, safe
from .reading import MIDDLE as MIDDLE
from .reading import commonest as commonest
from .reading import number as number
from .reading import together as together
from .reading import whole as whole
from .table import Column


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
        numbered.plain_numbers(rest, len(columns))
        or numbered.two(rest, columns)
        or numbered.out_of(rest)
        or numbered.with_words(rest, len(columns))
        or numbered.codes(rest, len(columns), tool)
        or _words(rest, unclear, len(columns))
    )
    if reading is None:
        return None
    spelt = commonest(Counter({text: counts[text] for text in missing}))
    for text in missing:
        name = words.no_answer(text) or text
        written = safe(spelt[text])
        with_number = numbered.NUMBERED.fullmatch(text) if reading.how == "numbered" else None
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
        ends = numbered.ends_of(Counter({**{value: 1 for value in scale}, **seen}), len(columns))
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
        out.remarks.append(numbered.TWO.format(scale.get(highest, highest)))
    if known and list(map(words.plain, known.order)) == [
        words.plain(scale[value]) for value in sorted(scale, reverse=True)
    ]:
        out.remarks.append(
            f"the file's numbers run from {scale[min(scale)]!r} up to {scale[max(scale)]!r}: they are kept as they are"
        )
    return out
