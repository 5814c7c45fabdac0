"""The rules of judgement on a page: ``{precedents}`` shows each with its verdict, cases, and how often it was applied."""

import pandas as pd
from docutils import nodes

from softpower import claims
from softpower.site import pieces, reading


def applied(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How often each rule was named: a row a rule, a column a paper. `frames` are judged claims by paper."""
    counts = {
        paper: frame["precedent"].dropna().loc[lambda names: names != ""].value_counts()
        for paper, frame in frames.items()
    }
    return pd.DataFrame(counts).reindex(columns=list(frames)).fillna(0).astype(int)


def told(counts: dict[str, int]) -> str:
    """``12 index, 3 review``: counts by paper without those that are nought."""
    return ", ".join(f"{count} {paper}" for paper, count in counts.items() if count) or "not yet"


def near_miss(text: str) -> tuple[str, str]:
    """The claim's id and the reason, of a cell ``id: reason``."""
    claim_id, _, why = text.partition(":")
    return claim_id.strip(), why.strip()


class Precedents(reading.Drawn):
    """``{precedents}``: the rules, folded up by family, in the order of verdicts and of their file."""

    def draw(self):
        rules = reading.read(self.env, "precedents").set_index("precedent")
        reading.read(self.env, "papers")
        frames = {
            paper.word: frame
            for paper in claims.papers().values()
            if (frame := reading.judged(self.env, paper.id)) is not None
        }
        counts = applied(frames).reindex(rules.index, fill_value=0)
        statements = pd.concat(frames.values()).set_index("claim_id")["statement"]
        out = []
        for family in claims.BY_PRECEDENT:
            verdicts = [name for name, meaning in claims.VERDICTS.items() if meaning.family == family]
            listed = [name for verdict in verdicts for name in rules.index[rules["verdict"] == verdict]]
            if not listed:
                continue
            rows = [
                self._row(name, rules.loc[name], counts.loc[name].to_dict(), statements) for name in listed
            ]
            times = int(counts.loc[listed].to_numpy().sum())
            said = f" {family}: {len(listed)} rules, applied {times} times"
            table = pieces.table(["Rule", "Verdict", "Cases", "Applied"], rows, ("sp-guide",))
            out.append(pieces.fold([pieces.sign(family), nodes.Text(said)], [table], classes=["sp-fold"]))
        return out

    def _row(self, name: str, rule: pd.Series, counts: dict[str, int], statements: pd.Series):
        anchor = f"precedent-{name}"
        pieces.label(self.env, anchor, anchor, name)
        sentence = [
            pieces.paragraph(nodes.strong(name, name.replace("-", " "))),
            pieces.paragraph(rule["rule"]),
        ]
        if note := pieces.plain(rule["note"]):
            sentence.append(pieces.paragraph(nodes.emphasis(note, note)))
        cases = [pieces.paragraph("Falls under it: ", self._claim(rule["example"], statements))]
        if missed := pieces.plain(rule["near_miss"]):
            claim_id, why = near_miss(missed)
            cases.append(
                pieces.paragraph(
                    "Just does not: ", self._claim(claim_id, statements), f" {why[:1].upper()}{why[1:]}."
                )
            )
        cells = [sentence, pieces.badge(self.env, rule["verdict"]), cases, told(counts)]
        return cells, {"ids": [anchor]}

    def _claim(self, claim_id: str, statements: pd.Series) -> nodes.Node:
        """The statement, linked to its row in the register."""
        return pieces.link(self.env, f"claim-{claim_id}", nodes.Text(statements[claim_id]))


def setup(app):
    app.add_directive("precedents", Precedents)
