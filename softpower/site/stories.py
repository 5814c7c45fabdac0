"""What a chapter draws from data.

in-brief   directive: a paper's findings, each with how sure it is, for whom and when, and the marks of its claims
argument   directive: the argument of a paper, each step with its evidence and what would count against it
"""

import hashlib
import posixpath
import re
from typing import ClassVar

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms import SphinxTransform

from softpower import claims
from softpower.site import cards, citing, languages, pieces, reading

_PLACE = re.compile(r"\{([a-z0-9-]+)\}")


def moved(row, judged: pd.Series) -> list[str]:
    """What no longer carries a finding: claims that are unknown, or whose verdict is another one than it rests on.

    `row` is one of a table ``<paper>/in-brief``, `judged` the verdicts by claim.
    """
    ids, verdicts = row.claim_ids.split(), row.verdicts.split()
    if len(ids) != len(verdicts):
        return [f"{row.finding} names {len(ids)} claims and {len(verdicts)} verdicts"]
    return [
        f"{row.finding} rests on {claim_id} as {verdict}; it is {judged.get(claim_id, 'in no register')} now"
        for claim_id, verdict in zip(ids, verdicts, strict=True)
        if judged.get(claim_id) != verdict
    ]


def said(env, sentence: str, language: str = "en") -> str:
    """A finding's sentence with what the papers print in its places, as its language writes figures."""
    return _PLACE.sub(
        lambda place: languages.figure(cards.printed(cards.claim(env, place[1])), language), sentence
    )


TRANSLATIONS = "book/translations"
HEADS = {
    "en": ("How sure", "For whom and when"),
    "ru": ("Насколько мы уверены", "О ком или о чём и когда"),
    "kk": ("Қаншалықты сенімді", "Кім туралы және қашан"),
}
"""What stands before a finding's certainty and scope, by language."""
_WORDING = ["sentence", "sure", "holds_for"]


def followed(row: pd.Series) -> str:
    """The beginning of the SHA-256 of a finding's English wording, by which a translation knows what it follows."""
    return hashlib.sha256("|".join(row[_WORDING]).encode()).hexdigest()[:12]


def translated(found: pd.DataFrame, words: pd.DataFrame, name: str, language: str) -> pd.DataFrame:
    """Findings with their wording in another language. Raises ClaimError for one that is missing."""
    chosen = words[(words["name"] == name) & (words["language"] == language)].set_index("finding")
    if missing := sorted(set(found["finding"]) - set(chosen.index)):
        raise claims.ClaimError(
            f"no {language} wording of {name}: {', '.join(missing)} in data/{TRANSLATIONS}.csv"
        )
    out = found.copy()
    out[_WORDING] = chosen.loc[out["finding"], _WORDING].to_numpy()
    return out


SIGNS = {
    "holds": "holds",
    "open": "open",
    "differs": "differs",
    "not seen": "source not seen",
    "untestable": "cannot be checked",
    "inference": "conclusion, weighed",
}
"""What the sign of each family says, in the words of a reader who meets it for the first time."""


def _key() -> nodes.paragraph:
    told = ", ".join(f"{claims.SYMBOLS[family]}\N{NO-BREAK SPACE}{says}" for family, says in SIGNS.items())
    return nodes.paragraph("", "", nodes.Text(f"Signs, one a statement: {told}."), classes=["sp-small"])


class InBrief(reading.Drawn):
    """``{in-brief} NAME``: the findings of ``data/NAME/in-brief.csv``, of a paper or across the papers.

    ``{claim-id}`` in a sentence stands for what the paper prints there. A finding whose claims have other verdicts by now
    is an error: the sentence is written anew before it is shown. With ``:told-on: PAGE`` the sentences stand alone, each
    with a way to its place on that page, where it is told how sure they are. ``:language:`` is kk or ru.
    """

    required_arguments = 1
    option_spec: ClassVar = {name: directives.unchanged_required for name in ("told-on", "language")}

    @property
    def language(self) -> str:
        return self.options.get("language", "en")

    def draw(self):
        found = reading.read(self.env, f"{self.arguments[0]}/in-brief")
        if self.language != "en":
            found = translated(found, reading.read(self.env, TRANSLATIONS), self.arguments[0], self.language)
        verdicts = self._verdicts()
        faults = [fault for row in found.itertuples() for fault in moved(row, verdicts)]
        if faults:
            raise claims.ClaimError("; ".join(faults))
        elsewhere = "told-on" in self.options
        item = self._sentence if elsewhere else self._item
        listed = nodes.enumerated_list("", *map(item, found.itertuples()), classes=["sp-in-brief"])
        return [listed] if elsewhere or self.language != "en" else [listed, _key()]

    def _verdicts(self) -> pd.Series:
        """Every verdict there is. Raises ClaimError if the paper asked for has none."""
        known = {paper: reading.judged(self.env, paper) for paper in claims.registered()}
        if self.arguments[0] in known and known[self.arguments[0]] is None:
            raise claims.ClaimError(f"no verdicts on {self.arguments[0]} yet: run make execute")
        frames = [frame for frame in known.values() if frame is not None]
        return pd.concat(frames).set_index("claim_id")["verdict"]

    def _item(self, row) -> nodes.list_item:
        marks = cards.marks(self.env, row.claim_ids.split()) if self.language == "en" else []
        sentence = nodes.paragraph("", "", nodes.strong("", self._said(row)), *marks)
        sure, whom = HEADS[self.language]
        about = nodes.paragraph(
            "", "", nodes.emphasis("", f"{sure}: "), nodes.Text(f"{row.sure} "),
            nodes.emphasis("", f"{whom}: "), nodes.Text(f"{row.holds_for} "), classes=["sp-small"],
        )  # fmt: skip
        if self.language != "en":
            return nodes.list_item("", sentence, about)
        about += citing.finding(self.env, row.finding, self._said(row))
        return nodes.list_item("", sentence, about, ids=[f"finding-{row.finding}"])

    def _sentence(self, row) -> nodes.list_item:
        page = posixpath.relpath(self.options["told-on"], posixpath.dirname(self.env.docname))
        way = nodes.reference("", "How sure?", refuri=f"{page}.html#finding-{row.finding}")
        return nodes.list_item("", nodes.paragraph("", "", nodes.Text(f"{self._said(row)} "), way))

    def _said(self, row) -> str:
        return said(self.env, row.sentence, self.language)


class Argument(reading.Drawn):
    """``{argument} PAPER``: the steps of ``data/PAPER/argument.csv``, a table that stacks on a phone."""

    required_arguments = 1

    def draw(self):
        rows = reading.read(self.env, f"{self.paper().id}/argument")
        heads = ["The paper says", "on this evidence", "because", "a rival explanation", "what would count against it"]  # fmt: skip
        columns = ["says", "evidence", "because", "rival", "against"]
        cells = [
            ([self._cell(head, row[column]) for head, column in zip(heads, columns, strict=True)], {})
            for _, row in rows.iterrows()
        ]
        return [pieces.table(heads, cells, ("sp-stack",))]

    @staticmethod
    def _cell(head: str, text: str) -> list[nodes.Node]:
        return [
            nodes.paragraph(
                "", "", nodes.inline("", f"{head}: ", classes=["sp-stack-head"]), nodes.Text(text)
            )
        ]


SECTIONS = {
    "In brief": "in-brief",
    "The paper in its own terms": "own-terms",
    "What we find": "findings",
    "What differs, what stays open": "differs",
    "Since then": "since",
    "If you cite this paper": "cite",
    "Go on": "go-on",
}
"""The sections of a paper's chapter by their headings, each with its address, which is the same on every such page."""

ACROSS = {
    "In brief": "in-brief",
    "How the four were chosen": "chosen",
    "Who measured what": "measured",
    "What each subject rests on": "subjects",
    "How independent are they?": "independent",
    "Before and after February 2022": "time",
    "What fits every explanation": "explanations",
    "What the four leave out": "left-out",
    "On the check itself": "check",
    "Go on": "go-on",
}
"""The sections of the chapter on all papers."""

_ANCHORS = {**ACROSS, **SECTIONS}

_CHAPTER = re.compile(r"chapters/\d\d-")


class Anchors(SphinxTransform):
    """Gives the sections of a chapter their addresses: a label in the text could stand on one page of the book only."""

    default_priority = 400

    def apply(self, **_):
        if not _CHAPTER.match(self.env.docname):
            return
        for section in self.document.findall(nodes.section):
            if (anchor := _ANCHORS.get(section[0].astext())) and anchor not in section["ids"]:
                section["ids"].insert(0, anchor)


def setup(app):
    app.add_transform(Anchors)
    app.add_directive("in-brief", InBrief)
    app.add_directive("argument", Argument)
