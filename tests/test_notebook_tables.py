"""Data frames on the page: what their columns look like follows from what they hold."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from softpower import tables
from softpower.site import notebook


class Env:
    docname = "workings/04-elite-interviews"

    @staticmethod
    def note_dependency(_):
        pass


def drawn(frame: pd.DataFrame, **options) -> BeautifulSoup:
    return BeautifulSoup(notebook._table(frame.to_html(**options), Env), "html.parser")


def right(soup: BeautifulSoup) -> set[str]:
    return {cell.get_text() for cell in soup.select(".sp-figure-cell")}


def test_columns_of_figures_and_their_heads_go_to_the_right_and_words_stay():
    frame = pd.DataFrame(
        {
            "share": ["12.5 %", "−3", "–"],
            "count": [1, 23, 456],
            "word": ["one", "2", "3"],
            "empty": ["", "", ""],
        }
    )
    assert right(drawn(frame, index=False)) == {"share", "12.5 %", "−3", "–", "count", "1", "23", "456"}


def test_figures_beside_cells_that_span_rows_keep_their_column():
    index = pd.MultiIndex.from_product([["a", "b"], ["x", "y"]])
    frame = pd.DataFrame({"note": ["p", "q", "r", "s"], "n": [1, 2, 3, 4]}, index=index)
    assert right(drawn(frame)) == {"n", "1", "2", "3", "4"}


def test_a_table_scrolls_in_its_own_box_which_the_keyboard_reaches():
    box = drawn(pd.DataFrame({"n": [1]})).div
    assert (box["class"], box["tabindex"], box["role"]) == (["sp-scroll"], "0", "group")


def test_the_index_s_name_goes_into_the_empty_corner_and_an_empty_corner_is_no_heading():
    named = pd.DataFrame({"n": [1]}, index=pd.Index(["a"], name="place"))
    assert [cell.get_text() for cell in drawn(named).select("thead th")] == ["place", "n"]
    assert len(drawn(named).select("thead tr")) == 1
    assert [cell.get_text() for cell in drawn(named.rename_axis(None)).select("thead th")] == ["n"]


def test_sentences_are_wide_and_many_columns_are_not_squeezed():
    long = "a sentence of more than sixty characters that wants a whole line of its own"
    soup = drawn(pd.DataFrame([[long, *range(5)]]), index=False)
    assert [cell.get_text() for cell in soup.select(".sp-long-cell")] == [long]
    assert "sp-columns" in soup.table["class"]
    assert "sp-columns" not in drawn(pd.DataFrame({"n": [1]})).table["class"]


IDS = pd.Index(["ic-method-top-thirty", "ic-r1-caption-thirty"], name="claim_id")


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(notebook.reading, "claim_ids", lambda _: set(IDS))


def cells(soup: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup("tr")]


def test_a_table_of_claims_begins_with_what_they_say_and_the_id_comes_last(known):
    frame = pd.DataFrame({"printed": ["30", "thirty"], "verdict": ["reproduced"] * 2}, index=IDS)
    heads, first, second = cells(drawn(frame))
    assert heads == ["statement", "printed", "verdict", "claim"]
    said = tables.read("index-comparison/claims").set_index("claim_id")["statement"]
    assert first == [said[IDS[0]], "30", "reproduced", IDS[0]]
    assert second[0] == said[IDS[1]]


def test_a_statement_that_the_table_has_is_moved_and_not_said_twice(known):
    frame = pd.DataFrame({"printed": ["30", "30"], "statement": ["One thing.", "Another."]}, index=IDS)
    assert cells(drawn(frame.reset_index(), index=False)) == [
        ["statement", "printed", "claim"],
        ["One thing.", "30", IDS[0]],
        ["Another.", "30", IDS[1]],
    ]


def test_a_table_in_which_not_every_row_is_a_claim_stays_as_it_is(known):
    frame = pd.DataFrame({"n": [1, 2]}, index=["ic-method-top-thirty", "all others"])
    assert cells(drawn(frame))[1:] == [["ic-method-top-thirty", "1"], ["all others", "2"]]
