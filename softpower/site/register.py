"""The register of claims: every claim of the book with its verdict, on one page and as two files.

claim-register   directive: all claims, filtered and sorted by `browse`'s script, each row with its address
                 ``#claim-<claim_id>``
files            ``downloads/register.csv`` and ``.json``: claims and verdicts of all papers together
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from docutils import nodes

from softpower import claims, tables
from softpower.site import browse, citing, pieces, reading
from softpower.site.markup import render

PAGE = "chapters/claims"

COLUMNS = {
    "paper": "paper id",
    "claim_id": "the claim's id, which never changes",
    "locator": "where the paper says it",
    "statement": "what it says, in this book's words",
    "reported": "the figure as printed; empty for a statement in words",
    "unit": "unit of the figure",
    "n": "number that a share or count is out of, where the paper gives it",
    "kind": "kind of statement",
    "basis": "what it can be checked against",
    "would_settle": "what evidence would settle it",
    "family": "family of the verdict",
    "verdict": "the verdict",
    "recomputed": "the value that the check gives",
    "rules": "rounding rules that turn it into the printed string",
    "severity": "share of strings of the same form that the check would have rejected",
    "consequence": "what in the paper rests on it",
    "because": "the reason of the verdict",
    "second": "readings blind to the first, in their order: verdict and reason of each",
    "defence": "the strongest case that we could make against a verdict that differs",
    "value": "the one exact value that a check found",
    "precedent": "the rule of judgement that a verdict in words follows",
    "address": "the claim's address in the book",
    "cell": "address of the cell that judged it",
}
"""The columns of both files, with what they hold."""

SEVERITIES = {
    "strong": "0.9 and more",
    "some": "below 0.9",
    "nothing": "0: could not fail",
    "unstated": "not stated",
}
"""Severity in the steps that the page filters by."""

FACETS = {
    "paper": "Paper",
    "family": "Family",
    "kind": "Kind",
    "step": "Severity",
    "consequence": "Consequence",
}


FACTS = {"precedent": "by the rule"}
"""Words that stand for a column where its name does not explain itself."""


class RegisterRow(nodes.row):
    """A row that carries facts of its claim as ``data-`` attributes."""


def _visit_row(writer, node):
    writer.body.append(writer.starttag(node, "tr", "", **node["facts"]))
    node.column = 0


def _depart_row(writer, node):
    writer.body.append("</tr>\n")


def step(severity: str) -> str:
    """The step of `SEVERITIES` that a severity ("0.998", "0", "" for none) falls into."""
    if not severity:
        return "unstated"
    return "strong" if float(severity) >= 0.9 else "some" if float(severity) else "nothing"


def _facts(paper: str, row) -> dict[str, str]:
    severity = pieces.plain(row.severity)
    said = {
        "paper": paper,
        "family": row.family,
        "kind": row.kind,
        "consequence": row.consequence,
        "severity": severity,
        "step": step(severity),
    }
    return {f"data-{name}": value for name, value in said.items()}


class Beside:
    """What stands beside verdicts: authors' replies, ids of rows that went, changes since the first edition."""

    def __init__(self, env):
        self.replies: dict[str, list[str]] = {}
        for row in reading.read(env, "replies").itertuples():
            said = f"{row.author} answered on {row.date:%Y-%m-%d}: {row.reply}"
            self.replies.setdefault(row.claim_id, []).append(said)
        self.retired: dict[str, list[str]] = {}
        for row in reading.read(env, "retired").itertuples():
            self.retired.setdefault(row.leads_to, []).append(f"claim-{row.claim_id}")
        logs = [f"{paper}/changes" for paper in claims.papers() if f"{paper}/changes" in tables.names()]
        self.changed = {claim_id for log in logs for claim_id in reading.read(env, log)["claim_id"]}

    def change(self, env, claim_id: str) -> list[nodes.paragraph]:
        """A link to what changed since the first edition, if anything did."""
        if claim_id not in self.changed:
            return []
        link = pieces.link(env, f"changed-{claim_id}", nodes.Text("Changed since the first edition"))
        return [nodes.paragraph("", "", link, classes=["sp-small"])]


def _stated(env, row, beside: "Beside") -> list[nodes.paragraph]:
    """A claim's statement, the reason of its verdict, and the facts of both; what its authors answered, what changed."""
    facts = {
        "kind": row.kind,
        "basis": row.basis,
        "recomputed": row.recomputed,
        "rules": row.rules,
        "severity": row.severity,
        "consequence": row.consequence,
        "precedent": row.precedent,
    }
    told = "; ".join(
        f"{FACTS.get(name, name)} {pieces.plain(value)}"
        for name, value in facts.items()
        if pieces.plain(value)
    )
    small = [f"Would settle it: {row.would_settle}", f"{told[0].upper()}{told[1:]}."]
    if pieces.plain(row.second):
        small.insert(0, f"Second reading, blind to the first: {row.second}")
    if pieces.plain(row.defence):
        small.insert(
            0, f"Our best case against this verdict (its authors have not been asked): {row.defence}"
        )
    return [
        *(pieces.paragraph(said) for said in (row.statement, pieces.plain(row.because)) if said),
        *(
            nodes.paragraph("", said, classes=["sp-small"])
            for said in [*beside.replies.get(row.claim_id, []), *small]
        ),
        *beside.change(env, row.claim_id),
    ]


def _row(env, paper: str, row, beside: "Beside") -> RegisterRow:
    anchor = f"claim-{row.claim_id}"
    pieces.label(env, anchor, anchor, row.claim_id)
    address = nodes.reference("", row.claim_id, refuri=f"#{anchor}", internal=True, classes=["sp-id"])
    cell = pieces.link(env, f"cell-{paper}-{row.cell}", nodes.Text("the cell that judged it"))
    where = claims.papers()[paper].number
    cells: list[list[nodes.Node]] = [
        [*_stated(env, row, beside)],
        [nodes.Text(pieces.plain(row.reported))],
        [pieces.Bare("", "", pieces.badge(env, row.verdict))],
        [pieces.Bare("", "", address, nodes.Text(f" Paper {where}, {row.locator}: "), cell)],
    ]
    return RegisterRow(
        "",
        *(nodes.entry("", *cell) for cell in cells),
        ids=[anchor, *beside.retired.get(row.claim_id, [])],
        facts=_facts(paper, row),
    )


def _choices(facet: str, found: pd.Series) -> dict[str, str]:
    """The values of a facet that occur, in the book's order, each with the words that stand for it."""
    words: dict[str, str] = {
        "paper": {name: paper.label for name, paper in claims.papers().items()},
        "family": {name: f"{claims.SYMBOLS[name]} {name}" for name in claims.FAMILIES},
        "kind": {name: name for name in claims.KINDS},
        "step": SEVERITIES,
        "consequence": {name: name for name in claims.CONSEQUENCES},
    }[facet]
    counts = found.value_counts()
    return {value: f"{said} ({counts[value]})" for value, said in words.items() if value in counts}


SORTS = {
    "claim": "id",
    "family": "family",
    "kind": "kind",
    "severity": "severity",
    "consequence": "consequence",
}
"""What the page can be sorted by, beside the papers' order."""


def _tools(facts: pd.DataFrame) -> str:
    facets = [(facet, label, _choices(facet, facts[facet])) for facet, label in FACETS.items()]
    return browse.tools(len(facts), more=render("filters", facets=facets, sorts=SORTS), state="url")


ELSEWHERE = "Elsewhere"
"""Stands for parts of a paper with fewer than `LEAST` statements: a fold for each would hide them."""
LEAST = 3
_BEHIND = re.compile(r"[;,]| para(?:graph)? | row | caption")
"""Where the name of a part ends in a locator."""


def sections(locators: Iterable[str]) -> list[str]:
    """The part of a paper in which each of its statements stands, as the register folds them.

    >>> sections(["section 5.2, paragraph 1", "5.2 para 4"] * 2 + ["Table 3 row 8"] * 3 + ["Funding"])
    ['Section 5.2', 'Section 5.2', 'Section 5.2', 'Section 5.2', 'Table 3', 'Table 3', 'Table 3', 'Elsewhere']
    """
    heads = [_BEHIND.split(locator)[0].strip() for locator in locators]
    names = [f"Section {head}" if head[:1].isdigit() else head[:1].upper() + head[1:] for head in heads]
    many = Counter(names)
    return [name if many[name] >= LEAST else ELSEWHERE for name in names]


def _folded(rows: dict[str, list[RegisterRow]]) -> list[nodes.tbody]:
    """The sections of a paper, each a body of the table that its first row opens: also without a script."""
    bodies = []
    for name, members in rows.items():
        head = render("part", name=name, number=len(members))
        entry = nodes.entry("", nodes.raw("", head, format="html"), morecols=3)
        bodies.append(nodes.tbody("", nodes.row("", entry, classes=["sp-part"]), *members))
    return bodies


class ClaimRegister(reading.Drawn):
    """``{claim-register}``: every claim of the book in one table, folded by paper and section."""

    def draw(self):
        rows, bodies, first, beside = [], [], [], Beside(self.env)
        for paper in claims.papers():
            frame = reading.judged(self.env, paper)
            if frame is None:
                continue
            label = claims.papers()[paper].label
            start: nodes.Node = nodes.Text(label)
            if len(frame):
                where = f"#claim-{frame['claim_id'].iloc[0]}"
                start = nodes.reference("", "", start, refuri=where, internal=True)
            first.append(nodes.list_item("", pieces.paragraph(start, f": {len(frame)} claims")))
            parts: dict[str, list[RegisterRow]] = {}
            for row, part in zip(frame.itertuples(), sections(frame["locator"]), strict=True):
                parts.setdefault(f"{label}: {part}", []).append(_row(self.env, paper, row, beside))
            bodies += _folded(parts)
            rows += [row for members in parts.values() for row in members]
        facts = pd.DataFrame([row["facts"] for row in rows]).rename(columns=lambda name: name[5:])
        shown = pieces.table(["Statement", "Printed", "Verdict", "Claim"], [], ("sp-register",))
        [group] = shown.findall(nodes.tgroup)
        group.pop()  # the one body, still empty
        group += bodies
        shown["own_tools"] = True
        how = render("cite-claims", **citing.pattern(self.env.app.config.html_baseurl))
        above = [nodes.raw("", text, format="html") for text in (how, _tools(facts))]
        return [nodes.bullet_list("", *first), *above, shown]


# ---- the files -----------------------------------------------------------------------------------------------


def everything(env) -> pd.DataFrame:
    """Claims and verdicts of all judged papers, with the columns of `COLUMNS`; addresses are the site's."""
    places = env.get_domain("std").anonlabels

    def address(label: str) -> str:
        return "{}.html#{}".format(*places[label])

    frames = []
    for paper in claims.papers():
        frame = reading.with_verdicts(paper)
        if frame is not None:
            frames.append(
                frame.assign(
                    paper=paper,
                    address=[address(f"claim-{claim}") for claim in frame["claim_id"]],
                    cell=[address(f"cell-{paper}-{cell}") for cell in frame["cell"]],
                )
            )
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]


def as_json(frame: pd.DataFrame) -> str:
    """The register as JSON: what the columns hold, and the claims, one a line; null for an empty cell."""
    rows = [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]
    head = {"title": "Register of claims", "licence": "CC BY 4.0", "columns": COLUMNS}
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "claims": [\n{lines}\n]\n}}\n'


def _write_files(app, exception):
    if exception or app.builder.format != "html" or PAGE not in app.env.all_docs:
        return
    frame = everything(app.env)
    folder = Path(app.outdir) / "downloads"
    folder.mkdir(exist_ok=True)
    for name, text in (
        ("register.csv", frame.to_csv(index=False, lineterminator="\n")),
        ("register.json", as_json(frame)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def setup(app):
    app.add_directive("claim-register", ClaimRegister)
    app.add_node(RegisterRow, html=(_visit_row, _depart_row))
    app.connect("build-finished", _write_files)
