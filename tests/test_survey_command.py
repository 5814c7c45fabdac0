"""``python -m softpower survey``: what it writes, what it refuses, and that it never leaves half a report."""

import csv
import html
import os
import re
import signal
import string
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from softpower import __main__, likert
from softpower.survey import command as survey
from softpower.survey import elements, report, responses, words
from softpower.survey.codebook import codebook_text

SAMPLE = ROOT / "data/synthetic"
HEADERS = {
    "items.csv": "scale,item,group,answer,n,share,low,high,share_of_all,label",
    "scales.csv": "scale,n,items,alpha,alpha_low,alpha_high,mean,sd",
    "bands.csv": "scale,group,band,n,share,low,high",
    "groups.csv": "scale,group,n,mean,sd,alpha,omega",
    "missing.csv": "item,group,kind,n,share",
    "differences.csv": "scale,item,group,other,measure,estimate,low,high,n,n_other,p,p_holm",
    "statements.csv": "scale,item,group,n,mean,sd,top_two,top_two_low,top_two_high,bottom_two,net",
    "reliability.csv": "scale,group,n,items,alpha,alpha_low,alpha_high,alpha_standardised,omega,chi2,df,rmsea,cfi,"
    "srmr,no_omega,answered_alike",
}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with the sample, as a reader starts: synthetic data."""
    for name in ("survey-responses.csv", "survey-codebook.csv"):
        (tmp_path / name).write_bytes((SAMPLE / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def undrawn(monkeypatch) -> None:
    """Pictures take a second a report; a test of the tables does without."""
    monkeypatch.setattr(report, "page", lambda *_: "page")


def command(
    *options: str, responses="survey-responses.csv", codebook="survey-codebook.csv", out="report"
) -> int:
    return __main__.main(["survey", responses, codebook, "--out", out, *options])


def rows(path) -> list[dict]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edit(name: str, old: str, new: str) -> None:
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")


# ---- what it writes ---------------------------------------------------------------------------------------


def test_one_line_writes_three_tables_and_a_page(folder, capsys):
    assert command("--group", "city", "--weight", "weight") == 0
    assert sorted(os.listdir("report")) == sorted(survey.FILES)
    assert {name: Path("report", name).read_text().split("\n")[0] for name in HEADERS} == HEADERS
    assert f"Wrote {', '.join(survey.FILES)} into report" in capsys.readouterr().out


def test_the_tables_are_the_results_of_the_engine(folder, undrawn):
    bands = ("--low", "2.5", "--high", "3.5", "--tie", "high")
    assert command("--group", "city", *bands, "--min-answered", "3", "--confidence", "0.9") == 0
    book = responses.read_codebook("survey-codebook.csv")
    found = likert.tally(pd.read_csv("survey-responses.csv"), book, group="city")
    expected = {
        "items": likert.items(found, 0.9),
        "scales": likert.scales(found, 3, 0.9),
        "bands": likert.bands(found, likert.Cuts(tie="high"), 3, 0.9),
    }
    for name, frame in expected.items():
        assert Path(f"report/{name}.csv").read_text() == survey.as_csv(frame)


def test_without_a_group_everyone_is_in_the_group_all(folder, undrawn):
    assert command("--low", "2.5", "--high", "3.5") == 0
    assert {row["group"] for name in ("items", "bands") for row in rows(f"report/{name}.csv")} == {"all"}


def test_shares_of_each_item_and_group_add_up_to_one(folder, undrawn):
    assert command("--group", "city", "--weight", "weight") == 0
    sums: dict = {}
    for row in rows("report/items.csv"):
        key = (row["item"], row["group"])
        sums[key] = sums.get(key, 0) + float(row["share"] or 0)
    assert all(value == pytest.approx(1, abs=5e-6) for value in sums.values())


def test_csv_with_a_byte_order_mark_crlf_and_quotes_and_parquet_give_the_same_bytes(folder, undrawn):
    assert command("--group", "city", out="plain") == 0
    plain = {name: Path("plain", name).read_bytes() for name in HEADERS}
    frame = pd.read_csv("survey-responses.csv")
    text = Path("survey-responses.csv").read_text()
    quoted = "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines())
    Path("other.csv").write_bytes(b"\xef\xbb\xbf" + quoted.encode() + b"\r\n\r\n")
    frame.to_parquet("other.parquet")
    for name in ("other.csv", "other.parquet"):
        assert command("--group", "city", responses=name, out="other") == 0
        assert {name: Path("other", name).read_bytes() for name in HEADERS} == plain


def test_the_same_input_gives_the_same_bytes(folder):
    assert command("--group", "city", out="one") == command("--group", "city", out="two") == 0
    for name in survey.FILES:
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes(), name


def test_a_cell_with_a_line_break_counts_as_one_row(folder, capsys):
    edit("survey-responses.csv", "s001,Almaty", 's001,"Al\nmaty"')
    edit("survey-responses.csv", "s003,Astana,1.0,1", "s003,Astana,1.0,7")
    assert command() == 2
    assert "row 4, column 'films_1' has '7'" in capsys.readouterr().err


def test_columns_that_are_not_items_are_left_out(folder, undrawn):
    edit("survey-responses.csv", "respondent,city", "respondent,town")
    assert command() == 0


def test_constant_items_are_a_note_and_not_an_error(folder, capsys):
    frame = pd.read_csv("survey-responses.csv")
    frame[[f"trade_{i}" for i in range(1, 5)]] = 3
    frame.to_csv("survey-responses.csv", index=False)
    assert command() == 0
    said = capsys.readouterr().err
    assert "note: Everyone who answered item 'trade_1' answered 3" in said
    assert "note: Scale 'trade (synthetic)' has no alpha" in said
    row = next(row for row in rows("report/scales.csv") if row["scale"].startswith("trade"))
    assert (row["alpha"], row["alpha_low"], row["alpha_high"]) == ("", "", "")
    assert row["mean"] == "3.000000"
    assert "has no alpha" in Path("report/report.html").read_text()


def test_long_work_says_how_far_it_is_on_stderr_and_short_work_nothing(folder, capsys, monkeypatch):
    assert command() == 0
    monkeypatch.setattr(responses, "BLOCK", 25)
    monkeypatch.setattr(survey, "told", lambda what, every=0.0, told=survey.told: told(what, 0.0))
    assert command() == 0
    said = capsys.readouterr()
    assert "survey: 25 respondents read" in said.err and "60 respondents read, 100% of the file" in said.err
    assert "survey: 2 of 2 scales drawn" in said.err
    assert "respondents read" not in said.out


# ---- bad input: every message is also on the page "A survey of your own" ----------------------------------


def answer_outside():
    edit("survey-responses.csv", "s005,Astana,1.0,1", "s005,Astana,1.0,6")


def text_in_a_number():
    edit("survey-responses.csv", "s005,Astana,1.0,1", "s005,Astana,1.0,agree")


def absent_item():
    edit("survey-responses.csv", "films_2", "film_2")


def unknown_item():
    edit("survey-codebook.csv", Path("survey-codebook.csv").read_text().split("\n")[4] + "\n", "")


def duplicate_respondent():
    edit("survey-responses.csv", "s005,", "s004,")


def empty_group():
    edit("survey-responses.csv", "s005,Astana", "s005,")


def negative_weight():
    edit("survey-responses.csv", "s005,Astana,1.0", "s005,Astana,-1")


def wrong_encoding():
    text = Path("survey-responses.csv").read_text().replace("s005,Astana", "s005,Астана", 1)
    Path("survey-responses.csv").write_bytes(text.encode("cp1251"))


def empty_file():
    Path("survey-responses.csv").write_bytes(b"")


def cut_off_file():
    text = Path("survey-responses.csv").read_text()
    Path("survey-responses.csv").write_text(text[: text.index("s006") - 6])


def too_few_labels():
    edit("survey-codebook.csv", "lowest,highest,missing", "lowest,highest,missing,labels")
    text = Path("survey-codebook.csv").read_text().splitlines()
    lines = [text[0], *(f"{line},{'no|yes' if i == 0 else ''}" for i, line in enumerate(text[1:]))]
    Path("survey-codebook.csv").write_text("\n".join(lines) + "\n")


def wrong_header():
    edit("survey-codebook.csv", "item,wording", "name,wording")


def duplicate_item():
    edit("survey-codebook.csv", "\nfilms_2,", "\nfilms_1,")


def ends_that_do_not_rise():
    edit("survey-codebook.csv", "no,1,5,9", "no,5,5,9")


def missing_code_that_is_an_answer():
    edit("survey-codebook.csv", "no,1,5,9", "no,1,5,5 9")


BAD = {  # what was done: the message
    answer_outside: "survey-responses.csv, row 6, column 'films_1' has '6': outside the scale 1 to 5, "
    "and no missing code of 'films_1' (9)",
    text_in_a_number: "survey-responses.csv, row 6, column 'films_1' has 'agree': not a whole number from 1 to 5, "
    "and no missing code of 'films_1' (9)",
    absent_item: "survey-responses.csv, column 'films_2': no such column; it is an item of the codebook",
    unknown_item: "survey-responses.csv, column 'films_4': named like an item, but not in the codebook: "
    "list it there or drop it, or say --not-items films_4",
    duplicate_respondent: "survey-responses.csv, row 6, column 'respondent' has 's004': "
    "this respondent stands in row 5, too",
    empty_group: "survey-responses.csv, row 6, column 'city' has '': a group is needed in every row",
    negative_weight: "survey-responses.csv, row 6, column 'weight' has '-1': a weight is a positive number, or 0",
    wrong_encoding: "survey-responses.csv, row 6: byte 0xc0 is not UTF-8: save the file as CSV UTF-8",
    empty_file: "survey-responses.csv: the file is empty",
    cut_off_file: "survey-responses.csv, row 6: 9 cells, the header has 11: is the file cut off?",
    too_few_labels: "survey-codebook.csv, row 2, column 'labels' has 'no|yes': 2 labels, 5 answers from 1 to 5: "
    "one for each, from lowest to highest, separated by |",
    wrong_header: "survey-codebook.csv, row 1: the header is 'name,wording,scale,reverse,lowest,highest,missing', "
    "not 'item,wording,scale,reverse,lowest,highest,missing'",
    duplicate_item: "survey-codebook.csv, row 3, column 'item' has 'films_1': this item stands in an earlier row, too",
    ends_that_do_not_rise: "survey-codebook.csv, row 2, column 'lowest' has '5': not below the highest answer 5",
    missing_code_that_is_an_answer: "survey-codebook.csv, row 2, column 'missing' has '5 9': "
    "5 is an answer of the scale 1 to 5",
}


@pytest.mark.parametrize("weight", ["-1", "", "1e200", "1e-300", "inf", "nan", "x", '"0,8,1"', '"1.000,8"'])
def test_a_weight_that_is_no_positive_number_is_refused(weight, folder, capsys):
    edit("survey-responses.csv", "s005,Astana,1.0", f"s005,Astana,{weight}")
    assert command("--weight", "weight") == 2
    assert "row 6, column 'weight' has " in capsys.readouterr().err


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_input_gets_one_message_status_2_and_writes_nothing(spoil, folder, capsys):
    spoil()
    before = sorted(os.listdir())
    assert command("--group", "city", "--weight", "weight", "--missing-group", "refuse") == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"survey: {BAD[spoil]}\n")
    assert sorted(os.listdir()) == before


def test_every_message_stands_on_the_page():
    page = (ROOT / "chapters/your-own-survey.md").read_text(encoding="utf-8").replace("\\|", "|")
    assert [message for message in BAD.values() if message not in page] == []
    assert len(BAD) >= 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("respondent,q1,q2\nr1,1\n", r"row 2: 2 cells, the header has 3"),
        ("respondent,q1,q2\nr1,1,2,3\n", r"row 2: 4 cells, the header has 3"),
        ('respondent,q1,q2\nr1,1,2\n"r2,1,2\n', r"row 3: a quotation mark that opens here is never closed"),
        ("respondent,q1,q2\nr1,1,2\n\nr2,1,2\n", r"row 3: an empty line"),
        ("respondent,q1,q2\n", r"no respondent below the header"),
        ("\n\n", r"the file is empty"),
        ("\ufeff", r"the file is empty"),
        ("respondent,q1,q1,q2\nr1,1,2,3\n", r"row 1, column 'q1': stands twice among the columns"),
        ("name,q1,q2\nr1,1,2\n", r"column 'respondent': no such column"),
        ("respondent,q1,q2\n,1,2\n", r"row 2, column 'respondent' has '': a respondent is needed"),
        ("respondent,q1,q2\nr1,1,2.5\n", r"row 2, column 'q2' has '2.5': not a whole number from 1 to 5"),
        ("respondent,q1,q2\nr1,1,inf\n", r"column 'q2' has 'inf': not a whole number"),
        ("respondent,q1,q2\nr1,1,TRUE\n", r"column 'q2' has 'TRUE': not a whole number"),
        ("respondent,q1,q2\nr1,1,NA\n", r"column 'q2' has 'NA': not a whole number.*\(it has none\)"),
        ("respondent,q1,q2\nr1,1,99999999999999999999\n", r"column 'q2' has '99999999999999999999': outside"),
        ("respondent,q1,q2\nr1,1,-1\nr2,1,\n", r"row 2, column 'q2' has '-1': outside the scale"),
        ("respondent,q1,q2\nr1,1,\x00\n", r"row 2: a zero byte"),
        ("respondent\tq1\tq2\nr1\t1\t7\n", r"row 2, column 'q2' has '7': outside the scale"),
        ("respondent,q1,q2\rr1,1,2\r", r"carriage return"),
        ("respondent,q1,q2\nr1,1,2\rr2,1,2\n", r"5 cells|stray carriage return"),
    ],
)
def test_an_uneven_or_odd_csv_is_refused_with_its_place(text, message, tmp_path):
    (tmp_path / "r.csv").write_bytes(text.encode())
    book = (likert.Item("q1", "", "s", False, 1, 5), likert.Item("q2", "", "s", False, 1, 5))
    with pytest.raises(likert.SurveyError, match=message) as found:
        responses.read_tally(tmp_path / "r.csv", book)
    assert str(found.value).startswith(str(tmp_path / "r.csv"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("films_1,", ",", r"row 2, column 'item' has '': must not be empty"),
        ("films_1,", "respondent,", r"row 2, column 'item' has 'respondent': this name is kept"),
        ("films (synthetic),no", ",no", r"row 2, column 'scale' has '': must not be empty"),
        ("(synthetic),no", "(synthetic),maybe", r"row 2, column 'reverse' has 'maybe': yes or no"),
        ("no,1,5,9", "no,one,5,9", r"row 2, column 'lowest' has 'one': not a whole number"),
        ("no,1,5,9", "no,1,500,", r"row 2, column 'highest' has '500': at most 101 answers"),
        (
            "no,1,5,9",
            "no,1,7,9",
            r"row 3, column 'scale' has 'films \(synthetic\)': 'films_2' runs from 1 to 5",
        ),
        ("no,1,5,9", "no,1,5", r"row 2: 6 cells, the header has 7"),
        ("no,1,5,9", "no,1,5,5.0", r"row 2, column 'missing' has '5.0': 5.0 is an answer"),
    ],
)
def test_a_codebook_is_refused_with_row_column_and_value(old, new, message, folder):
    edit("survey-codebook.csv", old, new)
    with pytest.raises(likert.SurveyError, match=message):
        responses.read_codebook("survey-codebook.csv")


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf\n", b"item,wording,scale,reverse,lowest,highest,missing\n"]
)
def test_a_codebook_without_items_is_refused(content, tmp_path):
    (tmp_path / "c.csv").write_bytes(content)
    with pytest.raises(likert.SurveyError, match="empty|no item"):
        responses.read_codebook(tmp_path / "c.csv")


def test_a_codebook_in_another_encoding_is_refused_with_its_row(tmp_path):
    text = ",".join(responses.HEADER) + "\nq1,Согласны?,s,no,1,5,\n"
    (tmp_path / "c.csv").write_bytes(text.encode("cp1251"))
    with pytest.raises(likert.SurveyError, match="row 2: byte 0xd1 is not UTF-8"):
        responses.read_codebook(tmp_path / "c.csv")


def test_a_respondent_who_stands_twice_far_apart_is_found_with_both_rows(folder, monkeypatch, capsys):
    monkeypatch.setattr(responses, "BLOCK", 10)
    edit("survey-responses.csv", "s057,", "s004,")
    assert command() == 2
    assert (
        "row 58, column 'respondent' has 's004': this respondent stands in row 5, too"
        in capsys.readouterr().err
    )


def test_a_number_too_many_of_groups_is_no_group(folder, monkeypatch, capsys):
    monkeypatch.setattr(responses, "MOST_GROUPS", 2)
    assert command("--group", "city") == 2
    assert "column 'city': more than 2 different values: this is no group" in capsys.readouterr().err


@pytest.mark.parametrize("keep", [0, 4, 100, -20])
def test_a_truncated_parquet_file_is_refused(keep, folder, capsys):
    pd.read_csv("survey-responses.csv").to_parquet("r.parquet")
    Path("r.parquet").write_bytes(Path("r.parquet").read_bytes()[:keep])
    assert command(responses="r.parquet") == 2
    assert capsys.readouterr().err.startswith("survey: r.parquet: ")
    assert not Path("report").exists()


def test_a_parquet_file_damaged_inside_is_refused(folder, capsys):
    pd.read_csv("survey-responses.csv").to_parquet("r.parquet", compression="zstd")
    raw = bytearray(Path("r.parquet").read_bytes())
    raw[4:400] = bytes(396)
    Path("r.parquet").write_bytes(raw)
    assert command(responses="r.parquet") == 2
    assert capsys.readouterr().err.startswith("survey: r.parquet: ")


def test_parquet_faults_count_rows_from_the_first_respondent(folder, capsys):
    frame = pd.read_csv("survey-responses.csv")
    frame.loc[2, "films_1"] = 8
    pq.write_table(pa.Table.from_pandas(frame), "r.parquet", row_group_size=2)
    assert command(responses="r.parquet") == 2
    assert "r.parquet, row 3, column 'films_1' has '8': outside the scale" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--group", "town"], "column 'town': no such column; it is the group"),
        (["--weight", "mass"], "column 'mass': no such column; it is the weight"),
        (["--group", "films_1"], "column 'films_1': cannot be the group"),
        (["--group", "weight", "--weight", "weight"], "cannot be both group and weight"),
        (["--min-answered", "5"], "--min-answered 5: the scale 'films (synthetic)' has only 4 items"),
    ],
)
def test_options_that_do_not_fit_the_files_are_refused(options, message, folder, capsys):
    assert command(*options) == 2
    assert message in capsys.readouterr().err
    assert not Path("report").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--low", "3.5", "--high", "2.5"],
        ["--low", "x"],
        ["--low", "2,5"],
        ["--tie", "middle"],
        ["--min-answered", "0"],
        ["--confidence", "95"],
        ["--confidence", "nan"],
    ],
)
def test_options_that_mean_nothing_are_refused(options, folder, capsys):
    with pytest.raises(SystemExit) as found:
        command(*options)
    assert found.value.code == 2
    assert "survey: error: " in capsys.readouterr().err


def test_files_that_are_not_there_are_named(folder, capsys):
    assert command(responses="no.csv") == 2
    assert command(codebook="no.csv") == 2
    assert command(responses="survey.xlsx") == 2
    said = capsys.readouterr().err
    assert said.count("survey: no.csv: cannot be read (No such file or directory)") == 2
    assert "survey.xlsx: the file's name must end in .csv or .parquet" in said


def test_an_unknown_command_is_status_2(capsys):
    assert __main__.main(["survay"]) == __main__.main([]) == 2
    assert "python -m softpower {survey,paper,table}" in capsys.readouterr().err


# ---- nothing half-written, nothing destroyed --------------------------------------------------------------


def test_an_earlier_report_is_replaced_whole(folder, undrawn):
    assert command() == 0
    Path("report/items.csv").write_text("old")
    Path("report/scales.csv").unlink()
    assert command("--group", "city") == 0
    assert {row["group"] for row in rows("report/items.csv")} == {"Almaty", "Astana", "Oral"}
    assert sorted(os.listdir("report")) == sorted(survey.FILES)


def test_a_folder_with_other_content_is_not_touched(folder, capsys):
    Path("report").mkdir()
    Path("report/thesis.txt").write_text("years of work")
    assert command() == 2
    assert "report: holds other files (thesis.txt)" in capsys.readouterr().err
    assert os.listdir("report") == ["thesis.txt"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_link_where_the_folder_should_be_is_not_touched(kind, folder, capsys):
    Path("elsewhere").mkdir()
    Path("report").write_text("mine") if kind == "file" else Path("report").symlink_to("elsewhere")
    assert command() == 2
    assert "report: is there, and is no folder" in capsys.readouterr().err
    assert os.listdir("elsewhere") == []


def test_an_earlier_report_survives_a_run_that_fails(folder, undrawn):
    assert command() == 0
    before = {name: Path("report", name).read_bytes() for name in survey.FILES}
    edit("survey-responses.csv", "s060,", "s059,")
    assert command() == 2
    assert {name: Path("report", name).read_bytes() for name in survey.FILES} == before


def test_an_earlier_report_survives_a_disk_that_fails(folder, undrawn, monkeypatch, capsys):
    assert command() == 0
    before = sorted(os.listdir())

    def full(self, *_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert command() == 2
    assert "cannot write report: [Errno 28] No space left on device" in capsys.readouterr().err
    assert sorted(os.listdir()) == before and sorted(os.listdir("report")) == sorted(survey.FILES)


def test_an_interrupted_run_leaves_nothing(folder):
    frame = pd.read_csv("survey-responses.csv")
    many = pd.concat([frame] * 16000, ignore_index=True)
    many["respondent"] = many.index
    many.to_csv("many.csv", index=False)
    run = subprocess.Popen(
        [sys.executable, "-m", "softpower", "survey", "many.csv", "survey-codebook.csv", "--out", "report"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    time.sleep(0.5)
    run.send_signal(signal.SIGTERM)
    assert run.wait(60) != 0
    assert sorted(os.listdir()) == ["many.csv", "survey-codebook.csv", "survey-responses.csv"]


def test_names_in_the_files_never_become_paths(folder, undrawn):
    for name in ("survey-codebook.csv", "survey-responses.csv"):
        text = Path(name).read_text().replace("films (synthetic)", "../../outside").replace("Oral", "../up")
        Path(name).write_text(text.replace("films_1", "/tmp/films_1"))
    before = sorted(str(path) for path in folder.parent.rglob("*"))
    assert command("--group", "city") == 0
    after = sorted(str(path) for path in folder.parent.rglob("*"))
    assert set(after) - set(before) == {
        str(folder / "report"),
        *(str(folder / "report" / name) for name in survey.FILES),
    }


# ---- labels are data --------------------------------------------------------------------------------------

EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</title></style></svg><b>bold</b>",
    "<!-- ",
    "&lt;i&gt;",
    "datum['x'] + {signal: 1}",
]


@pytest.fixture
def evil(folder) -> Path:
    """The sample with markup and formulas for labels."""
    frame = pd.read_csv("survey-responses.csv", dtype="str")
    book = pd.read_csv("survey-codebook.csv", dtype="str")
    names = dict(zip(book["item"], [f"{text} {i}" for i, text in enumerate((EVIL * 2)[:8])], strict=True))
    frame = frame.rename(columns=names)
    frame["city"] = frame["city"].map({"Almaty": EVIL[0], "Astana": EVIL[1], "Oral": "=HYPERLINK(1)"})
    book["item"] = book["item"].map(names)
    book["scale"] = book["scale"].map(
        {"films (synthetic)": EVIL[2], "trade (synthetic)": '@SUM(1)"><script>'}
    )
    book["wording"] = EVIL[0]
    frame.to_csv("<b>evil.csv", index=False)
    book.to_csv("survey-codebook.csv", index=False)
    assert command("--group", "city", "--low", "2.5", "--high", "3.5", responses="<b>evil.csv") == 0
    return folder / "report"


def test_markup_in_labels_is_shown_and_never_run(evil):
    raw = (evil / "report.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(raw, "html.parser")
    assert soup.find_all(["script", "img", "b", "i", "iframe", "object", "link", "a"]) == []
    assert len(soup.find_all("main")) == 1 and soup.find("h1").get_text() == "Survey report: <b>evil.csv"
    assert not any(name.startswith("on") for tag in soup.find_all(True) for name in tag.attrs)
    text = soup.get_text()
    assert all(label in text for label in EVIL)
    assert {tag.get_text() for tag in soup.find_all("h2", id=True)} == {EVIL[2], '@SUM(1)"><script>'}


def test_formulas_in_labels_are_neutralised_in_every_table(evil):
    for name in HEADERS:
        with (evil / name).open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        texts = [cell for cell in cells if not re.fullmatch(r"-?\d+(\.\d+)?", cell)]
        assert not [cell for cell in texts if cell.startswith(survey.FORMULA)], name
    assert "'=HYPERLINK(1)" in {row["group"] for row in rows(evil / "bands.csv")}
    assert "'@SUM(1)\"><script>" in {row["scale"] for row in rows(evil / "scales.csv")}


@pytest.mark.parametrize("sign", survey.FORMULA)
def test_each_sign_that_starts_a_formula_is_neutralised(sign):
    assert survey.safe(f"{sign}1") == f"'{sign}1"
    assert survey.safe(f"a{sign}1") == f"a{sign}1"


def test_negative_figures_stay_figures(folder, undrawn):
    frame = pd.DataFrame({"respondent": range(4), "films_1": [1, 2, 4, 5], "films_2": [5, 4, 2, 2]})
    frame.to_csv("r.csv", index=False)
    text = Path("survey-codebook.csv").read_text().split("\n")
    Path("c.csv").write_text("\n".join(text[:3]) + "\n")
    assert command(responses="r.csv", codebook="c.csv") == 0
    assert float(rows("report/scales.csv")[0]["alpha"]) < 0


# ---- the page ---------------------------------------------------------------------------------------------


def test_the_page_loads_nothing_runs_nothing_and_shows_every_scale(folder):
    assert command("--group", "city", "--weight", "weight") == 0
    raw = Path("report/report.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(raw, "html.parser")
    assert soup.find_all(["script", "link", "img", "iframe", "a"]) == []
    assert re.findall(r"url\((?!#)|@import|https?://(?!www\.w3\.org/)", raw) == []
    assert "default-src 'none'" in soup.find("meta", attrs={"http-equiv": True})["content"]
    assert [tag.get_text() for tag in soup.find_all("h2", id=True)] == [
        "films (synthetic)",
        "trade (synthetic)",
    ]
    pictures = soup.find_all("svg")
    # of each scale, wide and narrow: the answers of everyone, and of each of its four items by group
    assert len(pictures) == 20 and all(len(svg["aria-label"]) > 40 for svg in pictures)
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "Kish" in raw and "synthetic" in raw


def test_the_page_shows_the_figures_of_the_tables(folder):
    assert command("--group", "city", "--low", "2.5", "--high", "3.5", "--min-cell", "1") == 0
    text = BeautifulSoup(Path("report/report.html").read_text("utf-8"), "html.parser").get_text(" ")
    for row in rows("report/scales.csv"):
        assert f"{float(row['alpha']):.2f}" in text and f"{float(row['mean']):.2f}" in text
    for row in rows("report/bands.csv"):
        assert f"{100 * float(row['share']):.1f}" in text


def test_the_pages_look_defines_what_it_uses_in_both_modes():
    assert "prefers-color-scheme: dark" in elements.STYLE
    used = set(re.findall(r"var\((--sp-[a-z-]+)", elements.STYLE))
    defined = set(re.findall(r"(--sp-[a-z-]+):", elements.STYLE))
    assert used == defined


def test_many_answers_and_groups_still_make_a_page(folder):
    book = (
        "item,wording,scale,reverse,lowest,highest,missing\n" + "q1,,slider,no,0,100,\nq2,,slider,no,0,100,\n"
    )
    Path("c.csv").write_text(book)
    frame = pd.DataFrame({"respondent": range(150), "q1": [i % 101 for i in range(150)]})
    frame["q2"], frame["town"] = frame["q1"], [f"t{i % 75}" for i in range(150)]
    frame.to_csv("r.csv", index=False)
    assert command("--group", "town", "--low", "25", "--high", "75", responses="r.csv", codebook="c.csv") == 0
    text = Path("report/report.html").read_text()
    assert "Too many answers" in text and "Too many groups" in text and "items.csv has all" in text


# ---- the report as something to hand on ----------------------------------------------------------------------


def page(*options: str) -> str:
    assert command(*options) == 0
    return Path("report/report.html").read_text("utf-8")


def test_title_and_date_are_as_given_and_no_date_is_made_up(folder):
    soup = BeautifulSoup(page("--title", "Films & news", "--date", "March 2026"), "html.parser")
    assert (soup.title.get_text(), soup.h1.get_text()) == ("Films & news", "Films & news")
    assert soup.find(class_="sp-date").get_text() == "March 2026"
    assert "sp-date" not in page().split("</style>")[1]


def test_statements_stand_in_full_and_labels_in_the_legend(folder):
    text = Path("survey-codebook.csv").read_text().splitlines()
    words = "not at all|hardly|in part|mostly|wholly"
    Path("survey-codebook.csv").write_text(
        "\n".join([f"{text[0]},labels", *(f"{line},{words}" for line in text[1:])]) + "\n"
    )
    soup = BeautifulSoup(page("--group", "city"), "html.parser")
    drawn = " ".join(tag.get_text(" ") for tag in soup.find_all("svg"))
    for row in rows("survey-codebook.csv"):
        assert row["wording"] in " ".join(soup.get_text(" ").split())
        assert all(word in drawn for word in row["wording"].split())
    assert all(f"{i} {word}" in drawn for i, word in enumerate(words.split("|"), 1))
    assert all(city in drawn for city in ("Everyone", "Almaty", "Astana", "Oral"))


@pytest.mark.parametrize(("language", "heading"), [("ru", "Шкалы"), ("kk", "Шкалалар"), ("en", "Scales")])
def test_headings_and_notes_are_in_the_language_asked_for(language, heading, folder):
    soup = BeautifulSoup(
        page("--language", language, "--group", "city", "--sample", "unknown"), "html.parser"
    )
    assert soup.html["lang"] == language
    assert heading in [tag.get_text() for tag in soup.find_all("h2")]
    notes = soup.find(class_="sp-notes").get_text()
    assert ("Alpha of scale" in notes) == (language == "en")


def test_every_word_and_note_is_there_in_every_language_with_the_same_values():
    for table in (words._TABLE, words._NOTES):
        for key, texts in table.items():
            fields = [
                sorted({name for _, name, _, _ in string.Formatter().parse(text) if name} - {"n", "people"})
                for text in texts
            ]
            assert len(texts) == 3 and fields[0] == fields[1] == fields[2], key


@pytest.mark.parametrize("sample", ["everyone", "volunteers", "unknown"])
def test_without_a_probability_sample_no_interval_is_given_and_the_report_says_why(sample, folder, capsys):
    text = page("--group", "city", "--low", "2.5", "--high", "3.5", "--sample", sample)
    for name in ("items", "bands", "differences"):
        assert {(row["low"], row["high"]) for row in rows(f"report/{name}.csv")} == {("", "")}, name
    for name in ("scales", "reliability"):
        assert {(row["alpha_low"], row["alpha_high"]) for row in rows(f"report/{name}.csv")} == {("", "")}
    assert html.escape(words.Words()(f"sample_{sample}")) in text
    assert "Intervals suppose" not in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command("--group", "city", "--tests", "scales", "--sample", sample)
    assert "needs a probability sample" in capsys.readouterr().err


def test_p_values_only_on_request_and_adjusted_within_the_family_that_was_named(folder):
    assert command("--group", "city") == 0
    assert {(row["p"], row["p_holm"]) for row in rows("report/differences.csv")} == {("", "")}
    for family, items in (
        ("scales", {""}),
        ("items", {f"{s}_{i}" for s in ("films", "trade") for i in range(1, 5)}),
    ):
        assert f"({family})" in page("--group", "city", "--tests", family)
        tested = [row for row in rows("report/differences.csv") if row["p"]]
        assert {row["item"] for row in tested} == items
        least = min(tested, key=lambda row: float(row["p"]))
        assert float(least["p_holm"]) == pytest.approx(min(1, len(tested) * float(least["p"])), abs=1e-5)
    assert command("--tests", "scales") == 2


def test_small_cells_are_hidden_in_tables_by_group_and_not_in_the_csv(folder):
    soup = BeautifulSoup(page("--group", "city", "--low", "2.5", "--high", "3.5"), "html.parser")
    shown = {
        tuple(cell.get_text() for cell in row.find_all("td")[:3])
        for table in soup.find_all("table")
        for row in table.find_all("tr")
        if len(row.find_all("td")) == 5
    }
    for row in rows("report/bands.csv"):
        if 0 < int(row["n"]) < 5:
            assert (row["group"], row["band"], "…") in shown
    assert any(0 < int(row["n"]) < 5 for row in rows("report/bands.csv"))
    assert "Cells of fewer than 5 respondents are hidden" in soup.get_text()


def test_the_workbook_has_the_tables_and_charts_and_no_formula(folder, monkeypatch):
    edit("survey-responses.csv", "s003,Astana", "s003,=1+1")
    assert command("--group", "city", "--low", "2.5", "--high", "3.5", "--format", "html,xlsx") == 0
    assert sorted(os.listdir("report")) == sorted([*survey.FILES, "report.xlsx"])
    raw = Path("report/report.xlsx").read_bytes()
    with zipfile.ZipFile("report/report.xlsx") as book:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml")}
    sheets = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    assert sheets[:4] == ["Summary", "Charts", "scales", "items"] and {
        "groups",
        "differences",
        "missing",
    } <= set(sheets)
    assert sum(name.startswith("xl/charts/chart") for name in parts) == 2
    assert not any("<f>" in text for name, text in parts.items() if name.startswith("xl/worksheets"))
    assert "=1+1" in parts["xl/sharedStrings.xml"]
    monkeypatch.setenv("TZ", "Asia/Almaty")
    assert command("--group", "city", "--low", "2.5", "--high", "3.5", "--format", "xlsx") == 0
    assert Path("report/report.xlsx").read_bytes() == raw
    assert not Path("report/report.html").exists()


def test_all_faults_of_a_run_are_told_together_the_first_of_each_column_with_its_row(folder, capsys):
    edit("survey-responses.csv", "s005,Astana,1.0,1", "s005,Astana,-1,6")
    edit("survey-responses.csv", "s009,", "s008,")
    edit("survey-responses.csv", "films_2", "film_2")
    text = Path("survey-responses.csv").read_text().splitlines()
    text[20:22] = [re.sub(r",\d$", ",77", line) for line in text[20:22]]
    Path("survey-responses.csv").write_text("\n".join(text) + "\n")
    assert command("--weight", "weight") == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if not line.startswith("survey: survey-responses.csv")] == []
    assert len(lines) == 5
    assert "column 'films_2': no such column" in lines[0]
    assert any("row 6, column 'weight' has '-1'" in line for line in lines)
    assert any("row 6, column 'films_1' has '6'" in line for line in lines)
    assert any("row 10, column 'respondent' has 's008'" in line for line in lines)
    assert any(
        "row 21, column 'trade_4' has '77'" in line and line.endswith("(and 1 more row)") for line in lines
    )


def test_a_codebooks_faults_are_told_together(folder, capsys):
    edit("survey-codebook.csv", "no,1,5,9", "maybe,1,5,9")
    edit("survey-codebook.csv", "\nfilms_2,", "\n,")
    edit("survey-codebook.csv", "yes,1,5", "yes,1,x")
    assert command() == 2
    said = capsys.readouterr().err
    assert said.count("survey: survey-codebook.csv, row ") == 3
    for words_ in (
        "'reverse' has 'maybe': yes or no",
        "'item' has '': must not be empty",
        "has 'x': not a whole number",
    ):
        assert words_ in said


@pytest.mark.parametrize("reverse", ["Yes", "YES", " yes "])
def test_a_codebook_as_spreadsheets_leave_it_is_read(reverse, folder):
    text = Path("survey-codebook.csv").read_text().replace(",yes,1,5,", f",{reverse},1.0,5.0,")
    lines = [f"{line},," for line in text.splitlines()] + [",,,,,,,,"]
    Path("other.csv").write_text("\r\n".join(lines).replace(",", ";"))
    assert responses.read_codebook("other.csv") == responses.read_codebook("survey-codebook.csv")


def test_a_codebook_is_written_as_it_is_read(tmp_path):
    book = (
        likert.Item(
            "q1",
            'a "quoted", one',
            "s",
            True,
            1,
            4,
            ("98", "99"),
            ("no", "", "", "yes"),
            ("2", "3"),
            ("Don't know", "Refused"),
        ),
        likert.Item("q2", "", "s", False, 1, 4, ("Don't know",), (), (), ("Don't know",)),
        likert.Item("q3", "", "t", False, 0, 10, ("-1", "99")),
    )
    (tmp_path / "c.csv").write_text(codebook_text(book), encoding="utf-8")
    assert responses.read_codebook(tmp_path / "c.csv") == book


def test_a_frame_whose_index_names_respondents_is_read_from_parquet(folder, undrawn):
    frame = pd.read_csv("survey-responses.csv")
    assert command("--group", "city", out="plain") == 0
    frame.set_index("respondent").to_parquet("named.parquet")
    frame.set_index("respondent").rename_axis(None).to_parquet("unnamed.parquet")
    for name in ("named.parquet", "unnamed.parquet"):
        assert command("--group", "city", responses=name, out="other") == 0
        assert all(Path("other", f).read_bytes() == Path("plain", f).read_bytes() for f in HEADERS)


def test_help_and_sample_start_without_any_other_package(folder):
    """Without site-packages: no other package can be imported at all."""
    files = ["survey-responses.csv", "survey-codebook.csv", "--out", "report", "--group", "city"]
    for arguments in (["--help"], files):
        run = subprocess.run(
            [sys.executable, "-S", "-m", "softpower", "survey", *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert run.returncode == 0, run.stderr
    assert Path("report/report.html").stat().st_size > 50_000


EXPORTS = sorted(path.name for path in (SAMPLE / "exports").iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_becomes_a_report_in_two_commands_without_a_hand_edit(export, folder):
    """Synthetic exports, one of each tool."""
    file = str(SAMPLE / "exports" / export)
    assert __main__.main(["survey", "init", file, "--out", "mine"]) == 0
    assert command(responses="mine/responses.csv", codebook="mine/codebook.csv") == 0
    assert len(rows("report/items.csv")) > 10


def test_public_names_are_importable_from_the_package_and_from_where_notebooks_take_them():
    import softpower.survey
    from softpower import responses as short

    for name, module in softpower.survey._PUBLIC.items():
        assert getattr(softpower.survey, name) is getattr(sys.modules[f"softpower.survey.{module}"], name)
    assert short.read_codebook is responses.read_codebook and short.read_tally is responses.read_tally
    assert set(likert.__all__) >= {
        "tally",
        "items",
        "scales",
        "bands",
        "item_statistics",
        "remarks",
        "sum_of",
    }
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = softpower.survey.nothing
