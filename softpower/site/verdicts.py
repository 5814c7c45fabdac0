"""Verdicts on pages: a paper's verdicts, the scoreboard of all, the guide to them, a claim within a sentence.

verdicts        directive: a paper's verdicts, for a working's end or elsewhere
scoreboard      directive: families of verdicts by paper
verdict-guide   directive: every verdict with its rule and an example
claim           role: a printed string with its verdict, linked to the register
"""

from typing import ClassVar

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from softpower import claims
from softpower.site import pieces, reading


def verdict_table(env, paper: str) -> list[nodes.Node]:
    """The verdicts of one paper, folded up by family, each linked to its row in the register."""
    frame = reading.judged(env, paper)
    if frame is None:
        raise claims.ClaimError(f"no verdicts on {paper} yet: run make execute")
    if frame.empty:
        return [pieces.paragraph("No statement of this paper has a verdict yet.")]
    out: list[nodes.Node] = []
    for family in claims.FAMILIES:
        part = frame[frame["family"] == family]
        if part.empty:
            continue
        by_verdict = ", ".join(
            f"{count} {verdict}" for verdict, count in part["verdict"].value_counts().items()
        )
        rows: list[tuple[list, dict]] = [
            (
                [
                    [
                        pieces.paragraph(
                            pieces.link(env, f"claim-{row.claim_id}", pieces.code(row.claim_id))
                        ),
                        pieces.paragraph(row.locator),
                    ],
                    pieces.plain(row.reported),
                    pieces.plain(row.recomputed),
                    pieces.badge(env, row.verdict),
                    pieces.plain(row.because),
                ],
                {},
            )
            for row in part.itertuples()
        ]
        out.append(
            pieces.fold(
                [pieces.sign(family), nodes.Text(f" {family}: {len(part)} ({by_verdict})")],
                [
                    pieces.table(
                        ["Claim", "Printed", "Recomputed", "Verdict", "Because"], rows, ("sp-verdicts",)
                    )
                ],
                opened=family == "differs",
                classes=["sp-fold"],
            )
        )
    return out


def _family_head(family: str, name: str) -> nodes.inline:
    """Sign and name of a family; on a phone the landing page shows the sign, and the name below."""
    word = nodes.inline("", f"\N{NO-BREAK SPACE}{name}", classes=["sp-word"])
    return nodes.inline("", "", nodes.Text(claims.SYMBOLS[family]), word)


def _score_row(env, paper: str, name: str) -> list:
    frame = reading.judged(env, paper)
    if frame is None:
        return [name, *["–"] * len(claims.FAMILIES), "not yet"]
    counts = [str((frame["family"] == family).sum()) for family in claims.FAMILIES]
    return [pieces.link(env, f"working-{paper}", nodes.Text(name)), *counts, str(len(frame))]


def _words(option: str) -> list[str]:
    return [word.strip() for word in option.split(";")]


class Scoreboard(reading.Drawn):
    """``{scoreboard}``: how many claims of each paper fall into each family of verdicts.

    Options, for a page in another language, words separated by semicolons: ``heads`` of the columns, ``papers``.
    """

    option_spec: ClassVar = {"heads": _words, "papers": _words}

    def draw(self):
        first, *families, last = self.options.get("heads", ["Paper", *claims.FAMILIES, "claims"])
        papers = claims.papers()
        names = {name: paper.label for name, paper in papers.items()}
        names |= dict(zip(papers, self.options.get("papers", []), strict=False))
        reading.read(self.env, "papers")
        heads = [first, *map(_family_head, claims.FAMILIES, families), last]
        rows = [(_score_row(self.env, paper, names[paper]), {}) for paper in papers]
        return [pieces.table(heads, rows, ("sp-scoreboard",))]


class Verdicts(reading.Drawn):
    """``{verdicts} PAPER``: a paper's verdict table."""

    required_arguments = 1

    def draw(self):
        return verdict_table(self.env, self.paper().id)


class VerdictGuide(reading.Drawn):
    """``{verdict-guide}``: every verdict with its rule, a made-up example, and one from the book."""

    def draw(self):
        made_up = reading.read(self.env, "synthetic/verdict-examples").set_index("verdict")
        real = [frame for paper in claims.papers() if (frame := reading.judged(self.env, paper)) is not None]
        real = pd.concat(real).drop_duplicates("verdict").set_index("verdict")["claim_id"]
        rows: list[tuple[list, dict]] = []
        for verdict, meaning in claims.VERDICTS.items():
            anchor = f"verdict-{verdict}"
            pieces.label(self.env, anchor, anchor, verdict)
            example = made_up.loc[verdict]
            shown = (
                pieces.link(self.env, f"claim-{real[verdict]}", pieces.code(real[verdict]))
                if verdict in real.index
                else "none so far"
            )
            rows.append(
                (
                    [
                        [
                            pieces.paragraph(pieces.badge(self.env, verdict, linked=False)),
                            pieces.paragraph(meaning.family),
                        ],
                        meaning.rule[0].upper() + meaning.rule[1:] + ".",
                        [pieces.paragraph(f"“{example.printed}”"), pieces.paragraph(example.found)],
                        shown,
                    ],
                    {"ids": [anchor]},
                )
            )
        return [
            pieces.table(
                ["Verdict and family", "Rule", "Made-up example", "In this book"], rows, ("sp-guide",)
            )
        ]


class ClaimRole(SphinxRole):
    """``{claim}`ID```: what the paper prints, with the verdict's sign, linked to the claim's row."""

    def run(self):
        paper = claims.of_claim(self.text)
        frame = reading.judged(self.env, paper.id) if paper else None
        row = None if frame is None else frame[frame["claim_id"] == self.text]
        if row is None or len(row) != 1:
            message = self.inliner.reporter.error(f"no claim {self.text!r} in the register", line=self.lineno)
            return [], [message]
        row = row.iloc[0]
        sign = pieces.sign(row["family"], before="\N{NO-BREAK SPACE}")
        shown = pieces.plain(row["reported"]) or self.text
        if pieces.plain(row["unit"]) == "percent" and not shown.endswith("%"):
            shown += "\N{NO-BREAK SPACE}%"
        return [pieces.link(self.env, f"claim-{self.text}", nodes.Text(shown), sign)], []


def setup(app):
    for name, directive in (
        ("scoreboard", Scoreboard),
        ("verdicts", Verdicts),
        ("verdict-guide", VerdictGuide),
    ):
        app.add_directive(name, directive)
    app.add_role("claim", ClaimRole())
