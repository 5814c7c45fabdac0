"""Finds the table in a sheet: which rows are headings, which tool wrote them, and what each column asks."""

import csv
import re
from collections import Counter

from softpower.survey.errors import fault

from . import sniff, words
from .notes import Notes, shown
from .questions import describe
from .table import Column, Rows, Sheet, Table, letter
from .tools import GOOGLE, tool_of

_ANSWERS_SHEET = re.compile(
    r"respon|answer|data|raw|ответ|данные|жауап|деректер|form ?\d|submission|survey", re.I
)
_OTHER_SHEET = re.compile(
    r"summary|instruct|codebook|legend|readme|question list|dictionary|свод|инструк|нұсқау|choices|settings",
    re.I,
)
_IMPORT_ID = re.compile(r"""^\{\s*["'“]+ImportId""")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")


def pick_sheet(sheets: list[Sheet], where: str, notes: Notes) -> Sheet:
    """The sheet with the answers. Asks where two look like it; the others are named in the notes."""

    def size(sheet: Sheet) -> int:
        return sum(1 for _, cells in sheet.rows for cell in cells if cell.strip())

    able = [sheet for sheet in sheets if len(sheet.rows) >= 2 and not sheet.hidden]
    able = (
        able
        or [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
        or [sheet for sheet in sheets if sheet.rows]
    )
    if not able:
        raise fault(where, "every sheet is empty: export the answers again")
    if len(sheets) == 1:
        return able[0]

    def weight(sheet: Sheet) -> float:
        named = 3 if _ANSWERS_SHEET.search(sheet.name) else 1
        return size(sheet) * (0.2 if _OTHER_SHEET.search(sheet.name) else named)

    ranked = sorted(able, key=weight, reverse=True)
    best = ranked[0]
    unused = [repr(sheet.name) for sheet in sheets if sheet is not best]
    if unused:
        notes.did(f"Of the workbook's sheets {best.name!r} is read; not used: {shown(unused)}.")
    if len(ranked) > 1 and weight(ranked[1]) > 0.6 * weight(best):
        notes.ask(
            f"Sheets {best.name!r} and {ranked[1].name!r} both look like answers; the draft is of {best.name!r}. If you meant the other, "
            "save it as a file of its own; if they belong together, put their rows into one sheet."
        )
    return best


def table(sheet: Sheet, where: str, notes: Notes) -> Table:
    """The table of a sheet: columns with headings, questions and cells. Raises SurveyError where there is none."""
    rows = _parted(_trimmed(sheet.rows), notes)
    start = _header_at(sheet, rows, where, notes)
    above = rows[start - 1][1] if start else []
    header_row, header = rows[start]
    header = [words.tidy(cell) for cell in header]
    body = rows[start + 1 :]
    tool = tool_of(header)
    second: list[str] = []
    imports = next(
        (
            at
            for at, (_, cells) in enumerate(body[:4])
            if any(_IMPORT_ID.match(cell.strip()) for cell in cells)
        ),
        None,
    )
    if imports is not None:
        tool = "Qualtrics"
        if imports:
            second = [words.tidy(cell) for cell in body[imports - 1][1]]
        below = " and ".join(str(row) for row, _ in body[: imports + 1])
        notes.did(
            f"Row {header_row} names the columns; below it, Qualtrics' own headings (questions, ImportIds) in row {below} are no answers."
        )
        body = body[imports + 1 :]
    elif tool == "Qualtrics" and body and _is_qualtrics_label(header, body[0][1]):
        second = [words.tidy(cell) for cell in body[0][1]]
        notes.did(f"Row {body[0][0]} is Qualtrics' second row of headings: its text is the question.")
        body = body[1:]
    elif body and _is_second_header(tool, header, body[0][1]):
        header, second = _two_rows(header, body[0][1])
        notes.did(
            f"Rows {header_row} and {body[0][0]} are read together as headings: question, and line or answer of it."
        )
        body = body[1:]
    elif _is_questions(header, body):
        second = [words.tidy(cell) for cell in body[0][1]]
        notes.did(f"Row {body[0][0]} below the names holds the questions: its text is the wording.")
        body = body[1:]
    elif start and (_is_grouping(above, header) or _spans(sheet, rows[start - 1], header)):
        spans = _spans(sheet, rows[start - 1], header)
        stems = spans if any(spans) else _forward(above, len(header))
        notes.did(
            f"Row {rows[start - 1][0]} above the headings is read as the question that the columns below it share."
        )
        return _columns(where, tool, header, [""] * len(header), stems, body, notes)
    if not tool and header and header[0].casefold() in GOOGLE:
        tool = "Google Forms"
    return _columns(where, tool, header, second, [""] * len(header), body, notes)


def _trimmed(rows: Rows) -> Rows:
    out = []
    for row, cells in rows:
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if cells:
            out.append((row, cells))
    return out


def _parted(rows: Rows, notes: Notes) -> Rows:
    """Rows of one cell each that hold a whole line of CSV, as a file that was pasted into one column has them."""
    if len(rows) < 2 or any(len(cells) > 1 for _, cells in rows):
        return rows
    sign = sniff.delimiter("\n".join(cells[0] for _, cells in rows))
    try:
        parted = [(row, next(csv.reader([cells[0]], delimiter=sign), [])) for row, cells in rows]
    except csv.Error:
        return rows
    if len({len(cells) for _, cells in parted}) > 1 or len(parted[0][1]) < 3:
        return rows
    notes.did(
        f"Whole lines stood in one column; they are parted at {sniff.DELIMITERS.get(sign, repr(sign))}."
    )
    return parted


_TOTAL = re.compile(
    r"(grand )?(total|mean|average|sum|median|sd|std\.?|std\.? ?dev\.?|count|n|итого|всего|среднее|среднее значение|сумма|медиана|"
    r"барлығы|орташа|жиыны|қорытынды)\s*[:=]?",
    re.I,
)


def _without_totals(body: Rows, width: int, notes: Notes) -> Rows:
    """The rows without those at the end that nobody answered: totals, means and remarks below a table."""
    end = len(body)
    while end > 1:
        filled = [cell.strip() for cell in body[end - 1][1] if cell.strip()]
        above = [cell.strip() for cell in body[0][1] if cell.strip()]
        total = bool(_TOTAL.fullmatch(filled[0])) and not _TOTAL.fullmatch(above[0])
        remark = (
            len(filled) == 1
            and width > 3
            and len(above) > 1
            and " " in filled[0]
            and not words.family_rank(filled[0])
        )
        if not total and not remark:
            break
        end -= 1
    if end < len(body):
        notes.did(
            f"Row {shown([row for row, _ in body[end:]])} below the answers: totals or remarks, no answers."
        )
    return body[:end]


def _header_at(sheet: Sheet, rows: Rows, where: str, notes: Notes) -> int:
    if not rows:
        raise fault(where, "the file is empty: export the answers again")
    filled = [sum(map(bool, map(str.strip, cells))) for _, cells in rows[:60]]
    typical = sorted(filled)[len(filled) // 2]
    start = next(
        (at for at, number in enumerate(filled[:15]) if number >= max(typical * 0.5, min(2, typical))), 0
    )
    titles = [row for row, cells in rows[:start] if sum(map(bool, map(str.strip, cells))) == 1]
    if start and _spans(sheet, rows[start - 1], rows[start][1]):
        titles = [row for row in titles if row != rows[start - 1][0]]
    if titles:
        notes.did(
            f"{'Row' if len(titles) == 1 else 'Rows'} {shown(titles)} above the headings: a title, no answers."
        )
    header = [words.tidy(cell) for cell in rows[start][1]]
    if not _looks_like_header(header, [cells for _, cells in rows[start + 1 : start + 40]]):
        raise fault(
            where,
            "this first row holds answers, not headings: put a row above it that names each column, such as respondent,q1,q2",
            row=rows[start][0],
        )
    return start


def _looks_like_header(header: list[str], below: list[list[str]]) -> bool:
    cells = [cell for cell in header if cell]
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        numbers = [float(cell.strip("%").replace(",", ".")) for cell in cells]
        most = max(
            (float(cell) for row in below for cell in map(str.strip, row) if re.fullmatch(r"\d{1,9}", cell)),
            default=0.0,
        )
        return (
            len(cells) > 1 and numbers == sorted(set(numbers)) and numbers[-1] > most
        )  # numbers of questions
    known = sum(words.family_rank(cell) or bool(_NUMBER.fullmatch(cell)) for cell in cells)
    return not below or known < 0.8 * len(cells) or len(cells) < 2


def _is_qualtrics_label(header: list[str], cells: list[str]) -> bool:
    for name, cell in zip(header, cells, strict=False):
        if (
            name.casefold() in ("startdate", "responseid")
            and cell.replace(" ", "").casefold() == name.casefold()
        ):
            return True
    return False


def _is_second_header(tool: str, header: list[str], cells: list[str]) -> bool:
    """Whether the row below the headings holds their second half, as SurveyMonkey and merged cells leave it."""
    cells = [words.tidy(cell) for cell in cells]
    cells += [""] * (len(header) - len(cells))
    if tool == "SurveyMonkey":
        at = [
            place for place, name in enumerate(header) if name.casefold() in ("respondent id", "collector id")
        ]
        return all(not cells[place] for place in at)
    gaps = [place for place, name in enumerate(header[: len(cells)]) if not name] + list(
        range(len(header), len(cells))
    )
    if len(gaps) < 2 or not all(cells[place] for place in gaps):
        return False
    texts = [cell for cell in cells if cell]
    return len(set(texts)) == len(texts) and not any(
        _NUMBER.fullmatch(text) or words.family_rank(text) for text in texts
    )


def _is_questions(header: list[str], body: Rows) -> bool:
    """Whether the first row of a body holds the questions: text, no two alike, above three columns or more of numbers."""
    if len(body) < 4:
        return False
    texts = [words.tidy(cell) for cell in body[0][1]]
    texts += [""] * (len(header) - len(texts))
    filled = [text for text in texts if text]
    if len(set(filled)) < len(filled) or any(map(_NUMBER.fullmatch, filled)):
        return False
    numbers = 0
    for place, text in enumerate(texts):
        below = [cells[place].strip() for _, cells in body[1:200] if place < len(cells)]
        below = [cell for cell in below if cell and not words.no_answer(cell)]
        if len(below) > 2 and all(map(_NUMBER.fullmatch, below)):
            numbers += 1
            if not re.search(r"[^\W\d]{2}", text) or words.no_answer(text) or words.family_rank(text):
                return False
    return numbers > 2


def _forward(cells: list[str], width: int) -> list[str]:
    out, last = [], ""
    for place in range(width):
        last = (words.tidy(cells[place]) if place < len(cells) else "") or last
        out.append(last)
    return out


def _two_rows(header: list[str], cells: list[str]) -> tuple[list[str], list[str]]:
    """(names, questions) of two rows of headings; a name is *question [line]*."""
    width = max(len(header), len(cells))
    below = [words.tidy(cell) for cell in cells] + [""] * (width - len(cells))
    tops = _forward(header, width)
    shared = Counter(tops)
    names = []
    for top, low in zip(tops, below, strict=True):
        single = low.casefold() in (
            "",
            "response",
            "open-ended response",
            "ответ",
            "ответ в свободной форме",
            "жауап",
        )
        names.append(f"{top} [{low}]" if low and top and not (single and shared[top] == 1) else top or low)
    return names, [""] * width


def _is_grouping(above: list[str], header: list[str]) -> bool:
    filled = [place for place, cell in enumerate(above) if cell.strip()]
    return 2 <= len(filled) < len(header) and len({above[place] for place in filled}) == len(filled)


def _spans(sheet: Sheet, above: tuple[int, list[str]], header: list[str]) -> list[str]:
    """For each column the merged cell above it, or an empty string; nothing if one spans them all, as a title does."""
    out = [""] * len(header)
    for first, last in sheet.merged.get(above[0], []):
        if first < len(above[1]) and last - first + 1 < len(header) - 1:
            for place in range(first, min(last + 1, len(header))):
                out[place] = words.tidy(above[1][first])
    return out if any(out) else []


def _columns(
    where, tool: str, header: list[str], second: list[str], stems: list[str], body: Rows, notes: Notes
) -> Table:
    width = max([len(header), *(len(cells) for _, cells in body)])
    header = header + [""] * (width - len(header))
    second = second + [""] * (width - len(second))
    stems = stems + [""] * (width - len(stems))
    body = _without_totals(body, len(header), notes)
    if not body:
        raise fault(where, "headings, and no answers below them: export again once somebody has answered")
    tidied: dict[str, str] = {}
    columns = []
    unnamed, doubled, empty = [], [], []
    seen: Counter = Counter()
    for place in range(width):
        cells = []
        for _, row in body:
            cell = row[place] if place < len(row) else ""
            if cell not in tidied:
                tidied[cell] = _lines(cell)
            cells.append(tidied[cell])
        name = header[place]
        if not name:
            if not any(cells):
                continue
            name = f"column {letter(place)}"
            if place == 0 and cells in (
                [str(n) for n in range(len(cells))],
                [str(n) for n in range(1, len(cells) + 1)],
            ):
                notes.leave(name, "row numbers, without a heading")
                continue
            unnamed.append((name, len(set(cells)) > 1))
        if not any(cells):
            empty.append(name)
            continue
        seen[name.casefold()] += 1
        if seen[name.casefold()] > 1:
            doubled.append(name)
            name = f"{name} ({seen[name.casefold()]})"
        columns.append(Column(name, cells, place, wording=second[place], stem=stems[place]))
    if empty:
        notes.left_out += [(name, "empty") for name in empty]
    if varied := [name for name, more in unnamed if more]:
        notes.ask(
            f"Without a heading, but filled: {shown(varied)}. Give each a heading in the file and draft again, or take them as they are."
        )
    if doubled:
        notes.check(
            f"Two columns have the same heading ({shown(dict.fromkeys(doubled))}); the later one has (2) behind its name."
        )
    if not columns:
        raise fault(
            where, "headings, and only empty cells below them: export again once somebody has answered"
        )
    long_rows = [row for row, cells in body if len(cells) > len(header)]
    if long_rows and unnamed:
        notes.ask(
            f"Row {shown(long_rows)}: more cells than headings. An answer with the delimiter in it and without quotation marks shifts the "
            "cells after it: compare these rows with the form."
        )
    table = Table(where, columns, [row for row, _ in body], tool)
    describe(table)
    return table


def _lines(cell: str) -> str:
    """A cell in one line. Several lines are several answers (Jotform writes them so), unless they are one known answer."""
    whole = words.tidy(cell)
    if "\n" not in cell.strip() or words.family_rank(whole) or words.no_answer(whole):
        return whole
    return "; ".join(filter(None, map(words.tidy, cell.splitlines())))
