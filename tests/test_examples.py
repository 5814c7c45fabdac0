"""The diffs that CONTRIBUTING shows are applied to a copy of the book, and do what it says they do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import forked
import nbformat
import pytest
from conftest import ROOT
from running import executed

from softpower import charts, execute, tables

pytestmark = pytest.mark.slow
EXAMPLES = ROOT / "docs/examples"


def patched(name: str, book: Path) -> list[str]:
    """Applies a diff; returns the notebooks that it changes."""
    text = (EXAMPLES / f"{name}.diff").read_text("utf-8")
    subprocess.run(["git", "apply", "-"], cwd=book, input=text, text=True, check=True)
    return re.findall(r"^\+\+\+ b/((?:workings|chapters)/.*\.ipynb)$", text, re.M)


def in_a_shell(book: Path, notebook: str) -> nbformat.NotebookNode:
    """The notebook with what it shows now. Its code is the book's own, which no example changes."""
    return nbformat.reads(forked.call(executed, book / notebook), as_version=4)


def in_a_kernel(book: Path, notebook: str) -> nbformat.NotebookNode:
    """The same by ``make execute``, which also writes the verdicts."""
    run = subprocess.run(
        [sys.executable, "-m", "softpower.execute", notebook],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book)},
    )
    assert run.returncode == 0, run.stderr
    return nbformat.read(book / notebook, as_version=4)


@pytest.fixture(params=[in_a_shell, pytest.param(in_a_kernel, marks=pytest.mark.gate)])
def run(request):
    return request.param


def test_a_table_is_added(book, monkeypatch):
    patched("add-a-table", book)
    monkeypatch.chdir(book)
    assert tables.read("external/example-editions")["countries"].tolist() == [30] * 5


def test_a_claim_is_added(book, run):
    [notebook] = patched("add-a-claim", book)
    _, verdicts = execute.verdicts(run(book, notebook))
    row = verdicts.set_index("claim_id").loc["ic-t1-years-five"]
    assert (row["verdict"], row["recomputed"], row["cell"]) == ("reproduced", "5", "example-claim")


def test_a_chart_is_added(book, run):
    [notebook] = patched("add-a-chart", book)
    [found] = [
        output["data"]
        for cell in run(book, notebook).cells
        if cell.get("id") == "figure-example"
        for output in cell.outputs
        if charts.MIME in output.get("data", {})
    ]
    assert found[charts.MIME]["description"].endswith("2019: 30.")


def test_contributing_names_every_example():
    said = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert set(re.findall(r"docs/examples/([\w-]+)\.diff", said)) == {
        path.stem for path in EXAMPLES.iterdir()
    }
