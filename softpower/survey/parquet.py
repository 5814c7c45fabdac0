"""Parquet files: tallied by columns (`fast`), or, if something in them is odd, handed on row by row as text."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from softpower.survey import fast, responses
from softpower.survey.codebook import RESPONDENT, Codebook
from softpower.survey.errors import Faults, SurveyError, fault
from softpower.survey.records import Rows
from softpower.survey.responses import Progress, Roles
from softpower.survey.tally import Tally


def _batches(
    path: Path, needed: list[str], file: pq.ParquetFile
) -> Iterator[tuple[dict[str, pa.Array], float]]:
    schema = file.schema_arrow
    for name in needed:
        if pa.types.is_nested(schema.field(name).type):
            raise fault(str(path), "holds lists or structures, not single values", column=name)
    done, number = 0, max(file.metadata.num_rows, 1)
    for batch in file.iter_batches(batch_size=responses.BLOCK, columns=needed):
        done += len(batch)
        yield {name: batch.column(batch.schema.get_field_index(name)) for name in needed}, done / number


def _opened(path: Path) -> pq.ParquetFile:
    where = str(path)
    try:
        if path.stat().st_size == 0:
            raise fault(where, "the file is empty")
        return pq.ParquetFile(path)
    except OSError as error:  # pyarrow's own errors of damaged pages are OSErrors, too
        raise fault(where, f"cannot be read ({error.strerror or error})") from None
    except (pa.ArrowException, ValueError) as error:
        if isinstance(error, SurveyError):
            raise
        raise fault(where, f"not a whole Parquet file ({str(error).splitlines()[0]})") from None


def _named(file: pq.ParquetFile) -> tuple[list[str], dict[str, str]]:
    """(names of columns, name -> name in the file): an index that pandas left without a name is the respondent."""
    names = list(file.schema_arrow.names)
    renamed = {}
    index = [name for name in names if name.startswith("__index_level_")]
    if RESPONDENT not in names and len(index) == 1:
        names[names.index(index[0])] = RESPONDENT
        renamed[RESPONDENT] = index[0]
    return [name for name in names if not name.startswith("__index_level_")], renamed


def tally(path: Path, codebook: Codebook, roles: Roles, progress: Progress) -> Tally | None:
    """The tally of a Parquet file; None if something in it is odd."""
    where, faults = str(path), Faults()
    with _opened(path) as file:
        names, renamed = _named(file)
        chosen = responses.check_columns(names, codebook, roles, where, faults)
        if faults:
            return None
        needed = [*chosen.needed, *chosen.suspects]
        columns, total, done = fast.Columns(codebook, roles, where, chosen.suspects), None, 0
        columns.reader = responses._Reader(needed, codebook, roles, where, Faults())
        try:
            for block, part in _batches(path, [renamed.get(name, name) for name in needed], file):
                piece = {name: block[renamed.get(name, name)] for name in needed}
                more = columns.tally(piece, first_row=done + 1)
                total = more if total is None else total + more
                done += len(piece[RESPONDENT])
                progress(done, part)
        except (fast._Odd, pa.ArrowException, OSError, UnicodeDecodeError):
            return None
    return None if total is None else columns.finish(total, lambda: _names(path))


def _names(path: Path) -> Iterator[tuple[int, str]]:
    """(row, respondent) of a Parquet file."""
    with _opened(path) as file:
        _, renamed = _named(file)
        name, row = renamed.get(RESPONDENT, RESPONDENT), 0
        for block, _ in _batches(path, [name], file):
            for value in block[name].to_pylist():
                row += 1
                yield row, fast.text_of(value).strip()


def rows(path: Path) -> tuple[list[str], Rows]:
    """(columns, rows of text) of a Parquet file, to be looked at one by one."""
    file = _opened(path)
    names, renamed = _named(file)
    return names, _rows(path, [renamed.get(name, name) for name in names], file)


def _rows(path: Path, names: list[str], file: pq.ParquetFile) -> Rows:
    where, row = str(path), 0
    plain = [name for name in names if not pa.types.is_nested(file.schema_arrow.field(name).type)]
    try:
        for block, part in _batches(path, plain, file):
            texts = [
                [fast.text_of(value) for value in block[name].to_pylist()] if name in block else None
                for name in names
            ]
            for i in range(len(block[plain[0]]) if plain else 0):
                row += 1
                yield row, ["a list or structure" if column is None else column[i] for column in texts], part
    except OSError as error:
        raise fault(where, f"cannot be read ({error.strerror or error})") from None
    except (pa.ArrowException, ValueError) as error:
        if isinstance(error, SurveyError):
            raise
        raise fault(where, f"not a whole Parquet file ({str(error).splitlines()[0]})") from None
    finally:
        file.close()
