"""A CSV as records: which bytes are one row, and which cells it has. Standard library alone.

Nothing is guessed. A CSV is UTF-8 (with or without a byte order mark), its cells separated by commas, semicolons or
tabs. Row 1 is its header, so the first respondent stands in row 2.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from softpower.survey.codebook import BOM, DELIMITERS, RESPONDENT, delimiter_of, not_utf8
from softpower.survey.errors import INIT, Faults, fault

MOST_LINES = 1000
"""A cell of more lines is a quotation mark that was never closed; without a limit it would swallow the file."""

Rows = Iterator[tuple[int, list[str], float]]
"""(row, cells, part of the file read)."""


def header(path: Path) -> tuple[list[str], str]:
    """(columns, delimiter) of a CSV. Raises SurveyError if its first row cannot be read."""
    for _, record, _ in records(path):
        return _header(record, str(path))
    raise fault(str(path), "the file is empty")


def source(path: Path) -> tuple[list[str], Rows]:
    """(columns, rows below them) of a CSV. Raises SurveyError if one of them cannot be read."""
    where = str(path)
    all_records = records(path)
    _, record, _ = next(all_records)
    columns, sign = _header(record, where)
    return columns, _rows(all_records, where, sign)


def _rows(all_records, where: str, sign: str) -> Rows:
    for row, record, part in all_records:
        try:
            text = record.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise not_utf8(where, row, error) from None
        if "\0" in text:
            raise fault(where, "a zero byte: this is no text file", row=row)
        if '"' in text:
            try:
                lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
            except csv.Error as error:
                raise fault(where, f"not readable as CSV ({error})", row=row) from None
            if len(lines) != 1:
                raise fault(
                    where, f"{len(lines)} rows where one line stands: a stray carriage return", row=row
                )
            yield row, lines[0], part
        else:
            if "\r" in text:
                raise fault(where, "a stray carriage return", row=row)
            yield row, text.split(sign), part


def names(path: Path) -> Iterator[tuple[int, str]]:
    """(row, respondent) of a CSV."""
    columns, rows = source(path)
    at = columns.index(RESPONDENT)
    for row, cells, _ in rows:
        yield row, cells[at].strip()


def refuse_uneven(path: Path) -> None:
    """Raises SurveyError if a row of a large file is not as long as its header: sooner found than by reading answers."""
    columns, rows = source(path)
    faults = Faults()
    for row, cells, _ in rows:
        if len(cells) != len(columns):
            faults.add(
                str(path), f"{len(cells)} cells, the header has {len(columns)}: is the file cut off?", row=row
            )
    faults.raise_any()


def records(path: Path) -> Iterator[tuple[int, bytes, float]]:
    """(row, bytes, part of the file) of each record of a CSV; a quoted line break belongs to its record.

    Blank lines may only end the file.
    """
    where = str(path)
    try:
        size = max(path.stat().st_size, 1)
        file = path.open("rb")
    except OSError as error:
        raise fault(where, f"cannot be read ({error.strerror})") from None
    with file:
        row, blank, done = 0, 0, 0
        open_lines: list[bytes] = []
        try:
            for line in file:
                done += len(line)
                if not open_lines and row == 0:
                    line = line.removeprefix(BOM)
                if open_lines or b'"' in line:
                    open_lines.append(line)
                    if sum(part.count(b'"') for part in open_lines) % 2:
                        if len(open_lines) == MOST_LINES:
                            break
                        continue
                    line, open_lines = b"".join(open_lines), []
                row += 1
                if not line.strip():
                    blank = blank or row
                    continue
                if blank:
                    raise fault(where, "an empty line", row=blank)
                yield row, line, min(done / size, 1.0)
        except OSError as error:
            raise fault(where, f"cannot be read ({error.strerror})") from None
        if open_lines:
            raise fault(where, "a quotation mark that opens here is never closed", row=row + 1)
        if row == 0 or (blank and blank == 1):
            raise fault(where, "the file is empty")


def _header(record: bytes, where: str) -> tuple[list[str], str]:
    if record.startswith(b"PK\x03\x04"):
        raise fault(where, f"a workbook or another ZIP, no text: save it as CSV UTF-8, or let {INIT} read it")
    try:
        text = record.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise not_utf8(where, 1, error) from None
    if "\r" in text:
        raise fault(where, "lines end in a carriage return alone: save the file with line feeds", row=1)
    if "\0" in text:
        raise fault(where, "a zero byte: this is no text file", row=1)
    for sign in dict.fromkeys([delimiter_of(text), *DELIMITERS]):
        try:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        except csv.Error as error:
            raise fault(where, f"not readable as CSV ({error})", row=1) from None
        if len(cells) > 1:
            return [cell.strip() for cell in cells], sign
    return [cell.strip() for cell in cells], ","
