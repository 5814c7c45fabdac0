"""Writes results: CSV that no spreadsheet runs, and a folder that is written whole or not at all."""

import csv
import glob
import io
import os
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from softpower.survey.errors import fault

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the start of a formula, after the OWASP page on CSV injection."""


def safe(text: str) -> str:
    """A label that no spreadsheet runs as a formula: an apostrophe is put before the signs in `FORMULA`.

    >>> safe("=1+1"), safe("q1")
    ("'=1+1", 'q1')
    """
    return "'" + text if text.startswith(FORMULA) else text


def as_csv(table) -> str:
    """Results (a Table or a frame) as CSV: labels made `safe`, fractions with six digits, what is undefined empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    rows = table.rows if hasattr(table, "rows") else table.itertuples(index=False)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value) -> str:
    if isinstance(value, str):
        return safe(value)
    if value is None or value != value:
        return ""
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def refuse_folder(out: Path, allowed: Collection[str]) -> None:
    """Raises SurveyError if `out` is there and is anything but a folder of `allowed` files, or empty."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise fault(str(out), "is there, and is no folder")
    others = sorted(path.name for path in out.iterdir() if path.name not in allowed) if out.exists() else []
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


def write_folder(out: Path, files: dict[str, str | bytes], allowed: Collection[str]) -> None:
    """Writes a folder whole: into one beside it, then renamed into place of an empty one or an earlier result.

    `allowed` names the files that an earlier result may hold; a folder with any other file is refused.
    """
    out = Path(os.path.abspath(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    part, old = (out.with_name(f".{out.name}.{os.getpid()}{end}") for end in (".part", ".old.part"))
    try:
        part.mkdir()
        for name, content in files.items():
            if isinstance(content, bytes):
                (part / name).write_bytes(content)
            else:
                (part / name).write_text(content, encoding="utf-8", newline="")
        refuse_folder(out, allowed)  # again: reading may have taken minutes
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
