"""The page that a survey's results fill: one HTML file that loads nothing and runs nothing.

Everything that comes from the reader's files (labels, wordings, file names) is escaped here, once, by `_e`, or
drawn by Vega into a picture, which escapes it, too. A content security policy in the page forbids scripts and
loading, should that ever fail.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import altair as alt
import pandas as pd

from softpower import __version__, charts, likert, rounding
from softpower.likert import BANDS, UNSCORED, Cuts, Tally
from softpower.site.figures import static_svg

# Beyond these a picture or table of the page shows nothing any more.
MOST_BARS, MOST_ANSWERS, MOST_ROWS = 60, 11, 3000
_LOW, _MIDDLE, _HIGH = "#b35806", "#c9c9c9", "#6a51a3"

STYLE = """
:root { --pst-color-background: #fff; --pst-color-text-base: #222832; --pst-color-text-muted: #48566b;
  --pst-color-border: #d1d5da; --pst-color-surface: #f5f5f5; --pst-color-target: #fbf1d5; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --pst-color-background: #121212; --pst-color-text-base: #dfe4ea;
  --pst-color-text-muted: #a9b2bd; --pst-color-border: #48566b; --pst-color-surface: #1e1e1e; --pst-color-target: #3a3216; } }
body { margin: 0; background: var(--pst-color-background); color: var(--pst-color-text-base); line-height: 1.6;
  font-family: var(--pst-font-family-base); }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1, h2, h3 { font-family: var(--pst-font-family-heading); }
table { border-collapse: collapse; } summary { cursor: pointer; }
.sp-number { text-align: right !important; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media print { :root { --pst-color-background: #fff; } details > * { display: block; } }
"""


@dataclass(frozen=True)
class Settings:
    """What the reader asked for, shown on the page."""

    responses: str
    codebook: str
    group: str | None = None
    weight: str | None = None
    cuts: Cuts = Cuts()  # noqa: RUF009 - frozen
    min_answered: int = 1
    confidence: float = 0.95


def _e(text: object) -> str:
    return html.escape(str(text), quote=True)


def _style() -> str:
    """The book's style; what it does for a dark page of the site is done for a dark system."""
    book = (Path(__file__).parent / "site/assets/book.css").read_text(encoding="utf-8")
    dark = re.search(r'html\[data-theme="dark"\]\s*\{([^}]*)\}', book)[1]
    return f"{book}\n{STYLE}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}"


def _number(value, digits: int = 2) -> str:
    return "" if pd.isna(value) else f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _percent(value) -> str:
    return "" if pd.isna(value) else f"{100 * value:.1f}"


def _interval(low, high, show: Callable) -> str:
    return "" if pd.isna(low) else f"{show(low)} to {show(high)}"


def _table(head: list[str], rows: list[list], label: str, texts: int = 1) -> str:
    """A table whose first `texts` columns hold words, all others figures; cells are escaped here."""

    def line(tag: str, scope: str, cells: list) -> str:
        right = ["" if i < texts else ' class="sp-number"' for i in range(len(cells))]
        return "".join(f"<{tag}{scope}{r}>{_e(c)}</{tag}>" for r, c in zip(right, cells, strict=True))

    top = line("th", ' scope="col"', head)
    body = "".join(f"<tr>{line('td', '', row)}</tr>\n" for row in rows)
    return (
        f'<div class="sp-scroll" tabindex="0" role="region" aria-label="{_e(label)}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def _figure(chart: alt.Chart, name: str, caption: str, text: str) -> str:
    spec = charts.figure(chart, name=name, caption=caption, alt=text).spec
    return (
        '<figure class="sp-figure"><div class="sp-chart">'
        f'<div class="sp-static sp-wide">{static_svg(spec, charts.WIDE)}</div>'
        f'<div class="sp-static sp-narrow">{static_svg(spec, charts.NARROW)}</div></div>'
        f"<figcaption>{_e(caption)}</figcaption></figure>\n"
    )


def _mix(one: str, other: str, part: float) -> str:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _palette(number: int) -> list[str]:
    """Colours from one end of a scale over a grey middle to the other."""
    steps = [i / max(number - 1, 1) * 2 for i in range(number)]
    return [_mix(_LOW, _MIDDLE, s) if s <= 1 else _mix(_MIDDLE, _HIGH, s - 1) for s in steps]


def _bars(rows: list[dict], parts: list, colours: list[str], title: str) -> alt.Chart:
    """100 % bars: a bar a `bar`, its `part`s from left to right. Sorted by place, never by a reader's label."""
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke=charts.INK, strokeWidth=0.5)
        .encode(
            x=alt.X("percent:Q", title=title, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)),
            y=alt.Y(
                "bar:N",
                title=None,
                sort=alt.EncodingSortField("place", op="min"),
                axis=alt.Axis(labelLimit=130, ticks=False),
            ),
            color=alt.Color(
                "part:N", scale=alt.Scale(domain=parts, range=colours), legend=alt.Legend(columns=6)
            ),
            order=alt.Order("order:Q"),
        )
        .properties(width="container", height=alt.Step(24))
    )


def _answers_figure(number: int, scale: str, found: Tally) -> str:
    members = likert.by_scale(found.codebook)[scale]
    answers = list(members[0].answers)
    if len(answers) > MOST_ANSWERS or len(members) > MOST_BARS:
        return "<p>Too many answers or items for a picture; items.csv has them all.</p>\n"
    rows, said = [], []
    for place, item in enumerate(members):
        given = {a: likert.Mass() for a in answers}
        for (name, _, answer), mass in found.answers.items():
            if name == item.name and answer is not None:
                given[answer] += mass
        total = float(sum(mass.w for mass in given.values()))
        shares = [100 * float(mass.w) / total if total else 0.0 for mass in given.values()]
        said.append(f"{item.name}: " + ", ".join(f"{share:.0f}" for share in shares))
        rows += [
            {"bar": item.name, "place": place, "part": str(a), "order": i, "percent": share}
            for i, (a, share) in enumerate(zip(answers, shares, strict=True))
        ]
    caption = f"{scale}: answers as given, before reversing, in percent of those who answered the item"
    ends = f"from {answers[0]} to {answers[-1]}"
    return _figure(
        _bars(rows, [str(a) for a in answers], _palette(len(answers)), "percent of those who answered"),
        f"scale-{number}-answers",
        caption,
        f"A bar an item, divided by answer. Percent of each answer {ends}: {'; '.join(said)}.",
    )


def _bands_figure(number: int, scale: str, bands: pd.DataFrame) -> str:
    groups = list(dict.fromkeys(bands["group"]))
    if len(groups) > MOST_BARS:
        return "<p>Too many groups for a picture; bands.csv has them all.</p>\n"
    rows, said = [], []
    for place, group in enumerate(groups):
        mine = bands[(bands["group"] == group) & (bands["band"] != UNSCORED)]
        shares = [0.0 if pd.isna(share) else 100 * share for share in mine["share"]]
        said.append(f"{group}: " + ", ".join(f"{share:.0f}" for share in shares))
        rows += [
            {"bar": group, "place": place, "part": band, "order": i, "percent": share}
            for i, (band, share) in enumerate(zip(BANDS, shares, strict=True))
        ]
    return _figure(
        _bars(rows, list(BANDS), [_LOW, _MIDDLE, _HIGH], "percent of those with a score"),
        f"scale-{number}-bands",
        f"{scale}: respondents by band of their scale score, in percent of those with a score",
        f"A bar a group, divided by band. Percent Low, Medium, High: {'; '.join(said)}.",
    )


def _scale_section(
    number: int, scale: str, found: Tally, settings: Settings, bands: pd.DataFrame, statistics: pd.DataFrame
) -> str:
    ties = likert.on_cut_points(found, scale, settings.cuts, settings.min_answered)
    mine, stats = bands[bands["scale"] == scale], statistics[statistics["scale"] == scale]
    rows = []
    for item, row in zip(likert.by_scale(found.codebook)[scale], stats.itertuples(), strict=True):
        masses = [(a, m.n) for (name, _, a), m in found.answers.items() if name == item.name]
        answered = sum(n for a, n in masses if a is not None)
        rows.append(
            [
                item.name,
                item.wording,
                "yes" if item.reverse else "no",
                answered,
                sum(n for a, n in masses if a is None),
                *(_number(value) for value in (row.mean, row.sd, row.item_rest, row.alpha_if_dropped)),
            ]
        )
    head = ["item", "wording", "reversed", "n", "missing", "mean", "sd", "item-rest", "alpha if dropped"]
    shares = [
        [
            row.group,
            row.band,
            row.n,
            _percent(row.share),
            _interval(row.low, row.high, _percent),
        ]
        for row in mine.itertuples()
    ]
    return (
        f'<h2 id="scale-{number}">{_e(scale)}</h2>\n'
        + _answers_figure(number, scale, found)
        + _table(head, rows, f"Items of {scale}", texts=3)
        + f'<p class="sp-small">Mean, sd, item-rest correlation and alpha if dropped: after reversing, over the '
        f"{found.complete[scale].n} respondents who answered every item of the scale.</p>\n"
        + _bands_figure(number, scale, mine)
        + _table(["group", "band", "n", "percent", "interval"], shares, f"Bands of {scale}", texts=2)
        + f'<p class="sp-small">{ties} of these scores lie exactly on a cut point: the tie rule decides them.</p>\n'
    )


def _all_answers(items: pd.DataFrame) -> str:
    if len(items) > MOST_ROWS:
        return f"<p>items.csv has all {len(items)} rows: every answer of every item in every group.</p>\n"
    rows = [
        [row.item, row.group, row.answer, row.n, _percent(row.share), _interval(row.low, row.high, _percent)]
        for row in items.itertuples()
    ]
    head = ["item", "group", "answer", "n", "percent", "interval"]
    return (
        '<details class="sp-fold"><summary>Every answer of every item in every group</summary>\n'
        + _table(head, rows, "All answers", texts=3)
        + "</details>\n"
    )


def _settings(found: Tally, settings: Settings) -> str:
    low, high = (rounding.shown(point, 6) for point in settings.cuts.points)
    below, above = ("Low", "Medium") if settings.cuts.tie == "low" else ("Medium", "High")
    lines = [
        ["responses", settings.responses],
        ["codebook", settings.codebook],
        ["respondents", found.n],
        ["group", settings.group or "none: everyone together, called all"],
        ["weight", settings.weight or "none"],
        [
            "bands",
            f"Low to {low}, High from {high}; a score of exactly {low} is {below}, of exactly {high} {above}",
        ],
        [
            "score",
            f"mean of the answered items, at least {settings.min_answered}, reverse-keyed items reversed",
        ],
        ["intervals", f"{100 * settings.confidence:g} %"],
    ]
    return _table(["setting", "value"], lines, "Settings", texts=2)


def _overview(found: Tally, scales: pd.DataFrame) -> str:
    rows = [
        [
            row.scale,
            row.items,
            row.n,
            _number(row.mean),
            _number(row.sd),
            _number(row.alpha),
            _interval(row.alpha_low, row.alpha_high, _number),
            found.complete[row.scale].n,
        ]
        for row in scales.itertuples()
    ]
    head = ["scale", "items", "n", "mean", "sd", "alpha", "interval", "n of alpha"]
    return _table(head, rows, "Scales")


METHOD = """
<p>A <em>scale score</em> is the mean of a respondent's answered items; an answer x of a reverse-keyed item counts
as lowest + highest &minus; x. Whether a score lies above a cut point is decided on whole numbers (the sum of
the answers against the cut point times their number), so that no rounding moves anyone across it.</p>
<p><em>Cronbach's alpha</em> (1951) is k / (k &minus; 1) times 1 &minus; the sum of item variances over the variance
of the sum, over respondents who answered all k items; its interval is Feldt's (1965). Alpha says how far items go
together, not whether they measure what their name says, nor one thing only. The <em>item-rest correlation</em> sets an
item against the sum of the others.</p>
<p><em>Intervals</em> of single answers are Wilson's (1927), each on its own; those of bands are Goodman's (1965), all
three of a group together, and an approximation for large groups. Both say what drawing respondents at random would
leave open. They know nothing of who was not reached, who refused, or how a question was put.</p>
"""

WEIGHTED = """
<p>There is a <em>weight</em>: shares, means, correlations and alpha are weighted, n counts respondents. For intervals, n
is Kish's (1965) effective size, the squared sum of weights over the sum of squared weights. That accounts for
unequal weights, not for strata or clusters of the design.</p>
"""


def page(
    found: Tally,
    settings: Settings,
    remarks: list[str],
    frames: dict[str, pd.DataFrame],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> str:
    """The whole page. `frames` holds the results ``items``, ``scales`` and ``bands``; `remarks` is shown on top.

    `progress` is called with the number of scales drawn and of all.
    """
    statistics, names = likert.item_statistics(found), list(likert.by_scale(found.codebook))
    sections = []
    for number, scale in enumerate(names, 1):
        sections.append(_scale_section(number, scale, found, settings, frames["bands"], statistics))
        progress(number, len(names))
    notes = "".join(f"<li>{_e(remark)}</li>\n" for remark in remarks)
    title = f"Survey report: {settings.responses}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_e(title)}</title>\n<style>{_style()}</style>\n</head>\n"
        f'<body>\n<main class="bd-article">\n<h1>{_e(title)}</h1>\n'
        + _settings(found, settings)
        + (f"<h2>To look at first</h2>\n<ul>\n{notes}</ul>\n" if remarks else "")
        + f"<h2>Scales</h2>\n{_overview(found, frames['scales'])}"
        + "".join(sections)
        + f"<h2>All answers</h2>\n{_all_answers(frames['items'])}"
        + f"<h2>How it was computed</h2>\n{METHOD}{WEIGHTED if found.weighted else ''}"
        + f'<p class="sp-small">Made by softpower {__version__}, the code of the book “Soft Power in Kazakhstan: '
        "Four Papers, Checked”. The rows behind this page: items.csv, scales.csv, bands.csv.</p>\n"
        "</main>\n</body>\n</html>\n"
    )
