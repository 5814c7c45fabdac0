"""The words of the register: verdicts with their families and rules, kinds of statements, what can rest on them.

The vocabulary is this book's own and explained to readers on its page *How to read*.
"""

from typing import NamedTuple

FAMILIES = {
    "holds": "the statement follows from what it stands on",
    "open": "what was seen is consistent with it, or answers differ with the reading",
    "differs": "what it stands on gives something else",
    "not seen": "evidence is published, but we have not seen it: our limit, not the statement's",
    "untestable": "no published evidence allows a test, whoever looks: the statement's limit, not ours",
    "inference": "a conclusion drawn in words: how much of its support is printed; never tallied with figures",
}
SYMBOLS = {"holds": "✓", "open": "?", "differs": "≠", "not seen": "◌", "untestable": "∅", "inference": "∴"}
"""A family's sign, so that a badge reads without colour."""

KINDS = (
    "cell",
    "number",
    "share",
    "count",
    "rank",
    "comparison",
    "trend",
    "date",
    "citation",
    "reference",
    "inference",
    "aim",
    "definition",
)
BASES = ("own-table", "own-text", "other-paper", "external", "none")
CONSEQUENCES = {
    "none": "nothing else rests on it",
    "sentence": "a sentence of the paper rests on it",
    "conclusion": "a conclusion of the paper rests on it",
}


class Meaning(NamedTuple):
    family: str
    rule: str


VERDICTS = {
    "not-seen": Meaning("not seen", "evidence is published, but we have not seen it"),
    "untestable": Meaning("untestable", "nothing published allows a test, or no outcome of it could fail"),
    "ambiguous": Meaning("open", "readings, listed beforehand, differ in outcome"),
    "reproduced": Meaning(
        "holds",
        "the printed string follows from the stated base under half-up, half-even or "
        "truncation; or the figure stands in the source",
    ),
    "reproduced-if": Meaning(
        "holds", "follows with one choice that the paper leaves unstated, and which is named"
    ),
    "possible": Meaning("open", "consistent with what is printed, not confirmed by it"),
    "inconsistent": Meaning("differs", "two passages or cells of the paper cannot both hold"),
    "quoted-differently": Meaning(
        "differs", "the cited work was read; subject, quantity, scope or certainty changed"
    ),
    "source-differs": Meaning(
        "differs", "a primary source gives another value for the same quantity, date and population"
    ),
    "sources-vary": Meaning(
        "open", "definition, date or population differs, or only secondary sources exist"
    ),
    "supported": Meaning("inference", "the paper prints evidence that carries the inference"),
    "partly": Meaning("inference", "the printed evidence carries a part of it, or a weaker form"),
    "literature-only": Meaning("inference", "it rests on cited works alone"),
    "asserted": Meaning("inference", "the paper prints neither evidence nor a citation for it"),
    "against": Meaning("inference", "the printed evidence speaks against it"),
}
"""Every verdict with its family and rule. Inferences take the last five, all other claims the others."""

WORDS = {
    "reproduced": "holds",
    "reproduced-if": "holds if",
    "possible": "fits, not confirmed",
    "ambiguous": "depends on the reading",
    "sources-vary": "sources disagree",
    "inconsistent": "differs within the paper",
    "quoted-differently": "differs from the work cited",
    "source-differs": "differs from the source",
    "not-seen": "we have not seen the source",
    "untestable": "no test is possible",
    "supported": "carried by evidence printed",
    "partly": "carried in part",
    "literature-only": "rests on works cited",
    "asserted": "stated without evidence",
    "against": "evidence speaks against it",
}
"""A verdict in the words that a reader sees."""

NEGATIVE = tuple(
    name for name, meaning in VERDICTS.items() if meaning.family == "differs" or name == "against"
)
"""Verdicts that need a second reading on record."""

UNTESTED = ("not seen", "untestable")
"""Families without a test, counted apart: the first is the book's limit, the second the statement's."""

BY_PRECEDENT = ("open", "differs", "inference")
"""Families in which a judgement in words names the rule of judgement that it follows."""


class ClaimError(ValueError):
    """A claim that is unknown, unchecked, checked twice or judged against the rules; the message says which."""
