"""The papers that the book checks: ``data/papers.csv`` is the one place where a paper is named."""

from functools import cache
from typing import NamedTuple

from softpower import tables

STATES = {
    "draft": "begun: shown on the scoreboard and in the register; its chapter lists what is still empty",
    "whole": "every statement has its verdict: compared with the others, and held to all that is asked of a paper",
}


class Paper(NamedTuple):
    """A row of ``data/papers.csv``. `prefix` begins the ids of its claims, `word` names it in figures; `number` counts papers from 1.

    `state` is one of `STATES`: a draft is shown as far as it goes, and nothing is asked of it that it cannot have yet.
    """

    id: str
    prefix: str
    word: str
    short: str
    title: str
    question: str
    authors: str
    year: str
    journal: str
    doi: str
    licence: str
    copy: str
    state: str
    number: int

    @property
    def label(self) -> str:
        """Number and short title, as tables and menus show it: ``1 Index comparison``."""
        return f"{self.number} {self.short}" + (" (draft)" if self.draft else "")

    @property
    def draft(self) -> bool:
        return self.state == "draft"


def papers() -> dict[str, Paper]:
    """All papers by id, in the order of the file. Raises `tables.TableError` for a faulty file."""
    path = tables.path("papers")
    return _papers(path, path.stat().st_mtime_ns)


@cache
def _papers(_path, _changed: int) -> dict[str, Paper]:
    rows = tables.read("papers").astype("object").fillna("").astype("str").to_dict("records")
    return {row["id"]: Paper(**row, number=number) for number, row in enumerate(rows, 1)}


def of_claim(claim_id: str) -> Paper | None:
    """The paper that a claim's id belongs to by its prefix."""
    return next((paper for paper in papers().values() if claim_id.startswith(f"{paper.prefix}-")), None)


def id_pattern() -> str:
    """A regular expression of ids of claims, for texts in which they are looked for."""
    return rf"\b(?:{'|'.join(paper.prefix for paper in papers().values())})-[a-z0-9-]*[a-z0-9]\b"


def registered(*, drafts: bool = False) -> list[str]:
    """The ids of whole papers, with `drafts` of all, whose registers the data package has, in their order.

    What compares papers asks for whole ones: a draft would change every comparison with each row that it gains.
    """
    return [
        paper.id
        for paper in papers().values()
        if f"{paper.id}/claims" in tables.names() and (drafts or not paper.draft)
    ]
