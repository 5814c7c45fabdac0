"""``python -m softpower survey init``: what is drafted from files as people have them, what is asked, what is refused."""

import csv
import io
import itertools
import os
import random
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import exports
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from softpower import __main__
from softpower.survey import codebook, init
from softpower.survey.errors import SurveyError
from softpower.survey.init import answers, command, draft, headings, people, sniff, table, words, workbook

FILES = ROOT / "tests/data/survey-exports"
SAMPLES = ROOT / "data/synthetic/exports"


def drafted(text, name: str = "f.csv") -> init.Draft:
    return init.draft(text.encode() if isinstance(text, str) else text, name)


def book(made: init.Draft) -> dict[str, codebook.Item]:
    return {item.name: item for item in codebook.codebook_of(made.codebook.encode())}


def rows(made: init.Draft) -> list[dict]:
    return list(csv.DictReader(io.StringIO(made.responses)))


def survey(columns: dict[str, list], n: int = 30, seed: int = 1) -> str:
    """A CSV of `n` respondents whose answers are drawn from the lists."""
    draw = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", *columns])
    cells = [[*values, *draw.choices(values, k=max(0, n - len(values)))][:n] for values in columns.values()]
    writer.writerows([at, *row] for at, row in enumerate(zip(*cells, strict=True), 1))
    return out.getvalue()


def matrix(*values: str, n: int = 30) -> str:
    return survey({"How? [first line]": list(values), "How? [second line]": list(reversed(values))}, n)


def the_item(text: str) -> codebook.Item:
    return next(iter(book(drafted(text)).values()))


# ---- a table of cases ------------------------------------------------------------------------------------


def outcome(path: Path) -> dict[str, str]:
    """What comes of a file, in one line of the table."""
    try:
        made = init.draft(path.read_bytes(), path.name)
    except SurveyError as error:
        return {"file": path.name, "status": "2", "scales": "", "left_out": "", "asked": str(error)}
    items = book(made)
    scales = []
    for name, members in codebook.by_scale(tuple(items.values())).items():
        first = members[0]
        kinds = f"; {'|'.join(first.missing)}" if first.missing else ""
        scales.append(
            f"{name}: {len(members)} from {first.lowest} to {first.highest} ({'|'.join(first.labels)}{kinds})"
        )
    left = re.findall(
        r"^\| (.*?) \| .*? \|$", (made.notes.partition("## Left out")[2]).partition("##")[0], re.M
    )
    return {
        "file": path.name,
        "status": "3" if made.questions else "0",
        "scales": "\n".join(scales),
        "left_out": "; ".join(name for name in left if name != "column"),
        "asked": "\n".join(text[:60] for text in made.questions),
    }


def expected() -> list[dict[str, str]]:
    with (FILES / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", expected(), ids=lambda case: case["file"])
def test_each_file_as_people_have_it_gets_what_is_right(case):
    assert outcome(FILES / case["file"]) == case


def test_the_table_of_cases_is_whole():
    named = {case["file"] for case in expected()}
    assert named == {path.name for path in FILES.iterdir()} - {"README.md", "expected.csv"}
    assert {case["status"] for case in expected()} == {"0", "2", "3"}


@pytest.mark.parametrize(
    "case", [case for case in expected() if case["status"] != "2"], ids=lambda case: case["file"]
)
def test_each_draft_can_be_read_back_and_holds_every_respondent(case):
    made = init.draft((FILES / case["file"]).read_bytes(), case["file"])
    read = rows(made)
    assert len({row["respondent"] for row in read}) == len(read) > 0
    for item in book(made).values():
        for row in read:
            answer = item.read(row[item.name])
            unfinished = "order of these answers is not known" in made.notes and not item.labels
            assert answer is not None or unfinished or row[item.name] in made.notes, (
                item.name,
                row[item.name],
            )


OPEN = {"one-typo-decimal.csv", "stray-55.csv", "unknown-no-matrix.csv", "unknown-set.csv"}
"""Drafts that `survey` refuses until their question is answered."""


@pytest.mark.parametrize(
    "case", [case for case in expected() if case["status"] != "2"], ids=lambda case: case["file"]
)
def test_the_command_that_the_notes_give_runs_unless_an_answer_is_open(case, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert init.main([str(FILES / case["file"]), "--out", "draft"]) == int(case["status"])
    line = next(
        line
        for line in Path("draft/notes.md").read_text("utf-8").splitlines()
        if line.startswith("    python -m softpower")
    )
    status = __main__.main(shlex.split(line)[3:])
    said = capsys.readouterr().err
    assert status == (2 if case["file"] in OPEN else 0), said
    if status:
        assert "draft/responses.csv, row" in said


# ---- samples of every tool: two commands, no hand edit ---------------------------------------------------


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if path.suffix != ".md"))
def test_a_sample_of_each_tool_comes_to_a_report_in_two_commands(sample, tmp_path, capsys):
    if sample.endswith((".sav", ".dta")):
        pytest.importorskip("pyreadstat")
    out = tmp_path / "draft"
    assert __main__.main(["survey", "init", str(SAMPLES / sample), "--out", str(out)]) == 0, (
        capsys.readouterr().err
    )
    assert sorted(os.listdir(out)) == sorted(init.FILES)
    report = tmp_path / "report"
    assert (
        __main__.main(["survey", str(out / "responses.csv"), str(out / "codebook.csv"), "--out", str(report)])
        == 0
    )
    with (report / "scales.csv").open(encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    films = [row["films"] for row in exports.survey()]
    scores = [sum(x for x in one if x) / sum(x is not None for x in one) for one in films]
    assert float(first["mean"]) == pytest.approx(sum(scores) / len(scores), abs=1e-6)
    assert (first["n"], first["items"]) == (str(exports.PEOPLE), "3")
    notes = (out / "notes.md").read_text(encoding="utf-8")
    assert "example.org" not in notes + (out / "responses.csv").read_text(encoding="utf-8")
    assert "192.0.2." not in (out / "responses.csv").read_text(encoding="utf-8")
    assert "**Ready.**" in notes


def test_the_samples_are_what_the_script_writes():
    people_ = exports.survey()
    for name, raw in exports.csv_files(people_).items():
        assert (SAMPLES / name).read_bytes() == raw, name
    for name, raw in exports.workbooks(people_).items():
        assert (SAMPLES / name).read_bytes() == raw, name


def test_spss_and_stata_samples_hold_the_same_survey(tmp_path):
    pytest.importorskip("pyreadstat")
    exports.write_statistics(exports.survey(), tmp_path)
    for name in ("spss.sav", "stata.dta"):
        ours, again = (init.draft((folder / name).read_bytes(), name) for folder in (SAMPLES, tmp_path))
        assert (ours.codebook, ours.responses) == (again.codebook, again.responses)
        films = book(ours)["films_1"]
        assert films.labels == tuple(exports.AGREE)
        assert dict(zip(films.missing, films.missing_names, strict=True)) == {
            "98": "Don't know",
            "99": "Refused",
        }


def test_labels_missing_codes_and_dates_of_spss_and_stata_fill_the_codebook(tmp_path):
    pyreadstat, pandas = pytest.importorskip("pyreadstat"), pytest.importorskip("pandas")
    agree = {
        1: "Strongly agree",
        2: "Agree",
        3: "Disagree",
        4: "Strongly disagree",
        8: "Don't know",
        9: "Refused",
    }
    ends = {0: "No trust at all", 10: "Complete trust", 77: "Refusal", 88: "Don't know"}
    frame = pandas.DataFrame(
        {
            "CASEID": [float(n) for n in range(1, 25)],
            "day": [f"2024-05-{n:02}" for n in range(1, 25)],
            "SEX": [1.0, 2.0] * 12,
            "TR_POL": [0.0, 3.0, 5.0, 10.0, 77.0, 88.0] * 4,
            "TR_LEG": [1.0, 3.0, 5.0, 8.0, 77.0, None] * 4,
            "Q5A": [1.0, 2.0, 3.0, 8.0] * 6,
            "Q5B": [1.0, 2.0, 4.0, 9.0] * 6,
        }
    )
    labels = {"SEX": {1: "Male", 2: "Female"}, "TR_POL": ends, "TR_LEG": ends, "Q5A": agree, "Q5B": agree}
    missing = {"TR_POL": [{"lo": 77, "hi": 99}], "TR_LEG": [{"lo": 77, "hi": 99}]}
    pyreadstat.write_sav(frame, tmp_path / "f.sav", variable_value_labels=labels, missing_ranges=missing)
    made = init.draft((tmp_path / "f.sav").read_bytes(), "f.sav")
    items = book(made)
    assert {
        name: (item.scale, item.lowest, item.highest, item.missing_names) for name, item in items.items()
    } == {
        "TR_POL": ("TR", 0, 10, ("Refused", "Don't know")),
        "TR_LEG": ("TR", 0, 10, ("Refused", "Don't know")),
        "Q5A": ("Q5", 1, 4, ("Don't know", "Refused")),
        "Q5B": ("Q5", 1, 4, ("Don't know", "Refused")),
    }
    assert items["TR_POL"].labels == ("No trust at all", *[""] * 9, "Complete trust")
    assert items["Q5A"].labels == ("Strongly agree", "Agree", "Disagree", "Strongly disagree")
    assert "from 'Strongly agree' up to 'Strongly disagree': they are kept" in made.notes
    assert {row["SEX"] for row in rows(made)} == {"Male", "Female"} and "| day | time stamps |" in made.notes


def test_files_of_text_and_workbooks_need_the_standard_library_alone():
    script = (
        "import sys\n"
        "from softpower.survey import init\n"
        "for name in sys.argv[1:]:\n"
        "    init.draft(open(name, 'rb').read(), name)\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'pyreadstat', 'narwhals', 'scipy', 'xlsxwriter'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)\n"
    )
    names = [str(path) for path in SAMPLES.iterdir() if path.suffix in (".csv", ".xlsx")]
    run = subprocess.run(
        [sys.executable, "-c", script, *names], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stderr


# ---- answer words ----------------------------------------------------------------------------------------

SETS = [  # from lowest to highest
    "Strongly disagree|Disagree|Agree|Strongly agree",
    "Strongly disagree|Disagree|Neutral|Agree|Strongly agree",
    "Strongly Disagree|Disagree|Neither Agree nor Disagree|Agree|Strongly Agree",
    "Disagree strongly|Disagree|Disagree slightly|Agree slightly|Agree|Agree strongly",
    "Strongly disagree|Disagree|Somewhat disagree|Neither agree nor disagree|Somewhat agree|Agree|Strongly agree",
    "Completely disagree|Mostly disagree|Slightly disagree|Slightly agree|Mostly agree|Completely agree",
    "Very dissatisfied|Dissatisfied|Satisfied|Very satisfied",
    "Very dissatisfied|Dissatisfied|Neutral|Satisfied|Very satisfied",
    "Very unsatisfied|Unsatisfied|Neutral|Satisfied|Very satisfied",
    "Extremely dissatisfied|Moderately dissatisfied|Slightly dissatisfied|Neither satisfied nor dissatisfied|Slightly satisfied"
    "|Moderately satisfied|Extremely satisfied",
    "Never|Rarely|Sometimes|Often",
    "Never|Rarely|Sometimes|Often|Always",
    "Never|Almost never|Sometimes|Almost always|Always",
    "Never|Very rarely|Rarely|Occasionally|Very often|Always",
    "Never|Rarely|Occasionally|Sometimes|Frequently|Usually|Every time",
    "Not at all|Several days|More than half the days|Nearly every day",
    "Never|Once a month|Once a week|Several times a week|Every day",
    "Никогда|Раз в месяц|Раз в неделю|Несколько раз в неделю|Каждый день",
    "Полностью не согласен|Скорее не согласен|Скорее согласен|Полностью согласен",
    "Полностью не согласен|Не согласен|Нейтрально|Согласен|Полностью согласен",
    "Совершенно не согласен|Скорее не согласен|И да, и нет|Скорее согласен|Полностью согласен",
    "Абсолютно не согласна|Не согласна|Скорее не согласна|Скорее согласна|Согласна|Абсолютно согласна",
    "Полностью не согласен(на)|Не согласен(на)|Скорее не согласен(на)|Нейтрально|Скорее согласен(на)|Согласен(на)|Полностью согласен(на)",
    "Категорически не согласен|Скорее не согласен, чем согласен|Скорее согласен, чем не согласен|Полностью согласен",
    "Совсем не удовлетворён|Скорее не удовлетворён|Скорее удовлетворён|Полностью удовлетворён",
    "Очень недоволен|Недоволен|Нейтрально|Доволен|Очень доволен",
    "Никогда|Редко|Иногда|Часто",
    "Никогда|Редко|Иногда|Часто|Всегда",
    "Никогда|Почти никогда|Редко|Иногда|Часто|Почти всегда|Всегда",
    "Мүлдем келіспеймін|Келіспеймін|Келісемін|Толық келісемін",
    "Мүлдем келіспеймін|Келіспеймін|Бейтарап|Келісемін|Толығымен келісемін",
    "Толық келіспеймін|Келіспеймін|Ішінара келіспеймін|Ішінара келісемін|Келісемін|Толық келісемін",
    "Толық келіспеймін|Келіспеймін|Ішінара келіспеймін|Бейтарап|Ішінара келісемін|Келісемін|Толық келісемін",
    "Мүлдем қанағаттанбаймын|Қанағаттанбаймын|Бейтарап|Қанағаттанамын|Толық қанағаттанамын",
    "Мүлдем риза емеспін|Риза емеспін|Ризамын|Өте ризамын",
    "Ешқашан|Сирек|Кейде|Жиі",
    "Ешқашан|Сирек|Кейде|Жиі|Әрқашан",
    "Ешқашан|Өте сирек|Сирек|Кейде|Жиі|Өте жиі|Әрдайым",
    "Мүлдем келіспеймін / Полностью не согласен|Келіспеймін / Не согласен|Келісемін / Согласен|Толық келісемін / Полностью согласен",
]


@pytest.mark.parametrize("order", SETS)
def test_each_set_of_words_is_ordered_however_it_comes(order):
    labels = tuple(order.split("|"))
    for seed in range(4):
        mixed = list(labels)
        random.Random(seed).shuffle(mixed)
        known = words.recognise(mixed)
        assert known is not None and known.order == labels
    item = the_item(matrix(*random.Random(9).sample(labels, len(labels))))
    assert (item.lowest, item.highest, item.labels) == (1, len(labels), labels)
    assert not item.reverse


@pytest.mark.parametrize("order", [order for order in SETS if "/" not in order])
def test_case_spaces_apostrophes_and_keyboards_without_kazakh_letters_change_nothing(order):
    labels = order.split("|")
    kazakh = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
    for change in (
        str.upper,
        str.lower,
        lambda word: f"  {word}\u00a0",
        lambda word: word.replace(" ", "  ") + ".",
        lambda word: word.translate(kazakh),
    ):
        known = words.recognise([change(label) for label in labels])
        assert known is not None
        assert [words.plain(label) for label in known.order] == [words.plain(label) for label in labels]


NOT_KNOWN = [
    ["Hot", "Warm", "Cold"],
    ["Almaty", "Astana", "Oral"],
    ["Strongly agree", "Completely disagree", "Agree", "Somewhat disagree", "Neutral"],
    ["Often", "Frequently", "Never", "Always"],
    ["Agree", "Very satisfied", "Never", "Good"],
    ["Disagree", "Strongly disagree", "Somewhat agree", "Neutral"],
]


@pytest.mark.parametrize("texts", NOT_KNOWN, ids=" ".join)
def test_a_set_that_is_not_known_is_asked_and_never_guessed(texts):
    known = words.recognise(texts)
    assert known is None or known.doubt
    made = drafted(matrix(*texts))
    assert made.questions
    item = next(iter(book(made).values()))
    assert item.labels == () or known is not None
    if known is None:
        assert f"{sorted(texts)[0]!r}" in made.questions[0] and "not guessed" in made.questions[0]


@pytest.mark.parametrize("gone", range(5))
def test_a_degree_that_nobody_chose_is_added_where_its_opposite_shows_it(gone):
    labels = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    seen = [label for at, label in enumerate(labels) if at != gone]
    known = words.recognise(seen)
    assert known.order == tuple(labels) if gone != 2 else known.order == tuple(seen)
    made = drafted(matrix(*seen))
    assert "obody chose" in made.notes or "o middle answer" in made.notes


def test_an_inner_degree_without_its_opposite_is_asked_about():
    known = words.recognise(["Strongly agree", "Agree", "Somewhat agree", "Disagree", "Strongly disagree"])
    assert known.added == ("Somewhat disagree",) and "if the question did not offer it" in known.doubt


def test_two_degrees_on_one_side_and_none_on_the_other_are_doubtful_or_unknown():
    assert (
        words.recognise(["Agree", "Strongly agree"]).added == ("Disagree", "Strongly disagree")
        or words.recognise(["Agree", "Strongly agree"]) is None
    )
    assert words.recognise(["Agree", "Neutral", "Disagree"]).doubt


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Don't know", "Don't know"), ("Don\u2019t know", "Don't know"), ("dont know", "Don't know"), ("DK", "Don't know"),
        ("Не знаю", "Don't know"), ("Затрудняюсь ответить", "Don't know"), ("Білмеймін", "Don't know"), ("Жауап беру қиын", "Don't know"),
        ("Prefer not to say", "Refused"), ("Refused", "Refused"), ("Отказ от ответа", "Refused"), ("Жауап беруден бас тартамын", "Refused"),
        ("Not applicable", "Not applicable"), ("N/A", "Not applicable"), ("Не применимо", "Not applicable"), ("Маған қатысты емес", "Not applicable"),
        ("-", "No answer"), ("No answer", "No answer"), ("Нет ответа", "No answer"), ("Жауап жоқ", "No answer"), ("#NULL!", "No answer"),
        ("Білмеймін / Не знаю", "Don't know"),
    ],
)  # fmt: skip
def test_no_answer_is_set_apart_and_never_a_midpoint(text, kind):
    assert words.no_answer(text) == kind
    item = the_item(matrix("Disagree", "Agree", "Strongly agree", "Strongly disagree", text))
    assert item.highest == 4 and len(item.labels) == 4
    assert item.missing_names == (kind,) and item.read(text) == -2


@pytest.mark.parametrize("text", ["Not sure", "Undecided", "Трудно сказать", "Hard to say"])
def test_what_may_be_a_middle_or_no_answer_is_asked_and_no_answer_until_then(text):
    made = drafted(matrix("Disagree", "Agree", "Strongly agree", "Strongly disagree", text))
    assert len(book(made)["How? [first line]"].labels) == 4
    assert any(text in question for question in made.questions)


def test_beside_a_middle_undecided_is_still_no_answer():
    item = the_item(matrix("Disagree", "Agree", "Neutral", "Strongly agree", "Strongly disagree", "Not sure"))
    assert (item.highest, item.missing) == (5, ("Not sure",))


@pytest.mark.parametrize(
    "style",
    [
        "{n} - {word}",
        "{n} = {word}",
        "{n}. {word}",
        "{n}) {word}",
        "({n}) {word}",
        "{word} ({n})",
        "{n}: {word}",
        "{n} – {word}",
    ],
)
def test_numbered_words_keep_their_numbers(style):
    labels = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    made = drafted(matrix(*(style.format(n=n, word=word) for n, word in enumerate(labels, 1))))
    item = next(iter(book(made).values()))
    assert (item.lowest, item.highest, item.labels) == (1, 5, tuple(labels))
    assert {row[item.name] for row in rows(made)} == set("12345")
    assert not made.questions


def test_numbers_against_the_words_are_kept_and_named():
    labels = ["Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"]
    made = drafted(matrix(*(f"{n} - {word}" for n, word in enumerate(labels, 1))))
    assert next(iter(book(made).values())).labels == tuple(labels)
    assert "up to 'Strongly disagree'" in made.notes


def test_keying_is_never_inferred():
    texts = {"q_1": ["1", "2", "4", "5"] * 10, "q_2": ["5", "4", "2", "1"] * 10}
    made = drafted(survey(texts, 40))
    assert [item.reverse for item in book(made).values()] == [False, False]
    assert "not inferred" in made.notes


# ---- encodings, delimiters, kinds of files ---------------------------------------------------------------

RUSSIAN = matrix("Полностью согласен", "Скорее согласен", "Скорее не согласен", "Полностью не согласен")
KAZAKH = matrix("Толық келісемін", "Келісемін", "Келіспеймін", "Мүлдем келіспеймін")
WESTERN = survey(
    {
        "Café? [crème brûlée]": ["1", "2", "3", "4", "5"],
        "Café? [thé]": ["1", "2", "3", "4", "5"],
        "town": ["Málaga", "Köln", "Orléans"],
    }
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "^", "~"])
def test_each_encoding_and_delimiter_gives_the_same_draft(encoding, sign):
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(csv.reader(io.StringIO(RUSSIAN)))
    made, plain = drafted(out.getvalue().encode(encoding)), drafted(RUSSIAN)
    assert (made.codebook, made.responses) == (plain.codebook, plain.responses)


def test_western_and_kazakh_windows_files_are_read_by_their_letters():
    assert drafted(WESTERN.encode("cp1252")).codebook == drafted(WESTERN).codebook
    assert drafted(KAZAKH.encode("kz1048")).codebook == drafted(KAZAKH).codebook


@pytest.mark.parametrize(("wrote", "took"), [("utf-8", "latin-1"), ("cp1251", "cp1252"), ("utf-8", "cp1252")])
def test_cyrillic_that_was_taken_for_western_letters_is_mended(wrote, took):
    garbled = RUSSIAN.encode(wrote).decode(took, "replace" if wrote == "cp1251" else "surrogateescape")
    garbled = re.sub("[\udc80-\udcff]", lambda sign: chr(ord(sign[0]) - 0xDC00), garbled)
    made = drafted(garbled)
    assert (made.codebook, made.responses) == (drafted(RUSSIAN).codebook, drafted(RUSSIAN).responses)
    assert "mended" in made.notes


@pytest.mark.parametrize(
    "text", ["Très bien, déjà vu à Noël", "Größe, Füße, süß", "Ñandú y Óscar", "çok güzel, iyi değil"]
)
def test_western_text_is_not_mended(text):
    assert sniff.decode(f"id,q\n1,{text}\n".encode(), "f")[2] == ""


def test_several_answers_in_a_cell_are_multiple_choice_however_they_are_joined():
    draw = random.Random(5)
    for sign in (";", "; ", ", ", ",", " | ", "\n"):
        cells = [
            sign.join(sorted(draw.sample(["TV", "Radio", "Web", "Print"], draw.randint(1, 3))))
            for _ in range(30)
        ]
        made = drafted(survey({"Which do you use?": cells, "q1": list("12345"), "q2": list("12345")}))
        assert "Which do you use?: several answers in a cell (Print, Radio, TV, Web)" in made.notes, repr(
            sign
        )
        assert set(book(made)) == {"q1", "q2"}


def test_damaged_utf_8_is_asked_about_with_its_row():
    raw = RUSSIAN.encode().replace("Скорее согласен".encode(), b"\xd0" + "корее согласен".encode(), 1)
    made = drafted(raw)
    assert any("damaged from row" in question for question in made.questions)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n\n", "the file is empty"),
        (b"id,q1\n", "headings, and no answers below them"),
        (b"id,q1\n,\n", "headings, and no answers below them|only empty cells|no column with answers"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind .*save it as .xlsx"),
        (b"PAR1" + b"x" * 50, "Parquet"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b'[{"q1": 1}]', "JSON"),
        (b"id,q1\n1,\x00\n", "row 2: a zero byte"),
        (b"PK\x05\x06" + bytes(18), "ZIP archive without a workbook"),
        (b"PK\x03\x04broken", "not a whole workbook"),
        (b'id,q1\n1,"2\n' + b"3,4\n" * 2000, "row 2: a quotation mark that opens here is never closed"),
        (b"1,2,3\n2,3,4\n1,1,5\n", "row 1: this first row holds answers"),
        (
            b"id,thoughts\n1,I think so and so and so\n2,Another thing that I think\n",
            "no column with answers of a scale",
        ),
    ],
)
def test_what_cannot_be_drafted_gets_one_message_that_says_what_to_do(raw, message, tmp_path, capsys):
    path = tmp_path / "f.csv"
    path.write_bytes(raw)
    assert init.main([str(path), "--out", str(tmp_path / "draft")]) == 2
    said = capsys.readouterr()
    assert (
        re.match(rf"survey: {re.escape(str(path))}.*(?:{message})", said.err) and said.err.count("\n") == 1
    ), said.err
    assert said.out == "" and not (tmp_path / "draft").exists()


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path, capsys):
    assert init.main([str(tmp_path / "none.csv"), "--out", str(tmp_path / "d")]) == 2
    assert init.main([str(tmp_path), "--out", str(tmp_path / "d")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert "none.csv: cannot be read" in said[0] and "is a folder" in said[1]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command, "MOST_BYTES", 100)
    (tmp_path / "f.csv").write_text(RUSSIAN)
    assert init.main([str(tmp_path / "f.csv"), "--out", str(tmp_path / "d")]) == 2
    assert "first 10,000 rows" in capsys.readouterr().err


def test_too_many_columns_are_refused(monkeypatch):
    monkeypatch.setattr(sniff, "MOST_COLUMNS", 5)
    with pytest.raises(SurveyError, match="7 columns; a draft is made of at most 5"):
        drafted("id,q1,q2,q3,q4,q5,q6\n1,1,1,1,1,1,1\n")


def test_the_only_csv_in_an_archive_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("My form.csv", RUSSIAN)
    made = init.draft(out.getvalue(), "export.zip")
    assert made.codebook == drafted(RUSSIAN).codebook and "My form.csv" in made.notes


def test_damaged_spss_and_stata_files_are_refused():
    pytest.importorskip("pyreadstat")
    for name in ("spss.sav", "stata.dta"):
        raw = (SAMPLES / name).read_bytes()
        with pytest.raises(SurveyError, match="not a whole"):
            init.draft(raw[: len(raw) // 3], name)


# ---- workbooks -------------------------------------------------------------------------------------------


def xlsx(sheets: dict[str, list[list]]) -> bytes:
    return exports.as_xlsx(sheets)


GRID = [list(row) for row in csv.reader(io.StringIO(RUSSIAN))]


def test_a_workbook_gives_what_its_text_gives():
    assert init.draft(xlsx({"Sheet1": GRID}), "f.xlsx").codebook == drafted(RUSSIAN).codebook


@pytest.mark.parametrize("order", list(itertools.permutations(["Summary", "Responses", "Notes"])))
def test_of_several_sheets_the_answers_are_found(order):
    others = {"Summary": [["Question", "Mean"], ["first", "3.5"]], "Notes": [["Read me"]], "Responses": GRID}
    made = init.draft(xlsx({name: others[name] for name in order}), "f.xlsx")
    assert made.codebook == drafted(RUSSIAN).codebook and "'Summary'" in made.notes and not made.questions


def test_two_sheets_of_answers_are_asked_about():
    made = init.draft(xlsx({"Wave 1": GRID, "Wave 2": GRID}), "f.xlsx")
    assert any("'Wave 1' and 'Wave 2'" in question for question in made.questions)


def _with_part(raw: bytes, name: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_not_opened(encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE s [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "other.txt">]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;&c;</t></si></sst>'
    )
    with pytest.raises(SurveyError, match="what no spreadsheet program writes"):
        init.draft(
            _with_part(xlsx({"Sheet1": GRID}), "xl/sharedStrings.xml", bomb.encode(encoding)), "f.xlsx"
        )


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_not_opened(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1000)
    with pytest.raises(SurveyError, match="far more than it says"):
        init.draft(xlsx({"Sheet1": GRID}), "f.xlsx")


def test_dates_numbers_and_truth_values_of_cells():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="3"><c r="B3"><v>3.0</v></c>'
        b'<c r="C3" t="b"><v>1</v></c><c r="D3" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c><c r="E3" s="1"><v>45413.5</v></c>'
        b'<c r="F3" t="str"><f>A1</f><v>made</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells></worksheet>'
    )
    read, merged = workbook._rows(sheet, [], {1}, False, "f", "s")
    assert read == [(3, ["", "3", "TRUE", "inline", "2024-05-01 12:00:00", "made"])]
    assert merged == {1: [(0, 2)]}


# ---- what identifies people ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Name", ["Ann", "Bob"]), ("ФИО", ["Иванов И.", "Петров П."]), ("Аты-жөні", ["А", "Б"]), ("What is your full name?", ["Ann", "Bob"]),
        ("contact", ["a@example.org", "b@example.org"]), ("Email Address", ["x", "y"]), ("Ваш телефон", ["нет", "есть"]),
        ("number", ["+7 700 000 00 01", "+7 700 000 00 02"]), ("Home address", ["Street 1", "Street 2"]), ("Адрес проживания", ["улица 1", "улица 2"]),
        ("IPAddress", ["192.0.2.1", "192.0.2.2"]), ("network", ["192.0.2.1", "2001:db8::1"]), ("LocationLatitude", ["0.0", "1.0"]),
        ("place", ["43.238, 76.945", "51.169, 71.449"]), ("Timestamp", ["2024/05/01 10:00:00 AM GMT+5", "2024/05/01 11:00:00 AM GMT+5"]),
        ("Отметка времени", ["01.05.2024 10:00:00", "01.05.2024 11:00:00"]), ("when", ["2024-05-01T10:00:00Z", "2024-05-02T10:00:00Z"]),
        ("ИИН", ["900001300001", "900001300002"]), ("Date of birth", ["x", "y"]), ("deviceid", ["a", "b"]),
        ("Anything else?", [f"I would like to say thing number {n} at some length" for n in range(30)]),
    ],
)  # fmt: skip
def test_what_identifies_people_is_left_out_and_listed(heading, cells):
    made = drafted(survey({heading: cells, "How? [a line]": list("12345"), "How? [b line]": list("12345")}))
    assert heading not in next(csv.reader(io.StringIO(made.responses)))
    assert f"| {heading} |" in made.notes
    assert not any(len(cell) > 3 and cell in made.responses + made.notes + made.codebook for cell in cells)


@pytest.mark.parametrize("heading", ["City", "Пол", "I check my e-mail at night", "Age group"])
def test_what_does_not_identify_people_is_kept(heading):
    cells = (
        ["Agree", "Disagree", "Strongly agree", "Strongly disagree"] if "e-mail" in heading else ["A", "B"]
    )
    made = drafted(survey({heading: cells, "How? [a line]": list("12345"), "How? [b line]": list("12345")}))
    assert heading in next(csv.reader(io.StringIO(made.responses)))


def test_combinations_that_only_one_respondent_has_are_noted():
    columns = {
        "city": ["A", "B", "C"],
        "age": [str(n) for n in range(20, 45)],
        "q1": list("12345"),
        "q2": list("12345"),
    }
    assert "are the only ones with their combination of 'city', 'age'" in drafted(survey(columns)).notes


def test_an_address_in_a_single_cell_is_enough():
    column = table.Column("remarks", ["fine", "write to a@example.org", "fine"])
    assert people.by_content(column) == "e-mail addresses"


def test_groups_that_differ_in_case_or_spaces_are_one_and_noted():
    made = drafted(
        survey({"g": ["Almaty", "Almaty ", "ALMATY", "Oral"], "q1": list("12345"), "q2": list("12345")}, 40)
    )
    assert {row["g"] for row in rows(made)} == {"Almaty", "Oral"}
    assert "differ from other values in case" in made.notes


# ---- shapes ----------------------------------------------------------------------------------------------


def test_a_long_file_turned_is_the_wide_one():
    draw = random.Random(3)
    wide = {f"r{n}": [draw.choice("12345") for _ in range(4)] for n in range(15)}
    text = "respondent,question,answer\n" + "".join(
        f"{who},q{n},{x}\n" for who, cells in wide.items() for n, x in enumerate(cells, 1)
    )
    made = drafted(text)
    assert {row["respondent"]: [row[f"q{n}"] for n in range(1, 5)] for row in rows(made)} == wide


def test_repeated_events_get_a_scale_each_and_keep_every_answer():
    made = init.draft((FILES / "waves.csv").read_bytes(), "waves.csv")
    source = list(csv.DictReader((FILES / "waves.csv").open(encoding="utf-8")))
    for row in source:
        turned = next(one for one in rows(made) if one["respondent"] == row["id"])
        assert turned[f"q1 @ {row['wave']}"] == row["q1"]
    assert len(codebook.by_scale(tuple(book(made).values()))) == 2


def test_double_submissions_are_named_by_row_and_kept():
    line = ",".join("12345123")
    lines = [",".join(random.Random(n).choices("12345", k=8)) for n in range(20)]
    text = ",".join(f"q{n}" for n in range(1, 9)) + "\n" + "\n".join([*lines, line, line]) + "\n"
    made = drafted(text)
    assert "rows 22 and 23" in made.notes and len(rows(made)) == 22


def test_a_fault_names_file_row_column_and_what_to_do():
    made = drafted(survey({"q1": [*"12345" * 20, "55"], "q2": list("12345")}, 101))
    assert (
        "f.csv, row 102, column 'q1' has '55': not an answer from 1 to 5. Correct it in responses.csv"
        in made.questions[0]
    )


# ---- writing ---------------------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(RUSSIAN, encoding="utf-8")
    return path


def test_status_0_when_ready_and_3_with_questions(source, tmp_path, capsys):
    out = tmp_path / "draft"
    assert init.main([str(source), "--out", str(out)]) == 0
    assert capsys.readouterr() == (f"Wrote codebook.csv, responses.csv, notes.md into {out}\n", "")
    source.write_text(matrix("Hot", "Warm", "Cold"), encoding="utf-8")
    assert init.main([str(source), "--out", str(out)]) == 3
    assert "1 question to answer" in capsys.readouterr().err
    assert "## To answer" in (out / "notes.md").read_text(encoding="utf-8")


def test_a_draft_that_nobody_touched_is_renewed(source, tmp_path):
    out = tmp_path / "draft"
    assert init.main([str(source), "--out", str(out)]) == 0
    source.write_text(KAZAKH, encoding="utf-8")
    assert init.main([str(source), "--out", str(out)]) == 0
    assert "Келісемін" in (out / "codebook.csv").read_text(encoding="utf-8")
    assert sorted(os.listdir(out)) == sorted(init.FILES)


@pytest.mark.parametrize("notes", ["as drafted", "gone", "spoilt"])
def test_an_edited_codebook_is_never_overwritten(notes, source, tmp_path, capsys):
    out = tmp_path / "draft"
    init.main([str(source), "--out", str(out)])
    edited = (out / "codebook.csv").read_text(encoding="utf-8").replace(",no,", ",yes,", 1)
    (out / "codebook.csv").write_text(edited, encoding="utf-8")
    if notes == "gone":
        (out / "notes.md").unlink()
        (out / "responses.csv").unlink()
    if notes == "spoilt":
        (out / "notes.md").write_text("my own\n")
    status = init.main([str(source), "--out", str(out)])
    assert (out / "codebook.csv").read_text(encoding="utf-8") == edited
    assert status == (2 if notes == "spoilt" else 3)
    said = capsys.readouterr().err
    assert "edited since it was drafted" in said
    if status == 3:
        assert "no," in (out / command.BESIDE).read_text(encoding="utf-8")
        assert "**Codebook kept.**" in (out / "notes.md").read_text(encoding="utf-8")
        assert init.main([str(source), "--out", str(out)]) == 3  # and again
        assert (out / "codebook.csv").read_text(encoding="utf-8") == edited
        (out / command.BESIDE).write_text(edited, encoding="utf-8")
        assert init.main([str(source), "--out", str(out)]) == 2
        assert (out / command.BESIDE).read_text(encoding="utf-8") == edited


def test_edited_responses_and_the_export_itself_are_never_overwritten(source, tmp_path, capsys):
    out = tmp_path / "draft"
    init.main([str(source), "--out", str(out)])
    (out / "responses.csv").write_text("respondent,x\n1,2\n")
    assert init.main([str(source), "--out", str(out)]) == 2
    assert (out / "responses.csv").read_text() == "respondent,x\n1,2\n"
    export = tmp_path / "responses.csv"
    export.write_bytes(RUSSIAN.encode())
    assert init.main([str(export), "--out", str(tmp_path)]) == 2
    assert export.read_bytes() == RUSSIAN.encode() and not (tmp_path / "notes.md").exists()
    assert capsys.readouterr().err.count("would be written over") == 2


def test_other_files_of_the_folder_stay_and_notes_of_others_are_not_taken(source, tmp_path, capsys):
    out = tmp_path / "draft"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert init.main([str(source), "--out", str(out)]) == 0
    assert (out / "mine.txt").read_text() == "mine"
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.md").write_text("my notes")
    assert init.main([str(source), "--out", str(other)]) == 2
    assert (other / "notes.md").read_text() == "my notes" and os.listdir(other) == ["notes.md"]


def test_a_folder_that_is_a_file_is_refused(source, tmp_path, capsys):
    assert init.main([str(source), "--out", str(source)]) == 2
    assert "is no folder" in capsys.readouterr().err


def test_the_same_file_gives_the_same_bytes(source):
    raw = source.read_bytes()
    assert init.draft(raw, "f.csv") == init.draft(raw, "f.csv")


def test_no_label_or_group_is_a_formula_for_a_spreadsheet():
    made = drafted(
        survey(
            {
                "=HYPERLINK(1)": ["A", "B"],
                "team": ["=1+1", "@x", "-A"],
                "q1": list("12345"),
                "q2": list("12345"),
            }
        )
    )
    for row in csv.reader(io.StringIO(made.responses)):
        assert not any(re.match(r"[=@]|[-+]\D", cell) for cell in row if len(cell) > 1)


# ---- whatever comes --------------------------------------------------------------------------------------

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def whatever(raw: bytes) -> None:
    """A draft whose codebook reads back, or one SurveyError: nothing else comes out."""
    try:
        made = init.draft(raw, "f")
    except SurveyError as error:
        assert str(error).startswith("f")
        return
    items = codebook.codebook_of(made.codebook.encode())
    read = list(csv.reader(io.StringIO(made.responses)))
    assert read[0][0] == "respondent" and len({len(row) for row in read}) == 1
    assert len(set(read[0])) == len(read[0])
    assert {item.name for item in items} <= set(read[0])
    assert len({row[0] for row in read[1:]}) == len(read) - 1


@quick
@given(st.binary(max_size=400))
def test_bytes_of_any_kind(raw):
    whatever(raw)


CELL = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "5", "", "99", "-1", "Agree", "Disagree", "Neutral", "Don't know", "N/A", "yes", "No", "A1", "A2", "=1+1",
                     "|", "a|b", "x=y", '"', "1;2", "TV, Radio", "0,5", "3.0", "5 - Strongly agree", "Согласен", "Келісемін", "respondent"]),
    st.text(max_size=8),
)  # fmt: skip
HEADING = st.one_of(
    st.sampled_from(["id", "respondent", "q1", "q2", "q1", "Q [a]", "Q [b]", "wave", "question", "answer", "weight", "Timestamp", "x - a", "x - b", "",
                     "item", "value", "StartDate", "ResponseId", "Respondent ID", "Collector ID", "submitdate", "lastpage", "_id", "_uuid", "a|b"]),
    st.text(max_size=6),
)  # fmt: skip


@quick
@given(
    st.lists(HEADING, min_size=1, max_size=6),
    st.lists(st.lists(CELL, min_size=1, max_size=7), max_size=12),
    st.sampled_from(",;\t"),
)
def test_tables_of_any_kind(header, body, sign):
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([header, *body])
    whatever(out.getvalue().encode("utf-8", "replace"))


@quick
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=8),
    st.integers(0, 4000),
    st.binary(min_size=1, max_size=6),
)
def test_workbooks_of_any_kind_whole_and_damaged(body, at, patch):
    cells = [[re.sub(r"[^\x20-\x7e\u0400-\u04ff]", "", cell) for cell in row] for row in body]
    raw = bytearray(xlsx({"Sheet1": [["id", "q1", "q2"], *cells]}))
    whatever(bytes(raw))
    raw[at % len(raw) : at % len(raw) + len(patch)] = patch
    whatever(bytes(raw))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["spss.sav", "stata.dta"]), st.integers(0, 12_000), st.binary(min_size=1, max_size=8))
def test_damaged_statistics_files(name, at, patch):
    pytest.importorskip("pyreadstat")
    raw = bytearray((SAMPLES / name).read_bytes())
    raw[at % len(raw) : at % len(raw) + len(patch)] = patch
    whatever(bytes(raw))


@quick
@given(
    st.lists(st.sampled_from("12345"), min_size=2, max_size=30),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_answers_come_out_as_they_went_in(values, encoding):
    text = "id,m_1,m_2\n" + "".join(f"{n},{x},{x}\n" for n, x in enumerate(values))
    try:
        made = drafted(text.encode(encoding))
    except SurveyError:
        assert len(set(values)) == 1
        return
    assert [row["m_1"] for row in rows(made)] == values


def test_every_example_in_the_documentation_of_the_modules_holds():
    import doctest

    for module in (words, answers, headings, sniff, table):
        assert doctest.testmod(module).failed == 0, module.__name__


def test_comments_are_left_out_though_a_few_recur_like_ticked_answers():
    """Quoted in the notes as answers that can be ticked, they would tell what people wrote."""
    said = ["Thank you", "Interesting poll, good luck!", "=1+1", "My name is Aigerim, call me"] * 5
    rows = [f'{at % 5 + 1},{(at * 2) % 5 + 1},"{text}"' for at, text in enumerate(said)]
    for heading in ("Комментарий", "Any other comments", "Ваши пожелания", "Пікіріңіз"):
        made = draft(f"q1,q2,{heading}\n{chr(10).join(rows)}\n".encode(), "poll.csv")
        assert "Aigerim" not in made.notes + made.responses + made.codebook
        assert f"| {heading} | open text |" in made.notes
