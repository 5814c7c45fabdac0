"""What a file is, whatever its name says: kind, encoding, delimiter. Standard library alone."""

import csv
import io
import re
from collections import Counter

from softpower.survey.errors import fault

from .table import MOST_BYTES, MOST_CELLS, MOST_COLUMNS, Rows

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MOST_LINES = 1000
"""A cell of more lines is a quotation mark that was never closed; without a limit it would swallow the file."""

_REFUSED = (  # beginnings of files that hold no survey as text, and what to do
    (b"%PDF", "a PDF, not a table: export the answers as CSV or XLSX"),
    (
        b"\xd0\xcf\x11\xe0",
        "a workbook of the old kind (.xls), or one with a password: open it and save it as .xlsx, without a password",
    ),
    (
        b"PAR1",
        "a Parquet file: `survey` reads it as it is; write its codebook by hand, or export the answers as CSV",
    ),
    (b"\x1f\x8b", "packed with gzip: unpack it first"),
    (b"7z\xbc\xaf", "packed with 7-Zip: unpack it first"),
    (b"Rar!", "packed with RAR: unpack it first"),
    (b"\x89PNG", "a picture, not a table: export the answers as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture, not a table: export the answers as CSV or XLSX"),
    (b"RDX", "a file of R: write it with write.csv() first"),
    (b"\x80\x04", "a file of Python objects: write it as CSV first"),
    (b"SQLite format 3", "a database: export the table as CSV"),
)


def kind(raw: bytes, where: str) -> str:
    """``text``, ``zip``, ``sav`` or ``dta``, by the file's content. Raises SurveyError for what holds no table."""
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise fault(where, "the file is empty: export the answers again")
    if len(raw) > MOST_BYTES:
        raise fault(
            where,
            f"{len(raw) / 2**20:,.0f} MiB; a draft is made from at most {MOST_BYTES // 2**20}: give it the file's first "
            "10,000 rows; the codebook serves the whole file",
        )
    for start, reason in _REFUSED:
        if raw.startswith(start):
            raise fault(where, reason)
    if raw.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if raw.startswith(b"<stata_dta>") or (
        len(raw) > 109 and 102 <= raw[0] <= 115 and raw[1] in (1, 2) and raw[2] == 1 and raw[3] == 0
    ):
        return "dta"
    if raw.startswith(b"PK"):
        return "zip"
    head = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise fault(
            where,
            "a web page or XML, not a table: open it in a spreadsheet and save it as .xlsx or CSV UTF-8",
        )
    if head.startswith((b"{\n", b"{\r", b'{"', b"[{", b"[\n")) and b'":' in head:
        raise fault(where, "JSON, not a table: export the answers as CSV or XLSX")
    return "text"


def decode(raw: bytes, where: str) -> tuple[str, str, str]:
    """(text, encoding, what there is to say about it). Raises SurveyError for bytes that are no text."""
    text, encoding, remark = _decoded(raw, where)
    mended = _mended(text) if encoding in ("UTF-8", "UTF-16") and not remark else ""
    if mended:
        return mended, encoding, "written by a program that took Cyrillic for Western letters, and mended"
    return text, encoding, remark


_TWICE = re.compile("[\u00d0-\u00d3][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")


def _mended(text: str) -> str:
    """Text in which Cyrillic was read as Western letters and saved so, put right; empty if it was not.

    >>> _mended("Полностью согласен".encode().decode("latin-1")), _mended("Да, согласен".encode("cp1251").decode("cp1252")), _mended("déjà vu")
    ('Полностью согласен', 'Да, согласен', '')
    """
    if not re.search("[\u00c0-\u00ff]{2}|[\u00d0-\u00d3]", text) or re.search("[\u0400-\u04ff]", text):
        return ""
    raw = bytearray()
    for sign in text:
        try:
            raw += sign.encode("cp1252")
        except UnicodeEncodeError:
            if ord(sign) > 255:
                return ""
            raw.append(ord(sign))
    if len(_TWICE.findall(text)) > 2:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return ""
    high = len(re.findall("[\u00c0-\u00ff]", text))
    if len(re.findall("[\u00c0-\u00ff]{3}", text)) * 6 > high > 6:
        return raw.decode("cp1251", "replace")
    return ""


def _decoded(raw: bytes, where: str) -> tuple[str, str, str]:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return (
                _strict(raw[len(mark) :], name, where),
                name.upper().replace("-LE", "").replace("-BE", ""),
                "",
            )
    if 0 in raw:
        for name in ("utf-16-le", "utf-16-be"):
            sample = raw[:4000].decode(name, "replace")
            common = sum(sign in "\r\n\t" or " " <= sign < "\u0600" for sign in sample)
            if common > 0.95 * len(sample) and re.search("[\n\r]", sample):
                return _strict(raw, name, where), "UTF-16", ""
        row = raw[: raw.index(0)].count(b"\n") + 1
        raise fault(where, "a zero byte: this is no text file; export the answers as CSV or XLSX", row=row)
    try:
        return raw.decode("utf-8"), "UTF-8", ""
    except UnicodeDecodeError as error:
        broken = error
    high = sum(byte >= 0x80 for byte in raw)
    repaired = raw.decode("utf-8", "replace")
    if repaired.count("\ufffd") * 10 < high and len(re.findall(r"[^\x00-\x7f\ufffd]", repaired)) > 10:
        row = raw[: broken.start].count(b"\n") + 1
        return (
            repaired,
            "UTF-8",
            f"damaged from row {row} on: {repaired.count(chr(0xFFFD))} characters cannot be read and show as \ufffd",
        )
    return _one_byte(raw)


def _strict(raw: bytes, name: str, where: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        line = "\n".encode(name)
        row = raw[: error.start].count(line) + 1
        raise fault(
            where, f"not whole {name.upper()} text (cut off, or damaged): export it again", row=row
        ) from None


def _one_byte(raw: bytes) -> tuple[str, str, str]:
    """cp1251 or cp1252, by how high bytes stand: in Cyrillic words side by side, in Western words alone."""
    runs = re.findall(rb"[\xa8\xb8\xc0-\xff]+", raw)
    together, alone = sum(len(run) for run in runs if len(run) > 1), sum(len(run) == 1 for run in runs)
    if together > 2 * alone:
        kazakh = len(
            re.findall(rb"[\x8d\x8e\x9d\x9e\xa1-\xa3\xa5\xaa\xaf\xb4\xba\xbc\xbd\xbf](?=[\xe0-\xff])", raw)
        )
        if kazakh * 40 > together and not re.search(rb"[\x81\x90]", raw):
            try:
                return raw.decode("kz1048"), "KZ-1048", "taken for Windows Kazakh, as the letters tell"
            except UnicodeDecodeError:
                pass
        return raw.decode("cp1251", "replace"), "cp1251", "taken for Windows Cyrillic, as the letters tell"
    return raw.decode("cp1252", "replace"), "cp1252", "taken for Windows Western, as the letters tell"


def delimiter(text: str) -> str:
    """What separates the cells: of the four candidates the one by which most rows have the same number of cells.

    >>> delimiter("a;b;c\\n1,5;2;3\\n2,5;1;1\\n")
    ';'
    """
    first = text[:200].split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    lines = text[:200_000]
    if len(text) > len(lines):
        lines = lines[: lines.rfind("\n") + 1] or lines
    best, top = ",", 0.0
    for sign in [*DELIMITERS, *"^~:"]:
        try:
            rows = [
                row
                for row, _ in zip(
                    csv.reader(io.StringIO(lines, newline=""), delimiter=sign), range(200), strict=False
                )
            ]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        wide = max(widths)
        if width == 1:
            if wide < 3 or widths[1] > 0.8 * widths.total():
                continue
            width, times = wide, widths[wide]
        if sign not in DELIMITERS and (len(widths) > 1 or len(rows[0]) != width or width < 3):
            continue  # rare as a delimiter and common in text: only if every row agrees
        score = times / widths.total() * (1 + min(width, 50) / 200)
        if score > top + 1e-9:
            best, top = sign, score
    return best


def rows(text: str, sign: str, where: str) -> tuple[Rows, int]:
    """(rows that hold anything, number of blank ones). Row 1 is the file's first record, however many lines it has."""
    out: Rows = []
    blank = cells = 0
    first = text[:200].split("\n", 1)[0].strip().lower()
    said = first.startswith("sep=") and len(first) == 5
    interned: dict[str, str] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    row = line = 0
    while True:
        row += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise fault(
                where,
                f"not readable as CSV ({error}): a quotation mark that opens near here may never be closed",
                row=row,
            ) from None
        if record is None:
            break
        if reader.line_num - line > MOST_LINES:
            raise fault(
                where,
                "a quotation mark that opens here is never closed: delete it, or export the answers again",
                row=row,
            )
        line = reader.line_num
        if said and row == 1:
            continue
        if not any(map(str.strip, record)):
            blank += 1
            continue
        if len(record) > MOST_COLUMNS:
            while record and not record[-1].strip():
                record.pop()
            if len(record) > MOST_COLUMNS:
                raise fault(
                    where, f"{len(record)} columns; a draft is made of at most {MOST_COLUMNS}", row=row
                )
        cells += len(record)
        if cells > MOST_CELLS:
            raise fault(
                where, f"more than {MOST_CELLS:,} cells: give it the file's first 10,000 rows", row=row
            )
        out.append((row, [interned.setdefault(cell, cell) for cell in record]))
    trailing = (row - 1) - out[-1][0] if out else blank
    return out, blank - min(trailing, blank)
