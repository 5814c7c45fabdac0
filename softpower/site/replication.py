"""What someone who re-runs the book asks first, drawn from data package, verdicts, notebooks and pins.

data-availability   every outside source of the tables, with tables and terms
item-cells          every table and figure of the papers, with the cells that check it
software            the packages that the book asks for, their versions and what each is for
run-times           time and memory of each chapter, as bench/run_times.py measured them
"""

import re
import tomllib

from docutils import nodes

from softpower import book, claims, tables
from softpower.site import pieces, reading

OWN = re.compile(r"(This book|Chapter \d|Outside facts)\b")


class DataAvailability(reading.Drawn):
    """``{data-availability}``: where every figure that this book did not make comes from."""

    def draw(self):
        self.env.note_dependency(str(tables.data_folder() / "datapackage.json"))
        return [nodes.definition_list("", *(self._item(*source, used) for source, used in sources().items()))]

    def _item(self, title: str, path: str, used: list[str]) -> nodes.definition_list_item:
        where = [nodes.Text(", "), nodes.reference("", path, refuri=path)] if path else []
        said = [pieces.paragraph("Tables: ", *self._links(used))]
        if count := addresses(self.env, used):
            said.append(pieces.paragraph(f"Addresses: {count}, one beside each figure."))
        terms = dict.fromkeys(tables.resource(name).custom["terms"] for name in used)
        said += [pieces.paragraph(f"Terms: {text}") for text in terms]
        return nodes.definition_list_item(
            "", nodes.term("", "", nodes.Text(title), *where), nodes.definition("", *said)
        )

    def _links(self, used: list[str]):
        for number, name in enumerate(used):
            if number:
                yield ", "
            yield pieces.link(self.env, "table-" + name.replace("/", "-"), nodes.Text(name))


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


def addresses(env, used: list[str]) -> int:
    """How many different addresses the rows of the external ones among some tables name."""
    found = set()
    for name in used:
        fields = [field.name for field in tables.resource(name).schema.fields]
        if tables.resource(name).custom["class"] == "external" and "address" in fields:
            found |= set(reading.read(env, name)["address"].dropna())
    return len(found)


class ItemCells(reading.Drawn):
    """``{item-cells}``: the papers' tables and figures, each with the cells that check what it prints."""

    def draw(self):
        rows = [
            row
            for paper in claims.papers()
            if reading.judged(self.env, paper) is not None and f"{paper}/display-items" in tables.names()
            for row in self._paper(paper)
        ]
        return [pieces.table(["Paper", "Item", "In our copy", "Claims", "Cells that check them"], rows)]

    def _paper(self, paper: str):
        judged = reading.judged(self.env, paper)
        assert judged is not None  # draw asks for judged papers only
        for item in reading.read(self.env, f"{paper}/display-items").itertuples():
            named = judged[judged["locator"].str.contains(rf"\b{re.escape(item.item)}\b")]
            cells = [
                pieces.paragraph(
                    pieces.link(self.env, f"cell-{paper}-{cell}", pieces.code(cell)), f" ({count})"
                )
                for cell, count in named["cell"].value_counts(sort=False).items()
            ]
            title = f"{item.item}: {item.title}"
            yield (
                [
                    claims.papers()[paper].label,
                    title,
                    item.in_copy,
                    str(len(named)),
                    cells or [pieces.paragraph("none")],
                ],
                {},
            )


class Software(reading.Drawn):
    """``{software}``: what pyproject.toml asks for, with the versions in requirements.txt."""

    def draw(self):
        root = book.find().root
        for name in ("pyproject.toml", "requirements.txt"):
            self.env.note_dependency(str(root / name))
        pins = pinned((root / "requirements.txt").read_text(encoding="utf-8"))
        reasons = asked((root / "pyproject.toml").read_text(encoding="utf-8"))
        if unpinned := sorted(set(reasons) - set(pins)):
            raise self.error(f"not pinned in requirements.txt: {', '.join(unpinned)}. Run make requirements")
        rows = [([pieces.code(name), ", ".join(pins[name]), reason], {}) for name, reason in reasons.items()]
        return [pieces.table(["Package", "Version", "What for"], rows)]


def pinned(text: str) -> dict[str, list[str]]:
    """Packages of a requirements file with their versions; more than one where Pythons differ."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M):
        found.setdefault(_normal(name), []).append(version)
    return found


def asked(text: str) -> dict[str, str]:
    """The packages that a pyproject.toml asks for the book, with the comment beside each."""
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["book"], *extras["survey"]]
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines if not line.startswith("softpower[")]
    reasons = dict(re.findall(r'^ *"([\w.-]+)[^"]*", *# *(.+)$', text, re.M))
    return {_normal(name): reasons.get(name, "") for name in names}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class RunTimes(reading.Drawn):
    """``{run-times}``: seconds and megabytes of each chapter, and the machine that they were measured on."""

    def draw(self):
        measured = reading.read(self.env, "book/run-times").set_index("chapter")
        rows = []
        for path in book.find().notebooks():
            self.env.note_dependency(str(path))
            name = book.name_of(f"{path.parent.name}/{path.stem}")
            if name in measured.index:
                row = measured.loc[name]
                shown = [str(row["seconds"]), str(row["megabytes"]), row["machine"]]
            else:
                shown = ["not measured", "not measured", "–"]
            rows.append(([pieces.code(name), *shown], {}))
        return [pieces.table(["Chapter", "Seconds", "Memory, MB", "Measured on"], rows)]


def setup(app):
    for name, directive in (
        ("data-availability", DataAvailability),
        ("item-cells", ItemCells),
        ("software", Software),
        ("run-times", RunTimes),
    ):
        app.add_directive(name, directive)
