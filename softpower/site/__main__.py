"""Builds the book that stands in the working directory: ``python -m softpower.site``, what ``make book`` calls.

It is ``jupyter-book build . -W -n --keep-going -q``, which gives the same pages. This one says every few seconds what
it is doing, and starts two seconds sooner.
"""

import gc
import sys
import threading
import time

EVERY = 5  # seconds between two lines


class Progress:
    """Says what the build is doing for as long as it lasts."""

    def __init__(self):
        self.doing, self.start, self.ended = "starting", time.monotonic(), threading.Event()

    def __enter__(self):
        threading.Thread(target=self._tell, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.ended.set()

    def _tell(self):
        while not self.ended.wait(EVERY):
            print(f"  {time.monotonic() - self.start:4.0f} s: {self.doing}", flush=True)

    def follow(self, app) -> None:
        """Notes from Sphinx's events which page is read or written."""
        read, written = [], []

        def reading(app, docname, source):
            read.append(docname)
            self.doing = f"reading page {len(read)}, {docname}"

        def writing(app, pagename, templatename, context, doctree):
            written.append(pagename)
            self.doing = f"writing page {len(written)}, {pagename}"

        def finishing(app, exception):
            self.doing = "writing figures, tables, archives and styles"

        app.connect("source-read", reading)
        app.connect("html-page-context", writing)
        app.connect("build-finished", finishing, priority=0)


def build(arguments: list[str]) -> int:
    """Builds the book of the working directory; `arguments` go to jupyter-book. 0, or 1 if a page has a fault."""
    # jsonschema makes 38 grammars of addresses when it finds this package, which takes a second; no schema here asks
    # for such a check.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # so Python says that there is none
    gc.set_threshold(100_000, 20, 100)  # pages are trees of a million small things, and none is garbage
    with Progress() as progress:
        from jupyter_book.cli.main import main

        from softpower import site

        site.FOLLOWERS.append(progress.follow)
        try:
            main(["build", ".", "-W", "-n", "--keep-going", "-q", *arguments], standalone_mode=False)
        except RuntimeError as error:  # jupyter-book's last word on a build that failed
            print(error, file=sys.stderr)
            return 1
        except SystemExit as end:
            return int(bool(end.code))
        finally:
            site.FOLLOWERS.remove(progress.follow)
    return 0


if __name__ == "__main__":
    sys.exit(build(sys.argv[1:]))
