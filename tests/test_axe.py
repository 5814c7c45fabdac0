"""Nothing on any page that assistive technology would stumble over, as far as axe-core can tell."""

# ruff: noqa: F401, F811  (fixtures of the browser, shared with its other tests)

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_browser import Visit, browser, names, served
from test_browser import pytestmark as in_a_browser

pytestmark = in_a_browser


OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@pytest.mark.parametrize(("width", "mode"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_on_any_page(browser, site, served, names, width, mode):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode)
    found = {}
    for name in names:
        visit = Visit(context, site, served, name)
        # axe asks for the place of every element: laid out once, not row by row as it comes near.
        visit.page.add_style_tag(content="* { content-visibility: visible !important; }")
        violations = Axe().run(visit.page, options=OPTIONS).response["violations"]
        found[name] = [(v["id"], len(v["nodes"]), v["nodes"][0]["html"][:120]) for v in violations]
        visit.page.close()
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}
