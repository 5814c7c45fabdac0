"""The book is spoiled in one place, and what caught it is named. (A checksum would catch anything, and say nothing.)"""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow
CHAPTER = "workings/01-index-comparison.ipynb"


def rerun(book) -> str:
    """Runs a chapter of a spoiled book through nbval; what it says."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            CHAPTER,
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-o",
            "addopts=--nbval --nbval-current-env",
        ],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book)},
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run.stdout if run.returncode else ""


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def data_cell(book):
    edit(book / "data/index-comparison/table-2.csv", "8.3,4.1", "8.4,4.1")
    return "ic-t2-familiarity-russia: the table has '8.4', claims.csv '8.3'"


def stored_output(book):
    edit(book / CHAPTER, "50.602…", "50.603…")
    return "50.603"


def caption(book):
    nb = json.loads((book / CHAPTER).read_text("utf-8"))
    cell = next(c for c in nb["cells"] if any('name="table-2-scores"' in line for line in c["source"]))
    cell["source"] = [
        line.replace("Global Soft Power Index 2024", "Global Soft Power Index 2023")
        for line in cell["source"]
    ]
    (book / CHAPTER).write_text(json.dumps(nb), encoding="utf-8")
    return "Global Soft Power Index 2023"


def claim_left_unchecked(book):
    with (book / "data/index-comparison/claims.csv").open("a", encoding="utf-8") as file:
        file.write("ic-new,3.1,A statement,5,points,,number,own-table,the table\n")
    return "1 claims have a basis, but no cell checks them: ic-new"


def printed_value(book):
    edit(book / "data/index-comparison/claims.csv", ",46.15,percent,,cell", ",46.16,percent,,cell")
    return "ic-t2-influence-gap: the table has '46.15', claims.csv '46.16'"


def line_of_code(book):
    edit(book / "softpower/rounding.py", "whole = math.trunc(scaled)", "whole = math.ceil(scaled)")
    return "truncation"


@pytest.mark.parametrize(
    "spoil",
    [data_cell, stored_output, caption, claim_left_unchecked, printed_value, line_of_code],
    ids=lambda spoil: spoil.__name__,
)
def test_a_spoiled_book_fails_and_says_where(spoil, book):
    says = spoil(book)
    assert says in rerun(book)


def test_the_book_as_it_stands_passes(book):
    assert rerun(book) == ""


def test_a_changed_verdict_row_fails(book):
    edit(
        book / "data/verdicts/index-comparison.csv",
        "ic-t2-familiarity-gap,reproduced-if",
        "ic-t2-familiarity-gap,possible",
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/test_execute.py", "-q", "-p", "no:cacheprovider"],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book)},
    )
    assert run.returncode == 1
    assert "index-comparison.csv against 01-index-comparison.ipynb" in run.stdout


def test_a_seeded_sample_of_mutations_is_caught_or_listed_with_its_reason(root):
    """`make mutate` tries more: cells of data, of verdict files, and values of stored outputs."""
    run = subprocess.run(
        [sys.executable, "trials/mutate.py", "--most", "0.04", "--seed", "3", "--shares", "1"],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 neither caught nor listed" in run.stdout
