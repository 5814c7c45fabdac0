"""Files that are the same for the same content, and whole or not there at all."""

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Writes a text file by renaming a finished one into place."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)


def keep_only(folder: Path, names: Iterable[str]) -> None:
    """Removes the files of a folder that are not named: those that an earlier build left there."""
    for name in {path.name for path in folder.iterdir()}.difference(names):
        (folder / name).unlink()


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows of cells as CSV: commas, quotation marks where they are needed, one line feed a row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def archive(files: Mapping[str, bytes], first: str = "") -> bytes:
    """A ZIP of files, `first` before the others and these in the order of their names.

    It has neither dates nor compression: both would differ between machines.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in sorted(files, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as written on Unix, wherever it is
            packed.writestr(entry, files[name])
    return out.getvalue()
