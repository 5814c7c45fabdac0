import json
import re

import altair as alt
import pandas as pd
import pytest
from conftest import ROOT

from softpower import charts
from softpower.book import Book

ROWS = pd.DataFrame({"name": ["a", "b"], "score": [0.1 + 0.2, 2.0]})
ABOUT = {
    "name": "test",
    "title": "One thing is larger",
    "subtitle": "Scores of two things, made up for a test.",
    "alt": "Two bars, a of 0.3 and b of 2.",
}


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
        {"title": "Both things are alike"},
        {"subtitle": "Scores of two things, changed for a test."},
        {"alt": "Two bars, a of 0.3 and b of 3."},
        {"name": "other"},
    ],
)
def test_a_changed_value_order_word_or_name_does(change):
    assert json.dumps(stored(**change)) != json.dumps(stored())


def test_the_look_is_not_stored():
    assert "config" not in stored()
    assert charts.themed(stored())["config"]["background"] == "transparent"


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"title": "Scores."}, "needs a title"),
        ({"title": "One thing is larger than all other things of this test"}, "has 11 words"),
        ({"subtitle": ""}, "needs a subtitle"),
        ({"alt": ""}, "needs a text alternative"),
        ({"name": "Two words"}, "figure name"),
    ],
)
def test_a_figure_without_name_message_measure_or_alternative_is_an_error(about, message):
    with pytest.raises(charts.FigureError, match=message):
        stored(**about)


@pytest.mark.parametrize("missing", ["title", "subtitle", "alt"])
def test_no_figure_can_be_made_without_them(missing):
    with pytest.raises(TypeError, match=missing):
        charts.figure(chart(), **{name: text for name, text in ABOUT.items() if name != missing})


def test_a_title_stands_in_the_picture_and_not_in_what_a_page_draws():
    spec = stored()
    assert spec["title"] == {"text": ABOUT["title"], "subtitle": [ABOUT["subtitle"]]}
    assert f": {ABOUT['title']}. {ABOUT['subtitle']}\n" in repr(charts.Figure(spec))
    assert "title" not in charts.untitled(spec)
    assert charts.png(spec) != charts.png(charts.untitled(spec))


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


def stored_figures() -> list:
    return [
        pytest.param(output["data"][charts.MIME], id=output["data"][charts.MIME]["usermeta"]["name"])
        for path in Book(ROOT).notebooks()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if charts.MIME in output.get("data", {})
    ]


def units(spec: dict, above: dict | None = None):
    """Each single view of a spec as (mark, encoding), with the encoding that it inherits."""
    encoding = {**(above or {}), **spec.get("encoding", {})}
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for part in spec.get(key, []):
            yield from units(part, encoding)
    if isinstance(spec.get("spec"), dict):
        yield from units(spec["spec"], encoding)
    if "mark" in spec:
        yield spec["mark"] if isinstance(spec["mark"], dict) else {"type": spec["mark"]}, encoding


def parted(mark: dict, encoding: dict) -> bool:
    """Whether a mark is a bar whose parts have lines of ink between them, in the order of the legend."""
    return (
        mark["type"] == "bar" and mark.get("stroke") == charts.INK and "domain" in encoding["color"]["scale"]
    )


@pytest.mark.parametrize("spec", stored_figures())
def test_no_mark_of_a_figure_is_paler_than_three_to_one(spec):
    colours = set(re.findall(r'"(#[0-9a-fA-F]{6})"', json.dumps({**spec, "datasets": {}})))
    inked = {
        colour
        for mark, encoding in units(spec)
        if "color" in encoding and parted(mark, encoding)
        for colour in encoding["color"]["scale"]["range"]
    }
    pale = [c for c in colours - inked for page in ("#ffffff", "#121212") if _contrast(c, page) < 3]
    assert pale == []
    for mark, _ in units(
        spec
    ):  # ink keeps 3:1 down to half; a disc may be paler inside a line of full colour
        least = 0.5 if mark["type"] in ("rule", "text") or "color" not in mark else 1
        assert mark.get("opacity", 1) >= least or mark["color"] == charts.INK, mark
        assert mark.get("fillOpacity", 1) == 1 or "stroke" in mark, mark


@pytest.mark.parametrize("spec", stored_figures())
def test_what_colour_tells_something_else_tells_too(spec):
    for mark, encoding in units(spec):
        field = encoding.get("color", {}).get("field")
        others = {
            encoding[channel].get("field")
            for channel in ("shape", "strokeDash", "x", "y", "xOffset", "yOffset", "text", "row", "column")
            if channel in encoding
        }
        drawn_with_shapes = any(
            "shape" in other and other.get("color", {}).get("field") == field for _, other in units(spec)
        )
        told = field is None or field in others or drawn_with_shapes or parted(mark, encoding)
        assert told, (mark, field)


@pytest.mark.parametrize("spec", stored_figures())
def test_what_a_tooltip_tells_stands_in_the_table_behind_the_figure(spec):
    columns = {name for rows in spec["datasets"].values() for row in rows for name in row}
    made = set(re.findall(r'"as": "([^"]+)"', json.dumps(spec)))
    told = {
        channel["field"]
        for _, encoding in units(spec)
        for channel in (
            encoding["tooltip"]
            if isinstance(encoding.get("tooltip"), list)
            else [encoding.get("tooltip") or {}]
        )
        if "field" in channel
    }
    assert told <= columns | made


@pytest.mark.parametrize("spec", stored_figures())
def test_dates_are_drawn_alike_in_every_time_zone(spec):
    scales = [
        channel.get("scale", {}).get("type")
        for _, encoding in units(spec)
        for channel in encoding.values()
        if isinstance(channel, dict) and channel.get("type") == "temporal"
    ]
    assert set(scales) <= {"utc"}
