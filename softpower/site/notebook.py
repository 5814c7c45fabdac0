"""What the stored outputs of a notebook become on the page, and an address for each of its cells."""

import json
import posixpath
import re
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar

from bs4 import BeautifulSoup, Tag
from bs4.element import AttributeValueList
from docutils import nodes

from softpower import book, charts, claims
from softpower.site import browse, figures, pieces, reading, trying, verdicts
from softpower.trying import MIME as TRYING


class Outputs:
    """MIME renderer of myst-nb (entry point group ``myst_nb.mime_renderers``)."""

    mime_priority_overrides: ClassVar = [
        (builder, mime, 1)
        for builder in ("html", "dirhtml", "singlehtml")
        for mime in (charts.MIME, claims.MIME, TRYING)
    ]

    @staticmethod
    def handle_mime(renderer, data, inline):
        document, env = renderer.renderer.document, renderer.renderer.sphinx_env
        if data.mime_type == charts.MIME:
            figures.remember(env, env.docname, data.content)
            return [figures.figure_node(document, data.content, env.docname)]
        if data.mime_type == claims.MIME:
            return verdicts.verdict_table(env, data.content["paper"])
        if data.mime_type == TRYING:
            return [trying.node(data.content)]
        if data.mime_type == "text/html" and "<table" in data.string:
            return [nodes.raw("", _table(data.string, env), format="html")]
        if data.mime_type == "text/html" and 'class="sp-verdict"' in data.string:
            return [nodes.raw("", data.string, format="html")]  # not the theme's white box for unknown HTML
        return None


_FIGURE = re.compile(r"[-+\u2212]?[\d,.]+…?( ?%)?|NaN|–|-")


def _table(markup: str, env) -> str:
    """A data frame's HTML for the page: scrolls in its own box, also by keyboard; figures to the right.

    Ids of claims lead to the register; a table of claims begins with their statements.
    """
    soup = BeautifulSoup(markup, "html.parser")
    for style in soup("style"):
        style.decompose()
    for cell in soup("th"):
        if not cell.get_text(strip=True):
            cell.name = "td"  # an empty corner is no heading
    for part in soup("table"):
        del part["border"]
        _join_head_rows(part)
        _set_statements_first(part, env)
    for cell in soup("td"):
        if len(cell.get_text(strip=True)) > 60:
            cell["class"] = "sp-long-cell"  # a sentence wants a line, on a phone, too
    for part in soup("table"):
        _set_figures_right(part)
        if len(part.select("thead > tr:first-child > *")) >= pieces.COLUMNS:
            _add_class(part, "sp-columns")
    _link_claims(soup, env)
    return f'<div class="sp-scroll" tabindex="0" role="group" aria-label="Table">{soup}</div>'


def _add_class(tag: Tag, name: str) -> None:
    tag["class"] = AttributeValueList([*tag.get_attribute_list("class"), name])


def _set_figures_right(part) -> None:
    """Columns of figures alone, heads included, go to the right. Counted from there: on the left, cells may span."""
    rows = [row.find_all(["th", "td"])[::-1] for row in part("tr")]
    for column in zip_longest(*rows):
        cells = [cell for cell in column if cell is not None]
        texts = [text for cell in cells if cell.name == "td" and (text := cell.get_text(strip=True))]
        if texts and all(_FIGURE.fullmatch(text) for text in texts):
            for cell in cells:
                _add_class(cell, "sp-figure-cell")


def _set_statements_first(part, env) -> None:
    """In a table of claims by their ids what is said comes first, from the register if need be; the id comes last."""
    heads, *rows = [row.find_all(["th", "td"]) for row in part("tr")]
    claim = re.compile(claims.id_pattern())
    if not rows or not all(len(row) == len(heads) and claim.fullmatch(row[0].get_text()) for row in rows):
        return
    names = [cell.get_text() for cell in heads]
    if "statement" in names:
        said = [row[names.index("statement")] for row in (heads, *rows)]
    else:
        statements = _statements(env, {row[0].get_text() for row in rows})
        words = ("statement", *(statements.get(row[0].get_text(), "") for row in rows))
        said = [Tag(name="th" if n == 0 else "td") for n, _ in enumerate(words)]
        for cell, text in zip(said, words, strict=True):
            cell.string = text
    for (first, *_), cell in zip((heads, *rows), said, strict=True):
        line = first.parent
        line.append(first.extract())
        line.insert(0, cell.extract())
    heads[0].name, heads[0].string = "th", "claim"


def _statements(env, ids: set[str]) -> dict[str, str]:
    """What the registers say of claims, by their ids."""
    found = sorted({paper.id for one in ids if (paper := claims.of_claim(one))})
    frames = [frame for paper in found if (frame := reading.judged(env, paper)) is not None]
    return {
        claim: said
        for frame in frames
        for claim, said in zip(frame["claim_id"], frame["statement"], strict=True)
    }


def _link_claims(soup, env) -> None:
    """Makes links of all claim ids in the cells of a table; an id that no register has stays text."""
    register = posixpath.relpath("chapters/claims.html", posixpath.dirname(env.docname))
    claim = re.compile(f"({claims.id_pattern()})")
    found = soup.find_all(string=claim)
    known = reading.claim_ids(env) if found else set()
    for text in found:
        parts = claim.split(text)  # text, id, text, ..., text
        linked = [
            soup.new_tag("a", href=f"{register}#claim-{part}", string=part) if part in known else part
            for part in parts
        ]
        text.replace_with(*linked)


def _join_head_rows(part) -> None:
    """pandas gives the index's names a head row of their own: they go into the empty corner instead."""
    heads = part.select("thead > tr")
    if len(heads) != 2:
        return
    above, below = (row.find_all(["th", "td"]) for row in heads)
    if len(above) == len(below) and not any(
        one.get_text(strip=True) and other.get_text(strip=True)
        for one, other in zip(above, below, strict=True)
    ):
        for one, other in zip(above, below, strict=True):
            if other.get_text(strip=True):
                one.replace_with(other)
        heads[1].decompose()


def _address_cells(app, document):
    """Gives each code cell the address ``#cell-<id>``, and the label ``cell-<notebook>-<id>`` to link to.

    A notebook goes by `book.name_of` without the number in front: for a paper's working, the paper's id.
    """
    env = app.env
    source = Path(env.doc2path(env.docname))
    if source.suffix != ".ipynb":
        return
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    notebook = re.sub(r"^(chapters-)?\d+-", r"\1", book.name_of(env.docname))
    for node in document.findall(nodes.container):
        if node.get("nb_element") == "cell_code":
            cell_id = cells[node["cell_index"]]["id"]
            node["ids"].append(f"cell-{cell_id}")
            browse.keep_tables(env, node, cell_id)
            pieces.label(env, f"cell-{notebook}-{cell_id}", f"cell-{cell_id}", f"cell {cell_id}")


def setup(app):
    app.connect("doctree-read", _address_cells)
