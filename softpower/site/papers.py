"""What pages say of a paper: its head, its tables and figures.

paper           directive: authors, year, title, journal, DOI, licence and what the copy used lacks
display-items   directive: the paper's tables and figures, what is seen of them, and their levels
"""

from pathlib import Path

from docutils import nodes

from softpower.book import Book
from softpower.site import pieces, reading

OTHER_HALF = {
    "workings": ("chapters", "chapter", "What came of it: the chapter"),
    "chapters": ("workings", "working", "How it was checked: the workings"),
}
"""Where a page of one folder leads on: the other folder, what labels of its pages begin with, and the words."""


class Head(reading.Drawn):
    """``{paper} PAPER``: which paper a page is about, from ``data/papers.csv``."""

    required_arguments = 1

    def draw(self):
        paper = self.paper()
        box = nodes.admonition("", nodes.title("", "The paper"), classes=["note"])
        year = f" ({paper.year})" if paper.year else ""
        by = f"{paper.authors}{year}".strip()
        told = [f"{by}: " if by else "", nodes.emphasis("", paper.title)]
        if paper.journal:
            told += [". ", paper.journal]
        if paper.doi:
            told += [", ", nodes.reference("", f"doi:{paper.doi}", refuri=f"https://doi.org/{paper.doi}")]
        told.append(". " + " ".join(f"{part.rstrip('.')}." for part in (paper.licence, paper.copy) if part))
        box += pieces.paragraph(*told)
        if other := self._other_half(paper.id):
            box += pieces.paragraph(other)
        return [box]

    def _other_half(self, paper: str) -> nodes.Node | None:
        """The way from a chapter to its workings, or back; nothing where there is only one of them."""
        folder, label, said = OTHER_HALF.get(self.env.docname.partition("/")[0], ("", "", ""))
        if not folder or Book(Path(self.env.srcdir)).of_paper(folder, paper) is None:
            return None
        return pieces.link(self.env, f"{label}-{paper}", nodes.Text(said))


class DisplayItems(reading.Drawn):
    """``{display-items} PAPER``: the paper's tables and figures, what is seen of them, and their levels."""

    required_arguments = 1

    def draw(self):
        items = reading.read(self.env, f"{self.paper().id}/display-items")
        rows = [
            ([row.item, row.title, row.in_copy, row.level_before, row.level_after, row.because], {})
            for row in items.itertuples()
        ]
        return [
            pieces.table(
                ["Item", "What it shows", "In our copy", "Level before", "Level after", "Because"], rows
            )
        ]


def setup(app):
    app.add_directive("paper", Head)
    app.add_directive("display-items", DisplayItems)
