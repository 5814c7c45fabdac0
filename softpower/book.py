"""Where the book is: its root, its notebooks, its files, found from the working directory or given by Sphinx.

    book = find()
    book.data, book.notebooks()

A book is a folder with ``data/datapackage.json``. It is found, never assumed: code that runs in an empty folder is
told so, and does not read another book silently.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

DESCRIPTOR = "data/datapackage.json"
NOTEBOOKS = ("workings", "chapters")
"""Folders with notebooks in the order in which they run: chapters read what workings found."""


class BookError(FileNotFoundError):
    """No book where one is needed; the message says where it was sought."""


@dataclass(frozen=True)
class Book:
    """A book in the folder `root`."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    def notebooks(self, *folders: str) -> list[Path]:
        """The notebooks of the named folders, or of all `NOTEBOOKS`, in the order in which they run."""
        return [
            path for folder in folders or NOTEBOOKS for path in sorted((self.root / folder).glob("*.ipynb"))
        ]

    def of_paper(self, folder: str, paper: str) -> Path | None:
        """A paper's page in ``workings`` or ``chapters``, a notebook or Markdown; None where there is none yet."""
        return next(iter(sorted((self.root / folder).glob(f"[0-9][0-9]-{paper}.*"))), None)

    def pages(self) -> list[str]:
        """The pages of ``_toc.yml`` in reading order, without ending."""
        import yaml  # here, not above: notebooks and surveys do without it

        toc = yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8"))
        parts = toc.get("parts", [toc])
        return [toc["root"], *(page["file"] for part in parts for page in part["chapters"])]


_given: ContextVar[Path | None] = ContextVar("book", default=None)


def find(start: Path | None = None) -> Book:
    """The book that `use` names, else the nearest from `start` (the working directory) upwards.

    So a notebook finds its data in the repository, in a copy of it, and in a folder where a reader has put a
    notebook and its data side by side. Raises BookError if there is none.
    """
    if start is None and (given := _given.get()):
        return Book(given)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / DESCRIPTOR).is_file():
            return Book(folder)
    raise BookError(
        f"no book here: neither {here} nor a folder above it has {DESCRIPTOR}. "
        "Go to the book's folder first, or put its data/ beside the notebook"
    )


@contextmanager
def use(root: Path) -> Iterator[Book]:
    """Makes the book in `root` the one that `find` returns, for as long as the context lasts."""
    token = _given.set(Path(root))
    try:
        yield Book(Path(root))
    finally:
        _given.reset(token)


def name_of(docname: str) -> str:
    """A page's name for files and labels.

    >>> name_of("workings/01-index-comparison"), name_of("chapters/01-index-comparison")
    ('01-index-comparison', 'chapters-01-index-comparison')

    Workings keep the names that the first edition gave them, so that addresses of files stay.
    """
    return docname.removeprefix("workings/").replace("/", "-")
