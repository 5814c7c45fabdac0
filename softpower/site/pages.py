"""Directives and roles that draw pages from data and verdicts at each build, so that none can be stale.

scoreboard         families of verdicts by paper
verdicts           a paper's verdicts, for a chapter's end or elsewhere
verdict-guide      every verdict with its rule and an example
display-items      what the copy used shows of a paper's tables and figures, and their levels
data-dictionary    every table with its description, fields and file
claim              role: a printed string with its verdict, linked to the register
"""

import shutil
from functools import cache
from pathlib import Path
from typing import ClassVar

import pandas as pd
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.nodes import make_refnode

from softpower import claims, tables

TITLES = {
    "index-comparison": "1 Index comparison",
    "anti-soft-power-review": "2 Anti-soft-power review",
    "likert-survey": "3 Likert survey",
    "elite-interviews": "4 Elite interviews",
}


# ---- small pieces of doctree ------------------------------------------------------------------------------


def label(env, name: str, node_id: str, text: str) -> None:
    """Makes `node_id` of the current page a target for ``{ref}`name```."""
    std = env.get_domain("std")
    std.labels[name] = (env.docname, node_id, text)
    std.anonlabels[name] = (env.docname, node_id)


def link(env, target: str, *children) -> addnodes.pending_xref:
    """A cross-reference to the label `target` that keeps its children; the build warns if there is none."""
    inner = children[0] if len(children) == 1 else nodes.inline("", "", *children)
    return addnodes.pending_xref(
        "", inner, reftype="softpower", reftarget=target, refdoc=env.docname, refwarn=True
    )


def _resolve(app, env, node, inner):
    # Sphinx's own resolver of ``ref`` keeps the text of a reference only, and badges would lose their look.
    if node["reftype"] != "softpower":
        return None
    found = env.get_domain("std").anonlabels.get(node["reftarget"])
    if not found:
        return None
    reference = make_refnode(app.builder, node["refdoc"], *found, inner)
    reference["classes"] += node["classes"]
    return reference


def badge(env, verdict: str, *, linked: bool = True) -> nodes.Node:
    """Sign and name of a verdict, linked to its explanation."""
    family = claims.VERDICTS[verdict].family
    classes = ["sp-badge", "sp-" + family.replace(" ", "-")]
    text = f"{claims.SYMBOLS[family]}\N{NO-BREAK SPACE}{verdict}"
    if not linked:
        return nodes.inline("", text, classes=classes)
    judged = link(env, f"verdict-{verdict}", nodes.Text(text))
    judged["classes"] += classes
    return judged


class Bare(nodes.TextElement):
    """Text and links without an element of their own: in a table's cell, which is one."""


def _nothing(writer, node):
    pass


def paragraph(*parts) -> nodes.paragraph:
    """A paragraph of nodes and plain strings."""
    return nodes.paragraph("", "", *(nodes.Text(part) if isinstance(part, str) else part for part in parts))


class Table(nodes.table):
    """A table in a box that scrolls inside itself; ``box`` holds further classes of that box."""


def _visit_table(writer, node):
    writer.visit_table(node)
    # Not the theme's own box: its script measures each of those, even in a fold that is closed.
    classes = " ".join(["sp-scroll", *node.get("box", [])])
    writer.body[-2] = f'<div class="{classes}" tabindex="0" role="group" aria-label="Table">'


def _depart_table(writer, node):
    writer.depart_table(node)


COLUMNS = 5
"""So many columns or more are not squeezed into the width of a phone."""


def table(heads: list, rows: list[tuple[list, dict] | nodes.row], classes: tuple[str, ...] = ()) -> Table:
    """A table of the page.

    A row is its cells with the row's attributes, or a node that is ready. A head or cell is a string, an inline
    node, or a list of paragraphs.
    """
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", nodes.row("", *map(_entry, heads)))
    body = nodes.tbody()
    body += [row if isinstance(row, nodes.row) else _row(*row) for row in rows]
    group += body
    many = ["sp-columns"] if len(heads) >= COLUMNS else []
    return Table("", group, classes=["colwidths-auto", *many, *classes])


def _entry(cell) -> nodes.entry:
    blocks = (
        cell if isinstance(cell, list) else [nodes.Text(cell) if isinstance(cell, str) else paragraph(cell)]
    )
    return nodes.entry("", *blocks)


def _row(cells: list, attributes: dict) -> nodes.row:
    return nodes.row("", *map(_entry, cells), **attributes)


def code(text: str) -> nodes.literal:
    return nodes.literal(text, text)


def plain(value) -> str:
    """A cell of a table as text, nothing for a missing one."""
    return "" if pd.isna(value) else str(value)


# ---- data, each read noted as a dependency of the page -------------------------------------------------------


def read(env, name: str) -> pd.DataFrame:
    """`tables.read`, after which a change of the file makes Sphinx read the page again."""
    _depend(env, name)
    return tables.read(name)


def _depend(env, name: str) -> None:
    """Notes a table as a dependency of the page."""
    env.note_dependency(str(tables.path(name)))
    env.note_dependency(str(tables.data_folder() / "datapackage.json"))


def judged(env, paper: str) -> pd.DataFrame | None:
    """`found`, after which a change of the files makes Sphinx read the page again."""
    if paper in claims.registered():
        for name in _parts(paper):
            _depend(env, name)
    return found(paper)


def found(paper: str) -> pd.DataFrame | None:
    """A paper's claims with verdicts, families and second readings; None for a paper without any yet.

    Do not change the table: it is shared by all that a build draws from it.
    """
    if paper not in claims.registered():
        return None
    return _judged(paper, tuple(tables.path(name).stat().st_mtime_ns for name in _parts(paper)))


def _parts(paper: str) -> tuple[str, str, str]:
    return f"{paper}/claims", f"verdicts/{paper}", f"{paper}/second-readings"


@cache
def _judged(paper: str, _changed: tuple) -> pd.DataFrame:
    frame = claims.judged(paper)
    readings = tables.read(f"{paper}/second-readings").set_index("claim_id")
    frame["second"] = frame["claim_id"].map(readings["verdict"] + ": " + readings["because"])
    return frame


def claim_ids(env) -> set[str]:
    """The ids of all claims of the book, each of which has its address on the page of the register."""
    frames = [judged(env, paper) for paper in claims.registered()]
    return {claim_id for frame in frames for claim_id in frame["claim_id"]}


# ---- what the directives draw --------------------------------------------------------------------------------


def verdict_table(env, paper: str) -> list[nodes.Node]:
    """The verdicts of one paper, folded up by family, each linked to its row in the register."""
    frame = judged(env, paper)
    out = []
    for family in claims.FAMILIES:
        part = frame[frame["family"] == family]
        if part.empty:
            continue
        by_verdict = ", ".join(
            f"{count} {verdict}" for verdict, count in part["verdict"].value_counts().items()
        )
        rows = [
            (
                [
                    [
                        paragraph(link(env, f"claim-{row.claim_id}", code(row.claim_id))),
                        paragraph(row.locator),
                    ],
                    plain(row.reported),
                    plain(row.recomputed),
                    badge(env, row.verdict),
                    plain(row.because),
                ],
                {},
            )
            for row in part.itertuples()
        ]
        opened = " open" if family == "differs" else ""
        out += [
            nodes.raw(
                "",
                f'<details class="sp-fold"{opened}><summary><span class="sp-sign '
                f'sp-{family.replace(" ", "-")}">{claims.SYMBOLS[family]}</span> {family}: {len(part)} '
                f"({by_verdict})</summary>",
                format="html",
            ),
            table(["Claim", "Printed", "Recomputed", "Verdict", "Because"], rows, ("sp-verdicts",)),
            nodes.raw("", "</details>", format="html"),
        ]
    return out


def _family_head(family: str, name: str) -> nodes.inline:
    """Sign and name of a family; on a phone the landing page shows the sign, and the name below."""
    word = nodes.inline("", f"\N{NO-BREAK SPACE}{name}", classes=["sp-word"])
    return nodes.inline("", "", nodes.Text(claims.SYMBOLS[family]), word)


def _score_row(env, paper: str, name: str) -> list:
    frame = judged(env, paper)
    if frame is None:
        return [name, *["–"] * len(claims.FAMILIES), "not yet"]
    counts = [str((frame["family"] == family).sum()) for family in claims.FAMILIES]
    return [link(env, f"working-{paper}", nodes.Text(name)), *counts, str(len(frame))]


def _words(option: str) -> list[str]:
    return [word.strip() for word in option.split(";")]


class Scoreboard(SphinxDirective):
    """``{scoreboard}``: how many claims of each paper fall into each family of verdicts.

    Options, for a page in another language, words separated by semicolons: ``heads`` of the columns, ``papers``.
    """

    option_spec: ClassVar = {"heads": _words, "papers": _words}

    def run(self):
        first, *families, last = self.options.get("heads", ["Paper", *claims.FAMILIES, "claims"])
        names = TITLES | dict(zip(claims.PAPERS, self.options.get("papers", []), strict=False))
        heads = [first, *map(_family_head, claims.FAMILIES, families), last]
        rows = [(_score_row(self.env, paper, names[paper]), {}) for paper in claims.PAPERS]
        return [table(heads, rows, ("sp-scoreboard",))]


class Verdicts(SphinxDirective):
    """``{verdicts} PAPER``: a paper's verdict table."""

    required_arguments = 1

    def run(self):
        return verdict_table(self.env, self.arguments[0])


class VerdictGuide(SphinxDirective):
    """``{verdict-guide}``: every verdict with its rule, a made-up example, and one from the book."""

    def run(self):
        made_up = read(self.env, "synthetic/verdict-examples").set_index("verdict")
        real = [frame for paper in claims.PAPERS if (frame := judged(self.env, paper)) is not None]
        real = pd.concat(real).drop_duplicates("verdict").set_index("verdict")["claim_id"]
        rows = []
        for verdict, meaning in claims.VERDICTS.items():
            anchor = f"verdict-{verdict}"
            label(self.env, anchor, anchor, verdict)
            example = made_up.loc[verdict]
            shown = (
                link(self.env, f"claim-{real[verdict]}", code(real[verdict]))
                if verdict in real.index
                else "none so far"
            )
            rows.append(
                (
                    [
                        [paragraph(badge(self.env, verdict, linked=False)), paragraph(meaning.family)],
                        meaning.rule[0].upper() + meaning.rule[1:] + ".",
                        [paragraph(f"“{example.printed}”"), paragraph(example.found)],
                        shown,
                    ],
                    {"ids": [anchor]},
                )
            )
        return [table(["Verdict and family", "Rule", "Made-up example", "In this book"], rows, ("sp-guide",))]


class DisplayItems(SphinxDirective):
    """``{display-items} PAPER``: the paper's tables and figures, what is seen of them, and their levels."""

    required_arguments = 1

    def run(self):
        items = read(self.env, f"{self.arguments[0]}/display-items")
        rows = [
            ([row.item, row.title, row.in_copy, row.level_before, row.level_after, row.because], {})
            for row in items.itertuples()
        ]
        return [
            table(["Item", "What it shows", "In our copy", "Level before", "Level after", "Because"], rows)
        ]


class DataDictionary(SphinxDirective):
    """``{data-dictionary}``: every table of the data package, drawn from its description."""

    def run(self):
        self.env.note_dependency(str(tables.data_folder() / "datapackage.json"))
        return [self._section(name) for name in tables.names()]

    def _section(self, name: str) -> nodes.section:
        found = tables.resource(name)
        anchor = "table-" + name.replace("/", "-")
        section = nodes.section("", nodes.title("", found.title), ids=[anchor])
        label(self.env, anchor, anchor, found.title)
        up = "../" * self.env.docname.count("/")
        file = nodes.reference("", f"data/{found.path}", refuri=f"{up}data/{found.path}")
        kind = found.custom["class"]
        section += paragraph(
            code(name),
            ", ",
            nodes.strong("", kind),
            f" ({tables.CLASSES[kind]}). ",
            found.description + " ",
            file,
        )
        section += self._provenance(found)
        section += table(
            ["Field", "Type", "Unit", "What it is", "Allowed"],
            [
                (
                    [
                        code(field.name),
                        field.type,
                        field.custom.get("unit", ""),
                        field.description,
                        _allowed(field),
                    ],
                    {},
                )
                for field in found.schema.fields
            ],
        )
        return section

    def _provenance(self, found) -> nodes.bullet_list:
        facts = []
        if witness := found.custom.get("witness"):
            facts.append([f"Witness: {witness['note']}"])
        for source in found.sources:
            where = [f"Source: {source['title']}"]
            if source.get("locator"):
                where.append(f", {source['locator']}")
            if source.get("path"):
                where += [", ", nodes.reference("", source["path"], refuri=source["path"])]
            facts.append(where)
        facts.append([f"Terms: {found.custom['terms']}"])
        facts += [
            [
                f"Missing: “{value}” means that {meaning}"
                if value
                else f"Missing: an empty cell means that {meaning}"
            ]
            for value, meaning in found.schema.custom.get("missing", {}).items()
        ]
        return nodes.bullet_list("", *(nodes.list_item("", paragraph(*fact)) for fact in facts))


def _allowed(field) -> str:
    rules = field.constraints
    said = []
    if "enum" in rules:
        said.append("one of: " + ", ".join(map(str, rules["enum"])))
    if "minimum" in rules or "maximum" in rules:
        said.append(f"{rules.get('minimum', '…')} to {rules.get('maximum', '…')}")
    if "pattern" in rules:
        said.append(f"pattern {rules['pattern']}")
    said += [word for word in ("required", "unique") if rules.get(word)]
    return "; ".join(said)


class ClaimRole(SphinxRole):
    """``{claim}`ID```: what the paper prints, with the verdict's sign, linked to the claim's row."""

    def run(self):
        paper = next(
            (paper for paper, prefix in claims.PAPERS.items() if self.text.startswith(prefix + "-")), None
        )
        frame = judged(self.env, paper) if paper else None
        row = frame[frame["claim_id"] == self.text] if frame is not None else []
        if len(row) != 1:
            message = self.inliner.reporter.error(f"no claim {self.text!r} in the register", line=self.lineno)
            return [], [message]
        row = row.iloc[0]
        sign = nodes.inline(
            "",
            f"\N{NO-BREAK SPACE}{claims.SYMBOLS[row['family']]}",
            classes=["sp-sign", "sp-" + row["family"].replace(" ", "-")],
        )
        shown = plain(row["reported"]) or self.text
        if plain(row["unit"]) == "percent" and not shown.endswith("%"):
            shown += "\N{NO-BREAK SPACE}%"
        return [link(self.env, f"claim-{self.text}", nodes.Text(shown), sign)], []


def _offer_data(app, exception):
    """Every table as a file of the site, at the path that it has in the repository."""
    if exception or app.builder.format != "html":
        return
    for source in sorted(tables.data_folder().rglob("*")):
        if source.suffix in (".csv", ".json"):
            target = Path(app.outdir) / "data" / source.relative_to(tables.data_folder())
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def setup(app):
    for name, directive in (
        ("scoreboard", Scoreboard),
        ("verdicts", Verdicts),
        ("verdict-guide", VerdictGuide),
        ("display-items", DisplayItems),
        ("data-dictionary", DataDictionary),
    ):
        app.add_directive(name, directive)
    app.add_role("claim", ClaimRole())
    app.add_node(Table, html=(_visit_table, _depart_table))
    app.add_node(Bare, html=(_nothing, _nothing))
    app.connect("missing-reference", _resolve)
    app.connect("build-finished", _offer_data)
