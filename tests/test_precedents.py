"""The rules of judgement: written for readers, each with one verdict, applied alike."""

import re

import pandas as pd
import pytest

from softpower import claims, tables
from softpower.site import precedents

RULES = tables.read("precedents").set_index("precedent")
VERDICTS = pd.concat([claims.judged(paper) for paper in claims.registered()]).set_index("claim_id")
NAMED = VERDICTS["precedent"].fillna("")


def test_there_are_not_more_rules_than_a_reader_can_hold():
    assert len(RULES) <= 40


@pytest.mark.parametrize("name", RULES.index)
def test_a_rule_is_one_sentence_that_does_not_name_its_verdict(name):
    rule, verdict = RULES.loc[name, ["rule", "verdict"]]
    assert re.fullmatch(r"[A-Z][^.!?]*\.", rule)
    assert not re.search(rf"\b{verdict}\b", rule, re.IGNORECASE)
    assert re.fullmatch(r"[a-z][a-z0-9-]*", name)


@pytest.mark.parametrize("name", RULES.index)
def test_its_example_follows_it(name):
    assert NAMED[RULES.at[name, "example"]] == name


@pytest.mark.parametrize("name", RULES.index)
def test_its_near_miss_does_not(name):
    claim_id, why = precedents.near_miss(RULES.at[name, "near_miss"])
    assert NAMED[claim_id] != name
    assert why


@pytest.mark.parametrize("name", RULES.index)
def test_a_rule_for_one_statement_says_why_it_stands(name):
    times = int(NAMED.eq(name).sum())
    assert times > 0
    assert times > 1 or pd.notna(RULES.at[name, "note"])


def test_every_named_rule_gives_the_verdict_that_names_it():
    named = NAMED[NAMED != ""]
    assert (RULES["verdict"].reindex(named).to_numpy() == VERDICTS.loc[named.index, "verdict"]).all()


@pytest.mark.parametrize("family", claims.BY_PRECEDENT)
def test_no_rule_decides_a_whole_family(family):
    named = NAMED[(VERDICTS["family"] == family) & (NAMED != "")]
    assert named.value_counts(normalize=True).iloc[0] < 0.5


# ---- the page ----------------------------------------------------------------------------------------------


def test_applications_are_counted_by_paper():
    frames = {
        "one": pd.DataFrame({"precedent": ["a", "b", "a", None]}),
        "two": pd.DataFrame({"precedent": ["b", ""]}),
    }
    counts = precedents.applied(frames)
    assert counts.to_dict("index") == {"a": {"one": 2, "two": 0}, "b": {"one": 1, "two": 1}}
    assert precedents.told(counts.loc["a"].to_dict()) == "2 one"
    assert precedents.told({"one": 0, "two": 0}) == "not yet"


def test_a_near_miss_is_a_claim_and_a_reason():
    assert precedents.near_miss("ic-x: it holds: always") == ("ic-x", "it holds: always")
