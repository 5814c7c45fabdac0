"""Chapters are stories: findings that rest on verdicts, sections with addresses, plain words, limits of length."""

import hashlib
import re

import nbformat
import pandas as pd
import pytest
from conftest import ROOT
from reads import first_read, read_text, words
from visits import in_a_browser

from softpower import claims, tables
from softpower.book import Book
from softpower.site import stories

STORIES = [f"chapters/{path.stem}" for path in Book(ROOT).notebooks("chapters")]
ON_ALL = "chapters/00-what-is-known"
ON_A_PAPER = [name for name in STORIES if name != ON_ALL]
BRIEFS = [name for name in tables.names() if name.endswith("/in-brief")]
WORDS, HEIGHTS = 2000, {1440: 8000, 390: 16000}
_SPLIT = re.compile(r"\{([a-z0-9-]+)\}")

# ---- findings ------------------------------------------------------------------------------------------------


def verdicts() -> pd.Series:
    return pd.concat(claims.judged(paper).set_index("claim_id")["verdict"] for paper in claims.registered())


@pytest.mark.parametrize("name", BRIEFS)
def test_findings_rest_on_verdicts_as_they_are(name):
    found, now = tables.read(name), verdicts()
    assert 3 <= len(found) <= 5
    assert [fault for row in found.itertuples() for fault in stories.moved(row, now)] == []
    for row in found.itertuples():
        assert len(set(row.claim_ids.split())) >= 2
        assert set(_SPLIT.findall(row.sentence)) <= set(row.claim_ids.split())
        assert row.sentence.endswith(".") and not re.search(r"[.?!] [A-Z]", row.sentence), "one sentence"


@pytest.mark.parametrize("name", BRIEFS)
def test_a_changed_verdict_is_told(name):
    found, now = tables.read(name), verdicts()
    for row in found.itertuples():
        changed = now.copy()
        changed[row.claim_ids.split()[-1]] = "inconsistent"
        assert len(stories.moved(row, changed)) == 1
        assert len(stories.moved(row, now.drop(row.claim_ids.split()[0]))) == 1
    short = next(found.itertuples())._replace(verdicts="reproduced")
    assert "claims and 1 verdicts" in stories.moved(short, now)[0]


def test_cells_of_a_story_and_its_working_have_addresses_of_their_own():
    """An old address of a cell leads from the story on to the working only if the story has no such place."""
    ids = {}
    for path in Book(ROOT).notebooks():
        cells = nbformat.read(path, as_version=4).cells
        ids.setdefault(path.stem, []).append({cell.id for cell in cells})
    shared = {stem: set.intersection(*found) for stem, found in ids.items() if len(found) > 1}
    assert shared and {stem: both for stem, both in shared.items() if both} == {}


# ---- the page ------------------------------------------------------------------------------------------------


RAW = {
    "an id of a claim": re.compile(r"\b(?:ic|ar|ls|ei)-[a-z0-9]+(?:-[a-z0-9]+)*"),
    "an underscore": re.compile(r"\w+_\w+"),
    "NaN": re.compile(r"\bNaN\b"),
    "a cut decimal": re.compile(r"\d…"),
    "a bare True": re.compile(r"\b(?:True|False)\b"),
    "a word of the register": re.compile(
        r"\b(?:reproduced-if|literature-only|sources-vary|not-seen|source-differs|quoted-differently)\b"
    ),
}


def raw(text: str) -> list[str]:
    return [f"{kind}: {found[0]}" for kind, pattern in RAW.items() for found in pattern.finditer(text)]


@pytest.mark.parametrize("planted", ["ic-t2-gap", "score_source", "NaN", "37.781…", "True", "not-seen"])
def test_what_is_raw_is_seen(planted):
    assert raw(f"A number, {planted}, and more.") and not raw("A number, 37.8 of 1,000, well-known.")


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
class TestStory:
    def article(self, pages, name):
        return pages[f"{name}.html"].select_one("article")

    def test_shows_nothing_raw_with_all_folds_and_cards_open(self, pages, name):
        assert raw(read_text(self.article(pages, name))) == []

    def test_has_its_sections_in_order(self, pages, name):
        ids = [tag["id"] for tag in self.article(pages, name)(id=True)]
        sections = stories.ACROSS if name == ON_ALL else stories.SECTIONS
        places = [ids.index(anchor) for anchor in sections.values()]
        assert places == sorted(places)

    def test_tells_what_every_sign_means(self, pages, name):
        """Readers took four signs in a row for marks out of four."""
        assert set(stories.SIGNS) == set(claims.FAMILIES)
        key = (
            self.article(pages, name)
            .select_one("ol.sp-in-brief + p")
            .get_text()
            .replace("\N{NO-BREAK SPACE}", " ")
        )
        assert all(f"{claims.SYMBOLS[family]} {says}" in key for family, says in stories.SIGNS.items())

    def test_each_mark_has_one_card(self, pages, name):
        article = self.article(pages, name)
        marked = {mark["popovertarget"] for mark in article.select("button[data-claim]")}
        assert marked and marked == {card["id"] for card in article.select("[popover][id^=card-]")}

    def test_is_read_in_ten_minutes(self, pages, name):
        assert len(words(first_read(self.article(pages, name)))) <= WORDS

    def test_repeats_no_check(self, pages, name):
        code = " ".join(
            "".join(cell.source)
            for cell in nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells
            if cell.cell_type == "code"
        )
        assert not re.search(r"\bRegister\(|\.(?:check|judge|check_table|judge_part|match)\(", code)


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_A_PAPER)
def test_each_finding_on_a_paper_has_its_figure_or_table(pages, name):
    findings = pages.ids(f"{name}.html")["findings"].find_all("section", recursive=False)
    assert 2 <= len(findings) <= 4
    assert all(part.select_one("figure.sp-figure, table, .sp-try") for part in findings)


@pytest.mark.slow
def test_the_chapter_on_all_papers_shades_what_it_says_by_strength_and_dates_it(pages):
    article = pages[f"{ON_ALL}.html"].select_one("article")
    dots = [mark.get_text() for mark in article.select("#subjects .sp-strength")]
    evidence = tables.read("across-the-papers/evidence-map")
    assert sorted(dots) == sorted("●" * int(n) + "○" * (3 - int(n)) for n in evidence["strength"])
    assert article.select_one(
        "#time figure.sp-figure #figure-before-and-after, #time figure#figure-before-and-after"
    )
    assert len(article.select("#measured tbody tr")) == 5 and article.select("#check tbody tr")


@pytest.mark.slow
def test_the_landing_page_gives_the_answer_and_no_tally(pages):
    page = pages["index.html"].select_one("article")
    sentences = [item.get_text() for item in page.select(".sp-in-brief > li")]
    told = [item.strong.get_text() for item in pages[f"{ON_ALL}.html"].select(".sp-in-brief > li")]
    assert [text.removesuffix(" How sure?") for text in sentences] == told and len(told) == 5
    assert not page.select(".sp-scoreboard")
    for link in page.select(".sp-in-brief a"):
        name, _, place = link["href"].partition("#")
        assert place in pages.ids(name)


class TestInABrowser:
    pytestmark = in_a_browser

    @pytest.mark.parametrize("name", STORIES)
    @pytest.mark.parametrize("width", HEIGHTS)
    def test_a_story_is_no_taller_than_it_may_be(self, browser, served, name, width):
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.goto(f"{served}/{name}.html")
        assert page.evaluate("document.documentElement.scrollHeight") <= HEIGHTS[width]
        page.close()

    def test_an_old_address_leads_on_to_the_working_and_a_new_one_stays(self, browser, served):
        page = browser.new_page()
        story = f"{served}/chapters/01-index-comparison.html"
        page.goto(f"{story}#cell-gaps", wait_until="commit")
        page.wait_for_url("**/workings/01-index-comparison.html#cell-gaps")
        page.goto(f"{story}#differs")
        page.wait_for_timeout(300)
        assert page.url == f"{story}#differs"
        page.close()


# ---- in Kazakh and Russian -----------------------------------------------------------------------------------

PAGES = {"kk": "chapters/kk.md", "ru": "chapters/ru.md"}


def english() -> str:
    """The beginning of the SHA-256 of what the two pages follow: the words of the first chapter."""
    cells = nbformat.read(ROOT / f"{ON_ALL}.ipynb", as_version=4).cells
    words = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def test_every_translated_finding_follows_the_english_as_it_stands():
    follows = tables.read(stories.TRANSLATIONS).set_index(["name", "finding", "language"])["follows"]
    stale = []
    for name in BRIEFS:
        whose = name.partition("/")[0]
        for _, row in tables.read(name).iterrows():
            for language in PAGES:
                if follows.get((whose, row["finding"], language)) != stories.followed(row):
                    stale.append(f"{whose}, {row['finding']}, {language}")
    assert stale == []


@pytest.mark.parametrize("language", PAGES)
def test_a_translated_page_follows_the_english_as_it_stands(language):
    front = (ROOT / PAGES[language]).read_text("utf-8").split("---")[1]
    assert re.search(r"^follows: (\w+)$", front, re.M)[1] == english(), (
        "read the page anew, then store the new hash"
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", PAGES)
def test_a_translated_page_says_that_nobody_has_signed_it_and_is_not_indexed(pages, language):
    page = pages[f"chapters/{language}.html"]
    assert page.html["lang"] == language
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert page.select_one("article .admonition")
    assert len(page.select("article .sp-in-brief > li")) == sum(len(tables.read(name)) for name in BRIEFS)
    assert not page.select(".sp-scoreboard, .sp-mark")


def test_a_finding_without_words_in_a_language_is_told():
    found, told = tables.read("across-the-papers/in-brief"), tables.read(stories.TRANSLATIONS)
    with pytest.raises(claims.ClaimError, match="no ru wording of across-the-papers: reach"):
        stories.translated(found, told[told["finding"] != "reach"], "across-the-papers", "ru")
