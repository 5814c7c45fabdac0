"""The built pages, read as files."""

import csv
import filecmp
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, build, copy_book
from pygments.token import STANDARD_TYPES, String

from softpower import charts, claims, coding, tables
from softpower.book import Book
from softpower.site import code, figures, theme

pytestmark = pytest.mark.slow
CHAPTERS = [f"{path.parent.name}/{path.stem}.html" for path in Book(ROOT).notebooks()]
PAPERS = [paper for paper in claims.papers() if f"{paper}/claims" in tables.names()]


@pytest.fixture(scope="session")
def pages(site) -> dict[str, BeautifulSoup]:
    return {
        str(path.relative_to(site)): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }


def rows(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_page_loads_anything_from_another_host(site, pages):
    loading = [
        (page, str(tag)[:120])
        for page, soup in pages.items()
        for tag in soup.find_all(["script", "img", "iframe", "source", "link", "video", "object"])
        for attribute in ("src", "href", "data", "srcset")
        if re.match(r"(https?:)?//", tag.get(attribute) or "") and tag.get("rel") != ["canonical"]
    ]
    styles = [
        (path.name, found)
        for path in site.rglob("*.css")
        for found in re.findall(r"(?:url\(|@import\s+)[\"']?(?:https?:)?//[^)\"']+", path.read_text("utf-8"))
    ]
    assert (loading, styles) == ([], [])


def test_every_internal_link_resolves_to_a_page_and_a_place_on_it(site, pages):
    ids = {
        page: {tag["id"] for tag in soup.find_all(id=True)}
        | {tag["name"] for tag in soup.find_all("a", attrs={"name": True})}
        for page, soup in pages.items()
    }
    broken = []
    for page, soup in pages.items():
        for tag in soup.find_all("a", href=True):
            parts = urlsplit(tag["href"])
            if parts.scheme or parts.netloc:
                continue
            target = (site / page).parent / unquote(parts.path) if parts.path else site / page
            inside = str(target.resolve().relative_to(site.resolve()))
            if not target.exists() or (
                parts.fragment and inside in ids and unquote(parts.fragment) not in ids[inside]
            ):
                broken.append((page, tag["href"]))
    assert broken == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_claim_has_its_address_and_leads_to_the_cell_that_judged_it(paper, pages):
    register = pages["chapters/claims.html"]
    for row in rows(f"data/verdicts/{paper}.csv"):
        found = register.find(id=f"claim-{row['claim_id']}")
        assert found is not None and found.name == "tr", row["claim_id"]
        cells = [tag["href"] for tag in found.find_all("a", href=True) if "#cell-" in tag["href"]]
        assert [href.split("#")[1] for href in cells] == [f"cell-{row['cell']}"], row["claim_id"]
        assert row["verdict"] in found.get_text()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_scoreboard_counts_the_verdicts(paper, pages):
    verdicts = [claims.VERDICTS[row["verdict"]].family for row in rows(f"data/verdicts/{paper}.csv")]
    board = pages["index.html"].find("table", class_="sp-scoreboard")
    line = [
        tr
        for tr in board.find("tbody").find_all("tr")
        if tr.find("a") and f"working-{paper}" in tr.find("a")["href"]
    ]
    shown = [td.get_text(strip=True) for td in line[0].find_all("td")][1:]
    assert shown == [str(verdicts.count(family)) for family in claims.FAMILIES] + [str(len(verdicts))]


CLAIM = re.compile(claims.id_pattern())


def test_ids_of_claims_in_tables_of_chapters_lead_to_the_register(pages, monkeypatch):
    monkeypatch.chdir(ROOT)
    known = {claim_id for paper in PAPERS for claim_id in tables.read(f"{paper}/claims")["claim_id"]}
    named, linked = {}, {}
    for page in CHAPTERS:
        boxes = pages[page].select("div.cell_output .sp-scroll table.dataframe")
        named[page] = {found for box in boxes for found in CLAIM.findall(box.get_text(" "))} & known
        linked[page] = {
            tag.get_text()
            for box in boxes
            for tag in box.find_all("a")
            if tag["href"] == f"../chapters/claims.html#claim-{tag.get_text()}"
        }
    assert linked == named
    assert named["workings/05-across-the-papers.html"]


def test_cells_of_a_chapter_without_a_register_have_addresses_too(pages):
    assert pages["workings/05-across-the-papers.html"].find(id="cell-ten") is not None
    assert "workings/05-across-the-papers.html" in CHAPTERS


def test_a_changed_verdict_file_changes_scoreboard_and_register_at_the_next_build(book, tmp_path):
    first = build(book, tmp_path / "out")
    shutil.copytree(first, tmp_path / "as-it-was")
    build(book, tmp_path / "out")
    assert different(first, tmp_path / "as-it-was") == []  # nothing has changed yet
    path = book / "data/verdicts/index-comparison.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("ic-t2-familiarity-gap,reproduced-if", "ic-t2-familiarity-gap,possible"),
        encoding="utf-8",
    )
    before = first.joinpath("index.html").read_text("utf-8")
    build(book, tmp_path / "out")
    row = BeautifulSoup(first.joinpath("chapters/claims.html").read_text("utf-8"), "html.parser").find(
        id="claim-ic-t2-familiarity-gap"
    )
    assert "possible" in row.get_text() and row["data-family"] == "open"
    assert first.joinpath("index.html").read_text("utf-8") != before
    assert "ic-t2-familiarity-gap,possible" not in text
    with (first / "downloads/register.csv").open(encoding="utf-8", newline="") as file:
        changed = next(row for row in csv.DictReader(file) if row["claim_id"] == "ic-t2-familiarity-gap")
    assert (changed["verdict"], changed["family"]) == ("possible", "open")


def test_every_figure_has_picture_text_data_and_files(site, pages):
    found = 0
    for soup in pages.values():
        for figure in soup.find_all("figure", class_="sp-figure"):
            found += 1
            name = figure.find(class_="sp-chart")["data-name"]
            assert figure["id"] == f"figure-{name}"
            svgs = figure.find_all("svg")
            assert svgs and all(len(svg["aria-label"]) > 20 and svg["role"] == "img" for svg in svgs)
            assert figure.find("figcaption").get_text(strip=True).startswith("Figure")
            assert figure.find("table").find("tbody").find("tr")
            for ending in ("csv", "json", "svg", "png", "live.js"):
                assert (site / f"figures/{name}.{ending}").stat().st_size > 0, (name, ending)
    assert found


def test_exports_of_codings_are_linked_and_hold_what_the_data_hold(site, pages, monkeypatch):
    monkeypatch.chdir(ROOT)
    linked = {
        Path(tag["href"]).name
        for soup in pages.values()
        for tag in soup.find_all("a", href=re.compile(r"exports/"))
    }
    assert linked == {path.name for path in (site / "exports").iterdir()} >= {"elite-interviews.qdpx"}
    codebook = tables.read("elite-interviews/codebook").to_dict("list")
    excerpts = tables.read("elite-interviews/excerpts")
    qdc = coding.read_codebook((site / "exports/elite-interviews.qdc").read_bytes())
    _, codes, found = coding.read_project((site / "exports/elite-interviews.qdpx").read_bytes())
    assert qdc.to_dict("list") == codes.to_dict("list") == codebook
    assert [(p.name, p.text) for p in found] == list(
        excerpts[["excerpt", "paraphrase"]].itertuples(index=False, name=None)
    )


def test_a_figure_csv_is_the_data_of_its_spec(site):
    for path in sorted((site / "figures").glob("*.json")):
        data = figures.data_tables(json.loads(path.read_text("utf-8")))
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            stored = list(csv.DictReader(file))
        assert stored == [
            {key: "" if value is None else str(value) for key, value in row.items()} for row in data[0]
        ], path.name


def test_every_table_of_the_package_can_be_downloaded_as_it_is(site):
    for name in tables.names():
        path = tables.resource(name).path
        assert (site / "data" / path).read_bytes() == (ROOT / "data" / path).read_bytes()
    assert json.loads((site / "data/datapackage.json").read_text("utf-8"))["resources"]


def test_ids_are_unique_on_each_page(pages):
    for page, soup in pages.items():
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert sorted(ids) == sorted(set(ids)), page


def test_the_mends_of_the_theme_are_all_still_needed_and_all_made(site, unmended):
    before = [path.read_text("utf-8") for path in sorted(unmended.rglob("*.html"))]
    after = [path.read_text("utf-8") for path in sorted(site.rglob("*.html"))]
    for reason, (pattern, _) in theme.MENDS.items():
        assert any(pattern.search(page) for page in before), f"needless now: {reason}"
        assert not any(
            pattern.search(page) and pattern.sub(theme.MENDS[reason][1], page) != page for page in after
        ), reason


def colours(style: str) -> dict[str, dict[str, str]]:
    """Of a style sheet for code, what each theme does to each kind of token; "" is plain text."""
    found: dict[str, dict[str, str]] = {}
    for theme_name, kind, does in re.findall(
        r'data-theme="(\w+)"\] \.highlight(?: \.(\w+))? \{ (?:background: [^;]+; )?([^}]*?) \}', style
    ):
        found.setdefault(theme_name, {})[kind] = does
    return found


def test_code_that_is_left_together_has_one_colour(unmended):
    found = colours((unmended / "_static/pygments.css").read_text("utf-8"))
    assert sorted(found) == ["dark", "light"]
    for kinds in found.values():
        for kind in code.PLAIN:
            assert kinds.get(STANDARD_TYPES[kind], kinds[""]) == kinds[""], kind
        together = [kind for kind in STANDARD_TYPES if kind in String and kind not in code.APART]
        strings = {STANDARD_TYPES[kind] for kind in together} & set(kinds)
        assert len(strings) > 5 and {kinds[short] for short in strings} == {kinds["s"]}


def test_two_builds_in_two_folders_with_two_hash_seeds_are_the_same_bytes(site, tmp_path):
    other = build(
        copy_book(tmp_path / "elsewhere"),
        tmp_path / "out",
        PYTHONHASHSEED="1234",
        LC_ALL="C",
        TZ="Asia/Almaty",
    )
    assert different(site, other) == []


def different(one: Path, other: Path) -> list[str]:
    names = sorted(
        {str(p.relative_to(base)) for base in (one, other) for p in base.rglob("*") if p.is_file()}
    )
    return [
        name
        for name in names
        if not (
            (one / name).is_file()
            and (other / name).is_file()
            and filecmp.cmp(one / name, other / name, shallow=False)
        )
    ]


def test_every_figure_has_its_own_name(book, tmp_path):
    path = book / "workings/01-index-comparison.ipynb"
    nb = json.loads(path.read_text("utf-8"))
    cell = next(c for c in nb["cells"] for o in c.get("outputs", []) if charts.MIME in o.get("data", {}))
    nb["cells"].append({**cell, "id": "again"})
    path.write_text(json.dumps(nb), encoding="utf-8")
    run = subprocess.run(
        [
            Path(sys.executable).with_name("jupyter-book"),
            "build",
            str(book),
            "--path-output",
            str(tmp_path / "out"),
        ],
        cwd=book,
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert "two figures are named" in run.stdout + run.stderr


def test_the_landing_page_has_a_card_with_a_picture_for_every_judged_paper(pages):
    cards = pages["index.html"].select(".sp-card")
    assert [card.select_one(".sp-card-title a")["href"].split("#")[1] for card in cards] == [
        f"working-{paper}" for paper in PAPERS
    ]
    assert all(card.select_one("svg[aria-label]") for card in cards)


def test_a_card_that_shows_no_figure_of_the_book_stops_the_build(tmp_path):
    book = copy_book(tmp_path / "book")
    index = book / "index.md"
    index.write_text(
        index.read_text("utf-8").replace(":picture: rank-in-its-field", ":picture: nowhere"), "utf-8"
    )
    with pytest.raises(AssertionError, match="shows no figure 'nowhere'"):
        build(book, tmp_path / "site")
