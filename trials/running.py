"""Runs notebooks in this process: what tests and trials share.

A kernel takes seconds to begin and a chapter's imports as long again; a shell in this process, forked for each trial, has
both behind it. What it shows is what nbval compares.
"""

import contextlib
import gc
import json
import os
import signal
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar, NamedTuple

import nbformat
import pandas as pd
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from softpower import charts, tables

LONGEST = 120  # seconds that a spoiled chapter may take
NOT_COMPARED = ("image/png",)  # as nbval; pictures are compared by tests/test_notebooks.py


class Caught(NamedTuple):
    """What caught a mutation: `by` is a word for the tally, `said` the assertion."""

    by: str
    said: str


class Keeping(DisplayHook):
    """Keeps what a cell's last line shows, in all its forms."""

    def __call__(self, result=None):
        if result is not None:
            self.shell.last_line.append(self.shell.display_formatter.format(result)[0])


class ZmqLikeShell(InteractiveShell):
    """A shell without a kernel. pandas looks for "zmq" in its name to lay tables out as in a notebook."""

    displayhook_class = Keeping
    last_line: ClassVar[list[dict]] = []

    def showtraceback(self, *_, **__):
        """Errors are returned, not printed."""


def new_shell() -> InteractiveShell:
    pd.options.display.max_columns = 20  # what pandas takes in a kernel, when it is imported there
    ZmqLikeShell.clear_instance()
    return ZmqLikeShell.instance(config=Config({"HistoryManager": {"enabled": False}}))


def compared(outputs: list[dict]) -> list[dict]:
    """What nbval compares of outputs: their data without pictures. Stored and fresh come out alike."""
    return [
        {mime: data for mime, data in json.loads(json.dumps(output)).items() if mime not in NOT_COMPARED}
        for output in outputs
    ]


def stored(cell) -> list[dict]:
    return compared([output["data"] for output in cell.outputs if "data" in output])


def run_cell(shell: InteractiveShell, source: str) -> list[dict]:
    """Runs one cell; the data of its outputs. Raises what the cell raises."""
    shell.last_line.clear()
    with capture_output() as seen:
        done = shell.run_cell(source)
    done.raise_error()
    return compared([output.data for output in seen.outputs] + shell.last_line)


def code(chapter: Path) -> list:
    return [c for c in nbformat.read(chapter, as_version=4).cells if c.cell_type == "code"]


def difference(shell: InteractiveShell, cells: list) -> Caught | None:
    """Runs cells to the first error, or output that is not the stored one."""
    for cell in cells:
        try:
            found = run_cell(shell, cell.source)
        except tables.TableError as error:
            return Caught("schema", str(error).splitlines()[-1].strip())
        except Exception as error:
            return Caught("error in a cell", f"{cell.id}: {type(error).__name__}: {str(error)[:300]}")
        if found != stored(cell):
            return Caught("stored output", f"{cell.id}: {_what_differs(stored(cell), found)}")
    return None


def _what_differs(old: list[dict], new: list[dict]) -> str:
    """The kind of the first output that differs, with the first line of it that does, as stored and as it is now."""
    if [set(o) for o in old] != [set(n) for n in new]:
        return "other outputs"
    mime, before, now = next(
        (mime, o[mime], n[mime]) for o, n in zip(old, new, strict=True) for mime in o if o[mime] != n[mime]
    )
    lines = zip_longest(*(_lines(value) for value in (before, now)), fillvalue="")
    return "{}: stored {!r}, now {!r}".format(mime, *next(pair for pair in lines if pair[0] != pair[1]))


def _lines(value) -> list[str]:
    return (
        value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    ).split("\n")


def in_child(call: Callable, *arguments):
    """The result (JSON) of ``call(*arguments)`` in a forked process; None if it died or took longer than `LONGEST`."""
    read, write = os.pipe()
    gc.freeze()  # or the child's collector copies the parent's memory, page by page
    child = os.fork()
    if not child:
        gc.disable()
        signal.alarm(LONGEST)
        with contextlib.suppress(BaseException), os.fdopen(write, "w") as pipe:
            pipe.write(json.dumps(call(*arguments)))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


# ---- whole notebooks, for tests in forked processes ----------------------------------------------------------


def _begin(notebook: Path) -> InteractiveShell:
    os.chdir(notebook.parent)
    charts.png = lambda spec: b""  # drawing takes a second a picture, and pictures are not compared here
    return new_shell()


def outcomes(notebook: Path) -> list[Caught]:
    """What is not as stored, cell by cell, in a notebook that runs on as under nbval. For a process of its own."""
    shell = _begin(notebook)
    return [caught for cell in code(notebook) if (caught := difference(shell, [cell]))]


def after_change(notebook: Path, cell_id: str, old: str, new: str) -> str:
    """What a cell shows, as text, once `old` in it is `new`, or the error that ends it. For a process of its own."""
    shell = _begin(notebook)
    for cell in code(notebook):
        source = cell.source
        if cell.id == cell_id:
            if source.count(old) != 1:
                return f"{old!r} stands {source.count(old)} times in {cell_id}"
            source = source.replace(old, new)
        try:
            outputs = run_cell(shell, source)
        except Exception as error:
            return f"{cell.id}: {type(error).__name__}: {error}"
        if cell.id == cell_id:
            return "\n".join(output["text/plain"] for output in outputs)
    return f"no cell {cell_id}"


def executed(notebook: Path) -> str:
    """The notebook with what its cells show now, without pictures, as nbformat writes it. For a process of its own."""
    shell, nb = _begin(notebook), nbformat.read(notebook, as_version=4)
    for number, cell in enumerate((cell for cell in nb.cells if cell.cell_type == "code"), 1):
        shown = run_cell(shell, cell.source)
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("display_data", data) for data in shown]
    return nbformat.writes(nb) + "\n"
