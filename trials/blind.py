"""Draws judgements for a blind reader, and says how far the reader's answers agree with the book.

    python trials/blind.py draw SEED FOLDER       packet.md: statements, what was found, rules; no verdict
    python trials/blind.py compare SEED FOLDER    against FOLDER/answers.csv (claim_id,verdict,precedent,because)

Drawn are ten claims a paper among the verdicts that no computation gives, all verdicts of the family *differs*, and twenty
of those whose evidence changed since the first edition. The reader may be a person or a language model, has the papers,
and has seen neither the book nor the first reader's reasons beyond what was found. A trial, not a test: an answer costs a
quarter of an hour of somebody's reading.
"""

import csv
import random
import re
import sys
from pathlib import Path

import pandas as pd

from softpower import claims, tables
from softpower.claims.precedents import precedents

EACH, CHANGED = 10, 20
ANSWERS = "answers.csv"


def drawn(seed: int) -> pd.DataFrame:
    """The claims of a sample, each with the columns of `claims.judged`, ``paper`` and ``why`` it was drawn."""
    random_ = random.Random(seed)
    parts, every = [], []
    for paper in claims.registered():
        frame = claims.judged(paper).assign(paper=paper)
        every.append(frame)
        words = frame[frame["precedent"].notna() & ~frame["verdict"].isin(claims.NEGATIVE)]
        ids = random_.sample(sorted(words["claim_id"]), min(EACH, len(words)))
        parts.append(frame[frame["claim_id"].isin(ids)].assign(why="judged in words"))
        parts.append(frame[frame["verdict"].isin(claims.NEGATIVE)].assign(why="differs"))
    book = pd.concat(every)
    used = tables.read("external/evidence-used")
    moved = sorted(
        set(used[used["verdict_before"] != used["verdict_after"]]["claim_id"]) & set(book["claim_id"])
    )
    ids = random_.sample(moved, min(CHANGED, len(moved)))
    parts.append(book[book["claim_id"].isin(ids)].assign(why="evidence changed"))
    return pd.concat(parts).drop_duplicates("claim_id").reset_index(drop=True)


def _masked(text: str) -> str:
    """What was found, without the words in which verdicts are given."""
    return re.sub(rf"\b({'|'.join(map(re.escape, claims.VERDICTS))})\b", "…", text)


def packet(sample: pd.DataFrame) -> str:
    """What the reader is given, in Markdown."""
    lines = ["# Statements to be judged", "", "Verdicts, in this order; the first rule that fits wins:", ""]
    lines += [f"- {name} ({meaning.family}): {meaning.rule}" for name, meaning in claims.VERDICTS.items()]
    lines += ["", "Rules of judgement, for verdicts that no computation gives:", ""]
    lines += [f"- {rule.Index}: {rule.rule} -> {rule.verdict}" for rule in precedents().itertuples()]
    for row in sample.sample(frac=1, random_state=1).itertuples():
        printed = (
            ""
            if pd.isna(row.reported)
            else f" Printed: {row.reported} {'' if pd.isna(row.unit) else row.unit}."
        )
        found = "" if pd.isna(row.because) else _masked(row.because)
        lines += [
            "",
            f"## {row.claim_id}",
            f"{row.paper}, {row.locator} ({row.kind}). {row.statement}{printed}",
            f"What was found: {found}",
        ]
        if not pd.isna(row.recomputed):
            lines.append(f"Recomputed: {row.recomputed}")
    return "\n".join(lines) + "\n"


def compare(sample: pd.DataFrame, answers: dict[str, dict[str, str]]) -> list[str]:
    """The agreement, a line a part of the sample, and each disagreement."""
    lines = []
    for why, part in sample.groupby("why", sort=False):
        rows = [(row, answers[row.claim_id]) for row in part.itertuples() if row.claim_id in answers]
        family = sum(claims.VERDICTS[answer["verdict"]].family == row.family for row, answer in rows)
        verdict = sum(answer["verdict"] == row.verdict for row, answer in rows)
        ruled = [(row, answer) for row, answer in rows if not pd.isna(row.precedent)]
        rule = sum(answer["precedent"] == row.precedent for row, answer in ruled)
        inferred = [(row, answer) for row, answer in rows if row.family == "inference"]
        same = sum(answer["verdict"] == row.verdict for row, answer in inferred)
        lines.append(
            f"{why}: {len(rows)} of {len(part)} answered; same family {family}, same verdict {verdict}; "
            f"inferences {len(inferred)}, same verdict {same}; with a rule {len(ruled)}, same rule {rule}"
        )
        lines += [
            f"  {row.claim_id}: book {row.verdict} ({row.precedent}), reader {answer['verdict']} ({answer['precedent']})"
            for row, answer in rows
            if answer["verdict"] != row.verdict
        ]
    return lines


def main(arguments: list[str]) -> int:
    what, seed, folder = arguments[0], int(arguments[1]), Path(arguments[2])
    sample = drawn(seed)
    print(f"seed {seed}: {len(sample)} claims ({sample['why'].value_counts().to_dict()})")
    if what == "draw":
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "packet.md").write_text(packet(sample), encoding="utf-8")
        return 0
    with (folder / ANSWERS).open(encoding="utf-8", newline="") as file:
        print("\n".join(compare(sample, {row["claim_id"]: row for row in csv.DictReader(file)})))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
