"""What pages read: tables and verdicts, each noted as a dependency of the page, and directives that draw from them.

A directive derives from `Drawn`: what is faulty in a table, a claim or the directive's own words is told with page and line.
"""

import shutil
from functools import cache
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from softpower import charts, claims, tables
from softpower.book import BookError
from softpower.site import facts


class Drawn(SphinxDirective):
    """A directive that draws a part of a page from data: subclasses define `draw`."""

    def draw(self) -> list[nodes.Node]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Draws, and tells a fault in what is drawn from as one of this place in the page."""
        try:
            return self.draw()
        except (claims.ClaimError, charts.FigureError, tables.TableError, BookError) as error:
            raise self.error(str(error)) from None
        except KeyError as error:  # of tables.resource: no such table
            raise self.error(str(error.args[0])) from None

    def paper(self) -> claims.Paper:
        """The paper that the first argument names. Raises ClaimError with the names there are."""
        papers = claims.papers()
        read(self.env, "papers")
        if self.arguments[0] not in papers:
            raise claims.ClaimError(
                f"no paper {self.arguments[0]!r} in data/papers.csv: one of {', '.join(papers)}"
            )
        return papers[self.arguments[0]]


def read(env, name: str) -> pd.DataFrame:
    """`tables.read`, after which a change of the file makes Sphinx read the page again."""
    _depend(env, name)
    return tables.read(name)


def _depend(env, name: str) -> None:
    """Notes a table as a dependency of the page."""
    env.note_dependency(str(tables.path(name)))
    env.note_dependency(str(tables.data_folder() / "datapackage.json"))


def judged(env, paper: str) -> pd.DataFrame | None:
    """`with_verdicts`, after which a change of the files makes Sphinx read the page again."""
    if paper in claims.registered(drafts=True):
        for name in _parts(paper):
            _depend(env, name)
    return with_verdicts(paper)


def with_verdicts(paper: str) -> pd.DataFrame | None:
    """A paper's claims with verdicts, families and second readings; None for a paper without any yet.

    Do not change the table: it is shared by all that a build draws from it.
    """
    if paper not in claims.registered(drafts=True):
        return None
    return _judged(paper, tuple(tables.path(name).stat().st_mtime_ns for name in _parts(paper)))


def _parts(paper: str) -> tuple[str, str, str]:
    return f"{paper}/claims", f"verdicts/{paper}", f"{paper}/second-readings"


@cache
def _judged(paper: str, _changed: tuple) -> pd.DataFrame:
    frame = claims.judged(paper)
    readings = tables.read(f"{paper}/second-readings").sort_values(["claim_id", "reading"])
    readings["told"] = readings["verdict"] + ": " + readings["because"]
    by_claim = readings.groupby("claim_id")
    frame["second"] = frame["claim_id"].map(by_claim["told"].agg(" | ".join))
    frame["defence"] = frame["claim_id"].map(by_claim["defence"].agg(_longest))
    return frame


def _longest(cases: pd.Series) -> str | None:
    """Of the cases that readers made against one verdict, the one that says most."""
    return max(cases.dropna(), key=len, default=None)


def claim_ids(env) -> set[str]:
    """The ids of all claims of the book, each of which has its address on the page of the register."""
    facts.depend(env, "ids of claims")
    return set(_claim_ids())


def _claim_ids() -> list[str]:
    frames = (with_verdicts(paper) for paper in claims.registered(drafts=True))
    return sorted(claim_id for frame in frames if frame is not None for claim_id in frame["claim_id"])


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
    facts.fact("ids of claims", _claim_ids)
    app.connect("build-finished", _offer_data)
