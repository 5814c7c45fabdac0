"""Killed at any moment (SIGKILL: no clean-up runs), nothing is left half-written, and the next call goes on.

Moments are drawn with a fixed seed over the time that a whole run takes, and one is the moment at which a part of
the result can first be seen.
"""

import filecmp
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
from conftest import ROOT, copy_book
from test_site import different

from softpower import __main__
from softpower.book import Book
from softpower.survey import command as survey
from softpower.survey import report

pytestmark = pytest.mark.slow
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


def test_execute_leaves_the_old_notebook_or_the_new_one(tmp_path):
    """A short chapter with a register of its own: the whole run takes seconds, and its writing is met."""
    book = copy_book(tmp_path / "book")
    chapters = Book(book).notebooks()
    chapter = min(chapters, key=lambda path: path.stat().st_size)
    for other in chapters:
        if other != chapter:
            other.unlink()
    new = {chapter: chapter.read_bytes()}
    nb = nbformat.read(chapter, as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    old = {chapter: nbformat.writes(nb).encode()}
    for path in sorted((book / "data/verdicts").glob("*.csv")):
        new[path], old[path] = path.read_bytes(), path.read_bytes()
    command = [sys.executable, "-m", "softpower.execute"]
    chapter.write_bytes(old[chapter])
    whole = finished(command, book)
    assert chapter.read_bytes() == new[chapter]

    def part_seen() -> bool:
        return bool(list(book.glob("*/.*.part")) or list(book.glob("*/*/.*.part")))

    for after, once in [*((moment, lambda: False) for moment in moments(whole, 3)), (600, part_seen)]:
        chapter.write_bytes(old[chapter])
        killed(command, book, after=after, once=once)
        for path in new:
            assert path.read_bytes() in (old[path], new[path]), path
        json.loads(chapter.read_text("utf-8"))
    finished(command, book)
    assert {path: path.read_bytes() for path in new} == new
    assert not part_seen()


def test_a_killed_build_is_begun_anew_and_ends_as_a_clean_one(site, tmp_path):
    book = copy_book(tmp_path / "book")
    tool = str(Path(sys.executable).with_name("jupyter-book"))
    command = [tool, "build", ".", "-W", "-n", "--keep-going", "-q"]
    whole = finished(command, book)
    pages = book / "_build/html"
    assert different(site, pages) == []
    for after in moments(whole, 1):
        shutil.rmtree(book / "_build")
        killed(command, book, after=after)
        # Once more, in the middle of writing the pages: a page half-written must not stay.
        killed(command, book, once=lambda: (pages / "index.html").exists())
        finished(command, book)
        assert different(site, pages) == []


def test_a_page_that_a_killed_build_cut_off_is_written_again(site, tmp_path):
    book = copy_book(tmp_path / "book")
    tool = str(Path(sys.executable).with_name("jupyter-book"))
    command = [tool, "build", ".", "-W", "-n", "--keep-going", "-q"]
    finished(command, book)
    page = book / "_build/html/chapters/claims.html"
    page.write_bytes(page.read_bytes()[:5000])
    (book / "_build/.doctrees/unfinished").touch()
    finished(command, book)
    assert filecmp.cmp(page, site / "chapters/claims.html", shallow=False)


@pytest.fixture
def large(tmp_path) -> list[str]:
    """A synthetic survey that takes some seconds; the command's arguments."""
    for name in ("responses", "codebook"):
        shutil.copy(ROOT / f"data/synthetic/survey-{name}.csv", tmp_path / f"{name}.csv")
    frame = pd.read_csv(tmp_path / "responses.csv")
    many = pd.concat([frame] * 2000, ignore_index=True)
    many["respondent"] = many.index
    many.to_csv(tmp_path / "responses.csv", index=False)
    return ["survey", "responses.csv", "codebook.csv", "--out", "report", "--group", "city"]


def test_a_killed_survey_leaves_the_old_report_or_the_new_one(tmp_path, large):
    command = [sys.executable, "-m", "softpower", *large]
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

    for after, once in [*((moment, lambda: False) for moment in moments(whole, 3)), (600, writing)]:
        for name, text in old.items():
            (tmp_path / "report" / name).write_bytes(text)
        killed(command, tmp_path, after=after, once=once)
        assert found() in (old, new)
        survey.recover(tmp_path / "report")
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
