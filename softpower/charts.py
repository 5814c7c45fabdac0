"""One look for every figure, and stored output that is the same on every run.

A figure of the book is an Altair chart with a name, a title that says the message, a subtitle with measure, unit, years
and source, so that the picture stands alone when it is shared, and a text alternative:

    charts.figure(chart, name="scores", title="...", subtitle="...", alt="...")

Its stored output is a canonical Vega-Lite spec, which carries all of them and which nbval compares; a text;
and a small PNG for places that show only images. The site draws everything else from the spec.

The spec is stored under the MIME type of Vega-Lite 5, although Altair 6 writes Vega-Lite 6: that is the key
under which JupyterLab and VS Code draw a live chart from their own copy of Vega, without a network.
"""

import base64
import copy
import io
import json
import re
import textwrap
from typing import Literal

import altair as alt
import pandas as pd
import vl_convert
from PIL import Image

MIME = "application/vnd.vegalite.v5+json"
VL_VERSION = "6.1"  # vl-convert 1.9.0's 6.4 shows "undefined" in tooltips of a nearest selection
WIDE, NARROW = 720, 340  # px: the two widths at which a figure is drawn ahead
NOTEBOOK = 640  # px: its width in a notebook
TITLE = 10  # words of a title at most
LINE = 96  # characters of a subtitle that fit a line of a picture

# Both themes give these at least 3:1 against their page; told apart by lightness too, and always also by
# shape, position or label.
RUSSIA, KAZAKHSTAN = "#c2410c", "#0e7490"
OTHERS = "#8a8a8a"
COUNTRIES = alt.Scale(domain=["Russia", "Kazakhstan"], range=[RUSSIA, KAZAKHSTAN])
COUNTRY_SHAPES = alt.Scale(domain=["Russia", "Kazakhstan"], range=["circle", "diamond"])
INK = "currentColor"  # so that one chart serves light and dark pages

CONFIG = {
    "background": "transparent",
    "font": "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif",
    "view": {"stroke": None},
    "aria": False,  # a figure is one image with one text; a thousand labelled points help nobody
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "tickColor": INK,
        "domainColor": INK,
        "gridColor": INK,
        "gridOpacity": 0.15,
        "tickOpacity": 0.5,
        "domainOpacity": 0.5,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 240,
    },
    "legend": {
        "orient": "top",
        "direction": "horizontal",
        "columns": 4,
        "title": None,
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
    },
    "title": {
        "color": INK,
        "subtitleColor": INK,
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 16,
        "subtitleFontSize": 12,
        "subtitlePadding": 4,
        "offset": 12,
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12},
    "text": {"color": INK, "fontSize": 12},
    "rule": {"color": INK},
}
_NARROW_CONFIG = {"legend": {"columns": 2}}  # Vega never wraps a legend: too many columns are cut off

_AUTOMATIC = re.compile(r"\b(param|view|layer|concat|data)[_-][0-9a-f]{16,32}")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


class FigureError(ValueError):
    """A figure without name, title, subtitle or text alternative."""


class Figure:
    """What `figure` returns: displays itself with spec, text and picture."""

    def __init__(self, spec: dict):
        self.spec = spec

    def __repr__(self) -> str:
        about = self.spec["usermeta"]
        said = f"{about['title'].rstrip('.')}. {about['subtitle']}"
        return f"Figure {about['name']}: {said}\n{self.spec['description']}"

    def _repr_mimebundle_(self, **_) -> dict:
        return {
            MIME: self.spec,
            "text/plain": repr(self),
            "image/png": base64.b64encode(png(self.spec)).decode(),
        }


def figure(chart: alt.TopLevelMixin, *, name: str, title: str, subtitle: str, alt: str) -> Figure:
    """Makes a chart a figure of the book.

    `name` is its stable address (``figure-<name>``, unique in the book). `title` says the message in at most `TITLE`
    words, `subtitle` the measure, unit, years and source. `alt` describes it to someone who does not see it, figures
    included. Raises FigureError if one of them is too short to say anything, if the title is too long, or if the name is
    not lower-case words joined by hyphens.
    """
    if not _NAME.fullmatch(name):
        raise FigureError(f"figure name {name!r}: lower-case letters, digits and hyphens, a letter first")
    for what, text, least in (
        ("title", title, 10),
        ("subtitle", subtitle, 20),
        ("text alternative", alt, 20),
    ):
        if len(text.strip()) < least:
            raise FigureError(f"figure {name!r} needs a {what} that says what it shows")
    if len(title.split()) > TITLE:
        raise FigureError(f"figure {name!r}: its title has {len(title.split())} words, at most {TITLE} fit")
    spec = canonical(chart.to_dict())
    title, subtitle = title.strip(), subtitle.strip()
    about = {"name": name, "title": title, "subtitle": subtitle, "fluid": spec.get("width") == "container"}
    if about["fluid"]:
        # JupyterLab gives a container no width; the site makes such figures wide as their column.
        spec["width"] = NOTEBOOK
    picture = {"text": title, "subtitle": textwrap.wrap(subtitle, LINE)}
    return Figure({**spec, "title": picture, "description": alt.strip(), "usermeta": about})


def pairs(
    frame: pd.DataFrame, row: str, columns: tuple[str, str], *, top: float, axis: str
) -> alt.LayerChart | alt.FacetChart:
    """A plot of two countries' values a row, in the frame's order: dots, a line between, values outside.

    `row` is the column that names the rows; the two `columns` are countries' names in small letters, and stand above the
    first row. The axis runs from 0 to `top` and is headed `axis`.
    """
    long = frame.melt([row], list(columns), "country", "value")
    long["country"] = long["country"].str.title()
    long["side"] = (long["value"] == long.groupby(row)["value"].transform("max")).map(
        {True: "right", False: "left"}
    )
    first = frame[row].iloc[0].replace("'", "\\'")
    x = alt.X(
        "value:Q", title=axis, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(values=[0, top / 2, top])
    )
    base = alt.Chart(long).encode(x=x, y=alt.Y(f"{row}:N", sort=list(frame[row]), title=None))
    layers = [
        base.mark_rule(strokeWidth=2, opacity=0.5).encode(x=alt.X("min(value):Q"), x2="max(value):Q"),
        base.mark_point(filled=True, size=110, opacity=1).encode(
            color=alt.Color("country:N", scale=COUNTRIES, legend=None),
            shape=alt.Shape("country:N", scale=COUNTRY_SHAPES, legend=None),
            tooltip=[row, "country", "value"],
        ),
    ]
    sides: list[tuple[str, Literal["left", "right"], int]] = [("right", "left", 9), ("left", "right", -9)]
    for side, align, dx in sides:
        ones = base.transform_filter(f"datum.side == '{side}'")
        layers.append(ones.mark_text(align=align, dx=dx).encode(text=alt.Text("value:Q", format=".1f")))
        named = ones.transform_filter(f"datum.{row} == '{first}'")
        layers.append(
            named.mark_text(align=align, dx=dx * 0.5, dy=-15, fontWeight="bold").encode(text="country:N")
        )
    return alt.layer(*layers).properties(padding={"left": 5, "top": 5, "right": 30, "bottom": 5})


def untitled(spec: dict) -> dict:
    """The spec without the title in the picture: a page shows it as text, which wraps."""
    return {key: value for key, value in spec.items() if key != "title"}


def render(spec: dict, **_) -> dict:
    """Altair's renderer in this book: a chart that is shown without `figure`. Raises FigureError."""
    raise FigureError(
        "a chart of the book needs a name, a title, a subtitle and a text alternative: "
        "charts.figure(chart, name=..., title=..., subtitle=..., alt=...)"
    )


def canonical(spec: dict) -> dict:
    """A spec that is equal for equal figures: floats of 10 digits, automatic names numbered in order.

    Altair names things by hashes of their content taken before rounding, so one bit of float noise would
    change them.
    """
    names: dict[str, str] = {}

    def number(found: re.Match) -> str:
        return names.setdefault(found[0], f"sp_{found[1]}_{len(names) + 1}")

    data = spec.get("datasets", {})
    rest = {key: value for key, value in spec.items() if key != "datasets"}
    out = _rounded(json.loads(_AUTOMATIC.sub(number, json.dumps(rest, sort_keys=True))))
    if data:
        out["datasets"] = {_AUTOMATIC.sub(number, key): _rounded(rows) for key, rows in data.items()}
    out.pop("config", None)  # the look is the site's: a changed colour must not change stored outputs
    return out


def _rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value


def themed(spec: dict, width: int | None = None) -> dict:
    """The spec with the book's look; one that fills its column laid out at `width` px, or left to fill it."""
    out = copy.deepcopy(spec)
    out["config"] = _merged(CONFIG, _NARROW_CONFIG) if width == NARROW else CONFIG
    if out["usermeta"]["fluid"]:
        out["width"] = width or "container"
        if width:
            out.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return out


def _merged(low: dict, high: dict) -> dict:
    return {
        **low,
        **{
            key: _merged(low.get(key, {}), value) if isinstance(value, dict) else value
            for key, value in high.items()
        },
    }


def png(spec: dict) -> bytes:
    """A small picture of a spec, black on white, 16 colours: what GitHub shows of a notebook."""
    black = json.loads(json.dumps({**themed(spec, WIDE), "background": "white"}).replace(INK, "#222222"))
    drawn = Image.open(io.BytesIO(vl_convert.vegalite_to_png(black, vl_version=VL_VERSION)))
    out = io.BytesIO()
    drawn.convert("RGB").quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


alt.renderers.enable("softpower")
