"""What search engines, link previews and readers who are lost are given.

Each page has a description, its first paragraph, and a card for sharing. What needs the book's own address
(``html: baseurl:`` in ``_config.yml``, empty until the book is published) is made only when it is set: the
canonical address (by Sphinx), the picture of a card, ``sitemap.xml`` and ``robots.txt``.
"""

import html
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from markupsafe import Markup

from softpower.book import Book
from softpower.site import figures
from softpower.site.markup import render

LONGEST = 200  # characters of a description; search engines and previews cut later ones themselves
SEARCH = "Search every page of the book, and its claims by id or by words."


def description(doctree: nodes.document) -> str:
    """The first paragraph of a page's own text: whole sentences, or a first one cut at a word."""
    paragraphs = (node for node in doctree.findall(nodes.paragraph) if isinstance(node.parent, nodes.section))
    text = " ".join(next(paragraphs, nodes.Text("")).astext().split())
    sentences = re.findall(r".+?[.?!](?= |$)|.+$", text)
    out = ""
    for sentence in sentences:
        if len(out) + len(sentence) > LONGEST:
            break
        out += sentence
    return out.strip() or text[:LONGEST].rsplit(" ", 1)[0] + "…" if text else ""


def _tag(kind: str, name: str, content: str) -> str:
    return str(Markup('<meta {}="{}" content="{}" />\n').format(Markup(kind), name, content))


def _describe(app, pagename, templatename, context, doctree):
    address, book = _address(app.config), app.config.html_title
    title = html.unescape(re.sub("<[^>]+>", "", context.get("title", ""))) or book
    about = description(doctree) if doctree is not None else SEARCH
    picture = _picture(app.env, pagename) if address else None
    card = {"og:title": title, "og:description": about, "og:site_name": book, "og:type": "article"}
    if address:
        card["og:url"] = urljoin(address, f"{pagename}.html")
    if picture:
        card["og:image"] = urljoin(address, f"figures/{picture}.png")
        card["og:image:alt"] = figures.known(app.env)[picture]["description"]
    context["metatags"] = (
        context.get("metatags", "")
        + _tag("name", "description", about)
        + "".join(_tag("property", name, value) for name, value in card.items())
        + _robots(app.env, pagename)
        + _tag("name", "twitter:card", "summary_large_image" if picture else "summary")
    )


def _robots(env, pagename: str) -> str:
    """Keeps search engines away from a page whose front matter says so: ``robots: noindex``."""
    said = env.metadata.get(pagename, {}).get("robots")
    return _tag("name", "robots", said) if said else ""


def _picture(env, pagename: str) -> str | None:
    """The first figure of a page; of a page without any, the first of the book, in reading order."""
    if own := figures.named_on(env, pagename):
        return own[0]
    return next(
        (name for page in Book(Path(env.srcdir)).pages() for name in figures.named_on(env, page)), None
    )


def _address(config) -> str:
    """The book's address with a slash at its end, or nothing."""
    return config.html_baseurl and config.html_baseurl.rstrip("/") + "/"


def sitemap(address: str, pages: list[str]) -> str:
    """A sitemap of pages (names without ending) at an address that ends in a slash."""
    lines = "".join(f" <url><loc>{html.escape(urljoin(address, page))}.html</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )


def lost(book: str, address: str) -> str:
    """The page for an address at which there is none, for a site at `address` (may be empty)."""
    return render("lost", book=book, base=urlsplit(address).path)


def _write_files(app, exception):
    if exception or app.builder.format != "html":
        return
    address, out = _address(app.config), Path(app.outdir)
    (out / "404.html").write_text(lost(app.config.html_title, address), encoding="utf-8")
    for name in ("sitemap.xml", "robots.txt"):  # of a build under another setting
        (out / name).unlink(missing_ok=True)
    if address:
        (out / "sitemap.xml").write_text(sitemap(address, sorted(app.env.found_docs)), encoding="utf-8")
        robots = f"User-agent: *\nAllow: /\nSitemap: {urljoin(address, 'sitemap.xml')}\n"
        (out / "robots.txt").write_text(robots, encoding="utf-8")  # read at the top of a host only


def setup(app):
    app.connect("html-page-context", _describe)
    app.connect("build-finished", _write_files)
