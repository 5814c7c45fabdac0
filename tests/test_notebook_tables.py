"""Data frames on the page: what their columns look like follows from what they hold."""

import pandas as pd
from bs4 import BeautifulSoup

from softpower.site import notebook


class Env:
    docname = "workings/04-elite-interviews"


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
