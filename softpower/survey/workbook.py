"""The results as an Excel workbook: the report's tables, and charts that Excel draws itself, made with XlsxWriter.

Cells are written as text or number, never as a formula or link, whatever they begin with. The same input gives the
same bytes: the workbook has no date of its own.
"""

import datetime
import io

import xlsxwriter

from softpower.survey import bars, disclosure, report, results
from softpower.survey.codebook import by_scale
from softpower.survey.results import Table
from softpower.survey.settings import Settings
from softpower.survey.tally import Tally
from softpower.survey.words import Words

SHEETS = ("scales", "items", "statements", "bands", "groups", "reliability", "differences", "missing")
LONGEST = 30_000  # characters of a cell; Excel takes 32,767
_NEVER = datetime.datetime(2000, 1, 1)


def workbook(tally: Tally, settings: Settings, notes: list[str], tables: dict[str, Table]) -> bytes:
    """The bytes of an .xlsx file: a summary with notes and settings, charts, and a sheet a table."""
    out = io.BytesIO()
    words = Words(settings.language)
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        title = settings.heading(words)
        book.set_properties({"title": title[:250], "created": _NEVER})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "share": book.add_format({"num_format": "0.0%"}),
            "figure": book.add_format({"num_format": "0.00"}),
            "p": book.add_format({"num_format": "0.000"}),
        }
        _summary(book.add_worksheet(words("summary")), tally, settings, notes, tables, words, styles, title)
        _charts(book, book.add_worksheet(words("charts")), tally, settings, words, styles)
        hide = _hidden(tally, settings, tables)
        for name in SHEETS:
            if tables[name].rows:
                _table(book.add_worksheet(name), tables[name], hide.get(name, set()), styles)
    return out.getvalue()


def _text(value: object) -> str:
    text = "".join(c if c >= " " or c in "\t\n" else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST]


def _summary(sheet, tally, settings, notes, tables, words, styles, title) -> None:
    sheet.set_column(0, 0, 90)
    sheet.set_column(1, 8, 12)
    sheet.write_string(0, 0, _text(title), styles["title"])
    row = 1
    if settings.date:
        sheet.write_string(row, 0, _text(settings.date))
        row += 1
    said = words("asked_text", n=tally.n, k=len(tally.codebook), s=len(by_scale(tally.codebook)))
    lines = [said, *([words(f"sample_{settings.sample}")] if settings.sample else [])]
    if settings.group:
        lines += [words("grouped_by", column=settings.group), words("hidden", n=settings.min_cell)]
    if notes:
        lines += ["", words("notes"), *map(words.note, notes)]
    for line in lines:
        sheet.write_string(row, 0, _text(line), styles["wrap"])
        row += 1
    row += 1
    keys = ("scale", "items", "n", "mean", "sd", "alpha", "omega", "n_alpha")
    for at, key in enumerate(keys):
        sheet.write_string(row, at, words(key), styles["head"])
    first: dict[str, dict] = {}
    for line in tables["reliability"].dicts():
        first.setdefault(line["scale"], line)
    for line in tables["scales"].dicts():
        row += 1
        other = first[line["scale"]]
        cells = (
            line["scale"],
            line["items"],
            line["n"],
            line["mean"],
            line["sd"],
            line["alpha"],
            other["omega"],
            other["n"],
        )
        for at, value in enumerate(cells):
            _cell(sheet, row, at, value, styles, "figure")


_SHARES = {
    "share",
    "low",
    "high",
    "share_of_all",
    "top_two",
    "top_two_low",
    "top_two_high",
    "bottom_two",
    "net",
}


def _cell(sheet, row: int, at: int, value, styles, style: str) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, at, _text(value), styles["wrap"])
    elif isinstance(value, float):
        sheet.write_number(row, at, value, styles[style])
    else:
        sheet.write_number(row, at, value)


def _table(sheet, table: Table, hide: set[int], styles) -> None:
    """A table as it stands in its CSV; `hide` holds rows whose figures are hidden."""
    sheet.freeze_panes(1, 0)
    texts = max((i for i, name in enumerate(table.columns) if name in ("n", "items", "estimate")), default=1)
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, name, styles["head"])
        sheet.set_column(at, at, 26 if at < min(texts, 2) else 13)
    shares = _SHARES if "alpha" not in table.columns and "measure" not in table.columns else set()
    for row, values in enumerate(table.rows, 1):
        for at, (name, value) in enumerate(zip(table.columns, values, strict=True)):
            if row - 1 in hide and not isinstance(value, str):
                sheet.write_string(row, at, "…")
                continue
            _cell(
                sheet,
                row,
                at,
                value,
                styles,
                "share" if name in shares else "p" if name.startswith("p") else "figure",
            )
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _hidden(tally: Tally, settings: Settings, tables: dict[str, Table]) -> dict[str, set[int]]:
    """table -> rows whose figures are hidden, since they are of fewer than `min_cell` respondents of a group."""
    if not settings.group:
        return {}
    out: dict[str, set[int]] = {}
    total = results.with_total(tally)[0][0]
    for name in SHEETS:
        rows = list(tables[name].dicts())
        keep: set[int] = set()
        if name in ("items", "bands"):
            what, part = ("item", "answer") if name == "items" else ("scale", "band")
            for key in dict.fromkeys(row[what] for row in rows):
                mine = [(i, row) for i, row in enumerate(rows) if row[what] == key]
                groups = list(dict.fromkeys(row["group"] for _, row in mine))
                parts = list(dict.fromkeys(row[part] for _, row in mine))
                place = {(row["group"], row[part]): i for i, row in mine}
                counts = [[rows[place[g, p]]["n"] if (g, p) in place else 0 for p in parts] for g in groups]
                gone = disclosure.hidden(counts, settings.min_cell, total=name == "items")
                keep |= {place[groups[i], parts[j]] for i, j in gone if (groups[i], parts[j]) in place}
                if name == "bands":
                    sizes = dict(zip(groups, map(sum, counts), strict=True))
                    few = disclosure.small_groups(sizes, settings.min_cell)
                    keep |= {i for i, row in mine if row["group"] in few}
        elif name == "differences":
            pairs = disclosure.small_in_pairs(rows, settings.min_cell)
            keep = {
                i
                for i, row in enumerate(rows)
                if {row["group"], row["other"]} & pairs[row["scale"], row["item"]]
            }
        elif name == "missing":
            keep = {i for i, row in enumerate(rows) if row["n"] < settings.min_cell}
        elif name != "scales":
            key = "item" if name == "statements" else "scale"
            for part in dict.fromkeys(row[key] for row in rows):
                sizes = {row["group"]: row["n"] for row in rows if row[key] == part and row["group"] != total}
                small = disclosure.small_groups(sizes, settings.min_cell)
                keep |= {i for i, row in enumerate(rows) if row[key] == part and row["group"] in small}
            if name == "statements":
                keep |= {
                    i for i, row in enumerate(rows) if row["group"] != total and _few(row, settings.min_cell)
                }
        out[name] = keep
    return out


def _few(row: dict, least: int) -> bool:
    """Whether a box of a statement holds so few that its share gives them away."""
    return any(
        row[key] is not None and 0 < round(row[key] * row["n"]) < least for key in ("top_two", "bottom_two")
    )


def _charts(book, sheet, tally: Tally, settings: Settings, words: Words, styles) -> None:
    """A stacked bar chart a scale, of everyone, below the figures it shows."""
    row = 0
    sheet.set_column(0, 0, 60)
    for scale, members in by_scale(tally.codebook).items():
        for alike in report._lengths(members):
            if len(alike[0].answers) > report.MOST_ANSWERS:
                continue
            lines = []
            for item in alike:
                masses = list(results.distribution(tally, item).values())
                lines.append((item.asked, report._shares(masses)))
            lines.sort(key=lambda line: report._agreement(line[1]))
            row = _chart(book, sheet, row, scale, report._parts(alike[0]), lines, styles)


def _chart(book, sheet, row: int, title: str, parts: list[str], lines: list, styles) -> int:
    """Writes the figures of a chart and the chart below them; returns the next free row."""
    sheet.write_string(row, 0, _text(title), styles["head"])
    for at, part in enumerate(parts, 1):
        sheet.write_string(row, at, _text(part), styles["head"])
    for i, (label, shares) in enumerate(lines, row + 1):
        sheet.write_string(i, 0, _text(label), styles["wrap"])
        for at, share in enumerate(shares, 1):
            sheet.write_number(i, at, share, styles["share"])
    last = row + len(lines)
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for at, (_, colour) in enumerate(zip(parts, bars.palette(len(parts)), strict=True), 1):
        chart.add_series(
            {
                "name": [sheet.name, row, at],
                "categories": [sheet.name, row + 1, 0, last, 0],
                "values": [sheet.name, row + 1, at, last, at],
                "fill": {"color": colour},
                "gap": 40,
                "data_labels": {"value": True, "num_format": "0%;;", "font": {"color": bars._ink(colour)}},
            }
        )
    chart.set_title({"name": _text(title)[:250], "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_format": "0%", "major_gridlines": {"visible": False}})
    chart.set_size({"width": 900, "height": 150 + 42 * len(lines)})
    chart.set_chartarea({"border": {"none": True}})
    sheet.insert_chart(last + 1, 0, chart, {"description": _text(title)[:250]})
    return last + 4 + (150 + 42 * len(lines)) // 20
