"""The diffs that CONTRIBUTING shows are applied to a copy of the book, and do what it says they do."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from conftest import ROOT

from softpower import charts, execute, tables

pytestmark = pytest.mark.slow
EXAMPLES = ROOT / "docs/examples"


def applied(name: str, book):
    """Applies a diff and executes the chapter that it changes, if it does."""
    text = (EXAMPLES / f"{name}.diff").read_text("utf-8")
    subprocess.run(["git", "apply", "-"], cwd=book, input=text, text=True, check=True)
    for chapter in re.findall(r"^\+\+\+ b/(workings/.*\.ipynb)$", text, re.M):
        run = subprocess.run(
            [sys.executable, "-m", "softpower.execute", chapter],
            cwd=book,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(book)},
        )
        assert run.returncode == 0, run.stderr
        return nbformat.read(book / chapter, as_version=4)


def test_a_table_is_added(book, monkeypatch):
    applied("add-a-table", book)
    monkeypatch.chdir(book)
    assert tables.read("external/example-editions")["countries"].tolist() == [30] * 5


def test_a_claim_is_added(book):
    _, verdicts = execute.verdicts(applied("add-a-claim", book))
    row = verdicts.set_index("claim_id").loc["ic-t1-years-five"]
    assert (row["verdict"], row["recomputed"], row["cell"]) == ("reproduced", "5", "example-claim")


def test_a_chart_is_added(book):
    nb = applied("add-a-chart", book)
    [found] = [
        output["data"]
        for cell in nb.cells
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
