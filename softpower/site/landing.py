"""The landing page's cards: one a paper, with a chart of its chapter as the picture.

paper-card   directive: the paper's title, linked to its chapter or else its working, a picture, a question, and more on demand
"""

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ExtensionError

from softpower import charts
from softpower.book import Book
from softpower.site import figures, pieces, reading


class picture(nodes.General, nodes.Element):
    """Holds the place of a chart until every chapter has been read."""


class PaperCard(reading.Drawn):
    """``{paper-card} PAPER``: a paper in brief. First paragraph: its question; the rest folds away on a phone.

    Options: ``picture``, the name of a figure in the book; ``more``, the words that unfold the rest.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"picture": directives.unchanged_required, "more": directives.unchanged_required}

    def draw(self):
        about = self.paper()
        paper = about.id
        told = False
        for notebook in Book(Path(self.env.srcdir)).notebooks():
            if notebook.stem.endswith(f"-{paper}"):
                self.env.note_dependency(str(notebook))  # its charts may change
                told |= notebook.parent.name == "chapters"
        target = f"{'chapter' if told else 'working'}-{paper}"
        card = nodes.container("", classes=["sp-card"])
        title = pieces.link(self.env, target, nodes.Text(about.label))
        card += nodes.paragraph("", "", title, classes=["sp-card-title"])
        body = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, body)
        question, *rest = body.children
        card += question
        shown = picture(name=self.options["picture"], paper=paper)
        card += pieces.fold([nodes.Text(self.options["more"])], [*rest, shown])
        return [card]


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
