"""The built site in a real browser: Debian's Chromium, if it is on this machine."""

import pytest
from conftest import ROOT
from visits import CHAPTER, Visit, in_a_browser

from softpower.survey import command as survey

pytestmark = in_a_browser
FIRST_VISIT_BEFORE, FIRST_VISIT_WITH, FURTHER = 350_000, 600_000, 150_000  # bytes, gzipped


def test_a_chapter_stays_within_its_bytes(browser, site, served):
    context = browser.new_context()
    before = Visit(context, site, served, CHAPTER, scroll=False)
    if any("live.js" in url for url in before.asked):
        pytest.fail("a chart was loaded before it came near")
    light = sum(before.weight().values())
    before.scroll()
    full = sum(before.weight().values())
    assert light <= FIRST_VISIT_BEFORE, (light, before.weight())
    assert full <= FIRST_VISIT_WITH, (full, before.weight())
    own = {name: size for name, size in before.weight().items() if not name.startswith("_static")}
    assert sum(own.values()) <= FURTHER, own
    context.close()


def test_live_charts_take_the_place_of_static_ones(browser, site, served):
    context = browser.new_context()
    visit = Visit(context, site, served, CHAPTER)
    state = visit.page.evaluate("""[...document.querySelectorAll('.sp-chart')].map(chart => ({
        on: chart.classList.contains('sp-on'), alone: ![...chart.querySelectorAll('.sp-static')].some(e => e.checkVisibility()),
        live: chart.querySelector('.sp-live svg') !== null,
        labelled: chart.querySelector('.sp-live [role=img]')?.ariaLabel === chart.querySelector('svg').getAttribute('aria-label'),
        fits: (chart.querySelector('.sp-live svg')?.getBoundingClientRect().width ?? 1e9) <= chart.clientWidth + 1}))""")
    assert state and all(all(chart.values()) for chart in state), state
    context.close()


def test_charts_stand_without_javascript(browser, site, served):
    context = browser.new_context(java_script_enabled=False)
    visit = Visit(context, site, served, CHAPTER, scroll=False)
    boxes = [chart.bounding_box() for chart in visit.page.query_selector_all(".sp-static.sp-wide svg")]
    assert boxes and all(box and box["width"] > 400 and box["height"] > 50 for box in boxes)
    context.close()


def test_without_javascript_a_phone_gets_the_narrow_picture_with_letters_of_nine_pixels(
    browser, site, served
):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 372, "height": 844})
    visit = Visit(context, site, served, CHAPTER, scroll=False)
    drawn = visit.page.evaluate("""[...document.querySelectorAll('.sp-static svg')].filter(svg => svg.checkVisibility()).map(svg => {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        return [svg.closest('.sp-narrow') !== null, Math.min(...[...svg.querySelectorAll('text')].map(e => parseFloat(getComputedStyle(e).fontSize) * scale))]; })""")
    assert drawn and all(narrow and letters >= 9 for narrow, letters in drawn), drawn
    context.close()


def test_a_claim_address_scrolls_to_its_row(browser, site, served):
    context = browser.new_context()
    visit = Visit(context, site, served, "chapters/claims.html#claim-ic-t2-medals-gap", scroll=False)
    top = visit.page.evaluate("document.getElementById('claim-ic-t2-medals-gap').getBoundingClientRect().top")
    assert 0 <= top < 700
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "light"), (390, "dark")])
def test_a_survey_report_fits_the_window_and_asks_for_nothing(width, scheme, browser, tmp_path):
    sample = ROOT / "data/synthetic"
    files = [str(sample / f"survey-{name}.csv") for name in ("responses", "codebook")]
    assert (
        survey.main(
            [*files, "--out", str(tmp_path / "report"), "--group", "city", "--low", "2.5", "--high", "3.5"]
        )
        == 0
    )
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    visit = Visit(context, tmp_path, f"file://{tmp_path}", "report/report.html", scroll=False)
    assert (len(visit.asked), visit.faults) == (1, [])
    assert visit.page.evaluate("document.documentElement.scrollWidth") == width
    shown = visit.page.evaluate(
        "[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width).length"
    )
    # two scales: answers and bands, and the answers to four items by group; the wide or the narrow picture of each
    assert shown == 12
    cut = visit.page.evaluate(
        """[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width).flatMap(s => {
            const room = s.viewBox.baseVal;
            return [...s.querySelectorAll('text')].filter(t => {
                const box = t.getBBox();
                return box.x < 0 || box.x + box.width > room.width || box.y + box.height > room.height + 1;
            }).map(t => t.textContent);
        })"""
    )
    assert cut == []
    page = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page == ("rgb(18, 18, 18)" if scheme == "dark" else "rgb(255, 255, 255)")
    context.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_landing_page_gives_the_answer_in_one_screen_and_where_to_go(
    browser, site, served, width, height
):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"{served}/index.html")
    for part in ("article h1", "article [lang=kk]", "article [lang=ru]", ".sp-in-brief > li", ".sp-start"):
        found = page.locator(part).all()
        assert found, part
        for element in found:
            box = element.bounding_box()
            assert box["y"] + box["height"] <= height, (part, box)
    page.close()
