"""What the theme gets wrong for this book, each mend with its reason; tests tell when one becomes needless."""

import re
from pathlib import Path

MENDS = {
    "a page without JavaScript is light: 'auto' matches no rule of the theme, which leaves it without colours": (
        re.compile(r'(<html [^>]*data-theme=)"(?:auto)?"'),
        r'\1"light"',
    ),
    "FontAwesome's SVG script (1.5 MB) draws nothing here: its web font does": (
        re.compile(r"\s*<script[^>]*scripts/fontawesome\.js[^>]*></script>"),
        "",
    ),
    "it is announced where no icon of one's own can follow": (
        re.compile(r"\s*<!-- So that users can add custom icons -->"),
        "",
    ),
    "the book's side bar is a landmark of its own: two unnamed ones cannot be told apart": (
        re.compile(r'(<div class="sidebar-primary-items__start[^"]*")(?! role)'),
        r'\1 role="region" aria-label="Book"',
    ),
    "the search button's label must contain the text that it shows": (
        re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'),
        r"\1",
    ),
    "a table that scrolls is reached by keyboard": (
        re.compile(r'<div class="sp-scroll docutils container">'),
        '<div class="sp-scroll docutils container" tabindex="0" role="region" aria-label="Table">',
    ),
}
"""Reason: (what is found in a page, what stands there instead)."""

UNUSED = (
    "_static/scripts/fontawesome.js",
    "_static/scripts/fontawesome.js.LICENSE.txt",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
)
"""Files that no page uses: the script above, and templates that the theme copies beside its styles."""


def mended(page: str) -> str:
    """A built page with all mends."""
    for pattern, instead in MENDS.values():
        page = pattern.sub(instead, page)
    return page


def _mend(app, exception):
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for file in [*out.rglob("*.map"), *(out / name for name in UNUSED)]:
        file.unlink(missing_ok=True)
    for file in out.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        if (new := mended(page)) != page:
            file.write_text(new, encoding="utf-8")


def setup(app):
    app.connect("build-finished", _mend)
