"""The book as one PDF: it opens, its contents are right, and it carries no path or date of a machine.

Here of the small book; of the whole one, some hundreds of sheets, the same is a gate.
"""

import re

import pypdfium2 as pdfium
import pytest
from conftest import ROOT
from visits import in_a_browser

from softpower import printing
from softpower.book import Book

pytestmark = in_a_browser


@pytest.fixture(scope="module", params=["small", pytest.param("whole", marks=pytest.mark.gate)])
def printed(request, tmp_path_factory):
    """A printed book, and the book's folder."""
    whole = request.param == "whole"
    site, root = ((request.getfixturevalue("site"), ROOT) if whole
                  else (request.getfixturevalue("small_site"), request.getfixturevalue("small")))  # fmt: skip
    folder = tmp_path_factory.mktemp("printed")
    (folder / "html").symlink_to(
        site
    )  # beside the PDF, for the printed page takes the site's styles from there
    return printing.print_book(folder / "html", root, folder / "pdf"), root


@pytest.fixture(scope="module")
def sheets(printed) -> list[str]:
    """The text of each sheet."""
    document = pdfium.PdfDocument(printed[0])
    return [page.get_textpage().get_text_range().strip() for page in document]


def words(text: str) -> str:
    """Without spaces: a reader of PDF sets one wherever the font changes, as between Kazakh letters."""
    return "".join(text.split())


def test_contents_give_the_sheet_on_which_each_page_begins(printed, sheets):
    titles = re.findall(r"^(?P<title>.+?)\s+(?P<sheet>\d+)\s*$", sheets[1], re.M)
    assert len(titles) == len(Book(printed[1]).pages())
    for title, sheet in titles:
        begins = words(sheets[int(sheet) - 1])
        assert begins.removeprefix(sheet).startswith(words(title)), (title, sheet)


def test_every_sheet_but_the_cover_shows_its_number(sheets):
    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, 1):
        lines = sheet.splitlines()
        assert (str(number) in (lines[0].strip(), lines[-1].strip())) == (number > 1), number


def test_bookmarks_lead_to_the_chapters_and_no_path_of_a_machine_is_kept(printed):
    document = pdfium.PdfDocument(printed[0])
    assert list(document.get_toc())
    content = printed[0].read_bytes()
    assert b"file://" not in content and b"Skia" not in content and b"CreationDate" not in content
    said = document.get_metadata_dict(skip_empty=True)
    assert set(said) == {"Title"} and said["Title"]


def test_a_pdf_that_says_elsewhere_when_it_was_made_is_refused():
    with pytest.raises(ValueError, match="says elsewhere"):
        printing.without_date(b"%PDF-1.7\n1 0 obj\n<</Title (x)>>\nendobj\ntrailer <</Info 1 0 R>>")
