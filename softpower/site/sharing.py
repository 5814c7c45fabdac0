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

from softpower.site import figures

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
    return f'<meta {kind}="{name}" content="{html.escape(content, quote=True)}" />\n'


def _describe(app, pagename, templatename, context, doctree):
    address, book = _address(app.config), app.config.html_title
    title = html.unescape(re.sub("<[^>]+>", "", context.get("title", ""))) or book
    about = description(doctree) if doctree is not None else SEARCH
    picture = next(iter(figures.named_on(app.env, pagename)), None) if address else None
    card = {"og:title": title, "og:description": about, "og:site_name": book, "og:type": "article"}
    if address:
        card["og:url"] = urljoin(address, f"{pagename}.html")
    if picture:
        card["og:image"] = urljoin(address, f"figures/{picture}.png")
    context["metatags"] = (
        context.get("metatags", "")
        + _tag("name", "description", about)
        + "".join(_tag("property", name, value) for name, value in card.items())
        + _tag("name", "twitter:card", "summary_large_image" if picture else "summary")
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


LOST = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="No page stands at this address.">
<title>No such page — {book}</title>
<style>
:root {{ color-scheme: light dark; --link: light-dark(#0b6285, #7cc8e6); }}
body {{ background: light-dark(#fff, #121212); color: light-dark(#222832, #ced6dd); overflow-wrap: break-word; max-width: 34rem; margin: 12vh auto; padding: 0 1rem; line-height: 1.6; font-family: Charter, Cambria, Georgia, serif; }}
h1 {{ font: 650 2.2rem/1.2 "Avenir Next", Avenir, "Segoe UI", "Source Sans 3", system-ui, sans-serif; }}
a {{ color: var(--link); }}
input, button {{ font: inherit; padding: .3em .6em; max-width: 100%; box-sizing: border-box; }}
code {{ overflow-wrap: anywhere; }}
:focus-visible {{ outline: 3px solid var(--link); outline-offset: 2px; }}
</style>
</head>
<body>
<main>
<h1>No such page</h1>
<p>No page of <em>{book}</em> stands at this address. Addresses of claims look like <code>chapters/claims.html#claim-ic-t2-medals-gap</code>.</p>
<ul>
<li><a href="{base}index.html">The start of the book</a></li>
<li><a href="{base}chapters/claims.html">The register of claims</a></li>
</ul>
<form action="{base}search.html"><label>Search the book <input type="search" name="q"></label> <button>Search</button></form>
</main>{script}
</body>
</html>
"""
# A server shows this page under whatever address was asked for, so links must not depend on its depth. Until
# the book has an address, they lead to the top of the host; opened as a file they stand as they are.
LOST_SCRIPT = """
<script>
if (location.protocol !== "file:") {
  for (const link of document.links) link.href = "/" + link.getAttribute("href");
  document.forms[0].action = "/" + document.forms[0].getAttribute("action");
}
</script>"""


def lost(book: str, address: str) -> str:
    """The page for an address at which there is none, for a site at `address` (may be empty)."""
    base = urlsplit(address).path
    return LOST.format(book=html.escape(book), base=base, script="" if base else LOST_SCRIPT)


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
