import shutil

import pytest

from softpower import tables, wording

SHARED = "rivers carry stories from the hills down to every town"  # ten words
LAYOUT = wording.Layout("Abstract", "References", False, "Ames")
PAGED = LAYOUT._replace(paged=True)


def body(*lines: str) -> str:
    return "\n\n".join(
        ["A title above", "Abstract", "What it is about.", *lines, "References", f"Old {SHARED}."]
    )


def found(first: str, second: str, layout: wording.Layout = LAYOUT) -> list[wording.Run]:
    return wording.runs(wording.paragraphs(body(first), layout), wording.paragraphs(body(second), layout))


def test_paragraphs_are_numbered_below_their_heading():
    text = body("1. Beginnings", "One.", "Two.", "1.1 And then?", "Three.", "FAR ENDS", "Four.")
    assert [paragraph.locator for paragraph in wording.paragraphs(text, LAYOUT)] == [
        "Abstract, paragraph 1",
        "section 1, paragraph 1",
        "section 1, paragraph 2",
        "section 1.1, paragraph 1",
        "Far ends, paragraph 1",
    ]


def test_a_heading_can_have_the_register_s_name():
    layout = LAYOUT._replace(sections=(("What others", "Discussion: others"),))
    text = body("What others say about it", "One.")
    assert wording.paragraphs(text, layout)[-1].locator == "Discussion: others, paragraph 1"


def test_a_page_cuts_a_paragraph_only_where_there_are_pages():
    long = "It goes on and on " * 8 + "over"
    text = body("1. Beginnings", long, "The page.")
    assert len(wording.paragraphs(text, PAGED)) == len(wording.paragraphs(text, LAYOUT)) - 1
    assert wording.paragraphs(text, PAGED)[-1].text == f"{long} The page."


@pytest.mark.parametrize(
    "line",
    [
        f"Table 1. {SHARED}.",
        f"Keywords: {SHARED}",
        f"*Source: {SHARED}.*",
        f"*Source: made by us*\n\n*after {SHARED}.*",
        f"<sup>1</sup> {SHARED}",
        f"{SHARED}\tand a cell",
        f"## {SHARED.capitalize()}",
    ],
)
def test_what_is_no_running_text_is_left_out(line):
    assert not found(line, f"We say that {SHARED}.")


def test_a_text_without_its_body_is_refused():
    with pytest.raises(ValueError, match="'Abstract'.*'References'"):
        wording.paragraphs("Abstract\n\nNo end.", LAYOUT)


def test_a_run_is_told_once_and_whole():
    (run,) = found(f"We say that {SHARED}. So.", f"They wrote: {SHARED}; well.")
    assert run.words == 10
    assert run.first.text[slice(*run.span)] == SHARED
    assert run.second.text[slice(*run.second_span)] == SHARED


def test_seven_words_are_too_few_and_eight_are_not():
    eight = " ".join(SHARED.split()[:8])
    assert [run.words for run in found(f"Ah, {eight} once.", f"Oh, {eight} twice.")] == [8]
    assert not found(f"Ah, {eight[:-3]} once.", f"Oh, {eight[:-3]} twice.")


def test_case_marks_hyphens_and_citations_do_not_part_a_run():
    cited = "Rivers carry “stories” from the hills (Ames, 2022), down to [3, p. 4] every-town"
    assert [run.words for run in found(f"{cited}.", f"We say {SHARED}.")] == [10]


def test_a_run_does_not_go_over_the_end_of_a_paragraph():
    left, right = " ".join(SHARED.split()[:5]), " ".join(SHARED.split()[5:])
    assert not found(f"So {left}.\n\nAnd {right}.", f"So {SHARED}.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Office of Rivers and Hills of the Republic", True),
        ("Plan 2020 for the Hills", True),
        (SHARED, False),
        ("the Office wants Rivers", False),
    ],
)
def test_names_are_told_by_their_capitals(text, name):
    assert wording.is_name(text) is name


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (f"{SHARED} [3].", True),
        (f"{SHARED}. More of it (Ames, 2022).", True),
        (f"{SHARED}. As Ames (2022) has it.", True),
        (f"{SHARED}.Footnote4", True),
        (f"As Ames (2022) has it, {SHARED}.", False),
        (f"{SHARED}, in 2022.", False),
    ],
)
def test_a_citation_counts_in_the_passage_or_behind_it(text, cited):
    start = text.index(SHARED)
    paragraph = wording.Paragraph("here", text)
    assert wording.is_cited(paragraph, (start, start + len(SHARED))) is cited


# ---- the table ---------------------------------------------------------------------------------------------


def texts(**paragraphs: str) -> dict[str, str]:
    """Four made-up papers, each with one paragraph."""
    made = {}
    for paper, layout in wording.LAYOUTS.items():
        said = paragraphs.get(paper.replace("-", "_"), f"Of {paper} there is little to tell.")
        made[paper] = "\n\n".join(["A title", f"{layout.begins} so.", "1 Beginnings", said, layout.ends])
    return made


def test_a_shared_run_has_one_row_with_places_and_no_words():
    rows = wording.shared(
        texts(
            anti_soft_power_review=f"By Hudson's survey {SHARED} [19].",
            likert_survey=f"It is clear that {SHARED}.",
        )
    )
    assert rows == [
        {
            "paper_a": "anti-soft-power-review",
            "locator_a": "section 1, paragraph 1",
            "paper_b": "likert-survey",
            "locator_b": "section 1, paragraph 1",
            "words": "10",
            "cited_a": "yes",
            "cited_b": "no",
            "named_a": "yes",
            "named_b": "no",
        }
    ]


def test_a_quotation_counts_only_if_it_is_from_the_other_paper():
    survey = f"It is clear that {SHARED}."
    third = texts(elite_interviews=f"Somebody said: “{SHARED}” (Ames, 2022).", likert_survey=survey)
    theirs = texts(elite_interviews=f"Hudson (2022) says: “{SHARED}”.", likert_survey=survey)
    assert not wording.shared(third)
    assert [row["named_b"] for row in wording.shared(theirs)] == ["yes"]


def test_a_name_is_no_shared_wording():
    name = "the Office of Rivers and Hills of the Republic of Towns"
    assert not wording.shared(texts(index_comparison=f"We asked {name}.", likert_survey=f"So did {name}."))


@pytest.fixture
def papers(tmp_path, monkeypatch, root):
    """Made-up papers and a book beside them whose table is that of these papers."""
    shutil.copytree(root / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    made = texts(index_comparison=f"We tell: {SHARED}.", elite_interviews=f"They say: {SHARED}.")
    for paper, text in made.items():
        (tmp_path / f"{paper}.txt").write_text(text, encoding="utf-8")
    assert wording.main([str(tmp_path), "--write"]) == 0
    return tmp_path


def test_equal_tables_are_status_0_and_readable(papers, capsys):
    assert wording.main([str(papers)]) == 0
    assert "1 run of 8 words or more" in capsys.readouterr().out
    assert tables.read(wording.TABLE)["words"].tolist() == [10]


@pytest.mark.parametrize(
    ("old", "new"), [(",10,", ",11,"), (",10,no", ",10,yes"), ("section 1,", "section 2,")]
)
def test_any_difference_is_named_and_status_1(papers, capsys, old, new):
    path = tables.path(wording.TABLE)
    path.write_text(path.read_text().replace(old, new, 1))
    assert wording.main([str(papers)]) == 1
    told = capsys.readouterr().out
    assert "only in the table: " in told and "only in the texts: 10 words" in told


def test_a_row_too_few_is_a_difference(papers, capsys):
    path = tables.path(wording.TABLE)
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert wording.main([str(papers)]) == 1
    assert "only in the texts: 10 words, index-comparison" in capsys.readouterr().out


def test_a_folder_that_cannot_be_used_is_status_2(tmp_path, capsys):
    assert wording.main([str(tmp_path / "none")]) == 2
    assert "PAPERS=DIR" in capsys.readouterr().err
    assert wording.main([str(tmp_path)]) == 2
    assert "index-comparison.txt" in capsys.readouterr().err
    assert wording.main([str(tmp_path), "--wrong"]) == 2
