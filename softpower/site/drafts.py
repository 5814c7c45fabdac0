"""A paper that is only begun: what its chapter says of it.

still-empty   directive: what a paper still lacks; nothing for one that lacks nothing
"""

import re

from docutils import nodes

from softpower import book
from softpower.scaffold.lacking import PAGES, lacking
from softpower.site import pieces, reading


class StillEmpty(reading.Drawn):
    """``{still-empty} PAPER``: what a paper still lacks, drawn from its data, its chapter and the pages that name papers."""

    required_arguments = 1

    def draw(self):
        paper, here = self.paper(), book.find()
        reading.judged(self.env, paper.id)
        for page in (here.of_paper("chapters", paper.id), *(here.root / page for page in PAGES)):
            if page is not None:
                self.env.note_dependency(str(page))
        found = lacking(paper, here)
        if not found and not paper.draft:
            return []
        box = nodes.admonition("", nodes.title("", "A draft"), classes=["note"])
        box += pieces.paragraph(
            "The check of this paper is under way. What stands here stands, but it may change, and it is not compared with "
            f"other papers yet. {'Still empty:' if found else 'Nothing is empty any more.'}"
        )
        if found:
            box += nodes.bullet_list("", *(nodes.list_item("", _marked(what)) for what in found))
        return [box]


def _marked(text: str) -> nodes.paragraph:
    """A paragraph in which what stands between grave accents is code."""
    parts = re.split(r"`([^`]+)`", text)
    return pieces.paragraph(*(pieces.code(part) if number % 2 else part for number, part in enumerate(parts)))


def setup(app):
    app.add_directive("still-empty", StillEmpty)
