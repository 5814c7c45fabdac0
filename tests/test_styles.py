"""The book's own styles in a real browser: what changes nothing any more is told by name."""

import re

from conftest import ROOT
from fontTools.ttLib import TTFont
from visits import CHAPTER, Visit, in_a_browser, serving

from softpower.site import theme
from softpower.survey import command as survey
from softpower.survey import elements

pytestmark = in_a_browser

PAGES = (
    "index.html",
    "chapters/00-what-is-known.html",
    "chapters/01-index-comparison.html",
    "chapters/kk.html",
    "chapters/for-a-seminar.html",
    CHAPTER,
    "workings/04-elite-interviews.html",
    "chapters/claims.html",
    "chapters/how-to-read.html",
    "workings/02-anti-soft-power-review.html",
    "chapters/your-own-survey.html",
    "search.html",
)
WITH_SCRIPTS = (
    {"width": 1440, "color_scheme": "light"},
    {"width": 390, "color_scheme": "dark", "reduced_motion": "reduce"},
    {"width": 500, "color_scheme": "light", "media": "print"},
)
WITHOUT_SCRIPTS = (
    {"width": 1440, "color_scheme": "light"},
    {"width": 390, "color_scheme": "light"},
    {"width": 500, "color_scheme": "light", "media": "print"},
)
"""Surroundings of a page that is open."""
ON_DEMAND = re.compile(
    r":hover|:focus-visible|:target|aria-sort|\.sp-none|\.sp-sort \||\.sp-fixed|\.sp-flat|\| animation$"
)
"""States that only a reader's own doing brings about, a filtered register among them; a button that unsets all, which is hundreds of names; charts
of a fixed width, of which the chapters have none; what keeps every element still, which has a test of its own."""

NAMES = r"""const names = rule => rule.cssText.replace(/^[^{]*\{/, '').split(/;(?![^(]*\))/).map(said => said.split(':')[0].trim())
  .filter(name => /^[a-z-]+$/.test(name) && !name.startsWith('border-image'));"""

# Each declaration is taken out and put back: does any element look otherwise meanwhile?
TRY = (
    """left => {
  """
    + NAMES
    + r"""
  const split = text => { let depth = 0; const out = [''];
    for (const c of text) { depth += (c == '(') - (c == ')'); c == ',' && !depth ? out.push('') : out[out.length - 1] += c; }
    return out.map(part => /^\s*(.*?)(::[\w-]+)?\s*$/.exec(part)).map(found => [found[1] || '*', found[2]]); };
  const results = {};
  const walk = (rules, where) => [...rules].forEach(rule => {
    if (!rule.selectorText) return walk(rule.cssRules ?? [], `${where}@${rule.conditionText} `);
    let targets;
    new Set(names(rule)).forEach(name => {
      const key = `${where}${rule.selectorText} | ${name}`;
      if (left && !left.includes(key)) return;
      targets ??= split(rule.selectorText).flatMap(([selector, part]) => [...document.querySelectorAll(selector)].map(e => [e, part]));
      const every = Math.ceil(targets.length / 150), sample = targets.filter((_, i) => i % every == 0);
      const look = () => sample.map(([e, part]) => getComputedStyle(e, part).getPropertyValue(name)).join();
      const [before, value, priority] = [look(), rule.style.getPropertyValue(name), rule.style.getPropertyPriority(name)];
      rule.style.removeProperty(name);
      results[key] = results[key] || look() !== before;
      rule.style.setProperty(name, value, priority);
    });
  });
  [...document.styleSheets].filter(sheet => /\/(book|tables|landing)\.css|^$/.test(sheet.href ?? '')).forEach(sheet => walk(sheet.cssRules, ''));
  return results;
}"""
)


def test_every_declaration_of_the_books_own_styles_still_does_something(browser, site, served):
    left = None  # at first: whatever the landing page's three style sheets declare
    for scripts, all_surroundings in ((True, WITH_SCRIPTS), (False, WITHOUT_SCRIPTS)):
        context = browser.new_context(java_script_enabled=scripts)
        for name in PAGES:
            page = Visit(context, site, served, name, scroll=scripts).page
            page.evaluate("document.querySelectorAll('details').forEach((fold, i) => { fold.open = i % 2; })")
            page.evaluate(
                "document.querySelectorAll('.sp-part-open').forEach((box, i) => { box.checked = i % 2; })"
            )
            for surroundings in all_surroundings:
                page.set_viewport_size({"width": surroundings["width"], "height": 900})
                page.emulate_media(
                    **{
                        "media": "screen",
                        "reduced_motion": "no-preference",
                        **{key: value for key, value in surroundings.items() if key != "width"},
                    }
                )
                results = page.evaluate(TRY, left)
                left = [
                    key for key in (left or results) if not results.get(key) and not ON_DEMAND.search(key)
                ]
            page.close()
            if not left:
                break
        context.close()
        if not left:
            return
    assert left == [], "\n".join(left)


def test_a_declaration_that_does_nothing_is_named(browser, small_site):
    """One more is planted in each of two sheets of the small book: none of the theme's rules, and one that changes nothing."""
    context = browser.new_context()
    with serving(small_site) as address:  # of a sheet from a disk a script must not read the rules
        page = Visit(context, small_site, address, "index.html").page
        page.add_style_tag(
            content=".bd-article h1 { position: static; } .bd-article .no-such-class { color: red; } .bd-article h1 { letter-spacing: 1px; }"
        )
        left = [key for key, does in page.evaluate(TRY, None).items() if not does]
    context.close()
    assert ".bd-article h1 | position" in left and ".bd-article .no-such-class | color" in left
    assert ".bd-article h1 | letter-spacing" not in left


DECLARED = (
    """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  """
    + NAMES
    + """
  const walk = (rules, where) => [...rules].flatMap(rule => rule.selectorText
    ? names(rule).map(name => `${where}${rule.selectorText} | ${name}`)
    : walk(rule.cssRules ?? [], `${where}@${rule.conditionText} `));
  return walk(sheet.cssRules, ''); }"""
)


def test_every_declaration_that_a_survey_report_adds_to_them_does_something(browser, tmp_path):
    sample = [str(ROOT / f"data/synthetic/survey-{name}.csv") for name in ("responses", "codebook")]
    assert survey.main([*sample, "--out", str(tmp_path / "report"), "--group", "city", "--date", "May"]) == 0
    context = browser.new_context()
    page = Visit(context, tmp_path, f"file://{tmp_path}", "report/report.html", scroll=False).page
    left = page.evaluate(DECLARED, elements.STYLE)
    assert len(left) > 10
    tried = (
        ("screen", "light", 1280),
        ("screen", "dark", 1280),
        ("screen", "light", 390),
        ("print", "dark", 500),
    )
    for media, scheme, width in tried:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media, color_scheme=scheme)
        results = page.evaluate(TRY, left)
        left = [key for key in left if not results.get(key)]
    context.close()
    assert left == [], "\n".join(left)


ICONS = """() => [...document.querySelectorAll('body *')].flatMap(e => ['::before', '::after'].map(part => {
    const style = getComputedStyle(e, part);
    return style.fontFamily.includes('Font Awesome') ? style.content : ''; })).join('')"""


def test_every_icon_that_a_page_draws_is_in_the_cut_font(browser, site, served):
    drawn = set()
    for name in (
        "index.html",
        "chapters/data-dictionary.html",
        "chapters/your-own-survey.html",
        "search.html",
    ):
        context = browser.new_context()
        page = Visit(context, site, served, name, scroll=False).page
        drawn |= {ord(sign) for sign in page.evaluate(ICONS) if "\ue000" <= sign <= "\uf8ff"}
        context.close()
    kept = {point for name in theme.ICON_FONTS for point in TTFont(site / name).getBestCmap()}
    assert len(drawn) > 8
    assert drawn <= kept, [hex(point) for point in drawn - kept]
    assert len(kept) < 60, "the font is not cut"
