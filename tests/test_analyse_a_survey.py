"""The page *Analyse a survey here*: the command's bytes out of a browser."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from surveying import CONTENTS, KEPT, PAGE, RUSSIAN, Survey, state, with_python
from visits import Visit

pytestmark = with_python
EXPORTS = ROOT / "data/synthetic/exports"
GROUP = "Which city do you live in?"


def stumbling(page) -> list[tuple[str, str]]:
    """What axe finds on the page with all folds open."""
    page.evaluate("document.querySelectorAll('#survey details').forEach(fold => { fold.open = true; })")
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [(fault["id"], node["html"][:120]) for fault in found for node in fault["nodes"]]


def by_command(folder: Path, source: Path, *options: str) -> dict[str, bytes]:
    """The same by the command, in a folder of its own."""
    folder.mkdir()
    (folder / source.name).write_bytes(source.read_bytes())
    run = [sys.executable, "-m", "softpower", "survey"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [*run, "init", source.name, "--out", "."], cwd=folder, env=environment, capture_output=True
    )
    subprocess.run(
        [*run, "responses.csv", "codebook.csv", "--out", "report", *options], cwd=folder, env=environment, check=True, capture_output=True
    )  # fmt: skip
    found = [folder / name for name in ("codebook.csv", "responses.csv", "notes.md")]
    return {path.name: path.read_bytes() for path in [*found, *(folder / "report").iterdir()]}


CASES = {
    "Russian words": (RUSSIAN, "ru", {}, ["--language=ru"]),
    "a group, cut points, a title": (
        EXPORTS / "google-forms.csv",
        "en",
        {"group": GROUP, "sample": "volunteers", "title": "Films & <news>", "low": "2.5", "high": "3.5"},
        [f"--group={GROUP}", "--sample=volunteers", "--title=Films & <news>", "--low=2.5", "--high=3.5"],
    ),
    "a workbook, in Kazakh": (EXPORTS / "kobotoolbox.xlsx", "kk", {}, ["--language=kk"]),
}


@pytest.mark.parametrize("case", CASES)
def test_every_file_has_the_bytes_that_the_command_writes(browser, site, served, tmp_path, case):
    source, language, choices, options = CASES[case]
    survey = Survey(browser, site, served, source, language, **choices)
    files = survey.analyse()
    expected = by_command(tmp_path / "by-command", source, *options)
    assert sorted(files) == sorted(expected)
    assert [name for name in files if files[name] != expected[name]] == []
    assert len(files["items.csv"].splitlines()) > 5
    assert survey.complaints() == []  # no request to another host, and none that the policy refused
    assert survey.page.evaluate("[localStorage, sessionStorage].flatMap(s => Object.keys(s))") in (
        [],
        ["theme", "mode"],
    )  # the theme's own
    if case == "Russian words":
        assert "Никогда".encode() in files["items.csv"]
        assert survey.page.inner_text("#report h2") == "Отчёт"
        frame = survey.page.frame_locator("#report iframe")
        assert "Как часто?" in frame.locator("body").inner_text()


def test_another_language_is_that_of_the_report_and_a_way_leads_to_each_of_its_parts(browser, site, served):
    survey = Survey(browser, site, served, EXPORTS / "google-forms.csv", group=GROUP)
    survey.analyse()
    page, said = survey.page, survey.page.inner_text("#report")
    assert "“How respondents came to answer” drawn at random" in said and "--" not in said.split("Scales")[0]
    page.get_by_role("button", name="Differences between groups").click()
    page.wait_for_function("() => window.scrollY > 500")
    seen = page.frame_locator("#report iframe").get_by_role("heading", name="Differences between groups")
    assert 0 <= seen.bounding_box()["y"] < 300
    page.select_option("#language", "kk")
    page.get_by_role("button", name="Топтар арасындағы айырмашылықтар").wait_for(timeout=60_000)
    assert state(page, "done").endswith("төменде тұр.")


def test_what_stands_in_three_languages_says_the_same(pages):
    """The parts of the page that are folded, in Kazakh and Russian, have the points of the English."""
    article = pages[PAGE].select_one("article")
    folds = {fold["lang"]: fold for fold in article.select("details[lang]")}
    steps = [len(part.select("ol > li")) for part in folds.values()]
    assert set(folds) == {"kk", "ru"} and steps == [
        len(article.select("#what-happens-to-your-file ol > li"))
    ] * 2 == [3, 3]
    for part in folds.values():
        said = part.get_text()
        assert all(word in said for word in ("KoboToolbox", "SPSS", "Pyodide", "cookie", "20 М", "100 000"))


def test_what_is_corrected_in_the_form_is_what_is_computed(browser, site, served, tmp_path):
    source = EXPORTS / "google-forms.csv"
    survey = Survey(browser, site, served, source)
    survey.page.check("[name=reverse-0]")
    survey.page.fill("[name=scale-6]", "=recommend")
    files = survey.analyse()
    with_command = by_command(tmp_path / "by-command", source)
    changed = list(csv.DictReader(files["codebook.csv"].decode().splitlines()))
    before = list(csv.DictReader(with_command["codebook.csv"].decode().splitlines()))
    assert [row["reverse"] for row in changed] == ["yes", *(row["reverse"] for row in before[1:])]
    assert [row["item"] for row in changed] == [row["item"] for row in before]
    assert b"'=recommend" in files["scales.csv"]  # no formula for a spreadsheet
    assert files["scales.csv"] != with_command["scales.csv"]


STATEMENTS = (
    "Мне близки фильмы России",
    "Мне близки песни России",
    "России можно верить",
    "С Россией безопасно",
)
AGREEMENT = [
    "Полностью не согласен",
    "Скорее не согласен",
    "Трудно сказать",
    "Скорее согласен",
    "Полностью согласен",
]


@pytest.fixture
def unsure(tmp_path):
    """An export with an answer that may be the middle, of statements that nothing in the file puts together."""
    path = tmp_path / "unsure.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Отметка времени", *STATEMENTS])
        for row in range(60):
            answers = [AGREEMENT[(row * k + row // 7) % 5] for k in (1, 2, 3, 4)]
            out.writerow([f"2026/10/01 {row // 6:02d}:{row % 6}0:00", *answers])
    return path


def test_a_click_answers_what_may_be_the_middle_and_what_belongs_together(
    browser, site, served, tmp_path, unsure
):
    survey = Survey(browser, site, served, unsure, "ru", width=390)
    page = survey.page
    assert "Остались вопросы" in survey.said and page.locator("#book ol li").count() == 0
    page.get_by_label("Ответ «Трудно сказать» встречается в пунктах: 4").select_option("middle")
    for first, name in ((0, "Культура"), (2, "Доверие")):
        for statement in STATEMENTS[first : first + 2]:
            page.get_by_label(statement).first.check()
        page.fill("#together-name", name)
        page.keyboard.press("Enter")
        assert page.inner_text("#together output") == f"Теперь в шкале «{name}»: 2."
    assert page.locator("#together li").first.inner_text().endswith("→ Культура")
    assert stumbling(page) == [] and page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#against").get_by_label(STATEMENTS[1]).check()
    assert "Ваши ответы внесены" in page.inner_text("#status") and "шкал: 2" in page.inner_text("#status")
    files = survey.analyse()
    scales = list(csv.DictReader(files["scales.csv"].decode().splitlines()))
    assert [row["scale"] for row in scales] == ["Культура", "Доверие"] and {row["n"] for row in scales} == {
        "60"
    }
    lines = list(csv.DictReader(files["codebook.csv"].decode().splitlines()))
    assert [row["reverse"] for row in lines] == ["no", "yes", "no", "no"]
    assert {(row["labels"], row["highest"], row["missing"]) for row in lines} == {
        ("|".join(AGREEMENT), "5", "")
    }
    folder = tmp_path / "by-command"  # the command's bytes for this codebook
    folder.mkdir()
    for name in ("responses.csv", "codebook.csv"):
        (folder / name).write_bytes(files[name])
    run = [sys.executable, "-m", "softpower", "survey", "responses.csv", "codebook.csv", "--out", "report"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*run, "--language=ru"], cwd=folder, env=environment, check=True, capture_output=True)
    for path in (folder / "report").iterdir():
        assert files[path.name] == path.read_bytes(), path.name


def test_an_answer_is_taken_back_and_nothing_is_put_together_by_halves(browser, site, served, unsure):
    page = Survey(browser, site, served, unsure).page
    fields = lambda: page.evaluate("[...document.querySelectorAll('#book [name$=\"-0\"]')].map(f => f.value)")  # noqa: E731
    drafted = fields()
    middle = page.get_by_label("“Трудно сказать” was given with 4 statements")
    middle.select_option("middle")
    assert "|".join(AGREEMENT) in fields()
    middle.select_option("")
    assert fields() == drafted
    page.get_by_label(STATEMENTS[0]).first.check()
    page.fill("#together-name", "one alone")
    page.click("#together button")
    assert "two statements at least" in page.inner_text("#together output") and fields() == drafted


def test_a_codebook_of_ones_own(browser, site, served, tmp_path):
    synthetic = ROOT / "data/synthetic"
    context = browser.new_context(accept_downloads=True)
    visit = Visit(context, site, served, PAGE, scroll=False)
    visit.page.click("summary:has-text('I have a codebook')")
    visit.page.set_input_files("#codebook", synthetic / "survey-codebook.csv")
    visit.page.set_input_files("#file", synthetic / "survey-responses.csv")
    state(visit.page, "ready")
    visit.page.click("#analyse")
    state(visit.page, "done")
    with visit.page.expect_download() as download:
        visit.page.click("#report a[download='scales.csv']")
    out = tmp_path / "report"
    command = [
        sys.executable,
        "-m",
        "softpower",
        "survey",
        synthetic / "survey-responses.csv",
        synthetic / "survey-codebook.csv",
    ]
    subprocess.run(
        [*command, "--out", out], check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert Path(download.value.path()).read_bytes() == (out / "scales.csv").read_bytes()


WORDING = "<img src=x onerror=window.broken=1> I like it"
HOSTILE = {
    "codebook.csv": "item,wording,scale,reverse,lowest,highest,missing\n"
    + "".join(f"q{i},{WORDING},=1+{i % 2},no,1,5,\n" for i in range(4)),
    "responses.csv": "respondent,city,q0,q1,q2,q3\n"
    + "".join(
        f"r{i},{('<script>window.broken=1</script>', '=cmd|x')[i % 2]},{i % 5 + 1},{i % 4 + 1},{i % 3 + 1},{i % 5 + 1}\n"
        for i in range(30)
    ),
}


def test_answers_never_become_markup_or_formulas(browser, site, served, tmp_path):
    for name, text in HOSTILE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    context = browser.new_context(accept_downloads=True)
    context.add_init_script(KEPT)
    visit = Visit(context, site, served, PAGE, scroll=False)
    page = visit.page
    page.click("summary:has-text('I have a codebook')")
    page.set_input_files("#codebook", tmp_path / "codebook.csv")
    page.set_input_files("#file", tmp_path / "responses.csv")
    state(page, "ready")
    assert page.inner_text("#item-0") == WORDING
    page.select_option("#choose-group", "city")
    page.click("#analyse")
    state(page, "done")
    frame = page.query_selector("#report iframe").content_frame()
    text = frame.inner_text("body")
    assert "<script>window.broken=1</script>" in text and WORDING in text
    assert (
        frame.query_selector("script, img") is None
        and page.query_selector("#survey :is(img, script)") is None
    )
    assert page.evaluate("window.broken") is None
    files = page.evaluate(CONTENTS)
    cells = [cell for name in TABLES for row in csv.reader(files[name].splitlines()) for cell in row]
    assert "'=cmd|x" in cells and [cell for cell in cells if cell.startswith(("=", "@", "\t"))] == []
    assert visit.complaints() == []


TABLES = (
    "items.csv",
    "scales.csv",
    "bands.csv",
    "groups.csv",
    "reliability.csv",
    "statements.csv",
    "differences.csv",
    "missing.csv",
)


def test_what_cannot_be_read_here_is_told_with_what_to_do(browser, site, served, tmp_path):
    visit = Visit(browser.new_context(), site, served, PAGE, scroll=False)
    page = visit.page

    def refused(path) -> str:
        page.set_input_files("#file", path)
        page.wait_for_selector("#status[data-state=error]", timeout=120_000)
        assert page.is_disabled("#analyse")
        return page.inner_text("#status")

    assert "python -m softpower survey init spss.sav --out mine" in refused(EXPORTS / "spss.sav")
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" + b"1,2\n" * 5_500_000)
    assert "takes up to 20" in refused(large)
    assert not [
        url for url in visit.asked if "/python-" in url and "python-here" not in url
    ]  # so far without Python
    assert "no column with answers of a scale" in refused(ROOT / "tests/data/survey-exports/only-text.csv")
    page.set_input_files("#file", RUSSIAN)  # and the page goes on
    state(page, "ready")


def test_cancel_and_clear_leave_nothing(browser, site, served, tmp_path):
    path = tmp_path / "many.csv"
    rows = "".join(
        f"{i}," + ",".join(str((i * k) % 5 + 1) for k in range(3, 23)) + "\n" for i in range(30_000)
    )
    path.write_text("id," + ",".join(f"q{k}" for k in range(1, 21)) + "\n" + rows)
    visit = Visit(browser.new_context(), site, served, PAGE, scroll=False)
    page = visit.page
    page.set_input_files("#file", path)
    page.wait_for_selector("#status[data-state=loading]")
    page.click("#cancel")
    assert page.get_attribute("#status", "data-state") == "idle" and "Cancelled" in page.inner_text("#status")
    page.set_input_files("#file", RUSSIAN)
    state(page, "ready")
    page.click("#analyse")
    state(page, "done")
    page.click("#clear")
    assert page.get_attribute("#status", "data-state") == "idle"
    assert page.inner_text("#report") == "" and page.inner_text("#book") == ""
    assert page.evaluate("document.getElementById('file').files.length") == 0


def test_the_keyboard_is_enough_and_nothing_stumbles(browser, site, served):
    survey = Survey(browser, site, served, RUSSIAN, width=390)
    page = survey.page
    page.focus("#analyse")
    page.keyboard.press("Enter")
    state(page, "done")
    assert page.evaluate("document.activeElement.id") == "report"  # the next tab stop is the first file
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.download") == "survey-report.zip"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert stumbling(page) == []
