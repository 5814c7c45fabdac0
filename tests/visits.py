"""How a page is visited: a browser, a server of the site, and one visit with all that a page asks for and complains of."""

import contextlib
import functools
import gzip
import http.server
import shutil
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from softpower import printing

CHROMIUM = next(filter(None, map(shutil.which, printing.BROWSERS)), None)
in_a_browser = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="no Chromium here: the site was NOT tested in a browser (apt-get install chromium-headless-shell)",
    ),
]
UNFOLDED = "() => document.querySelectorAll('.sp-part-open').forEach(box => { box.checked = true; })"
"""Opens all sections of the register."""
PROMPT = 0.02  # seconds after which a server notices that it is to end
CHAPTER = "workings/01-index-comparison.html"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield opened
        opened.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Halting(Quiet):
    """Sends a page up to the end of its first paragraph, waits, then the rest: a slow line."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html" or b"<article" not in (page := path.read_bytes()):
            return super().do_GET()
        part = page.index(b"</p>", page.index(b"<article"))  # the first paragraph ends here
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page[:part])
        time.sleep(0.5)
        self.wfile.write(page[part:])


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *request):
        if not isinstance(sys.exception(), ConnectionError):  # a page that is closed hangs up
            super().handle_error(*request)


@contextlib.contextmanager
def serving(site, handler=Quiet):
    """The address of a server of the site, for as long as the context lasts."""
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, args=(PROMPT,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def served(site):
    with serving(site) as address:
        yield address


def moved(path: Path) -> bool:
    """Is this the page of an old address, which goes on at once?"""
    return path.stat().st_size < 5000 and "location.replace(" in path.read_text("utf-8")


@pytest.fixture(scope="session")
def names(site):
    """Every page of the site but those of old addresses, which go on to one of them."""
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html") if not moved(path))


class Visit:
    """One page opened and scrolled through; what it asked for and complained of."""

    def __init__(self, context, site, base: str, name: str, scroll: bool = True, ahead: bool = False):
        """With `ahead` the page is only begun, and has come when `arrive` returns."""
        self.asked, self.faults = [], []
        page = self.page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        if scroll:  # without JavaScript the browser itself cancels the scripts that a page preloads
            page.on(
                "requestfailed",
                lambda request: self.faults.append(f"failed: {request.url} {request.failure}"),
            )
        page.on(
            "response",
            lambda response: (
                response.status >= 400 and self.faults.append(f"{response.status}: {response.url}")
            ),
        )
        page.on("console", lambda said: said.type in ("error", "warning") and self.faults.append(said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.site, self.base, self.scrolled = site, base, scroll
        page.goto(f"{base}/{name}", wait_until="commit")
        if not ahead:
            self.arrive()

    def arrive(self):
        """Waits until everything that the page asks for at once has come, and scrolls through it."""
        self.page.wait_for_load_state("load")
        if self.scrolled:
            self.scroll()

    def scroll(self):
        charts = self.page.query_selector_all(".sp-chart")
        for chart in charts:
            chart.scroll_into_view_if_needed()
            self.page.wait_for_function("chart => chart.classList.contains('sp-on')", arg=chart)

    def complaints(self) -> list[str]:
        """Requests to elsewhere, and faults."""
        return [url for url in self.asked if not url.startswith((self.base, "data:", "blob:"))] + self.faults

    def weight(self) -> dict[str, int]:
        """Gzipped bytes of each file asked for from the site."""
        files = {
            urlsplit(url).path.lstrip("/") or "index.html"
            for url in self.asked
            if not url.startswith("data:")
        }
        return {
            name: len(gzip.compress((self.site / name).read_bytes(), 6))
            for name in files
            if (self.site / name).is_file()
        }


def complaints(browser, site, base: str, names: list[str], javascript: bool) -> dict[str, list[str]]:
    """Every page opened in turn: what those that complain or ask elsewhere say."""
    context = browser.new_context(java_script_enabled=javascript)
    said = {}
    for name in names:
        visit = Visit(context, site, base, name, scroll=javascript)
        said[name] = visit.complaints()
        visit.page.close()
    context.close()
    return {name: faults for name, faults in said.items() if faults}
