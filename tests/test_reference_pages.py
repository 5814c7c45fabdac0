"""Citation, glossary and references, as they are written."""

import json
import re

import jsonschema
import pytest
import yaml
from conftest import ROOT
from pybtex.database import parse_file

from softpower import tables
from softpower.book import Book
from softpower.files import archive
from softpower.site import downloads, replication

CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "tests/cff/schema.json").read_text(encoding="utf-8"))
CHAPTERS = Book(ROOT).notebooks()


def faults(citation):
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(citation)]


def test_the_citation_file_is_valid():
    assert faults(CFF) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        {key: value for key, value in CFF.items() if key != "title"},
        CFF | {"licence": "MIT"},
        CFF | {"license": ["no-such-licence"]},
        CFF | {"cff-version": "1.1.0"},
    ],
    ids=["no-title", "unknown-key", "unknown-licence", "other-version"],
)
def test_a_spoilt_citation_file_is_caught(spoilt):
    assert faults(spoilt) != []


def test_the_citation_file_names_the_version_of_the_package():
    assert f'version = "{CFF["version"]}"' in (ROOT / "pyproject.toml").read_text()


def glossary_faults(text):
    found = []
    for term, body in re.findall(r"^(\w[^\n]*)\n((?:  [^\n]*\n|\n(?=  ))+)", text, re.M):
        said = body.split("\n\n")[0].strip()
        if len(said) > 220:
            found.append(f"{term}: more than two lines")
        found += [f"{term}: no name in {lang}" for lang in ("kk", "ru") if f"{{{lang}}}`" not in body]
    return found


def test_every_term_is_told_in_two_lines_and_named_in_three_languages():
    text = (ROOT / "chapters/glossary.md").read_text(encoding="utf-8")
    assert glossary_faults(text) == []
    assert text.count("{kk}`") == text.count("{ru}`") > 30


def test_a_term_without_a_russian_name_is_caught():
    assert glossary_faults("claim\n  One statement.\n\n  Kazakh {kk}`тұжырым`\n") == ["claim: no name in ru"]


def test_every_doi_that_code_and_pages_name_is_in_the_references():
    known = {
        entry.fields.get("doi", "").lower()
        for entry in parse_file(ROOT / "chapters/references.bib").entries.values()
    }
    sources = [*(ROOT / "softpower").rglob("*.py"), *(ROOT / "chapters").glob("*.md")]
    named = {
        doi.rstrip(".,;").lower()
        for path in sources
        for doi in re.findall(r"\b10\.\d{4,9}/[^\s)\"'`\]}]+", path.read_text(encoding="utf-8"))
    }
    assert named and named <= known


def test_every_package_asked_for_has_a_version():
    pins = replication.pinned((ROOT / "requirements.txt").read_text())
    wanted = replication.asked((ROOT / "pyproject.toml").read_text())
    assert set(wanted) <= set(pins)
    assert pins["numpy"] == sorted(pins["numpy"]) and len(pins["numpy"]) == 2  # one for each group of Pythons


def test_tables_named_in_cells_are_found(monkeypatch):
    monkeypatch.chdir(ROOT)

    def needed(source):
        return downloads.tables_of({"cells": [{"cell_type": "code", "source": source}]})

    assert needed('tables.read("external/soft-power-30")') == ["external/soft-power-30"]
    assert needed('tables.read(f"index-comparison/table-{n}-coding-{coder}")') == [
        "index-comparison/table-3-coding-a",
        "index-comparison/table-3-coding-b",
    ]
    opened = needed('claims.Register("elite-interviews")')
    assert "verdicts/elite-interviews" in opened and "elite-interviews/claims" in opened
    assert needed('tables.read(paper + "/display-items")') == [
        name for name in tables.names() if name.endswith("/display-items")
    ]
    monkeypatch.setattr(tables, "names", lambda: ["polls-2024/claims"])
    assert needed('claims.Register("polls-2024")') == ["polls-2024/claims"]
    monkeypatch.undo()
    monkeypatch.chdir(ROOT)
    everything = needed("[claims.judged(paper) for paper in claims.registered()]")
    assert everything == [
        name
        for name in tables.names()
        if "/claims" in name or name.startswith("verdicts/") or name in ("papers", "precedents")
    ]
    assert needed("x = 'nothing/here'") == []


def test_archives_are_the_same_bytes_again_and_hold_no_date(monkeypatch):
    monkeypatch.chdir(ROOT)
    files = downloads.package_files()
    assert archive(files) == archive(dict(reversed(files.items())))
    assert b"\x00\x00\x21\x00" in archive({"a": b"b"})[:16]  # 1 January 1980, midnight
