"""The landing page's cards: one a paper, with a chart of its chapter as the picture.

paper-card   directive: a paper's question, linked to its chapter or else its working, one finding, and a picture
"""

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ExtensionError

from softpower import charts, claims, tables
from softpower.book import NOTEBOOKS, Book
from softpower.site import figures, pieces, reading, stories


class picture(nodes.General, nodes.Element):
    """Holds the place of a chart until every chapter has been read."""


class PaperCard(reading.Drawn):
    """``{paper-card} PAPER``: the question that a paper's chapter asks, one finding on it, and a picture.

    Options: ``picture``, the name of a figure in the book, and ``more``, the words that unfold it on a phone; ``finding``,
    which of the chapter's findings in brief (the first, if not given).
    """

    required_arguments = 1
    option_spec: ClassVar = {name: directives.unchanged_required for name in ("picture", "more", "finding")}

    def draw(self):
        about = self.paper()
        halves = [Book(Path(self.env.srcdir)).of_paper(folder, about.id) for folder in NOTEBOOKS]
        for half in filter(None, halves):
            self.env.note_dependency(str(half))  # its charts may change
        told = f"{about.id}/in-brief" in tables.names()
        card = nodes.container("", classes=["sp-card"])
        target = f"{'chapter' if told else 'working'}-{about.id}"
        title = pieces.link(self.env, target, nodes.Text(about.question or about.label))
        card += nodes.paragraph("", "", title, classes=["sp-card-title"])
        if told:
            card += pieces.paragraph(self._finding(about.id))
        shown = picture(name=self.options["picture"], paper=about.id)
        card += pieces.fold([nodes.Text(self.options["more"])], [shown])
        return [card]

    def _finding(self, paper: str) -> str:
        found = reading.read(self.env, f"{paper}/in-brief").set_index("finding")
        name = self.options.get("finding", found.index[0])
        if name not in found.index:
            raise claims.ClaimError(f"no finding {name!r} on {paper}: one of {', '.join(found.index)}")
        return stories.said(self.env, found.loc[name, "sentence"])


def _draw(app, doctree, docname):
    """Puts each card's chart in its place."""
    specs = figures.known(app.env)
    for node in list(doctree.findall(picture)):
        if node["name"] not in specs:
            raise ExtensionError(f"{docname}: the card of {node['paper']} shows no figure {node['name']!r}")
        svg = figures.static_svg(charts.untitled(specs[node["name"]]), charts.NARROW)
        node.replace_self(nodes.raw("", f'<div class="sp-card-picture">{svg}</div>', format="html"))


def _style(app, pagename, templatename, context, doctree):
    if doctree is not None and any("sp-card" in node["classes"] for node in doctree.findall(nodes.container)):
        app.add_css_file("landing.css")


def setup(app):
    app.connect("html-page-context", _style)
    app.add_node(picture)
    app.add_directive("paper-card", PaperCard)
    app.connect("doctree-resolved", _draw)
