"""Reads the sheets of an XLSX workbook (ISO/IEC 29500) as text, with the standard library.

A workbook comes from strangers: entities and document types are refused by the parser itself, parts are unpacked
to a limit, and nothing that a workbook points to outside itself is opened. Formulas are not run; their stored
result is read. Dates, which a workbook stores as days, are written as 2024-05-01 or 2024-05-01 10:00:00.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from xml.parsers import expat

from softpower.survey.errors import fault

from .table import MOST_CELLS, MOST_COLUMNS, Sheet

MOST_UNPACKED = 512 * 2**20
MOST_SHEETS = 200
_DATES = {
    *range(14, 23),
    *range(27, 37),
    *range(45, 48),
    *range(50, 59),
}  # built-in number formats that show a date


class _Hostile(Exception):
    """What no program that writes workbooks puts into one."""


def _parse(raw: bytes, start: Callable, end: Callable | None = None, text: Callable | None = None) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_):
        raise _Hostile

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, given: start(
        name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in given.items()}
    )
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.Parse(raw, True)


class _Parts:
    """The parts of a workbook, unpacked on demand, to one limit together."""

    def __init__(self, raw: bytes):
        self._zip = zipfile.ZipFile(io.BytesIO(raw))
        self.names = {name.lstrip("/"): name for name in self._zip.namelist()}
        self._left = MOST_UNPACKED

    def read(self, name: str) -> bytes | None:
        stored = self.names.get(name.lstrip("/"))
        if stored is None:
            return None
        if self._zip.getinfo(stored).flag_bits & 1:
            raise zipfile.BadZipFile("locked by a password")
        with self._zip.open(stored) as file:
            data = file.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise _Hostile
        return data


def sheets(raw: bytes, where: str) -> list[Sheet]:
    """All sheets with their rows. Raises SurveyError for what is no whole workbook."""
    try:
        return _sheets(_Parts(raw), where)
    except _Hostile:
        raise fault(
            where,
            "the workbook holds what no spreadsheet program writes (entities, or far more than it says): not opened",
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise fault(
            where, f"not a whole workbook ({error}): open it in a spreadsheet and save it as .xlsx again"
        ) from None
    except (expat.ExpatError, UnicodeDecodeError, ValueError, OverflowError, LookupError) as error:
        if type(error).__name__ == "SurveyError":
            raise
        raise fault(
            where, f"damaged inside ({error}): open it in a spreadsheet and save it as .xlsx again"
        ) from None


def _sheets(parts: _Parts, where: str) -> list[Sheet]:
    book = parts.read("xl/workbook.xml")
    if book is None:
        raise fault(where, _what_else(parts))
    targets: dict[str, str] = {}

    def relation(name, given):
        if name == "Relationship" and given.get("TargetMode") != "External":
            targets[given.get("Id", "")] = posixpath.normpath(
                posixpath.join("xl", given.get("Target", "")).lstrip("/")
            )

    _parse(parts.read("xl/_rels/workbook.xml.rels") or b"<none/>", relation)
    listed: list[tuple[str, str, bool]] = []
    since_1904 = False

    def entry(name, given):
        nonlocal since_1904
        if name == "sheet":
            listed.append(
                (given.get("name", ""), given.get("id", ""), given.get("state", "visible") != "visible")
            )
        elif name == "workbookPr":
            since_1904 = given.get("date1904") in ("1", "true")

    _parse(book, entry)
    if not listed:
        raise fault(
            where, "the workbook holds no sheet: open it in a spreadsheet, save it as .xlsx and try again"
        )
    strings = _strings(parts.read("xl/sharedStrings.xml"))
    dates = _date_styles(parts.read("xl/styles.xml"))
    out = []
    for name, relation_id, hidden in listed[:MOST_SHEETS]:
        data = parts.read(targets.get(relation_id, ""))
        if data is not None and b"<" in data:
            rows, merged = _rows(data, strings, dates, since_1904, where, name)
            out.append(Sheet(name, rows, hidden, merged))
    if not out:
        raise fault(where, "none of the sheets that the workbook lists is in it: save it as .xlsx again")
    return out


def _what_else(parts: _Parts) -> str:
    names = set(parts.names)
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb): open it and save it as .xlsx"
    if "mimetype" in names and "content.xml" in names:
        return "an OpenDocument file: open it and save it as .xlsx or CSV UTF-8"
    if any(name.startswith("word/") for name in names):
        return "a text document, not a table: export the answers as CSV or XLSX"
    if any(name.endswith(".iwa") for name in names):
        return "a Numbers file: export it as .xlsx or CSV UTF-8"
    return "a ZIP archive without a workbook in it (damaged, or empty): unpack it, or save the workbook as .xlsx again"


def _strings(raw: bytes | None) -> list[str]:
    out: list[str] = []
    if raw is None:
        return out
    parts: list[str] = []
    depth = {"t": 0, "rPh": 0}

    def start(name, _):
        if name == "si":
            parts.clear()
        if name in depth:
            depth[name] += 1

    def end(name):
        if name in depth:
            depth[name] -= 1
        if name == "si":
            out.append("".join(parts))

    _parse(raw, start, end, lambda text: parts.append(text) if depth["t"] and not depth["rPh"] else None)
    return out


def _date_styles(raw: bytes | None) -> set[int]:
    """The numbers of cell styles that show dates."""
    if raw is None:
        return set()
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(name, given):
        nonlocal inside
        if name == "numFmt":
            own[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(int(given.get("numFmtId", "0")))

    def end(name):
        nonlocal inside
        if name == "cellXfs":
            inside = False

    _parse(raw, start, end)

    def shows_date(number: int) -> bool:
        if number not in own:
            return number in _DATES
        bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", own[number]).lower()
        return bool(re.search(r"[ymdhs]", bare)) and "general" not in bare

    return {at for at, number in enumerate(styles) if shows_date(number)}


def _rows(raw: bytes, strings: list[str], dates: set[int], since_1904: bool, where: str, sheet: str):
    out: list[tuple[int, list[str]]] = []
    row = cells = place = 0
    current: list[str] = []
    kind = style = ""
    value: list[str] = []
    taking = phonetic = False
    interned: dict[str, str] = {}
    merged: dict[int, list[tuple[int, int]]] = {}

    def start(name, given):
        nonlocal row, current, kind, style, taking, place, phonetic
        if name == "row":
            row = int(given.get("r") or row + 1)
            current, place = [], 0
        elif name == "c":
            reference = re.match(r"([A-Z]{1,3})\d", given.get("r", ""))
            if reference:
                place = _place(reference[1])
            kind, style = given.get("t", "n"), given.get("s", "0")
            value.clear()
        elif name == "mergeCell" and len(merged) < 1000:
            span = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})\d{1,7}", given.get("ref", ""))
            if span and span[1] != span[3]:
                merged.setdefault(int(span[2]), []).append((_place(span[1]), _place(span[3])))
        elif name == "rPh":
            phonetic = True
        elif name in ("v", "t") and not phonetic:
            taking = True

    def end(name):
        nonlocal taking, place, cells, phonetic
        if name == "rPh":
            phonetic = False
        elif name in ("v", "t"):
            taking = False
        elif name == "c":
            text = _text("".join(value), kind, style, strings, dates, since_1904)
            if text.strip():
                if place >= MOST_COLUMNS:
                    raise fault(f"{where}, sheet {sheet!r}", f"more than {MOST_COLUMNS} columns", row=row)
                current.extend([""] * (place + 1 - len(current)))
                current[place] = interned.setdefault(text, text)
                cells += 1
                if cells > MOST_CELLS:
                    raise fault(
                        f"{where}, sheet {sheet!r}",
                        f"more than {MOST_CELLS:,} cells: give it the first 10,000 rows",
                    )
            place += 1
        elif name == "row" and current:
            out.append((row, current))

    _parse(raw, start, end, lambda text: value.append(text) if taking else None)
    return out, merged


def _place(letters: str) -> int:
    """The number of a column, from 0, by the letters a spreadsheet gives it."""
    place = 0
    for sign in letters:
        place = place * 26 + ord(sign) - 64
    return place - 1


def _text(value: str, kind: str, style: str, strings: list[str], dates: set[int], since_1904: bool) -> str:
    if kind == "s":
        return strings[int(value)] if value.strip() else ""
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind == "n" and value:
        try:
            number = float(value)
        except ValueError:
            return value
        if style.isdigit() and int(style) in dates and 0 <= number < 2_958_466:
            return _date(number, since_1904)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        return repr(number) if "e" not in repr(number) else value
    return value


def _date(days: float, since_1904: bool) -> str:
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    try:
        moment = start + timedelta(seconds=round(days * 86400))
    except OverflowError:
        return str(days)
    return moment.strftime("%Y-%m-%d") if days == int(days) else moment.strftime("%Y-%m-%d %H:%M:%S")
