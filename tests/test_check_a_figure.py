"""The page *Check a figure*: its script against the book's own rounding, its addresses, and what it is without scripts."""

import csv
import json
import re
from fractions import Fraction
from urllib.parse import urlencode

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from test_every_page import WATCH, jumped
from visits import Visit, in_a_browser

from softpower import pocket, rounding
from softpower.site import browser as tools

PAGE = "chapters/check-a-figure.html"
SHARE = {"kind": "share", "printed": "35.6", "n": "149"}
ONE_OF_EACH = [
    SHARE,
    {"kind": "mean", "printed": "3.47", "n": "25"},
    {"kind": "difference", "first": "3.1", "second": "3.6", "printed": "13.8"},
    {"kind": "parts", "parts": "33 33 33", "total": "100", "unit": "percent", "n": "149"},
    {"kind": "nested", "printed": "41", "n": "729", "inner": "54"},
]

# ---- the arithmetic ------------------------------------------------------------------------------------------

digits = st.integers(0, 4)


@st.composite
def figures(draw, most=10**5):
    """A figure as papers print them: decimals, thousands, signs, percent signs, decimal commas; now and then none."""
    whole, places = draw(st.integers(0, most)), draw(digits)
    part = f"{draw(st.integers(0, 10**places - 1)):0{places}}" if places else ""
    text = f"{whole:,}" if draw(st.booleans()) else str(whole)
    point = draw(st.sampled_from([".", ".", ".", ","])) if "," not in text else "."
    text = (
        draw(st.sampled_from(["", "", "", "", "-", "+", "\u2212"])) + text + (point + part if places else "")
    )
    return (
        draw(st.sampled_from(["", "", "", " %", "%"])).join([text, ""])
        if draw(st.integers(0, 30))
        else draw(st.text(max_size=5))
    )


shares = st.one_of(figures(120), figures(100))
bases = st.integers(1, 1500).map(str) | st.sampled_from(
    ["149", "729", "11,534", "1 000", "100000", "0", "1000001", "x", ""]
)
asked = st.one_of(
    st.fixed_dictionaries({"kind": st.just("share"), "printed": shares, "n": bases}),
    st.fixed_dictionaries(
        {
            "kind": st.just("mean"),
            "printed": figures(7),
            "n": bases,
            "items": st.sampled_from(["", "1", "3", "8", "0"]),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("difference"), "first": figures(99), "second": figures(99), "printed": figures(150)}
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("parts"),
            "parts": st.lists(shares, min_size=1, max_size=5).flatmap(
                lambda some: st.sampled_from([" ", "; ", ", ", "\n"]).map(lambda between: between.join(some))
            ),
            "total": figures(120) | st.sampled_from(["100", "100.0", "100 %"]),
            "unit": st.sampled_from([*pocket.UNITS, "other"]),
            "n": bases | st.just(""),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("nested"), "printed": shares, "n": bases, "inner": shares}),
)


@pytest.fixture(scope="module")
def page(browser, site, served):
    visit = Visit(browser.new_context(), site, served, PAGE, scroll=False)
    yield visit.page
    visit.page.close()


def in_page(page, given: dict) -> dict:
    return json.loads(page.evaluate("given => JSON.stringify(checkAFigure.check(given))", given))


def compared(page, given: dict) -> None:
    assert in_page(page, given) == json.loads(json.dumps(pocket.check(given))), given


class TestInTheBrowser:
    pytestmark = in_a_browser

    @settings(max_examples=300)
    @given(asked)
    def test_the_script_says_what_the_books_rounding_says(self, page, given):
        compared(page, given)

    @pytest.mark.parametrize("unit", pocket.UNITS)
    def test_parts_of_every_whole_percent(self, page, unit):
        for first in range(0, 101, 7):
            compared(
                page,
                {"kind": "parts", "parts": f"{first} {99 - first}", "total": "100", "unit": unit, "n": "149"},
            )

    def test_every_figure_of_the_register_with_its_n(self, page):
        """All shares that the four papers print with a base, and all gaps of the index comparison."""
        found = 0
        for path in sorted((ROOT / "data").glob("*/claims.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    if row["unit"] == "percent" and row["n"] and row["reported"]:
                        compared(page, {"kind": "share", "printed": row["reported"], "n": row["n"]})
                        found += 1
        assert found >= 10

    @pytest.mark.parametrize("width", [390, 1440])
    def test_an_address_with_a_figure_has_its_form_shown_and_its_answers_room_kept(
        self, browser, site, served, width
    ):
        context = browser.new_context(viewport={"width": width, "height": 844})
        context.add_init_script(WATCH)
        for figure in ONE_OF_EACH:
            page = Visit(context, site, served, f"{PAGE}?{urlencode(figure)}", scroll=False).page
            page.wait_for_timeout(300)
            assert len(page.inner_text("#result")) > 100
            assert jumped(page) == [], figure  # 0.05 without the room, at 1440
            page.close()
        context.close()

    def test_an_address_holds_its_input_and_the_answer_stands_there_at_once(self, browser, site, served):
        visit = Visit(browser.new_context(), site, served, f"{PAGE}?{urlencode(SHARE)}", scroll=False)
        text = visit.page.inner_text("#result")
        assert (
            "35.6 % fits n = 149: one count gives it, 53." in text
            and "777 (78 %) cannot come from n = 149" in text
        )
        assert visit.page.input_value("#share-printed") == "35.6"
        assert visit.page.input_value("#result textarea >> nth=0").startswith(
            "The 35.6 % printed with n = 149"
        )
        assert visit.page.input_value("#result textarea >> nth=1") == f"{served}/{PAGE}?{urlencode(SHARE)}"
        assert visit.complaints() == []
        assert not [
            url for url in visit.asked if re.search(r"/python-[0-9a-f]{12}/", url)
        ]  # no Python for that

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"kind": "share", "printed": "35,9", "n": "149"}, "No count out of 149 gives 35.9 %."),
            ({"kind": "share", "printed": "82", "n": "729"}, "Could the check fail? No"),
            (
                {"kind": "mean", "printed": "3.47", "n": "25"},
                "No sum of whole numbers over n = 25 gives a mean of 3.47.",
            ),
            (
                {"kind": "difference", "first": "3.1", "second": "3.6", "printed": "13.8"},
                "only if digits are cut off",
            ),
            (
                {"kind": "difference", "first": "3.1", "second": "3.6", "printed": "13.8"},
                "With 3.1, the smaller, as 100 %, values before they were rounded could give it, too.",
            ),
            (
                {"kind": "parts", "parts": "33 33 33", "total": "100", "unit": "percent"},
                "rounding alone can explain it",
            ),
            (
                {"kind": "parts", "parts": "33 33 33", "total": "100", "unit": "percent", "n": "149"},
                "No counts out of 149",
            ),
            (
                {"kind": "nested", "printed": "41", "n": "729", "inner": "54"},
                "more than those who hold the outer share",
            ),
            ({"kind": "share", "printed": "<img src=x>", "n": "149"}, "This is not read as a figure."),
            ({"kind": "share", "printed": "35.6"}, "Still needed: n"),
        ],
    )
    def test_what_is_said(self, browser, site, served, given, said):
        visit = Visit(browser.new_context(), site, served, f"{PAGE}?{urlencode(given)}", scroll=False)
        assert said in visit.page.inner_text("#result")
        assert visit.complaints() == [] and visit.page.query_selector("#result img") is None

    def test_it_works_by_keyboard_alone(self, browser, site, served):
        page = Visit(
            browser.new_context(viewport={"width": 390, "height": 844}), site, served, PAGE, scroll=False
        ).page
        page.focus("input[name=check-kind]:checked")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.value") == "difference"
        for value in ("8.3", "4.1", "50.6"):
            page.keyboard.press("Tab")
            page.keyboard.type(value)
        page.keyboard.press("Enter")
        assert "50.6 % comes out with 8.3, the larger, as 100 %" in page.inner_text("#result")
        assert page.url.endswith("?kind=difference&first=8.3&second=4.1&printed=50.6")
        assert page.evaluate("document.documentElement.scrollWidth") == 390

    def test_python_computes_it_again(self, browser, site, served):
        visit = Visit(browser.new_context(), site, served, f"{PAGE}?{urlencode(SHARE)}", scroll=False)
        if not visit.page.get_attribute("#check", "data-engine"):
            pytest.skip("Python for the browser was not fetched: NOT tested")
        visit.page.click("text=compute it again")
        visit.page.wait_for_selector("[data-same]", timeout=120_000)
        assert visit.page.get_attribute("[data-same]", "data-same") == "true"
        assert visit.complaints() == []

    def test_it_answers_from_a_folder(self, browser, site):
        visit = Visit(
            browser.new_context(), site, f"file://{site}", f"{PAGE}?{urlencode(SHARE)}", scroll=False
        )
        assert "one count gives it, 53" in visit.page.inner_text("#result")
        assert "compute it again" not in visit.page.inner_text("#result")  # which needs a server
        assert visit.complaints() == []


# ---- without a browser ---------------------------------------------------------------------------------------


@given(st.integers(1, 400), st.integers(0, 2), st.data())
def test_counts_and_severity_are_those_of_rounding(n, places, data):
    printed = f"{data.draw(st.integers(0, 100 * 10**places)):0{places + 1}}"
    printed = f"{printed[:-places]}.{printed[-places:]}" if places else printed
    found = pocket.check({"kind": "share", "printed": printed, "n": str(n)})
    counts = rounding.attainable(printed, n)
    assert found["number"] == len(counts)
    if counts:
        assert {found["counts"][0]["count"], found["counts"][-1]["count"]} == {counts[0], counts[-1]}
    assert 1 - Fraction(found["possible"], found["strings"]) == rounding.share_severity(printed, n)


@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=5), st.sampled_from(rounding.USUAL), st.integers(0, 1)
)
def test_percentages_rounded_by_one_rule_are_never_said_not_to_fit(counts, rule, places):
    n = sum(counts) or 1
    printed = [str(rounding.rounded(Fraction(100 * count, n), places, rule)) for count in counts]
    total = "100" if sum(counts) else "0"
    for base in ("", str(n)):
        given = {"kind": "parts", "parts": " ".join(printed), "total": total, "unit": "percent", "n": base}
        assert rule in pocket.check(given)["rules"], given


def test_nested_shares_are_those_that_the_working_gives():
    """The working of the Likert survey counts the same two readings with code of its own."""
    with (ROOT / "data/verdicts/likert-survey.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {row["claim_id"]: row["recomputed"] for row in csv.DictReader(file)}
    for claim, printed, inner in (
        ("ls-l-interethnic-strongly", "76", "48"),
        ("ls-d-attractive-strongly", "41", "54"),
    ):
        found = pocket.check({"kind": "nested", "printed": printed, "n": "729", "inner": inner})
        told = verdicts[claim].split("; ")
        assert re.findall(r"\d+", told[0])[:2] == [str(count) for count in found["of_these"]]
        assert re.findall(r"\d+", told[1])[:2] == [str(count) for count in found["of_all"]]


def test_what_cannot_be_read_is_told_by_field():
    assert pocket.check({"kind": "sum"}) == {"field": "kind", "reason": "unknown"}
    assert pocket.check({**SHARE, "n": "0"}) == {"field": "n", "reason": "range"}
    assert pocket.check({**SHARE, "printed": "a third"}) == {"field": "printed", "reason": "figure"}


@pytest.mark.slow
def test_the_examples_are_worked_out_on_the_page_itself(pages):
    soup = pages[PAGE]
    [table] = [found for found in soup.find_all("table") if "What comes out" in found.get_text()]
    kinds = {re.search(r"kind=(\w+)", tag["href"])[1] for tag in table.select("a[href^='check-a-figure']")}
    assert kinds == set(pocket.KINDS)
    assert "It fits: count 53; 777 of 1,001 such figures could not." in table.get_text()
    assert soup.find("noscript") and tools.SCRIPTS["check-a-figure"][1] in str(soup)
