"""The exercises of the page for seminars do what the page says that they do."""

import re

import forked
import pytest
from conftest import ROOT
from running import after_change

from softpower import claims

PAGE = (ROOT / "chapters/for-a-seminar.md").read_text(encoding="utf-8")
SECOND_READ = 'name in "ab")'
RECODED = 'second.loc[["e05", "e06"], "primary"] = "trend"'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chapter", "cell", "old", "new", "shows"),
    [
        (
            "01-index-comparison",
            "counts",
            "gap > 40",
            "gap > 45",
            r"ic-r1-five-substantial +5 +5 .*reproduced-if",
        ),
        (
            "01-index-comparison",
            "counts",
            "gap > 40",
            "gap > 30",
            "second reading .*is 'reproduced-if', not 'inconsistent'",
        ),
        (
            "02-anti-soft-power-review",
            "sensitivity",
            '== "own sentence"',
            '!= "own sentence"',
            r"effective +24 +17 ",
        ),
        (
            "03-likert-survey",
            "choices",
            '("2.25", "3.25")',
            '("2.4", "3.6")',
            r"(?s)4 .*2\.4 and 3\.6 +the lower band +([\d. ]+) 0\n +the upper band +\1 0\n",
        ),
        (
            "04-elite-interviews",
            "agreement",
            SECOND_READ,
            f"{SECOND_READ}\n{RECODED}",
            r"(?s)primary +25 +23 +0\.91.*necessity +25 +23 +0\.47",
        ),
        (
            "05-across-the-papers",
            "ten",
            'heavy = ["conclusion", "sentence"]',
            'heavy = ["sentence", "conclusion"]',
            r"verdict bears on a +\\\n\S+ +(inconsistent|quoted-differently|source-differs) +sentence",
        ),
    ],
)
def test_an_exercise_shows_what_the_page_promises(chapter, cell, old, new, shows):
    assert f"<cell-{re.sub(r'^[0-9]+-', '', chapter)}-{cell}>" in PAGE
    assert re.search(shows, forked.call(after_change, ROOT / f"workings/{chapter}.ipynb", cell, old, new))


def test_every_chapter_has_five_questions_and_an_exercise():
    sections = PAGE.split("\n## ")[1:]
    drafts = {paper.id for paper in claims.papers().values() if paper.draft}
    chapters = [path for path in sorted((ROOT / "workings").glob("*.ipynb")) if path.stem[3:] not in drafts]
    assert [int(section[0]) for section in sections] == [int(path.name[:2]) for path in chapters]
    for section in sections:
        assert re.findall(r"^(\d)\. .*\?", section, re.M) == list("12345")
        assert section.count("**Exercise.**") == 1 and "{ref}" in section


def test_the_code_that_the_page_gives_is_the_code_that_was_tried():
    for code in (
        "gap > 40",
        '("2.25", "3.25")',
        '("2.4", "3.6")',
        RECODED,
        'heavy = ["sentence", "conclusion"]',
    ):
        assert f"`{code}`" in PAGE
