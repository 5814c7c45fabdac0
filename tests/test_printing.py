"""The book as one PDF: it opens, its contents are right, and it carries no path or date of a machine."""

import re

import pytest
from conftest import ROOT
from pypdf import PdfReader
from test_browser import pytestmark as in_a_browser

from softpower import printing
from softpower.book import Book

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def pdf(site, tmp_path_factory):
    # Beside the site, for the printed page takes the site's styles from there.
    return printing.print_book(site, ROOT, site.parent / "pdf")


def test_contents_give_the_sheet_on_which_each_page_begins(pdf):
    reader = PdfReader(pdf)
    contents = reader.pages[1].extract_text()
    titles = re.findall(r"^(?P<title>.+?)\s+(?P<sheet>\d+)$", contents, re.M)
    assert len(titles) == len(Book(ROOT).pages())
    for title, sheet in titles:
        # Without spaces: the reader of PDF sets one wherever the font changes, as between Kazakh letters.
        begins = "".join(reader.pages[int(sheet) - 1].extract_text().split())
        assert begins.removeprefix(sheet).startswith("".join(title.split())), (title, sheet)


def test_every_sheet_but_the_cover_shows_its_number(pdf):
    for number, sheet in enumerate(PdfReader(pdf).pages, 1):
        lines = sheet.extract_text().strip().split("\n")
        assert (str(number) in (lines[0].strip(), lines[-1].strip())) == (number > 1), number


def test_bookmarks_lead_to_the_chapters_and_no_path_of_a_machine_is_kept(pdf):
    reader = PdfReader(pdf)
    assert reader.outline
    assert b"file://" not in pdf.read_bytes()
    assert set(reader.metadata) == {"/Title"}
