"""Nothing on any page that assistive technology would stumble over, as far as axe-core can tell.

Contrast is a matter of *looks*: letters of one colour, size and weight on one chain of backgrounds have one contrast,
wherever they stand. So it is asked once or twice of each look of a page, in light and in dark, when all else has been
emptied, for axe's time goes with the elements of a page. The other rules are asked once, of every element but rows that
repeat a row before them but for their words. Three planted faults are found. `test_every_form` asks everything of every
element in every form; it is a gate.
"""

import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from visits import UNFOLDED, Visit, in_a_browser

pytestmark = in_a_browser
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
OTHERS = {"resultTypes": ["violations"], "rules": {**OPTIONS["rules"], "color-contrast": {"enabled": False}}}
# axe asks for the place of every element: laid out once, not row by row as it comes near.
LAID_OUT = "* { content-visibility: visible !important; }"

# The first and the last element of each look get the attribute data-look; returns how many looks there are.
LOOKS = """() => { const looks = new Map(), chains = new Map();
  const chain = e => { if (!e) return '';
    if (!chains.has(e)) { const s = getComputedStyle(e), above = chain(e.parentElement);
      const ground = s.backgroundImage + s.backgroundColor, opaque = s.backgroundImage == 'none' && /^rgb\\(/.test(s.backgroundColor);
      const own = [ground == 'nonergba(0, 0, 0, 0)' ? '' : ground, s.opacity == '1' ? '' : s.opacity, s.filter == 'none' ? '' : s.filter,
                   s.mixBlendMode == 'normal' ? '' : s.mixBlendMode].join('');
      chains.set(e, opaque && s.opacity == '1' ? own : above + '|' + own); }
    return chains.get(e); };
  document.querySelectorAll('body *').forEach(e => {
    const says = [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) || /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName);
    if (!says || e.closest('svg, script, style, noscript') || !e.checkVisibility({visibilityProperty: true, opacityProperty: true})) return;
    const s = getComputedStyle(e);
    const look = [s.color, s.fontSize, s.fontWeight, s.textShadow, s.webkitTextFillColor, chain(e), e.matches(':disabled')].join(';');
    looks.has(look) ? looks.get(look)[1] = e : looks.set(look, [e]); });
  looks.forEach(some => some.forEach(e => e && e.setAttribute('data-look', ''))); return looks.size; }"""

# Rows like one before them in all but words and addresses are taken out; returns how many are left.
REPEATED = """() => { let left = 0;
  document.querySelectorAll('tbody').forEach(body => { const seen = new Set();
    const kind = e => e.tagName + [...e.attributes].map(a => a.name + (/^(id|href|title|data-|aria-label$)/.test(a.name) ? !!a.value.trim() : a.value)).sort() +
      '(' + [...e.childNodes].map(n => n.nodeType == 1 ? kind(n) : n.nodeType == 3 && n.data.trim() ? 't' : '').join() + ')';
    [...body.rows].forEach(row => { const k = kind(row);
      seen.has(k) && !row.querySelector('[data-look]') ? row.remove() : (seen.add(k), left++); }); });
  return left; }"""

# What holds no look keeps its place and loses its content: rows keep their stripes, boxes that unfold stay ticked, styles hold.
EMPTIED = """() => { const empty = e => e.querySelector('[data-look], input, style') ? [...e.children].forEach(empty)
  : e.matches('[data-look], style') || e.replaceChildren(); empty(document.body); }"""

SEEN = "() => [...document.querySelectorAll('[data-look]')].filter(e => e.checkVisibility()).length"


def told(response) -> list[tuple]:
    return [(v["id"], len(v["nodes"]), v["nodes"][0]["html"][:120]) for v in response.response["violations"]]


def lit(page, mode: str) -> None:
    page.emulate_media(color_scheme=mode)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (mode == "dark")
    # As a function: a page with a policy of its own evaluates no text.
    page.wait_for_function("mode => (document.documentElement.dataset.theme || mode) == mode", arg=mode)


def faults(visit) -> list[tuple]:
    """What axe finds on a page: contrast by looks, light and dark, and the other rules."""
    page = visit.page
    page.add_style_tag(content=LAID_OUT)
    page.evaluate(UNFOLDED)
    for mode in ("light", "dark"):
        lit(page, mode)
        assert page.evaluate(LOOKS) > 0
    page.evaluate(REPEATED)
    found = told(Axe().run(page, options=OTHERS))
    seen = page.evaluate(SEEN)
    page.evaluate(EMPTIED)
    assert page.evaluate(SEEN) == seen  # a look that is out of sight is not asked
    for mode in ("dark", "light"):
        lit(page, mode)
        looks = Axe().run(page, context={"include": [["[data-look]"]]}, options=CONTRAST)
        found += [(mode, *one) for one in told(looks)]
    return found


@pytest.fixture(scope="module")
def context(browser):
    # Still: a colour that is on its way from light to dark is neither.
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield opened
    opened.close()


def test_axe_finds_nothing_on_any_page(context, site, served, names):
    found = {}
    for name in names:
        visit = Visit(context, site, served, name)
        found[name] = faults(visit)
        visit.page.close()
    assert {name: all_ for name, all_ in found.items() if all_} == {}


PALE = "<p style='color: #bbb'>pale</p>"
PALE_IN_THE_DARK = "<style>html[data-theme=dark] .planted { color: #333 !important }</style><span class='planted'>dark on dark</span>"
NAMELESS = "<button type='button'></button>"


def test_three_faults_in_one_row_each_of_the_register_are_found(context, site, served):
    text = (site / "chapters/claims.html").read_text("utf-8")
    rows = re.split(r"(?=</td>\s*</tr>)", text)
    assert len(rows) > 500
    for at, planted in ((150, PALE), (300, PALE_IN_THE_DARK), (450, NAMELESS)):
        rows[at] += planted
    context.route(
        "**/claims.html",
        lambda route: route.fulfill(body="".join(rows), content_type="text/html"),
    )
    visit = Visit(context, site, served, "chapters/claims.html")
    found = Counter(one[:2] if one[0] in ("light", "dark") else one[0] for one in faults(visit))
    context.unroute_all()
    visit.page.close()
    # What is pale on white is readable on black.
    assert found == {("light", "color-contrast"): 1, ("dark", "color-contrast"): 1, "button-name": 1}
