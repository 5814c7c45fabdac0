"""The literature review's own tables: references, citations, positions, codings."""

import pytest

from softpower import coding, tables

VARIABLES = ["assessment", "concept", "instruments"]


@pytest.fixture
def read(monkeypatch, root):
    monkeypatch.chdir(root)
    return lambda name: tables.read(f"anti-soft-power-review/{name}")


def numbers(brackets: str) -> list[int]:
    """The entries that a printed bracket stands for, ranges written out: [15-17, 20] is 15, 16, 17, 20."""
    listed = []
    for part in brackets.strip("[]").split(", p")[0].split(","):
        ends = [int(end) for end in part.split("-")]
        listed += range(ends[0], ends[-1] + 1)
    return listed


def section(locators):
    """A paragraph may go on with a holder whose number stands in one before, within the section."""
    return locators.str.rsplit(", paragraph ", n=1).str[0]


def test_each_citation_is_of_an_entry_and_of_its_own_bracket(read):
    citations = read("citations")
    assert set(citations["number"]) == set(read("references")["number"]) == set(range(1, 38))
    for row in citations.itertuples():
        assert row.number in numbers(row.printed), row.citation
    for (locator, printed), rows in citations.groupby(["locator", "printed"]):
        cited = rows["number"].tolist()
        repeats = len(cited) // len(numbers(printed))
        assert sorted(cited) == sorted(numbers(printed) * repeats), (locator, printed)


def test_positions_carry_the_agreed_codes_and_each_difference_its_reason(read):
    agreed, positions = (read(name).set_index("position") for name in ("positions-agreed", "positions"))
    a, b = (read(f"positions-coding-{name}").set_index("position") for name in "ab")
    assert positions[VARIABLES].equals(agreed[VARIABLES])
    differing = set(coding.disagreements(a, b)["unit"])
    assert set(agreed.index[agreed["because"].notna()]) == differing
    same = agreed.index.difference(list(differing))
    assert agreed.loc[same, VARIABLES].equals(a.loc[same, VARIABLES])
    for unit, variable, first, second in coding.disagreements(a, b).itertuples(index=False):
        assert agreed.fillna("").loc[unit, variable] in (first, second), unit


def test_every_code_that_is_given_is_in_the_codebook(read):
    codebook = read("codebook").groupby("variable")["code"].agg(set)
    for name in ("positions-coding-a", "positions-coding-b", "positions-agreed"):
        for variable in VARIABLES:
            given = set(" ".join(read(name)[variable].dropna()).split())
            assert given <= codebook[variable], (name, variable)


def test_positions_cite_what_their_section_cites(read):
    citations = read("citations").assign(section=lambda rows: section(rows["locator"]))
    cited = set(citations[["number", "section"]].itertuples(index=False, name=None))
    positions = read("positions").dropna(subset=["numbers"])
    for row in positions.assign(section=section(positions["locator"])).itertuples():
        for number in row.numbers.split():
            assert (int(number), row.section) in cited, row.position


def test_paraphrases_are_short_and_each_view_is_a_claim(read):
    positions = read("positions").set_index("position")
    assert (positions["paraphrase"].str.split().map(len) <= 25).all()
    claims = read("claims").set_index("claim_id")
    views = claims[claims.index.str.startswith("ar-view-")]
    held = positions.loc[views.index.str.removeprefix("ar-view-")]
    assert views["locator"].tolist() == held["locator"].tolist()
    assert views["statement"].tolist() == (held["holder"] + ": " + held["paraphrase"]).tolist()


def test_quoted_shares_are_registered_with_a_figure(read):
    claims = read("claims").set_index("claim_id")
    shares = read("quoted-shares")
    assert claims.loc[shares["claim_id"], "reported"].notna().all()
    assert set(claims.index[claims["kind"] == "share"]) - set(shares["claim_id"]) == {"ar-fig-negative-2014"}


def test_every_entry_is_held_against_records_field_by_field(read):
    records = read("reference-records")
    facts = set(tables.read("external/review-facts")["key"])
    claims = read("claims").set_index("claim_id")
    assert sorted(records["number"].unique()) == list(range(1, 38))
    for row in records.fillna("").itertuples():
        assert (row.outcome in ("same", "another form")) == (row.fact in facts), (row.number, row.field)
        assert (row.outcome == "own row") == (row.claim_id in claims.index), (row.number, row.field)
    assert {f"ar-list-{number:02}" for number in range(1, 38)} <= set(claims.index)


def test_tensions_name_claims_and_pass_over_no_section(read):
    tensions, claims = read("tensions").fillna(""), read("claims")
    assert set(" ".join(tensions["claim_ids"]).split()) <= set(claims["claim_id"])
    for cells in tensions[["claim_ids", "reading_a", "reading_b"]].itertuples(index=False):
        assert len({cell == "" for cell in cells}) == 1, cells
    compared = {part for cell in tensions["section"] for part in cell.split("; ")}
    sections = set(read("citations")["locator"].str.rsplit(", paragraph ", n=1).str[0])
    assert sections | {"Abstract", "Research methods", "Conclusions", "References"} == compared


def test_the_log_of_changes_ends_in_what_is_said_now(read):
    claims = read("claims").merge(tables.read("verdicts/anti-soft-power-review"), on="claim_id")
    now = claims.set_index("claim_id")[["statement", "verdict", "because"]].fillna("")
    for row in read("changes").itertuples():
        assert row.now in set(now.loc[row.claim_id]), row.claim_id
    assert not read("changes").duplicated(["claim_id", "kind"]).any()
