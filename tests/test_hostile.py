"""Every reader of files is given hostile ones: it says what is amiss, or reads them rightly, and runs nothing.

Hypothesis makes the files up, the same ones in every run (conftest.py). A reader may answer with its own kind of
error, which names the file, and with no other.
"""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from softpower import __main__, claims, coding, likert, tables
from softpower.survey import command as survey
from softpower.survey import report, responses

SAMPLE = ROOT / "data/synthetic"
LABELS = st.sampled_from(
    [
        '"',
        '""',
        "'",
        ",",
        ";",
        "\t",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "-2+3",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(2)>',
        "javascript:alert(3)",
        "</title></style></svg>",
        "<!--",
        "]]>",
        "&lt;b&gt;",
        "\u202egnirts\u202c",
        "\u2066isolate\u2069",
        "\ufeffmark",
        "a\u0301\u0327",
        "Қазақстан 🇰🇿",
        "../../etc/passwd",
        "%s%n{0}",
        "$(touch run)",
        "`id`",
        "${7*7}{{7*7}}",
        "nan",
        "NULL",
        "1e400",
        "-0",
        "",
        " ",
        "x" * 500,
    ]
)
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs"])
TEXT = st.one_of(
    LABELS, st.text(SIGNS, max_size=12), st.builds("{} {}".format, LABELS, st.text(SIGNS, max_size=5))
)
CODEBOOK = (SAMPLE / "survey-codebook.csv").read_bytes()
RESPONSES = (SAMPLE / "survey-responses.csv").read_bytes()
BOOK = responses.read_codebook(SAMPLE / "survey-codebook.csv")


@st.composite
def damaged(draw, whole: bytes) -> bytes:
    """A file that was cut, overwritten in places, or written into."""
    out = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(out)))
        what = draw(st.sampled_from(["cut", "overwrite", "insert", "zeros", "drop"]))
        piece = draw(st.one_of(st.binary(min_size=1, max_size=8), TEXT.map(str.encode)))
        if what == "cut":
            del out[at:]
        elif what == "overwrite":
            out[at : at + len(piece)] = piece
        elif what == "insert":
            out[at:at] = piece
        elif what == "zeros":
            out[at : at + 40] = bytes(40)
        else:
            del out[at : at + draw(st.integers(1, 60))]
    return bytes(out)


def file_of(whole: bytes):
    """Files that look like `whole`, and some that are nothing like it."""
    return st.one_of(
        damaged(whole),
        st.binary(max_size=200),
        st.sampled_from(
            [b"", b"\xef\xbb\xbf", bytes(5000), b"\xff\xfe" + whole.decode("latin-1").encode("utf-16-le")]
        ),
        st.just(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n")),
    )


def said(call, error: type, name: str):
    """What `call` returns; or None, once its message has been seen to name the file."""
    try:
        return call()
    except error as fault:
        assert name in str(fault)
        return None


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("hostile")


# ---- the survey's two files --------------------------------------------------------------------------------


@given(file_of(CODEBOOK))
def test_a_codebook_is_read_or_refused(place, raw):
    (place / "c.csv").write_bytes(raw)
    found = said(lambda: responses.read_codebook(place / "c.csv"), likert.SurveyError, "c.csv")
    assert found is None or all(item.lowest < item.highest and item.name and item.scale for item in found)


@given(file_of(RESPONSES))
@example(RESPONSES.replace(b"s002", b"s\r002"))
@example(RESPONSES.replace(b"s002", b'"s,0""02"'))
def test_responses_are_read_or_refused(place, raw):
    (place / "r.csv").write_bytes(raw)
    found = said(
        lambda: responses.read_tally(place / "r.csv", BOOK, group="city"), likert.SurveyError, "r.csv"
    )
    if found is not None:
        for item in BOOK:
            assert sum(m.n for (name, _, _), m in found.answers.items() if name == item.name) == found.n


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=4))
def test_what_a_codebook_says_is_read_as_it_stands(place, rows):
    with (place / "c.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(responses.HEADER)
        writer.writerows([name, wording, scale, "no", 1, 5, "9"] for name, wording, scale in rows)
    found = said(lambda: responses.read_codebook(place / "c.csv"), likert.SurveyError, "c.csv")
    if found is not None:
        # As it stands, but for spaces around names of columns and scales, which spreadsheets leave behind.
        assert [(i.name, i.wording, i.scale) for i in found] == [
            (name.strip(), wording, scale.strip()) for name, wording, scale in rows
        ]
    else:
        names = [name for name, _, _ in rows]
        empty = any(not name.strip() or not scale.strip() for name, _, scale in rows)
        odd = any("\0" in text for row in rows for text in row)
        assert empty or odd or len(set(names)) < len(names)


@given(st.lists(TEXT.filter(str.strip), min_size=2, max_size=6, unique=True))
def test_groups_are_counted_under_their_own_names(place, labels):
    """Quotes, commas, line breaks and direction marks in a label: counted right, or refused with its place."""
    frame = pd.DataFrame({"respondent": range(len(labels)), "town": labels, "q1": 1})
    frame.to_csv(place / "g.csv", index=False, quoting=csv.QUOTE_ALL)
    book = (likert.Item("q1", "", "s", False, 1, 5),)
    found = said(
        lambda: responses.read_tally(place / "g.csv", book, group="town"), likert.SurveyError, "g.csv"
    )
    if found is not None:
        assert found.groups == sorted({label.strip() for label in labels})
    else:
        assert any(sign in label for label in labels for sign in "\r\0") or any(
            "\n" in label for label in labels
        )


def parquet(frame: pd.DataFrame, **options) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, **options)
    return out.getvalue()


PARQUET = parquet(pd.read_csv(io.BytesIO(RESPONSES)))


@given(damaged(PARQUET))
def test_a_damaged_parquet_file_is_read_or_refused(place, raw):
    (place / "r.parquet").write_bytes(raw)
    said(lambda: responses.read_tally(place / "r.parquet", BOOK), likert.SurveyError, "r.parquet")


ODD = {
    "lists": pa.array([[1], [2]]),
    "structures": pa.array([{"a": 1}, {"a": 2}]),
    "times": pa.array([1, 2], pa.timestamp("s")),
    "bytes": pa.array([b"1", b"\xff"]),
    "truths": pa.array([True, False]),
    "decimals": pa.array(["1", "2"]).cast(pa.decimal128(4, 0)),
    "categories": pa.array(["1", "2"]).dictionary_encode(),
    "nothing": pa.nulls(2),
    "durations": pa.array([1, 2], pa.duration("s")),
    "large": pa.array([2**63, 1], pa.uint64()),
}


@pytest.mark.parametrize("column", ["respondent", "town", "q1", "w"])
@pytest.mark.parametrize("kind", ODD)
def test_odd_types_in_parquet_are_counted_or_refused(place, kind, column):
    columns = {
        "respondent": pa.array(["a", "b"]),
        "town": pa.array(["x", "y"]),
        "q1": pa.array([1, 2]),
        "w": pa.array([1.0, 2.0]),
    }
    pq.write_table(pa.table({**columns, column: ODD[kind]}), place / "odd.parquet")
    book = (likert.Item("q1", "", "s", False, 1, 5),)
    found = said(
        lambda: responses.read_tally(place / "odd.parquet", book, group="town", weight="w"),
        likert.SurveyError,
        "odd.parquet",
    )
    assert found is None or found.n == 2


# ---- the command: nothing executed, nothing half-written ----------------------------------------------------


@given(file_of(CODEBOOK), file_of(RESPONSES))
def test_the_command_writes_all_or_nothing(place, codebook, answers):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report, "page", lambda *_: "page")
        out = place / "out"
        (place / "c.csv").write_bytes(codebook)
        (place / "r.csv").write_bytes(answers)
        status = __main__.main(["survey", str(place / "r.csv"), str(place / "c.csv"), "--out", str(out)])
    written = sorted(os.listdir(out)) if out.exists() else []
    assert (status, written) in [(0, sorted(survey.FILES)), (2, [])]
    for name in written:
        (out / name).unlink()
    if written:
        out.rmdir()
    assert not list(place.glob(".out*")) and not list(place.glob("**/run"))


def hostile_survey(folder: Path, labels: list[str]) -> list[str]:
    """Writes a survey whose every label is hostile; returns the command's arguments."""
    items = [f"{label} {i}" for i, label in enumerate(labels)]
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(responses.HEADER)
        writer.writerows(
            [name, label, label, "no", 1, 5, ""] for name, label in zip(items, labels, strict=True)
        )
    answers = {name: [1 + (i + k) % 5 for i in range(12)] for k, name in enumerate(items)}
    frame = pd.DataFrame(
        {"respondent": range(12), "town": [labels[i % len(labels)] for i in range(12)], **answers}
    )
    frame.to_csv(folder / "r.csv", index=False)
    return [
        "survey",
        str(folder / "r.csv"),
        str(folder / "c.csv"),
        "--out",
        str(folder / "out"),
        "--group",
        "town",
    ]


EVIL = [
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "</style></title></svg><svg onload=document.title='run'>",
    "javascript:document.title='run'",
    "' onmouseover='document.title=1' x='",
    "\u202e=HYPERLINK(1)",
]


@pytest.mark.slow
def test_no_label_becomes_markup(tmp_path):
    assert __main__.main(hostile_survey(tmp_path, EVIL)) == 0
    soup = BeautifulSoup((tmp_path / "out/report.html").read_text("utf-8"), "html.parser")
    assert soup.find_all(["script", "img", "iframe", "object", "a", "link", "foreignobject"]) == []
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert not [
        tag for tag in soup.find_all(True) if "javascript:" in str(tag.get("href", tag.get("xlink:href", "")))
    ]


@pytest.mark.slow
def test_no_label_runs_in_a_browser(tmp_path):
    """The report of a survey of hostile labels, opened in Chromium without its own content policy, too."""
    from visits import CHROMIUM

    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    assert __main__.main(hostile_survey(tmp_path, EVIL)) == 0
    page_file = tmp_path / "out/report.html"
    text = page_file.read_text("utf-8")
    policy = BeautifulSoup(text, "html.parser").find("meta", attrs={"http-equiv": True})["content"]
    (tmp_path / "open.html").write_text(text.replace(policy, ""), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for path in (page_file, tmp_path / "open.html"):
            page = browser.new_page()
            calls: list[str] = []
            page.on("dialog", lambda dialog, calls=calls: (calls.append(dialog.message), dialog.dismiss()))
            page.on("request", lambda request, calls=calls: calls.append(request.url))
            page.goto(path.as_uri())
            page.mouse.move(100, 300)
            assert "Survey report" in page.title()
            assert page.evaluate("document.scripts.length") == 0
            assert [url for url in calls if not url.startswith(("file:", "data:"))] == []
        browser.close()


LIMITED = """
    import resource
    {imports}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        {call}
        print("read")
    except {error} as fault:
        print(str(fault)[:100], str(fault)[-100:])
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown) // 1024)
"""


IMPORTED = {
    "likert": "from softpower import likert",
    "responses": "from softpower.survey import responses",
    "coding": "from softpower import coding",
    "tables": "from softpower import tables",
}


def alone(call: str, error: str, folder: Path) -> tuple[str, int]:
    """(what it said, MiB that memory grew) of a call in a process of its own, which imports what the call names."""
    imports = "; ".join(line for name, line in IMPORTED.items() if f"{name}." in call + error)
    run = subprocess.run(
        [sys.executable, "-c", dedent(LIMITED).format(call=call, error=error, imports=imports)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr[-2000:]
    *words, grown = run.stdout.splitlines()
    return " ".join(words), int(grown)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "respondent," + ",".join(f"x{i}" for i in range(100_000)) + "\n" + "1" + ",1" * 100_000 + "\n",
            "no such column",
        ),
        ("respondent,q1\n" + "1," + "9" * 5_000_000 + "\n", "outside the scale"),
        ('respondent,q1\n"' + "a\n" * 2_000_000, "never closed"),
        ("\0" * 20_000_000, "zero byte|no such column|not readable"),
    ],
    ids=["many columns", "a long number", "an open quotation mark", "zeros"],
)
def test_large_nonsense_is_refused_in_bounded_memory(tmp_path, text, message):
    (tmp_path / "r.csv").write_text(text)
    call = 'responses.read_tally("r.csv", (likert.Item("q1", "", "s", False, 1, 5),))'
    words, grown = alone(call, "likert.SurveyError", tmp_path)
    assert grown < 400 and pd.Series([words]).str.contains(message)[0], (words[:300], grown)


# ---- codebooks and projects of other programs ---------------------------------------------------------------

FRAME = pd.DataFrame([("tone", "warm", "a", "b", "c", "d")], columns=coding.CODEBOOK_COLUMNS)
QDC = coding.codebook_file(FRAME)
QDPX = coding.project_file("n", FRAME, [coding.Passage("p1", "one", "Fine", (("tone", "warm"),))])


@given(file_of(QDC))
def test_a_codebook_of_a_program_is_read_or_refused(raw):
    said(lambda: coding.read_codebook(raw), coding.CodingError, "")


@given(damaged(QDPX))
def test_a_project_of_a_program_is_read_or_refused(raw):
    said(lambda: coding.read_project(raw), coding.CodingError, "")


@given(TEXT, TEXT, TEXT)
def test_codes_and_texts_come_back_as_they_were(variable, code, text):
    """What XML cannot hold, control signs say, is refused when it is written."""
    frame = pd.DataFrame([(variable, code, "a", "b", "c", "d")], columns=coding.CODEBOOK_COLUMNS)
    passages = [coding.Passage("p1", "one", text, ((variable, code),))]
    try:
        raw = coding.project_file("n", frame, passages)
    except coding.CodingError:
        return
    name, codebook, found = coding.read_project(raw)
    assert (name, codebook.to_dict("list"), found) == ("n", frame.to_dict("list"), passages)
    assert coding.read_codebook(coding.codebook_file(frame)).to_dict("list") == frame.to_dict("list")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + "".join(
        f'<!ENTITY b{i} "{"&b" + (str(i - 1) if i else "") + ";"}{("&b" + (str(i - 1) if i else "") + ";") * 9}">'
        for i in range(9)
    )
    + ']><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>&b8;</Codes></CodeBook>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "secret.txt">]>'
    '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="v"><Code name="&b;"/></Code></Codes></CodeBook>'
)


@pytest.mark.slow
@pytest.mark.parametrize("text", [BOMB, OUTSIDE], ids=["entity bomb", "external entity"])
def test_entities_are_refused_before_they_are_read(tmp_path, text):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "e.qdc").write_text(text)
    (tmp_path / "u.qdc").write_bytes(text.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"))
    for name in ("e.qdc", "u.qdc"):
        words, grown = alone(
            f'coding.read_codebook(open("{name}", "rb").read())', "coding.CodingError", tmp_path
        )
        assert "document type" in words and "secret" not in words and grown < 100


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def project(path: str = "internal://s.txt", start: str = "0", code: str = "c1") -> bytes:
    return f"""<Project xmlns="urn:QDA-XML:project:1.0" name="n"><CodeBook><Codes><Code guid="v" name="v"><Code
        guid="c1" name="c"><Description>definition: a\ninclude: b\nexclude: c\nexample: d</Description></Code></Code>
        </Codes></CodeBook><Sources><TextSource name="s" plainTextPath="{path}"><PlainTextSelection name="p"
        startPosition="{start}" endPosition="1"><Coding><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>
        </TextSource></Sources></Project>""".encode()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"other.xml": b""}, "project.qde"),
        ({"project.qde": project("internal://../../etc/passwd"), "../../etc/passwd": b"x"}, "outside"),
        ({"project.qde": project("relative:///../secret.txt")}, "outside|not in the file"),
        ({"project.qde": project("internal://s.txt")}, "s.txt"),
        ({"project.qde": project(start="x"), "Sources/s.txt": b"text"}, "position"),
        ({"project.qde": project(start="-3"), "Sources/s.txt": b"text"}, "position"),
        ({"project.qde": project(start="900"), "Sources/s.txt": b"text"}, "position"),
        ({"project.qde": project(code="c9"), "Sources/s.txt": b"text"}, "c9"),
        ({"project.qde": project(), "Sources/s.txt": b"\xff\xfe"}, "UTF-8"),
        ({"project.qde": b"<Project/>"}, "no codebook"),
    ],
)
def test_a_project_that_lies_is_refused_and_nothing_is_unpacked(tmp_path, monkeypatch, files, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(coding.CodingError, match=message):
        coding.read_project(zipped(files))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_zip_bomb_is_refused_in_bounded_memory(tmp_path):
    (tmp_path / "b.qdpx").write_bytes(zipped({"project.qde": bytes(400_000_000)}))
    assert (tmp_path / "b.qdpx").stat().st_size < 1_000_000
    words, grown = alone('coding.read_project(open("b.qdpx", "rb").read())', "coding.CodingError", tmp_path)
    assert "larger than" in words and grown < 100


# ---- the book's own tables ------------------------------------------------------------------------------------

FIELDS = [
    {"name": "key", "type": "string", "constraints": {"required": True, "unique": True}},
    {"name": "score", "type": "number"},
    {"name": "n", "type": "integer"},
]


def package(folder: Path, raw: bytes, **change) -> None:
    """A data package of one table in `folder`, described with `change`."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/t.csv").write_bytes(raw)
    schema = {"fields": FIELDS, "missingValues": [""]}
    found = {"name": "t", "path": "t.csv", "format": "csv", "encoding": "utf-8", "schema": schema, **change}
    (folder / "data/datapackage.json").write_text(json.dumps({"name": "p", "resources": [found]}))
    os.utime(folder / "data/datapackage.json", ns=(package.tick, package.tick))
    package.tick += 10**9


package.tick = 10**18
TABLE = 'key,score,n\na,8.30,3\n"b, «б»",4.10,\nc,-1.5,7\n'.encode()


@given(file_of(TABLE))
@example(b"\xef\xbb\xbf" + TABLE)
@example(TABLE.replace(b"\n", b"\r\n"))
def test_a_table_is_read_or_refused(place, raw):
    package(place, raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        found = said(lambda: tables.read("t"), tables.TableError, "t")
    assert found is None or list(found.columns) == ["key", "score", "n"]


@given(
    st.lists(TEXT.filter(lambda text: text.strip() and "\r" not in text), min_size=1, max_size=4, unique=True)
)
def test_texts_of_a_table_are_read_as_they_stand(place, keys):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [["key", "score", "n"], *([key, "1", "2"] for key in keys)]
    )
    package(place, out.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        found = said(lambda: tables.read("t"), tables.TableError, "t")
    assert found is None or found["key"].tolist() == keys


@pytest.mark.parametrize(
    "path",
    [
        "../secret.csv",
        "/etc/passwd",
        "sub/../../secret.csv",
        "http://127.0.0.1:9/x.csv",
        "file:" + "///etc/passwd",
    ],
)
def test_a_table_outside_the_data_folder_is_refused(tmp_path, monkeypatch, path):
    (tmp_path / "secret.csv").write_text("key,score,n\nsecret,1,1\n")
    package(tmp_path, TABLE, path=path)
    monkeypatch.chdir(tmp_path)
    for call in (tables.read, tables.path):
        with pytest.raises(tables.TableError, match="outside the data folder") as found:
            call("t")
        assert "secret,1" not in str(found.value)


@given(TEXT, TEXT)
def test_a_claim_of_hostile_words_is_shown_not_run(statement, because):
    found = claims.Verdict("ic-x", "ambiguous", statement, "", "", "none", because, "")
    soup = BeautifulSoup(found._repr_html_(), "html.parser")
    assert {tag.name for tag in soup.find_all(True)} <= {"div", "p", "code", "span"}
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name != "class"]
