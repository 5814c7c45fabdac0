"""Killed at any moment (SIGKILL: no clean-up runs), nothing is left half-written, and the next call goes on.

Moments are drawn with a fixed seed over the time that a whole run takes, and one is the moment at which a part of the
result can first be seen. Here on the small book; the gates kill the whole book's commands, at more moments.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import ROOT, copy_book, different
from small_book import OTHER, PAPER, WORKING

from softpower import __main__, claims, execute
from softpower.claims import cells
from softpower.survey import command as survey
from softpower.survey import report
from softpower.survey.folder import recover

SEED = 20261121


def started(command: list[str], cwd: Path) -> subprocess.Popen:
    return subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(cwd if (cwd / "softpower").exists() else ROOT)},
    )


def killed(command: list[str], cwd: Path, *, after: float = 600, once=lambda: False) -> bool:
    """Starts a command and kills it and its children after some seconds, or `once` something is seen."""
    run, start = started(command, cwd), time.monotonic()
    while run.poll() is None and time.monotonic() - start < after and not once():
        time.sleep(0.001)
    alive = run.poll() is None
    if alive:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    return alive


def finished(command: list[str], cwd: Path) -> float:
    """Seconds of a run that must succeed."""
    start = time.monotonic()
    assert started(command, cwd).wait(600) == 0
    return time.monotonic() - start


def moments(whole: float, number: int) -> list[float]:
    return sorted(random.Random(SEED).uniform(0, whole) for _ in range(number))


# ---- executing -----------------------------------------------------------------------------------------------


def execution_survives(book: Path, notebook: Path, number: int) -> None:
    """Kills the execution of a book with one notebook, whose outputs are taken away, at so many moments and one more."""
    new = {notebook: notebook.read_bytes()}
    nb = nbformat.read(notebook, as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    old = {notebook: nbformat.writes(nb).encode()}
    for path in sorted((book / "data/verdicts").glob("*.csv")):
        new[path], old[path] = path.read_bytes(), path.read_bytes()
    command = [sys.executable, "-m", "softpower.execute"]
    notebook.write_bytes(old[notebook])
    whole = finished(command, book)
    assert notebook.read_bytes() == new[notebook]

    def part_seen() -> bool:
        return bool(list(book.glob("*/.*.part")) or list(book.glob("*/*/.*.part")))

    for after, once in [*((moment, lambda: False) for moment in moments(whole, number)), (600, part_seen)]:
        notebook.write_bytes(old[notebook])
        killed(command, book, after=after, once=once)
        for path in new:
            assert path.read_bytes() in (old[path], new[path]), path
        json.loads(notebook.read_text("utf-8"))
    finished(command, book)
    assert {path: path.read_bytes() for path in new} == new
    assert not part_seen()


SHOWS = """\
from IPython.display import display

row = dict(claim_id="sp-sum", verdict="inconsistent", recomputed="180", cell=CELL)
display({MIME: {"paper": "small-paper", "verdicts": [row]}}, raw=True)"""


@pytest.mark.slow
def test_execute_leaves_the_old_notebook_or_the_new_one(small_copy):
    """A notebook of two cells that shows a register: the whole run takes seconds, and its writing is met."""
    (small_copy / f"{OTHER}.ipynb").unlink()
    path = small_copy / f"{WORKING}.ipynb"
    nb = nbformat.read(path, as_version=4)
    first, last = (cell for cell in nb.cells if cell.id in ("towns", "verdicts"))
    first.source = "1 + 1"
    said = SHOWS.replace("CELL", repr(cells.digest(first.source))).replace("MIME", repr(claims.MIME))
    nb.cells, last.source = [first, last], said
    nbformat.write(nb, path)
    execute.store(path, small_copy / "data")
    assert (small_copy / f"data/verdicts/{PAPER}.csv").read_text("utf-8").count("\n") == 2
    execution_survives(small_copy, path, 2)


@pytest.mark.gate
@pytest.mark.slow
def test_execute_leaves_the_old_working_of_the_book_or_the_new_one(book):
    notebooks = [*book.glob("workings/*.ipynb"), *book.glob("chapters/*.ipynb")]
    notebook = min((book / "workings").glob("*.ipynb"), key=lambda path: path.stat().st_size)
    for other in notebooks:
        if other != notebook:
            other.unlink()
    execution_survives(book, notebook, 5)


# ---- building ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_killed_build_is_begun_anew_and_ends_as_a_clean_one(small, small_site, builder, tmp_path):
    pages = tmp_path / "out/_build/html"
    start = time.monotonic()
    builder.site(small, tmp_path / "out")
    whole = time.monotonic() - start
    assert different(small_site, pages) == []
    met = 0
    for after in moments(whole, 3):
        shutil.rmtree(tmp_path / "out/_build")
        met += builder.killed(small, tmp_path / "out", after=after)
        # Once more, in the middle of writing the pages: a page half-written must not stay.
        met += builder.killed(small, tmp_path / "out", once=lambda: (pages / "index.html").exists())
        builder.site(small, tmp_path / "out")
        assert different(small_site, pages) == []
    assert met >= 3  # builds that were killed before they had ended


@pytest.mark.slow
def test_a_page_that_a_killed_build_cut_off_is_written_again(small, small_site, builder, tmp_path):
    builder.site(small, tmp_path)
    page = tmp_path / "_build/html/chapters/claims.html"
    page.write_bytes(page.read_bytes()[:5000])
    (tmp_path / "_build/.doctrees/unfinished").touch()
    builder.site(small, tmp_path)
    assert page.read_bytes() == (small_site / "chapters/claims.html").read_bytes()


BUILD = [
    str(Path(sys.executable).with_name("jupyter-book")),
    *("build", ".", "-W", "-n", "--keep-going", "-q"),
]


@pytest.mark.gate
@pytest.mark.slow
def test_a_killed_build_of_the_book_ends_as_a_clean_one(tmp_path):
    """The first build, which draws all pictures, is the measure of those that find some of them drawn."""
    book = copy_book(tmp_path / "book")
    pages, clean = book / "_build/html", tmp_path / "clean"
    whole = finished(BUILD, book)
    shutil.copytree(pages, clean)
    for after in moments(whole, 2):
        shutil.rmtree(book / "_build")
        killed(BUILD, book, after=after)
        killed(BUILD, book, once=lambda: (pages / "index.html").exists())
        finished(BUILD, book)
        assert different(clean, pages) == []
    page = pages / "chapters/claims.html"
    page.write_bytes(page.read_bytes()[:5000])
    (book / "_build/.doctrees/unfinished").touch()
    finished(BUILD, book)
    assert different(clean, pages) == []


# ---- the survey command --------------------------------------------------------------------------------------


def large(folder: Path, times: int) -> list[str]:
    """A synthetic survey so many times as long; the command's arguments."""
    for name in ("responses", "codebook"):
        shutil.copy(ROOT / f"data/synthetic/survey-{name}.csv", folder / f"{name}.csv")
    frame = pd.read_csv(folder / "responses.csv")
    many = pd.concat([frame] * times, ignore_index=True)
    many["respondent"] = many.index
    many.to_csv(folder / "responses.csv", index=False)
    return ["survey", "responses.csv", "codebook.csv", "--out", "report", "--group", "city"]


@pytest.mark.slow
@pytest.mark.parametrize(("times", "number"), [(200, 2), pytest.param(2000, 6, marks=pytest.mark.gate)])
def test_a_killed_survey_leaves_the_old_report_or_the_new_one(tmp_path, times, number):
    command = [sys.executable, "-m", "softpower", *large(tmp_path, times)]
    whole = finished(command, tmp_path)
    new = {name: (tmp_path / "report" / name).read_bytes() for name in survey.FILES}
    old = {name: b"old" for name in survey.FILES}

    def found() -> dict[str, bytes]:
        folder = tmp_path / "report"
        left = [path for path in tmp_path.glob(".report.*.old.part")]
        folder = left[0] if left and not folder.exists() else folder
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    def writing() -> bool:
        return bool(list(tmp_path.glob(".report.*.part")))

    def begun() -> bool:
        """Something is being written: beside the report, as it should be, or into it."""
        with contextlib.suppress(FileNotFoundError):  # between two renames
            return writing() or found() != old
        return True

    for after, once in [*((moment, lambda: False) for moment in moments(whole, number)), (600, begun)]:
        for name, text in old.items():
            (tmp_path / "report" / name).write_bytes(text)
        killed(command, tmp_path, after=after, once=once)
        assert found() in (old, new)
        recover(tmp_path / "report")
        assert found() in (old, new) and not writing()
    finished(command, tmp_path)
    assert found() == new
    assert sorted(os.listdir(tmp_path)) == ["codebook.csv", "report", "responses.csv"]


def test_a_report_lost_between_two_renames_comes_back(tmp_path, monkeypatch):
    """The one moment at which there is no report: the old one is moved away, the new one not yet in its place."""
    monkeypatch.setattr(report, "page", lambda *_: "page")
    monkeypatch.chdir(tmp_path)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for end, text in (("old.part", "old"), ("part", "half")):
        folder = tmp_path / f".report.{gone.pid}.{end}"
        folder.mkdir()
        (folder / "items.csv").write_text(text)
    beside = tmp_path / f".report.{os.getpid()}.part"  # of a run that is under way
    beside.mkdir()
    assert __main__.main(["survey", "no.csv", "no.csv", "--out", "report"]) == 2
    assert (tmp_path / "report/items.csv").read_text() == "old"
    assert sorted(os.listdir()) == sorted([beside.name, "report"])
