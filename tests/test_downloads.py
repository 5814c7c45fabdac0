"""What the site offers to take away: it opens, and equals what the pages show."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from small_book import PAPER, WORKING

from softpower import claims, tables
from softpower.book import Book, name_of
from softpower.site import browse, downloads, register

pytestmark = pytest.mark.slow


def page(site, name):
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "lxml")


def text(tag):
    return " ".join(tag.get_text(" ").split())


def letters(said):
    """Letters and digits alone: pages set quotation marks as curly ones."""
    return re.sub(r"[^\w]+", "", said)


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---- the register --------------------------------------------------------------------------------------------


def test_the_register_as_a_file_holds_all_claims_and_verdicts(site):
    found = {row["claim_id"]: row for row in rows(site / "downloads/register.csv")}
    expected = {}
    for paper in claims.papers():
        if (ROOT / f"data/verdicts/{paper}.csv").exists():
            verdicts = {row["claim_id"]: row for row in rows(ROOT / f"data/verdicts/{paper}.csv")}
            for claim in rows(ROOT / f"data/{paper}/claims.csv"):
                expected[claim["claim_id"]] = {**verdicts[claim["claim_id"]], **claim, "paper": paper}
    assert list(found) == list(expected)
    for claim, facts in expected.items():
        facts.pop("cell")
        assert {name: found[claim][name] for name in facts} == facts, claim


def test_the_register_is_the_same_as_csv_and_as_json(site):
    told = json.loads((site / "downloads/register.json").read_text(encoding="utf-8"))
    assert list(told["columns"]) == list(register.COLUMNS)
    as_text = [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in told["claims"]
    ]
    assert as_text == rows(site / "downloads/register.csv")


def test_the_register_as_a_file_is_what_the_page_shows(site):
    shown = page(site, "chapters/claims.html").select("table.sp-register tbody tr[id]")
    listed = {f"claim-{row['claim_id']}": row for row in rows(site / "downloads/register.csv")}
    assert len(shown) == len(listed) and {tr["id"] for tr in shown} == set(listed)  # by section on the page
    for tr in shown:
        row = listed[tr["id"]]
        facts = ("paper", "family", "kind", "consequence", "severity")
        assert {name: tr[f"data-{name}"] for name in facts} == {name: row[name] for name in facts}
        told = [text(td) for td in tr.find_all("td")]
        assert told[1] == " ".join(row["reported"].split()), row["claim_id"]
        assert told[2] == f"{claims.SYMBOLS[row['family']]} {row['verdict']}"
        for name in ("statement", "because", "would_settle", "second", "recomputed"):
            assert letters(row[name]) in letters(told[0]), (row["claim_id"], name)
        assert letters(row["locator"]) in letters(told[3])
        assert f"../{row['cell']}" in [a["href"] for a in tr.find_all("a")]


def test_every_address_in_the_register_is_a_place_of_the_site(site):
    ids: dict[str, set[str]] = {}
    for row in rows(site / "downloads/register.csv"):
        for address in (row["address"], row["cell"]):
            name, _, place = address.partition("#")
            if name not in ids:
                ids[name] = {tag["id"] for tag in page(site, name).find_all(id=True)}
            assert place in ids[name], address


# ---- tables --------------------------------------------------------------------------------------------------


def cells_of(table):
    """Rows of texts; a cell over several rows in each of them (the browser's own reading of rowspan)."""
    lines = [
        [(text(c), int(c.get("rowspan", 1))) for c in tr.find_all(["th", "td"])]
        for tr in table.find_all("tr")
    ]
    for i, line in enumerate(lines):
        for j, (said, span) in enumerate(line):
            for below in range(1, span):
                lines[i + below].insert(j, (said, 1))
    return [[said for said, _ in line] for line in lines]


def test_the_file_of_a_table_is_the_table_that_the_page_shows(site):
    seen = set()
    for path in sorted(site.glob("*/*.html")):
        soup = page(site, path)
        for box in soup.select("[data-csv]"):
            name = Path(box["data-csv"]).name
            with (site / "tables" / name).open(encoding="utf-8", newline="") as file:
                assert list(csv.reader(file)) == cells_of(box.table), name
            assert any(
                a["href"] == box["data-csv"]
                for a in box.find_previous("div", class_="sp-tools").find_all("a")
            )
            seen.add(name)
    assert seen == {path.name for path in (site / "tables").iterdir()} and seen


def test_every_long_table_has_its_tools_and_no_short_one_has(site):
    for path in sorted(site.glob("*/*.html")):
        for box in page(site, path).select(".sp-scroll"):
            count = len(box.select("tbody > tr:not(.sp-part)"))
            before = box.find_previous_sibling()
            filtered = bool(before and "sp-tools" in before.get("class", []) and before.find("input"))
            assert filtered == (count > browse.LONG), (path.name, count, str(box)[:200])
            if filtered:
                assert before.output.get_text() == f"{count} rows"


def test_every_cell_table_of_a_chapter_is_a_file(site):
    for path in Book(ROOT).notebooks():
        stem = name_of(f"{path.parent.name}/{path.stem}")
        nb = nbformat.read(path, as_version=4)
        shown = [
            cell.id
            for cell in nb.cells
            if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", [])
            for output in cell.outputs
            if "<table" in "".join(output.get("data", {}).get("text/html", ""))
        ]
        missing = [cell for cell in shown if not (site / f"tables/{stem}-{cell}.csv").exists()]
        assert missing == []


# ---- the list of downloads -----------------------------------------------------------------------------------


def test_the_list_holds_every_file_with_its_size(site):
    listed = {}
    for link in page(site, "chapters/downloads.html").select("a[download]"):
        size = re.match(r" \(([^)]*)\)", link.next_sibling)
        listed[link["href"].removeprefix("../")] = size[1]
    offered = {
        str(path.relative_to(site))
        for folder in ("downloads", "figures", "tables", "data", "exports")
        for path in (site / folder).rglob("*")
        if path.is_file() and not path.name.endswith(".live.js") and path.parent.name != "schemas"
    } - {"downloads/references.bib"}
    assert set(listed) == offered
    assert {name: downloads.size(site / name) for name in listed} == listed


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (2_340_000, "2.3 MB")]
)
def test_sizes_read_as_people_say_them(count, said, tmp_path):
    (tmp_path / "file").write_bytes(b"x" * count)
    assert downloads.size(tmp_path / "file") == said


def test_the_data_package_holds_every_table_as_it_is(site):
    with zipfile.ZipFile(site / "downloads/data-package.zip") as archive:
        assert archive.testzip() is None
        names = {name.removeprefix("soft-power-in-kazakhstan/"): name for name in archive.namelist()}
        for path in (ROOT / "data").rglob("*.*"):
            if path.suffix in (".csv", ".json"):
                assert archive.read(names.pop(str(path.relative_to(ROOT)))) == path.read_bytes()
    assert set(names) == {"LICENSE"}


def test_a_notebook_is_executed_away_from_the_book(small, small_site, tmp_path):
    """As its README says: the same outputs and the same verdicts, by the code of the archive and not the book's."""
    name = name_of(WORKING)
    with zipfile.ZipFile(small_site / f"downloads/{name}.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / name
    assert (folder / "README.md").exists() and not (folder / "softpower/site").exists()
    verdicts = folder / f"data/verdicts/{PAPER}.csv"
    verdicts.write_text(verdicts.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import softpower, sys; from softpower import execute; print(softpower.__file__); "
            "sys.exit(execute.main(sys.argv[1:]))",
            f"{WORKING}.ipynb",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.startswith(str(folder))  # the code of the archive ran, not the book's
    again = nbformat.read(folder / f"{WORKING}.ipynb", as_version=4)
    stored = nbformat.read(small / f"{WORKING}.ipynb", as_version=4)
    assert [shown(cell) for cell in again.cells] == [shown(cell) for cell in stored.cells]
    assert verdicts.read_bytes() == (small / f"data/verdicts/{PAPER}.csv").read_bytes()


def shown(cell):
    return [
        {mime: data for mime, data in output.get("data", {}).items() if mime != "image/png"}
        for output in cell.get("outputs", [])
    ]


def test_an_archive_lists_only_the_tables_that_it_holds(site):
    for path in Book(ROOT).notebooks():
        chapter = name_of(f"{path.parent.name}/{path.stem}")
        with zipfile.ZipFile(site / f"downloads/{chapter}.zip") as archive:
            described = json.loads(archive.read(f"{chapter}/data/datapackage.json"))["resources"]
            for table in described:
                content = archive.read(f"{chapter}/data/{table['path']}")
                assert content == tables.path(table["name"]).read_bytes()


def test_a_figure_offers_what_it_draws(site):
    for path in sorted((site / "figures").glob("*.png")):
        assert path.read_bytes().startswith(b"\x89PNG")
        assert (path.with_suffix(".svg")).read_text(encoding="utf-8").startswith("<svg")
        assert list(csv.reader(io.StringIO(path.with_suffix(".csv").read_text(encoding="utf-8"))))
