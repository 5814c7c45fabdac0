"""What a reader changes in a story moves the sentence: the same one that Python makes, by mouse, keyboard, without a script."""

import random
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from visits import Visit, in_a_browser

from softpower import trying

HOLDERS = ("Russia", "Kazakhstan")


def test_two_ways_that_say_the_same_are_no_choice():
    with pytest.raises(ValueError, match="two ways at least, with different sentences"):
        trying.choices("same", ask="Which?", options={"one": "It holds.", "other": "It holds."})


@pytest.mark.parametrize("given", [[1], [0, 0]])
def test_weights_are_one_a_row_and_not_all_of_them_none(given):
    with pytest.raises(ValueError, match="'mine' needs a weight for each of 2 rows"):
        trying.weights(
            "two", ask="Weigh", holders=HOLDERS, presets={"mine": given},
            scores={"a": (Decimal("1.0"), Decimal("2.0")), "b": (Decimal("3.0"), Decimal("1.0"))},
        )  # fmt: skip


def test_every_setting_has_its_sentence_in_a_notebook_too():
    tried = trying.choices(
        "base", ask="Percent of whom?", options={"of all": "A half.", "of some": "A third."}
    )
    assert repr(tried).split("\n") == ["Percent of whom?", "of all: A half.", "of some: A third."]
    assert tried._repr_mimebundle_()["text/plain"] == repr(tried)


# ---- on the page ---------------------------------------------------------------------------------------------

PLACES = {
    "chapters/01-index-comparison.html": "try-index-weights",
    "chapters/02-anti-soft-power-review.html": "try-what-counts-as-a-view",
    "chapters/03-likert-survey.html": "try-motive",
    "chapters/04-elite-interviews.html": "try-shared-view",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLACES)
def test_a_story_lists_every_setting_with_its_sentence(pages, name):
    box = pages.ids(name)[PLACES[name]]
    said = [sentence.get_text() for sentence in box.select("dd")]
    assert len(said) >= 2 and len(set(said)) == len(said)
    assert box.output.get_text() == said[0] and box.output["aria-live"] == "polite"


class TestInABrowser:
    pytestmark = in_a_browser

    @pytest.fixture
    def opened(self, browser, site, served):
        context = browser.new_context(viewport={"width": 390, "height": 844})
        yield lambda name: Visit(context, site, served, name, scroll=False).page
        context.close()

    @pytest.mark.parametrize("name", [name for name in PLACES if "01" not in name])
    def test_a_choice_moves_the_sentence_by_mouse_and_by_keyboard(self, opened, name):
        page = opened(name)
        box = page.locator(f"#{PLACES[name]}")
        said = lambda: box.locator("output").inner_text()  # noqa: E731
        first = said()
        box.locator("label").nth(1).click()
        second = said()
        assert second != first
        page.keyboard.press("ArrowUp")
        assert said() == first
        page.keyboard.press("ArrowDown")
        assert said() == second

    def test_weights_give_the_sentence_that_python_gives(self, opened):
        page = opened("chapters/01-index-comparison.html")
        soup = BeautifulSoup(page.content(), "lxml").find(id="try-index-weights")
        content = page.evaluate("JSON.parse(document.querySelector('#try-index-weights').dataset.given)")
        box = page.locator("#try-index-weights")
        for button, sentence in zip(box.locator("button").all(), soup.select("dd"), strict=True):
            button.click()
            assert box.locator("output").inner_text() == sentence.get_text()
        chance = random.Random(2026)
        for _ in range(200):
            given = [chance.randint(0, 5) if chance.random() < 0.7 else 0 for _ in content["tenths"]]
            page.evaluate(
                """given => { const sliders = [...document.querySelectorAll('#try-index-weights input')];
                sliders.forEach((slider, i) => { slider.value = given[i]; });
                sliders[0].dispatchEvent(new Event('input', {bubbles: true})); }""",
                given,
            )
            expected = trying.weighed(content["tenths"], given, content["holders"])
            assert box.locator("output").inner_text() == expected, given

    def test_a_slider_moves_the_sentence_by_keyboard(self, opened):
        page = opened("chapters/01-index-comparison.html")
        said = page.locator("#try-index-weights output")
        first = said.inner_text()
        page.locator("#try-index-weights input").first.focus()
        page.keyboard.press("ArrowRight")
        assert said.inner_text() != first
        assert page.locator("#try-index-weights b").first.inner_text() == "2"

    @pytest.mark.parametrize("name", PLACES)
    def test_without_a_script_the_settings_stand_in_a_list(self, browser, site, served, name):
        context = browser.new_context(java_script_enabled=False)
        page = Visit(context, site, served, name, scroll=False).page
        box = page.locator(f"#{PLACES[name]}")
        assert not box.locator("form").is_visible() and box.locator("dl").is_visible()
        context.close()
