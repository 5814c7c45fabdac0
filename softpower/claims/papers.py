"""The papers that the book checks: ``data/papers.csv`` is the one place where a paper is named."""

from functools import cache
from typing import NamedTuple

from softpower import tables


class Paper(NamedTuple):
    """A row of ``data/papers.csv``. `prefix` begins the ids of its claims, `word` names it in figures; `number` counts papers from 1."""

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
    number: int

    @property
    def label(self) -> str:
        """Number and short title, as tables and menus show it: ``1 Index comparison``."""
        return f"{self.number} {self.short}"


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


def registered() -> list[str]:
    """The ids of papers whose registers the data package has, in their order."""
    return [paper for paper in papers() if f"{paper}/claims" in tables.names()]
