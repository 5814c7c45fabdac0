"""``python -m softpower table PAPER/NAME --title ...``: describes a table that was transcribed from a paper.

The CSV stands under ``data/`` already. Its columns are described by what they hold: numbers keep their digits as printed,
the sign for an empty cell is noted, and what only a person can say (units, allowed values, what a dash means) is asked for
on the next lines of the descriptor. Nothing is written unless the table then reads without a fault.
"""

import argparse
import csv
import json
import re
import sys
from pathlib import Path

from softpower import claims, files, tables
from softpower.book import BookError, find
from softpower.scaffold import PaperError

NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
EMPTY = ("-", "–", "—", "", "n/a", "…")
"""What papers print where there is no figure."""


def fields(heads: list[str], rows: list[list[str]]) -> list[dict]:
    """A description of each column: a number if all its cells are, the first one unique if it is.

    >>> [field["type"] for field in fields(["city", "share"], [["Almaty", "35.60"], ["Astana", "-"]])]
    ['string', 'number']
    """
    out = []
    for place, head in enumerate(heads):
        cells = [row[place] for row in rows]
        said = [cell for cell in cells if cell not in EMPTY]
        number = bool(said) and all(NUMBER.fullmatch(cell) for cell in said)
        field: dict = {
            "name": head,
            "type": "number" if number else "string",
            "description": f"{head}, as printed.",
        }
        held: dict = {"required": True} if len(said) == len(cells) else {}
        if place == 0 and len(set(said)) == len(cells):
            held["unique"] = True
        out.append({**field, **({"constraints": held} if held else {})})
    return out


def description(name: str, given: argparse.Namespace, paper: claims.Paper, data: Path) -> dict:
    """The table's entry in ``data/datapackage.json``. Raises PaperError for a file that is no table."""
    path = data / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            heads, *rows = list(csv.reader(file))
    except FileNotFoundError:
        raise PaperError(
            f"data/{name}.csv is not there: write the table first, a printed row a line"
        ) from None
    except (UnicodeDecodeError, ValueError) as error:
        raise PaperError(f"data/{name}.csv is no table in UTF-8: {error}") from None
    for number, row in enumerate(rows, 2):
        if len(row) != len(heads):
            raise PaperError(
                f"data/{name}.csv, row {number}: {len(row)} cells, where the head has {len(heads)}"
            )
    if (
        not rows
        or len(set(heads)) < len(heads)
        or not all(re.fullmatch("[a-z][a-z0-9_]*", head) for head in heads)
    ):
        raise PaperError(
            f"data/{name}.csv: heads are different words of small letters, digits and _, with rows below"
        )
    described = fields(heads, rows)
    empty = sorted({cell for row in rows for cell in row if cell in EMPTY}) or [""]
    key = [described[0]["name"]] if described[0].get("constraints", {}).get("unique") else None
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": given.title,
        "description": f"{given.locator} of the paper, as printed.",
        "class": "transcribed",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "witness": {"note": given.witness},
        "sources": [{"title": f"{paper.authors}: {paper.title}" if paper.authors else paper.title, "locator": given.locator}],
        "terms": "Facts transcribed for criticism and review; our licence does not cover them.",
        "schema": {
            "fields": described,
            **({"primaryKey": key} if key else {}),
            "missingValues": empty,
            "missing": {sign: "the paper prints no figure" for sign in empty},
        },
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """The command: 0 once the table is described, 2 if nothing was written."""
    parser = argparse.ArgumentParser(
        prog="python -m softpower table",
        description="Describes a table transcribed from a paper: data/PAPER/NAME.csv, in data/datapackage.json.",
    )
    parser.add_argument(
        "name", metavar="PAPER/NAME", help="as in my-paper/table-1, for data/my-paper/table-1.csv"
    )
    parser.add_argument("--title", required=True, help="its caption in short")
    parser.add_argument("--locator", help="where it stands (from NAME, if not given: Table 1)")
    parser.add_argument(
        "--witness", default="The paper as published.", help="the text that was seen, and what it may lack"
    )
    given = parser.parse_args(arguments)
    try:
        book = find()
        paper, _, table = given.name.partition("/")
        if paper not in claims.papers() or not re.fullmatch("[a-z0-9][a-z0-9-]*", table):
            raise PaperError(
                f"{given.name!r}: PAPER/NAME, where PAPER is one of {', '.join(claims.papers())}"
            )
        if given.name in tables.names():
            raise PaperError(f"{given.name} is described already: change data/datapackage.json")
        given.locator = given.locator or table.replace("-", " ").capitalize()
        entry = description(given.name, given, claims.papers()[paper], book.data)
        path = book.data / "datapackage.json"
        before = path.read_text(encoding="utf-8")
        package = json.loads(before)
        own = [
            place for place, found in enumerate(package["resources"]) if found["name"].startswith(f"{paper}/")
        ]
        package["resources"].insert(own[-1] + 1, entry)
        files.write_whole(path, json.dumps(package, indent=1, ensure_ascii=False) + "\n")
        try:
            shown = tables.read(given.name)
        except BaseException:
            files.write_whole(path, before)
            raise
    except (PaperError, BookError, tables.TableError) as error:
        print(f"table: {error}", file=sys.stderr)
        return 2
    print(f"{given.name} is described in data/datapackage.json: {len(shown)} rows.")
    for field in entry["schema"]["fields"]:
        print(f"  {field['name']}: {field['type']}")
    print("Write there what only you know: units, allowed values, what an empty cell means.")
    return 0
