"""Addresses that pages had in an earlier edition lead on to where they are now.

``softpower_moved`` in ``_config.yml`` maps old pages to new ones. Where no page stands at the old address any more, one is
put there that goes on at once, with the place on the page (``#cell-...``) that was asked for. Where another page has
taken it, links to places that this one lacks go on.
"""

import json
import posixpath
from pathlib import Path

from softpower.site.markup import render

GO_ON = """addEventListener("DOMContentLoaded", () => {{
  if (location.hash && !document.getElementById(decodeURIComponent(location.hash.slice(1)))) location.replace({target} + location.hash);
}});"""
"""Asked when all of the page is there: before, it has none of its places."""


def _address(old: str, new: str) -> str:
    return posixpath.relpath(new, posixpath.dirname(old)) + ".html"


def _write(app, exception):
    if exception or app.builder.format != "html":
        return
    for old, new in app.config.softpower_moved.items():
        if old not in app.env.found_docs and new in app.env.found_docs:
            path, address = Path(app.outdir) / f"{old}.html", _address(old, new)
            path.parent.mkdir(exist_ok=True)
            title = app.env.titles[new].astext()
            about = f"{title} is at another address of the book now: {address}"
            page = render("moved", title=title, about=about, address=address)
            path.write_text(page + "\n", encoding="utf-8")


def _lead_on(app, pagename, templatename, context, doctree):
    if doctree is not None and (new := app.config.softpower_moved.get(pagename)):
        app.add_js_file(None, body=GO_ON.format(target=json.dumps(_address(pagename, new))))


def setup(app):
    app.add_config_value("softpower_moved", {}, "html", types=dict)
    app.connect("html-page-context", _lead_on)
    app.connect("build-finished", _write)
