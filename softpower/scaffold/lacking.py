"""What a paper of the book still lacks: a draft's chapter lists it, and a whole paper lacks nothing."""

import re
from pathlib import Path

from softpower import claims, tables
from softpower.book import Book

SECTION = re.compile(r"^## (.+)\n", re.M)
DRAWN = re.compile(r"^%.*$|^```\{[\w-]+\}.*\n```$", re.M)
PAGES = {
    "index.md": ("```{{paper-card}} {}\n", "a card on the landing page"),
    "chapters/for-a-seminar.md": ("<cell-{}-", "a section on the page for seminars"),
}


def lacking(paper: claims.Paper, book: Book) -> list[str]:
    """What is still empty of a paper, as phrases, in the order in which one would do it."""
    lacks = [
        f"its {name} (`data/papers.csv`)" for name in ("authors", "question") if not getattr(paper, name)
    ]
    names = [name for name in tables.names() if name.startswith(f"{paper.id}/")]
    if not any(tables.resource(name).custom["class"] == "transcribed" for name in names) and not any(
        name.endswith("/display-items") for name in names
    ):
        lacks.append(
            f"a table as printed (`data/{paper.id}/`), or a list of those that the copy used lacks (`display-items.csv`)"
        )
    lacks += _statements(paper.id)
    if f"{paper.id}/tensions" not in names:
        lacks.append(f"a search for statements that pull apart (`data/{paper.id}/tensions.csv`)")
    chapter = book.of_paper("chapters", paper.id)
    lacks += [f"the section “{title}” of its chapter" for title in empty_sections(chapter)]
    for page, (sign, what) in PAGES.items():
        text = (book.root / page).read_text(encoding="utf-8") if (book.root / page).exists() else None
        if text is not None and sign.format(paper.id) not in text:
            lacks.append(f"{what} (`{page}`)")
    return lacks


def _statements(paper: str) -> list[str]:
    """What the register lacks: statements, verdicts on them, second readings."""
    registered = tables.read(f"{paper}/claims")["claim_id"]
    if registered.empty:
        return [f"statements (`data/{paper}/claims.csv`), and with them every verdict"]
    lacks = []
    unjudged = registered[~registered.isin(tables.read(f"verdicts/{paper}")["claim_id"])]
    if len(unjudged):
        some = ", ".join(f"`{claim_id}`" for claim_id in unjudged[:10])
        more = f" and {len(unjudged) - 10} more" if len(unjudged) > 10 else ""
        lacks.append(f"verdicts on {len(unjudged)} of {len(registered)} statements: {some}{more}")
    if tables.read(f"{paper}/second-readings").empty:
        lacks.append(f"a second, blind reading of any statement (`data/{paper}/second-readings.csv`)")
    return lacks


def empty_sections(chapter: Path | None) -> list[str]:
    """The titles of a chapter's sections that hold nothing but remarks, and what draws itself."""
    if chapter is None or chapter.suffix != ".md":
        return []
    parts = SECTION.split(chapter.read_text(encoding="utf-8"))[1:]
    return [
        title for title, body in zip(parts[::2], parts[1::2], strict=True) if not DRAWN.sub("", body).strip()
    ]
