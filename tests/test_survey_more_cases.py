"""Surveys of further kinds, tried from the command line as a user would: what each must give, or say.

All answers are made up here; nobody gave them.
"""

import csv
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from visits import CHROMIUM
from visits import browser as browser

from softpower import __main__

CODEBOOK = "item,wording,scale,reverse,lowest,highest,missing\n" + "".join(
    f"q{i},Statement {i},s,no,1,5,9\n" for i in (1, 2, 3)
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answers(n: int = 40, **columns) -> pd.DataFrame:
    """Answers to three items, and other columns: a list that is repeated to the end."""
    frame = pd.DataFrame({"respondent": [f"r{i:03d}" for i in range(n)]})
    for at in (1, 2, 3):
        frame[f"q{at}"] = [1 + (i * at + i // 7) % 5 for i in range(n)]
    for name, values in columns.items():
        frame[name] = [values[i % len(values)] for i in range(n)]
    return frame


def report(frame: pd.DataFrame | str, *options: str, codebook: str = CODEBOOK) -> int:
    text = frame if isinstance(frame, str) else frame.to_csv(index=False)
    Path("r.csv").write_text(text, encoding="utf-8")
    Path("c.csv").write_text(codebook, encoding="utf-8")
    return __main__.main(["survey", "r.csv", "c.csv", "--out", "out", *options])


def page() -> BeautifulSoup:
    return BeautifulSoup(Path("out/report.html").read_text("utf-8"), "html.parser")


def cells(soup: BeautifulSoup, first: str) -> list[list[str]]:
    """The rows of all tables that begin with a word."""
    every = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.find_all("tr")]
    return [row for row in every if row and row[0] == first]


# ---- small groups ------------------------------------------------------------------------------------------


def small(n: int = 63) -> pd.DataFrame:
    """Three of Baikonur, thirty of two other towns: neither the three nor what gives them away may be shown."""
    frame = answers(n)
    frame["town"] = ["Baikonur"] * 3 + [("Almaty", "Astana")[i % 2] for i in range(n - 3)]
    return frame


def test_a_small_group_cannot_be_computed_from_the_differences(capsys):
    assert report(small(), "--group", "town", "--format", "html,xlsx", "--low", "2.5", "--high", "3.5") == 0
    soup = page()
    # with Baikonur, one more is hidden in the table of groups: everyone less the others would give Baikonur
    hidden = {
        row[0] for name in ("Almaty", "Astana", "Baikonur") for row in cells(soup, name) if row[1] == "…"
    }
    assert hidden == {"Baikonur", "Almaty"}
    pairs = [row for row in cells(soup, "s") if "Almaty" in row[1] or "Baikonur" in row[1]]
    assert len(pairs) == 3 and all(set(row[2:]) <= {"…", ""} for row in pairs)
    with zipfile.ZipFile("out/report.xlsx") as book:
        words = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
        at = {word: i for i, word in enumerate(words)}
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    (sheet,) = [text for text in sheets if f"<v>{at['probability of superiority']}</v>" in text]
    lines = [line for line in re.findall(r"<row .*?</row>", sheet) if f"<v>{at['Baikonur']}</v>" in line]
    assert lines and all(line.count(f"<v>{at['…']}</v>") >= 3 for line in lines)


def test_a_small_group_shows_neither_its_bands_nor_its_number():
    assert report(small(), "--group", "town", "--low", "2.5", "--high", "3.5") == 0
    soup = page()
    bands = [row for row in cells(soup, "Baikonur") if row[1] in ("Low", "Medium", "High")]
    assert len(bands) == 3 and all(row[2:] == ["…"] * 3 for row in bands)
    assert "n 3" not in [text.get_text() for text in soup.find_all("text")]
    assert "n …" in [text.get_text() for text in soup.find_all("text")]


def test_bands_of_everyone_stand_beside_those_of_groups():
    frame = answers(60, town=["Almaty", "Astana"])
    assert report(frame, "--group", "town", "--low", "2.5", "--high", "3.5", "--min-cell", "1") == 0
    scores = frame[["q1", "q2", "q3"]].mean(axis=1)
    expected = [(scores <= 2.5).sum(), ((scores > 2.5) & (scores <= 3.5)).sum(), (scores > 3.5).sum()]
    everyone = [row for row in cells(page(), "Everyone") if row[1] in ("Low", "Medium", "High")]
    assert [int(row[2]) for row in everyone] == expected
    assert set(pd.read_csv("out/bands.csv")["group"]) == {"Almaty", "Astana"}  # as before


# ---- columns, weights and codebooks as they come -----------------------------------------------------------


def test_spaces_around_names_of_columns_do_not_matter():
    text = answers().to_csv(index=False).replace("respondent,q1,q2", " respondent,q1 , q2", 1)
    assert report(text, codebook=CODEBOOK.replace("q3,", "q3 ,")) == 0
    assert list(pd.read_csv("out/statements.csv")["item"]) == ["q1", "q2", "q3"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--group", "city"], "column 'city': no such column; it is the group; is 'City' meant?"),
        (["--weight", "wt "], "column 'wt ': no such column; it is the weight; is 'WT' meant?"),
        (["--group", "town"], "Columns besides the items: 'City', 'WT'"),
    ],
)
def test_a_column_that_is_not_there_is_answered_by_those_that_are(capsys, options, said):
    assert report(answers(City=["Almaty", "Astana"], WT=[1]), *options) == 2
    assert said in capsys.readouterr().err


def test_an_item_spelt_otherwise_is_named(capsys):
    assert report(answers().rename(columns={"q1": "Q1"})) == 2
    assert (
        "column 'q1': no such column; it is an item of the codebook; is 'Q1' meant?"
        in capsys.readouterr().err
    )


def test_slips_are_not_taken_for_answers_in_words(capsys):
    frame = answers().astype({"q1": object})
    frame.loc[1, "q1"], frame.loc[2, "q1"], frame.loc[3, "q1"] = "7", "2.5", "x"
    assert report(frame) == 2
    told = capsys.readouterr().err
    assert "column 'q1' has '7'" in told and "(and 2 more rows)" in told
    assert "Answers in words" not in told


@pytest.mark.parametrize(
    ("yes", "no"), [("TRUE", "FALSE"), ("1", "0"), ("1.0", "0"), ("Да", "Нет"), ("иә", "жоқ"), ("y", "n")]
)
def test_a_codebook_says_yes_and_no_as_spreadsheets_and_people_do(yes, no):
    book = CODEBOOK.replace("s,no", f"s,{no}").replace(f"Statement 2,s,{no}", f"Statement 2,s,{yes}")
    frame = answers()
    assert report(frame, codebook=book) == 0
    turned = frame[["q1", "q3"]].assign(q2=6 - frame["q2"])
    assert pd.read_csv("out/scales.csv")["mean"][0] == pytest.approx(turned.mean(axis=1).mean(), abs=1e-6)


@pytest.mark.parametrize("cells", [["80%", "120 %"], ["0.8", "1.2"], ["0,8", "120%"]])
def test_weights_in_percent_are_weights(cells):
    frame = answers(w=cells)
    assert report(frame, "--weight", "w") == 0
    w = pd.Series([0.8, 1.2] * 20)
    expected = (frame[["q1", "q2", "q3"]].mean(axis=1) * w).sum() / w.sum()
    assert pd.read_csv("out/scales.csv")["mean"][0] == pytest.approx(expected, abs=1e-6)


def test_a_weight_that_r_writes_as_na_is_none(capsys):
    frame = answers(w=["NA", "1", "2"])
    assert report(frame, "--weight", "w") == 2
    assert "--missing-weight drop leaves out respondents without a weight" in capsys.readouterr().err
    assert report(frame, "--weight", "w", "--missing-weight", "drop") == 0
    assert pd.read_csv("out/scales.csv")["n"][0] == 26


def test_a_score_needs_all_items_of_a_scale_that_is_shorter_than_asked():
    frame = answers(rate=[1, 2, "", 4]).astype(object)
    frame.loc[0, "q1"] = ""
    assert report(frame, "--min-answered", "3", codebook=CODEBOOK + "rate,Rate us,rate,no,1,5,\n") == 0
    assert list(pd.read_csv("out/scales.csv")["n"]) == [39, 30]


@pytest.mark.parametrize("options", [["--low", "2,5", "--high", "3,5"], ["--confidence", "0,9"]])
def test_options_are_read_with_decimal_commas(options):
    assert report(answers(), *options) == 0
    first = Path("out/scales.csv").read_bytes(), Path("out/bands.csv").read_bytes()
    assert report(answers(), *(option.replace(",", ".") for option in options)) == 0
    assert first == (Path("out/scales.csv").read_bytes(), Path("out/bands.csv").read_bytes())


# ---- drafts ------------------------------------------------------------------------------------------------


def draft(text: str, name: str = "export.csv") -> tuple[int, list[dict], str]:
    """(status, rows of the codebook, notes) of a draft."""
    Path(name).write_text(text, encoding="utf-8")
    status = __main__.main(["survey", "init", name, "--out", "mine"])
    with Path("mine/codebook.csv").open(encoding="utf-8", newline="") as file:
        return status, list(csv.DictReader(file)), Path("mine/notes.md").read_text("utf-8")


def matrix(*words: str, n: int = 60) -> str:
    lines = [
        ",".join(
            [f"2026-03-01 10:{i:02d}:00", *(f'"{words[(i * k + i // 7) % len(words)]}"' for k in (1, 2, 3))]
        )
        for i in range(n)
    ]
    return "\n".join(["Timestamp,How [a],How [b],How [c]", *lines]) + "\n"


@pytest.mark.parametrize(
    "order",
    [
        "Мүлдем қосылмаймын|Қосылмаймын|Бейтарап|Қосыламын|Толық қосыламын",
        "Толықтай келіспеймін|Көбінесе келіспеймін|Көбінесе келісемін|Толықтай келісемін",
        "Мүлдем сенбеймін|Сенбеймін|Сенемін|Толық сенемін",
        "Мүлдем маңызды емес|Маңызды емес|Маңызды|Өте маңызды",
        "Полностью не доверяю|Скорее не доверяю|Скорее доверяю|Полностью доверяю",
        "Совершенно не важно|Не важно|Нейтрально|Важно|Очень важно",
        "Намного хуже|Хуже|Без изменений|Лучше|Намного лучше",
        "Much worse|Worse|About the same|Better|Much better",
        "None|A little|Some|A lot",
    ],
)
def test_further_words_are_known_in_their_order(order):
    status, book, _ = draft(matrix(*order.split("|")))
    assert status == 0
    assert {row["labels"] for row in book} == {order} and len(book) == 3


@pytest.mark.parametrize(
    "seen",
    [
        "Не важно|Скорее важно|Важно|Очень важно",
        "Маңызды емес|Маңызды|Өте маңызды",
        "Worse|Better|Much better",
    ],
)
def test_scales_that_are_often_lopsided_are_asked_about_and_not_completed(seen):
    status, book, _ = draft(matrix(*seen.split("|")))
    assert status == 3 and {row["labels"] for row in book} == {""}


@pytest.mark.parametrize("cells", [["80%", "120 %", "95,5%"], ["1,200.5", "980.25", "1,010"]])
def test_a_weight_in_percent_or_thousands_is_kept_as_a_weight(cells):
    status, _, notes = draft(answers(weight=cells).to_csv(index=False))
    assert status == 0 and "looks like a weight" in notes and "| weight |" not in notes
    assert (
        __main__.main(
            ["survey", "mine/responses.csv", "mine/codebook.csv", "--out", "out", "--weight", "weight"]
        )
        == 0
    )
    w = [float(cell.strip(" %").replace(",", "." if "%" in cell else "")) for cell in cells]
    frame = answers(weight=w)
    expected = (frame[["q1", "q2", "q3"]].mean(axis=1) * frame["weight"]).sum() / frame["weight"].sum()
    assert pd.read_csv("out/scales.csv")["mean"][0] == pytest.approx(expected, abs=1e-6)


def test_names_like_formulas_are_harmless_in_every_column_of_the_codebook():
    status, book, _ = draft(
        answers().rename(columns={"q1": "=1+1", "q2": "@a", "q3": "-b"}).to_csv(index=False)
    )
    assert len(book) == 3 and not [
        cell for row in book for cell in row.values() if cell[:1] in ("=", "@", "-")
    ]
    assert status == 3  # nothing tells whether they belong together


def test_a_row_of_questions_below_the_names_is_read_as_the_wordings():
    text = answers().to_csv(index=False).split("\n")
    text.insert(1, "Respondent ID,I like films,I trust the news,I would go there")
    status, book, notes = draft("\n".join(text))
    assert status == 0 and "Row 2" in notes
    assert [row["wording"] for row in book] == ["I like films", "I trust the news", "I would go there"]
    assert len(Path("mine/responses.csv").read_text().splitlines()) == 41


def test_a_lone_full_stop_is_no_answer():
    frame = answers().astype({"q2": object})
    frame.loc[4, "q2"] = "."
    status, book, _ = draft(frame.to_csv(index=False))
    assert status == 0 and "." in book[0]["missing"]
    assert __main__.main(["survey", "mine/responses.csv", "mine/codebook.csv", "--out", "out"]) == 0


# ---- the report --------------------------------------------------------------------------------------------


def test_a_group_that_is_called_like_a_fixed_word_keeps_its_name():
    frame = answers(60, answer=["missing", "report", "yes"])
    assert (
        report(frame, "--group", "answer", "--language", "ru", "--sample", "probability", "--tests", "scales")
        == 0
    )
    pairs = {row[1] for row in cells(page(), "s")}
    assert {"missing и report", "missing и yes", "report и yes"} <= pairs
    assert "(scales)" not in page().get_text() and "сравнений (шкалы)" in page().get_text()


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: the printed report was NOT measured")
def test_the_widest_table_fits_on_a_printed_page(browser):
    frame = answers(60, town=["Восточно-Казахстанская область", "Усть-Каменогорск", "Алматы"])
    book = CODEBOOK.replace(",s,", ",Отношение к международному культурному сотрудничеству,")
    options = ["--group", "town", "--sample", "probability", "--tests", "scales", "--language", "ru"]
    assert report(frame, *options, codebook=book) == 0
    opened = browser.new_page(viewport={"width": 688, "height": 1000})  # A4 less the margins of the report
    opened.emulate_media(media="print")
    opened.goto(Path("out/report.html").resolve().as_uri())
    widths = opened.evaluate("[...document.querySelectorAll('table')].map(table => table.scrollWidth)")
    opened.close()
    assert len(widths) > 5 and max(widths) <= 688
