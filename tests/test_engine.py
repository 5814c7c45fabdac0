"""Python for the browser: made anew with the same bytes, loaded by no page at once, and a book without it."""

import pytest
import yaml
from surveying import with_python

from softpower.site.browser import engine, fetch

pytestmark = with_python


@pytest.fixture
def folder(site):
    """Where the site holds the engine: in one place."""
    [one] = [path for path in site.glob("python-*") if path.is_dir()]
    return one


def test_the_engine_is_made_anew_with_the_bytes_of_the_site_and_carries_its_licence(folder):
    made = engine._make(fetch.package())
    assert made == {path.name: path.read_bytes() for path in folder.iterdir()}
    licence = made["LICENSE.txt"].decode()
    assert "Mozilla Public License Version 2.0" in licence and fetch.SOURCE in licence
    assert sum(map(len, made.values())) < 6_500_000


def test_the_site_holds_the_engine_and_no_page_loads_it_at_once(folder, pages):
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
