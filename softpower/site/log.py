"""What changed, what is at issue, what was looked for: the pages that hold the book to account.

changes         directive: every verdict and statement that changed since the first edition, folded by paper
replies         directive: the authors' answers
at-issue        directive: a paper's statements at issue, each with the best case against our verdict
tensions        directive: a paper's own statements that pull apart
evidence-by-source   directive: what each outside source changed
looked-for      directive: searches, those that found nothing included
worth-looking-up  directive: outside figures by the day on which they were seen
blind-reader    directive: how far a blind reader's answers agree with the book
"""

from collections.abc import Iterator

import pandas as pd
from docutils import nodes

from softpower import claims, tables
from softpower.site import pieces, reading

CHANGES = {
    "evidence": "evidence that had not been seen",
    "charity": "a more charitable reading",
    "hedge": "a hedge of the paper restored",
    "scope": "the scope of the paper restored",
    "split": "a compound statement parted",
    "precedent": "like cases judged alike",
    "wording-of-reason": "a reason that stands alone",
    "added": "a statement that had no row",
    "retired": "a row that went",
}
"""Kinds of change in words, in the order in which they are told."""


def claim_link(env, claim_id: str) -> nodes.Node:
    return pieces.link(env, f"claim-{claim_id}", pieces.code(claim_id))


def statements(env) -> dict[str, pd.Series]:
    """The claims of all papers with their verdicts, by id."""
    frames = (reading.judged(env, paper) for paper in claims.registered(drafts=True))
    return {row["claim_id"]: row for frame in frames if frame is not None for _, row in frame.iterrows()}


def _kind(kind: str) -> str:
    return CHANGES.get(kind, kind)


class Changes(reading.Drawn):
    """``{changes}``: the log of changes since the first edition, a fold a paper, with what kinds of change there were."""

    def draw(self):
        out: list[nodes.Node] = []
        for paper in claims.papers().values():
            if f"{paper.id}/changes" in tables.names():
                out += self._paper(paper, reading.read(self.env, f"{paper.id}/changes"))
        return out

    def _paper(self, paper: claims.Paper, changes: pd.DataFrame) -> list[nodes.Node]:
        counts = changes["kind"].value_counts()
        told = "; ".join(f"{_kind(kind)} {count}" for kind, count in counts.items())
        judged = reading.judged(self.env, paper.id)
        known = set() if judged is None else set(judged["claim_id"])
        first = {
            index: f"changed-{claim_id}" for index, claim_id in changes["claim_id"].drop_duplicates().items()
        }
        for anchor in first.values():
            pieces.label(self.env, anchor, anchor, anchor)
        rows: list[tuple[list, dict]] = [
            (
                [
                    claim_link(self.env, row.claim_id)
                    if row.claim_id in known
                    else pieces.code(row.claim_id),
                    pieces.plain(row.was) or "–",
                    pieces.plain(row.now) or "–",
                    _kind(row.kind),
                    row.because,
                ],
                {"ids": [anchor]} if (anchor := first.pop(row.Index, "")) else {},
            )
            for row in changes.itertuples()
        ]
        table = pieces.table(["Claim", "Was", "Is", "What changed", "Because"], rows)
        summary: list[nodes.Node] = [nodes.Text(f"{paper.label}: {len(changes)} changes ({told})")]
        return [pieces.fold(summary, [table], classes=["sp-fold"])]


class Replies(reading.Drawn):
    """``{replies}``: what authors answered, in full."""

    def draw(self):
        replies = reading.read(self.env, "replies")
        if replies.empty:
            return [
                pieces.paragraph(
                    "None yet. No author has been asked so far: the book has no address to be read at."
                )
            ]
        return [
            nodes.definition_list_item(
                "",
                nodes.term(
                    "",
                    "",
                    claim_link(self.env, row.claim_id),
                    nodes.Text(f", {row.author}, {row.date:%d.%m.%Y}"),
                ),
                nodes.definition("", pieces.paragraph(row.reply)),
            )
            for row in replies.itertuples()
        ]


class AtIssue(reading.Drawn):
    """``{at-issue} PAPER``: statements that differ, and those on which a conclusion rests and that stay open."""

    required_arguments = 1

    def draw(self):
        judged = reading.judged(self.env, self.paper().id)
        if judged is None or judged.empty:
            return [pieces.paragraph("No statement of this paper has a verdict yet.")]
        differs = judged[judged["verdict"].isin(claims.NEGATIVE)]
        weighty = judged[(judged["family"] == "open") & (judged["consequence"] == "conclusion")]
        return [
            *self._listed(differs, "Statements that differ"),
            *self._listed(weighty, "Open, and a conclusion rests on it"),
        ]

    def _listed(self, part: pd.DataFrame, title: str) -> Iterator[nodes.Node]:
        yield nodes.rubric("", f"{title}: {len(part)}")
        if part.empty:
            yield pieces.paragraph("None.")
        for row in part.sort_values(
            "consequence",
            key=lambda told: told.map(list(claims.CONSEQUENCES).index),
            ascending=False,
            kind="stable",
        ).itertuples():
            yield self._statement(row)

    def _statement(self, row) -> nodes.container:
        printed = f" Printed: {row.reported}." if pieces.plain(row.reported) else ""
        box = nodes.container("", classes=["sp-issue"])
        box += pieces.paragraph(nodes.strong("", row.statement), f" ({row.locator}.{printed})")
        box += pieces.paragraph(
            pieces.badge(self.env, row.verdict),
            f"\N{NO-BREAK SPACE} {pieces.plain(row.because)} ",
            claim_link(self.env, row.claim_id),
        )
        if pieces.plain(row.defence):
            box += pieces.paragraph(nodes.emphasis("", "Our best case against this verdict: "), row.defence)
        rests = claims.CONSEQUENCES[row.consequence]
        box += nodes.paragraph(
            "",
            f"{rests[0].upper()}{rests[1:]}. It would be settled by: {row.would_settle.rstrip('.')}.",
            classes=["sp-small"],
        )
        return box


class Tensions(reading.Drawn):
    """``{tensions} PAPER``: sets of a paper's own statements that pull apart, with two readings each; then what was compared."""

    required_arguments = 1

    def draw(self):
        paper = self.paper()
        if f"{paper.id}/tensions" not in tables.names():
            return [pieces.paragraph("Not sought yet.")]
        found = reading.read(self.env, f"{paper.id}/tensions")
        apart = found[
            (found["outcome"] != "compatible")
            & (found["outcome_second"].fillna(found["outcome"]) != "compatible")
        ]
        rows = [
            (
                [
                    [pieces.paragraph(row.question), self._claims(row)],
                    row.reading_a,
                    row.reading_b,
                    [
                        pieces.paragraph(
                            row.outcome
                            if pd.isna(row.outcome_second)
                            else f"{row.outcome}; second reader: {row.outcome_second}"
                        ),
                        pieces.paragraph(pieces.plain(row.because)),
                    ],
                ],
                {},
            )
            for row in apart.itertuples()
        ]
        said = f"{len(found)} sets of statements were compared, section by section; {len(apart)} pull apart."
        return [pieces.paragraph(said), pieces.table(["Question", "One reading", "Another", "Outcome"], rows)]

    def _claims(self, row) -> nodes.paragraph:
        parts: list[nodes.Node | str] = []
        for claim_id in pieces.plain(row.claim_ids).split():
            parts += [claim_link(self.env, claim_id), " "]
        return pieces.paragraph(*parts)


class EvidenceBySource(reading.Drawn):
    """``{evidence-by-source}``: what each outside source did for the statements that had not been seen."""

    def draw(self):
        used = reading.read(self.env, "external/evidence-used")
        changed = used[(used["verdict_before"] != used["verdict_after"]) & (used["outcome"] == "used")]
        counted = used.groupby("address", sort=False)["claim_id"].nunique().rename("claims").to_frame()
        for outcome in ("used", "context", "rejected"):
            counted[outcome] = used[used["outcome"] == outcome].groupby("address")["claim_id"].nunique()
        counted["changed"] = changed.groupby("address")["claim_id"].nunique()
        counted = (
            counted.fillna(0).astype(int).sort_values(["changed", "claims"], ascending=False, kind="stable")
        )
        rows = [
            ([self._address(str(address)), *map(str, row)], {})
            for address, row in zip(counted.index, counted.itertuples(index=False), strict=True)
        ]
        kept = used[["claim_id", "verdict_before", "verdict_after", "outcome"]].drop_duplicates("claim_id")
        told = f"{len(used)} facts on {used['claim_id'].nunique()} statements from {len(counted)} addresses; they moved {changed['claim_id'].nunique()} verdicts of {len(kept)}."
        heads = ["Source", "Statements", "Used for", "Context for", "Rejected for", "Verdicts moved"]
        return [pieces.paragraph(told), pieces.table(heads, rows)]

    def _address(self, address: str) -> nodes.Node:
        if not address.startswith("http"):
            return nodes.Text(address)
        shown = address.split("://", 1)[1].rstrip("/")
        return nodes.reference("", shown if len(shown) < 60 else f"{shown[:57]}…", refuri=address)


class LookedFor(reading.Drawn):
    """``{looked-for}``: every search on record, those without result first."""

    def draw(self):
        sought = reading.read(self.env, "external/looked-for")
        rows = [
            (
                [claim_link(self.env, row.claim_id), row.where, row.query, f"{row.date:%Y-%m-%d}", row.found],
                {},
            )
            for row in sought.itertuples()
        ]
        return [pieces.table(["Claim", "Where", "What was asked", "Day", "What came of it"], rows)]


class WorthLookingUp(reading.Drawn):
    """``{worth-looking-up}``: tables of outside figures with the days on which their rows were seen, oldest first."""

    def draw(self):
        rows: list[tuple[list, dict]] = []
        for name in tables.names():
            described = tables.resource(name)
            if described.custom["class"] == "external" and described.schema.has_field("seen"):
                seen = reading.read(self.env, name)["seen"].dropna()
                if len(seen):
                    link = pieces.link(
                        self.env, "table-" + name.replace("/", "-"), nodes.Text(described.title)
                    )
                    rows.append(
                        ([link, str(len(seen)), f"{seen.min():%Y-%m-%d}", f"{seen.max():%Y-%m-%d}"], {})
                    )
        rows.sort(key=lambda row: row[0][2])
        return [pieces.table(["Table", "Rows", "Oldest seen", "Newest seen"], rows)]


class BlindReader(reading.Drawn):
    """``{blind-reader}``: agreement of the answers on record with the verdicts as they now are, by paper."""

    def draw(self):
        answers = reading.read(self.env, "book/blind-answers")
        known = statements(self.env)
        answers = answers[answers["claim_id"].isin(known)]
        answers = answers.assign(
            paper=[claims.of_claim(claim_id).label for claim_id in answers["claim_id"]],
            book=[known[claim_id]["verdict"] for claim_id in answers["claim_id"]],
            rule=[pieces.plain(known[claim_id]["precedent"]) for claim_id in answers["claim_id"]],
        )
        answers["family"] = answers["book"].map(lambda verdict: claims.VERDICTS[verdict].family)
        answers["theirs"] = answers["verdict"].map(lambda verdict: claims.VERDICTS[verdict].family)
        rows = [
            ([name, *self._counts(part)], {}) for name, part in [*answers.groupby("paper"), ("All", answers)]
        ]
        heads = [
            "Paper",
            "Statements",
            "Same family",
            "Same verdict",
            "Inferences",
            "Same verdict",
            "With a rule",
            "Same rule",
        ]
        parted = [
            nodes.list_item(
                "",
                pieces.paragraph(
                    claim_link(self.env, row.claim_id), f": the book {row.book}, the reader {row.verdict}"
                ),
            )
            for row in answers[answers["book"] != answers["verdict"]].itertuples()
        ]
        summary: list[nodes.Node] = [nodes.Text(f"Where the two part: {len(parted)}")]
        return [
            pieces.table(heads, rows),
            pieces.fold(summary, [nodes.bullet_list("", *parted)], classes=["sp-fold"]),
        ]

    def _counts(self, part: pd.DataFrame) -> list[str]:
        inferences, ruled = part[part["family"] == "inference"], part[part["rule"] != ""]
        return [
            str(len(part)),
            str((part["family"] == part["theirs"]).sum()),
            str((part["book"] == part["verdict"]).sum()),
            str(len(inferences)),
            str((inferences["book"] == inferences["verdict"]).sum()),
            str(len(ruled)),
            str((ruled["rule"] == ruled["precedent"]).sum()),
        ]


def setup(app):
    for name, directive in (
        ("changes", Changes),
        ("replies", Replies),
        ("at-issue", AtIssue),
        ("tensions", Tensions),
        ("evidence-by-source", EvidenceBySource),
        ("looked-for", LookedFor),
        ("worth-looking-up", WorthLookingUp),
        ("blind-reader", BlindReader),
    ):
        app.add_directive(name, directive)
