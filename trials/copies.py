"""Copies of the book: what they leave out stands here alone."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = (".git", ".venv", "_build", "__pycache__", ".*_cache", "mutants", "survey-report")
"""What is installed, built or kept."""


def copy_book(target: Path, source: Path = ROOT, *, keep: tuple[str, ...] = ()) -> Path:
    """A copy of a book without what is `LEFT_OUT`, but for the names in `keep`."""
    left_out = shutil.ignore_patterns(*(name for name in LEFT_OUT if name not in keep))
    return Path(shutil.copytree(source, target, ignore=left_out))
