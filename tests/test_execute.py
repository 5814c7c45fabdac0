import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from softpower import claims, execute, files
from softpower.book import Book


def notebook(verdicts):
    show = new_output(
        "execute_result",
        {claims.MIME: {"paper": "index-comparison", "verdicts": verdicts}},
        execution_count=2,
    )
    first, last = (
        new_code_cell("check", execution_count=1),
        new_code_cell("show", execution_count=2, outputs=[show]),
    )
    first["id"], last["id"] = "gaps", "verdicts"
    return new_notebook(cells=[first, last])


def verdict(**change):
    row = {
        "claim_id": "ic-a",
        "verdict": "reproduced",
        "recomputed": "1",
        "rules": "floor",
        "severity": "0.9",
        "consequence": "none",
        "because": "",
        "cell": claims.digest("check"),
    }
    return {**row, **change}


def test_verdicts_are_extracted_with_the_id_of_their_cell():
    paper, frame = execute.verdicts(
        notebook([verdict(), verdict(claim_id="ic-b", cell=claims.digest("show"))])
    )
    assert paper == "index-comparison"
    assert frame["cell"].tolist() == ["gaps", "verdicts"]
    assert list(frame.columns) == claims.COLUMNS


def test_a_verdict_from_a_cell_that_is_gone_is_an_error():
    with pytest.raises(claims.ClaimError, match="not in the notebook"):
        execute.verdicts(notebook([verdict(cell=claims.digest("old"))]))


def test_a_notebook_without_register_has_no_verdicts():
    assert execute.verdicts(new_notebook(cells=[new_code_cell("1", execution_count=1)])) is None


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "verdicts.csv"
    target.write_text("old")

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(target, "new")
    assert target.read_text() == "old"


def test_a_run_stores_outputs_in_order_and_nothing_of_the_machine(tmp_path):
    path = tmp_path / "one.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("a = 1"), new_code_cell("a + 1")]), path)
    execute.store(path, tmp_path)
    found = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in found.cells] == [1, 2]
    assert found.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert found.metadata == execute.METADATA
    assert all(not cell.metadata for cell in found.cells)


def test_stored_verdicts_are_those_in_the_files(root):
    for path in Book(root).notebooks():
        if found := execute.verdicts(nbformat.read(path, as_version=4)):
            paper, frame = found
            file = root / f"data/verdicts/{paper}.csv"
            stored = pd.read_csv(file, dtype=str, keep_default_na=False)
            pd.testing.assert_frame_equal(stored, frame.astype(str), obj=f"{file.name} against {path.name}")
