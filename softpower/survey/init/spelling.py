"""How an answer is spelt: one line, one set of signs, one case.

Standard library alone.
"""

import html
import re
import unicodedata
from functools import lru_cache

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u0060\u00b4\u201b", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
        **dict.fromkeys("\u201c\u201d\u00ab\u00bb\u201e", '"'),
    }
)
_KAZAKH = str.maketrans(
    "әғқңөұүһіё", "агкноуухие"
)  # keyboards without Kazakh letters are common: both sides are folded


def tidy(text: str) -> str:
    """A cell or heading as a person would read it: no mark-up, no odd spaces, no line breaks.

    >>> tidy("  Strongly\\u00a0 agree\\n")
    'Strongly agree'
    """
    if "<" in text or "&" in text:
        text = html.unescape(re.sub(r"</?[A-Za-z][^<>]{0,500}>", " ", text))
    text = text.translate(dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\0")))
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """How answers are compared: without case, kind of apostrophe and dash, underscores, full stops, е for ё.

    >>> plain("Don\u2019t  know."), plain("strongly_agree"), plain("Полностью согласен(на)")
    ("don't know", 'strongly agree', 'полностью согласен')
    """
    text = tidy(text).translate(_SIGNS).casefold()
    if " " not in text:
        text = text.replace("_", " ")
    text = text.translate(_KAZAKH)
    text = re.sub(
        r"(согласен|доволен|удовлетворен|уверен)\s*[(/]\s*-?(?:на|а|ны|(?:не )?(?:согласна|довольна|удовлетворена))\s*\)?",
        r"\1",
        text,
    )
    text = re.sub(r"согласн[аы]\b", "согласен", text)
    text = re.sub(r"довольн[аы]\b", "доволен", text)
    text = re.sub(r"удовлетворен[аы]\b", "удовлетворен", text)
    return " ".join(text.strip(" .!\"'*").split())
