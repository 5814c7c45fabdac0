import json

import altair as alt
import pandas as pd
import pytest

from softpower import charts

ROWS = pd.DataFrame({"name": ["a", "b"], "score": [0.1 + 0.2, 2.0]})
ABOUT = {"name": "test", "caption": "Scores of two things, made up.", "alt": "Two bars, a of 0.3 and b of 2."}


def chart(rows=ROWS):
    pick = alt.selection_point(fields=["name"])
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(x="score:Q", y="name:N")
        .add_params(pick)
        .properties(width="container")
    )


def stored(rows=ROWS, **about):
    return charts.figure(chart(rows), **{**ABOUT, **about}).spec


def test_float_noise_does_not_change_what_is_stored():
    noisy = ROWS.assign(score=[0.3, 2.0 + 1e-13])
    assert json.dumps(stored(noisy)) == json.dumps(stored())


@pytest.mark.parametrize(
    "change",
    [
        {"rows": ROWS.assign(score=[0.301, 2.0])},
        {"rows": ROWS[::-1]},
        {"caption": "Scores of two things, changed."},
        {"alt": "Two bars, a of 0.3 and b of 3."},
        {"name": "other"},
    ],
)
def test_a_changed_value_order_caption_alternative_or_name_does(change):
    assert json.dumps(stored(**change)) != json.dumps(stored())


def test_the_look_is_not_stored():
    assert "config" not in stored()
    assert charts.themed(stored())["config"]["background"] == "transparent"


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"caption": "Scores."}, "needs a caption"),
        ({"alt": ""}, "needs a text alternative"),
        ({"name": "Two words"}, "figure name"),
    ],
)
def test_a_figure_without_name_caption_or_alternative_is_an_error(about, message):
    with pytest.raises(charts.FigureError, match=message):
        stored(**about)


def test_a_bare_chart_is_an_error_that_says_what_to_write():
    with pytest.raises(charts.FigureError, match=r"charts\.figure\("):
        chart()._repr_mimebundle_()


def test_a_fluid_chart_has_a_width_in_notebooks_where_containers_have_none():
    assert stored()["width"] == charts.NOTEBOOK


def test_a_fluid_chart_is_laid_out_at_the_asked_width():
    assert charts.themed(stored(), charts.NARROW)["width"] == charts.NARROW
    assert charts.themed(stored(), charts.NARROW)["config"]["legend"]["columns"] == 2
    assert charts.themed(stored())["width"] == "container"


def test_the_picture_is_the_same_each_time():
    spec = stored()
    assert charts.png(spec) == charts.png(spec)
    assert charts.png(spec)[:4] == b"\x89PNG"


def _contrast(one: str, other: str) -> float:
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#121212"])
@pytest.mark.parametrize("mark", [charts.RUSSIA, charts.KAZAKHSTAN, charts.OTHERS])
def test_marks_stand_out_on_both_pages(mark, page):
    assert _contrast(mark, page) >= 3
