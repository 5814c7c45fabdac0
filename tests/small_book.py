"""A small book for what tests a mechanism: two notebooks, four pages, a dozen claims, data of its own.

All of it is made up, and every part of a page that the book's own code draws is on it once: register, scoreboard, card,
chart, glued number, folded cell, guide to the verdicts, glossary, list of downloads. It is written from here, executed
once a run of the tests, and built in a process that has all imports behind it (`Builder`).
"""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import forked
import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from softpower import execute

ROOT = Path(__file__).parents[1]
PAPER, PREFIX, WORKING, OTHER = "small-paper", "sp", "workings/01-small-paper", "workings/02-across"
PRECEDENT = "no-evidence-printed"
FIGURE, PICTURE = "three-towns", "three-towns-again"

# id, statement, printed, unit, n, kind, basis
CLAIMS = [
    ("sp-arrivals-almaty", "In Almaty 40 of 80 arrived.", "50", "percent", "80", "share", "own-text"),
    ("sp-arrivals-astana", "In Astana 20 of 60 arrived.", "33.3", "percent", "60", "share", "own-text"),
    ("sp-arrivals-oskemen", "In Oskemen 9 of 40 arrived.", "23", "percent", "40", "share", "own-text"),
    ("sp-asked-almaty", "Almaty was asked most: 80.", "80", "people", "", "count", "own-table"),
    ("sp-asked-astana", "Astana: 60.", "60", "people", "", "count", "own-table"),
    ("sp-asked-oskemen", "Oskemen: 40.", "40", "people", "", "count", "own-table"),
    ("sp-sum", "Altogether 190 were asked.", "190", "people", "", "count", "own-text"),
    ("sp-mean", "On average 60 a town.", "60", "people", "", "number", "own-text"),
    ("sp-most", "More were asked in Almaty than elsewhere.", "", "", "", "comparison", "own-table"),
    ("sp-why", "Almaty draws because it is large.", "", "", "", "inference", "own-table"),
    ("sp-aim", "The paper asks where people arrive.", "", "", "", "aim", "none"),
    ("sp-later", "More will arrive in ten years.", "", "", "", "trend", "none"),
]
HEADS = ["claim_id", "locator", "statement", "reported", "unit", "n", "kind", "basis", "would_settle"]
TOWNS = [("Almaty", 80, 40), ("Astana", 60, 20), ("Oskemen", 40, 9)]

# ---- its notebooks -------------------------------------------------------------------------------------------

SETUP = """\
from fractions import Fraction

import altair as alt
import pandas as pd

from softpower import charts, claims, tables
from softpower.glue import glue

register = claims.Register("small-paper")
towns = tables.read("small-paper/towns").set_index("town")"""
SHOW = "towns"
MATCH = """\
asked = {f"sp-asked-{town.lower()}": row.asked for town, row in towns.iterrows()}
register.match(asked)
register.check_table({claim: int(value) for claim, value in asked.items()})"""
SHARES = """\
shares = {f"sp-arrivals-{t.lower()}": Fraction(int(r.arrived), int(r.asked)) * 100 for t, r in towns.iterrows()}
register.check_table(shares)"""
SUMS = """\
total = int(towns["asked"].sum())
register.check("sp-sum", total, consequence="sentence")
register.check("sp-mean", Fraction(total, 3), consequence="none")
register.here()"""
WORDS = """\
register.judge("sp-most", "reproduced", "The table gives 80 for Almaty and less for the others.")
register.judge("sp-why", "asserted", "No figure of size is printed.", precedent="no-evidence-printed")
register.here()"""
CHART = """\
frame = towns.reset_index()[["town", "asked"]].astype({"asked": int})
bars = alt.Chart(frame).mark_bar().encode(x="asked", y="town").properties(width="container", height=90)
charts.figure(bars, name="three-towns", title="Most were asked in Almaty",
              subtitle="How many were asked in each of three towns, made up.",
              alt="Bars of three towns: Almaty 80, Astana 60, Oskemen 40.")"""
GLUE = 'glue("total", total)'
VERDICTS = "register.verdicts()"

ACROSS = """\
import altair as alt
import pandas as pd

from softpower import charts, claims, tables

rows = [(town, part, n) for town in "abcde" for part, n in (("one", 3), ("two", 4), ("three", 5))]
frame = pd.DataFrame(rows, columns=["town", "part", "n"])
frame"""
DOTS = """\
dots = alt.Chart(frame).mark_point().encode(x="n", y="town", color="part").properties(width=300, height=90)
charts.figure(dots, name="three-towns-again", title="All rows are alike",
              subtitle="Fifteen points, made up for the tests.",
              alt="Fifteen points in five rows of three, made up.")"""
COUNTS = """\
claims.judged("small-paper")[["claim_id", "verdict"]].head(3)"""


def _cell(name: str, source: str, *tags: str):
    cell = new_code_cell(source, metadata={"tags": list(tags)} if tags else {})
    cell["id"] = name
    return cell


def _text(name: str, source: str):
    cell = new_markdown_cell(source)
    cell["id"] = name
    return cell


def _working():
    intro = "(working-small-paper)=\n# A small paper\n\nA paper that nobody wrote, checked. Altogether {glue:text}`total` were asked."
    return new_notebook(
        metadata=execute.METADATA,
        cells=[
            _text("top", intro),
            _cell("setup", SETUP, "hide-input"),
            _cell("towns", SHOW),
            _cell("match", MATCH),
            _cell("shares", SHARES),
            _cell("sums", SUMS),
            _cell("words", WORDS),
            _cell("chart", CHART),
            _cell("glue", GLUE, "remove-cell"),
            _cell("verdicts", VERDICTS),
        ],
    )


def _across():
    return new_notebook(
        metadata=execute.METADATA,
        cells=[
            _text("top", "# Across\n\nFifteen numbers that stand for nothing, and three verdicts."),
            _cell("numbers", ACROSS, "hide-input"),
            _cell("dots", DOTS),
            _cell("counts", COUNTS),
        ],
    )


# ---- its pages -----------------------------------------------------------------------------------------------

PAGES = {
    "index.md": """\
# A small book

What this book is about: one paper that nobody wrote.

```{paper-card} small-paper
:picture: three-towns
:more: More
```
""",
    "chapters/claims.md": """\
# Claims

Every statement of the paper that nobody wrote.

```{scoreboard}
```

```{claim-register}
```
""",
    "chapters/how-to-read.md": """\
# How to read

What each verdict means, and one term.

```{verdict-guide}
```

```{display-items} small-paper
```

```{glossary}
town
  A place in the small book.
```

{kk}`Қала`, {ru}`город`.

Altogether {printed}`sp-sum`{card}`sp-sum` were asked, we find {found}`sp-sum`; in Astana {found}`sp-arrivals-astana 1` of
a hundred arrived{card}`sp-arrivals-astana`.

```{figure-of} three-towns-again
```
""",
    "chapters/downloads.md": """\
# Downloads

What can be taken away from the small book.

"""
    + "\n".join(
        f"## {kind.title()}\n\n```{{downloads}} {kind}\n```\n"
        for kind in ("chapters", "register", "data", "tables", "figures")
    ),
}
TOC = ["chapters/how-to-read", WORKING, OTHER, "chapters/claims", "chapters/downloads"]


# ---- its data ------------------------------------------------------------------------------------------------


def _csv(rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _field(name: str, kind: str = "string", **rules) -> dict:
    return {
        "name": name,
        "type": kind,
        "description": f"The {name}.",
        "constraints": {"required": True, **rules},
    }


def _resource(name: str, title: str, schema) -> dict:
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "description": f"{title}, made up for the tests.",
        "class": "derived" if name.startswith("verdicts/") else "constructed",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [{"title": "This book"}],
        "terms": "CC BY 4.0",
        "schema": schema,
    }


def _data(folder: Path) -> None:
    own = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    taken = {found["name"]: found for found in own["resources"]}
    resources = [
        *(found for name, found in taken.items() if "/" not in name),
        taken["synthetic/verdict-examples"],
        _resource(f"{PAPER}/claims", "Claims of the small paper", "schemas/claims.json"),
        _resource(f"{PAPER}/second-readings", "Second readings", "schemas/second-readings.json"),
        _resource(f"{PAPER}/display-items", "Tables of the small paper", "schemas/display-items.json"),
        _resource(f"{PAPER}/towns", "Towns", {"fields": [_field("town", unique=True), _field("asked", "integer"), _field("arrived", "integer")]}),
        _resource(f"verdicts/{PAPER}", "Verdicts on the small paper", "schemas/verdicts.json"),
    ]  # fmt: skip
    shutil.copytree(ROOT / "data/schemas", folder / "schemas")
    (folder / "datapackage.json").write_text(json.dumps({**own, "resources": resources}, indent=1), "utf-8")
    with (ROOT / "data/papers.csv").open(encoding="utf-8", newline="") as file:
        heads = next(csv.reader(file))
    paper = {"id": PAPER, "prefix": PREFIX, "word": "small", "short": "Small paper", "title": "A small paper"}
    paper |= {
        "question": "Where do people arrive?",
        "authors": "Nobody",
        "year": "2025",
        "copy": "Made up.",
        "state": "whole",
    }
    columns = {
        "papers": [heads, [paper.get(name, "") for name in heads]],
        f"{PAPER}/claims": [HEADS, *([i, "page 1", *rest, "a count"] for i, *rest in CLAIMS)],
        f"{PAPER}/second-readings": [
            ["claim_id", "reading", "verdict", "reader", "because", "defence"],
            [
                "sp-sum",
                "1",
                "inconsistent",
                "made up",
                "The three add up to 180.",
                "One town may be left out.",
            ],
        ],
        f"{PAPER}/display-items": [
            ["item", "title", "in_copy", "level_before", "level_after", "because"],
            ["Table 1", "Towns", "yes", "L3", "L5", "The table is made up."],
        ],
        f"{PAPER}/towns": [["town", "asked", "arrived"], *TOWNS],
    }
    for name, rows in columns.items():
        (folder / f"{name}.csv").parent.mkdir(exist_ok=True)
        (folder / f"{name}.csv").write_text(_csv(rows), "utf-8")
    rule = {"precedent": PRECEDENT, "verdict": "asserted", "example": "sp-why", "near_miss": "sp-most"}
    for name in (name for name in taken if "/" not in name and name != "papers"):
        with (ROOT / f"data/{taken[name]['path']}").open(encoding="utf-8", newline="") as file:
            heads = next(csv.reader(file))
        rows = [[rule.get(head, "Made up.") for head in heads]] if name == "precedents" else []
        (folder / taken[name]["path"]).write_text(_csv([heads, *rows]), "utf-8")
    shutil.copyfile(ROOT / "data/replies.csv", folder / "replies.csv")
    (folder / "synthetic").mkdir()
    shutil.copyfile(ROOT / "data/synthetic/verdict-examples.csv", folder / "synthetic/verdict-examples.csv")
    (folder / "verdicts").mkdir()
    shutil.copyfile(next((ROOT / "data/verdicts").glob("*.csv")), folder / f"verdicts/{PAPER}.csv")


def write(folder: Path) -> Path:
    """Writes the small book, not yet executed."""
    for name in ("chapters", "workings", "data"):
        (folder / name).mkdir(parents=True)
    _data(folder / "data")
    nbformat.write(_working(), folder / f"{WORKING}.ipynb")
    nbformat.write(_across(), folder / f"{OTHER}.ipynb")
    for name, text in PAGES.items():
        (folder / name).write_text(text, "utf-8")
    for name in ("CITATION.cff", "LICENSE", "pyproject.toml", "requirements.txt", "chapters/references.bib"):
        shutil.copyfile(ROOT / name, folder / name)
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["title"] = "A small book"
    config["html"]["favicon"] = ""
    moved = config["sphinx"]["config"]
    moved["softpower_moved"] = {"chapters/01-small-paper": WORKING} if "softpower_moved" in moved else {}
    (folder / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    toc = {
        "format": "jb-book",
        "root": "index",
        "parts": [{"caption": "All", "chapters": [{"file": page} for page in TOC]}],
    }
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), "utf-8")
    return folder


def executed(folder: Path) -> Path:
    """The small book with stored outputs and verdicts, executed as ``make execute`` does."""
    run = subprocess.run(
        [sys.executable, "-m", "softpower.execute"],
        cwd=write(folder),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


# ---- its builds ----------------------------------------------------------------------------------------------


def _build(book: str, out: str, environment: dict, unmended: bool) -> None:
    """In a process of its own: builds a book as ``make book`` does."""
    from softpower.site import __main__ as maker
    from softpower.site import theme

    os.setsid()
    os.chdir(book)
    os.environ.update(environment)
    with open(f"{out}/log", "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if unmended:
        theme._mend = lambda app, exception: None
    status = maker.build(["--path-output", out])
    sys.stdout.flush()
    os._exit(status)


class Builder:
    """Builds books in forked processes, which takes a second or two.

    The pictures are those of the folder `results`, unless a build names another one.
    """

    def __init__(self, results: Path):
        self.results = results

    def start(self, book: Path, out: Path, *, unmended: bool = False, **environment: str):
        """Starts a build and returns its process; what it says is in ``out/log``."""
        out.mkdir(parents=True, exist_ok=True)
        given = {"SOFTPOWER_RESULTS": str(self.results), **environment}
        return forked.started(_build, str(book), str(out), given, unmended)

    def run(self, book: Path, out: Path, **options) -> tuple[int, str]:
        """(exit status, what it said) of a build."""
        process = self.start(book, out, **options)
        process.join(120)
        return process.exitcode, (out / "log").read_text("utf-8", "replace")

    def site(self, book: Path, out: Path, **options) -> Path:
        """The folder of the pages of a build that must succeed."""
        status, said = self.run(book, out, **options)
        assert status == 0, f"the small book does not build:\n{said}"
        return out / "_build/html"

    def killed(self, book: Path, out: Path, *, after: float = 60, once=lambda: False) -> bool:
        """Kills a build after some seconds, or `once` something is seen. Was it still running?"""
        process, start = self.start(book, out), time.monotonic()
        while process.is_alive() and time.monotonic() - start < after and not once():
            time.sleep(0.001)
        alive = process.is_alive()
        if alive:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        return alive
