"""What the book's pages ask of Python in the browser. Texts and bytes in, texts out; nothing leaves the page's memory.

    drafted(raw, name)          what `survey init` writes, and what the form shows of it
    analysed(...)               what `survey` writes from responses and a codebook
    packed(files)               the files of a report as one ZIP
    checked(given)              what `softpower.pocket` says of a printed figure

The survey's files are written into a folder in memory by the command's own functions, so that they are the command's bytes.
Standard library alone.
"""

import base64
import csv
import io
import json
import shlex
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from softpower import pocket
from softpower.files import archive
from softpower.survey import command
from softpower.survey.codebook import COLUMNS, RESPONDENT, Item, codebook_of
from softpower.survey.errors import SurveyError
from softpower.survey.init import answers, draft, propose, words

NAMES = ("responses.csv", "codebook.csv")


def tell(kind: str, done: int, of: int) -> None:
    """Told how far a computation is; the worker puts its own function here."""


def checked(given: str) -> str:
    """`pocket.check`, from JSON to JSON."""
    return json.dumps(pocket.check(json.loads(given)))


def _told(what, every: float = 1.0):
    """Stands in for `command.told`: passes the numbers on, not their sentence."""

    def say(*numbers) -> None:
        first, second = numbers
        if isinstance(second, float):  # respondents read, part of the file
            tell("read", first, int(second * 100))
        else:
            tell("drawn", first, second)

    return say


def drafted(raw: bytes, name: str) -> str:
    """JSON: the three files of a draft, the lines of the codebook and the columns that are no items; or ``error``."""
    try:
        made = draft(bytes(raw), name)
    except SurveyError as error:
        return json.dumps({"error": str(error)})
    items = codebook_of(made.codebook.encode(), "codebook")
    middles, apart = _middles(items), propose.standing_alone(items)
    asked = [f"{answer!r} {answers.MIDDLE}" for answer in middles] + [propose.APART] * bool(apart)
    return json.dumps(
        {
            "files": {"codebook.csv": made.codebook, "responses.csv": made.responses, "notes.md": made.notes},
            "questions": [text for text in made.questions if not any(part in text for part in asked)],
            "middles": [{"answer": answer, "items": places} for answer, places in middles.items()],
            "apart": apart,
            "not_items": _not_items(made.notes),
            **_understood(made.codebook, made.responses),
        }
    )


def _middles(items: Sequence[Item]) -> dict[str, list[int]]:
    """Answers drafted as no answer that may be the middle, with the places of their items; each has room for a middle."""
    found: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        for code in item.missing:
            if words.plain(code) in words.UNCLEAR:
                found.setdefault(code, []).append(at)
    even = {at for at, item in enumerate(items) if item.labels and len(item.labels) % 2 == 0}
    return {answer: places for answer, places in found.items() if even.issuperset(places)}


def _not_items(notes: str) -> list[str]:
    """Columns that are no items, although named like them: the line of the notes that gives the command says so."""
    for line in notes.splitlines():
        if line.startswith("    python ") and "--not-items" in (words := shlex.split(line)):
            return words[words.index("--not-items") + 1].split(",")
    return []


def with_codebook(raw: bytes, name: str, codebook: bytes) -> str:
    """JSON as of `drafted`, for a file that comes with its codebook.

    If the file has the codebook's columns it is taken as it is, as the command takes it; else it is read as an export,
    and the codebook is to be one of that export.
    """
    try:
        items = {item.name for item in codebook_of(bytes(codebook), "codebook")}
    except SurveyError as error:
        return json.dumps({"error": str(error)})
    book = bytes(codebook).decode("utf-8-sig")
    columns = _columns(bytes(raw))
    if items <= set(columns) and RESPONDENT in columns:
        return json.dumps(
            {
                "files": {},
                "questions": [],
                "as_it_is": True,
                **_understood(book, ""),
                "columns": _others(columns, items),
            }
        )
    draft = json.loads(drafted(raw, name))
    if "error" not in draft:
        draft["files"]["codebook.csv"] = book
        draft |= _understood(book, draft["files"]["responses.csv"])
    return json.dumps(draft)


def _columns(raw: bytes) -> list[str]:
    try:
        head = raw.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        return []
    sign = max(",;\t", key=head.count)
    return next(csv.reader([head], delimiter=sign), [])


def _others(columns: list[str], items: set[str]) -> list[str]:
    return [column for column in columns if column not in items and column != RESPONDENT]


def _understood(book: str, responses: str) -> dict:
    """The lines of a codebook as the form shows them, and the columns to group or weigh by."""
    lines = list(csv.DictReader(io.StringIO(book, newline="")))
    header = next(csv.reader(io.StringIO(responses, newline="")), [])
    return {
        "items": [{name: (line.get(name) or "") for name in COLUMNS} for line in lines],
        "columns": _others(header, {line.get("item") or "" for line in lines}),
    }


def codebook_text(items: list[dict[str, str]]) -> str:
    """A codebook from the lines of the form, with the dialect that `survey init` writes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([item[name] for name in COLUMNS] for item in items)
    return out.getvalue()


def analysed(responses: bytes, codebook: str, items: str, options: str) -> str:
    """JSON: every file that the command writes, by name, with the codebook, its notes and its scales; or ``error``.

    `items`, the JSON of the form's lines, stands instead of `codebook` unless it is empty. `options` is the JSON of a
    list: what would stand behind ``--out DIR`` on the command's line.
    """
    if items:
        codebook = codebook_text(json.loads(items))
    folder = Path(tempfile.mkdtemp())
    paths = [folder / name for name in NAMES]
    try:
        paths[0].write_bytes(bytes(responses))
        paths[1].write_text(codebook, encoding="utf-8", newline="")
        asked = command._parser().parse_args(
            [*map(str, paths), "--out", str(folder / "report"), *json.loads(options)]
        )
        settings = command.settings_of(asked, _refuse)
        notes = command.run(settings, paths[0], paths[1], folder / "report", told=_told)
        files = {
            path.name: path.read_text(encoding="utf-8") for path in sorted((folder / "report").iterdir())
        }
    except SurveyError as error:
        return json.dumps({"error": str(error).replace(f"{folder}/", "")})
    except SystemExit:  # argparse has refused an option
        return json.dumps({"error": "an option is not one of the command's"})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    scales = list(csv.reader(io.StringIO(files["scales.csv"], newline="")))
    return json.dumps({"files": {**files, "codebook.csv": codebook}, "notes": notes, "scales": scales})


def packed(files: str) -> str:
    """JSON: the files, given as JSON of names and texts, as a ZIP in base64."""
    contents = {name: text.encode() for name, text in json.loads(files).items()}
    return json.dumps({"zip": base64.b64encode(archive(contents)).decode("ascii")})


def _refuse(message: str) -> None:
    raise SurveyError(message)
