"""The book is spoiled in one place, and what caught it is named. (A checksum would catch anything, and say nothing.)"""

import json
import os
import re
import subprocess
import sys

import forked
import nbformat
import pytest
from conftest import ROOT
from running import outcomes
from small_book import WORKING

pytestmark = pytest.mark.slow
CHAPTER = "workings/01-index-comparison.ipynb"


def caught(book) -> str:
    """Runs a working of a spoiled book in a shell; what it says at each difference from what is stored."""
    return "\n".join(f"{found.by}: {found.said}" for found in forked.call(outcomes, book / CHAPTER))


def caught_by_its_own_code(book) -> str:
    """The same with the code of the spoiled book."""
    command = "import sys, pathlib, running; print(running.outcomes(pathlib.Path(sys.argv[1])))"
    run = subprocess.run(
        [sys.executable, "-c", command, str(book / CHAPTER)],
        cwd=book,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": f"{book}{os.pathsep}{book / 'trials'}"},
    )
    return run.stdout


def rerun(book) -> str:
    """Runs a working of a spoiled book through nbval; what it says."""
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


SPOILS = [data_cell, stored_output, caption, claim_left_unchecked, printed_value, line_of_code]


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_spoiled_book_fails_and_says_where(spoil, book):
    says = spoil(book)
    if (
        spoil is line_of_code
    ):  # a shell names cell and line that differ; nbval, in the gate, shows the word as well
        assert "said='scores: text/html: stored" in caught_by_its_own_code(book)
    else:
        assert says in caught(book)


@pytest.mark.gate
@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_spoiled_book_fails_under_nbval_and_says_where(spoil, book):
    says = spoil(book)
    assert says in rerun(book)


def test_the_book_as_it_stands_passes(root):
    assert caught(root) == ""


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


def mutated(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(ROOT / "trials/mutate.py"), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def test_every_mutation_of_the_small_book_is_caught_and_one_that_nothing_catches_is_told(small_copy):
    """Each cell of its data, of its verdicts, and each value of its outputs."""
    run = mutated("--book", str(small_copy), "--most", "0", "--shares", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 neither caught nor listed" in run.stdout
    assert len(re.findall(r"(\d+) used, \1 caught", run.stdout)) == 3
    # A notebook that shows of its towns only whether their numbers are above ten: most changes go unseen.
    blind(small_copy / f"{WORKING}.ipynb")
    run = mutated("--book", str(small_copy), "--most", "0", "--shares", "1", "--chapter", "01")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "small-paper/towns, arrived: " in run.stdout and "NOT LISTED" in run.stdout


def blind(path) -> None:
    """Takes out of a notebook all that computes with a column, and shows whether it is above ten."""
    nb = nbformat.read(path, as_version=4)
    nb.cells = [cell for cell in nb.cells if cell.id in ("top", "setup", "towns")]
    nb.cells[-1].source = 'bool(sum(towns["arrived"]) > 10)'
    nb.cells[-1].outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "True"}, execution_count=2)
    ]
    nbformat.write(nb, path)


@pytest.mark.gate
def test_a_seeded_sample_of_mutations_of_the_book_is_caught_or_listed_with_its_reason():
    """`make mutate` tries more: cells of data, of verdict files, and values of stored outputs."""
    run = mutated("--most", "0.04", "--seed", "3", "--shares", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 neither caught nor listed" in run.stdout
