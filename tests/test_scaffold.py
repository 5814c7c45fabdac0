"""A paper is begun by a command: whole or not at all, as a draft that builds and passes; the guide leads to its verdicts."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, build, copy_book
from nbformat.v4 import new_code_cell

from softpower import __main__, claims, files, scaffold, tables
from softpower.book import Book
from softpower.scaffold.lacking import empty_sections, lacking
from softpower.site import stories

GUIDE = (ROOT / "chapters/check-a-paper.md").read_text(encoding="utf-8")
# Not the guide's example: whoever has followed the guide runs these tests, too.
BEGIN = ["paper", "three-neighbours", "--title", "Three neighbours", "--prefix", "zz"]


@pytest.fixture
def here(tmp_path, monkeypatch, root):
    """A copy of the book's data and contents in which no working is run."""
    copy_book(tmp_path / "book/data", root / "data")
    for name in ("_toc.yml", "index.md"):
        (tmp_path / "book" / name).write_bytes((root / name).read_bytes())
    for folder in ("workings", "chapters"):
        (tmp_path / "book" / folder).mkdir()
        for path in (root / folder).glob("[0-9][0-9]-*"):
            (tmp_path / "book" / folder / path.name).touch()
    monkeypatch.chdir(tmp_path / "book")
    monkeypatch.setattr(scaffold.execute, "store", lambda notebook, data: None)
    return tmp_path / "book"


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---- the command ---------------------------------------------------------------------------------------------


def test_a_paper_has_its_row_tables_working_chapter_and_entries(here, capsys):
    before = state(here)
    assert __main__.main([*BEGIN, "--authors", "A. Author", "--year", "2024", "--doi", "10.1/x"]) == 0
    after = state(here)
    new = sorted(after.keys() - before.keys())
    number = new[0].split("/")[1][:2]
    assert new == [
        f"chapters/{number}-three-neighbours.md",
        "data/three-neighbours/claims.csv",
        "data/three-neighbours/judgements.csv",
        "data/three-neighbours/second-readings.csv",
        "data/verdicts/three-neighbours.csv",
        f"workings/{number}-three-neighbours.ipynb",
    ]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"_toc.yml", "data/datapackage.json", "data/papers.csv"}
    paper = claims.papers()["three-neighbours"]
    assert (paper.prefix, paper.authors, paper.year, paper.state) == ("zz", "A. Author", "2024", "draft")
    assert paper.label.endswith(" (draft)")
    pages = Book(here).pages()
    assert f"chapters/{number}-three-neighbours" in pages and f"workings/{number}-three-neighbours" in pages
    for name in (
        "three-neighbours/claims",
        "three-neighbours/judgements",
        "three-neighbours/second-readings",
        "verdicts/three-neighbours",
    ):
        assert tables.read(name).empty
    out = capsys.readouterr().out
    assert all(name in out for name in new) and "Still empty:" in out and "its question" in out


def test_what_the_book_had_stays_as_it_was_byte_by_byte(here):
    before = state(here)
    __main__.main(BEGIN)
    assert (here / "data/papers.csv").read_bytes().startswith(before["data/papers.csv"])
    lines = (here / "_toc.yml").read_text("utf-8").splitlines()
    assert [line for line in lines if "three-neighbours" not in line] == before[
        "_toc.yml"
    ].decode().splitlines()
    kept = [
        line for line in before["data/datapackage.json"].decode().splitlines() if '"name":' in line
    ]  # in their order
    now = iter((here / "data/datapackage.json").read_text("utf-8").splitlines())
    assert all(line in now for line in kept)


POLL = [
    "poll",
    "--title",
    "A",
    "--prefix",
    "zz",
    "--word",
    "zz",
]  # of its own: a draft in the book may have the first two letters, or the word


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["likert-survey", "--title", "A"], "there is a paper 'likert-survey' already"),
        (["My_Poll", "--title", "A"], "'My_Poll' is no id"),
        (["../poll", "--title", "A"], "is no id"),
        (["poll-", "--title", "A"], "is no id"),
        (["poll", "--title", "A", "--prefix", "ls"], "--prefix 'ls' is that of likert-survey"),
        (["poll", "--title", "A", "--prefix", "pol"], "two small letters"),
        ([*POLL, "--word", "survey"], "--word 'survey' is that of likert-survey"),
        ([*POLL, "--short", "Likert survey"], "--short 'Likert survey' is that of"),
        (["poll", "--title", "A", "--year", "soon"], "four digits"),
        (["poll", "--title", " "], "--title is empty"),
        (["external", "--title", "A"], "data/external holds"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_is_written(here, capsys, arguments, message):
    before = state(here)
    assert __main__.main(["paper", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert state(here) == before


def test_without_a_book_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert __main__.main(BEGIN) == 2
    assert "no book here" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("fails_at", [1, 5, 9])
def test_whatever_fails_undoes_the_rest(here, monkeypatch, fails_at):
    before, written, write = state(here), [], files.write_whole

    def failing(path, text):
        written.append(path)
        if len(written) == fails_at:
            raise OSError("no space left")
        write(path, text)

    monkeypatch.setattr(files, "write_whole", failing)
    with pytest.raises(OSError, match="no space"):
        __main__.main(BEGIN)
    assert state(here) == before and not (here / "data/three-neighbours").exists()


@pytest.mark.parametrize("killed_after", [0, 4, 8])
def test_the_same_command_finishes_what_a_killed_one_began(here, monkeypatch, killed_after, tmp_path):
    """A killed run undoes nothing: here its first files are put in place, and the command is given again."""
    texts, write = [], files.write_whole
    monkeypatch.setattr(
        files, "write_whole", lambda path, text: (texts.append((path, text)), write(path, text))
    )
    before = state(here)
    __main__.main(BEGIN)
    whole = state(here)
    for path in whole.keys() - before.keys():
        (here / path).unlink()
    (here / "data/three-neighbours").rmdir()
    for path, content in before.items():
        (here / path).write_bytes(content)
    for path, text in texts[:killed_after]:
        path.parent.mkdir(exist_ok=True)
        write(path, text)
    assert "three-neighbours" not in claims.papers()
    assert __main__.main(BEGIN) == 0
    assert state(here) == whole


def test_a_file_of_another_is_not_written_over(here, capsys):
    (here / "data/three-neighbours").mkdir()
    (here / "data/three-neighbours/claims.csv").write_text("mine\n", "utf-8")
    before = state(here)
    assert __main__.main(BEGIN) == 2
    assert "data/three-neighbours/claims.csv" in capsys.readouterr().err
    assert state(here) == before


# ---- a table -------------------------------------------------------------------------------------------------


def test_a_table_is_described_by_what_it_holds(here, capsys):
    __main__.main(BEGIN)
    (here / "data/three-neighbours/table-1.csv").write_text(
        "country,n,share\nNorthern,149,37.20\nEastern,-,53\n", "utf-8"
    )
    assert __main__.main(["table", "three-neighbours/table-1", "--title", "Views"]) == 0
    frame = tables.read("three-neighbours/table-1")
    assert str(frame["share"][0]) == "37.20" and frame["n"][1] is None
    described = tables.resource("three-neighbours/table-1")
    assert described.custom["class"] == "transcribed" and described.sources[0]["locator"] == "Table 1"
    assert "country: string" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("three-neighbours/table-1", None, "is not there"),
        ("three-neighbours/table-1", "a,b\n1\n", "row 2: 1 cells, where the head has 2"),
        ("three-neighbours/table-1", "a,a\n1,2\n", "different words"),
        ("three-neighbours/table-1", "a,b\n", "rows below"),
        ("three-neighbours/claims", "a\n1\n", "described already"),
        ("nobody/table-1", None, "where PAPER is one of"),
        ("three-neighbours/../x", None, "where PAPER is one of"),
    ],
)
def test_what_is_no_table_is_said_and_nothing_is_written(here, capsys, name, text, message):
    __main__.main(BEGIN)
    if text is not None:
        (here / f"data/{name}.csv").write_text(text, "utf-8")
    before = state(here)
    assert __main__.main(["table", name, "--title", "Views"]) == 2
    assert message in capsys.readouterr().err
    assert state(here) == before


# ---- drafts and whole papers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", claims.registered())
def test_a_whole_paper_lacks_nothing(paper, root, monkeypatch):
    monkeypatch.chdir(root)
    assert lacking(claims.papers()[paper], Book(root)) == []


def test_the_four_are_whole():
    assert claims.registered()[:4] == [
        "index-comparison",
        "anti-soft-power-review",
        "likert-survey",
        "elite-interviews",
    ]


def test_what_compares_papers_is_not_given_a_draft(here):
    __main__.main(BEGIN)
    assert "three-neighbours" not in claims.registered()
    assert "three-neighbours" in claims.registered(drafts=True)


def test_statements_of_a_draft_may_wait_for_their_verdicts(here):
    __main__.main(BEGIN)
    with (here / "data/three-neighbours/claims.csv").open("a", encoding="utf-8") as file:
        file.write("zz-sum,page 1,Two and two are four.,4,,,number,own-text,the sum\n")
        file.write("zz-more,page 1,Three and three are six.,6,,,number,own-text,the sum\n")
    register = claims.Register("three-neighbours")
    register.check("zz-sum", 4)
    shown = register.verdicts()
    assert shown.frame()["claim_id"].tolist() == ["zz-sum"]
    (here / "data/verdicts/three-neighbours.csv").write_text(
        shown.frame().assign(cell="sum").to_csv(index=False), "utf-8"
    )
    assert claims.judged("three-neighbours")["claim_id"].tolist() == ["zz-sum"]
    [told] = [
        what for what in lacking(claims.papers()["three-neighbours"], Book(here)) if "verdicts on" in what
    ]
    assert told == "verdicts on 1 of 2 statements: `zz-more`"


def test_a_draft_has_the_sections_of_a_chapter(root):
    text = (root / "softpower/scaffold/templates/chapter.md").read_text("utf-8")
    assert re.findall("^## (.+)$", text, re.M) == list(stories.SECTIONS)


def test_a_section_is_empty_until_something_is_written_in_it(tmp_path):
    page = tmp_path / "06-x.md"
    page.write_text("# X\n\n## One\n\n% A remark.\n\n```{at-issue} x\n```\n\n## Two\n\nWords.\n", "utf-8")
    assert empty_sections(page) == ["One"]


# ---- built ---------------------------------------------------------------------------------------------------


def run(book: Path, *arguments: str) -> subprocess.CompletedProcess:
    source = book if (book / "softpower").exists() else ROOT
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )


@pytest.mark.slow
def test_a_draft_is_built_and_says_what_is_empty(small_copy, builder, tmp_path):
    before = builder.site(small_copy, tmp_path / "before")
    done = run(small_copy, "-m", "softpower", *BEGIN)
    assert done.returncode == 0, done.stderr
    site = builder.site(small_copy, tmp_path / "after")
    [name] = [path.stem for path in (small_copy / "chapters").glob("*-three-neighbours.md")]
    page = BeautifulSoup((site / f"chapters/{name}.html").read_text("utf-8"), "lxml")
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert {"in-brief", "own-terms", "findings", "differs", "since", "cite", "go-on"} <= set(ids)
    assert len(ids) == len(set(ids))
    working = BeautifulSoup((site / f"workings/{name}.html").read_text("utf-8"), "lxml")
    assert working.title.get_text() != page.title.get_text()
    assert "the section “In brief” of its chapter" in page.get_text(" ", strip=True)
    board = BeautifulSoup((site / "chapters/claims.html").read_text("utf-8"), "lxml").find(
        class_="sp-scoreboard"
    )
    [row] = [tr for tr in board.find_all("tr") if "three-neighbours" in str(tr)]
    assert [td.get_text(strip=True) for td in row.find_all("td")][1:] == ["0"] * (len(claims.FAMILIES) + 1)
    for name in ("register.csv", "register.json"):
        assert (site / "downloads" / name).read_bytes() == (before / "downloads" / name).read_bytes()


# ---- the guide, step by step ---------------------------------------------------------------------------------

BLOCKS = re.findall(r"(?:^    .*\n|^\n(?=    ))+", GUIDE, re.M)
CODE = ["\n".join(line[4:] for line in block.strip("\n").split("\n")) for block in BLOCKS]


def block(*words: str) -> str:
    """The one block of the guide that has these words in it."""
    [found] = [text for text in CODE if all(word in text for word in words)]
    return found + "\n"


def in_shell(book: Path, command: str) -> str:
    """A command of the guide, with this Python in the place of the environment's."""
    done = subprocess.run(
        ["bash", "-c", command.replace(".venv/bin/python", sys.executable)],
        cwd=book,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(book)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def with_cell(book: Path, source: str) -> None:
    """Puts the guide's cell into the working, as a reader would, or changes it."""
    [path] = (book / "workings").glob("*-my-poll.ipynb")
    nb = nbformat.read(path, as_version=4)
    nb.cells = [cell for cell in nb.cells if cell.id != "shares"]
    place = next(place for place, cell in enumerate(nb.cells) if cell.id == "figures-text") + 1
    cell = new_code_cell(source.rstrip("\n"))
    cell["id"] = "shares"
    nb.cells.insert(place, cell)
    nbformat.write(nb, path)


@pytest.mark.gate
def test_the_guide_leads_from_a_table_to_verdicts_and_the_book_passes(book):
    in_shell(book, block("-m softpower paper my-poll"))
    (book / "data/my-poll/table-1.csv").write_text(block("country,favourable,share"), "utf-8")
    in_shell(book, block("-m softpower table my-poll/table-1"))
    append(book / "data/my-poll/claims.csv", block("mp-t1-northern,", "own-table"))
    cell, execute = block("register.check_table("), block("-m softpower.execute")
    with_cell(book, cell)
    in_shell(book, execute)
    verdicts = {row["claim_id"]: row["verdict"] for row in rows(book / "data/verdicts/my-poll.csv")}
    assert verdicts == {"mp-t1-northern": "reproduced", "mp-t1-eastern": "reproduced", "mp-aim": "untestable"}

    append(book / "data/my-poll/judgements.csv", block("mp-abs-most,reproduced"))
    assert "24.5" in in_shell(book, block("dropna()"))
    with_cell(book, cell.replace(' if claim != "mp-t1-southern"', ""))
    with pytest.raises(AssertionError, match="needs a second, independent reading"):
        in_shell(book, execute)
    append(book / "data/my-poll/second-readings.csv", block("mp-t1-southern,1,inconsistent"))
    in_shell(book, execute)
    verdicts = {row["claim_id"]: row for row in rows(book / "data/verdicts/my-poll.csv")}
    assert len(verdicts) == 6 and verdicts["mp-t1-southern"]["verdict"] == "inconsistent"
    assert verdicts["mp-c-trade"]["precedent"] == "neither-shown-nor-cited"

    pages = build(book, book)  # where the tests of the copy look for its site
    register = BeautifulSoup((pages / "chapters/claims.html").read_text("utf-8"), "lxml")
    assert "392 who answered" in register.find(id="claim-mp-t1-southern").get_text()
    for name in ("claims", "tables", "notebooks", "precedents", "seminar", "across", "repository"):
        done = run(book, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", f"tests/test_{name}.py", "-m", "not slow and not gate")  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:]
    done = run(book, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/test_chapters.py", "-k", "my-poll or 05-across")  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_guide_registers_what_its_table_prints():
    """The page's table, its CSV and its claims are the same figures."""
    printed = re.findall(r"^> \| (\w+) \| (\d+) \| ([\d.]+) \|$", GUIDE, re.M)
    assert [tuple(line.split(",")) for line in block("country,favourable").split()[1:]] == printed
    claimed = [
        row[0] for row in csv.reader(block("mp-t1-northern,", "own-table").splitlines()) if "t1" in row[0]
    ]
    assert claimed == [f"mp-t1-{claims.slug(country)}" for country, *_ in printed]
