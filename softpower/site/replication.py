"""What someone who re-runs the book asks first, drawn from data package, verdicts, notebooks and pins.

data-availability   every outside source of the tables, with tables and terms
item-cells          every table and figure of the papers, with the cells that check it
software            the packages that the book asks for, their versions and what each is for
run-times           time and memory of each chapter, as bench/run_times.py measured them
"""

import re
import tomllib
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from softpower import claims, tables
from softpower.site import pages

ROOT = Path(__file__).parents[2]
OWN = re.compile(r"(This book|Chapter \d|Outside facts)\b")


class DataAvailability(SphinxDirective):
    """``{data-availability}``: where every figure that this book did not make comes from."""

    def run(self):
        self.env.note_dependency(str(tables.data_folder() / "datapackage.json"))
        rows = [
            ([self._source(*source), self._tables(used), _addresses(self.env, used), _terms(used)], {})
            for source, used in sources().items()
        ]
        return [pages.table(["Source", "Tables from it", "Addresses in them", "Terms"], rows)]

    def _source(self, title: str, path: str) -> list[nodes.paragraph]:
        said = [pages.paragraph(title)]
        if path:
            said.append(pages.paragraph(nodes.reference("", path, refuri=path)))
        return said

    def _tables(self, used: list[str]) -> list[nodes.paragraph]:
        return [
            pages.paragraph(pages.link(self.env, "table-" + name.replace("/", "-"), pages.code(name)))
            for name in used
        ]


def sources() -> dict[tuple[str, str], list[str]]:
    """Outside sources, (title, address), with the names of the tables that draw on each."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in tables.names():
        if tables.resource(name).custom["class"] in ("synthetic", "derived"):
            continue
        for source in tables.resource(name).sources:
            if not OWN.match(source["title"]):
                found.setdefault((source["title"], source.get("path", "")), []).append(name)
    return found


def _addresses(env, used: list[str]) -> str:
    """How many addresses the rows of external tables name themselves."""
    counted = []
    for name in used:
        fields = [field.name for field in tables.resource(name).schema.fields]
        if tables.resource(name).custom["class"] == "external" and "address" in fields:
            counted.append(pages.read(env, name)["address"].dropna().nunique())
    return str(sum(counted)) if counted else "–"


def _terms(used: list[str]) -> list[nodes.paragraph]:
    return [
        pages.paragraph(terms)
        for terms in dict.fromkeys(tables.resource(name).custom["terms"] for name in used)
    ]


class ItemCells(SphinxDirective):
    """``{item-cells}``: the papers' tables and figures, each with the cells that check what it prints."""

    def run(self):
        rows = [
            row
            for paper in claims.PAPERS
            if pages.judged(self.env, paper) is not None and f"{paper}/display-items" in tables.names()
            for row in self._paper(paper)
        ]
        return [pages.table(["Paper", "Item", "In our copy", "Claims", "Cells that check them"], rows)]

    def _paper(self, paper: str):
        judged = pages.judged(self.env, paper)
        for item in pages.read(self.env, f"{paper}/display-items").itertuples():
            named = judged[judged["locator"].str.contains(rf"\b{re.escape(item.item)}\b")]
            cells = [
                pages.paragraph(pages.link(self.env, f"cell-{paper}-{cell}", pages.code(cell)), f" ({count})")
                for cell, count in named["cell"].value_counts(sort=False).items()
            ]
            title = f"{item.item}: {item.title}"
            yield (
                [
                    pages.TITLES[paper],
                    title,
                    item.in_copy,
                    str(len(named)),
                    cells or [pages.paragraph("none")],
                ],
                {},
            )


class Software(SphinxDirective):
    """``{software}``: what pyproject.toml asks for, with the versions in requirements.txt."""

    def run(self):
        for name in ("pyproject.toml", "requirements.txt"):
            self.env.note_dependency(str(ROOT / name))
        pins = pinned((ROOT / "requirements.txt").read_text(encoding="utf-8"))
        rows = [
            ([pages.code(name), ", ".join(pins[name]), reason], {})
            for name, reason in asked((ROOT / "pyproject.toml").read_text(encoding="utf-8")).items()
        ]
        return [pages.table(["Package", "Version", "What for"], rows)]


def pinned(text: str) -> dict[str, list[str]]:
    """Packages of a requirements file with their versions; more than one where Pythons differ."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M):
        found.setdefault(_normal(name), []).append(version)
    return found


def asked(text: str) -> dict[str, str]:
    """The packages that a pyproject.toml depends on, with the comment beside each."""
    names = [re.match(r"[\w.-]+", line)[0] for line in tomllib.loads(text)["project"]["dependencies"]]
    reasons = dict(re.findall(r'^ *"([\w.-]+)[^"]*", *# *(.+)$', text, re.M))
    return {_normal(name): reasons.get(name, "") for name in names}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class RunTimes(SphinxDirective):
    """``{run-times}``: seconds and megabytes of each chapter, and the machine that they were measured on."""

    def run(self):
        measured = pages.read(self.env, "book/run-times").set_index("chapter")
        chapters = sorted((tables.data_folder().parent / "chapters").glob("*.ipynb"))
        rows = []
        for path in chapters:
            self.env.note_dependency(str(path))
            if path.stem in measured.index:
                row = measured.loc[path.stem]
                shown = [str(row["seconds"]), str(row["megabytes"]), row["machine"]]
            else:
                shown = ["not measured", "not measured", "–"]
            rows.append(([pages.code(path.stem), *shown], {}))
        return [pages.table(["Chapter", "Seconds", "Memory, MB", "Measured on"], rows)]


def setup(app):
    for name, directive in (
        ("data-availability", DataAvailability),
        ("item-cells", ItemCells),
        ("software", Software),
        ("run-times", RunTimes),
    ):
        app.add_directive(name, directive)
