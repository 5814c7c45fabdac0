"""What one more chapter, claim or respondent costs as the book grows, each beside its peer in the same run.

    chapters      this book with copies of its first chapter, against a stock Jupyter Book of the same notebooks
    claims        a register of made-up claims read, checked and shown, against plain pandas without any check
    respondents   the survey command on synthetic answers, against pandas and pingouin on the same file

Seconds are the processor's, children included. Read the ratio to the peer, and how a unit's cost changes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import survey

from softpower import claims, rounding

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "trials"))
from copies import copy_book  # noqa: E402

TOOLS = Path(sys.executable).parent


def cpu() -> float:
    """Processor seconds of this process and of its children that have ended: they do not count the neighbours."""
    return sum(os.times()[:4])


def seconds(call) -> float:
    start = cpu()
    call()
    return cpu() - start


def told(what: str, took: float, peer: float, units: int, more: str = "") -> None:
    print(
        f"{what}: {took:7.1f} s, {1000 * took / units:9.2f} ms a unit; peer {peer:7.1f} s; x{took / peer:.2f}{more}",
        flush=True,
    )


# ---- chapters ------------------------------------------------------------------------------------------------


def copies_of_first(number: int) -> list[dict]:
    """Copies of the first chapter with pictures and tables, without what must be unique: figures and register."""
    chapter = json.loads(sorted((ROOT / "workings").glob("*.ipynb"))[0].read_text("utf-8"))
    ours = ("application/vnd.softpower", "application/papermill", "application/vnd.vegalite")
    kept = [{"cell_type": "markdown", "id": "top", "metadata": {}, "source": "# A copy"}]
    for cell in chapter["cells"]:
        if cell["cell_type"] == "code":
            for output in cell["outputs"]:
                output["data"] = {k: v for k, v in output["data"].items() if not k.startswith(ours)}
                output["metadata"] = {}
            cell["outputs"] = [output for output in cell["outputs"] if output["data"]]
            kept.append(cell)
    return [{**chapter, "cells": kept}] * number


def with_copies(folder: Path, number: int) -> Path:
    """This book with so many chapters more."""
    book = copy_book(folder / "ours")
    toc = (book / "_toc.yml").read_text()
    for i, chapter in enumerate(copies_of_first(number)):
        (book / f"workings/copy-{i}.ipynb").write_text(json.dumps(chapter), encoding="utf-8")
        toc += f"  - file: workings/copy-{i}\n"
    (book / "_toc.yml").write_text(toc)
    return book


def stock(folder: Path, number: int) -> Path:
    """A Jupyter Book as its own template makes it, of the same chapters."""
    book = folder / "stock"
    (book / "workings").mkdir(parents=True)
    (book / "index.md").write_text("# Stock\n")
    (book / "_config.yml").write_text('title: Stock\nexecute:\n  execute_notebooks: "off"\n')
    toc = "format: jb-book\nroot: index\nchapters:\n"
    for i, chapter in enumerate(copies_of_first(number)):
        (book / f"workings/copy-{i}.ipynb").write_text(json.dumps(chapter), encoding="utf-8")
        toc += f"- file: workings/copy-{i}\n"
    (book / "_toc.yml").write_text(toc)
    return book


def build(book: Path) -> None:
    run = subprocess.run(
        [str(TOOLS / "jupyter-book"), "build", str(book), "-q"],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book)},
    )
    if run.returncode:
        raise SystemExit(run.stdout + run.stderr)


def chapters(numbers: tuple[int, ...]) -> None:
    base: dict[str, float] = {}
    for number in numbers:
        with tempfile.TemporaryDirectory() as name:
            books = {"ours": with_copies(Path(name), number), "stock": stock(Path(name), number)}
            took = {which: seconds(lambda book=book: build(book)) for which, book in books.items()}
            page = {
                which: (book / "_build/html/workings/copy-0.html").stat().st_size
                for which, book in books.items()
            }
            told(
                f"build, {number:3} chapters more",
                took["ours"],
                took["stock"],
                number,
                f"; a copied page {page['ours'] / 1000:.0f} kB, peer {page['stock'] / 1000:.0f} kB",
            )
            if base:
                more = number - base["number"]
                print(
                    f"    each chapter more: {(took['ours'] - base['ours']) / more:.2f} s, "
                    f"peer {(took['stock'] - base['stock']) / more:.2f} s",
                    flush=True,
                )
            base = {"number": number, **took}


def testing(numbers: tuple[int, ...]) -> None:
    """Chapters run and compared by nbval as ``make test`` does, against plain execution by nbclient."""
    command = [sys.executable, "-m", "pytest", "workings", "-q", "-p", "no:cacheprovider", "-n", "0"]
    for number in numbers:
        with tempfile.TemporaryDirectory() as name:
            book = copy_book(Path(name) / "book")
            first = sorted((book / "workings").glob("*.ipynb"))[0]
            text = first.read_text("utf-8")
            for other in (book / "workings").glob("*.ipynb"):
                other.unlink()
            for i in range(number):
                (book / f"workings/copy-{i}.ipynb").write_text(text, encoding="utf-8")
            surroundings = {**os.environ, "PYTHONPATH": str(book)}
            quiet = {
                "cwd": book,
                "env": surroundings,
                "stdout": subprocess.DEVNULL,
                "stderr": subprocess.DEVNULL,
            }
            took = seconds(lambda q=quiet: subprocess.run(command, check=True, **q))
            plain = [
                str(TOOLS / "jupyter"),
                "execute",
                *map(str, sorted((book / "workings").glob("*.ipynb"))),
            ]
            peer = seconds(lambda q=quiet, p=plain: subprocess.run(p, check=True, **q))
            told(f"test, {number:3} chapters", took, peer, number)


# ---- claims --------------------------------------------------------------------------------------------------


def made_up(folder: Path, number: int) -> Path:
    """A data folder with one register of so many claims: x is 28.5 % of y, over and over."""
    data = folder / "data"
    shutil.copytree(ROOT / "data/schemas", data / "schemas")
    package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    paper = next(iter(claims.papers()))
    wanted = (f"{paper}/claims", f"{paper}/second-readings")
    package["resources"] = [r for r in package["resources"] if r["name"] in wanted]
    (data / "datapackage.json").write_text(json.dumps(package))
    (data / paper).mkdir()
    prefix = claims.papers()[paper].prefix
    rows = [
        f"{prefix}-{i},Table,x is 28.5 % of y,28.5,percent,,cell,own-table,formula" for i in range(number)
    ]
    head = "claim_id,locator,statement,reported,unit,n,kind,basis,would_settle"
    (data / paper / "claims.csv").write_text("\n".join([head, *rows]) + "\n")
    (data / paper / "second-readings.csv").write_text("claim_id,verdict,reader,because\n")
    return folder


def checked() -> None:
    """All claims read, checked and shown, as a chapter does."""
    register = claims.Register(next(iter(claims.papers())))
    for claim_id in register.claims.index:
        register.check(claim_id, Fraction(1200, 42))
    register.verdicts()._repr_mimebundle_()


def plainly() -> None:
    """The same comparison without schema, exactness, rounding rules or record: pandas alone."""
    frame = pd.read_csv(f"data/{next(iter(claims.papers()))}/claims.csv", dtype={"reported": "str"})
    value = pd.Series([1200 / 42] * len(frame))
    frame["same"] = (value - frame["reported"].astype(float)).abs() < 0.1
    frame.to_dict("records")


def claimed(numbers: tuple[int, ...]) -> None:
    for number in (1, *numbers):  # the first pays for what is imported, and is not told
        with tempfile.TemporaryDirectory() as name:
            here = Path.cwd()
            os.chdir(made_up(Path(name), number))
            try:
                took, peer = seconds(checked), seconds(plainly)
            finally:
                os.chdir(here)
            if number > 1:
                told(f"claims, {number:6}", took, peer, number)
    rules = seconds(lambda: [rounding.rules_giving("28.5", Fraction(1200, 42)) for _ in range(1000)])
    print(f"    of which the rounding rules: {rules:.2f} ms a claim", flush=True)


# ---- respondents ---------------------------------------------------------------------------------------------


PLAIN = """
import sys
sys.path.insert(0, {bench!r})
import pandas as pd, survey
survey.plain(pd.read_parquet({path!r}), survey.codebook(2, 4))
"""


def answered(numbers: tuple[int, ...]) -> None:
    """The command and its peer, each in a process of its own: time, and peak memory of the process tree."""
    book = survey.codebook(2, 4)
    for number in numbers:
        with tempfile.TemporaryDirectory() as name:
            path, folder = Path(name) / "responses.parquet", Path(name)
            with pq.ParquetWriter(path, survey.simulate(1, book, 1).schema) as writer:
                for start in range(0, number, 1_000_000):
                    part = survey.simulate(min(1_000_000, number - start), book, seed=start + 1)
                    names = [f"s{start + i}" for i in range(len(part))]
                    writer.write_table(part.set_column(0, "respondent", [names]), row_group_size=125_000)
            survey.write_codebook(book, folder / "codebook.csv")
            command = [sys.executable, "-m", "softpower", "survey", str(path), str(folder / "codebook.csv")]
            start = cpu()
            _, peak = survey.peak_of([*command, "--out", str(folder / "out"), "--group", "city"])
            took, start = cpu() - start, cpu()
            plain = PLAIN.format(bench=str(Path(__file__).parent), path=str(path))
            _, its = survey.peak_of([sys.executable, "-c", plain])
            peer = cpu() - start
            told(
                f"survey, {number:9,} respondents x {len(book)} items",
                took,
                peer,
                number,
                f"; peak {peak:.0f} MiB, peer {its:.0f} MiB",
            )


def measure(full: bool) -> None:
    claimed((500, 5_000, 50_000) if full else (500, 5_000))
    answered((1_000, 10_000, 100_000, 1_000_000, 10_000_000) if full else (1_000, 100_000))
    chapters((5, 20, 80) if full else (5, 20))
    testing((5, 20, 80) if full else (2, 4))


if __name__ == "__main__":
    measure("--full" in sys.argv)
