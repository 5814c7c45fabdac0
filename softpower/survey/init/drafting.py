"""From bytes to a draft: reads, finds the table, turns and sorts it, writes codebook, responses and notes as text."""

import csv
import io
import re

from softpower.survey import codebook
from softpower.survey.errors import SurveyError, fault

from . import Draft, headings, propose, questions, shape, sniff, workbook
from .notes import Notes, stamp
from .table import Sheet, Table


def draft(raw: bytes, name: str, command: str) -> Draft:
    """See `softpower.survey.init.draft`."""
    notes = Notes()
    table, how = read(raw, name, notes)
    respondents = len(table)
    table = shape.turned(table, notes)
    items, columns = propose.propose(table, notes)
    if not items:
        held = "; ".join(f"{column}: {why}" for column, why in notes.left_out[:8])
        kept = ", ".join(repr(column) for column, _ in columns[1:9])
        raise fault(
            name,
            "no column with answers of a scale was found, so there is nothing to draft"
            + (f" (kept for grouping: {kept})" if kept else "")
            + (f" (left out: {held})" if held else "")
            + ". Export answers as words or numbers, a row a respondent, with a row of headings above them",
        )
    book = codebook.codebook_text(tuple(items))
    _check(book, name)
    responses = _csv(columns)
    rows = f"{respondents} rows" + (f", {len(table)} respondents" if len(table) != respondents else "")
    scales = len({item.scale for item in items})
    counted = f"{len(items)} {'item' if len(items) == 1 else 'items'} in {scales} {'scale' if scales == 1 else 'scales'}"
    summary = f"{how}. {rows}, {counted}."
    others = _named_like_items(items, columns)
    if others:
        command += (
            f" --not-items {','.join(others)}"
            if " " not in "".join(others)
            else f' --not-items "{",".join(others)}"'
        )
    text = notes.markdown(name, summary, command)
    return Draft(book, responses, text + "\n" + stamp(book.encode(), responses.encode()), notes.questions)


def read(raw: bytes, name: str, notes: Notes) -> tuple[Table, str]:
    """(the table of a file, how it was read as the beginning of a sentence)."""
    kind = sniff.kind(raw, name)
    if kind in ("sav", "dta"):
        from . import statfiles

        table = statfiles.table(raw, kind, name)
        if not table.columns or not len(table):
            raise fault(name, "the file holds no respondent: save it again once it does")
        for column in table.columns:
            if not column.filled:
                notes.leave(column.name, "empty")
        table.columns = [column for column in table.columns if column.filled]
        questions.describe(table)
        return table, f"Read as a file of {table.tool}"
    if kind == "zip":
        inner = _one_text_file(raw)
        if inner is not None:
            table, how = read(inner[1], name, notes)
            return table, how.replace("Read as", f"Read from {inner[0]!r} in the archive as")
        sheets = workbook.sheets(raw, name)
        table = headings.table(headings.pick_sheet(sheets, name, notes), name, notes)
        return table, "Read as a workbook" + (f" of {table.tool}" if table.tool else "")
    text, encoding, remark = sniff.decode(raw, name)
    if "damaged" in remark:
        notes.ask(f"{name}: {encoding}, {remark}. Export it again, or correct these cells in responses.csv.")
    sign = sniff.delimiter(text)
    rows, blank = sniff.rows(text, sign, name)
    if blank:
        notes.did(f"{blank} blank {'row is' if blank == 1 else 'rows are'} left out.")
    table = headings.table(Sheet("", rows), name, notes)
    how = f"Read as {encoding} text" + (f" ({remark})" if remark and "damaged" not in remark else "")
    if len(table.columns) > 1:
        how += f", separated by {sniff.DELIMITERS.get(sign, repr(sign))}"
    return table, how + (f", from {table.tool}" if table.tool else "")


def _one_text_file(raw: bytes) -> tuple[str, bytes] | None:
    """The only CSV in a ZIP archive, as form tools deliver it, or None."""
    import zipfile

    from .table import MOST_BYTES

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            files = [
                found
                for found in archive.infolist()
                if not found.is_dir() and not found.filename.startswith("__MACOSX")
            ]
            texts = [found for found in files if found.filename.lower().endswith((".csv", ".tsv", ".txt"))]
            if len(texts) != 1 or len(files) != 1 or texts[0].flag_bits & 1:
                return None
            with archive.open(texts[0]) as file:
                data = file.read(MOST_BYTES + 1)
            return (texts[0].filename, data) if not data.startswith(b"PK") else None
    except (
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
        EOFError,
        NotImplementedError,
        ValueError,
        LookupError,
    ):
        return None
    except Exception as error:  # zlib's own error has no common parent
        if type(error).__module__ == "zlib":
            return None
        raise


def _named_like_items(items: list[codebook.Item], columns: list[tuple[str, list[str]]]) -> list[str]:
    """Columns kept beside the items whose names and answers are like theirs: `survey` asks whether they were forgotten."""
    stems = {match[1]: item for item in items if (match := re.fullmatch(r"(.*?\D)\d+", item.name))}
    names = {item.name for item in items}
    return [
        column
        for column, cells in columns
        if column not in names
        and (match := re.fullmatch(r"(.*?\D)\d+", column))
        and match[1] in stems
        and all(stems[match[1]].read(cell) is not None for cell in set(cells))
    ]


def _check(book: str, name: str) -> None:
    """What was drafted can be read back: a draft that `survey` refuses would be a fault of ours."""
    try:
        codebook.codebook_of(book.encode(), "codebook.csv")
    except SurveyError as error:
        raise fault(
            name, f"drafted, but not readable as a codebook ({error}): rename these columns in the file"
        ) from None


def _csv(columns: list[tuple[str, list[str]]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    return out.getvalue()
