"""``python -m softpower paper ID --title ...``: begins a paper of the book, as a draft that builds and passes at once.

What it writes: the paper's row in ``data/papers.csv``, its folder under ``data/`` with the tables of a register, their
descriptions in ``data/datapackage.json``, the file of its verdicts, its working, executed, its chapter, and the entries of
both in ``_toc.yml``. All of it is made in a folder aside first, the working is run there, and only then put into place; if
anything goes wrong, the book is as it was. The row in ``papers.csv`` comes last: until it stands, there is no such paper,
and the same command, given again, finishes what a killed one began.
"""

import argparse
import csv
import io
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from string import Template

import nbformat

from softpower import claims, execute, files, tables
from softpower.book import Book, BookError, find
from softpower.scaffold.lacking import lacking
from softpower.scaffold.working import notebook

TEMPLATE = Path(__file__).parent / "templates/chapter.md"
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
OWN_TERMS = (
    "CC BY 4.0 for this table. Facts are restated in the book's words; our licence does not cover the paper."
)
OWN = {"claims.csv", "judgements.csv", "second-readings.csv"}
"""The tables of a paper that is begun."""


class PaperError(ValueError):
    """A paper cannot be begun; the message says why, and nothing has been written."""


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m softpower paper",
        description="Begins a paper of the book as a draft: its row, tables, working and chapter, all still empty.",
    )
    parser.add_argument(
        "id", metavar="ID", help="name of the paper in folders and addresses: small letters, digits, hyphens"
    )
    parser.add_argument("--title", required=True, help="full title, as printed")
    parser.add_argument(
        "--prefix", help="two letters that ids of its claims begin with (from ID, if not given)"
    )
    parser.add_argument("--short", help="short title for menus (from ID, if not given)")
    parser.add_argument(
        "--word",
        help="what it is called in figures (the last word of ID, or ID if another paper has that word)",
    )
    parser.add_argument(
        "--question", default="", help="the question that it asks, in your words: its chapter's title"
    )
    parser.add_argument("--authors", default="", help="as printed")
    parser.add_argument("--year", default="")
    parser.add_argument("--journal", default="", help="with volume and pages")
    parser.add_argument("--doi", default="")
    parser.add_argument("--licence", default="", help="as the paper names it")
    parser.add_argument("--copy", default="", help="what the copy used lacks, if anything")
    return parser.parse_args(arguments)


# ---- what is asked of the row --------------------------------------------------------------------------------


def prefix_of(paper_id: str) -> str:
    """Two letters for an id: the first of its first two words, or of its one.

    >>> prefix_of("world-values-survey"), prefix_of("polls")
    ('wv', 'po')
    """
    words = [part for part in paper_id.split("-") if part[0].isalpha()]
    return (words[0][0] + words[1][0]) if len(words) > 1 else words[0][:2]


def row_of(given: argparse.Namespace, book: Book) -> dict[str, str]:
    """The paper's row. Raises PaperError for an id that is none, and for what another paper has."""
    if not ID.fullmatch(given.id):
        raise PaperError(f"{given.id!r} is no id: small letters, digits and hyphens, beginning with a letter")
    known = claims.papers().values()
    if given.id in claims.papers():
        raise PaperError(f"there is a paper {given.id!r} already: data/papers.csv")
    row = {name: " ".join(str(getattr(given, name, "") or "").split()) for name in claims.Paper._fields[:-1]}
    row["prefix"] = row["prefix"] or prefix_of(given.id)
    row["short"] = row["short"] or given.id.replace("-", " ").capitalize()
    last = [part for part in given.id.split("-") if part[0].isalpha()][-1]
    taken = last in {paper.word for paper in known}
    row["word"] = row["word"] or (given.id.replace("-", " ") if taken else last)
    row["state"] = "draft"
    if not row["title"]:
        raise PaperError("--title is empty")
    if not re.fullmatch("[a-z]{2}", row["prefix"]):
        raise PaperError(f"--prefix {row['prefix']!r}: two small letters")
    if row["year"] and not re.fullmatch(r"[0-9]{4}", row["year"]):
        raise PaperError(f"--year {row['year']!r}: four digits")
    for name in ("prefix", "word", "short"):
        if other := next((paper.id for paper in known if getattr(paper, name) == row[name]), None):
            raise PaperError(f"--{name} {row[name]!r} is that of {other}: give another")
    folder = book.data / given.id
    if folder.exists() and not folder.is_dir():
        raise PaperError(f"data/{given.id} is there, and is no folder")
    if folder.exists() and (others := sorted({path.name for path in folder.iterdir()} - OWN)):
        raise PaperError(f"data/{given.id} holds other files ({', '.join(others[:3])}): give another id")
    return row


# ---- what is written -----------------------------------------------------------------------------------------


def _resource(
    name: str, title: str, description: str, source: dict, schema, *, kind="constructed", terms="CC BY 4.0"
):
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "description": description,
        "class": kind,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [source],
        "terms": terms,
        "schema": schema,
    }


def _judgements(prefix: str) -> dict:
    said = {
        "claim_id": ("The claim judged.", {"required": True, "unique": True, "pattern": f"{prefix}-[a-z0-9-]+"}),
        "verdict": ("The verdict; the page How to read explains each.", {"required": True, "enum": list(claims.VERDICTS)}),
        "consequence": ("What of the paper rests on the statement.", {"required": True, "enum": list(claims.CONSEQUENCES)}),
        "because": ("Reason or evidence.", {"required": True}),
        "precedent": ("The rule of judgement that the verdict follows; table precedents has it.", {}),
    }  # fmt: skip
    fields = [
        {"name": name, "type": "string", "description": about, **({"constraints": held} if held else {})}
        for name, (about, held) in said.items()
    ]
    return {
        "fields": fields,
        "primaryKey": ["claim_id"],
        "missingValues": [""],
        "missing": {"": "does not apply"},
    }


def resources(row: dict[str, str]) -> list[dict]:
    """The descriptions of a paper's tables."""
    paper, short = row["id"], row["short"]
    source = {"title": f"{row['authors']}: {row['title']}" if row["authors"] else row["title"]}
    if row["doi"]:
        source["path"] = f"https://doi.org/{row['doi']}"
    source["locator"] = "whole text"
    own = {"title": "This book"}
    return [
        _resource(f"{paper}/claims", f"Claims: {short}", "Every checkable statement of the paper, one a row.", source, "schemas/claims.json", terms=OWN_TERMS),
        _resource(f"{paper}/judgements", f"Judgements in words: {short}", "Verdicts that no arithmetic gives, each with its reason.", own, _judgements(row["prefix"]), terms=OWN_TERMS),
        _resource(f"{paper}/second-readings", f"Second readings: {short}", "Statements read again by a reader who had not seen our verdict.", own, "schemas/second-readings.json", terms=OWN_TERMS),
        _resource(f"verdicts/{paper}", f"Verdicts: {short}", "Written by make execute from the last call of the paper's working.", own, "schemas/verdicts.json", kind="derived"),
    ]  # fmt: skip


def described(book: Book, row: dict[str, str]) -> str:
    """``data/datapackage.json`` with the paper's tables: before those of papers across, its verdicts at the end."""
    package = json.loads((book.data / "datapackage.json").read_text(encoding="utf-8"))
    *own, verdicts = resources(row)
    taken = {table["name"] for table in (*own, verdicts)}
    listed = [table for table in package["resources"] if table["name"] not in taken]
    last = max(
        (place for place, table in enumerate(listed, 1) if table["name"].split("/")[0] in claims.papers()),
        default=len(listed),
    )
    package["resources"] = [*listed[:last], *own, *listed[last:], verdicts]
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _empty(schema, data: Path) -> str:
    """A table's head, of its fields' names."""
    fields = (json.loads((data / schema).read_text(encoding="utf-8")) if isinstance(schema, str) else schema)[
        "fields"
    ]
    return files.as_csv([[field["name"] for field in fields]])


def listed(book: Book, row: dict[str, str]) -> str:
    """``data/papers.csv`` with the paper's row at its end."""
    text = (book.data / "papers.csv").read_text(encoding="utf-8")
    heads = next(csv.reader(io.StringIO(text)))
    return text + files.as_csv([[row.get(name, "") for name in heads]])


def contents(book: Book, name: str) -> str:
    """``_toc.yml`` with the chapter after the last of the papers' chapters, and the working after the last working."""
    lines = (book.root / "_toc.yml").read_text(encoding="utf-8").split("\n")
    for page in (f"workings/{name}", f"chapters/{name}"):
        entry = re.compile(rf"( *)- file: {page.split('/')[0]}/[0-9][0-9]-")
        places = [place for place, line in enumerate(lines) if entry.match(line)]
        if not places:  # no chapter of a paper yet: before the workings
            places = [next(place for place, line in enumerate(lines) if "- file: workings/" in line) - 1]
        new = f"{re.match(' *', lines[places[-1]])[0]}- file: {page}"  # type: ignore[index]  # it always matches
        if new not in lines:
            lines.insert(places[-1] + 1, new)
    return "\n".join(lines)


def _number(book: Book, paper: str) -> str:
    """The number that the paper's files begin with: the next one, or that of files which are there already."""
    stems = [
        path.stem for folder in ("workings", "chapters") for path in (book.root / folder).glob("[0-9][0-9]-*")
    ]
    own = [stem[:2] for stem in stems if stem[3:] == paper]
    return own[0] if own else f"{max((int(stem[:2]) for stem in stems), default=0) + 1:02}"


def made(book: Book, row: dict[str, str], aside: Path) -> dict[str, str]:
    """All files of the paper, by their paths in the book, the row in ``papers.csv`` last. Runs the working in `aside`."""
    paper = row["id"]
    name = f"{_number(book, paper)}-{paper}"
    words = {**row, "heading": row["question"] or row["short"]}
    *own, verdicts = resources(row)
    new = {f"data/{table['path']}": _empty(table["schema"], book.data) for table in (*own, verdicts)}
    new[f"chapters/{name}.md"] = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(words)
    changed = {
        "data/datapackage.json": described(book, row),
        "_toc.yml": contents(book, name),
        "data/papers.csv": listed(book, row),
    }
    shutil.copytree(book.data / "schemas", aside / "data/schemas")
    for path, text in (*new.items(), *changed.items()):
        (aside / path).parent.mkdir(parents=True, exist_ok=True)
        (aside / path).write_text(text, encoding="utf-8", newline="\n")
    working = aside / f"workings/{name}.ipynb"
    working.parent.mkdir()
    nbformat.write(notebook(words), working)
    execute.store(working, aside / "data")
    new[f"workings/{name}.ipynb"] = working.read_text(encoding="utf-8")
    return {**new, **changed}


def _put(book: Book, texts: dict[str, str], own: set[str]) -> None:
    """Puts files into place, those that the book has already last; what fails undoes the rest."""
    before = {path: (book.root / path).read_bytes() for path in texts if (book.root / path).exists()}
    if other := [path for path in before if path in own and before[path] != texts[path].encode()]:
        raise PaperError(f"there already, and would be written over: {', '.join(other)}")
    written, folders = [], []
    try:
        for path, text in texts.items():
            place = book.root / path
            if not place.parent.exists():
                place.parent.mkdir(parents=True)
                folders.append(place.parent)
            written.append(path)
            files.write_whole(place, text)
    except BaseException:
        for path in reversed(written):
            if path in before:
                (book.root / path).write_bytes(before[path])
            else:
                (book.root / path).unlink(missing_ok=True)
        for folder in folders:
            shutil.rmtree(folder)
        raise


def begin(given: argparse.Namespace) -> tuple[claims.Paper, list[str]]:
    """Begins a paper; returns it and the paths of its own files. Raises PaperError or BookError, then nothing is written."""
    book = find()
    row = row_of(given, book)
    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        texts = made(book, row, Path(name))
    own = [path for path in texts if path not in ("data/datapackage.json", "_toc.yml", "data/papers.csv")]
    _put(book, texts, set(own))
    return claims.papers()[row["id"]], own


def main(arguments: list[str]) -> int:
    """The command: 0 once all is written, 2 if nothing was."""
    try:
        paper, own = begin(_arguments(arguments))
    except (PaperError, BookError, tables.TableError) as error:
        print(f"paper: {error}", file=sys.stderr)
        return 2
    print(f"{paper.short} is begun, as a draft. Its files:")
    for path in own:
        print(f"  {path}")
    print("Still empty:")
    for what in lacking(paper, find()):
        print(f"  {what.replace('`', '')}")
    print("The page “Check a paper” (chapters/check-a-paper.md) leads on from here.")
    return 0
