"""Surveys of further kinds, tried from the command line as a user would: what each must give, or say.

All answers are made up here; nobody gave them.
"""

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

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
