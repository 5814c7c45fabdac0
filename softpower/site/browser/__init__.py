"""Pages that work in the reader's browser: *Check a figure* and *Analyse a survey here*.

fetch    at set-up: the one package that the engine is made of, Pyodide's core, its hash checked
engine   the engine: Python for the browser, cut to what is used and compiled ahead, with the book's own modules
policy   what such a page may load and reach, and the page's scripts by their hashes

check-a-figure     directive: the form and place of the answer
analyse-a-survey   directive: the same for surveys
figure-examples    directive: figures of the papers, checked while the page is built

Python is loaded when a reader asks for it and not before. Without the package the book builds, and the two pages say
what is missing.
"""

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from softpower import pocket
from softpower.site import pieces
from softpower.site.browser import engine, fetch, policy
from softpower.site.kept import Kept
from softpower.site.markup import render

SCRIPTS = {
    "check-a-figure": ("python-here.js", "check-a-figure.js"),
    "analyse-a-survey": (
        "python-here.js",
        "analyse-a-survey-words.js",
        "analyse-a-survey-questions.js",
        "analyse-a-survey.js",
    ),
}
"""The scripts of each tool's page, which no other page loads."""

_tools = Kept("tools")


class Tool(SphinxDirective):
    """``{check-a-figure}``, ``{analyse-a-survey}``: a tool of the page, from the template of its name."""

    def run(self):
        made = engine.made(self.env.app)
        self.env.note_dependency(
            str(fetch.place())
        )  # without it, the page says so: read anew when it is there
        for source in engine.sources():
            self.env.note_dependency(str(source))
        _tools.of(self.env).setdefault(self.env.docname, {})[self.name] = made.folder if made else ""
        up = "../" * self.env.docname.count("/")
        address = f"{up}{made.folder}/" if made else ""
        return [nodes.raw("", render(self.name, engine=address), format="html")]


class Examples(SphinxDirective):
    """``{figure-examples}``: figures checked while the page is built, a line each: ``given | asked | place | claim id``.

    ``given`` is what stands in the address of the check; the claim id may be left out.
    """

    has_content = True

    def run(self):
        rows = []
        for line in self.content:
            given, asked, place, claim = ([part.strip() for part in line.split("|")] + [""])[:4]
            checked = pocket.check(dict(parse_qsl(given)))
            if "field" in checked:
                raise self.error(f"{given}: {checked['field']} cannot be read ({checked['reason']})")
            where: nodes.Node = nodes.Text(place)
            if claim:
                where = nodes.reference("", place, refuri=f"claims.html#claim-{claim}")
            address = "check-a-figure.html?" + urlencode(parse_qsl(given))
            rows.append(([nodes.reference("", asked, refuri=address), where, outcome(checked)], {}))
        return [pieces.table(["Asked", "Where it is printed", "What comes out"], rows)]


def _span(ends: list[int]) -> str:
    return f"{ends[0]:,}" if ends[0] == ends[-1] else f"{ends[0]:,} to {ends[-1]:,}"


def outcome(checked: dict) -> str:
    """What comes out of a check, in one line: the page's script says it at length."""
    kind = checked["kind"]
    if kind in ("share", "mean"):
        what = "count" if kind == "share" else "sum"
        if not checked["number"]:
            return (
                f"No {what} gives it; nearest are "
                + " and ".join(f"{c['count']:,} ({c['value']})" for c in checked["counts"])
                + "."
            )
        fits = _span([checked["counts"][0]["count"], checked["counts"][-1]["count"]])
        able = checked["possible"] is not None and checked["possible"] >= checked["strings"]
        rest = (
            "the check could not have failed"
            if able
            else f"{checked['strings'] - checked['possible']:,} of {checked['strings']:,} such figures could not"
        )
        return f"It fits: {what} {fits}; {rest}."
    if kind == "difference":
        usual = set(pocket.USUAL)
        told = [
            f"{checked[reading['base']]} as 100 % gives {reading['value']}: "
            + (" or ".join(rule for rule in reading["rules"] if rule in usual) or "not printed so")
            for reading in checked["readings"]
            if reading["base"] != "points"
        ]
        return "; ".join(told) + "."
    if kind == "parts":
        rules = (
            f"; rounding alone can explain it ({', '.join(checked['rules'])})"
            if checked["rules"] and checked["off"] != "0"
            else ""
        )
        return f"The parts make {checked['sum']} as printed{rules}."
    these, everyone = (
        _span(checked[name]) if checked[name] else "no count" for name in ("of_these", "of_all")
    )
    return (
        f"Of {_span(checked['holders'])} people: {these} if it is of these; {everyone} if it is of everyone."
    )


def _page(app, pagename, templatename, context, doctree):
    for tool in _tools.of(app.env).get(pagename, {}):
        app.add_css_file("tool.css")
        for script in SCRIPTS[tool]:
            app.add_js_file(script, loading_method="defer")


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    used = {folder for page in _tools.of(app.env).values() for folder in page.values() if folder}
    engine.write(app, Path(app.outdir), used)
    policy.apply(Path(app.outdir), sorted(_tools.of(app.env)))


def setup(app):
    _tools.connect(app)
    for name in SCRIPTS:
        app.add_directive(name, Tool)
    app.add_directive("figure-examples", Examples)
    app.connect("html-page-context", _page)
    app.connect("build-finished", _finish, priority=700)  # after the theme's mends, which change pages
