"""The register of one paper while a notebook runs: checks and judges each claim beside the analysis that bears on it."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from softpower import rounding, tables
from softpower.claims import cells, precedents
from softpower.claims.papers import papers
from softpower.claims.verdict import Reached, Verdict, Verdicts, told
from softpower.claims.vocabulary import CONSEQUENCES, NEGATIVE, UNTESTED, VERDICTS, ClaimError


class Register:
    """The claims of one paper while a chapter runs. Opening it reads ``<paper>/claims``.

    Raises ClaimError for an unknown paper and `tables.TableError` for a faulty register.
    """

    def __init__(self, paper: str):
        if paper not in papers():
            raise ClaimError(f"unknown paper {paper!r}: one of {', '.join(papers())}")
        self.paper = paper
        self.claims = tables.read(f"{paper}/claims").set_index("claim_id")
        self._rows = self.claims.to_dict("index")  # a look-up costs a hundredth of .loc
        readings = tables.read(f"{paper}/second-readings").sort_values(["claim_id", "reading"])
        self._readings = readings.groupby("claim_id")["verdict"].agg(list).to_dict()
        if unknown := sorted(set(self._readings) - set(self._rows)):
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
        single = next(iter(readings.values())) if len(readings) == 1 else None
        if not readings:
            raise ClaimError(f"{claim_id}: no reading to compare with")
        rules = {name: rounding.rules_giving(printed, reading) for name, reading in readings.items()}
        holds = {name: bool(set(giving) & set(rounding.USUAL)) for name, giving in rules.items()}
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
                f"{name}: {' '.join(giving) or 'no rule'}" if name else " ".join(giving)
                for name, giving in rules.items()
            ),
            severity=rounding.severity(printed, list(readings.values()), unit),
            value="" if single is None else rounding.exact_text(single),
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
        value: rounding.Exact | str | None = None,
        precedent: str = "",
    ) -> "Verdict | pd.DataFrame":
        """Gives a statement, or several alike, a verdict with its evidence in words.

        `precedent` names the rule of ``data/precedents.csv`` that the judgement follows; verdicts of the families
        open, differs and inference need one. `value` is the exact value that pages may read, if one was found.

        Returns the verdict, or for several a table of them. Raises ClaimError for an unknown verdict or rule, no
        evidence, an inference verdict on a figure (or the reverse), a claim without basis that is given more
        than untestable, not-seen or asserted, or a negative verdict without a second reading.
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
                value="" if value is None else rounding.exact_text(value),
                precedent=precedent,
                in_words=True,
            )
            for claim_id in ids
        ]
        return reached[0] if isinstance(claim_ids, str) else self._summary(reached)

    def judge_table(self, judgements: pd.DataFrame) -> pd.DataFrame:
        """`judge` for many claims: rows indexed by claim id, columns verdict, consequence, because, precedent."""
        return self._summary(
            [
                self.judge(
                    row.Index,
                    row.verdict,
                    row.because,
                    consequence=row.consequence,
                    precedent="" if pd.isna(rule := getattr(row, "precedent", "")) else rule,
                )
                for row in judgements.itertuples()
            ]
        )

    def judge_part(self, *parts: str, stated: bool = False) -> pd.DataFrame:
        """Enters the rows of ``<paper>/judgements`` whose ids go on with one of `parts` after the paper's prefix.

        ``register.judge_part("abs", "intro")`` judges ``ic-abs-...`` and ``ic-intro-...``; returns the verdicts as a table,
        or, if `stated`, beside the statements and with their reasons. Raises ClaimError if no row belongs to a part.
        """
        judgements = tables.read(f"{self.paper}/judgements").set_index("claim_id")
        stems = [f"{papers()[self.paper].prefix}-{part}" for part in parts]
        of = {
            part: judgements.index.str.match(rf"{stem}(-|$)") for part, stem in zip(parts, stems, strict=True)
        }
        if unused := [part for part, these in of.items() if not these.any()]:
            raise ClaimError(f"data/{self.paper}/judgements.csv judges nothing of {', '.join(unused)}")
        chosen = judgements[pd.DataFrame(of, index=judgements.index).any(axis=1)]
        reached = self.judge_table(chosen)
        if not stated:
            return reached
        said = self.claims.loc[chosen.index, ["statement", "reported"]]
        said = said.fillna("").rename(columns={"reported": "printed"}).join(chosen[["verdict", "because"]])
        return said.rename_axis(None).loc[:, lambda rows: rows.ne("").any()]

    def verdicts(self) -> "Verdicts":
        """All verdicts in the order of the register. A chapter's last call.

        A claim without basis that no cell judged is untestable, for the reason that its row gives.
        Raises ClaimError naming every claim with a basis that no cell checked, unless the paper is a draft: then
        these are passed over, and its chapter lists them.
        """
        for claim_id, claim in self._rows.items():
            if claim["basis"] == "none" and claim_id not in self._given:
                self._record(
                    claim_id, "untestable", because=f"It would be settled by: {claim['would_settle']}."
                )
        missing = [claim_id for claim_id in self.claims.index if claim_id not in self._given]
        if missing and not papers()[self.paper].draft:
            raise ClaimError(
                f"{self.paper}: {len(missing)} claims have a basis, but no cell checks them: "
                f"{', '.join(missing)}"
            )
        reached = [claim_id for claim_id in self.claims.index if claim_id in self._given]
        given = [self._given[claim_id] for claim_id in reached]
        return Verdicts(self.paper, given, [self._about(claim_id) for claim_id in reached])

    def _about(self, claim_id: str) -> str:
        """What was judged, as registered: a changed figure or basis changes the output that is stored."""
        claim = {name: "" if pd.isna(cell) else cell for name, cell in self._rows[claim_id].items()}
        facts = [f"{claim['kind']}, {claim['basis']}"]
        if claim["reported"]:
            facts.append(f"prints {claim['reported']} {claim['unit']}".strip())
        if claim["n"] != "":
            facts.append(f"n = {claim['n']}")
        if readings := self._readings.get(claim_id):
            facts.append(f"second reading {'; '.join(readings)}")
        return "; ".join(facts)

    def here(self) -> "Reached":
        """The verdicts that the running cell has reached: the last line of a cell that reaches several."""
        cell = cells.running()
        return Reached([verdict for verdict in self._given.values() if verdict.cell == cell])

    def _summary(self, reached: list[Verdict]) -> pd.DataFrame:
        """Verdicts as a table with one row a claim, without columns that are empty throughout."""
        rows = [
            (v.claim_id, self.printed(v.claim_id), v.recomputed, told(v.rules), v.verdict) for v in reached
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
        value: str = "",
        precedent: str = "",
        in_words: bool = False,
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
        untested = VERDICTS[verdict].family in UNTESTED
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
        if in_words:
            precedents.check(claim_id, verdict, precedent)
        self._given[claim_id] = Verdict(
            claim_id,
            verdict,
            recomputed,
            rules,
            severity or "",
            consequence,
            because,
            cells.running(),
            value,
            precedent,
        )
        return self._given[claim_id]

    def _need_second(self, claim_id: str, verdict: str) -> None:
        where = f"data/{self.paper}/second-readings.csv"
        if claim_id not in self._readings:
            raise ClaimError(
                f"{claim_id}: {verdict!r} needs a second, independent reading on record in {where}"
            )
        for number, second in enumerate(self._readings[claim_id], 1):
            if second not in NEGATIVE:
                which = "the second reading" if len(self._readings[claim_id]) == 1 else f"reading {number}"
                raise ClaimError(
                    f"{claim_id}: {which} in {where} is {second!r}, not {verdict!r}: "
                    "judge it ambiguous and show both readings"
                )


def _failed(basis: str, primary: bool) -> str:
    if basis == "external":
        return "source-differs" if primary else "sources-vary"
    return "quoted-differently" if basis == "other-paper" else "inconsistent"


def _severity(claim_id: str, value) -> str:
    share = rounding.exact(value)
    if not 0 <= share <= 1:
        raise ClaimError(f"{claim_id}: severity is a share between 0 and 1, not {value}")
    return f"{rounding.rounded(share, 4, 'truncation'):f}"


def counted(reached: pd.DataFrame) -> pd.DataFrame:
    """How many verdicts of a table there are of each kind, as a table of one column."""
    return reached["verdict"].value_counts().rename("statements").to_frame()


def slug(text: str) -> str:
    """A name as it stands in claim ids.

    >>> slug("Korea, Rep.")
    'korea-rep'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
