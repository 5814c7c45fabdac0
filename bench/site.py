"""Measures the site in Chromium: length of chapters, bytes, requests and layout shift of each page; Lighthouse beside a stock build.

    make bench-site            (RUNS=1 for one run of Lighthouse instead of the median of five)

The stock build is plain Jupyter Book 1 with its own theme settings, on the same pages and stored outputs; its
charts are what Altair's own renderer stores. Both sites are served with gzip from this machine. Times, and so
the score of performance, depend on the machine: read them side by side. Lighthouse comes from npm, into
``.venv/lighthouse``; 12.8 is the last version that runs on Node 18 and 20.
"""

import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import warnings
from pathlib import Path

import altair as alt
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "trials"))
from reads import first_read, words  # noqa: E402

from softpower import charts, printing  # noqa: E402
from softpower.book import Book  # noqa: E402

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("index.html", "workings/01-index-comparison.html", "chapters/claims.html")
RUNS = int(os.environ.get("RUNS", "5"))
PHONE, DESKTOP = (390, 844), (1440, 900)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WATCH = """window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { shift += entry.value; }))
    .observe({type: "layout-shift", buffered: true});"""
STOCK_CONFIG = """\
title: Soft Power in Kazakhstan
only_build_toc_files: true
execute: {execute_notebooks: "off"}
"""


class Zipped(http.server.SimpleHTTPRequestHandler):
    """Serves files gzipped, as hosts of pages do."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def served(site: Path) -> str:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Zipped, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def stock(folder: Path) -> Path:
    """Builds the same pages with stock Jupyter Book and Altair's own output; returns the site."""
    book = folder / "stock"
    book.mkdir()
    for name in ("_toc.yml", "index.md"):
        shutil.copyfile(ROOT / name, book / name)
    for folder in ("workings", "chapters"):
        shutil.copytree(ROOT / folder, book / folder)
    (book / "_config.yml").write_text(STOCK_CONFIG)
    alt.renderers.enable("default")
    for path in book.rglob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for output in (o for cell in notebook["cells"] for o in cell.get("outputs", [])):
            if spec := output.get("data", {}).pop(charts.MIME, None):
                output["data"] = alt.Chart.from_dict({**spec, "usermeta": {}})._repr_mimebundle_()
        path.write_text(json.dumps(notebook), encoding="utf-8")
    plain = (  # without this book's renderer, which its installed package offers to every build
        "import sys; from softpower.site.notebook import Outputs; from jupyter_book.cli.main import main;"
        "Outputs.handle_mime = staticmethod(lambda *a: None); sys.argv = ['jupyter-book', 'build', '.', '-q']; main()"
    )
    run = subprocess.run([sys.executable, "-c", plain], cwd=book, capture_output=True, text=True)
    if not (book / "_build/html/index.html").exists():
        raise SystemExit(run.stdout + run.stderr)
    return book / "_build/html"


def visits(site: Path, pages: list[str], browser) -> None:
    """One line a page: what a first visit transfers before and with its charts, and what moved."""
    base = served(site)
    print(f"{'page':40} {'form':8} {'requests':>8} {'kB':>7} {'with charts':>15} {'shift':>7}")
    for form, (width, height) in (("phone", PHONE), ("desktop", DESKTOP)):
        for name in pages:
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_init_script(WATCH)
            page, sizes = context.new_page(), []
            page.on("requestfinished", lambda request, sizes=sizes: sizes.append(request))
            page.goto(f"{base}/{name}")
            before = len(sizes), sum(request.sizes()["responseBodySize"] for request in sizes)
            for chart in page.query_selector_all(".sp-chart"):
                chart.scroll_into_view_if_needed()
                page.wait_for_function("chart => chart.classList.contains('sp-on')", arg=chart)
            page.wait_for_timeout(200)
            total = sum(request.sizes()["responseBodySize"] for request in sizes)
            shift = page.evaluate("shift")
            print(
                f"{name:40} {form:8} {before[0]:8} {before[1] / 1000:7.0f} {len(sizes):7} {total / 1000:7.0f} {shift:7.4f}",
                flush=True,
            )
            context.close()


VISIBLE = "selector => [...document.querySelectorAll(`article ${selector}`)].filter(e => e.checkVisibility()).length"


def chapters(site: Path, browser) -> None:
    """One line a chapter and a working: words before any fold, height on a phone and at a desk, tables and code that show."""
    base = served(site)
    print(f"\n{'page':46} {'words':>6} {'px at 1440':>11} {'at 390':>8} {'tables':>7} {'code':>5}")
    for path in Book(ROOT).notebooks("chapters", "workings"):
        name = f"{path.parent.name}/{path.stem}.html"
        article = BeautifulSoup((site / name).read_text("utf-8"), "html.parser").select_one("article")
        seen = []
        for width, height in (DESKTOP, PHONE):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{base}/{name}")
            seen.append(page.evaluate("document.documentElement.scrollHeight"))
            shown = [page.evaluate(VISIBLE, selector) for selector in ("table", ".cell_input pre")]
            page.close()
        count = len(words(first_read(article)))
        print(f"{name:46} {count:6,} {seen[0]:11,} {seen[1]:8,} {shown[0]:7} {shown[1]:5}", flush=True)


def lighthouse(address: str, form: str, chromium: str) -> dict:
    """Scores, bytes and requests of one run."""
    command = [
        ROOT / ".venv/lighthouse/node_modules/.bin/lighthouse",
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    command += ["--preset=desktop"] if form == "desktop" else []
    run = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chromium}, timeout=180
    )
    if run.returncode:
        raise SystemExit(run.stderr)
    report = json.loads(run.stdout)
    requests = report["audits"]["network-requests"]["details"]["items"]
    return {
        **{name: round(100 * (found["score"] or 0)) for name, found in report["categories"].items()},
        "kB": round(sum(request.get("transferSize", 0) for request in requests) / 1000),
        "requests": len(requests),
        "other hosts": sum("127.0.0.1" not in request["url"] for request in requests),
        "shift": round(report["audits"]["cumulative-layout-shift"].get("numericValue", 0), 3),
        "below": [
            audit["id"]
            for name in CATEGORIES[1:]
            for reference in report["categories"][name]["auditRefs"]
            if (audit := report["audits"][reference["id"]])["score"] == 0
        ],
    }


def compare(sites: dict[str, Path], chromium: str) -> None:
    """Medians of Lighthouse, one line a page, form and build."""
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("no npm here: Lighthouse was NOT run")
    subprocess.run(
        [
            npm,
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            ROOT / ".venv/lighthouse",
            LIGHTHOUSE,
        ],
        check=True,
    )
    heads = [*CATEGORIES, "kB", "requests", "other hosts", "shift"]
    print(f"\nLighthouse ({LIGHTHOUSE}), median of {RUNS}")
    print(f"{'page':36} {'form':8} {'build':6}", *(f"{head:>14}" for head in heads))
    bases = {build: served(site) for build, site in sites.items()}
    for name in PAGES:
        for form in ("phone", "desktop"):
            for build, base in bases.items():
                runs = [lighthouse(f"{base}/{name}", form, chromium) for _ in range(RUNS)]
                medians = [statistics.median(run[head] for run in runs) for head in heads]
                print(
                    f"{name:36} {form:8} {build:6}",
                    *(f"{median:14g}" for median in medians),
                    *runs[0]["below"],
                    flush=True,
                )


def main() -> None:
    warnings.simplefilter("ignore")
    chromium = printing.chromium()
    pages = [f"{page}.html" for page in Book(ROOT).pages()] + ["search.html", "404.html"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        chapters(ROOT / "_build/html", browser)
        visits(ROOT / "_build/html", pages, browser)
        browser.close()
    with tempfile.TemporaryDirectory() as folder:
        compare({"stock": stock(Path(folder)), "book": ROOT / "_build/html"}, chromium)


if __name__ == "__main__":
    main()
