"""What a tool's page may load and reach: its own scripts, its own host, and nothing else.

The policy stands in the page itself, since a book has no say in a host's headers. A worker that is started from its own
address would not be bound by it; one that is started from a blob inherits it (``python-here.js`` does so, and a test tries
to send something out of both). Inline scripts of the theme are allowed by their hashes, so none can be added by an answer
that a respondent typed. ``file:`` lets the page be read from a folder; from a server it allows nothing more.
"""

import base64
import hashlib
import html
import re
from pathlib import Path

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.S)
_HANDLER = re.compile(r'<[a-z]+\s[^>]*?\bon[a-z]+="([^"]*)"')
_META = re.compile(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
_CHARSET = re.compile(r"<meta charset=[^>]*>")


def text(page: str) -> str:
    """The policy of a page, with the hash of each of its inline scripts."""
    scripts = [
        code
        for attributes, code in _INLINE.findall(page)
        if not re.search(r'type="(?!text/javascript|module)', attributes)
    ]
    handlers = {
        html.unescape(code) for code in _HANDLER.findall(page)
    }  # the theme's button for the whole screen has one
    allowed = sorted(map(_hash, {*scripts, *handlers})) + (["'unsafe-hashes'"] if handlers else [])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' file: {' '.join(allowed)} 'wasm-unsafe-eval'",
            "worker-src blob:",
            "connect-src 'self'",
            "style-src 'self' file: 'unsafe-inline'",
            "font-src 'self' file:",
            "img-src 'self' file: data: blob:",
            "frame-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def apply(site: Path, pages: list[str]) -> None:
    """Writes the policy into pages (names without ending), before anything that it binds."""
    for name in pages:
        file = site / f"{name}.html"
        page = _META.sub("", file.read_text(encoding="utf-8"))
        head = _CHARSET.search(page)
        assert head, f"{name}: no <meta charset>"
        meta = f'\n    <meta http-equiv="Content-Security-Policy" content="{text(page)}">'
        new = page[: head.end()] + meta + page[head.end() :]
        if new != file.read_text(encoding="utf-8"):
            file.write_text(new, encoding="utf-8")
