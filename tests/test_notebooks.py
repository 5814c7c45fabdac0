"""What nbval does not see: a cell that was never run, a cell it is told to skip, pictures, names of glue.

nbval compares the data of each output with a fresh run. It passes a cell without execution count, obeys
comments and tags that exempt a cell, skips image/png, and ignores metadata, where glue keeps its names.
"""

import ast
import base64
import json
import re

import nbformat
import pytest
from conftest import ROOT

from softpower import charts, claims, glue, trying
from softpower.book import Book

CHAPTERS = Book(ROOT).notebooks()
DECLARED = {
    "text/plain",
    "text/html",
    "image/png",
    charts.MIME,
    claims.MIME,
    trying.MIME,
    glue.MIME,
    glue.PREFIX + "text/plain",
}


def code(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def data_of(nb):
    """(cell, output data, output metadata) of every displayed output."""
    for cell in code(nb):
        for output in cell.outputs:
            if output.output_type in ("display_data", "execute_result"):
                yield cell, output["data"], output.get("metadata", {})


def not_run_in_order(nb):
    return [
        f"cell {cell.id}: execution count {cell.execution_count}, expected {number}"
        for number, cell in enumerate(code(nb), 1)
        if cell.execution_count != number
    ]


def exempted(nb):
    word = re.compile(r"nbval[-_](ignore|skip|raises|lax|test)|check[-_]only|raises-exception", re.I)
    return [
        f"cell {cell.id} is exempt from comparison"
        for cell in nb.cells
        if word.search(cell.source) or word.search(json.dumps(cell.metadata))
    ]


def undeclared(nb):
    faults = [
        f"cell {cell.id} shows undeclared {mime}"
        for cell, data, _ in data_of(nb)
        for mime in data
        if mime not in DECLARED
    ]
    return faults + [
        f"cell {cell.id} prints a {output.output_type} ({output.get('name', '')})"
        for cell in code(nb)
        for output in cell.outputs
        if output.output_type in ("error", "stream")
    ]


def stale_pictures(nb):
    return [
        f"cell {cell.id}: the picture is not that of its chart"
        for cell, data, _ in data_of(nb)
        if charts.MIME in data and base64.b64decode(data["image/png"]) != charts.png(data[charts.MIME])
    ]


def glue_faults(nb):
    faults, names = [], []
    for cell, data, metadata in data_of(nb):
        if glue.MIME in data:
            said, stored = data[glue.MIME], metadata["scrapbook"]["name"]
            names.append(stored)
            if said["name"] != stored or said["value"] != str(
                ast.literal_eval(data[glue.PREFIX + "text/plain"])
            ):
                faults.append(f"cell {cell.id}: glue {stored!r} holds {said['name']!r} = {said['value']!r}")
    prose = " ".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    used = re.findall(r"\{glue:text\}`([^`]+)`", prose)
    faults += [f"glue {name!r} is stored twice" for name in sorted(set(names)) if names.count(name) > 1]
    faults += [f"the prose uses glue {name!r}, which no cell stores" for name in used if name not in names]
    faults += [f"glue {name!r} is stored, but no prose uses it" for name in names if name not in used]
    return faults


def caption_faults(nb):
    """Stored captions, alternatives and names against the text beside them, which nbval compares too."""
    faults = []
    for cell, data, _ in data_of(nb):
        if charts.MIME in data and repr(charts.Figure(data[charts.MIME])) != data["text/plain"]:
            faults.append(
                f"cell {cell.id}: caption or alternative of the stored chart is not that of its text"
            )
    return faults


CHECKS = [not_run_in_order, exempted, undeclared, stale_pictures, glue_faults, caption_faults]


@pytest.fixture(scope="module", params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return nbformat.read(request.param, as_version=4)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_chapter_has_no(check, chapter):
    assert check(chapter) == []


def test_chapters_store_nothing_of_a_machine(chapter):
    assert set(chapter.metadata) == {"kernelspec", "language_info"}
    assert chapter.metadata.language_info == {"name": "python"}


def test_cells_are_short_and_their_lines_fit_the_page(chapter):
    long = [cell.id for cell in code(chapter) if len(cell.source.splitlines()) > 20]
    wide = [(cell.id, line) for cell in code(chapter) for line in cell.source.splitlines() if len(line) > 100]
    assert (long, wide) == ([], [])


# ---- each check is seen to fail ------------------------------------------------------------------------------


@pytest.fixture
def first():
    return nbformat.read(ROOT / "workings/01-index-comparison.ipynb", as_version=4)


def drop_count(nb):
    code(nb)[3].execution_count = None
    return not_run_in_order


def exempt_by_comment(nb):
    code(nb)[3].source += "\n# NBVAL_IGNORE_OUTPUT"
    return exempted


def exempt_by_tag(nb):
    code(nb)[3].metadata["tags"] = ["nbval-skip"]
    return exempted


def swap_glue_names(nb):
    found = [metadata for _, data, metadata in data_of(nb) if glue.MIME in data]
    one, other = found[0]["scrapbook"], found[1]["scrapbook"]
    one["name"], other["name"] = other["name"], one["name"]
    return glue_faults


def forget_glue(nb):
    cell = next(cell for cell in nb.cells if "{glue:text}" in cell.source)
    cell.source = cell.source.replace("{glue:text}`", "{glue:text}`no-")
    return glue_faults


def recolour_picture(nb):
    data = next(data for _, data, _ in data_of(nb) if charts.MIME in data)
    data[charts.MIME]["height"] = 333
    return stale_pictures


def change_caption(nb):
    data = next(data for _, data, _ in data_of(nb) if charts.MIME in data)
    data[charts.MIME]["usermeta"]["subtitle"] += " Not so."
    return caption_faults


def print_something(nb):
    code(nb)[0].outputs.append(nbformat.v4.new_output("stream", name="stdout", text="x"))
    return undeclared


@pytest.mark.parametrize(
    "spoil",
    [
        drop_count,
        exempt_by_comment,
        exempt_by_tag,
        swap_glue_names,
        forget_glue,
        recolour_picture,
        change_caption,
        print_something,
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_a_spoiled_chapter_is_caught(spoil, first):
    check = spoil(first)
    assert check(first) != []
