"""A book is found from where one stands, or named; it is never assumed."""

import pytest

from softpower import book, claims, tables


def test_a_book_is_found_from_any_folder_below_it(root, monkeypatch):
    monkeypatch.chdir(root / "data/external")
    assert book.find().root == root


def test_where_there_is_no_book_none_is_read(tmp_path, monkeypatch):
    """Not even the one whose code runs: its figures would pass for those of the folder's own book."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(book.BookError, match=r"no book here: neither .* has data/datapackage.json"):
        tables.names()
    with pytest.raises(book.BookError):
        claims.Register("index-comparison")


def test_a_book_that_is_named_is_the_one_found_until_then(tmp_path, root, monkeypatch):
    monkeypatch.chdir(root)
    with book.use(tmp_path) as used:
        assert book.find() == used == book.Book(tmp_path)
        assert book.find(root).root == root
    assert book.find().root == root


def test_notebooks_run_in_the_order_in_which_data_flow(tmp_path):
    for name in ("chapters/00-b.ipynb", "workings/02-a.ipynb", "workings/01-c.ipynb", "chapters/page.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    here = book.Book(tmp_path)
    assert [path.name for path in here.notebooks()] == ["01-c.ipynb", "02-a.ipynb", "00-b.ipynb"]
    assert [path.name for path in here.notebooks("chapters")] == ["00-b.ipynb"]


def test_files_of_a_chapter_and_its_working_do_not_collide():
    names = [book.name_of(f"{folder}/01-index-comparison") for folder in book.NOTEBOOKS]
    assert names == ["01-index-comparison", "chapters-01-index-comparison"]
