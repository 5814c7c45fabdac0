"""How a finding or a claim is cited: as text and as BibTeX, from what ``CITATION.cff`` says of the book.

cited     node: a button that opens both, without a script; with one they can be copied
"""

import re
from functools import cache
from urllib.parse import urljoin

import yaml
from docutils import nodes

from softpower.book import find
from softpower.site.markup import render

PLACE = "CLAIM-ID"
"""Stands for a claim's id in the pattern by which the register's script cites any claim."""


@cache
def _book(_modified: int) -> dict[str, str]:
    said = yaml.safe_load((find().root / "CITATION.cff").read_text(encoding="utf-8"))
    return {"author": said["authors"][0]["name"], "title": said["title"], "version": str(said["version"])}


def book() -> dict[str, str]:
    """Author, title and version of the book, as ``CITATION.cff`` has them."""
    return _book((find().root / "CITATION.cff").stat().st_mtime_ns)


def text(what: str, said: str, place: str, address: str = "") -> str:
    """A citation as a sentence: `what` is cited, what it says, and where in the book it stands.

    `address` is the book's, empty until it is published; then the place within the book stands alone.
    """
    of = book()
    by = of["author"] if of["title"] in of["author"] else f"{of['author']}, {of['title']}"
    return f"{by}, version {of['version']}, {what}: “{said}” {urljoin(address, place)}"


def bibtex(key: str, what: str, said: str, place: str, address: str = "") -> str:
    """The same as an entry for BibTeX, with the signs escaped that TeX would take for its own."""
    of = book()
    where = f"url = {{{urljoin(address, place)}}}" if address else f"howpublished = {{{_plain(place)}}}"
    return (
        f"@misc{{{key},\n  author = {{{{{_plain(of['author'])}}}}},\n  title = {{{_plain(of['title'])}: {_plain(what)}}},\n"
        f"  note = {{Version {of['version']}. {_plain(said)}}},\n  {where}\n}}"
    )


def _plain(words: str) -> str:
    return re.sub(r"([%&#_$])", r"\\\1", words.replace("\N{NO-BREAK SPACE}", " "))


class cited(nodes.Inline, nodes.Element):
    """A button that opens how a finding is cited."""


def finding(env, name: str, said: str) -> cited:
    """The button of a finding on the page that is read."""
    return cited(
        what=f"finding “{name}”", said=said, place=f"{env.docname}.html#finding-{name}", key=f"finding-{name}"
    )


def _visit(writer, node):
    address = writer.builder.config.html_baseurl
    asked = node["what"], node["said"], node["place"]
    writer.body.append(
        render(
            "cite", key=node["key"], text=text(*asked, address), bibtex=bibtex(node["key"], *asked, address)
        ).strip()
    )
    raise nodes.SkipNode


def pattern(address: str) -> dict[str, str]:
    """How a claim is cited, with `PLACE` where its id stands."""
    asked = f"claim {PLACE}", "STATEMENT", f"chapters/claims.html#claim-{PLACE}"
    return {"text": text(*asked, address), "bibtex": bibtex(PLACE, *asked, address)}


def _style(app, pagename, templatename, context, doctree):
    if doctree is not None and (next(doctree.findall(cited), None) or pagename == "chapters/claims"):
        app.add_css_file("cards.css")
        app.add_js_file("citing.js", loading_method="defer")


def setup(app):
    app.add_node(cited, html=(_visit, None))
    app.connect("html-page-context", _style)
