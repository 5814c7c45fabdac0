"""What the theme gets wrong for this book, each mend with its reason; tests tell when one becomes needless."""

import hashlib
import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import fontTools
import tinycss2
from fontTools import subset
from myst_nb.sphinx_ext import add_global_html_resources

from softpower.site import results

MENDS = {
    "a page without JavaScript is light: 'auto' matches no rule of the theme, which leaves it without colours": (
        re.compile(r'(<html [^>]*data-theme=)"(?:auto)?"'),
        r'\1"light"',
    ),
    "FontAwesome's SVG script (1.5 MB) draws nothing here: its web font does": (
        re.compile(r"\s*<script[^>]*scripts/fontawesome\.js[^>]*></script>"),
        "",
    ),
    "colours are chosen before the first picture, not when all scripts have run: no white page flashes in the dark": (
        re.compile(r'(dataset\.theme = localStorage\.getItem\("theme"\) \|\|) "auto"'),
        r'\1 (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    ),
    "the landing page's title is the book's, which need not stand there twice": (
        re.compile(r"<title>([^<]+) &#8212; \1</title>"),
        r"<title>\1</title>",
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
    "a cell that folds is named by the text that it shows, not by another": (
        re.compile(r'(<summary) aria-label="Toggle hidden content"'),
        r"\1",
    ),
    "scripts hold up a page's first picture: those that wait for the whole page anyway come after it": (
        # All but the options, which the next script in the head changes.
        re.compile(r'(<script (?![^>]*\bdefer)(?:[^>]* )?src="(?![^"]*documentation_options)[^"]+")'),
        r"\1 defer",
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


ICON_FONTS = tuple(
    f"_static/vendor/fontawesome/webfonts/{name}.woff2" for name in ("fa-solid-900", "fa-brands-400")
)


def icons_used(site: Path) -> set[int]:
    """The code points of the icons that a built site's styles draw, once these are cut."""
    styles = " ".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    escaped = re.findall(r"\\([ef][0-9a-f]{3})\b", styles)
    return {int(code, 16) for code in escaped} | set(map(ord, re.findall("[\ue000-\uf8ff]", styles)))


def _cut_icon_fonts(site: Path) -> None:
    """Of 1,900 icons in 270 kB, the cut styles draw some thirty: keep those."""
    icons = icons_used(site)
    for path in (site / name for name in ICON_FONTS):
        whole = path.read_bytes()
        made_from = ["font", fontTools.version, hashlib.sha256(whole).hexdigest(), sorted(icons)]
        path.write_bytes(results.kept("woff2", made_from, partial(_cut_font, whole, icons)))


def _cut_font(whole: bytes, icons: set[int]) -> bytes:
    options = subset.Options(flavor="woff2", recalc_timestamp=False)
    font = subset.load_font(io.BytesIO(whole), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=icons)
    cutter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def names_used(site: Path) -> set[str]:
    """Every word of the pages and of the theme's scripts: more than the classes that elements can ever have."""
    texts = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    texts += [path.read_text(encoding="utf-8") for path in (site / "_static").rglob("*.js")]
    return set(re.findall(r"[\w-]+", " ".join(texts)))


def cut(rules: list, names: set[str]) -> Iterator[str]:
    """The rules of a style sheet without those for classes that are not among `names`."""
    for rule in rules:
        if rule.type == "qualified-rule":
            if kept := [part for part in _selectors(rule.prelude) if _classes(part) <= names]:
                heads = ",".join(tinycss2.serialize(part).strip() for part in kept)
                yield f"{heads}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.content is not None and rule.lower_at_keyword in ("media", "supports"):
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if cut_inside := "".join(cut(inside, names)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{cut_inside}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: list) -> Iterator[list]:
    """A rule's selectors, which commas part."""
    part: list = []
    for token in prelude:
        if token == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _classes(selector: list) -> set[str]:
    """The classes that an element must have, or stand in, to match; what stands in brackets is left open."""
    return {name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"}


def _cut_styles(site: Path) -> None:
    """Of the theme's 400 kB of styles, pages use a quarter, and no page is drawn before they are read."""
    names = names_used(site)
    for path in (site / "_static").rglob("*.css"):
        style = path.read_text(encoding="utf-8")
        named = sorted(names.intersection(_NAMED.findall(style)))  # the other names decide nothing here
        made_from = ["style", tinycss2.__version__, style, named]
        path.write_bytes(results.kept("css", made_from, partial(_cut_style, style, set(named))))


_NAMED = re.compile(r"\.([\w-]+)")


def _cut_style(style: str, names: set[str]) -> bytes:
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    return "".join(cut(rules, names)).encode()


_written: set[str] = set()  # pages of this build


def _note_page(app, pagename, templatename, context, doctree):
    _written.add(pagename)


def _mend(app, exception):
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for file in [*out.rglob("*.map"), *(out / name for name in UNUSED)]:
        file.unlink(missing_ok=True)
    _cut_styles(out)
    _cut_icon_fonts(out)
    for name in sorted(_written):  # the others have been mended by the build that wrote them
        file = out / f"{name}.html"
        page = file.read_text(encoding="utf-8")
        if (new := mended(page)) != page:
            file.write_text(new, encoding="utf-8")


def _styles_first(app, env):
    """myst-nb writes its style sheet last of all: pages of a first build would name it without the digest that pages
    of later builds name it with."""
    if app.builder.format == "html":
        (Path(app.outdir) / "_static").mkdir(exist_ok=True)
        add_global_html_resources(app, None)


def setup(app):
    _written.clear()
    app.connect("env-updated", _styles_first)
    app.connect("html-page-context", _note_page)
    app.connect("build-finished", _mend)
