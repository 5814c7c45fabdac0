"""Verdicts in a story: a mark beside a number opens a card, and numbers of claims stand in its sentences.

card      role: the mark of a claim; it opens the claim's card by mouse, keyboard and touch, without a script
printed   role: what the paper prints, with its unit
found     role: the exact value that a verdict rests on, rounded as it is read: ``{found}`ID``` or ``{found}`ID 1```

The cards of a page stand at its end, one a claim, drawn from claims and verdicts when the page is written.
"""

import posixpath
import re
from fractions import Fraction
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from softpower import claims, rounding
from softpower.book import Book
from softpower.site import reading
from softpower.site.markup import render

CHOICE = "reproduced-if"


class mark(nodes.Inline, nodes.Element):
    """The button that opens a claim's card."""


class cards(nodes.General, nodes.Element):
    """The cards of a page, at its end."""


def claim(env, claim_id: str) -> pd.Series:
    """A claim with its verdict. Raises ClaimError for an id that no register has."""
    paper = claims.of_claim(claim_id)
    frame = reading.judged(env, paper.id) if paper else None
    found = None if frame is None else frame[frame["claim_id"] == claim_id]
    if found is None or len(found) != 1:
        raise claims.ClaimError(f"no claim {claim_id!r} in the register")
    return found.iloc[0]


def printed(row: pd.Series) -> str:
    """What the paper prints, with a sign of percent where that is its unit; nothing if it prints words only."""
    shown = "" if pd.isna(row["reported"]) else str(row["reported"])
    percent = row["unit"] == "percent" and shown and not shown.endswith("%")
    return f"{shown}\N{NO-BREAK SPACE}%" if percent else shown


def rounded(value: str, places: int) -> str:
    """An exact value as a person says it: so many decimals, and commas between thousands.

    >>> rounded("21800/577", 1), rounded("67000", 0), rounded("50", 1)
    ('37.8', '67,000', '50')
    """
    exact = Fraction(value)
    places = 0 if exact.denominator == 1 else places
    return f"{rounding.rounded(exact, places, 'half-up'):,f}"


def found(row: pd.Series, places: int | None = None) -> str:
    """What we found, one decimal finer than the paper prints; nothing where a judgement gives no number."""
    if pd.notna(row["value"]):
        if places is None:
            try:
                places = rounding.places(str(row["reported"])) + 1
            except ValueError:
                places = 1
        text = rounded(row["value"], places)
        return f"{text}\N{NO-BREAK SPACE}%" if row["unit"] == "percent" else text
    return _whole("" if pd.isna(row["recomputed"]) else str(row["recomputed"]))


def _whole(text: str) -> str:
    """Decimals that were cut, rounded to two."""
    return re.sub(r"-?\d+\.\d+…", lambda cut: rounded(cut[0].rstrip("…"), 2), text)


def verdict(row: pd.Series) -> str:
    """The verdict in plain words. Which choice it needs, the card says."""
    return claims.WORDS[row["verdict"]] + (" one choice is made" if row["verdict"] == CHOICE else "")


class _Role(SphinxRole):
    def draw(self) -> list[nodes.Node]:
        raise NotImplementedError

    def run(self):
        try:
            return self.draw(), []
        except (claims.ClaimError, ValueError) as error:
            return [], [self.inliner.reporter.error(str(error), line=self.lineno)]


class Card(_Role):
    """``{card}`ID```: a mark that opens the card of a claim. One that several share: ``{card}`ID ID```."""

    def draw(self):
        return marks(self.env, self.text.split())


class Printed(_Role):
    """``{printed}`ID```: what the paper prints."""

    def draw(self):
        text = printed(claim(self.env, self.text))
        if not text:
            raise claims.ClaimError(f"claim {self.text!r} prints no figure")
        return [nodes.Text(text)]


class Found(_Role):
    """``{found}`ID``` or ``{found}`ID PLACES```: the exact value of a verdict, rounded half-up to so many decimals."""

    def draw(self):
        claim_id, *places = self.text.split()
        row = claim(self.env, claim_id)
        if pd.isna(row["value"]):
            raise claims.ClaimError(f"the verdict on {claim_id!r} has no value")
        return [nodes.Text(rounded(row["value"], int(places[0]) if places else 0))]


def marks(env, claim_ids: list[str]) -> list[nodes.Node]:
    """The marks of claims."""
    rows = {claim_id: claim(env, claim_id) for claim_id in claim_ids}
    return [mark(claim=name, label=_label(row), family=row["family"]) for name, row in rows.items()]


def _label(row: pd.Series) -> str:
    shown = printed(row)
    return f"{shown}: {verdict(row)}" if shown else verdict(row).capitalize()


def told(env, docname: str, claim_id: str) -> dict:
    """What a card says."""
    row = claim(env, claim_id)
    text = lambda column: "" if pd.isna(row[column]) else _whole(str(row[column]))  # noqa: E731
    register = posixpath.relpath("chapters/claims.html", posixpath.dirname(docname))
    return {
        "claim": claim_id,
        "family": row["family"].replace(" ", "-"),
        "sign": claims.SYMBOLS[row["family"]],
        "verdict": verdict(row),
        "statement": text("statement"),
        "place": text("locator"),
        "rows": [
            (head, value)
            for head, value in (
                ("Printed", printed(row)),
                ("Found", found(row)),
                ("Which choice" if row["verdict"] == CHOICE else "Because", text("because")),
                ("Against our verdict", text("defence")),
                ("Would settle it", text("would_settle")),
            )
            if value
        ],
        "address": f"{register}#claim-{claim_id}",
        "check": _check(env, docname, claim_id, row["cell"]),
    }


def _check(env, docname: str, claim_id: str, cell: str) -> str:
    """The address of the cell of a working that judged a claim; nothing for a paper without a working."""
    paper = claims.of_claim(claim_id)
    working = paper and Book(Path(env.srcdir)).of_paper("workings", paper.id)
    if not working:
        return ""
    return posixpath.relpath(f"workings/{working.stem}.html", posixpath.dirname(docname)) + f"#cell-{cell}"


def _keep(node: mark) -> None:
    """Keeps a mark on the line of the word before it, and a sign after it beside it."""
    parent = node.parent
    place = parent.index(node)
    before, after = parent[place - 1] if place else None, parent[place + 1 : place + 2]
    kept = nodes.inline("", "", classes=["sp-kept"])
    if isinstance(before, nodes.Text) and (word := re.search(r"\S+$", before)):
        parent[place - 1] = nodes.Text(before[: word.start()])
        kept += nodes.Text(word[0])
    parent[place] = kept
    kept += node
    if after and isinstance(after[0], nodes.Text) and (sign := re.match(r"[.,;:)]+", after[0])):
        parent[place + 1] = nodes.Text(after[0][sign.end() :])
        kept += nodes.Text(sign[0])


def _collect(app, document):
    """Puts the cards of a page's marks at its end."""
    found = list(document.findall(mark))
    ids = list(dict.fromkeys(node["claim"] for node in found))
    if ids:
        for node in found:
            _keep(node)
        env = app.env
        document += cards(told=[told(env, env.docname, claim_id) for claim_id in ids])


def _visit_mark(writer, node):
    family = node["family"]
    writer.body.append(
        render(
            "mark",
            claim=node["claim"],
            label=node["label"],
            family=family.replace(" ", "-"),
            sign=claims.SYMBOLS[family],
        ).strip()
    )
    raise nodes.SkipNode


def _visit_cards(writer, node):
    writer.body.append(render("cards", cards=node["told"]))
    raise nodes.SkipNode


def _style(app, pagename, templatename, context, doctree):
    if doctree is not None and next(doctree.findall(cards), None):
        app.add_css_file("cards.css")


def setup(app):
    app.connect("html-page-context", _style)
    app.add_node(mark, html=(_visit_mark, None))
    app.add_node(cards, html=(_visit_cards, None))
    app.add_role("card", Card())
    app.add_role("printed", Printed())
    app.add_role("found", Found())
    app.connect("doctree-read", _collect)
