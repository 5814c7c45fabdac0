"""Measures the page *Analyse a survey here* in Chromium: seconds to ready (cold and warm) and to results, bytes, memory.

    make bench-site

Cold is a browser that has never seen the book, warm one that has its files. Bytes are those that the host sends once a
file is chosen, packed by nobody but the book. Memory is the heap of Python, and the whole process of the page.
"""

import contextlib
import functools
import http.server
import random
import tempfile
import threading
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from softpower import printing

ROOT = Path(__file__).parents[1]
PAGE = "chapters/analyse-a-survey.html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = ((1_000, 8), (10_000, 56))


class Counting(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sent: dict[str, int] = {}  # noqa: RUF012

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def copyfile(self, source, outputfile):
        content = source.read()
        self.sent[self.path] = len(content)
        with contextlib.suppress(ConnectionError):
            outputfile.write(content)

    def log_message(self, *_):
        pass


def survey(folder: Path, respondents: int, items: int) -> Path:
    """Synthetic answers that hang together, seven or so items a scale."""
    drawn = random.Random(1)
    path = folder / f"{respondents}-{items}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("respondent," + ",".join(f"{'abcdefgh'[i % 8]}_{i // 8 + 1}" for i in range(items)) + "\n")
        for number in range(respondents):
            lean = drawn.gauss(0, 1)
            answers = (str(min(5, max(1, round(drawn.gauss(3, 1) + lean)))) for _ in range(items))
            file.write(f"r{number}," + ",".join(answers) + "\n")
    return path


def resident() -> float:
    """The largest page process of this one's browsers, in MB."""
    sizes = [0]
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "--type=renderer" in child.cmdline():
                sizes.append(child.memory_info().rss)
    return max(sizes) / 1e6


def once(page, base: str, path: Path) -> dict:
    page.goto(f"{base}/{PAGE}")
    if not page.get_attribute("#survey", "data-engine"):
        raise SystemExit("this site was built without Python for the browser: NOT measured")
    Counting.sent.clear()
    begun = time.monotonic()
    page.set_input_files("#file", path)
    page.wait_for_selector("#status[data-state=ready], #status[data-state=error]", timeout=600_000)
    understood = time.monotonic() - begun
    page.click("#analyse")
    page.wait_for_selector("#status[data-state=done], #status[data-state=error]", timeout=600_000)
    facts = page.evaluate("surveyFacts")
    return {
        "python": facts["seconds"],
        "understood": understood,
        "report": facts["analysed"],
        "MB": sum(Counting.sent.values()) / 1e6,
        "heap": page.evaluate("surveyFacts.heap") / 1e6,
        "process": resident(),
    }


def main() -> None:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Counting, directory=str(ROOT / "_build/html"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    heads = ("python", "understood", "report", "MB", "heap", "process")
    print(
        "Analyse a survey here: s to Python, to the codebook, of the report; MB sent, of Python, of the page"
    )
    print(f"{'respondents x items':22} {'cache':6}", *(f"{head:>11}" for head in heads))
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        for respondents, items in SIZES:
            path = survey(Path(name), respondents, items)
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                for cache in ("cold", "warm"):
                    context = playwright.chromium.launch_persistent_context(
                        profile, executable_path=printing.chromium(), args=FLAGS
                    )
                    found = once(context.new_page(), base, path)
                    context.close()
                    print(
                        f"{f'{respondents:,} x {items}':22} {cache:6}",
                        *(f"{found[head]:11.2f}" for head in heads),
                        flush=True,
                    )


if __name__ == "__main__":
    main()
