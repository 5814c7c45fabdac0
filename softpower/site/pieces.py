"""Small pieces of a page's doctree: labels and links, badges, paragraphs, tables."""

from collections.abc import Sequence

import pandas as pd
from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode

from softpower import claims
from softpower.site import browse


def label(env, name: str, node_id: str, text: str) -> None:
    """Makes `node_id` of the current page a target for ``{ref}`name```."""
    std = env.get_domain("std")
    std.labels[name] = (env.docname, node_id, text)
    std.anonlabels[name] = (env.docname, node_id)


def link(env, target: str, *children) -> addnodes.pending_xref:
    """A cross-reference to the label `target` that keeps its children; the build warns if there is none."""
    inner = children[0] if len(children) == 1 else nodes.inline("", "", *children)
    return addnodes.pending_xref(
        "", inner, reftype="softpower", reftarget=target, refdoc=env.docname, refwarn=True
    )


def _resolve(app, env, node, inner):
    # Sphinx's own resolver of ``ref`` keeps the text of a reference only, and badges would lose their look.
    if node["reftype"] != "softpower":
        return None
    found = env.get_domain("std").anonlabels.get(node["reftarget"])
    if not found:
        return None
    reference = make_refnode(app.builder, node["refdoc"], *found, inner)
    reference["classes"] += node["classes"]
    return reference


def badge(env, verdict: str, *, linked: bool = True) -> nodes.Node:
    """Sign and name of a verdict, linked to its explanation."""
    family = claims.VERDICTS[verdict].family
    classes = ["sp-badge", "sp-" + family.replace(" ", "-")]
    text = f"{claims.SYMBOLS[family]}\N{NO-BREAK SPACE}{verdict}"
    if not linked:
        return nodes.inline("", text, classes=classes)
    judged = link(env, f"verdict-{verdict}", nodes.Text(text))
    judged["classes"] += classes
    return judged


class Bare(nodes.TextElement):
    """Text and links without an element of their own: in a table's cell, which is one."""


def _nothing(writer, node):
    pass


def paragraph(*parts) -> nodes.paragraph:
    """A paragraph of nodes and plain strings."""
    return nodes.paragraph("", "", *(nodes.Text(part) if isinstance(part, str) else part for part in parts))


class Table(nodes.table):
    """A table in a box that scrolls inside itself; ``own_tools``: its page sets what stands above it."""


def _visit_table(writer, node):
    writer.visit_table(node)
    rows = sum(len(body.children) for body in node.findall(nodes.tbody))
    tools = "" if node.get("own_tools") else browse.above(rows)
    # Not the theme's own box: its script measures each of those, even in a fold that is closed.
    writer.body[-2] = f'{tools}<div class="sp-scroll" tabindex="0" role="group" aria-label="Table">'


def _depart_table(writer, node):
    writer.depart_table(node)


COLUMNS = 5
"""So many columns or more are not squeezed into the width of a phone."""


def table(heads: list, rows: Sequence[tuple[list, dict] | nodes.row], classes: tuple[str, ...] = ()) -> Table:
    """A table of the page.

    A row is its cells with the row's attributes, or a node that is ready. A head or cell is a string, an inline
    node, or a list of paragraphs.
    """
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", nodes.row("", *map(_entry, heads)))
    body = nodes.tbody()
    body += [row if isinstance(row, nodes.row) else _row(*row) for row in rows]
    group += body
    many = ["sp-columns"] if len(heads) >= COLUMNS else []
    return Table("", group, classes=["colwidths-auto", *many, *classes])


def _entry(cell) -> nodes.entry:
    blocks = (
        cell if isinstance(cell, list) else [nodes.Text(cell) if isinstance(cell, str) else paragraph(cell)]
    )
    return nodes.entry("", *blocks)


def _row(cells: list, attributes: dict) -> nodes.row:
    return nodes.row("", *map(_entry, cells), **attributes)


def code(text: str) -> nodes.literal:
    return nodes.literal(text, text)


def plain(value) -> str:
    """A cell of a table as text, nothing for a missing one."""
    return "" if pd.isna(value) else str(value)


class Fold(nodes.General, nodes.Element):
    """A part of a page that opens on demand; its first child is the `Summary`."""


class Summary(nodes.General, nodes.TextElement):
    """What a fold shows while it is closed."""


def fold(
    summary: list[nodes.Node], body: list[nodes.Node], *, opened: bool = False, classes: Sequence[str] = ()
) -> Fold:
    """A fold of the page."""
    return Fold("", Summary("", "", *summary), *body, opened=opened, classes=list(classes))


def _visit_fold(writer, node):
    opened = {"open": "open"} if node["opened"] else {}
    writer.body.append(writer.starttag(node, "details", "", **opened))


def _depart_fold(writer, node):
    writer.body.append("</details>\n")


def _visit_summary(writer, node):
    writer.body.append(writer.starttag(node, "summary", ""))


def _depart_summary(writer, node):
    writer.body.append("</summary>\n")


def sign(family: str, before: str = "") -> nodes.inline:
    """A family's sign, coloured as its badges are."""
    return nodes.inline(
        "", before + claims.SYMBOLS[family], classes=["sp-sign", "sp-" + family.replace(" ", "-")]
    )


def setup(app):
    app.add_node(Fold, html=(_visit_fold, _depart_fold))
    app.add_node(Summary, html=(_visit_summary, _depart_summary))
    app.add_node(Table, html=(_visit_table, _depart_table))
    app.add_node(Bare, html=(_nothing, _nothing))
    app.connect("missing-reference", _resolve)
