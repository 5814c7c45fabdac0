"""Compares transcribed tables with the papers' text, cell by cell: what ``make transcription`` calls.

The papers are not part of this repository. Whoever has their text conversions (``index-comparison.txt`` and
so on) in one folder can check that the book copied them rightly. A transcribed table says in its ``witness``
how its text looks: ``text`` (the file), ``begins`` (how the caption's line starts), ``headers`` (rows of
column heads), and ``layout``: ``rows`` (a row of ours is a printed row; ``columns`` in printed order) or
``tidy`` (``index``, ``columns`` and ``values`` name our columns for row head, column head and cell).
"""

import csv
import sys
from itertools import zip_longest
from pathlib import Path

from softpower import tables


def printed_rows(text: str, begins: str) -> list[list[str]]:
    """The tab-separated rows below the line that starts with `begins`, to the first line without a tab.

    Raises ValueError if no line starts so.
    """
    lines = iter(text.splitlines())
    if not any(line.strip().startswith(begins) for line in lines):
        raise ValueError(f"no line starts with {begins!r}")
    rows: list[list[str]] = []
    for line in lines:
        if "\t" in line:
            rows.append([cell.strip() for cell in line.split("\t")])
        elif rows:
            break
    return rows


def expected(witness: dict, rows: list[dict]) -> list[list[str]]:
    """Our rows in the layout of the printed table, without its heads."""
    if witness["layout"] == "rows":
        return [[row[column] for column in witness["columns"]] for row in rows]
    if witness["layout"] != "tidy":
        raise ValueError(f"unknown layout {witness['layout']!r}: rows or tidy")
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(row[witness["index"]], []).append(row[witness["values"]])
    return [[head, *cells] for head, cells in lines.items()]


def differences(name: str, papers: Path) -> list[str]:
    """Where the table `name` and the text in the folder `papers` disagree, one sentence a cell.

    Raises FileNotFoundError if the text is not in the folder and ValueError if the table is not in the text.
    """
    found = tables.resource(name)
    witness = found.custom["witness"]
    text = (papers / witness["text"]).read_text(encoding="utf-8")
    printed = printed_rows(text, witness["begins"])[witness.get("headers", 1) :]
    with tables.path(name).open(encoding="utf-8", newline="") as file:
        ours = expected(witness, list(csv.DictReader(file)))
    if len(printed) != len(ours):
        return [f"{name}: {len(ours)} rows, the text has {len(printed)}"]
    return [
        f"{name}, printed row {number}, cell {column}: we have {our!r}, the text has {their!r}"
        for number, (left, right) in enumerate(zip(ours, printed, strict=True), 1)
        for column, (our, their) in enumerate(zip_longest(left, right, fillvalue=""), 1)
        if our != their
    ]


def main(arguments: list[str]) -> int:
    """``python -m softpower.transcription DIR``: status 1 if a cell differs, 2 if DIR cannot be used."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: make transcription PAPERS=DIR, the folder with the papers' text", file=sys.stderr)
        return 2
    status = 0
    for name in tables.names():
        witness = tables.resource(name).custom.get("witness", {})
        if "begins" not in witness:
            continue
        try:
            found = differences(name, Path(arguments[0]))
        except (OSError, ValueError) as fault:
            print(f"{name}: {fault}", file=sys.stderr)
            return 2
        print("\n".join(found) if found else f"{name}: every cell as in {witness['text']}")
        status = status or int(bool(found))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
