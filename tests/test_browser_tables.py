"""Tables in a real browser: filtered, sorted, addressed, by mouse and keyboard, from a server and a folder."""

import csv
from collections import Counter
from urllib.parse import quote

import pytest
from conftest import ROOT
from visits import CHROMIUM, UNFOLDED, in_a_browser

from softpower.site.register import sections

pytestmark = in_a_browser
REGISTER = "chapters/claims.html"
FACETS = {"paper": "paper", "family": "family", "kind": "kind", "consequence": "consequence"}
ASSETS = ROOT / "softpower/site/assets"


@pytest.fixture(scope="module")
def claims(site):
    """The claims in the order of the page: by paper, and by section as each is first met."""
    with (site / "downloads/register.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    of = {}
    for paper in dict.fromkeys(row["paper"] for row in rows):
        ours = [row for row in rows if row["paper"] == paper]
        for row, part in zip(ours, sections(row["locator"] for row in ours), strict=True):
            of[row["claim_id"]] = paper, part
    order = {part: place for place, part in enumerate(dict.fromkeys(of.values()))}
    return sorted(rows, key=lambda row: order[of[row["claim_id"]]])


@pytest.fixture(params=["http", "file"])
def base(request, site, served):
    return served if request.param == "http" else f"file://{site}"


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def shown(page):
    return page.evaluate(
        "[...document.querySelectorAll('.sp-register tbody tr[id]')].filter(r => r.checkVisibility()).map(r => r.id.slice(6))"
    )


def all_open(page):
    page.evaluate(UNFOLDED)


def ids(rows):
    return [row["claim_id"] for row in rows]


def test_the_register_is_filtered_by_each_facet_and_by_words(page, base, claims):
    page.goto(f"{base}/{REGISTER}")
    count = page.locator(".sp-tools output")
    assert shown(page) == [] and count.inner_text() == f"{len(claims)} rows"
    all_open(page)
    assert shown(page) == ids(claims)
    for facet in FACETS:
        for value in {row[facet] for row in claims}:
            page.select_option(f"select[name={facet}]", value)
            expected = ids(row for row in claims if row[facet] == value)
            assert shown(page) == expected, (facet, value)
            if len(expected) < len(claims):
                assert count.inner_text() == f"{len(expected)} of {len(claims)} rows"
        page.select_option(f"select[name={facet}]", "")
    page.select_option("select[name=family]", "holds")
    page.fill(".sp-tools input", "TÁBLE 2")  # neither case nor accents count
    found, holds = shown(page), ids(row for row in claims if row["family"] == "holds")
    assert 0 < len(found) < len(holds) and set(found) < set(holds)
    page.fill(".sp-tools input", "no such word at all")
    assert shown(page) == [] and count.inner_text() == "No row fits."
    page.click("button[type=reset]")
    assert shown(page) == ids(claims)


def test_severity_is_filtered_in_steps(page, served, claims):
    page.goto(f"{served}/{REGISTER}")
    fits = {
        "strong": lambda text: text and float(text) >= 0.9,
        "some": lambda text: text and 0 < float(text) < 0.9,
        "nothing": lambda text: text and float(text) == 0,
        "unstated": lambda text: not text,
    }
    values = page.evaluate("[...document.querySelectorAll('select[name=step] option')].map(o => o.value)")
    for value in values[1:]:
        page.select_option("select[name=step]", value)
        assert shown(page) == ids(row for row in claims if fits[value](row["severity"])), value


def test_a_filtered_view_can_be_passed_on(page, base, claims):
    page.goto(f"{base}/{REGISTER}")
    page.select_option("select[name=family]", "holds")
    page.select_option("select[name=sort]", "claim")
    page.fill(".sp-tools input", "table")
    before = shown(page)
    assert 0 < len(before) < len(claims) and before != [claim for claim in ids(claims) if claim in before]
    page.goto("about:blank")
    page.goto(f"{base}/{REGISTER}?q=table&family=holds&sort=claim")
    assert shown(page) == before
    page.goto(f"{base}/{REGISTER}?family=no-such-family&sort=nothing")
    all_open(page)
    assert shown(page) == ids(claims)


def test_the_address_follows_the_filter(page, base):
    page.goto(f"{base}/{REGISTER}")
    page.select_option("select[name=family]", "open")
    page.fill(".sp-tools input", "two words")
    assert page.evaluate("location.href") == f"{base}/{REGISTER}?q=two+words&family=open"


@pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.gate)])
def test_every_claim_address_resolves_and_scrolls_to_its_row(page, served, claims, every):
    """Each of them is there; so many, first and last among them, are scrolled to."""
    page.goto(f"{served}/{REGISTER}")
    found = page.evaluate("[...document.querySelectorAll('.sp-register tr[id]')].map(row => row.id.slice(6))")
    assert found == ids(claims)
    tried = ids([*claims[:-1:every], claims[-1]])
    tops = page.evaluate(
        """names => names.map(name => { location.hash = `claim-${name}`;
        const row = document.getElementById(`claim-${name}`);
        return row?.checkVisibility() ? row.getBoundingClientRect().top : null; })""",
        tried,
    )
    last = page.evaluate("innerHeight + scrollY >= document.documentElement.scrollHeight - 1")
    assert [name for name, top in zip(tried, tops, strict=True) if top is None or not 0 <= top < 900] == []
    assert tops[0] < 200 or last


def test_a_claim_address_shows_its_row_under_any_filter(page, base, claims):
    held = next(row["claim_id"] for row in reversed(claims) if row["family"] == "holds")
    page.goto(f"{base}/{REGISTER}?family=differs&q={quote('no such word')}#claim-{held}")
    assert shown(page) == [held]
    other = next(row["claim_id"] for row in claims if row["family"] == "holds")
    page.evaluate(f"location.hash = 'claim-{other}'")
    page.wait_for_function(f"document.getElementById('claim-{other}').checkVisibility()")
    assert shown(page) == [other]
    top = page.evaluate(f"document.getElementById('claim-{other}').getBoundingClientRect().top")
    assert 0 <= top < 900


def test_a_register_of_a_thousand_rows_is_filtered_at_once(page, served):
    page.goto(f"{served}/{REGISTER}")
    page.route("**/claims.html", lambda route: route.fulfill(body=doubled(route.fetch().text())))
    page.goto("about:blank")
    page.goto(f"{served}/{REGISTER}")
    taken = page.evaluate(
        """() => { const field = document.querySelector('.sp-tools input'), taken = [];
        for (const word of ['russia', 'r', '', 'kazakhstan language', '']) {
          const times = [1, 2, 3].map(() => { field.value = word === '' ? 'zzz' : ''; field.dispatchEvent(new Event('input'));
            const start = performance.now(); field.value = word; field.dispatchEvent(new Event('input'));
            document.body.offsetHeight; return performance.now() - start; });
          taken.push(Math.min(...times)); }
        return taken; }"""
    )
    all_open(page)
    assert len(shown(page)) >= 1000
    assert max(taken) < 400, taken  # milliseconds; several times what an idle machine takes


def doubled(html):
    """The page with the bodies of its last table, the register, once more."""
    head, begin, rest = html.rpartition('<table class="colwidths-auto sp-register')
    top, _, rest = rest.partition("<tbody>")
    head = f"{head}{begin}{top}"
    rows, _, tail = rest.rpartition("</tbody>")
    again = rows.replace('id="', 'id="again-')
    return f"{head}<tbody>{rows}</tbody><tbody>{again}</tbody>{tail}"


def test_without_javascript_the_register_is_whole_and_nothing_dead_is_shown(browser, site, claims):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/{REGISTER}")
    assert page.locator(".sp-register tbody tr[id]").count() == len(claims)
    for control in page.locator(".sp-tools :is(input, select, button, output)").all():
        assert not control.is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_register_is_a_table_for_who_listens(browser, site, claims, width):
    args = ["--no-sandbox", "--disable-gpu", "--force-renderer-accessibility"]  # as when a screen reader asks
    listening = browser.browser_type.launch(executable_path=CHROMIUM, args=args)
    page = listening.new_page(viewport={"width": width, "height": 900})
    page.goto(f"file://{site}/{REGISTER}")
    all_open(page)
    parts = page.locator(".sp-part").count()
    tally = page.locator(".sp-scoreboard tr").count()
    session = page.context.new_cdp_session(page)
    for _ in range(10):  # rows out of sight are told a little later
        heard = session.send("Accessibility.getFullAXTree")["nodes"]
        roles = Counter(node["role"]["value"] for node in heard if not node["ignored"])
        if roles["cell"] >= 3 * len(claims):
            break
        page.wait_for_timeout(500)
    heads = 0 if width < 600 else 1
    assert (roles["table"], roles["row"]) == (2, len(claims) + parts + tally + heads)
    assert roles["cell"] >= 3 * len(claims)  # where nothing is printed, a phone leaves the cell out
    listening.close()


def test_the_register_works_by_keyboard_and_says_what_it_does(page, served):
    page.goto(f"{served}/{REGISTER}")
    unnamed = page.evaluate(
        "[...document.querySelectorAll('.sp-tools :is(input, select)')].filter(e => !e.labels.length).length"
    )
    assert unnamed == 0
    page.locator(".sp-tools input").focus()
    for name in ("paper", "family", "kind", "step", "consequence", "sort"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    page.keyboard.press("Tab")  # show all
    page.keyboard.press("Tab")  # the box that scrolls
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Statement"
    head = page.locator(".sp-register th").first
    for direction in ("ascending", "descending", None):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == direction
    assert page.locator(".sp-tools output").get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("name", [REGISTER, "workings/04-elite-interviews.html", "chapters/downloads.html"])
@pytest.mark.parametrize("width", [390, 1280])
def test_tools_shift_nothing(browser, served, name, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(
        """window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach(entry =>
        entry.sources.some(s => s.node?.closest?.('.sp-tools, .sp-scroll')) && shifts.push(entry.value)))
        .observe({type: 'layout-shift', buffered: true})"""
    )
    page.goto(f"{served}/{name}")
    page.wait_for_timeout(300)
    assert sum(page.evaluate("shifts")) < 0.01
    context.close()


# ---- sorting, on a page made for it --------------------------------------------------------------------------

COLUMNS = {
    "number": (["9", "-", "1,095", "−3.5", "28.50 %", ""], ["−3.5", "9", "28.50 %", "1,095", "-", ""]),
    "date": (
        ["12 May 2021", "2022-01-05", "2019", "January 2022", "2021-06", "–"],
        ["2019", "12 May 2021", "2021-06", "January 2022", "2022-01-05", "–"],
    ),
    "words": (
        ["Żuk", "zebra", "Table 10", "Table 2", "Ärger", "alpha"],
        ["alpha", "Ärger", "Table 2", "Table 10", "zebra", "Żuk"],
    ),
    "mixed": (["L10", "7", "about 5", "12", "L2", "0"], ["0", "7", "12", "about 5", "L2", "L10"]),
}


def a_page(tmp_path, body_rows, heads):
    head = "".join(f"<th>{name}</th>" for name in heads)
    script = (ASSETS / "tables.js").read_text(encoding="utf-8")
    tools = '<div class="sp-tools"><label>Filter <input type="search"></label><output></output></div>'
    path = tmp_path / "page.html"
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><script>{script}</script>{tools}'
        f'<div class="sp-scroll"><table><thead><tr>{head}</tr></thead><tbody>{body_rows}</tbody></table></div>',
        encoding="utf-8",
    )
    return f"file://{path}"


def column(page, number):
    return page.evaluate(
        f"[...document.querySelectorAll('tbody tr')].map(r => r.cells[{number}].textContent)"
    )


def test_numbers_dates_and_words_are_each_sorted_as_what_they_are(page, tmp_path):
    lines = zip(*(given for given, _ in COLUMNS.values()), strict=True)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
    page.goto(a_page(tmp_path, body, COLUMNS))
    for number, (name, (given, wanted)) in enumerate(COLUMNS.items()):
        button = page.locator("th button").nth(number)
        button.click()
        assert column(page, number) == wanted, name
        button.click()
        filled = [cell for cell in wanted if cell not in ("", "-", "–")]
        assert [cell for cell in column(page, number) if cell in filled] == filled[::-1], name
        assert column(page, number)[len(filled) :] == [cell for cell in wanted if cell not in filled]
        button.click()
        assert column(page, number) == given, name


def test_cells_over_several_rows_stay_with_each_of_them(page, tmp_path):
    body = (
        '<tr><th rowspan="3">b</th><th rowspan="2">x</th><td>3</td></tr><tr><td>1</td></tr>'
        "<tr><th>y</th><td>2</td></tr><tr><th>a</th><th>z</th><td>0</td></tr>"
    )
    page.goto(a_page(tmp_path, body, ["one", "two", "three"]))
    page.locator("th button").nth(2).click()
    assert list(zip(column(page, 0), column(page, 1), column(page, 2), strict=True)) == [
        ("a", "z", "0"),
        ("b", "x", "1"),
        ("b", "y", "2"),
        ("b", "x", "3"),
    ]
    page.fill("input", "x")
    visible = page.evaluate("[...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).length")
    assert visible == 2


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_register_opens_in_twenty_screens_and_an_address_opens_its_section(
    browser, served, claims, width, height, javascript
):
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{served}/{REGISTER}")
    box = page.locator("html").bounding_box()
    assert box["height"] <= 20 * height
    for claim in [*claims[100::300], claims[-1]]:  # most far down in their section
        place = page.locator(f"#claim-{claim['claim_id']}")
        page.goto(f"{served}/{REGISTER}")
        assert not place.is_visible()
        page.goto("about:blank")
        page.goto(f"{served}/{REGISTER}#claim-{claim['claim_id']}")
        assert place.is_visible() and 0 <= place.bounding_box()["y"] < height, claim["claim_id"]
    context.close()


def test_a_section_opens_by_mouse_and_by_keyboard_without_a_script(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/{REGISTER}")
    row = page.locator(".sp-register tr[id]").first
    page.locator(".sp-part label").first.click()
    assert row.is_visible()
    page.keyboard.press("Space")
    assert not row.is_visible()
    context.close()
