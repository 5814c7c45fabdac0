"""Tables on pages: long ones can be filtered and sorted, those that a cell shows are files too.

Both without a network and from a folder. Without a script a table stands whole, in its own order, and its file
is still linked. Files have stable names: ``tables/<notebook>-<cell>.csv``, and ``-2`` for a cell's second table.
"""

from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from markupsafe import Markup

from softpower import book
from softpower.files import as_csv, keep_only
from softpower.site.kept import Kept
from softpower.site.markup import render

LONG = 12
"""Rows beyond which a table is filtered and sorted."""

NOTHING = Markup("")
_files = Kept("tables")
_BOX = '<div class="sp-scroll"'


# ---- the file of a table -------------------------------------------------------------------------------------


def grid(table) -> list[list[str]]:
    """The text of a table's cells, heads first; a cell that spans several stands in each."""
    lines: list[list[str]] = []
    above: dict[int, tuple[str, int]] = {}
    for row in table.find_all("tr"):
        line: list[str] = []
        cells = iter(row.find_all(["th", "td"]))
        while True:
            column = len(line)
            if column in above:
                text, left = above.pop(column)
            elif (cell := next(cells, None)) is not None:
                text, left = " ".join(cell.get_text(" ").split()), int(cell.get("rowspan", 1))
            else:
                break
            if left > 1:
                above[column] = (text, left - 1)
            line.append(text)
        lines.append(line)
    return lines


def files(env) -> dict[str, tuple[str, str]]:
    """Every file of a table: name, (page, cell)."""
    return {
        name: (page, cell)
        for page, found in sorted(_files.of(env).items())
        for name, (cell, _) in found.items()
    }


def keep_tables(env, cell: nodes.container, cell_id: str) -> None:
    """Notes the tables that a cell shows for their files; names the file in each, and sets tools above it."""
    found = _files.of(env).setdefault(env.docname, {})
    stem, up, number = book.name_of(env.docname), "../" * env.docname.count("/"), 0
    for raw in cell.findall(nodes.raw):
        if not raw.astext().startswith(_BOX):
            continue
        number += 1
        name = f"{stem}-{cell_id}{f'-{number}' if number > 1 else ''}.csv"
        soup, file = BeautifulSoup(raw.astext(), "html.parser"), f"{up}tables/{name}"
        found[name] = (cell_id, as_csv(grid(soup.table)))
        marked = raw.astext().replace(_BOX, f'{_BOX} data-csv="{file}"', 1)
        raw.children[:] = [nodes.Text(above(len(soup.select("tbody > tr")), file) + Markup(marked))]


def _write_files(app, exception):
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "tables"
    folder.mkdir(exist_ok=True)
    texts = {name: text for found in _files.of(app.env).values() for name, (_, text) in found.items()}
    keep_only(folder, texts)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


# ---- what stands above it ------------------------------------------------------------------------------------


def tools(rows: int, csv_file: str = "", more: Markup = NOTHING, state: str = "") -> Markup:
    """What stands above a table: the filter and the number of rows, if it is long, and its file.

    `more` is further markup, `state` "url" if the filter is to be kept in the page's address.
    """
    stem = Path(csv_file).stem
    return render("tools", rows=rows, long=LONG, file=csv_file, stem=stem, more=more, state=state)


def above(rows: int, csv_file: str = "") -> Markup:
    """The tools of a table that is long or has a file; of another one, nothing."""
    return tools(rows, csv_file) if csv_file or rows > LONG else NOTHING


def _offer(app):
    app.add_css_file("tables.css")
    app.add_js_file("tables.js", loading_method="defer")


def setup(app):
    _files.connect(app)
    app.connect("builder-inited", _offer)
    app.connect("build-finished", _write_files)
