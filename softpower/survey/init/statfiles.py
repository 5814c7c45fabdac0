"""Reads SPSS (.sav) and Stata (.dta) files by pyreadstat, with their questions, value labels and missing codes."""

import contextlib
import math
import tempfile
from datetime import date, datetime
from pathlib import Path

from softpower.survey.errors import fault

from . import words
from .table import MOST_COLUMNS, Column, Table


def table(raw: bytes, kind: str, where: str) -> Table:
    """The table of a file of `kind` ``sav`` or ``dta``. Raises SurveyError for what is no whole file of that kind."""
    try:
        import pyreadstat
    except ImportError:
        raise fault(
            where,
            "reading SPSS and Stata files needs the package pyreadstat: pip install pyreadstat; or save the file as CSV",
        ) from None
    name = {"sav": "SPSS", "dta": "Stata"}[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"file.{kind}")
        path.write_bytes(raw)
        read = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}[kind]
        try:
            data, meta = read(str(path), user_missing=True, output_format="dict")
        except Exception as error:  # its own errors, and those of damaged dates and text
            raise fault(
                where,
                f"not a whole {name} file ({_first_line(error)}): save it again, or save it as CSV UTF-8",
            ) from None
    if len(data) > MOST_COLUMNS:
        raise fault(where, f"{len(data)} columns; a draft is made of at most {MOST_COLUMNS}")
    columns = []
    for place, (key, values) in enumerate(data.items()):
        labels = {
            _cell(code): words.tidy(str(label))
            for code, label in (meta.variable_value_labels.get(key) or {}).items()
        }
        columns.append(
            Column(
                words.tidy(key),
                [_cell(value) for value in values],
                place,
                wording=words.tidy((meta.column_names_to_labels.get(key) or "").strip()),
                labels=labels,
                missing=_missing(meta, key, labels, values),
            )
        )
    number = max((len(column.cells) for column in columns), default=0)
    return Table(where, columns, list(range(1, number + 1)), name)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _cell(value) -> str:
    """A value as text: 1.0 is 1, and what the program counts as system-missing is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return words.tidy(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") if value.year >= 1000 else str(value)
    if isinstance(value, date):
        return value.isoformat()
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        number = float(value)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return words.tidy(str(value))


def _missing(meta, key: str, labels: dict[str, str], values) -> dict[str, str]:
    """{code: name} of the codes that the file itself declares missing, and that stand in the column or have a label."""
    out: dict[str, str] = {}
    present = {_cell(value) for value in values} | set(labels)
    for found in (getattr(meta, "missing_ranges", None) or {}).get(key, []):
        for code in sorted(present):
            with contextlib.suppress(ValueError, TypeError):
                if float(found["lo"]) <= float(code) <= float(found["hi"]):
                    out[code] = labels.get(code, code)
            if code == _cell(found["lo"]) and code:
                out[code] = labels.get(code, code)
    for code in (getattr(meta, "missing_user_values", None) or {}).get(key, []):
        out[_cell(code)] = labels.get(_cell(code), _cell(code))
    return out
