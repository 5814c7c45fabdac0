"""Numbers in prose: computed in a cell, named, and inserted into the text by that name.

    glue("largest-gap", "50.6")        in a cell
    {glue:text}`largest-gap`           in the prose

It stores what myst-nb's own ``glue`` stores, and the name a second time inside the compared data: nbval looks
at data only, so with myst-nb's function two numbers with swapped names would pass unseen. The text is stored
with its quotation marks: ``{glue:text}`` reads it as Python and would make (6, 846) of 6,846.
"""

import re

from IPython.display import display

PREFIX = "application/papermill.record/"
MIME = "application/vnd.softpower.glue+json"


def glue(name: str, value: str | int) -> None:
    """Stores `value` (text, as it should read, or a whole number) under `name` for the chapter's prose.

    Raises TypeError for a float (write it as text, rounded by a named rule), and ValueError for a value that is
    missing and for a name that is not lower-case words joined by hyphens.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"glue {name!r}: give text or a whole number, not {type(value).__name__} {value!r}")
    if not str(value).strip() or str(value).lower() in ("nan", "none", "<na>", "nat"):
        raise ValueError(f"glue {name!r}: the value is missing ({value!r}), and readers would see that")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"glue name {name!r}: lower-case letters, digits and hyphens, a letter first")
    display(
        {PREFIX + "text/plain": repr(value), MIME: {"name": name, "value": str(value)}},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": PREFIX}},
    )
