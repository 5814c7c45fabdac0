"""The whole book as one PDF, printed by the Chromium that is on the machine from the pages that are built.

    make pdf        (_build/pdf/book.pdf)

All pages of the contents become one document: cover, contents with page numbers, then page after page as the
site prints them. Links inside the book lead to their place in the PDF.
"""

import html
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
from bs4 import BeautifulSoup, Tag
from pypdfium2 import raw

from softpower.book import Book, find

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # the first is twice as fast
STYLE = """
.cover { height: 230mm; display: flex; flex-direction: column; justify-content: center; }
.cover h1 { font-size: 30pt; } .contents ol { list-style: none; padding: 0; } .contents a { text-decoration: none; }
.contents li { display: flex; justify-content: space-between; border-bottom: 1px dotted #999; padding: .3em 0; }
.cover, .contents, article { break-after: page; } article:last-child { break-after: auto; }
@page :first { @bottom-center { content: none; } }
"""


def _place(page: str, anchor: str = "") -> str:
    """The id in the whole book of a place on a page."""
    return page.replace("/", "-") + (f"--{anchor}" if anchor else "")


def _one(soup: Tag, selector: str) -> Tag:
    """The first element that a page has for a selector. Raises ValueError for a page without one."""
    if (tag := soup.select_one(selector)) is None:
        raise ValueError(f"a page of the site has no {selector}")
    return tag


def _article(site: Path, page: str, pages: list[str]) -> Tag:
    """The text of a page, its ids made unique in the book and its links led to them."""
    soup = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    article = _one(soup, "article")
    for part in article.select(
        "script, form, fieldset, .headerlink, .sp-data, .sp-controls, .sp-live, .sp-narrow"
    ):
        part.decompose()
    for tag in article.find_all(id=True):
        if not tag.find_parent("svg"):  # ids of pictures are unique in the book already
            tag["id"] = _place(page, str(tag["id"]))
    for fold in article.find_all("details"):
        fold["open"] = ""
    for link in article.find_all("a", href=True):
        path, _, anchor = str(link["href"]).partition("#")
        target = (site / page).parent.joinpath(path).resolve() if path else site.resolve() / f"{page}.html"
        if "://" in path or path.startswith("mailto:"):
            continue
        name = str(target.relative_to(site.resolve())).removesuffix(".html")
        if name in pages:
            link["href"] = "#" + _place(name, anchor)
        else:
            del link["href"]  # a file of the site, which the paper does not carry
    article["id"] = _place(page)
    return article


def document(site: Path, pages: list[str]) -> Callable[[dict[str, int]], str]:
    """The book as one HTML page, for a file two folders beside the site's, once the contents' numbers are known."""
    first = BeautifulSoup((site / f"{pages[0]}.html").read_text(encoding="utf-8"), "html.parser")
    styles = "".join(
        f'<link rel="stylesheet" href="../html/{str(link["href"]).split("?")[0]}">'
        for link in first.find_all("link", rel="stylesheet")
    )
    articles = {page: _article(site, page, pages) for page in pages}
    heads = {page: html.escape(_one(article, "h1").get_text().strip()) for page, article in articles.items()}
    text = "".join(str(article) for article in articles.values())
    title = html.escape(str(_one(first, "h1").find(string=True)))

    def numbered(numbers: dict[str, int]) -> str:
        lines = "".join(
            f'<li><a href="#{_place(page)}">{head}</a><span>{numbers.get(page, 0) or "000"}</span></li>'
            for page, head in heads.items()
        )
        return (
            '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
            f"<title>{html.escape(_one(first, 'title').get_text())}</title>{styles}"
            f'<style>{STYLE}</style></head><body><main class="bd-article">'
            f'<section class="cover"><h1>{title}</h1><p>{html.escape(_description(first))}</p></section>'
            f'<section class="contents"><h2>Contents</h2><ol>{lines}</ol></section>{text}</main></body></html>'
        )

    return numbered


def _description(soup: BeautifulSoup) -> str:
    return str(_one(soup, "meta[name=description]")["content"])


def page_numbers(pdf: Path, pages: list[str]) -> dict[str, int]:
    """On which sheet of the PDF each page of the book begins, counted from 1."""
    document = pdfium.PdfDocument(pdf)
    try:
        places = {page: raw.FPDF_GetNamedDestByName(document, _place(page).encode()) for page in pages}
        return {page: raw.FPDFDest_GetDestPageIndex(document, place) + 1 for page, place in places.items()}
    finally:
        document.close()


_ABOUT = re.compile(rb"\s*/(?:Creator|Producer|CreationDate|ModDate) ?\((?:[^()\\]|\\.)*\)")


def without_date(pdf: bytes) -> bytes:
    """A PDF that names neither date nor program: the same book, the same bytes.

    Blanks take their place, so that all else stays where the file's own table says that it is. Raises ValueError if
    the PDF does not begin with what it says about itself, as Chromium's do.
    """
    end = pdf.index(b"endobj")
    about, found = _ABOUT.subn(lambda said: b" " * len(said[0]), pdf[:end])
    if not found or b"/Info 1 0 R" not in pdf[-300:]:
        raise ValueError("this PDF says elsewhere what made it, and when")
    return about + pdf[end:]


def chromium() -> str:
    """The path of this machine's Chromium. Raises SystemExit if there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise SystemExit("this needs Chromium: apt-get install chromium-headless-shell, or chromium")
    return found


def print_book(site: Path, root: Path, out: Path) -> Path:
    """Prints the built `site` of the book at `root` into ``out/book.pdf``. Raises SystemExit without Chromium."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    source, printed = out / "book.html", out / "printed.pdf"
    pages = Book(root).pages()
    numbers: dict[str, int] = {}
    text = document(site, pages)
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        ).new_page()
        for _ in range(2):  # the second time with the numbers that the first one found
            source.write_text(text(numbers), encoding="utf-8")
            page.goto(source.resolve().as_uri())
            page.pdf(path=printed, format="A4", prefer_css_page_size=True, outline=True, tagged=True)
            numbers = page_numbers(printed, pages)
    (out / "book.pdf").write_bytes(without_date(printed.read_bytes()))
    printed.unlink()
    source.unlink()
    return out / "book.pdf"


if __name__ == "__main__":
    root = find().root
    made = print_book(root / "_build/html", root, root / "_build/pdf")
    sys.stdout.write(f"{made}: {len(pdfium.PdfDocument(made))} pages\n")
