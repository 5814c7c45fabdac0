"""One fact is used alike wherever it bears: statements of two papers on one quantity."""

import pandas as pd
import pytest

from softpower import claims, tables

SETTLED = ("holds", "open", "differs", "inference")


def unlike(same: pd.DataFrame, families: dict[str, str], verdicts: dict[str, str], readings: dict[str, str]):
    """Quantities whose evidence is used in one paper and lacking in another, with what is wrong.

    `same` has a row a paper and quantity, `families` and `verdicts` are by claim, `readings` by quantity. A reason in the
    row's note excuses it.
    """
    found = {}
    for quantity, rows in same.dropna(subset=["claim_id"]).groupby("quantity", sort=False):
        rows = rows[rows["claim_id"].isin(families.keys())]
        told = rows.assign(family=rows["claim_id"].map(families), verdict=rows["claim_id"].map(verdicts))
        settled = set(told.loc[told["family"].isin(SETTLED), "paper"])
        bare = told[told["note"].isna()]
        for row in bare[bare["verdict"] == "not-seen"].itertuples():
            if others := sorted(settled - {row.paper}):
                found[row.claim_id] = f"{quantity}: not seen, and settled in {', '.join(others)}"
        if readings.get(quantity) == "agree" and told["family"].nunique() > 1 and told["note"].isna().all():
            found.setdefault(quantity, f"{quantity}: agrees, and has verdicts of several families")
    return found


@pytest.fixture
def real():
    judged = pd.concat([claims.judged(paper) for paper in claims.registered()]).set_index("claim_id")
    same = claims.read_citing("across-the-papers/same-quantities")
    readings = tables.read("across-the-papers/quantity-readings").set_index("quantity")["reading"]
    return same, judged["family"].to_dict(), judged["verdict"].to_dict(), readings.to_dict()


def test_evidence_on_one_quantity_is_used_in_all_papers(real):
    assert not unlike(*real)


def made_up(note=None, reading="different-things", family="not seen", verdict="not-seen"):
    same = pd.DataFrame(
        {"quantity": "oil", "paper": ["a", "b"], "claim_id": ["a-1", "b-1"], "note": [note, None]}
    )
    return unlike(same, {"a-1": family, "b-1": "open"}, {"a-1": verdict, "b-1": "possible"}, {"oil": reading})


def test_a_fact_used_in_one_paper_and_not_seen_in_another_is_found():
    assert made_up() == {"a-1": "oil: not seen, and settled in b"}


def test_a_reason_given_excuses_it():
    assert not made_up(note="A quotation, not the author's statement.")


def test_what_agrees_has_verdicts_of_one_family():
    assert made_up(reading="agree", family="holds", verdict="reproduced") == {
        "oil": "oil: agrees, and has verdicts of several families"
    }
    assert not made_up(reading="agree", family="open", verdict="possible")


def test_a_real_pair_is_found_if_its_verdict_were_lost(real):
    same, families, verdicts, readings = real
    lost = {"ei-x-ninth": "not-seen"}
    told = unlike(same, families | {"ei-x-ninth": "not seen"}, verdicts | lost, readings)
    assert "ei-x-ninth" in told


# ---- the weightiest verdicts of chapter 5 ------------------------------------------------------------------


def test_a_statement_that_names_its_cases_and_holds_is_no_doubt():
    paper = claims.judged("index-comparison").set_index("claim_id")
    assert paper.at["ic-c-less-than-30", "family"] == "holds"
