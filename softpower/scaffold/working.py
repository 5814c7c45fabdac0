"""The working of a paper that is begun: cells that run on an empty register, and go on running as it fills."""

from string import Template

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

TITLE = """\
(working-$id)=
# $short: the workings

```{paper} $id
```

Every statement that the paper prints is checked here, beside the analysis that bears on it. {ref}`Its chapter <chapter-$id>` tells what came of it, and what is still to do."""

SETUP = """\
from softpower import claims, tables

register = claims.Register("$id")"""

FIGURES = """\
## Figures

A statement that prints a figure is checked by a value that a cell computes: `register.check("$prefix-...", value)`, with whole numbers, fractions or decimals as printed, never with floats. Put such cells below this one, a few lines each, named by what they do."""

WORDS = """\
## Statements in words

What no computation reaches is judged in `data/$id/judgements.csv`, a row a statement, by the rule that like cases go by."""

JUDGED = """\
_ = register.judge_table(tables.read("$id/judgements").set_index("claim_id"))
register.here()"""

CELLS = (
    (new_markdown_cell, "title", TITLE, ()),
    (new_code_cell, "setup", SETUP, ("hide-input",)),
    (new_markdown_cell, "figures-text", FIGURES, ()),
    (new_markdown_cell, "words-text", WORDS, ()),
    (new_code_cell, "words", JUDGED, ("hide-output",)),
    (new_markdown_cell, "verdicts-text", "## The verdicts", ()),
    (new_code_cell, "verdicts", "register.verdicts()", ()),
)


def notebook(words: dict[str, str]) -> nbformat.NotebookNode:
    """The working, not yet executed; `words` fills the places in `CELLS`."""
    cells = []
    for new, name, source, tags in CELLS:
        cell = new(Template(source).substitute(words), metadata={"tags": list(tags)} if tags else {})
        cell["id"] = name
        cells.append(cell)
    return new_notebook(cells=cells)
