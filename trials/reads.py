"""What is read of a page: its text without code and machinery, and what of it stands before a fold or card is opened."""

import re

from bs4 import BeautifulSoup

MACHINERY = "script, style, .cell_input, details.above-input, .headerlink, code, .sp-controls"
CLOSED = "details, [popover], button, svg, .sp-stack-head, .sp-try dl"


def read_text(article) -> str:
    """The text of an article without code, and without what belongs to the machinery of the page."""
    article = BeautifulSoup(str(article), "html.parser")
    for part in article.select(MACHINERY):
        part.decompose()
    return article.get_text(" ")


def first_read(article) -> str:
    """What is read before any fold or card is opened."""
    article = BeautifulSoup(str(article), "html.parser")
    for part in article.select(CLOSED):
        part.decompose()
    return read_text(article)


def words(text: str) -> list[str]:
    """Words, figures among them; signs alone are none."""
    return [word for word in text.split() if re.search(r"\w", word)]
