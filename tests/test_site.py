"""The built pages, read as files."""

import csv
import json
import re
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, build, copy_book, different
from pygments.token import STANDARD_TYPES, String
from small_book import FIGURE, PAPER, WORKING

from softpower import charts, claims, coding, tables
from softpower.book import Book
from softpower.site import __main__ as maker
from softpower.site import code, figures, theme, whole
from softpower.site.kept import Kept

pytestmark = pytest.mark.slow
CHAPTERS = [f"{path.parent.name}/{path.stem}.html" for path in Book(ROOT).notebooks()]
PAPERS = [paper for paper in claims.papers() if f"{paper}/claims" in tables.names()]


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
        page: pages.ids(page).keys() | {tag["name"] for tag in soup.find_all("a", attrs={"name": True})}
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
    register = pages.ids("chapters/claims.html")
    for row in rows(f"data/verdicts/{paper}.csv"):
        found = register.get(f"claim-{row['claim_id']}")
        assert found is not None and found.name == "tr", row["claim_id"]
        cells = [tag["href"] for tag in found.find_all("a", href=True) if "#cell-" in tag["href"]]
        assert [href.split("#")[1] for href in cells] == [f"cell-{row['cell']}"], row["claim_id"]
        assert row["verdict"] in found.get_text()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_scoreboard_counts_the_verdicts(paper, pages):
    verdicts = [claims.VERDICTS[row["verdict"]].family for row in rows(f"data/verdicts/{paper}.csv")]
    board = pages["chapters/claims.html"].find("table", class_="sp-scoreboard")
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
    assert "cell-ten" in pages.ids("workings/05-across-the-papers.html")
    assert "workings/05-across-the-papers.html" in CHAPTERS


def changed_row(path: Path, claim: str, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(f"{claim},{before}") == 1
    path.write_text(text.replace(f"{claim},{before}", f"{claim},{after}"), encoding="utf-8")


def tally(pages: Path) -> str:
    register = BeautifulSoup(pages.joinpath("chapters/claims.html").read_text("utf-8"), "html.parser")
    return register.find("table", class_="sp-scoreboard").get_text(" ", strip=True)


def shows_the_change(pages: Path, claim: str, verdict: str, tally_before: str) -> None:
    """Register, scoreboard and file show the verdict that a row has now."""
    register = BeautifulSoup(pages.joinpath("chapters/claims.html").read_text("utf-8"), "html.parser")
    row = register.find(id=f"claim-{claim}")
    assert verdict in row.get_text() and row["data-family"] == "open"
    assert tally(pages) != tally_before
    changed = next(row for row in rows(pages / "downloads/register.csv") if row["claim_id"] == claim)
    assert (changed["verdict"], changed["family"]) == (verdict, "open")


def test_a_changed_verdict_file_changes_scoreboard_and_register_at_the_next_build(
    small_copy, small_site, builder, tmp_path
):
    first = builder.site(small_copy, tmp_path / "out")
    builder.site(small_copy, tmp_path / "out")
    assert different(first, small_site) == []  # nothing has changed yet
    before = tally(first)
    changed_row(small_copy / f"data/verdicts/{PAPER}.csv", "sp-most", "reproduced", "possible")
    builder.site(small_copy, tmp_path / "out")
    shows_the_change(first, "sp-most", "possible", before)
    assert different(first, builder.site(small_copy, tmp_path / "clean")) == []  # the bytes of a clean build


CHANGES = {
    "a cell whose table is a file, by another name": (f"{WORKING}.ipynb", '"id": "towns"', '"id": "places"'),
    "a word of a page": ("chapters/how-to-read.md", "one term", "a single term"),
    "a word of a notebook": (f"{WORKING}.ipynb", "A paper that nobody wrote", "A paper that no one wrote"),
    "a term of the glossary": ("chapters/how-to-read.md", "A place in", "A town in"),
    "a claim": (f"data/{PAPER}/claims.csv", "On average 60 a town", "Sixty a town on average"),
    "a heading": ("chapters/claims.md", "# Claims", "# The claims"),
    "a setting": ("_config.yml", "title: A small book", "title: The small book"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_build_after_a_change_gives_the_bytes_of_a_clean_one(change, small_copy, builder, tmp_path):
    name, old, new = CHANGES[change]
    pages = builder.site(small_copy, tmp_path / "out")
    as_it_was = Path(shutil.copytree(pages, tmp_path / "as-it-was"))
    path = small_copy / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    builder.site(small_copy, tmp_path / "out")
    assert different(pages, as_it_was) != []
    assert different(pages, builder.site(small_copy, tmp_path / "clean")) == []
    path.write_text(text, "utf-8")
    builder.site(small_copy, tmp_path / "out")
    assert different(pages, as_it_was) == []


def test_a_figure_may_move_from_a_page_to_one_that_is_read_before_it():
    """All pages that are to be read are forgotten first; else the old page would still hold the figure's name."""
    store, env, heard = Kept("figures_here"), SimpleNamespace(), {}
    store.connect(SimpleNamespace(connect=heard.__setitem__))
    store.of(env).update({"workings/a": {"figure": 1}, "workings/b": {"other": 2}})
    heard["env-before-read-docs"](None, env, ["chapters/a", "workings/a"])
    assert store.of(env) == {"workings/b": {"other": 2}}


def test_pictures_that_were_kept_are_those_that_are_drawn(small, small_site, builder, tmp_path):
    assert different(small_site, builder.site(small, tmp_path / "none", SOFTPOWER_RESULTS="")) == []
    kept = tmp_path / "kept"
    builder.site(small, tmp_path / "out", SOFTPOWER_RESULTS=str(kept))
    assert {path.suffix for path in kept.iterdir()} == {".svg", ".png", ".vega", ".js", ".css", ".woff2"}


def test_a_fault_is_told_by_every_build_until_it_is_mended(small_copy, small_site, builder, tmp_path):
    """Sphinx alone tells it once: the page is read, and the next build finds nothing newer."""
    page = small_copy / "chapters/how-to-read.md"
    text = page.read_text("utf-8")
    page.write_text(f"{text}\n{{card}}`sp-nothing`\n", "utf-8")
    first, again = (builder.run(small_copy, tmp_path) for _ in range(2))
    assert first[0] == again[0] == 1 and "no claim 'sp-nothing'" in again[1]
    page.write_text(text, "utf-8")
    assert different(small_site, builder.site(small_copy, tmp_path)) == []


def test_a_site_is_used_only_if_it_is_of_the_book_as_it_is(small_copy, builder, tmp_path):
    site = builder.site(small_copy, tmp_path / "out")
    assert whole.is_of(site, small_copy)
    for path in (small_copy / f"data/{PAPER}/claims.csv", site / "index.html"):
        text = path.read_bytes()
        path.write_bytes(text + b"\n")
        assert not whole.is_of(site, small_copy)
        path.write_bytes(text)
        assert whole.is_of(site, small_copy)
    (site / "more.html").touch()
    assert not whole.is_of(site, small_copy)


def test_a_build_says_every_few_seconds_what_it_is_doing(monkeypatch, capsys):
    assert maker.EVERY < 10
    monkeypatch.setattr(maker, "EVERY", 0.02)
    with maker.Progress() as progress:
        progress.doing = "reading page 3, chapters/x"
        time.sleep(0.1)
    assert "s: reading page 3, chapters/x" in capsys.readouterr().out


@pytest.mark.gate
def test_a_changed_verdict_of_the_book_changes_scoreboard_and_register(book, site, tmp_path):
    pages = build(book, tmp_path / "out")
    build(book, tmp_path / "out")
    assert different(pages, site) == []
    before = tally(pages)
    path = book / "data/verdicts/index-comparison.csv"
    changed_row(path, "ic-t2-familiarity-gap", "reproduced-if", "possible")
    build(book, tmp_path / "out")
    shows_the_change(pages, "ic-t2-familiarity-gap", "possible", before)
    changed_row(path, "ic-t2-familiarity-gap", "possible", "reproduced-if")
    build(book, tmp_path / "out")
    assert different(pages, site) == []


def test_every_figure_has_picture_text_data_and_files(site, pages):
    found = 0
    for page, soup in pages.items():
        for figure in soup.find_all("figure", class_="sp-figure"):
            found += 1
            name = figure.find(class_="sp-chart")["data-name"]
            assert figure["id"] == f"figure-{name}"
            svgs = figure.find_all("svg")
            assert svgs and all(len(svg["aria-label"]) > 20 and svg["role"] == "img" for svg in svgs)
            title = figure.find(class_="sp-figure-title").get_text(strip=True)
            assert len(title) > 9
            assert title.startswith("Figure") == bool(re.match(r"(chapters|workings)/\d\d-", page))
            assert len(figure.find(class_="sp-figure-measure").get_text(strip=True)) > 19
            assert figure.find("table").find("tbody").find("tr")
            for ending in ("csv", "json", "svg", "png", "live.js"):
                assert (site / f"figures/{name}.{ending}").stat().st_size > 0, (name, ending)
    assert found


def test_exports_of_codings_are_linked_and_hold_what_the_data_hold(site, pages, monkeypatch):
    monkeypatch.chdir(ROOT)
    linked = {
        Path(tag["href"]).name
        for soup in pages.values()
        for tag in soup.find_all("a", href=re.compile(r"^(\.\./)*exports/"))
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


def test_the_mends_of_the_theme_are_all_still_needed_and_all_made(site, small_site, unmended):
    """Needed on the small book, which has all that they mend; made there, and on every page of the book."""
    before = [path.read_text("utf-8") for path in sorted(unmended.rglob("*.html"))]
    after = [path.read_text("utf-8") for path in [*sorted(site.rglob("*.html")), *small_site.rglob("*.html")]]
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


def test_two_builds_in_two_folders_with_two_hash_seeds_are_the_same_bytes(small_copy, small_site, tmp_path):
    other = build(
        small_copy,
        tmp_path / "out",
        PYTHONHASHSEED="1234",
        LC_ALL="C",
        TZ="Asia/Almaty",
        PYTHONPATH=str(ROOT),
    )
    assert different(small_site, other) == []


@pytest.mark.gate
def test_two_builds_of_the_book_in_two_folders_with_two_hash_seeds_are_the_same_bytes(site, tmp_path):
    """Both draw every picture, and one keeps none."""
    seeds = {
        "1": {"PYTHONHASHSEED": "1"},
        "2": {"PYTHONHASHSEED": "1234", "LC_ALL": "C", "TZ": "Asia/Almaty"},
    }
    one, other = (
        build(copy_book(tmp_path / f"elsewhere-{name}"), tmp_path / f"out-{name}", **surroundings)
        for name, surroundings in seeds.items()
    )
    assert different(one, other) == []
    assert different(one, site) == []


def twice_named(path: Path) -> None:
    """Gives a notebook a second cell with its first chart."""
    nb = json.loads(path.read_text("utf-8"))
    cell = next(c for c in nb["cells"] for o in c.get("outputs", []) if charts.MIME in o.get("data", {}))
    nb["cells"].append({**cell, "id": "again"})
    path.write_text(json.dumps(nb), encoding="utf-8")


def test_every_figure_has_its_own_name(small_copy, builder, tmp_path):
    twice_named(small_copy / f"{WORKING}.ipynb")
    status, said = builder.run(small_copy, tmp_path / "out")
    assert status != 0
    assert "two figures are named" in said


@pytest.mark.gate
def test_every_figure_of_the_book_has_its_own_name(book, tmp_path):
    twice_named(book / "workings/01-index-comparison.ipynb")
    with pytest.raises(AssertionError, match="two figures are named"):
        build(book, tmp_path / "out")


def test_the_landing_page_has_a_card_with_a_picture_for_every_whole_paper(pages):
    cards = pages["index.html"].select(".sp-card")
    assert [card.select_one(".sp-card-title a")["href"].split("#")[1] for card in cards] == [
        f"{'chapter' if any((ROOT / 'chapters').glob(f'[0-9]*-{paper}.ipynb')) else 'working'}-{paper}"
        for paper in claims.registered()
    ]
    assert all(card.select_one("svg[aria-label]") for card in cards)


def test_a_card_that_shows_no_figure_of_the_book_stops_the_build(small_copy, builder, tmp_path):
    index = small_copy / "index.md"
    index.write_text(index.read_text("utf-8").replace(f":picture: {FIGURE}", ":picture: nowhere"), "utf-8")
    status, said = builder.run(small_copy, tmp_path / "site")
    assert status != 0
    assert "shows no figure 'nowhere'" in said
