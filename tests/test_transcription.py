import shutil

import pytest

from softpower import tables, transcription

TEXT = "**Table 9:** Words\n\nHead\tRussia\nA\t1.0\nB\t-\n\nEnd\tof text\n"


def test_rows_below_a_caption_are_found_up_to_the_first_other_line():
    assert transcription.printed_rows(TEXT, "**Table 9:**") == [["Head", "Russia"], ["A", "1.0"], ["B", "-"]]


def test_a_caption_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="Table 8"):
        transcription.printed_rows(TEXT, "**Table 8:**")


def test_a_tidy_table_is_laid_out_as_printed():
    rows = [
        {"country": "A", "year": "1", "score": "5"},
        {"country": "A", "year": "2", "score": "-"},
        {"country": "B", "year": "1", "score": "7"},
        {"country": "B", "year": "2", "score": "8"},
    ]
    witness = {"layout": "tidy", "index": "country", "columns": "year", "values": "score"}
    assert transcription.expected(witness, rows) == [["A", "5", "-"], ["B", "7", "8"]]
    with pytest.raises(ValueError, match="rows or tidy"):
        transcription.expected({"layout": "wide"}, rows)


@pytest.fixture
def papers(tmp_path, monkeypatch, root):
    """A made-up text that prints Table 2 as the book has it, and a book beside it."""
    shutil.copytree(root / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    rows = (root / "data/index-comparison/table-2.csv").read_text(encoding="utf-8").splitlines()[1:]
    text = "\n".join(
        ["**Table 2:** x", "", "a\tb\tc\td", *("\t".join(row.split(",")[1:]) for row in rows), ""]
    )
    (tmp_path / "index-comparison.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_equal_tables_have_no_differences(papers):
    assert transcription.differences("index-comparison/table-2", papers) == []


def test_one_changed_cell_is_named(papers):
    path = tables.path("index-comparison/table-2")
    path.write_text(path.read_text().replace("8.3", "8.4"))
    assert transcription.differences("index-comparison/table-2", papers) == [
        "index-comparison/table-2, printed row 2, cell 2: we have '8.4', the text has '8.3'"
    ]


def test_a_folder_that_cannot_be_used_is_status_2(tmp_path, capsys):
    assert transcription.main([str(tmp_path / "none")]) == 2
    assert "PAPERS=DIR" in capsys.readouterr().err
