"""The register of printed statements, and the verdicts on them.

A notebook opens the register of its paper, checks or judges each claim beside the analysis that bears on it,
and ends by showing all verdicts:

    register = claims.Register("index-comparison")
    register.check("ic-t2-influence-gap", indices.gap(a, b), given="base: the larger score")
    register.judge("ic-soft-resistance", "literature-only", because="...", precedent="...")
    register.verdicts()

vocabulary   verdicts with families and rules, kinds, consequences
papers       the papers of the book, from data/papers.csv
register     a paper's claims while a notebook runs
verdict      what a check or judgement gives, and how cells show it
precedents   rules of judgement, so that like cases go alike
judged       claims with the verdicts that files have
cells        which cell of a notebook is running
"""

from softpower.claims.cells import digest
from softpower.claims.judged import judged, read_citing
from softpower.claims.papers import STATES, Paper, id_pattern, of_claim, papers, registered
from softpower.claims.register import Register, counted, slug
from softpower.claims.verdict import COLUMNS, MIME, Reached, Verdict, Verdicts
from softpower.claims.vocabulary import (
    BASES,
    BY_PRECEDENT,
    CONSEQUENCES,
    FAMILIES,
    KINDS,
    NEGATIVE,
    SYMBOLS,
    UNTESTED,
    VERDICTS,
    WORDS,
    ClaimError,
)

__all__ = [
    "BASES",
    "BY_PRECEDENT",
    "COLUMNS",
    "CONSEQUENCES",
    "FAMILIES",
    "KINDS",
    "MIME",
    "NEGATIVE",
    "STATES",
    "SYMBOLS",
    "UNTESTED",
    "VERDICTS",
    "WORDS",
    "ClaimError",
    "Paper",
    "Reached",
    "Register",
    "Verdict",
    "Verdicts",
    "counted",
    "digest",
    "id_pattern",
    "judged",
    "of_claim",
    "papers",
    "read_citing",
    "registered",
    "slug",
]
