"""The diffs that CONTRIBUTING shows are applied to a copy of the book, and do what it says they do."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import forked
import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, build
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


def shows_the_paper(pages: Path) -> None:
    register = BeautifulSoup((pages / "chapters/claims.html").read_text("utf-8"), "html.parser")
    assert "reproduced" in register.find(id="claim-ex-third").get_text()
    assert "An example" in (pages / "index.html").read_text("utf-8")


def test_a_paper_is_added_and_a_small_site_builds_with_it(book, small_copy, builder, tmp_path):
    """All that the example adds to the book is added to the small one."""
    [notebook] = patched("add-a-paper", book)
    nb = in_a_shell(book, notebook)
    paper, verdicts = execute.verdicts(nb)
    for source in [*(book / f"data/{paper}").iterdir()]:
        target = small_copy / source.relative_to(book)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
    nbformat.write(nb, small_copy / notebook)
    verdicts.to_csv(small_copy / f"data/verdicts/{paper}.csv", index=False, lineterminator="\n")
    package = json.loads((small_copy / "data/datapackage.json").read_text("utf-8"))
    described = json.loads((book / "data/datapackage.json").read_text("utf-8"))["resources"]
    package["resources"] += [one for one in described if paper in one["name"]]
    (small_copy / "data/datapackage.json").write_text(json.dumps(package), "utf-8")
    [row] = [
        line
        for line in (book / "data/papers.csv").read_text("utf-8").splitlines()
        if line.startswith(f"{paper},")
    ]
    with (small_copy / "data/papers.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    toc = small_copy / "_toc.yml"
    text = toc.read_text("utf-8")
    assert f"  - file: {notebook.removesuffix('.ipynb')}\n" in (book / "_toc.yml").read_text("utf-8")
    toc.write_text(text + f"  - file: {notebook.removesuffix('.ipynb')}\n", "utf-8")
    shows_the_paper(builder.site(small_copy, tmp_path / "out"))


@pytest.mark.gate
def test_a_paper_is_added_and_the_site_builds_with_it(book, tmp_path):
    [notebook] = patched("add-a-paper", book)
    in_a_kernel(book, notebook)
    shows_the_paper(build(book, tmp_path / "out"))


def test_contributing_names_every_example():
    said = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert set(re.findall(r"docs/examples/([\w-]+)\.diff", said)) == {
        path.stem for path in EXAMPLES.iterdir()
    }
