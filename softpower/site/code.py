"""Code on pages in fewer pieces, and one switch that opens all of a page's.

Of all that a lexer tells apart, what looks the same is left together: a chapter's code would be some six thousand
elements, a third of its page; this halves them and changes no colour. Each cell folds by itself without a script.
"""

from pygments.filter import Filter
from pygments.lexers import PythonLexer
from pygments.token import Name, Punctuation, String, Text

PLAIN = (Name, Name.Namespace, Punctuation, Text.Whitespace)
"""Kinds of token that the theme's styles give the colour of plain text."""


APART = (String.Regex, String.Symbol)
"""Kinds of string with a colour of their own."""


class Together(Filter):
    """Plain kinds as text, strings as one kind."""

    def filter(self, lexer, stream):
        for kind, text in stream:
            if kind in PLAIN:
                kind = Text
            elif kind in String and kind not in APART:
                kind = String
            yield kind, text


class Code(PythonLexer):
    """Python, read as ever."""

    def __init__(self, **options):
        super().__init__(**options)
        self.add_filter(Together())


SWITCH = '<p class="sp-code-switch"><button type="button" aria-pressed="false">Show all code</button></p>'


def _switch(app, pagename, templatename, context, doctree):
    """Puts the switch below the title of a page whose code folds."""
    if "above-input" in context.get("body", ""):
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{SWITCH}", 1)
        app.add_js_file("code.js", loading_method="defer")


def setup(app):
    app.connect("html-page-context", _switch)
    app.add_lexer("python", Code)
