"""Functions in processes forked from one that has all imports behind it: seconds less than a process that begins anew.

The worker itself is not forked: it has threads, and what it has read. Fork and kernel are two seconds apart, and most of
what tests do in processes of their own is over sooner.
"""

import multiprocessing
import multiprocessing.forkserver
import sys

PRELOADED = ["jupyter_book.cli.main", "softpower.site.__main__", "softpower.site.downloads", "softpower.site.theme",
             "softpower.site.notebook", "sphinx_book_theme", "sphinxcontrib.bibtex", "frictionless", "running",
             "scipy.optimize", "small_book"]  # fmt: skip
_context = multiprocessing.get_context("forkserver")


def started(function, *arguments):
    """A process that runs a function of a module."""
    sys.modules.setdefault("rfc3987_syntax", None)  # as in softpower.site.__main__
    _context.set_forkserver_preload(PRELOADED)
    process = _context.Process(target=function, args=arguments)
    process.start()
    return process


def _answer(pipe, function, arguments) -> None:
    pipe.send(function(*arguments))


def call(function, *arguments):
    """What a function of a module returns in a process of its own. Raises EOFError if that process died."""
    here, there = _context.Pipe(duplex=False)
    process = started(_answer, there, function, arguments)
    there.close()
    try:
        return here.recv()
    finally:
        process.join()


def end() -> None:
    """Ends the process from which others are forked and waits for it, so that its processor seconds are counted."""
    if stop := getattr(multiprocessing.forkserver._forkserver, "_stop", None):
        stop()
