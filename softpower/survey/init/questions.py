"""What each column asks: its question, its line, its code; what the tool says of its own columns."""

import re
from collections import Counter

from .table import Column, Table
from .tools import SIGNS, TECHNICAL

_PARTED = (" - ", " – ", " — ", " >> ", ": ", " | ", " :: ")


def describe(table: Table) -> None:
    """Fills in questions, stems and codes from the headings, and what the tool says of its own columns."""
    for column in table.columns:
        code, _, text = column.name.partition(". ")
        if table.tool == "LimeSurvey" and text and code.casefold() in SIGNS["LimeSurvey"] | {"id", "token"}:
            column.name = code
        name = column.name.casefold()
        if name in TECHNICAL and (table.tool or name.startswith("_")) and not column.labels:
            column.kind, column.why = "technical", "written by the form tool, not by respondents"
        if column.name.endswith(("_complete", "_timestamp")) and table.tool == "REDCap":
            column.kind, column.why = "technical", "written by the form tool, not by respondents"
        if re.search(r"_DO(_\d+)*$", column.name) and table.tool == "Qualtrics":
            column.kind, column.why = "technical", "order in which answers were shown"
        if (
            re.search(r"_TEXT$|\[other\]$|\[comment\]$|Другое\]$|open-ended response\]?$", column.name, re.I)
            and not column.labels
        ):
            column.kind, column.why = "text", "open text"
        if (
            re.search(r"other \(please specify\)\]?$|другое \(укажите\)\]?$", column.name, re.I)
            and not column.labels
        ):
            column.kind, column.why = "text", "open text"
        coded = re.match(r"([A-Za-z]\w{0,30}?)(?:\[(\w+)\])?\.\s+(.+)$", column.name)
        if coded and not column.wording and table.tool == "LimeSurvey":
            column.code, column.wording = coded[1] if coded[2] else "", coded[3]
        _bracket(column)
        if table.tool == "KoboToolbox" and "/" in column.name and not column.kind:
            column.code = column.name.rpartition("/")[0]
            column.wording = column.wording or column.name.rpartition("/")[2].replace("_", " ")
        column.wording = re.sub(r" - (Selected Choice|Выбранный вариант)$", "", column.wording)
    _shared_beginnings(table.columns)
    for column in table.columns:
        if not column.code and not column.stem:
            column.code = name_stem(column.name)
        if not column.wording:
            column.wording = re.sub(r"^(?:[A-Za-zА-Яа-я]{0,2}\d{1,3}[.):]|№\s*\d+[.)]?)\s+", "", column.name)


def _bracket(column: Column) -> None:
    """``Question [line]``, as Google Forms, LimeSurvey and our two-row headings write it; ``Q1[SQ001]`` is a code."""
    text = column.wording or column.name
    bracketed = re.fullmatch(r"(.*?\S)(\s*)\[(.*)\](?: \(\d+\))?", text)
    if not bracketed:
        return
    stem, line = bracketed[1], bracketed[3]
    if not bracketed[2] and re.fullmatch(r"\w+", stem) and re.fullmatch(r"\w+", line):
        column.code = column.code or stem
    else:
        column.stem, column.wording = column.stem or stem, line or stem


def _shared_beginnings(columns: list[Column]) -> None:
    """``Question - line``: a beginning that neighbours share is the question."""
    for sign in _PARTED:
        heads: dict[tuple[str, str], list[Column]] = {}
        for column in columns:
            text = column.wording or column.name
            if not column.stem and sign in text:
                head, _, tail = text.rpartition(sign) if sign == " - " else text.partition(sign)
                if len(head) > 2 and tail.strip():
                    heads.setdefault((head.strip(), column.code or name_stem(column.name)), []).append(column)
        codes = Counter(head for head, _ in heads)
        for (head, _), columns in heads.items():
            if len(columns) > 1 and (sign == " - " or codes[head] == 1):
                for column in columns:
                    text = column.wording or column.name
                    column.wording = (text.rpartition(sign) if sign == " - " else text.partition(sign))[
                        2
                    ].strip()
                    column.stem = head
                    column.code = column.code or name_stem(column.name)


def name_stem(name: str) -> str:
    """What names of items share: ``films_1`` films, ``Q3_2`` Q3, ``q1a`` q1, ``Q7`` Q; empty for a sentence.

    >>> [name_stem(name) for name in ("films_1", "Q3_2", "q1a", "Q7", "city", "I like films", "trust.b", "wave2_q5")]
    ['films', 'Q3', 'q1', 'Q', '', '', 'trust', 'wave2_q']
    """
    if " " in name.strip() and not re.fullmatch(r"\S+ \d{1,3}", name):
        return ""
    found = (
        re.fullmatch(r"(.*?\D)[_.\- ]?0*(\d{1,3})(?:\(\d+\))?", name)
        or re.fullmatch(r"(.*\d)[_.\-]?([a-zA-Zа-яА-Я])", name)
        or re.fullmatch(r"(.+)[_.\-]([a-zA-Z])", name)
        or re.fullmatch(r"(.+\d)[_.\-](\d{1,3})", name)
    )
    return found[1].rstrip("_.- ") if found else ""
