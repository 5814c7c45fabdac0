"""``python -m softpower survey RESPONSES CODEBOOK --out DIR``: a survey's files in, tables and a report out.

Whatever goes wrong, goes wrong before anything is written: results are computed first, written into a folder
beside DIR, and that folder is renamed into place. An earlier report in DIR is replaced; any other content never.
What a killed run has left beside DIR, the next one clears up.
"""

import argparse
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from softpower import rounding
from softpower.survey import differences, folder, reliability, report, responses, results
from softpower.survey.codebook import HEADER, Cuts, by_scale, read_codebook
from softpower.survey.errors import Faults, SurveyError
from softpower.survey.folder import FORMULA as FORMULA
from softpower.survey.folder import as_csv, recover, refuse_folder, safe, write_folder
from softpower.survey.remarks import remarks
from softpower.survey.settings import Settings
from softpower.survey.words import note

TABLES = (
    "items.csv", "scales.csv", "bands.csv", "groups.csv", "reliability.csv", "statements.csv", "differences.csv",
    "missing.csv",
)  # fmt: skip
FORMATS = {"html": "report.html", "xlsx": "report.xlsx"}
FILES = (*TABLES, "report.html")
"""What a run writes unless `--format` says otherwise."""
ALLOWED = (*TABLES, *FORMATS.values())
SAMPLES = ("probability", "everyone", "volunteers", "unknown")

__all__ = ["FILES", "FORMULA", "as_csv", "folder", "main", "safe"]


def told(what: Callable[..., str], every: float = 1.0) -> Callable[..., None]:
    """A progress callback: prints ``what(...)`` to stderr, at most once in `every` seconds; short work says nothing."""
    last = time.monotonic()

    def say(*numbers) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            print(f"survey: {what(*numbers)}", file=sys.stderr, flush=True)

    return say


def run(
    settings: Settings, responses_path: Path, codebook_path: Path, out: Path, told: Callable = told
) -> list[str]:
    """Computes and writes everything; returns the notes. Raises SurveyError, then nothing has been written.

    `told` makes the callbacks that say how far it is; the book's page has its own.
    """
    recover(out)
    refuse_folder(out, ALLOWED)
    files, notes = files_of(settings, responses_path, codebook_path)
    write_folder(out, files, ALLOWED)
    return notes


def files_of(
    settings: Settings, responses_path: Path, codebook_path: Path
) -> tuple[dict[str, str | bytes], list[str]]:
    """(name -> content of every file of a run, notes); writes nothing. Raises SurveyError."""
    codebook = read_codebook(codebook_path, rescale=settings.rescale)
    faults = Faults()
    scale, members = max(by_scale(codebook).items(), key=lambda pair: len(pair[1]))
    if settings.min_answered is not None and settings.min_answered > len(members):
        many = f"only {len(members)} items" if len(members) > 1 else "one item only"
        faults.add(
            f"--min-answered {settings.min_answered}", f"the scale {scale!r} has {many}, and none has more"
        )
    if settings.tests and settings.group is None:
        faults.add("--tests", "compares groups: name their column with --group")
    faults.raise_any()
    tally = responses.read_tally(
        responses_path,
        codebook,
        group=settings.group,
        weight=settings.weight,
        missing_group=settings.missing_group,
        missing_weight=settings.missing_weight,
        not_items=settings.not_items,
        progress=told(lambda done, part: f"{done:,} respondents read, {part:.0%} of the file"),
    )
    if not tally.n:
        raise SurveyError(
            f"{responses_path}: no respondent is left to count: all were left out (weight or group)"
        )
    level = settings.level
    together = reliability.reliability(tally, level)
    tables = {
        "items": results.items(tally, level),
        "scales": reliability.scales(tally, settings.min_answered, level),
        "bands": results.bands(tally, settings.cuts, settings.min_answered, level, settings.tie),
        "groups": reliability.groups(tally, settings.min_answered, together),
        "reliability": together,
        "statements": results.statements(tally, level),
        "differences": differences.differences(tally, settings.min_answered, level, settings.tests),
        "missing": results.missing(tally),
    }
    notes = notes_of(tally, settings)
    drawn = told(lambda done, of: f"{done} of {of} scales drawn")
    files: dict[str, str | bytes] = {f"{name}.csv": as_csv(table) for name, table in tables.items()}
    if "html" in settings.formats:
        files["report.html"] = report.page(tally, settings, notes, tables, drawn)
    if "xlsx" in settings.formats:
        from softpower.survey import workbook

        files["report.xlsx"] = workbook.workbook(tally, settings, notes, tables)
    return files, notes


def notes_of(tally, settings: Settings) -> list[str]:
    """All notes of a run: what was noticed while reading, what the data say, what was asked and what was not."""
    said = [*tally.notes, *remarks(tally, settings.cuts, settings.min_answered)]
    if settings.sample is None:
        said.append(note("sample"))
    if tally.weighted and settings.level is not None:
        said.append(note("clustered"))
    return said


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m softpower survey",
        description="Distributions, scale scores, bands, reliability and differences of a survey of Likert items. "
        "`survey init FILE --out DIR` drafts the codebook from a file as it was exported.",
        epilog="What cannot be used is told together, with status 2, and nothing is written.",
    )
    add = parser.add_argument
    add("responses", type=Path, metavar="RESPONSES", help="a row a respondent, .csv or .parquet")
    add("codebook", type=Path, metavar="CODEBOOK", help=f"CSV: {','.join(HEADER)}[,labels,cuts]")
    add("--out", type=Path, required=True, metavar="DIR", help="folder of the results")
    add("--group", metavar="COLUMN", help="compare the values of this column")
    add("--weight", metavar="COLUMN", help="weigh respondents by this column; weight 0 has no part")
    add(
        "--missing-group",
        choices=("label", "drop", "refuse"),
        default="label",
        help="who has no group: counted as 'no answer', so that totals hold (label); left out; or refused",
    )
    add(
        "--missing-weight",
        choices=("drop", "refuse"),
        default="refuse",
        help="who has no weight: left out, or refused (refuse: no figure is right for them)",
    )
    add(
        "--not-items",
        metavar="COLUMNS",
        default="",
        help="columns that are no items, although named like them (a,b)",
    )
    add(
        "--low",
        type=_point,
        metavar="X",
        help="where Low ends, of scales without cuts in the codebook (no bands)",
    )
    add("--high", type=_point, metavar="X", help="where High begins")
    add("--tie", choices=("low", "high"), default="low", help="side of an exact cut point (low)")
    add(
        "--min-answered",
        type=_count,
        metavar="N",
        help="items a score needs (half of the scale's); all of a shorter scale's",
    )
    add(
        "--rescale", action="store_true", help="items of different lengths in one scale: bring each to 0 to 1"
    )
    add("--confidence", type=_level, default=0.95, metavar="P", help="of all intervals (0.95)")
    add("--sample", choices=SAMPLES, help="how respondents came to answer; intervals only with probability")
    add("--tests", choices=differences.FAMILIES, help="p-values of groups, adjusted over this family (none)")
    add(
        "--min-cell",
        type=_count,
        default=5,
        metavar="N",
        help="smaller cells of group tables are hidden in reports (5)",
    )
    add("--format", type=_formats, default=("html",), metavar="F", help="html, xlsx or html,xlsx (html)")
    add("--title", help="of the report (the file's name)")
    add("--date", help="of the report, as it is to be printed (none)")
    add("--language", choices=("en", "ru", "kk"), default="en", help="of headings and fixed words (en)")
    return parser


def _point(text: str) -> str:
    text = text.replace(",", ".")
    try:
        rounding.exact(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a number such as 2.5, not {text!r}") from None
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number of at least 1, not {text!r}")
    return int(text)


def _level(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"a number between 0 and 1, not {text!r}")
    return value


def _formats(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not asked or set(asked) - set(FORMATS):
        raise argparse.ArgumentTypeError(f"html, xlsx or html,xlsx, not {text!r}")
    if "xlsx" in asked and not find_spec("xlsxwriter"):
        raise argparse.ArgumentTypeError(
            "xlsx needs one more package: python -m pip install 'softpower[survey]'"
        )
    return asked


def settings_of(asked: argparse.Namespace, error: Callable[[str], None]) -> Settings:
    """The settings that the options ask for; `error` is called for two that contradict each other."""
    cuts = None
    try:
        if (asked.low is None) != (asked.high is None):
            error("--low and --high go together: bands have two cut points")
        if asked.low is not None:
            cuts = Cuts(asked.low, asked.high, asked.tie)
    except ValueError as fault:
        error(str(fault))
    if asked.tests and asked.sample not in (None, "probability"):
        error(f"--tests needs a probability sample, not --sample {asked.sample}")
    return Settings(
        responses=asked.responses.name,
        codebook=asked.codebook.name,
        group=asked.group,
        weight=asked.weight,
        cuts=cuts,
        tie=asked.tie,
        min_answered=asked.min_answered,
        confidence=asked.confidence,
        sample=asked.sample,
        tests=asked.tests,
        rescale=asked.rescale,
        missing_group=asked.missing_group,
        missing_weight=asked.missing_weight,
        not_items=tuple(name.strip() for name in asked.not_items.split(",") if name.strip()),
        min_cell=asked.min_cell,
        formats=asked.format,
        title=asked.title,
        date=asked.date,
        language=asked.language,
    )


def main(arguments: list[str]) -> int:
    """The command: status 0, or 2 and what is amiss on stderr. Notes go to stderr, too."""
    if arguments[:1] == ["init"]:
        from softpower.survey.init import main as draft

        return draft(arguments[1:])
    parser = _parser()
    asked = parser.parse_args(arguments)
    settings = settings_of(asked, parser.error)
    try:
        notes = run(settings, asked.responses, asked.codebook, asked.out)
    except SurveyError as error:
        for line in str(error).split("\n"):
            print(f"survey: {line}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"survey: cannot write {asked.out}: {error}", file=sys.stderr)
        return 2
    for said in notes:
        print(f"survey: note: {said}", file=sys.stderr)
    names = (*TABLES, *(FORMATS[kind] for kind in asked.format))
    print(f"Wrote {', '.join(names)} into {asked.out}")
    return 0
