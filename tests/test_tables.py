import csv
import json
import shutil
from decimal import Decimal

import pandas as pd
import pytest

from softpower import claims, tables


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data package of one small table, which a test may spoil."""
    data = tmp_path / "data"
    data.mkdir()
    fields = [
        {"name": "key", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "score", "type": "number", "constraints": {"minimum": 0, "maximum": 10}},
        {"name": "band", "type": "string", "constraints": {"enum": ["low", "high"]}},
        {"name": "n", "type": "integer"},
    ]
    resource = {
        "name": "small/table",
        "path": "t.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "class": "transcribed",
        "schema": {"fields": fields, "missingValues": ["-", ""]},
    }
    (data / "datapackage.json").write_text(json.dumps({"name": "small", "resources": [resource]}))
    monkeypatch.chdir(tmp_path)

    def write(text, encoding="utf-8"):
        (data / "t.csv").write_bytes(text.encode(encoding))

    write("key,score,band,n\na,8.30,low,3\nb,-,high,\n")
    return write


def test_a_table_is_read_typed_and_exact(folder):
    frame = tables.read("small/table")
    assert frame["score"].tolist() == [Decimal("8.30"), None]
    assert str(frame["score"][0]) == "8.30"
    assert frame["n"].dtype == "Int64"
    assert frame["n"].tolist() == [3, pd.NA]
    assert frame["band"].tolist() == ["low", "high"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("key,score,band,n\na,83,low,3\n", r"data/t.csv, row 2, column score has '83': .*maximum"),
        ("key,score,band,n\na,1,low,3\nb,1,mid,3\n", r"row 3, column band has 'mid': .*enum"),
        ("key,score,band,n\na,x,low,3\n", r"row 2, column score has 'x': type error, type is \"number"),
        ("key,score,band,n\na,1,low,3\na,2,low,4\n", r"row 3, column key has 'a': unique"),
        ("key,score,band,n\n,1,low,3\n", r"row 2, column key: constraint error, constraint \"required\""),
        ("key,score,band,n\na,1,low,3,9\n", r"row 2.* has '9': extra cell"),
        ("key,score,band,n\na,1,low\n", r"row 2, column n: missing cell"),
        ("key,score,grade,n\na,1,low,3\n", r"column band"),
        ("key,score,band,n\na,1.5,low,2.5\n", r"row 2, column n has '2.5': type error"),
        ("", r"data/t.csv: .*empty"),
    ],
)
def test_a_fault_names_file_row_column_value_and_rule(folder, text, message):
    folder(text)
    with pytest.raises(tables.TableError, match=message):
        tables.read("small/table")


def test_a_wrong_encoding_is_an_error_not_a_guess(folder):
    folder("key,score,band,n\nНур,1,low,3\n", encoding="cp1251")
    with pytest.raises(tables.TableError, match="data/t.csv: encoding"):
        tables.read("small/table")


def test_an_absent_file_is_named(folder, tmp_path):
    (tmp_path / "data/t.csv").unlink()
    with pytest.raises(tables.TableError, match="data/t.csv"):
        tables.read("small/table")


def test_an_unknown_table_is_refused_with_the_known_ones(folder):
    with pytest.raises(KeyError, match="small/table"):
        tables.read("small/tabel")


def test_reading_synthetic_data_closes_the_firewall(monkeypatch, root):
    monkeypatch.chdir(root)
    tables.firewall()
    tables.read("synthetic/verdict-examples")
    with pytest.raises(tables.FirewallError, match="synthetic/verdict-examples"):
        tables.firewall()


# ---- the book's own data ---------------------------------------------------------------------------------


def test_every_csv_under_data_is_described_once(root, monkeypatch):
    monkeypatch.chdir(root)
    described = [tables.resource(name).path for name in tables.names()]
    found = sorted(str(path.relative_to(root / "data")) for path in (root / "data").rglob("*.csv"))
    assert sorted(described) == found


@pytest.mark.parametrize("name", tables.names())
def test_every_table_reads_and_says_what_it_is(name, root, monkeypatch):
    monkeypatch.chdir(root)
    tables.read(name)
    found = tables.resource(name)
    assert found.custom["class"] in tables.CLASSES
    assert found.title and found.description and found.sources and found.custom["terms"]
    assert all(field.description for field in found.schema.fields)
    assert set(found.schema.missing_values) == set(found.schema.custom["missing"]), (
        "each missing value has its meaning"
    )
    if found.custom["class"] == "transcribed":
        assert found.custom["witness"]["note"]
    assert (found.custom["class"] == "synthetic") == name.startswith("synthetic/")


@pytest.mark.parametrize(
    ("schema", "field", "words"),
    [
        ("claims", "kind", claims.KINDS),
        ("claims", "basis", claims.BASES),
        ("verdicts", "verdict", tuple(claims.VERDICTS)),
        ("verdicts", "consequence", tuple(claims.CONSEQUENCES)),
        ("second-readings", "verdict", tuple(claims.VERDICTS)),
    ],
)
def test_schemas_and_code_have_one_vocabulary(root, schema, field, words):
    fields = json.loads((root / f"data/schemas/{schema}.json").read_text())["fields"]
    constraints = next(f["constraints"] for f in fields if f["name"] == field)
    assert tuple(constraints["enum"]) == words


def test_claim_ids_are_unique_in_the_book_and_prefixed_by_paper(root, monkeypatch):
    monkeypatch.chdir(root)
    ids = []
    for paper, about in claims.papers().items():
        if f"{paper}/claims" in tables.names():
            found = tables.read(f"{paper}/claims")["claim_id"].tolist()
            assert all(claim_id.startswith(f"{about.prefix}-") for claim_id in found)
            ids += found
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("paper", claims.papers())
def test_a_unit_belongs_to_a_printed_figure(root, monkeypatch, paper):
    monkeypatch.chdir(root)
    registered = tables.read(f"{paper}/claims")
    assert registered[registered["reported"].isna()]["unit"].dropna().tolist() == []


def test_evidence_is_an_excerpt_where_it_says_so_and_nothing_where_there_is_none(root, monkeypatch):
    monkeypatch.chdir(root)
    evidence = tables.read("elite-interviews/findings-to-evidence")
    excerpts = tables.read("elite-interviews/excerpts")["excerpt"]
    assert (evidence["evidence"].isin(excerpts) == (evidence["kind"] == "excerpt")).all()
    assert (evidence["evidence"].isna() == (evidence["kind"] == "none")).all()


def test_data_files_have_plain_lines(root):
    for path in (root / "data").rglob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n"), path
        with path.open(encoding="utf-8", newline="") as file:
            assert len({len(row) for row in csv.reader(file)}) == 1, path


def test_data_is_found_from_below_and_beside(tmp_path, monkeypatch, root):
    (tmp_path / "deep/er").mkdir(parents=True)
    shutil.copytree(root / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path / "deep/er")
    assert tables.data_folder() == tmp_path / "data"


@pytest.mark.parametrize("paper", claims.registered())
def test_tensions_are_between_registered_claims_of_their_paper(root, monkeypatch, paper):
    monkeypatch.chdir(root)
    known = set(tables.read(f"{paper}/claims")["claim_id"])
    sets = tables.read(f"{paper}/tensions")["claim_ids"].dropna().str.split()
    assert [claim_id for ids in sets for claim_id in ids if claim_id not in known] == []
