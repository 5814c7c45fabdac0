"""The mark of a verdict opens its card; numbers of claims stand in sentences."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from visits import in_a_browser

from softpower.site import cards

PAGE = "chapters/how-to-read.html"


@pytest.fixture(scope="module")
def read(small_site):
    return BeautifulSoup((small_site / PAGE).read_text("utf-8"), "html.parser")


def row(**given):
    return pd.Series(
        {"reported": "37.7", "unit": "percent", "value": "21800/577", "recomputed": "37.781…", **given}
    )


def test_what_was_found_is_one_decimal_finer_than_what_is_printed_and_never_cut():
    assert cards.found(row()) == "37.78\N{NO-BREAK SPACE}%"
    assert cards.found(row(reported="about 67,000", unit="", value="67000")) == "67,000"
    assert cards.found(row(value=None, recomputed="of one: 13.888…; of the other: 16.129…")) == (
        "of one: 13.89; of the other: 16.13"
    )
    assert cards.found(row(value=None, recomputed=None)) == ""


@pytest.mark.slow
def test_a_number_and_its_card_are_drawn_from_claim_and_verdict(read):
    said = next(p for p in read.select("article p") if p.text.startswith("Altogether"))
    assert "180" in said.text and "190" in said.text and "33.3 of" in said.text.replace("\n", " ")
    mark = said.select_one("button[data-claim=sp-sum]")
    assert mark.parent["class"] == ["sp-kept"] and mark.parent.text == f"190{mark.text}"
    card = read.find(id=mark["popovertarget"])
    assert card["id"] == "card-sp-sum" and "popover" in card.attrs
    assert "Differs within the paper" in card.text and "Altogether 190 were asked." in card.text
    told = dict(zip((t.text for t in card("dt")), (d.text for d in card("dd")), strict=True))
    assert told["Printed"] == "190" and told["Found"] == "180"
    assert told["Against our verdict"] == "One town may be left out." and told["Would settle it"] == "a count"
    assert card.a["href"] == "claims.html#claim-sp-sum"


@pytest.mark.slow
def test_a_figure_of_another_page_is_shown_once_more(read):
    assert read.select_one("figure#figure-three-towns-again .sp-chart[data-name=three-towns-again] svg")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{card}`sp-nothing`", "no claim 'sp-nothing'"),
        ("{printed}`sp-most`", "'sp-most' prints no figure"),
        ("{found}`sp-most`", "'sp-most' has no value"),
        ("```{figure-of} nothing\n```", "no notebook shows a figure 'nothing'"),
    ],
)
def test_what_is_unknown_is_told_with_page_and_line(written, message, small_copy, builder, tmp_path):
    page = small_copy / "chapters/how-to-read.md"
    page.write_text(f"{page.read_text('utf-8')}\n{written}\n", "utf-8")
    line = page.read_text("utf-8").rstrip().count("\n") + 1 - written.count("\n")
    status, told = builder.run(small_copy, tmp_path / "out")
    assert status != 0 and message in told and f"how-to-read.md:{line}" in told


class TestInABrowser:
    pytestmark = in_a_browser

    @pytest.mark.parametrize("scripts", [True, False])
    @pytest.mark.parametrize("by", ["mouse", "keyboard", "touch"])
    def test_a_card_opens_and_closes(self, browser, small_site, by, scripts):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, java_script_enabled=scripts
        )
        page = context.new_page()
        page.goto(f"file://{small_site}/{PAGE}")
        mark, card = page.locator("button[data-claim=sp-sum]"), page.locator("#card-sp-sum")
        assert not card.is_visible()
        if by == "keyboard":
            mark.focus()
            page.keyboard.press("Enter")
        else:
            (mark.tap if by == "touch" else mark.click)()
        card.wait_for(state="visible")
        box = card.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] + box["height"] <= 845
        if by == "keyboard":
            page.keyboard.press("Escape")
        else:
            card.get_by_role("button", name="Close").click()
        card.wait_for(state="hidden")
        context.close()
