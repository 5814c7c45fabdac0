"""Findings and claims are cited as text and as BibTeX, with and without a script."""

import re

import pytest
from conftest import ROOT
from pybtex.database import parse_string
from visits import in_a_browser

from softpower import book
from softpower.site import citing

PAGE = "chapters/00-what-is-known.html"
SAID = "Of 50 % & more #1 in file_name for $5"


@pytest.mark.parametrize("address", ["", "https://example.org/book/"])
def test_an_entry_is_bibtex_that_names_the_book_the_place_and_what_is_said(address):
    with book.use(ROOT):
        [(key, entry)] = parse_string(
            citing.bibtex("claim-x", "claim ic-x", SAID, "chapters/claims.html#claim-ic-x", address), "bibtex"
        ).entries.items()
        of = citing.book()
    assert key == "claim-x" and str(entry.persons["author"][0]).strip("{}") == of["author"].strip("{}")
    fields = {name: text.replace("\\", "") for name, text in entry.fields.items()}
    assert fields["title"] == f"{of['title']}: claim ic-x"
    assert fields["note"] == f"Version {of['version']}. {SAID}"
    place = "chapters/claims.html#claim-ic-x"
    assert fields["url" if address else "howpublished"].endswith(place)
    assert ("url" in fields) == bool(address)


def test_a_citation_names_the_book_its_version_and_the_place():
    with book.use(ROOT):
        said = citing.text("claim ic-x", "It holds.", "chapters/claims.html#claim-ic-x")
        of = citing.book()
    assert of["title"] in said.partition(", version")[0] and said.startswith(of["author"])
    assert said.endswith(
        f", version {of['version']}, claim ic-x: “It holds.” chapters/claims.html#claim-ic-x"
    )


@pytest.mark.slow
def test_every_finding_can_be_cited(pages):
    for name in pages:
        if name.startswith("chapters/0") and pages[name].select_one(".sp-in-brief"):
            findings = pages[name].select(".sp-in-brief > li[id]")
            assert len(findings) >= 3
            for finding in findings:
                text, entry = (code.get_text() for code in finding.select(".sp-citation code"))
                sentence = " ".join(finding.strong.get_text().split())
                assert sentence.replace("’", "'") in " ".join(text.split()) and f"#{finding['id']}" in text
                assert list(parse_string(entry, "bibtex").entries) == [finding["id"]]


class TestInABrowser:
    pytestmark = in_a_browser

    @pytest.mark.parametrize("javascript", [True, False])
    def test_the_citation_of_a_finding_opens_on_the_page(self, browser, served, javascript):
        context = browser.new_context(java_script_enabled=javascript)
        page = context.new_page()
        page.goto(f"{served}/{PAGE}")
        box = page.locator("#cite-finding-reach")
        assert not box.is_visible()
        page.locator("[popovertarget=cite-finding-reach].sp-cite").click()
        assert box.is_visible() and "@misc{finding-reach" in box.inner_text()
        assert box.get_by_text("Copy", exact=True).count() == (2 if javascript else 0)
        context.close()

    def test_each_row_of_the_register_cites_its_claim(self, browser, served):
        page = browser.new_page()
        page.goto(f"{served}/chapters/claims.html#claim-ic-t2-familiarity-gap")
        row = page.locator("#claim-ic-t2-familiarity-gap")
        row.locator(".sp-cite").click()
        text, entry = page.locator("#cite-claim code").all_inner_texts()
        statement = row.locator("td p").first.inner_text()
        assert "claim ic-t2-familiarity-gap" in text and statement in text
        assert "claims.html#claim-ic-t2-familiarity-gap" in text
        [(key, fields)] = parse_string(entry, "bibtex").entries.items()
        assert key == "ic-t2-familiarity-gap"
        assert re.sub(r"\\(?=[%&#_$])", "", fields.fields["note"]).endswith(statement)
        page.close()

    def test_without_a_script_the_register_says_how(self, browser, served):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{served}/chapters/claims.html")
        page.locator(".sp-cite-claims summary").click()
        said = page.locator(".sp-cite-claims").inner_text()
        assert citing.PLACE in said and "@misc{" in said
        context.close()


@pytest.mark.slow
def test_figures_count_from_the_number_of_their_chapter(pages):
    for name in pages:
        found = [tag.get_text(strip=True) for tag in pages[name].select("article .sp-figure-number")]
        if not (numbered := re.match(r"(chapters|workings)/0(\d)-", name)):
            assert not found
            continue
        head = f"Figure {'W' * (numbered[1] == 'workings')}{numbered[2]}"
        assert found == [f"{head}.{place}" for place in range(1, len(found) + 1)]
        assert len(found) == len(pages[name].select("article figure.sp-figure"))


@pytest.mark.slow
def test_a_chapter_and_its_workings_lead_to_each_other_and_cards_to_the_check(pages):
    for paper in (
        "01-index-comparison",
        "02-anti-soft-power-review",
        "03-likert-survey",
        "04-elite-interviews",
    ):
        for here, there in (("chapters", "workings"), ("workings", "chapters")):
            box = pages[f"{here}/{paper}.html"].select_one("article .admonition")
            assert any(f"../{there}/{paper}.html" in link["href"] for link in box.select("a"))
        for card in pages[f"chapters/{paper}.html"].select("[popover][id^=card-]"):
            check = card.find("a", string="The check")["href"]
            name, _, cell = check.removeprefix("../").partition("#")
            assert cell in pages.ids(name), check
