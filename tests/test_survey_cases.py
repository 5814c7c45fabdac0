"""Twenty-six surveys of the kinds that people really have: what became of each, and what becomes of it now.

The table is the test: `BEFORE` is what the first edition did, in words, and the rest of a row is what the command does
now: the options a user would give, its status, and what it says. What the numbers must be, functions below say.
"""

import csv
from pathlib import Path

import pandas as pd
import pingouin
import pytest
from conftest import ROOT

from softpower.survey import command
from softpower.survey.codebook import read_codebook

CASES = ROOT / "tests/data/survey-cases"
INIT = "python -m softpower survey init FILE --out DIR"

# case: (before, options, status, what it says; none of these words if they begin with "not: ")
TABLE: dict[str, tuple[str, str, int, list[str]]] = {
    "blank-unused-columns": ("refused: a nameless column stands twice", "", 0, ["not: twice"]),
    "codebook-Yes": ("refused: yes or no", "", 0, []),
    "codebook-trailing-commas": ("refused: another header", "", 0, []),
    "decimal-comma-weight": (
        "refused: no positive number",
        "--weight weight",
        0,
        ["too narrow if clustered"],
    ),
    "demographics-numbered-like-items": (
        "refused: list a text as an item, or drop it",
        "",
        0,
        ["left out: 'Q5', 'Q6'"],
    ),
    "dont-know-codes-apart": (
        "all in one row, missing",
        "",
        0,
        ["missing codes 98, 99", "missing.csv tells them apart", "98=...|99=..."],
    ),
    "dont-know-words": (
        "refused: no code with a space can be declared",
        "",
        2,
        ["has 'Not applicable'", "(Don't know)", "column missing, separated by |: ...|Not applicable"],
    ),
    "excel-xlsx": (
        "refused, without what to do",
        "",
        2,
        ["must end in .csv or .parquet", "a workbook", INIT],
    ),
    "five-and-seven-points": ("one pair of cut points for both: 20 % and 65 % High", "", 0, []),
    "google-forms-text": (
        "stopped at respondent",
        "",
        2,
        [
            "column 'respondent': no such column",
            "[Statement a]' has 'Disagree'",
            "[Statement d]' has 'Disagree'",
            "numbers the rows",
            "column labels, from lowest to highest",
            INIT,
        ],
    ),
    "group-missing": ("refused; no way round", "--group g", 0, []),
    "group-trailing-space": (
        "three groups, two of which look the same, without a word",
        "--group g",
        0,
        ["differ in capitals or spaces only: 'ALMATY', 'Almaty'"],
    ),
    "limesurvey-A1-codes": ("refused", "", 2, ["has 'A2'", "(A2, A4, A3, A5, A1)", "column labels", INIT]),
    "long-format": (
        "refused: no such column",
        "",
        2,
        [
            "column 'q1': no such column",
            "has a row an answer (long format)",
            "A row a respondent is needed",
            INIT,
        ],
    ),
    "long-names": ("labels cut at both ends", "", 0, []),
    "mixed-lengths-one-scale": (
        "refused, without the way users look for",
        "",
        2,
        ["give them different scales, or bring them to one length with --rescale"],
    ),
    "no-variance-in-complete-cases": (
        "mean 3.00 and sd 0.00 beside the n of others",
        "",
        0,
        ["'Work' varies, but not among the 20 who answered every item"],
    ),
    "nps-0-10": ("75 % High at a mean of 5.3", "", 0, ["it has one item"]),
    "qualtrics-three-headers": (
        "the cell shown, not the cause",
        "",
        0,
        ["Rows 2 and 3 are Qualtrics' second and third header: they were skipped"],
    ),
    "reverse-forgotten-half": (
        "advice to turn q1, q3, q4 and q5, which makes it worse",
        "",
        0,
        [
            "its alpha is negative, \N{MINUS SIGN}0.11",
            "[q1 “My own statement 1”, q3 “My own statement 3”, q5 “My own statement 5”]",
            "[q2 “My own statement 2”, q4 “My own statement 4”, q6 “My own statement 6”]",
            "Which of them are turned round?",
        ],
    ),
    "semicolon-codebook-only": ("refused: another header", "", 0, []),
    "semicolon-decimal-comma": (
        "refused: save it with commas, which cannot be done there",
        "--weight weight",
        0,
        [],
    ),
    "seven-points-default-cuts": ("57.5 % High at a mean below the middle, without a word", "", 0, []),
    "spss-sav": (
        "refused, without what to do",
        "",
        2,
        ["must end in .csv or .parquet", "an SPSS file", INIT],
    ),
    "true-false": (
        "shown as 'False' where the file has FALSE",
        "",
        2,
        ["column 'q1' has 'FALSE'", "(FALSE, TRUE) are read if the codebook lists them in its column labels"],
    ),
    "weight-zero": (
        "refused",
        "--weight w",
        0,
        ["4 respondents with weight 0: they have no part in any figure"],
    ),
}


def run(case: str, out: Path, *options: str, codebook: Path | None = None) -> int:
    (responses,) = (CASES / case).glob("responses.*")
    book = codebook or CASES / case / "codebook.csv"
    return command.main([str(responses), str(book), "--out", str(out), *options])


def rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def responses(case: str, **options) -> pd.DataFrame:
    return pd.read_csv(CASES / case / "responses.csv", **options)


def with_column(case: str, folder: Path, **columns: str) -> Path:
    """The case's codebook with columns that it lacks, the same in every row."""
    frame = pd.read_csv(CASES / case / "codebook.csv", dtype="str", keep_default_na=False).assign(**columns)
    frame.to_csv(folder / "codebook.csv", index=False)
    return folder / "codebook.csv"


@pytest.mark.parametrize("case", TABLE)
def test_what_comes_of_each_case(case, tmp_path, capsys):
    _, options, status, words = TABLE[case]
    assert run(case, tmp_path / "out", *options.split()) == status
    said = capsys.readouterr().err
    assert [word for word in words if not word.startswith("not: ") and word not in said] == []
    assert [word for word in words if word.startswith("not: ") and word[5:] in said] == []
    assert (tmp_path / "out").exists() == (status == 0)


def test_the_table_has_every_case():
    assert sorted(TABLE) == sorted(path.name for path in CASES.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", [case for case, row in TABLE.items() if not row[2]])
def test_the_answers_of_every_case_that_is_read_are_counted_right(case, tmp_path):
    """Counts beside plain pandas; what is no number there is no answer here."""
    options = TABLE[case][1].split()
    assert run(case, tmp_path / "out", *options) == 0
    skip = [1, 2] if case.startswith("qualtrics") else None
    sign, point = (";", ",") if case == "semicolon-decimal-comma" else (",", ".")
    frame = responses(case, sep=sign, decimal=point, skiprows=skip)
    if "w" in frame:
        frame = frame[frame["w"] > 0]
    for item in read_codebook(CASES / case / "codebook.csv"):
        mine = [row for row in rows(tmp_path / "out/items.csv") if row["item"] == item.name]
        given = pd.to_numeric(frame[item.name], errors="coerce")
        given = given[given.between(item.lowest, item.highest)]
        counted = {a: sum(int(row["n"]) for row in mine if row["answer"] == str(a)) for a in item.answers}
        assert counted == {a: int((given == a).sum()) for a in item.answers}, item.name
        absent = sum(int(row["n"]) for row in mine if row["answer"] == "missing")
        assert absent == len(frame) - len(given)


@pytest.mark.parametrize("case", ["decimal-comma-weight", "semicolon-decimal-comma", "weight-zero"])
def test_weights_are_the_ones_in_the_file(case, tmp_path):
    name = "w" if case == "weight-zero" else "weight"
    assert run(case, tmp_path / "out", "--weight", name) == 0
    frame = responses(case, sep=";" if case.startswith("semi") else ",", decimal=",", dtype={name: "str"})
    weight = frame[name].str.replace(",", ".").astype(float)
    row = next(row for row in rows(tmp_path / "out/items.csv") if (row["item"], row["answer"]) == ("q1", "4"))
    assert float(row["share"]) == pytest.approx(weight[frame["q1"] == 4].sum() / weight.sum(), abs=1e-6)


def test_codes_that_are_named_have_a_row_each_and_shares_on_both_bases(tmp_path):
    named = with_column("dont-know-codes-apart", tmp_path, missing="98=Don't know|99=Refused")
    assert run("dont-know-codes-apart", tmp_path / "out", codebook=named) == 0
    frame = responses("dont-know-codes-apart")
    found = {(row["item"], row["answer"]): row for row in rows(tmp_path / "out/items.csv")}
    for name in ("q1", "q2", "q3", "q4"):
        for answer, count in (
            ("Don't know", (frame[name] == 98).sum()),
            ("Refused", (frame[name] == 99).sum()),
            ("missing", frame[name].isna().sum()),
        ):
            assert int(found.get((name, answer), {"n": 0})["n"]) == count
            if count:
                row = found[name, answer]
                assert (row["share"], float(row["share_of_all"])) == ("", pytest.approx(count / 40))
        four = (frame[name] == 4).sum()
        assert float(found[name, "4"]["share"]) == pytest.approx(
            four / frame[name].between(1, 5).sum(), abs=1e-6
        )
        assert float(found[name, "4"]["share_of_all"]) == pytest.approx(four / 40)
    assert {row["kind"] for row in rows(tmp_path / "out/missing.csv")} == {"Don't know", "Refused", "empty"}
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert "Don&#x27;t know" in page and "Refused" in page


def test_words_that_mean_no_answer_may_hold_spaces(tmp_path):
    named = with_column("dont-know-words", tmp_path, missing="Don't know|Not applicable")
    assert run("dont-know-words", tmp_path / "out", codebook=named) == 0
    frame = responses("dont-know-words", dtype="str")
    counted = {(row["item"], row["answer"]): int(row["n"]) for row in rows(tmp_path / "out/items.csv")}
    for name in ("q1", "q2", "q3", "q4"):
        for word in ("Don't know", "Not applicable"):
            assert counted.get((name, word), 0) == (frame[name] == word).sum()


@pytest.mark.parametrize(
    ("case", "labels", "first"),
    [("true-false", "FALSE|TRUE", 0), ("limesurvey-A1-codes", "A1|A2|A3|A4|A5", 1)],
)
def test_answers_in_words_are_read_through_labels(case, labels, first, tmp_path):
    named = with_column(case, tmp_path, labels=labels)
    assert run(case, tmp_path / "out", codebook=named) == 0
    frame = responses(case, dtype="str")
    for row in rows(tmp_path / "out/items.csv"):
        word = labels.split("|")[int(row["answer"]) - first]
        assert (row["label"], int(row["n"])) == (word, (frame[row["item"]] == word).sum())


def test_no_scale_has_bands_unless_cut_points_are_given_and_each_may_have_its_own(tmp_path):
    for case in ("five-and-seven-points", "seven-points-default-cuts", "nps-0-10"):
        assert run(case, tmp_path / case) == 0
        assert rows(tmp_path / case / "bands.csv") == []
        assert "High" not in (tmp_path / case / "report.html").read_text("utf-8").split("<h2>Appendix")[0]
    book = pd.read_csv(CASES / "five-and-seven-points/codebook.csv", dtype="str", keep_default_na=False)
    book["labels"], book["cuts"] = "", book["scale"].map({"five": "2.5|3.5", "seven": "3|5"})
    book.to_csv(tmp_path / "c.csv", index=False)
    assert run("five-and-seven-points", tmp_path / "own", codebook=tmp_path / "c.csv") == 0
    frame = responses("five-and-seven-points")
    for scale, names, low, high in (("five", ["a1", "a2"], 2.5, 3.5), ("seven", ["b1", "b2"], 3, 5)):
        score = frame[names].mean(axis=1)
        expected = [(score <= low).sum(), ((score > low) & (score <= high)).sum(), (score > high).sum()]
        mine = [int(row["n"]) for row in rows(tmp_path / "own/bands.csv") if row["scale"] == scale]
        assert mine == expected


def test_an_item_from_0_to_10_has_the_net_score_of_recommending(tmp_path):
    assert run("nps-0-10", tmp_path / "out") == 0
    given = responses("nps-0-10")["nps"]
    (row,) = rows(tmp_path / "out/statements.csv")
    assert float(row["net"]) == pytest.approx((given >= 9).mean() - (given <= 6).mean())
    assert (float(row["mean"]), float(row["sd"])) == (
        pytest.approx(given.mean(), abs=1e-6),
        pytest.approx(given.std(), abs=1e-6),
    )


def test_mean_and_sd_of_a_row_are_of_the_people_whose_number_stands_beside_them(tmp_path):
    assert run("no-variance-in-complete-cases", tmp_path / "out") == 0
    work = responses("no-variance-in-complete-cases")["Work"]
    row = next(row for row in rows(tmp_path / "out/statements.csv") if row["item"] == "Work")
    assert (row["n"], round(float(row["mean"]), 2), round(float(row["sd"]), 2)) == ("23", 3.26, 0.69)
    assert (work.count(), round(work.mean(), 2), round(work.std(), 2)) == (23, 3.26, 0.69)


def test_turned_round_as_the_camps_say_the_scale_holds(tmp_path):
    book = pd.read_csv(CASES / "reverse-forgotten-half/codebook.csv", dtype="str", keep_default_na=False)
    book.loc[book["item"].isin(["q2", "q4", "q6"]), "reverse"] = "yes"
    book.to_csv(tmp_path / "c.csv", index=False)
    assert run("reverse-forgotten-half", tmp_path / "out", codebook=tmp_path / "c.csv") == 0
    frame = responses("reverse-forgotten-half").drop(columns="respondent")
    frame[["q2", "q4", "q6"]] = 6 - frame[["q2", "q4", "q6"]]
    (row,) = rows(tmp_path / "out/scales.csv")
    assert (
        float(row["alpha"]) == pytest.approx(pingouin.cronbach_alpha(frame)[0], abs=1e-6)
        and row["alpha"][:4] == "0.73"
    )


def test_items_of_several_lengths_are_brought_to_one(tmp_path):
    assert run("mixed-lengths-one-scale", tmp_path / "out", "--rescale") == 0
    frame = responses("mixed-lengths-one-scale")
    book = read_codebook(CASES / "mixed-lengths-one-scale/codebook.csv", rescale=True)
    keyed = pd.DataFrame({i.name: (frame[i.name] - i.lowest) / i.span for i in book})
    (row,) = rows(tmp_path / "out/scales.csv")
    assert float(row["mean"]) == pytest.approx(keyed.mean(axis=1).mean(), abs=1e-6)
    assert float(row["sd"]) == pytest.approx(keyed.mean(axis=1).std(), abs=1e-6)
    assert float(row["alpha"]) == pytest.approx(pingouin.cronbach_alpha(keyed)[0], abs=1e-6)
    standardised = rows(tmp_path / "out/reliability.csv")[0]["alpha_standardised"]
    z = (keyed - keyed.mean()) / keyed.std()
    assert float(standardised) == pytest.approx(pingouin.cronbach_alpha(z)[0], abs=1e-6)


def test_groups_are_trimmed_and_those_without_one_stay_or_go_as_asked(tmp_path, capsys):
    assert run("group-trailing-space", tmp_path / "trimmed", "--group", "g") == 0
    assert [row["group"] for row in rows(tmp_path / "trimmed/groups.csv")] == ["all", "ALMATY", "Almaty"]
    frame = responses("group-missing", dtype={"g": "str"})
    none = int(frame["g"].isna().sum())
    for choice, groups in (("label", ["all", "a", "b", "no answer"]), ("drop", ["all", "a", "b"])):
        assert run("group-missing", tmp_path / choice, "--group", "g", "--missing-group", choice) == 0
        found = rows(tmp_path / choice / "groups.csv")
        assert [row["group"] for row in found] == groups
        assert int(found[0]["n"]) == len(frame) - (none if choice == "drop" else 0)
    assert f"{none} respondents without a group were left out, as asked" in capsys.readouterr().err
    assert run("group-missing", tmp_path / "refuse", "--group", "g", "--missing-group", "refuse") == 2
    assert "a group is needed in every row (and 1 more row)" in capsys.readouterr().err


def test_a_column_that_is_no_item_can_be_said_to_be_none(tmp_path, capsys):
    frame = responses("demographics-numbered-like-items")
    frame["Q7"] = 3  # answered as an item would be
    frame.to_csv(tmp_path / "r.csv", index=False)
    files = [str(tmp_path / "r.csv"), str(CASES / "demographics-numbered-like-items/codebook.csv")]
    assert command.main([*files, "--out", str(tmp_path / "out")]) == 2
    assert "column 'Q7': named like an item" in capsys.readouterr().err
    assert command.main([*files, "--out", str(tmp_path / "out"), "--not-items", "Q7"]) == 0
