"""The trial without Jupyter Book: what it takes out of the configuration, and what it finds to differ."""

import newest_sphinx


def test_the_configuration_loses_what_is_jupyter_books_own_and_nothing_else():
    text = (
        "author = 'A'\ncomments_config = {'hypothesis': False}\n"
        "extensions = ['myst_nb', 'jupyter_book', 'sphinx_comments', 'softpower.site']\n"
        "html_theme_options = {'home_page_in_toc': True}\n"
    )
    assert newest_sphinx.configuration(text) == (
        "author = 'A'\nextensions = ['myst_nb', 'softpower.site']\n"
        "html_theme_options = {'navbar_persistent': [], 'home_page_in_toc': True}\n"
    )


def page(folder, name, text, head=""):
    folder.mkdir(exist_ok=True)
    html = f"<html><head>{head}</head><body><nav>x{head}</nav><article class='bd-article'>{text}</article></body></html>"
    (folder / name).write_text(html, "utf-8")


def test_a_word_that_differs_is_found_and_what_stands_around_the_text_is_not(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    page(one, "a.html", "<p>All  hold.</p>")
    page(other, "a.html", "<p>All hold.</p>", head="new")
    page(one, "search.html", "Search")
    page(other, "search.html", "Find")
    assert newest_sphinx.different_texts(one, other) == []
    page(one, "b.html", "<p>Five of ten hold.</p>")
    page(other, "b.html", "<p>Six of ten hold.</p>")
    page(one, "c.html", "<p>Lost.</p>")
    found = newest_sphinx.different_texts(one, other)
    assert found == [
        "b.html: “Five of ten hold.” is now “Six of ten hold.”",
        "c.html: stands in one of them only",
    ]
    assert newest_sphinx.different_bytes(one, other) == ["a.html", "b.html", "c.html", "search.html"]


def test_notes_of_sphinx_are_no_part_of_a_site(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name / ".doctrees").mkdir(parents=True)
        (tmp_path / name / ".doctrees/x").write_text(name)
    assert newest_sphinx.different_bytes(tmp_path / "one", tmp_path / "other") == []
