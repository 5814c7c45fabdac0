"""Every page in every form, opened so from the start: what `test_every_page` and `test_axe` ask of one visit. A gate."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_axe import LAID_OUT, OPTIONS
from test_every_page import LOST_TEXT, MOVING, OPEN_FOLDS, TABLES, WATCH, jumped
from visits import UNFOLDED, Halting, Visit, complaints, in_a_browser, serving

pytestmark = [*in_a_browser, pytest.mark.gate]


def test_no_request_leaves_the_host_and_nothing_complains(browser, site, served, names):
    """In a window of another size; without scripts and from a folder `test_every_page` asks it of all pages already."""
    assert complaints(browser, site, served, names, javascript=True) == {}


@pytest.mark.parametrize("width", [360, 390, 1440])
def test_no_page_overflows(browser, site, served, names, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    wide = {}
    for name in names:
        visit = Visit(context, site, served, name, scroll=width == 390)
        if (found := visit.page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[name] = found
        visit.page.close()
    context.close()
    assert wide == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_jumps_while_a_page_loads_and_its_charts_come_alive(browser, site, served, names, width):
    """All shifts of a visit added up, which is stricter than CLS's worst five seconds."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_init_script(WATCH)
    moved = {}
    for name in names:
        visit = Visit(context, site, served, name)
        visit.page.wait_for_timeout(200)
        moved[name] = jumped(visit.page)
        visit.page.close()
    context.close()
    assert {name: what for name, what in moved.items() if what} == {}


def test_nothing_jumps_when_a_page_comes_in_two_parts(browser, site, names):
    """On a slow line the first part is drawn before the second is there to change its look."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(WATCH)
    moved = {}
    with serving(site, Halting) as address:
        for name in names:
            if name not in ("404.html", "search.html"):  # which have no article
                page = context.new_page()
                page.goto(f"{address}/{name}")
                page.wait_for_timeout(200)
                moved[name] = jumped(page)
                page.close()
    context.close()
    assert len(moved) > 10
    assert {name: what for name, what in moved.items() if what} == {}


@pytest.mark.parametrize(("width", "size"), [(640, "100%"), (1280, "200%"), (390, "200%"), (320, "100%")])
def test_text_of_twice_the_size_loses_nothing(browser, site, served, names, width, size):
    context = browser.new_context(viewport={"width": width, "height": 800})
    faults = {}
    for name in names:
        page = Visit(context, site, served, name, scroll=False).page
        page.add_style_tag(content=f"html {{ font-size: {size} !important; }}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width or (cut := page.evaluate(LOST_TEXT)):
            faults[name] = wide if wide > width else cut
        page.close()
    context.close()
    assert faults == {}, faults


def test_nothing_moves_for_readers_who_ask_for_stillness(browser, site, served, names):
    context = browser.new_context(reduced_motion="reduce")
    moving = {}
    for name in names:
        page = Visit(context, site, served, name, scroll=False).page
        page.evaluate(OPEN_FOLDS)
        moving[name] = page.evaluate(MOVING)
        page.close()
    context.close()
    assert {name: found for name, found in moving.items() if found} == {}


def test_wide_tables_scroll_inside_themselves_and_keep_their_first_column(browser, site, served, names):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    moved, scrolled = {}, 0
    for name in names:
        page = Visit(context, site, served, name, scroll=False).page
        page.evaluate(OPEN_FOLDS)
        found = page.evaluate(TABLES)
        scrolled += found.count("kept")
        if faults := [fault for fault in found if fault != "kept"]:
            moved[name] = faults
        page.close()
    context.close()
    assert moved == {}, moved
    assert scrolled > 5


@pytest.mark.parametrize(("width", "mode"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_on_any_page_in_any_form(browser, site, served, names, width, mode):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode)
    found = {}
    for name in names:
        visit = Visit(context, site, served, name)
        # axe asks for the place of every element: laid out once, not row by row as it comes near.
        visit.page.add_style_tag(content=LAID_OUT)
        visit.page.evaluate(UNFOLDED)
        violations = Axe().run(visit.page, options=OPTIONS).response["violations"]
        found[name] = [(v["id"], len(v["nodes"]), v["nodes"][0]["html"][:120]) for v in violations]
        visit.page.close()
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}
