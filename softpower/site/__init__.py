"""The Sphinx side of the book: figures, verdict tables, pages drawn from data, and mends of the theme.

figures   a stored chart becomes a figure: static SVG, live on approach, data and downloads
notebook  what stored outputs of notebooks become; anchors of their cells
pages     directives and roles drawn from data and verdicts: scoreboard, register, data dictionary
exports   coded text as files for programs of qualitative analysis
mathml    formulas at build time
theme     what the theme gets wrong for this book, each mend with its reason
whole     a build that was killed is begun anew
"""

import hashlib
from pathlib import Path

from softpower import __version__
from softpower.site import exports, figures, mathml, notebook, pages, theme, whole


def _code_digest() -> str:
    sources = sorted(Path(__file__).parents[1].rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _offer_assets(app):
    # Not in setup: Sphinx notes the configured paths in .buildinfo, and builds in two folders would differ.
    app.config.html_static_path.append(str(Path(__file__).parent / "assets"))
    app.add_css_file("book.css")


def setup(app):
    """Sphinx's entry point for the extension ``softpower.site``."""
    app.connect("builder-inited", _offer_assets)
    for part in (whole, exports, figures, mathml, notebook, pages, theme):
        part.setup(app)
    return {
        "version": __version__,
        "env_version": _code_digest(),  # pages kept from an earlier build are read anew when the code changes
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
