"""Every notebook, executed afresh in its archive, away from the book, shows what is stored: nbval compares cell by cell."""

import os
import re
import subprocess
import sys
import zipfile

import nbformat
import pytest
from conftest import ROOT

from softpower.book import Book, name_of

pytestmark = pytest.mark.slow
NOTEBOOKS = [f"{path.parent.name}/{path.name}" for path in Book(ROOT).notebooks()]


def under_nbval(folder, notebook: str) -> subprocess.CompletedProcess:
    """A run of nbval on a notebook, with the code and data of the folder that it stands in."""
    options = [
        "--nbval",
        "--nbval-current-env",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-o",
        "addopts=",
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", notebook, "--rootdir", str(folder), "-c", os.devnull, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_shows_what_is_stored_wherever_it_runs(notebook, site, tmp_path):
    name = name_of(notebook.removesuffix(".ipynb"))
    with zipfile.ZipFile(site / f"downloads/{name}.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / name
    assert (folder / "README.md").exists() and not (folder / "softpower/site").exists()
    assert (folder / notebook).read_bytes() == (ROOT / notebook).read_bytes()
    run = under_nbval(folder, notebook)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    cells = [
        cell for cell in nbformat.read(folder / notebook, as_version=4).cells if cell.cell_type == "code"
    ]
    assert int(re.search(r"(\d+) passed", run.stdout)[1]) == len(cells)


def test_a_notebook_that_shows_another_number_fails_in_its_archive(small_site, tmp_path):
    with zipfile.ZipFile(small_site / "downloads/01-small-paper.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "01-small-paper"
    table = folder / "data/small-paper/towns.csv"
    table.write_text(table.read_text("utf-8").replace("Oskemen,40,9", "Oskemen,40,8"), "utf-8")
    run = under_nbval(folder, "workings/01-small-paper.ipynb")
    assert run.returncode == 1 and "::Cell 1" in run.stdout, run.stdout
