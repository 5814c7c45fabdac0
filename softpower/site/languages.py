"""Words and pages in another language, marked as such, so that a screen reader speaks them in it.

kk, ru     roles: Kazakh, Russian
language   a page's front matter: the language of the whole page
"""

import re

from docutils import nodes
from sphinx.util.docutils import SphinxRole


def figure(printed: str, language: str) -> str:
    """A figure as English papers print it, written as Kazakh and Russian write figures.

    >>> figure("65,237", "ru"), figure("57.7", "kk"), figure("32.6 %", "ru"), figure("27th", "kk"), figure("27th", "en")
    ('65\xa0237', '57,7', '32,6 %', '27', '27th')
    """
    if language == "en":
        return printed
    bare = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", printed)
    grouped = re.sub(r"(?<=\d),(?=\d{3}\b)", "\xa0", bare)
    return re.sub(r"(?<=\d)\.(?=\d)", ",", grouped)


class Foreign(nodes.inline):
    """Text in the language `lang`."""


class ForeignRole(SphinxRole):
    """``{kk}`...``` or ``{ru}`...```: text in the language that the role is named after."""

    def run(self):
        return [Foreign(self.text, self.text, lang=self.name)], []


def _visit(writer, node):
    writer.body.append(writer.starttag(node, "span", "", lang=node["lang"]))


def _depart(writer, node):
    writer.body.append("</span>")


def _page_language(app, pagename, templatename, context, doctree):
    if language := app.env.metadata.get(pagename, {}).get("language"):
        context["language"] = language


def setup(app):
    app.connect("html-page-context", _page_language)
    app.add_node(Foreign, html=(_visit, _depart))
    for language in ("kk", "ru"):
        app.add_role(language, ForeignRole())
