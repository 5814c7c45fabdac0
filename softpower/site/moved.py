"""Addresses that pages had in an earlier edition lead on to where they are now.

``softpower_moved`` in ``_config.yml`` maps old pages to new ones. Where no page stands at the old address any more, one is
put there that goes on at once, with the place on the page (``#cell-...``) that was asked for. Where another page has
taken it, links to places that this one lacks go on.
"""

import html
import json
import posixpath
from pathlib import Path

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="This page has moved.">
<title>{title} has moved</title>
<script>location.replace({target} + location.hash)</script>
<noscript><meta http-equiv="refresh" content="0; url={address}"></noscript>
<style>:root {{ color-scheme: light dark; }} body {{ font-family: system-ui, sans-serif; margin: 2rem; }} a {{ color: inherit; }}</style>
</head>
<body><main><h1>{title} has moved</h1><p>It is at <a href="{address}">{address}</a> now.</p></main></body>
</html>
"""

GO_ON = "if (location.hash && !document.getElementById(decodeURIComponent(location.hash.slice(1)))) location.replace({target} + location.hash);"


def _address(old: str, new: str) -> str:
    return posixpath.relpath(new, posixpath.dirname(old)) + ".html"


def _write(app, exception):
    if exception or app.builder.format != "html":
        return
    for old, new in app.config.softpower_moved.items():
        if old not in app.env.found_docs:
            path, address = Path(app.outdir) / f"{old}.html", _address(old, new)
            path.parent.mkdir(exist_ok=True)
            title = html.escape(app.env.titles[new].astext())
            path.write_text(
                PAGE.format(title=title, address=address, target=json.dumps(address)), encoding="utf-8"
            )


def _lead_on(app, pagename, templatename, context, doctree):
    if doctree is not None and (new := app.config.softpower_moved.get(pagename)):
        app.add_js_file(None, body=GO_ON.format(target=json.dumps(_address(pagename, new))))


def setup(app):
    app.add_config_value("softpower_moved", {}, "html", types=dict)
    app.connect("html-page-context", _lead_on)
    app.connect("build-finished", _write)
