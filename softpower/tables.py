"""Reads the book's data: every table is described in ``data/datapackage.json`` and checked on each read.

The descriptor is a Frictionless Data Package with Table Schemas (specs.frictionlessdata.io). Its own
properties beside the standard ones: a table has a ``class`` (one of `CLASSES`), a ``witness`` (the text that
was seen), ``terms``, and per field a ``unit``.
"""

import contextlib
import json
import sys
from functools import cache
from pathlib import Path

import pandas as pd

from softpower import book

CLASSES = {
    "transcribed": "copied by hand or script from a paper's text, as printed",
    "constructed": "made by this book: codings, verdicts, registers",
    "external": "figures from another source, each with its address",
    "open": "answers of real people that others collected and published; none of it the papers' own",
    "derived": "computed from other tables of this book",
    "synthetic": "made up to teach or test; not an observation",
}

_synthetic_read: list[str] = []


class TableError(ValueError):
    """A table that breaks its own description; the message names file, row, column, value and rule."""


class FirewallError(RuntimeError):
    """A verdict was asked for in a process that has read synthetic data."""


def data_folder() -> Path:
    """The book's ``data/``. Raises `book.BookError` where there is no book."""
    return book.find().data


@cache
def _package(descriptor: Path, _changed: int):
    with _without("rfc3987_syntax"):
        from frictionless import FrictionlessException, Package

    try:
        return Package(_inside(descriptor))
    except FrictionlessException as error:
        raise TableError(f"data/datapackage.json cannot be used: {error}") from None


@contextlib.contextmanager
def _without(module: str):
    """Imports inside do not find a module that they can do without.

    jsonschema makes 38 grammars of addresses when it finds this one, which takes a second of every process that reads a
    table; no schema here asks for such a check.
    """
    known = module in sys.modules
    if not known:
        sys.modules[module] = None  # type: ignore[assignment]  # so Python says that there is none
    try:
        yield
    finally:
        if not known:
            del sys.modules[module]


def _inside(descriptor: Path) -> str:
    """The descriptor's path, once every table it names has been seen to lie in its folder.

    Raises TableError for a path that leaves the folder, links included, or an address.
    """
    try:
        described = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
        paths = [path for entry in described for path in _listed(entry.get("path", ""))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"data/datapackage.json is no data package: {error!r}") from None
    for path in paths:
        if "://" in path or not (descriptor.parent / path).resolve().is_relative_to(
            descriptor.parent.resolve()
        ):
            raise TableError(f"data/datapackage.json: {path!r} lies outside the data folder")
    return str(descriptor)


def _listed(path) -> list[str]:
    return [str(part) for part in path] if isinstance(path, list) else [str(path)]


def package():
    """The book's data package, a `frictionless.Package`."""
    descriptor = data_folder() / "datapackage.json"
    return _package(descriptor, descriptor.stat().st_mtime_ns)


def names() -> list[str]:
    """The names of all tables, in the order of the data package."""
    return package().resource_names


def resource(name: str):
    """The description of one table, a `frictionless.Resource`. Raises KeyError with the names there are."""
    if name not in names():
        raise KeyError(f"no table named {name!r} in data/datapackage.json; there are: {', '.join(names())}")
    return package().get_resource(name)


def path(name: str) -> Path:
    """Where the table's CSV file is."""
    return data_folder() / resource(name).path


def read(name: str) -> pd.DataFrame:
    """The table `name`, validated and typed: one row a row of the file, in its order.

    Columns of type ``number`` hold exact `decimal.Decimal` values with the digits as printed
    (``Decimal("28.50")``); ``integer`` and ``year`` become Int64, ``boolean`` boolean, ``date`` datetime64,
    all else str. Missing values, as the schema lists them, are None, NA or NaN after the column's type.

    Raises KeyError for a name that the package lacks and TableError for a file that is absent or breaks its
    schema, naming file, row (1 is the header), column, value and rule of every fault.
    """
    described = resource(name)
    _refuse_faulty(name, described)
    rows = described.read_rows()
    frame = pd.DataFrame(
        [row.to_dict() for row in rows], columns=[field.name for field in described.schema.fields]
    )
    for field in described.schema.fields:
        frame[field.name] = frame[field.name].astype(_DTYPES.get(field.type, "str"))
    if described.custom.get("class") == "synthetic":
        _synthetic_read.append(name)
    return frame


_DTYPES = {
    "number": "object",
    "integer": "Int64",
    "year": "Int64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def _refuse_faulty(name: str, described) -> None:
    report = described.validate()
    if report.valid:
        return
    where = f"data/{described.path}"
    faults = [_fault(where, error) for error in (report.errors or report.tasks[0].errors)]
    rest = len(faults) - 20
    raise TableError(
        "\n".join(
            [
                f"table {name!r} breaks its description:",
                *faults[:20],
                *([f"and {rest} more"] if rest > 0 else []),
            ]
        )
    )


def _fault(where: str, error) -> str:
    told = error.to_descriptor()
    place = [where]
    if told.get("rowNumber"):
        place.append(f"row {told['rowNumber']}")
    if told.get("fieldName"):
        place.append(f"column {told['fieldName']}")
    value = f" has {told['cell']!r}:" if told.get("cell") not in (None, "") else ":"
    rule = told.get("note") or told["title"].lower()
    return f"  {', '.join(place)}{value} {told['title'].lower()}, {rule}"


def firewall() -> None:
    """Raises FirewallError once a synthetic table has been read in this process."""
    if _synthetic_read:
        raise FirewallError(
            f"synthetic data ({', '.join(dict.fromkeys(_synthetic_read))}) was read in this process: "
            "no verdict on a paper can be given after that. Restart the kernel, or keep the teaching "
            "example in a chapter of its own."
        )
