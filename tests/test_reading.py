"""Reading in a real browser: nothing jumps, the keyboard reaches all, large text fits, paper is white, search finds."""

from urllib.parse import urlsplit

import pytest
from visits import CHAPTER, Visit, in_a_browser

pytestmark = in_a_browser
PAGES = [
    "index.html",
    CHAPTER,
    "workings/04-elite-interviews.html",
    "chapters/claims.html",
    "search.html",
    "404.html",
]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_chart_reached_by_its_address_keeps_its_place_when_it_comes_alive(browser, site, served, width):
    """A choice of country stands above this one: its room is kept from the start."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    visit = Visit(context, site, served, f"{CHAPTER}#figure-soft-power-30-ranks", scroll=False)
    below = visit.page.locator("#figure-soft-power-30-ranks .sp-data")
    visit.page.wait_for_selector("#figure-soft-power-30-ranks .sp-on")
    live = below.bounding_box()["y"] + visit.page.evaluate("scrollY")
    visit.page.evaluate(
        "document.querySelectorAll('.sp-chart').forEach(chart => chart.classList.remove('sp-on'))"
    )
    visit.page.evaluate("document.querySelectorAll('.sp-live').forEach(live => { live.hidden = true; })")
    static = below.bounding_box()["y"] + visit.page.evaluate("scrollY")
    assert abs(live - static) <= 8
    context.close()


STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
        && !e.closest('dialog:not([open])') && !(e.closest('details:not([open])') && e.tagName != 'SUMMARY'))"""
FOCUSED = """() => { const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    return [(window.stops ??= STOPS()).indexOf(e), e.outerHTML.slice(0, 90),
        parseFloat(style.outlineWidth) >= 2 && style.outlineStyle != 'none',
        box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth]; }"""


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", ["index.html", CHAPTER, "search.html", "404.html"])
def test_the_keyboard_reaches_every_control_in_order_and_shows_where_it_is(
    browser, site, served, name, width
):
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = Visit(context, site, served, name).page
    page.evaluate("scrollTo(0, 0)")
    page.add_script_tag(content=f"window.STOPS = {STOPS};")
    count = page.evaluate("(window.stops = STOPS()).length")
    page.evaluate("document.activeElement.blur()")
    seen, faults = [], []
    for _ in range(count):
        page.keyboard.press("Tab")
        index, element, outlined, shown = page.evaluate(FOCUSED)
        seen.append(index)
        if not (outlined and shown):
            faults.append(
                (element, "outlined" if outlined else "no outline", "shown" if shown else "off screen")
            )
    context.close()
    assert faults == [], faults
    assert seen == list(range(count))


def test_the_skip_link_leads_to_the_text(browser, site, served):
    context = browser.new_context()
    page = Visit(context, site, served, CHAPTER, scroll=False).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, #main-content') !== null")
    context.close()


def test_every_control_of_a_chart_is_labelled_and_moves_it_by_keyboard(browser, site, served):
    context = browser.new_context()
    page = Visit(context, site, served, CHAPTER).page
    controls = page.locator(".sp-on .sp-controls :is(select, input)")
    assert controls.count() >= 2
    for control in controls.all():
        assert control.evaluate("control => control.labels[0].textContent.trim().length") > 2
        chart = control.evaluate_handle("control => control.closest('.sp-chart')").as_element()
        before = chart.query_selector(".sp-live svg").inner_html()
        control.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(60)
        assert chart.query_selector(".sp-live svg").inner_html() != before
    context.close()


OPEN = "[...document.querySelectorAll('details.above-input')].map(fold => fold.open)"


def test_one_switch_opens_all_code_and_is_remembered(browser, served):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/chapters/04-elite-interviews.html")
    assert not any(page.evaluate(OPEN))
    page.get_by_role("button", name="Show all code").click()
    assert all(page.evaluate(OPEN))
    page.goto(f"{served}/{CHAPTER}")
    assert all(page.evaluate(OPEN))
    page.get_by_role("button", name="Hide all code").press("Enter")
    assert not any(page.evaluate(OPEN))
    page.reload()
    assert not any(page.evaluate(OPEN))
    context.close()


def test_without_a_script_there_is_no_switch_and_each_cell_opens(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/chapters/04-elite-interviews.html")
    assert not page.locator(".sp-code-switch").is_visible()
    page.locator("details.above-input summary").first.click()
    assert page.locator("details.above-input pre").first.is_visible()
    context.close()


# Of a part that is not there (no content) nothing else can be seen.
LOOKS = """() => [...document.querySelectorAll('body, body *')].filter((e, i) => i < 300 || i % 7 == 0).flatMap(e =>
    [null, '::before', '::after'].map(part => { const style = getComputedStyle(e, part);
      if (part && style.content == 'none') return 'none';
      return [...style].filter(name => !name.startsWith('--')).map(name => name + ':' + style.getPropertyValue(name)).join(';'); })
    .map((look, i) => [e.outerHTML.slice(0, 80) + i, look]))"""


@pytest.mark.parametrize("name", ["index.html", "chapters/your-own-survey.html", "search.html"])
def test_no_element_looks_otherwise_for_the_rules_that_are_cut(browser, site, unmended, served, name):
    looks, bytes_of = {}, {}
    for which, folder in (("cut", site), ("whole", unmended)):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        sent = bytes_of[which] = []

        def styles(route, request, folder=folder, sent=sent):
            sent.append((folder / urlsplit(request.url).path[1:]).read_bytes())
            route.fulfill(body=sent[-1], content_type="text/css")

        context.route("**/*.css*", styles)
        page = Visit(context, site, served, name).page
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(400)  # until what a scroll has shown is gone
        looks[which] = page.evaluate(LOOKS)
        context.close()
    assert len(looks["cut"]) == len(looks["whole"]) > 300
    assert [one for one, other in zip(looks["cut"], looks["whole"], strict=True) if one != other] == []
    assert sum(map(len, bytes_of["cut"])) < 0.5 * sum(map(len, bytes_of["whole"])), "needless now"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_page_has_its_colours_before_its_scripts_have_run(browser, site, served, mode):
    context = browser.new_context(color_scheme=mode)
    page = context.new_page()
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{served}/{CHAPTER}")
    assert page.evaluate("document.documentElement.dataset.theme") == mode
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}[mode]
    context.close()


def test_charts_are_legible_on_a_phone(browser, site, served):
    """Letters of live charts are at least 9 px high at 340 px, and none stands outside the picture."""
    context = browser.new_context(viewport={"width": 372, "height": 844})
    faults = []
    for name in PAGES[1:3]:
        page = Visit(context, site, served, name).page
        faults += page.evaluate("""[...document.querySelectorAll('.sp-live svg')].flatMap(svg => {
            const box = svg.getBoundingClientRect(), room = svg.closest('.sp-chart').getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
              const part = text.getBoundingClientRect();
              return text.textContent && part.width && getComputedStyle(text).opacity != '0' && (parseFloat(getComputedStyle(text).fontSize) < 9
                || part.left < room.left - 2 || part.right > Math.max(room.right, box.right) + 2);
            }).map(text => [svg.closest('.sp-chart').dataset.name, text.textContent]);
          })""")
        page.close()
    context.close()
    assert faults == [], faults


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_chapter_prints_black_on_white_with_static_charts(browser, site, served, mode):
    context = browser.new_context(color_scheme=mode)
    page = Visit(context, site, served, CHAPTER).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # emulation alone does not announce itself
    page.emulate_media(media="print", color_scheme=mode)
    grey = r"c => Math.max(...c.match(/\d+/g).slice(0, 3))"
    found = page.evaluate(f"""() => {{ const grey = {grey}, shown = e => e && e.checkVisibility();
        const article = document.querySelector('.bd-article'), charts = [...document.querySelectorAll('.sp-chart')];
        return {{
          paper: [...new Set([...document.querySelectorAll('*')].filter(e => e.contains(article))
            .map(e => getComputedStyle(e).backgroundColor))].filter(c => c != 'rgba(0, 0, 0, 0)'),
          ink: Math.max(...[...article.querySelectorAll('p, td, th, h2')].map(e => grey(getComputedStyle(e).color))),
          still: charts.every(c => shown(c.querySelector('.sp-wide svg')) && !shown(c.querySelector('.sp-live')) && !shown(c.querySelector('.sp-narrow'))),
          screen: ['.bd-sidebar-primary', '.bd-sidebar-secondary', '.bd-header-article', '.sp-controls', '.copybtn', '.bd-footer']
            .filter(part => [...document.querySelectorAll(part)].some(shown)),
          folded: [...article.querySelectorAll('details.sp-fold .sp-scroll')].filter(e => !e.checkVisibility({{contentVisibilityAuto: true}}) || !e.offsetHeight).length,
        }}; }}""")
    assert found == {
        "paper": ["rgb(255, 255, 255)"],
        "ink": found["ink"],
        "still": True,
        "screen": [],
        "folded": 0,
    }
    assert found["ink"] <= 0x60
    context.close()


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("ic-t2-medals-gap", "chapters/claims.html#claim-ic-t2-medals-gap"),
        ("differ medals", "chapters/claims.html#claim-ic-t2-medals-gap"),
        ("Switzerland", "workings/01-index-comparison.html"),
        ("respondents per theme", "workings/04-elite-interviews.html"),
    ],
)
def test_search_finds_claims_by_id_and_pages_by_words(browser, site, served, scheme, words, address):
    base = served if scheme == "http" else f"file://{site}"
    context = browser.new_context()
    visit = Visit(context, site, base, f"search.html?q={words.replace(' ', '+')}", scroll=False)
    # Sphinx adds results one after the other.
    visit.page.wait_for_selector(f'#search-results li a[href*="{address}"]', state="attached")
    assert [url for url in visit.asked if not url.startswith((base, "data:"))] == []
    context.close()


def test_the_page_for_no_page_leads_back_from_any_depth(browser, site, served):
    context = browser.new_context()
    page = context.new_page()
    lost = (site / "404.html").read_text(encoding="utf-8")
    page.route(
        f"{served}/no/**", lambda route: route.fulfill(status=404, body=lost, content_type="text/html")
    )
    page.goto(f"{served}/no/such/page.html")
    page.get_by_role("searchbox").fill("medals")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{served}/search.html?q=medals"
    page.goto(f"{served}/no/such/page.html")
    page.get_by_role("link", name="The start of the book").click()
    assert page.url == f"{served}/index.html"
    context.close()
