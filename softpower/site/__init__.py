"""The Sphinx side of the book: figures, verdict tables, pages drawn from data, and mends of the theme.

figures   a stored chart becomes a figure: static SVG, live on approach, data and downloads
notebook  what stored outputs of notebooks become; anchors of their cells
browse    tables on pages: filtered, sorted, and files of their own
register  the claim register, on its page and as files
pieces    small pieces of a page's doctree
reading   tables and verdicts that pages read, and the directives that draw from them
verdicts  verdicts on pages: a paper's, the scoreboard, the guide, a claim within a sentence
cards     a mark beside a number opens a card with the verdict; numbers of claims in a sentence
citing    how a finding or a claim is cited, as text and as BibTeX
stories   what a chapter draws from data: its findings in brief, its argument map
precedents  the rules of judgement, each with its cases and how often it was applied
trying    what a reader may change in a story becomes a form
papers    what pages say of a paper: its head, its tables and figures
dictionary  every table with its description
drafts    papers that are only begun: what they still lack
landing   the landing page's cards
downloads figures, tables, register, data and chapters as files, and the page that lists them
replication  what a re-runner asks: sources, cells, software, time and memory
results   what takes time and depends on its input alone, kept from build to build
facts     what pages depend on that is less than a file
code      code cells in fewer elements
exports   coded text as files for programs of qualitative analysis
mathml    formulas at build time
sharing   descriptions, cards and addresses of pages; the page for an address where there is none
search    claims in the search index
log       what changed, what is at issue, what was looked for
moved     addresses of the first edition lead on
languages words and pages in another language
browser   pages that work in the reader's browser, and the Python that they load
theme     what the theme gets wrong for this book, each mend with its reason
whole     a build that was killed is begun anew
"""

import hashlib
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from softpower import __version__, book
from softpower.site import whole

PARTS = (
    "whole",
    "browse",
    "browser",
    "cards",
    "citing",
    "code",
    "dictionary",
    "drafts",
    "downloads",
    "exports",
    "facts",
    "figures",
    "landing",
    "languages",
    "log",
    "mathml",
    "moved",
    "notebook",
    "papers",
    "pieces",
    "precedents",
    "reading",
    "register",
    "replication",
    "results",
    "search",
    "sharing",
    "stories",
    "theme",
    "trying",
    "verdicts",
)
"""Modules with a ``setup`` of their own, in the order in which they are called."""


FOLLOWERS: list = []
"""Functions that are given each build's app: how ``python -m softpower.site`` hears what a build is doing."""


def _code_digest() -> str:
    made_of = (".py", ".css", ".js", ".html")
    sources = sorted(p for p in Path(__file__).parents[1].rglob("*") if p.suffix in made_of)
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _offer_assets(app):
    # Not in setup: Sphinx notes the configured paths in .buildinfo, and builds in two folders would differ.
    app.config.html_static_path.append(str(Path(__file__).parent / "assets"))
    app.add_css_file("book.css")


def _name_book(app):
    """Directives read the data of the book that is built, wherever the build was started from."""
    named = ExitStack()
    named.enter_context(book.use(Path(app.srcdir)))
    app.connect("build-finished", lambda app, exception: named.close(), priority=whole.LAST + 1)


def setup(app):
    """Sphinx's entry point for the extension ``softpower.site``."""
    app.connect("builder-inited", _offer_assets)
    _name_book(app)
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    for follow in FOLLOWERS:
        follow(app)
    return {
        "version": __version__,
        "env_version": _code_digest(),  # pages kept from an earlier build are read anew when code or styles change
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
