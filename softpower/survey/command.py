"""``python -m softpower survey RESPONSES CODEBOOK --out DIR``: a survey's files in, three tables and a page out.

Whatever goes wrong, goes wrong before anything is written: results are computed first, written into a folder
beside DIR, and that folder is renamed into place. An earlier report in DIR is replaced; any other content never.
What a killed run has left beside DIR, the next one clears up.
"""

import argparse
import csv
import glob
import io
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from softpower import likert, report, responses, rounding
from softpower.likert import Cuts, SurveyError, fault

FILES = ("items.csv", "scales.csv", "bands.csv", "report.html")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the start of a formula, after the OWASP page on CSV injection."""


def safe(text: str) -> str:
    """A label that no spreadsheet runs as a formula: an apostrophe is put before the signs in `FORMULA`.

    >>> safe("=1+1"), safe("q1")
    ("'=1+1", 'q1')
    """
    return "'" + text if text.startswith(FORMULA) else text


def as_csv(frame: pd.DataFrame) -> str:
    """Results as CSV: labels made `safe`, fractions with six digits, NA as an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.itertuples(index=False))
    return out.getvalue()


def _cell(value) -> str:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.6f}"
    return str(value)


def refuse_folder(out: Path) -> None:
    """Raises SurveyError if `out` is there and is anything but an empty folder or an earlier report."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise fault(str(out), "is there, and is no folder")
    others = sorted(path.name for path in out.iterdir() if path.name not in FILES) if out.exists() else []
    if others:
        raise fault(str(out), f"holds other files ({', '.join(others[:3])}): name a folder of its own")


def recover(out: Path) -> None:
    """Clears up after runs into `out` that were killed: brings an earlier report back, removes unfinished ones."""
    out = Path(os.path.abspath(out))
    for left in sorted(out.parent.glob(f".{glob.escape(out.name)}.*.part")):
        found = re.fullmatch(r"\.(\d+)(\.old)?\.part", left.name.removeprefix(f".{out.name}"))
        if not found or _runs(int(found[1])):
            continue
        if found[2] and not out.exists():
            os.rename(left, out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def write_folder(out: Path, files: dict[str, str]) -> None:
    """Writes a folder whole: into one beside it, then renamed into place of an empty one or an earlier report."""
    out = Path(os.path.abspath(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    part, old = (out.with_name(f".{out.name}.{os.getpid()}{end}") for end in (".part", ".old.part"))
    try:
        part.mkdir()
        for name, text in files.items():
            (part / name).write_text(text, encoding="utf-8", newline="")
        refuse_folder(out)  # again: reading may have taken minutes
        if out.exists():
            os.rename(out, old)
        try:
            os.rename(part, out)
        except OSError:
            if old.exists():
                os.rename(old, out)
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def told(what: Callable[..., str], every: float = 1.0) -> Callable[..., None]:
    """A progress callback: prints ``what(...)`` to stderr, at most once in `every` seconds; short work says nothing."""
    last = time.monotonic()

    def say(*numbers) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            print(f"survey: {what(*numbers)}", file=sys.stderr, flush=True)

    return say


def run(settings: report.Settings, responses_path: Path, codebook_path: Path, out: Path) -> list[str]:
    """Computes and writes everything; returns the remarks. Raises SurveyError, then nothing has been written."""
    recover(out)
    refuse_folder(out)
    codebook = responses.read_codebook(codebook_path)
    for scale, members in likert.by_scale(codebook).items():
        if settings.min_answered > len(members):
            raise SurveyError(
                f"--min-answered {settings.min_answered}: the scale {scale!r} has only {len(members)} items"
            )
    found = responses.read_tally(
        responses_path,
        codebook,
        group=settings.group,
        weight=settings.weight,
        progress=told(lambda done, part: f"{done:,} respondents read, {part:.0%} of the file"),
    )
    frames = {
        "items": likert.items(found, settings.confidence),
        "scales": likert.scales(found, settings.min_answered, settings.confidence),
        "bands": likert.bands(found, settings.cuts, settings.min_answered, settings.confidence),
    }
    remarks = likert.remarks(found, settings.cuts)
    drawn = told(lambda done, of: f"{done} of {of} scales drawn")
    files = {f"{name}.csv": as_csv(frame) for name, frame in frames.items()}
    files["report.html"] = report.page(found, settings, remarks, frames, drawn)
    write_folder(out, files)
    return remarks


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m softpower survey",
        description="Distributions, scale scores, bands and reliability of a survey of Likert items: "
        "items.csv, scales.csv, bands.csv and report.html.",
    )
    parser.add_argument(
        "responses", type=Path, metavar="RESPONSES", help="a row a respondent, .csv or .parquet"
    )
    parser.add_argument("codebook", type=Path, metavar="CODEBOOK", help=f"CSV: {','.join(responses.HEADER)}")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the results")
    parser.add_argument("--group", metavar="COLUMN", help="compare the values of this column")
    parser.add_argument("--weight", metavar="COLUMN", help="weigh respondents by this column")
    parser.add_argument("--low", type=_point, default="2.5", metavar="X", help="where Low ends (2.5)")
    parser.add_argument("--high", type=_point, default="3.5", metavar="X", help="where High begins (3.5)")
    parser.add_argument(
        "--tie", choices=("low", "high"), default="low", help="side of an exact cut point (low)"
    )
    parser.add_argument("--min-answered", type=_count, default=1, metavar="N", help="items a score needs (1)")
    parser.add_argument(
        "--confidence", type=_level, default=0.95, metavar="P", help="of all intervals (0.95)"
    )
    return parser


def _point(text: str) -> str:
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
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"a number between 0 and 1, not {text!r}")
    return value


def main(arguments: list[str]) -> int:
    """The command: status 0, or 2 and one message on stderr. Remarks go to stderr, too."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        cuts = Cuts(asked.low, asked.high, asked.tie)
    except ValueError as error:
        parser.error(str(error))
    settings = report.Settings(
        asked.responses.name,
        asked.codebook.name,
        asked.group,
        asked.weight,
        cuts,
        asked.min_answered,
        asked.confidence,
    )
    try:
        remarks = run(settings, asked.responses, asked.codebook, asked.out)
    except SurveyError as error:
        print(f"survey: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"survey: cannot write {asked.out}: {error}", file=sys.stderr)
        return 2
    for remark in remarks:
        print(f"survey: note: {remark}", file=sys.stderr)
    print(f"Wrote {', '.join(FILES)} into {asked.out}")
    return 0
