"""Figures in sentences of another language."""

import pytest

from softpower.site.languages import figure


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("65,237", "65\xa0237"),
        ("1,234,567", "1\xa0234\xa0567"),
        ("57.7", "57,7"),
        ("32.6 %", "32,6 %"),
        ("27th", "27"),
        ("2016, 2019", "2016, 2019"),
    ],
)
def test_a_figure_is_written_as_its_language_writes_figures(printed, written, language):
    assert figure(printed, language) == written
    assert figure(printed, "en") == printed
