"""What search engines, previews and lost readers are given, with and without an address of the book."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, copy_book, shared
from docutils import nodes

from softpower.site import sharing

ADDRESS = "https://example.org/books/soft-power"


def paragraph_of(text: str) -> nodes.document:
    document = nodes.document(None, None)
    document += nodes.section("", nodes.title("", "Title"), nodes.note("", nodes.paragraph("", "A note.")))
    document[0] += nodes.paragraph("", text)
    return document


def test_a_description_is_whole_sentences_of_the_first_paragraph():
    text = "One sentence\nhere. A second, with 3.5 points. " + "A third that is long. " * 12
    about = sharing.description(paragraph_of(text))
    assert about.startswith("One sentence here. A second, with 3.5 points. A third that is long.")
    assert about.endswith("long.") and len(about) <= sharing.LONGEST


def test_a_first_sentence_that_is_too_long_is_cut_at_a_word():
    about = sharing.description(paragraph_of("word " * 100))
    assert about.endswith("word…") and len(about) <= sharing.LONGEST + 1


def test_a_page_without_a_paragraph_of_its_own_has_no_description():
    assert sharing.description(nodes.document(None, None)) == ""


@pytest.mark.slow
def test_every_page_has_a_title_and_a_description_of_its_own_and_a_card(site):
    titles, descriptions = [], []
    for path in sorted(site.rglob("*.html")):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        about = [tag["content"] for tag in soup.find_all("meta", attrs={"name": "description"})]
        assert len(about) == 1 and 20 < len(about[0]) <= sharing.LONGEST + 1, path.name
        titles.append(soup.title.get_text())
        descriptions += about
        if path.name != "404.html":
            card = {tag["property"]: tag["content"] for tag in soup.find_all("meta", property=True)}
            assert card["og:description"] == about[0]
            assert card["og:title"] in titles[-1] and len(card["og:title"]) > 3
            assert soup.find("meta", attrs={"name": "twitter:card"})
    assert len(set(titles)) == len(titles) and len(set(descriptions)) == len(descriptions)


@pytest.mark.slow
def test_without_an_address_nothing_invents_one(site):
    assert re.search(r'^\s*baseurl: ""', (ROOT / "_config.yml").read_text(), re.M), (
        "the book has an address now: this test, and the one below, can become one"
    )
    assert not [name for name in ("sitemap.xml", "robots.txt") if (site / name).exists()]
    for path in site.rglob("*.html"):
        assert not re.search(r'rel="canonical"|og:url|og:image', path.read_text("utf-8")), path.name


@pytest.fixture(scope="module")
def published(tmp_path_factory, small, builder):
    """A book of two pages with an address."""

    def make(folder):
        book = copy_book(folder.parent / "published-book", small)
        config = (book / "_config.yml").read_text().replace("baseurl: ''", f"baseurl: {ADDRESS}")
        (book / "_config.yml").write_text(config)
        (book / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n- file: chapters/page\n")
        (book / "index.md").write_text("# Book\n\nWhat this book is about.\n")
        (book / "chapters/page.ipynb").write_text(FIGURE_PAGE.replace("SPEC", FIGURE))
        return builder.site(book, folder)

    return shared(tmp_path_factory, "published", make)


FIGURE = (
    '{"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"name": "d"}, "datasets": {"d": [{"a": 1}]},'
    ' "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}, "description": "One bar of one, made up.",'
    ' "usermeta": {"name": "one-bar", "title": "A bar is a bar", "subtitle": "A bar, made up for a test.", "fluid": false}}'
)
FIGURE_PAGE = """{"cells": [
 {"cell_type": "markdown", "id": "top", "metadata": {}, "source": "# Page\\n\\nA page with one figure."},
 {"cell_type": "code", "id": "figure", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [
  {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.vegalite.v5+json": SPEC, "text/plain": "bar"}}]}],
 "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}, "nbformat": 4, "nbformat_minor": 5}
"""


@pytest.mark.slow
def test_with_an_address_pages_are_canonical_and_the_sitemap_lists_them(published):
    page = BeautifulSoup((published / "chapters/page.html").read_text("utf-8"), "html.parser")
    card = {tag["property"]: tag["content"] for tag in page.find_all("meta", property=True)}
    assert page.find("link", rel="canonical")["href"] == card["og:url"] == f"{ADDRESS}/chapters/page.html"
    assert card["og:image"] == f"{ADDRESS}/figures/one-bar.png"
    assert (published / "figures/one-bar.png").exists()
    assert page.find("meta", attrs={"name": "twitter:card"})["content"] == "summary_large_image"
    listed = re.findall("<loc>(.*)</loc>", (published / "sitemap.xml").read_text())
    assert listed == [f"{ADDRESS}/chapters/page.html", f"{ADDRESS}/index.html"]
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (published / "robots.txt").read_text()


@pytest.mark.slow
def test_the_page_for_no_page_links_from_the_top_of_the_site(published):
    lost = BeautifulSoup((published / "404.html").read_text("utf-8"), "html.parser")
    links = [tag["href"] for tag in lost.find_all("a")] + [lost.form["action"]]
    assert all(link.startswith("/books/soft-power/") for link in links) and len(links) == 3
    assert lost.find("script") is None
