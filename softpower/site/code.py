"""Code on pages in fewer pieces: of all that a lexer tells apart, what looks the same is left together.

A chapter's code would be some six thousand elements, a third of its page; this halves them and changes no colour.
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


def setup(app):
    app.add_lexer("python", Code)
