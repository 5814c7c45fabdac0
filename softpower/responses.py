"""Reads a survey's two files: the codebook, and responses as CSV or Parquet, a block at a time.

Nothing is guessed. A file is UTF-8 (with or without a byte order mark), separated by commas, every row as long
as the header; anything else is a `likert.SurveyError` that names file, row, column and value. Row 1 of a CSV
is its header, so the first respondent stands in row 2; in Parquet, row 1 is the first respondent.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from softpower import likert
from softpower.likert import RESPONDENT, Codebook, Item, SurveyError, Tally, fault

HEADER = ("item", "wording", "scale", "reverse", "lowest", "highest", "missing")
BLOCK = 50_000
"""Respondents read at once: memory is bounded by this, not by the file."""

MOST_LINES = 1000
"""A cell of more lines is a quotation mark that was never closed; without a limit it would swallow the file."""

BOM = b"\xef\xbb\xbf"
Progress = Callable[[int, float], None]


def read_codebook(path: Path | str) -> Codebook:
    """The items of a codebook with the header `HEADER`, in its order.

    Raises SurveyError for a file that is absent, empty, not UTF-8 or of another header, and for a row with an
    empty or repeated item, an item named ``respondent``, an empty scale, a reverse that is not yes or no, ends
    that are not whole numbers with lowest < highest and at most 101 answers, a missing code inside the scale, or
    ends that differ from those of the scale's other items (their mean would mean nothing).
    """
    where = str(path)
    lines = _codebook_rows(_bytes(path), where)
    _, header = next(lines)
    if tuple(header) != HEADER:
        raise fault(where, f"the header is {','.join(header)!r}, not {','.join(HEADER)!r}", row=1)
    found: dict[str, Item] = {}
    ends: dict[str, Item] = {}
    for row, cells in lines:
        item = _item(dict(zip(HEADER, cells, strict=True)), where, row)
        if item.name in found:
            raise fault(
                where, "this item stands in an earlier row, too", row=row, column="item", value=item.name
            )
        first = ends.setdefault(item.scale, item)
        if (item.lowest, item.highest) != (first.lowest, first.highest):
            raise fault(
                where,
                f"{item.name!r} runs from {item.lowest} to {item.highest}, {first.name!r} of the same scale from "
                f"{first.lowest} to {first.highest}: give them different scales",
                row=row,
                column="scale",
                value=item.scale,
            )
        found[item.name] = item
    if not found:
        raise fault(where, "no item below the header")
    return tuple(found.values())


def _bytes(path: Path | str) -> bytes:
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise fault(str(path), f"cannot be read ({error.strerror})") from None
    if not raw.removeprefix(BOM).strip():
        raise fault(str(path), "the file is empty")
    return raw


def _codebook_rows(raw: bytes, where: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(where, raw[: error.start].count(b"\n") + 1, error) from None
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            if cells and row > 1 and len(cells) != len(HEADER):
                raise fault(where, f"{len(cells)} cells, the header has {len(HEADER)}", row=row)
            if cells:
                yield row, cells
    except csv.Error as error:
        raise fault(where, f"not readable as CSV ({error})") from None


def _not_utf8(where: str, row: int, error: UnicodeDecodeError) -> SurveyError:
    byte = error.object[error.start]
    return fault(where, f"byte 0x{byte:02x} is not UTF-8: save the file as CSV UTF-8", row=row)


def _item(cells: dict[str, str], where: str, row: int) -> Item:
    def refuse(column: str, reason: str) -> SurveyError:
        return fault(where, reason, row=row, column=column, value=cells[column])

    for column in ("item", "scale"):
        if not cells[column].strip():
            raise refuse(column, "must not be empty")
    if cells["item"] == RESPONDENT:
        raise refuse("item", "this name is kept for the respondent")
    if cells["reverse"] not in ("yes", "no"):
        raise refuse("reverse", "yes or no")
    ends = {}
    for column in ("lowest", "highest"):
        try:
            ends[column] = int(cells[column])
        except ValueError:
            raise refuse(column, "not a whole number") from None
    lowest, highest = ends["lowest"], ends["highest"]
    if lowest >= highest:
        raise refuse("lowest", f"not below the highest answer {highest}")
    if highest - lowest >= likert.MOST_ANSWERS or max(abs(lowest), abs(highest)) > 10**6:
        raise refuse("highest", f"at most {likert.MOST_ANSWERS} answers, between -1000000 and 1000000")
    missing = tuple(dict.fromkeys(cells["missing"].split()))
    for code in missing:
        number = likert.whole(code)
        if number is not None and lowest <= number <= highest:
            raise refuse("missing", f"{code} is an answer of the scale {lowest} to {highest}")
    return Item(
        cells["item"], cells["wording"], cells["scale"], cells["reverse"] == "yes", lowest, highest, missing
    )


# ---- responses -------------------------------------------------------------------------------------------


def read_tally(
    path: Path | str,
    codebook: Codebook,
    *,
    group: str | None = None,
    weight: str | None = None,
    progress: Progress = lambda done, part: None,
) -> Tally:
    """The tally of a file of responses, ``.csv`` or ``.parquet``, read in blocks.

    `progress` is called after each block with the respondents read and the part of the file, 0 to 1. Raises
    SurveyError as `likert.tally` does, and for a file that is absent, empty, truncated, not UTF-8 or unevenly
    long, and for a respondent who stands in it twice, however far apart.
    """
    where, total, done = str(path), None, 0
    for first_row, frame, part in blocks(Path(path), codebook, group, weight):
        piece = likert.tally(frame, codebook, group=group, weight=weight, where=where, first_row=first_row)
        total = piece if total is None else total + piece
        if group is not None:
            likert.refuse_many_groups(len(total.groups), group, where)
        done += len(frame)
        progress(done, part)
    if total is None:
        raise fault(where, "no respondent below the header" if _is_csv(Path(path)) else "no respondent")
    if len(suspects := total.repeated()):
        _refuse_repeated(Path(path), suspects)
    return total


def _is_csv(path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise fault(str(path), "the file's name must end in .csv or .parquet")
    return path.suffix.lower() == ".csv"


def blocks(path: Path, codebook: Codebook, group, weight) -> Iterator[tuple[int, pd.DataFrame, float]]:
    """(first row, responses, part of the file read) of each block, with the needed columns only."""
    read = _csv_blocks if _is_csv(path) else _parquet_blocks
    texts = [RESPONDENT] if group is None else [RESPONDENT, group]
    where = str(path)
    return read(path, lambda columns: likert.check_columns(columns, codebook, group, weight, where), texts)


def _refuse_repeated(path: Path, suspects: np.ndarray) -> None:
    """Raises SurveyError for the first respondent of `suspects` (hashes) who really stands in the file twice."""
    seen: dict[str, int] = {}
    read = _csv_blocks if _is_csv(path) else _parquet_blocks
    for first_row, frame, _ in read(path, lambda columns: [RESPONDENT], [RESPONDENT]):
        names = frame[RESPONDENT]
        for at in np.flatnonzero(np.isin(likert.hashes(names), suspects)):
            name = str(names.iloc[at])
            if name in seen:
                raise fault(
                    str(path),
                    f"this respondent stands in row {seen[name]}, too",
                    row=first_row + int(at),
                    column=RESPONDENT,
                    value=name,
                )
            seen[name] = first_row + int(at)


def _csv_blocks(path: Path, choose, texts: list[str]) -> Iterator[tuple[int, pd.DataFrame, float]]:
    where, size = str(path), max(path.stat().st_size, 1) if path.is_file() else 1
    records = _records(path)
    header = _header(next(records)[1], where)
    needed = choose(header)
    batch: list[bytes] = []
    first, done, widths = 2, 0, len(header) - 1
    for row, record in records:
        if record.count(b",") != widths:
            _refuse_uneven(record, len(header), where, row)
        batch.append(record)
        if len(batch) == BLOCK:
            done += sum(map(len, batch))
            yield first, _parsed(batch, header, needed, texts, where, first), min(done / size, 1.0)
            first, batch = row + 1, []
    if batch:
        yield first, _parsed(batch, header, needed, texts, where, first), 1.0


def _records(path: Path) -> Iterator[tuple[int, bytes]]:
    """(row, bytes) of each record; a quoted line break belongs to its record. Blank lines may only end the file."""
    where = str(path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise fault(where, f"cannot be read ({error.strerror})") from None
    with file:
        row, open_lines, blank = 0, [], None
        for line in file:
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
            yield row, line
        if open_lines:
            raise fault(where, "a quotation mark that opens here is never closed", row=row + 1)
        if row == 0 or (blank and blank == 1):
            raise fault(where, "the file is empty")


def _header(record: bytes, where: str) -> list[str]:
    try:
        text = record.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _not_utf8(where, 1, error) from None
    if "\r" in text:
        raise fault(where, "lines end in a carriage return alone: save the file with line feeds", row=1)
    if "\0" in text:
        raise fault(where, "a zero byte: this is no text file", row=1)
    try:
        cells = next(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise fault(where, f"not readable as CSV ({error})", row=1) from None
    if len(cells) == 1:
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            if sign in cells[0]:
                raise fault(where, f"the columns are separated by {name}: save the file with commas", row=1)
    return cells


def _refuse_uneven(record: bytes, expected: int, where: str, row: int) -> None:
    """Raises SurveyError unless the record has the expected number of cells after all (a quoted comma)."""
    try:
        text = record.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(where, row, error) from None
    try:
        number = (
            len(next(csv.reader(io.StringIO(text, newline="")), [])) if '"' in text else text.count(",") + 1
        )
    except csv.Error as error:
        raise fault(where, f"not readable as CSV ({error})", row=row) from None
    if number != expected:
        raise fault(where, f"{number} cells, the header has {expected}: is the file cut off?", row=row)


def _parsed(batch: list[bytes], header, needed, texts, where: str, first: int) -> pd.DataFrame:
    raw = b"".join(batch)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        for row, record in enumerate(batch, first):
            try:
                record.decode("utf-8")
            except UnicodeDecodeError as error:
                raise _not_utf8(where, row, error) from None
    if b"\0" in raw:
        row = next(row for row, record in enumerate(batch, first) if b"\0" in record)
        raise fault(where, "a zero byte: this is no text file", row=row)
    try:
        frame = pd.read_csv(
            io.BytesIO(raw),
            header=None,
            names=header,
            usecols=needed,
            dtype={name: "str" for name in texts},
            keep_default_na=False,
            na_values=[""],
            low_memory=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        raise fault(where, f"not readable as CSV ({error})", row=first) from None
    if len(frame) != len(batch):  # a lone carriage return ends a line for pandas, not for us
        raise fault(
            where, f"{len(frame)} rows where {len(batch)} lines stand: a stray carriage return", row=first
        )
    return frame


def _parquet_blocks(path: Path, choose, texts: list[str]) -> Iterator[tuple[int, pd.DataFrame, float]]:
    where = str(path)
    try:
        if path.stat().st_size == 0:
            raise fault(where, "the file is empty")
        with pq.ParquetFile(path) as file:
            needed = choose(file.schema_arrow.names)
            for name in needed:
                if pa.types.is_nested(file.schema_arrow.field(name).type):
                    raise fault(where, "holds lists or structures, not single values", column=name)
            first, rows = 1, max(file.metadata.num_rows, 1)
            for batch in file.iter_batches(batch_size=BLOCK, columns=needed):
                columns = {
                    name: batch[name].cast(pa.string()) if name in texts else batch[name] for name in needed
                }
                yield first, pa.table(columns).to_pandas(), (first - 1 + len(batch)) / rows
                first += len(batch)
    except OSError as error:  # pyarrow's own errors of damaged pages are OSErrors, too
        raise fault(where, f"cannot be read ({error.strerror or error})") from None
    except pa.ArrowException as error:
        raise fault(where, f"not a whole Parquet file ({str(error).splitlines()[0]})") from None
