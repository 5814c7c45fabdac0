"""A verdict, and verdicts together: what cells show, and what `softpower.execute` extracts."""

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from softpower import rounding
from softpower.claims.vocabulary import FAMILIES, SYMBOLS, VERDICTS

MIME = "application/vnd.softpower.verdicts+json"
COLUMNS = [
    "claim_id",
    "verdict",
    "recomputed",
    "rules",
    "severity",
    "consequence",
    "because",
    "cell",
    "value",
    "precedent",
]


class Verdict(NamedTuple):
    """One verdict.

    `severity` is a share as text ("0.998") or empty; `cell` is the `cells.digest` of its cell; `value` is the one
    exact value that a check found ("50.5" or "4200/83"), empty for several readings or none; `precedent` names the rule
    of judgement that a verdict in words follows.
    """

    claim_id: str
    verdict: str
    recomputed: str = ""
    rules: str = ""
    severity: str = ""
    consequence: str = "none"
    because: str = ""
    cell: str = ""
    value: str = ""
    precedent: str = ""

    @property
    def family(self) -> str:
        return VERDICTS[self.verdict].family

    def __repr__(self) -> str:
        facts = [f"{self.claim_id}: {self.verdict} ({self.family})"]
        if self.recomputed:
            facts.append(f"recomputed {self.recomputed}")
        if self.rules:
            facts.append(f"printed string given by {self.rules}")
        if self.severity:
            facts.append(f"severity {self.severity}")
        if self.precedent:
            facts.append(f"by the rule {self.precedent}")
        return "; ".join(facts) + (f"\n  {self.because}" if self.because else "")

    def _repr_html_(self) -> str:
        facts = [
            self.recomputed and f"recomputed {self.recomputed}",
            self.rules and f"given by {told(self.rules)}",
            self.severity and f"severity {self.severity}",
            self.precedent and f"by the rule {self.precedent}",
        ]
        badge = Markup('<code>{}</code> <span class="sp-badge sp-{}">{}&nbsp;{}</span>').format(
            self.claim_id, self.family.replace(" ", "-"), SYMBOLS[self.family], self.verdict
        )
        parts = [badge, "; ".join(filter(None, facts)), self.because]
        paragraphs = Markup("").join(Markup("<p>{}</p>").format(part) for part in parts if part)
        return str(Markup('<div class="sp-verdict">{}</div>').format(paragraphs))


def told(rules: str) -> str:
    """Rounding rules as a reader wants them: all five, which say nothing of each, as one."""
    return rules.replace(" ".join(rounding.RULES), "every rule")


class Reached(list[Verdict]):
    """Verdicts, one below the other."""

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        return "".join(verdict._repr_html_() for verdict in self)


class Verdicts:
    """All verdicts of a notebook: what the register shows, and what `softpower.execute` extracts.

    `about` says of each row what was judged.
    """

    def __init__(self, paper: str, rows: list[Verdict], about: list[str]):
        self.paper, self.rows, self.about = paper, rows, about

    def frame(self) -> pd.DataFrame:
        """The verdicts with the columns of ``data/verdicts/<paper>.csv``."""
        return pd.DataFrame(self.rows, columns=COLUMNS)

    def tally(self) -> dict[str, int]:
        """How many claims fall into each family, in the order of `FAMILIES`."""
        families = [row.family for row in self.rows]
        return {family: families.count(family) for family in FAMILIES}

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {family}" for family, n in self.tally().items() if n)
        lines = [
            f"  {row.claim_id}: {row.verdict} ({about})"
            for row, about in zip(self.rows, self.about, strict=True)
        ]
        return "\n".join([f"{len(self.rows)} claims of {self.paper}: {counts}", *lines])

    def _repr_mimebundle_(self, **_) -> dict:
        return {
            MIME: {"paper": self.paper, "verdicts": [row._asdict() for row in self.rows]},
            "text/plain": repr(self),
        }
