"""The register of printed statements, and the verdicts on them.

A chapter opens the register of its paper, checks or judges each claim beside the analysis that bears on it,
and ends by showing all verdicts:

    register = claims.Register("index-comparison")
    register.check("ic-t2-influence-gap", indices.gap(a, b), given="base: the larger score")
    register.judge("ic-soft-resistance", "literature-only", because="...")
    register.verdicts()

The vocabulary (verdicts, families, severity, consequence) is this book's own and explained on its page
*How to read*.
"""

import hashlib
import html
import linecache
import re
import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from softpower import rounding, tables

PAPERS = {
    "index-comparison": "ic",
    "anti-soft-power-review": "ar",
    "likert-survey": "ls",
    "elite-interviews": "ei",
}
"""Paper ids, with the prefix of their claims' ids."""

FAMILIES = {
    "holds": "the statement follows from what it stands on",
    "open": "what is at hand is consistent with it, or answers differ with the reading",
    "differs": "what it stands on gives something else",
    "cannot be tested": "nothing at hand allows a test",
    "inference": "a conclusion drawn in words: how much of its support is printed; never tallied with figures",
}
SYMBOLS = {"holds": "✓", "open": "?", "differs": "≠", "cannot be tested": "∅", "inference": "∴"}
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
    "not-seen": Meaning("cannot be tested", "evidence is published, but not at hand"),
    "untestable": Meaning(
        "cannot be tested", "nothing published allows a test, or no outcome of it could fail"
    ),
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
    "against": Meaning("inference", "the printed evidence speaks against it"),
}
"""Every verdict with its family and rule. Inferences take the last four, all other claims the others."""

NEGATIVE = tuple(
    name for name, meaning in VERDICTS.items() if meaning.family == "differs" or name == "against"
)
"""Verdicts that need a second reading on record."""

MIME = "application/vnd.softpower.verdicts+json"
COLUMNS = ["claim_id", "verdict", "recomputed", "rules", "severity", "consequence", "because", "cell"]


class ClaimError(ValueError):
    """A claim that is unknown, unchecked, checked twice or judged against the rules; the message says which."""


class Verdict(NamedTuple):
    """One verdict. `severity` is a share as text ("0.998") or empty; `cell` is the `digest` of its cell."""

    claim_id: str
    verdict: str
    recomputed: str
    rules: str
    severity: str
    consequence: str
    because: str
    cell: str

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
        return "; ".join(facts) + (f"\n  {self.because}" if self.because else "")

    def _repr_html_(self) -> str:
        facts = "; ".join(
            filter(
                None,
                [
                    self.recomputed and f"recomputed {self.recomputed}",
                    self.rules and f"given by {_told(self.rules)}",
                    self.severity and f"severity {self.severity}",
                ],
            )
        )
        badge = (
            f'<span class="sp-badge sp-{self.family.replace(" ", "-")}">{SYMBOLS[self.family]}&nbsp;'
            f"{self.verdict}</span>"
        )
        parts = [f"<code>{self.claim_id}</code> {badge}", html.escape(facts), html.escape(self.because)]
        return '<div class="sp-verdict">' + "".join(f"<p>{part}</p>" for part in parts if part) + "</div>"


class Register:
    """The claims of one paper while a chapter runs. Opening it reads ``<paper>/claims``.

    Raises ClaimError for an unknown paper and `tables.TableError` for a faulty register.
    """

    def __init__(self, paper: str):
        if paper not in PAPERS:
            raise ClaimError(f"unknown paper {paper!r}: one of {', '.join(PAPERS)}")
        self.paper = paper
        self.claims = tables.read(f"{paper}/claims").set_index("claim_id")
        self._rows = self.claims.to_dict("index")  # a look-up costs a hundredth of .loc
        self._second = tables.read(f"{paper}/second-readings").set_index("claim_id")
        if len(unknown := self._second.index.difference(self.claims.index)):
            raise ClaimError(f"{paper}: second readings of unregistered claims: {', '.join(unknown)}")
        self._given: dict[str, Verdict] = {}

    def printed(self, claim_id: str) -> str:
        """The figure as the paper prints it. Raises ClaimError for an id that is not registered."""
        reported = self._claim(claim_id)["reported"]
        return "" if pd.isna(reported) else reported

    def match(self, cells: Mapping[str, object]) -> None:
        """Refuses to go on if a transcribed table and the register print different strings.

        `cells` maps claim ids to the cells of a table, as `tables.read` returned them (None: the dash).
        """
        for claim_id, cell in cells.items():
            text = "-" if pd.isna(cell) else str(cell)
            if text != self.printed(claim_id):
                raise ClaimError(f"{claim_id}: the table has {text!r}, claims.csv {self.printed(claim_id)!r}")

    def check(
        self,
        claim_id: str,
        value,
        *,
        given: str = "",
        because: str = "",
        primary: bool = False,
        consequence: str = "none",
    ) -> Verdict:
        """Compares the printed string with `value`, and gives the verdict that follows.

        `value` is exact (int, Decimal, Fraction or a printed string), or a dict of readings, name to value:
        readings that differ in outcome make the claim ambiguous. `given` names the one choice that the paper
        leaves unstated. A value that the printed string does not show makes an own-table or own-text claim
        inconsistent, one against another paper quoted-differently, and one against an outside source
        source-differs if the source is `primary`, else sources-vary. Those that differ need a second reading
        in ``<paper>/second-readings``.

        Raises ClaimError for a claim that is unknown, checked before, without basis or without a printed
        figure; TypeError for a float.
        """
        claim, printed = self._claim(claim_id), self.printed(claim_id)
        if claim["basis"] == "none":
            raise ClaimError(
                f"{claim_id}: its basis is none, so no value can check it; judge it, or name its basis"
            )
        if not printed:
            raise ClaimError(f"{claim_id}: prints no figure to compare with; judge it")
        readings = value if isinstance(value, dict) else {"": value}
        if not readings:
            raise ClaimError(f"{claim_id}: no reading to compare with")
        rules = {name: rounding.rules_giving(printed, reading) for name, reading in readings.items()}
        holds = {name: bool(set(found) & set(rounding.USUAL)) for name, found in rules.items()}
        if all(holds.values()):
            verdict = "reproduced-if" if given else "reproduced"
        elif any(holds.values()):
            verdict = "ambiguous"
        else:
            verdict = _failed(claim["basis"], primary)
        digits = rounding.places(printed) + 2
        unit = "" if pd.isna(claim["unit"]) else claim["unit"]
        return self._record(
            claim_id,
            verdict,
            consequence=consequence,
            recomputed="; ".join(
                f"{name}: {rounding.shown(reading, digits)}" if name else rounding.shown(reading, digits)
                for name, reading in readings.items()
            ),
            rules="; ".join(
                f"{name}: {' '.join(found) or 'no rule'}" if name else " ".join(found)
                for name, found in rules.items()
            ),
            severity=rounding.severity(printed, list(readings.values()), unit),
            because=" ".join(
                text for text in (f"{given[0].upper()}{given[1:]}." if given else "", because) if text
            ),
        )

    def check_table(self, values: Mapping[str, object], **options) -> pd.DataFrame:
        """`check` for many claims of one table with the same `options`; returns the verdicts as a table.

        `values` maps claim ids to exact values (a dict, or a Series indexed by claim id).
        """
        return self._summary([self.check(claim_id, value, **options) for claim_id, value in values.items()])

    def check_share(self, claim_id: str, *, because: str = "", consequence: str = "none") -> Verdict:
        """Asks whether any count out of the claim's `n` is printed as its percentage.

        None: inconsistent. Some, and some percentages of that form have none: possible. A form that every
        percentage attains cannot fail: untestable. Raises ClaimError for a claim without `n` or figure.
        """
        claim, printed = self._claim(claim_id), self.printed(claim_id)
        if pd.isna(claim["n"]) or not printed:
            raise ClaimError(f"{claim_id}: a share needs a printed figure and its base n in claims.csv")
        n = int(claim["n"])
        counts, severity = rounding.attainable(printed, n), rounding.share_severity(printed, n)
        verdict = "inconsistent" if not counts else "possible" if severity else "untestable"
        between = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else "".join(map(str, counts)) or "none"
        return self._record(
            claim_id,
            verdict,
            recomputed=f"counts of {n}: {between}",
            severity=severity,
            because=because,
            consequence=consequence,
        )

    def judge(
        self,
        claim_ids: str | Iterable[str],
        verdict: str,
        because: str,
        *,
        severity=None,
        recomputed: str = "",
        consequence: str = "none",
    ) -> "Verdict | pd.DataFrame":
        """Gives a statement, or several alike, a verdict with its evidence in words.

        Returns the verdict, or for several a table of them. Raises ClaimError for an unknown verdict, no
        evidence, an inference verdict on a figure (or the reverse), a claim without basis that is given more
        than untestable or not-seen, or a negative verdict without a second reading.
        """
        ids = [claim_ids] if isinstance(claim_ids, str) else list(claim_ids)
        if not because.strip():
            raise ClaimError(f"{', '.join(ids)}: a judgement needs its evidence in words")
        reached = [
            self._record(
                claim_id,
                verdict,
                because=because,
                severity=severity,
                recomputed=recomputed,
                consequence=consequence,
            )
            for claim_id in ids
        ]
        return reached[0] if isinstance(claim_ids, str) else self._summary(reached)

    def judge_table(self, judgements: pd.DataFrame) -> pd.DataFrame:
        """`judge` for many claims: rows indexed by claim id, columns verdict, consequence and because."""
        return self._summary(
            [
                self.judge(row.Index, row.verdict, row.because, consequence=row.consequence)
                for row in judgements.itertuples()
            ]
        )

    def verdicts(self) -> "Verdicts":
        """All verdicts in the order of the register. A chapter's last call.

        A claim without basis that no cell judged is untestable, for the reason that its row gives.
        Raises ClaimError naming every claim with a basis that no cell checked.
        """
        for claim_id, claim in self._rows.items():
            if claim["basis"] == "none" and claim_id not in self._given:
                self._record(
                    claim_id, "untestable", because=f"It would be settled by: {claim['would_settle']}."
                )
        missing = [claim_id for claim_id in self.claims.index if claim_id not in self._given]
        if missing:
            raise ClaimError(
                f"{self.paper}: {len(missing)} claims have a basis, but no cell checks them: "
                f"{', '.join(missing)}"
            )
        given = [self._given[claim_id] for claim_id in self.claims.index]
        return Verdicts(self.paper, given, [self._about(claim_id) for claim_id in self.claims.index])

    def _about(self, claim_id: str) -> str:
        """What was judged, as registered: a changed figure or basis changes the output that is stored."""
        claim = {name: "" if pd.isna(cell) else cell for name, cell in self._rows[claim_id].items()}
        facts = [f"{claim['kind']}, {claim['basis']}"]
        if claim["reported"]:
            facts.append(f"prints {claim['reported']} {claim['unit']}".strip())
        if claim["n"] != "":
            facts.append(f"n = {claim['n']}")
        if claim_id in self._second.index:
            facts.append(f"second reading {self._second.loc[claim_id, 'verdict']}")
        return "; ".join(facts)

    def here(self) -> "Reached":
        """The verdicts that the running cell has reached: the last line of a cell that reaches several."""
        cell = _running_cell()
        return Reached([verdict for verdict in self._given.values() if verdict.cell == cell])

    def _summary(self, reached: list[Verdict]) -> pd.DataFrame:
        """Verdicts as a table with one row a claim, without columns that are empty throughout."""
        rows = [
            (v.claim_id, self.printed(v.claim_id), v.recomputed, _told(v.rules), v.verdict) for v in reached
        ]
        frame = pd.DataFrame(rows, columns=["claim", "printed", "recomputed", "rules", "verdict"])
        return frame.set_index("claim").rename_axis(None).loc[:, lambda f: f.ne("").any()]

    def _claim(self, claim_id: str) -> dict:
        if claim_id not in self._rows:
            raise ClaimError(f"{claim_id!r} is not registered in data/{self.paper}/claims.csv")
        return self._rows[claim_id]

    def _record(
        self,
        claim_id: str,
        verdict: str,
        *,
        because: str = "",
        recomputed: str = "",
        rules: str = "",
        severity=None,
        consequence: str = "none",
    ) -> Verdict:
        tables.firewall()
        claim = self._claim(claim_id)
        if claim_id in self._given:
            raise ClaimError(f"{claim_id}: has its verdict already ({self._given[claim_id].verdict})")
        if verdict not in VERDICTS:
            raise ClaimError(f"{claim_id}: unknown verdict {verdict!r}: one of {', '.join(VERDICTS)}")
        if consequence not in CONSEQUENCES:
            raise ClaimError(
                f"{claim_id}: unknown consequence {consequence!r}: one of {', '.join(CONSEQUENCES)}"
            )
        is_inference = VERDICTS[verdict].family == "inference"
        untested = VERDICTS[verdict].family == "cannot be tested"
        if not untested and is_inference != (claim["kind"] == "inference"):
            raise ClaimError(f"{claim_id}: a claim of kind {claim['kind']} cannot be judged {verdict!r}")
        if not untested and not is_inference and claim["basis"] == "none":
            raise ClaimError(
                f"{claim_id}: its basis is none, so it is untestable or not-seen, not {verdict!r}"
            )
        if verdict in NEGATIVE:
            self._need_second(claim_id, verdict)
        if severity is not None:
            severity = _severity(claim_id, severity)
        self._given[claim_id] = Verdict(
            claim_id, verdict, recomputed, rules, severity or "", consequence, because, _running_cell()
        )
        return self._given[claim_id]

    def _need_second(self, claim_id: str, verdict: str) -> None:
        where = f"data/{self.paper}/second-readings.csv"
        if claim_id not in self._second.index:
            raise ClaimError(
                f"{claim_id}: {verdict!r} needs a second, independent reading on record in {where}"
            )
        second = self._second.loc[claim_id, "verdict"]
        if second not in NEGATIVE:
            raise ClaimError(
                f"{claim_id}: the second reading in {where} is {second!r}, not {verdict!r}: "
                "judge it ambiguous and show both readings"
            )


def _told(rules: str) -> str:
    """Rules as a reader wants them: all five, which say nothing of each, as one."""
    return rules.replace(" ".join(rounding.RULES), "every rule")


def _failed(basis: str, primary: bool) -> str:
    if basis == "external":
        return "source-differs" if primary else "sources-vary"
    return "quoted-differently" if basis == "other-paper" else "inconsistent"


def _severity(claim_id: str, value) -> str:
    share = rounding.exact(value)
    if not 0 <= share <= 1:
        raise ClaimError(f"{claim_id}: severity is a share between 0 and 1, not {value}")
    return f"{rounding.rounded(share, 4, 'truncation'):f}"


def slug(text: str) -> str:
    """A name as it stands in claim ids: ``slug("Korea, Rep.")`` is ``"korea-rep"``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def digest(source: str) -> str:
    """A short name for the source of a cell, by which `softpower.execute` finds the cell's id."""
    return hashlib.sha256(source.strip().encode()).hexdigest()[:12]


def _running_cell() -> str:
    """The `digest` of the notebook cell that is running, or an empty string outside a notebook.

    Neither the kernel's counter nor its history serves: whether the first already counts the running cell
    depends on the version of IPython, and nbval switches the second off.
    """
    try:
        from IPython import get_ipython
    except ImportError:  # the package serves outside Jupyter too
        return ""
    shell, cell, frame = get_ipython(), None, sys._getframe()
    while shell is not None and frame is not None:
        cell = frame if frame.f_globals is shell.user_global_ns else cell
        frame = frame.f_back
    return digest("".join(linecache.getlines(cell.f_code.co_filename))) if cell else ""


class Reached(list):
    """Verdicts, one below the other."""

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        return "".join(verdict._repr_html_() for verdict in self)


class Verdicts:
    """All verdicts of a chapter: what the register shows, and what `softpower.execute` extracts.

    `about` says of each row what was judged.
    """

    def __init__(self, paper: str, rows: list[Verdict], about: list[str]):
        self.paper, self.rows, self.about = paper, rows, about

    def frame(self) -> pd.DataFrame:
        """The verdicts with the columns of ``data/verdicts/<paper>.csv``."""
        return pd.DataFrame(self.rows, columns=COLUMNS)

    def tally(self) -> dict[str, int]:
        """How many claims fall into each family, in the order of `FAMILIES`."""
        found = [row.family for row in self.rows]
        return {family: found.count(family) for family in FAMILIES}

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


def registered() -> list[str]:
    """The papers whose registers the data package has, in the order of `PAPERS`."""
    return [paper for paper in PAPERS if f"{paper}/claims" in tables.names()]


def judged(paper: str) -> pd.DataFrame:
    """A paper's claims with their verdicts: the columns of both files, and ``family``.

    Raises ClaimError naming every claim that has no verdict.
    """
    frame = tables.read(f"{paper}/claims").merge(
        tables.read(f"verdicts/{paper}"), on="claim_id", how="left", validate="one_to_one"
    )
    unjudged = frame.loc[frame["verdict"].isna(), "claim_id"].tolist()
    if unjudged:
        raise ClaimError(f"claims of {paper} without a verdict ({', '.join(unjudged)}): run make execute")
    frame["family"] = [VERDICTS[verdict].family for verdict in frame["verdict"]]
    return frame


def read_citing(name: str) -> pd.DataFrame:
    """The table `name`, whose column ``claim_id`` names claims of any paper, or none.

    Raises ClaimError naming file, row (1 is the header), column and value of every id that is in no register.
    A paper that is not registered yet is passed over.
    """
    frame = tables.read(name)
    prefixes = tuple(f"{PAPERS[paper]}-" for paper in PAPERS if paper not in registered())
    known = {claim_id for paper in registered() for claim_id in tables.read(f"{paper}/claims")["claim_id"]}
    faults = [
        f"  data/{tables.resource(name).path}, row {row}, column claim_id has {claim_id!r}: no such claim"
        for row, claim_id in enumerate(frame["claim_id"], 2)
        if pd.notna(claim_id) and claim_id not in known and not claim_id.startswith(prefixes)
    ]
    if faults:
        raise ClaimError("\n".join([f"table {name!r} names claims that are not registered:", *faults]))
    return frame


__all__ = [
    "BASES",
    "CONSEQUENCES",
    "FAMILIES",
    "KINDS",
    "NEGATIVE",
    "PAPERS",
    "SYMBOLS",
    "VERDICTS",
    "ClaimError",
    "Register",
    "Verdict",
    "Verdicts",
    "judged",
    "read_citing",
    "registered",
]
