"""The command ``survey init``: reads one file, writes three, and writes over nothing that somebody edited.

codebook.csv is known to be untouched by the last line of notes.md, which holds the SHA-256 of codebook and responses
as they were drafted. A codebook whose bytes are others, or beside which no such line stands, was edited (or is not
ours): it stays, and the new draft is written as codebook-draft.csv. Responses that were edited stop the command.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from softpower.survey.errors import SurveyError, fault

from . import FILES, Draft, draft
from .notes import digest
from .table import MOST_BYTES

_STAMP = re.compile(
    r"<!-- as drafted: codebook\.csv (sha256:[0-9a-f]{64}), responses\.csv (sha256:[0-9a-f]{64}) -->"
)
BESIDE = "codebook-draft.csv"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m softpower survey init",
        description="Drafts codebook.csv, responses.csv and notes.md from one file as a form tool, a spreadsheet, SPSS or Stata wrote it. "
        "Status 0: ready; 3: written, with questions in notes.md; 2: nothing written. An edited codebook is never overwritten: it is told by "
        "the checksum in the last line of notes.md, and the new draft is then written beside it as codebook-draft.csv.",
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=".csv, .tsv, .txt, .xlsx, .sav, .dta, or a .zip with one CSV"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the draft")
    return parser


def main(arguments: list[str]) -> int:
    """Runs the command; one message on stderr and status 2 if nothing was written."""
    asked = _parser().parse_args(arguments)
    try:
        keep = _kept(asked.out, asked.file)
        raw = _bytes(asked.file)
        names = [_quoted(asked.out / name) for name in ("responses.csv", "codebook.csv")]
        made = draft(
            raw,
            str(asked.file),
            f"python -m softpower survey {' '.join(names)} --out {_quoted(asked.out / 'report')}",
        )
        if keep:
            made.questions.insert(0, keep)
            made.notes = _with_question(made.notes, keep)
        _write(asked.out, made, beside=bool(keep))
    except SurveyError as error:
        print(f"survey: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"survey: cannot write {asked.out}: {error.strerror or error}", file=sys.stderr)
        return 2
    except MemoryError:
        print(
            f"survey: {asked.file}: too large for this machine's memory: give it the file's first 10,000 rows",
            file=sys.stderr,
        )
        return 2
    written = [BESIDE if keep and name == "codebook.csv" else name for name in FILES]
    print(f"Wrote {', '.join(written)} into {asked.out}")
    if made.questions:
        number = len(made.questions)
        print(
            f"survey: {number} {'question' if number == 1 else 'questions'} to answer, in {asked.out / 'notes.md'}:",
            file=sys.stderr,
        )
        for text in made.questions[:10]:
            print(f"survey: - {text}", file=sys.stderr)
        if number > 10:
            print(f"survey: - and {number - 10} more", file=sys.stderr)
        return 3
    return 0


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise fault(str(path), "is a folder: name the file that the form tool wrote")
        if path.stat().st_size > MOST_BYTES:
            with path.open("rb") as file:
                head = file.read(16)
            if not head.startswith((b"$FL", b"PK")):
                raise fault(
                    str(path),
                    f"{path.stat().st_size / 2**20:,.0f} MiB; a draft is made from at most {MOST_BYTES // 2**20}: give it the file's first "
                    "10,000 rows; the codebook serves the whole file",
                )
        return path.read_bytes()
    except OSError as error:
        raise fault(str(path), f"cannot be read ({error.strerror or error}): check the name") from None


def _kept(out: Path, source: Path) -> str:
    """A question if codebook.csv was edited and stays; empty if all may be written. Raises SurveyError if nothing may."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise fault(str(out), "is there, and is no folder: name another with --out")
    if not out.exists():
        return ""
    found = _STAMP.search(_text(out / "notes.md"))
    drafted = dict(zip(("codebook.csv", "responses.csv"), found.groups(), strict=True)) if found else {}
    edited = {}
    for name in ("codebook.csv", "responses.csv"):
        path = out / name
        if path.is_symlink() or path.is_dir():
            raise fault(str(path), "is there, and is no file of ours: name another folder with --out")
        edited[name] = path.exists() and (not drafted or digest(path.read_bytes()) != drafted[name])
    same = any(
        (out / name).exists() and source.exists() and os.path.samefile(out / name, source)
        for name in (*FILES, BESIDE)
    )
    if edited["responses.csv"] or same:
        raise fault(
            str(out / "responses.csv") if not same else str(source),
            "was edited since it was drafted, or is not a draft, and would be written over: name another folder with --out, or move it away",
        )
    if (out / "notes.md").exists() and not drafted and not edited["codebook.csv"]:
        raise fault(
            str(out / "notes.md"), "is there, and was not drafted here: name another folder with --out"
        )
    if not edited["codebook.csv"]:
        return ""
    beside = out / BESIDE
    if beside.exists() and (
        not beside.is_file() or digest(beside.read_bytes()) != drafted.get("codebook.csv")
    ):
        raise fault(
            str(beside),
            "was edited, too, and would be written over: name another folder with --out, or move it away",
        )
    return (
        f"{out / 'codebook.csv'} was edited since it was drafted (its checksum is not the one in notes.md) and is left as it is; the new draft "
        f"stands beside it as {BESIDE}. Compare the two: items that one of them lacks, and labels that are spelt otherwise."
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError:
        return ""


def _with_question(notes: str, question: str) -> str:
    """The notes with one more question at the top, below the title; their stamp is dropped by the caller's codebook."""
    head, _, rest = notes.partition("\n\n")
    return f"{head}\n\n**Codebook kept.** {question}\n\n{rest}"


def _write(out: Path, made: Draft, beside: bool) -> None:
    """Writes each file whole: beside its place first, then renamed. Notes come first of all to go and last to come."""
    out.mkdir(parents=True, exist_ok=True)
    texts = {
        BESIDE if beside else "codebook.csv": made.codebook,
        "responses.csv": made.responses,
        "notes.md": made.notes,
    }
    parts = []
    try:
        for name, text in texts.items():
            part = out / f".{name}.{os.getpid()}.part"
            parts.append((part, out / name))
            part.write_text(text, encoding="utf-8", newline="")
        for part, place in parts:
            os.replace(part, place)
    finally:
        for part, _ in parts:
            part.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    text = str(path)
    return text if re.fullmatch(r"[\w./\\:-]+", text) else f'"{text}"'
