"""The page that a survey's results fill: one HTML file that loads nothing and runs nothing.

Everything that comes from the reader's files (labels, wordings, file names) is escaped, once, by
`elements.escaped`. A content security policy in the page forbids scripts and loading, should that ever fail. Standard library
alone, so that a browser's Python makes the same page.
"""

from collections.abc import Callable

from softpower import __version__, rounding
from softpower.survey import bars, differences, reliability, results
from softpower.survey.appendix import METHOD, WEIGHTED, settings_table
from softpower.survey.bars import Bar
from softpower.survey.codebook import BANDS, Cuts, Item, by_scale
from softpower.survey.disclosure import hidden, small_groups, small_in_pairs
from softpower.survey.elements import STYLE, escaped, interval, number, percent, table
from softpower.survey.results import UNSCORED, Table
from softpower.survey.settings import Settings
from softpower.survey.tally import Mass, Tally
from softpower.survey.words import Words

# Beyond these a picture or table of the page shows nothing any more.
SHORT = 20  # letters of a column's name that a table has room for
MOST_BARS, MOST_ANSWERS, MOST_ROWS, MOST_DRAWN_GROUPS = 120, 11, 3000, 30

# ---- pictures --------------------------------------------------------------------------------------------


def _parts(item: Item) -> list[str]:
    """The answers as a legend names them."""
    return [f"{a} {item.label(a)}".strip() for a in item.answers]


def _agreement(shares: list[float]) -> float:
    return sum(shares[(len(shares) + 1) // 2 :])


def _shares(masses: list[Mass]) -> list[float]:
    total = float(sum(mass.w for mass in masses))
    return [float(mass.w) / total if total else 0.0 for mass in masses]


def _figure(rows: list[Bar], parts: list[str], caption: str, words: Words, stacked: bool = False) -> str:
    said = "; ".join(f"{bar.label}: " + ", ".join(f"{100 * s:.0f}" for s in bar.shares) for bar in rows[:40])
    about = f"{caption} {', '.join(parts)}. {said}."
    drawn = bars.picture(
        rows,
        parts,
        bars.palette(len(parts)),
        about=about,
        diverging=not stacked
        and 3 <= len(parts) <= bars.MOST_DIVERGING
        and not any(bar.hidden for bar in rows),
        hidden=words("hidden_part"),
    )
    return f"<figure>\n{drawn}<figcaption>{escaped(caption)}</figcaption></figure>\n"


def _lengths(members: list[Item]) -> list[list[Item]]:
    """Items of one form of answers together: nearly always all of the scale."""
    out: dict[tuple, list[Item]] = {}
    for item in members:
        out.setdefault((item.lowest, item.highest, item.labels), []).append(item)
    return list(out.values())


def _answers_figures(scale: str, members: list[Item], tally: Tally, words: Words) -> str:
    out = []
    for alike in _lengths(members):
        if len(alike[0].answers) > MOST_ANSWERS or len(alike) > MOST_BARS:
            out.append(f"<p>{escaped(words('many_answers'))}</p>\n")
            continue
        rows = []
        for item in alike:
            masses = list(results.distribution(tally, item).values())
            label = f"{item.asked} ({words('reversed')})" if item.reverse else item.asked
            rows.append(Bar(label, tuple(_shares(masses)), sum(mass.n for mass in masses)))
        rows.sort(key=lambda bar: -_agreement(list(bar.shares)))
        out.append(_figure(rows, _parts(alike[0]), words("answers_caption", scale=scale), words))
    return "".join(out)


def _group_figure(item: Item, tally: Tally, settings: Settings, words: Words) -> str:
    groups = [(name, group) for name, group in results.with_total(tally)]
    cells = [list(results.distribution(tally, item, group).values()) for _, group in groups]
    gone = hidden([[mass.n for mass in row] for row in cells[1:]], settings.min_cell)
    sizes = {name: sum(mass.n for mass in row) for (name, _), row in zip(groups[1:], cells[1:], strict=True)}
    small = small_groups(sizes, settings.min_cell)
    rows = []
    for at, ((name, group), masses) in enumerate(zip(groups, cells, strict=True)):
        shares = _shares(masses)
        whole = bool(at) and name in small
        out = {j for j in range(len(masses)) if whole or (at - 1, j) in gone} if at else set()
        shown = tuple(0.0 if j in out else share for j, share in enumerate(shares))
        label = words("everyone") if group is None else words("no answer") if name == "no answer" else name
        n = None if whole else sum(mass.n for mass in masses)
        rows.append(Bar(label, shown, n, sum(shares[j] for j in out), strong=not at))
    return _figure(rows, _parts(item), words("group_caption", statement=item.asked), words)


# ---- sections --------------------------------------------------------------------------------------------


def _meaning(value: float | None, words: Words) -> str:
    if value is None:
        return words("alpha_none")
    key = "low" if value < 0.5 else "fair" if value < 0.7 else "good" if value <= 0.9 else "high"
    return words(f"alpha_{key}", alpha=number(value))


def _overview(tables: dict[str, Table], words: Words) -> str:
    totals: dict[str, dict] = {}
    for row in tables["reliability"].dicts():
        totals.setdefault(row["scale"], row)
    rows = []
    for row in tables["scales"].dicts():
        other = totals[row["scale"]]
        rows.append(
            [
                *(row["scale"], row["items"], row["n"]),
                *(number(row[key]) for key in ("mean", "sd", "alpha")),
                *(interval(row["alpha_low"], row["alpha_high"]), number(other["omega"]), other["n"]),
            ]
        )
    head = [
        words(key) for key in ("scale", "items", "n", "mean", "sd", "alpha", "interval", "omega", "n_alpha")
    ]
    return table(head, rows, words("scales")) + f"<p>{escaped(words('dimension'))}</p>\n"


def _reliability(row: dict, words: Words) -> str:
    said = [_meaning(row["alpha"], words)]
    if row["omega"] is not None:
        fit = f"χ² {number(row['chi2'])} (df {row['df']}), RMSEA {number(row['rmsea'], 3)}, CFI {number(row['cfi'], 3)}, SRMR {number(row['srmr'], 3)}"
        said.append(
            f"{words('omega')[:1].upper()}{words('omega')[1:]} {number(row['omega'])} ({words('fit')}: {fit})."
        )
    elif row["items"] > 1:
        said.append(words("no_omega", why=words.or_own(row["no_omega"])))
    said.append(words("dimension"))
    if row["alpha_standardised"] is not None:
        said.append(
            f"{words('standardised')[:1].upper()}{words('standardised')[1:]}: {number(row['alpha_standardised'])}."
        )
    if row["answered_alike"]:
        said.append(words("alike", n=row["answered_alike"], all=row["n"]))
    return f"<p>{escaped(' '.join(said))}</p>\n"


def _items_table(members: list[Item], tally: Tally, tables: dict[str, Table], words: Words) -> str:
    statistics = {(row["scale"], row["item"]): row for row in tables["statistics"].dicts()}
    totals: dict[str, dict] = {}
    for row in tables["statements"].dicts():
        totals.setdefault(row["item"], row)
    named = max(len(item.name) for item in members) <= SHORT  # longer ones are the question itself
    rows = []
    for item in members:
        own, row = statistics[item.scale, item.name], totals[item.name]
        none = sum(mass.n for mass in results.absences(tally, item).values())
        net = "" if row["net"] is None else number(100 * row["net"], 0)
        rows.append(
            [
                item.asked,
                *([item.name] if named else []),
                words("yes" if item.reverse else "no"),
                own["n"],
                none,
            ]
            + [number(own[key]) for key in ("mean", "sd")]
            + [percent(row["top_two"]), net]
            + [number(own[key]) for key in ("item_rest", "alpha_if_dropped")]
        )
    keys = [
        "statement",
        *(["item"] if named else []),
        "reversed",
        "n",
        "missing",
        "mean",
        "sd",
        "top_two",
        "net",
    ]
    keys += ["item_rest", "dropped"]
    note = words("items_note", n=tally.complete[members[0].scale].n)
    return (
        table([words(key) for key in keys], rows, words("items"), texts=2 + named)
        + f'<p class="sp-small">{escaped(note)}</p>\n'
    )


def _name(group: str, words: Words) -> str:
    return words("no answer") if group == "no answer" else group


def _groups_table(
    scale: str, tally: Tally, settings: Settings, tables: dict[str, Table], words: Words
) -> str:
    total = results.with_total(tally)[0][0]
    mine = [row for row in tables["groups"].dicts() if row["scale"] == scale]
    cases = {row["group"]: row["n"] for row in tables["reliability"].dicts() if row["scale"] == scale}
    small = small_groups({row["group"]: row["n"] for row in mine[1:]}, settings.min_cell)
    rows: list[list] = []
    for row in mine:
        first = row["group"] == total and not rows
        name = words("everyone") if first else _name(row["group"], words)
        if not first and row["group"] in small:
            rows.append([name, *["…"] * 6])
            continue
        figures = [number(row[key]) for key in ("mean", "sd", "alpha", "omega")]
        rows.append([name, row["n"], *figures, cases[row["group"]]])
    head = [words(key) for key in ("group", "n", "mean", "sd", "alpha", "omega", "n_alpha")]
    return table(head, rows, words("by_group", scale=scale), total=True)


def _bands(
    scale: str, at: Cuts, tally: Tally, settings: Settings, tables: dict[str, Table], words: Words
) -> str:
    every = results.bands(
        tally, settings.cuts, settings.min_answered, settings.level, settings.tie, bool(settings.group)
    )
    mine = [row for row in every.dicts() if row["scale"] == scale]
    groups = list(dict.fromkeys(row["group"] for row in mine))
    by = {(row["group"], row["band"]): row for row in mine}
    counts = [[by[group, band]["n"] for band in BANDS] for group in groups]
    # everyone stands first, if there are groups: no cell of that row is hidden
    gone = {(i + 1, j) for i, j in hidden(counts[1:], settings.min_cell)} if settings.group else set()
    sizes = dict(zip(groups, map(sum, counts), strict=True)) if settings.group else {}
    small = small_groups({name: n for i, (name, n) in enumerate(sizes.items()) if i}, settings.min_cell)
    gone |= {(i, j) for i, name in enumerate(groups) if i and name in small for j in range(len(BANDS))}
    low, high = (rounding.shown(point, 6) for point in at.points)
    below, above = ("Low", "Medium") if at.tie == "low" else ("Medium", "High")
    told = words("cuts", low=low, high=high, below=words(below), above=words(above))
    out = ""
    if len(groups) > MOST_BARS:
        out += f"<p>{escaped(words('many_groups'))}</p>\n"
    else:
        rows = []
        for i, group in enumerate(groups):
            shares = [by[group, band]["share"] or 0.0 for band in BANDS]
            shown = tuple(0.0 if (i, j) in gone else share for j, share in enumerate(shares))
            lost = sum(share for j, share in enumerate(shares) if (i, j) in gone)
            name = words("everyone") if not i else _name(group, words)
            n = None if i and group in small else sum(counts[i])
            rows.append(Bar(name, shown, n, lost, strong=bool(settings.group) and not i))
        parts = [words(band) for band in BANDS]
        out += _figure(rows, parts, words("bands_caption", scale=scale, cuts=told), words, stacked=True)
    lines = []
    for row in mine:
        i = groups.index(row["group"])
        small_row = row["band"] in BANDS and (i, BANDS.index(row["band"])) in gone
        small_row = small_row or (
            row["band"] == UNSCORED and i > 0 and (0 < row["n"] < settings.min_cell or row["group"] in small)
        )
        name = words("everyone") if not i else _name(row["group"], words)
        figures = (
            ["…"] * 3
            if small_row
            else [row["n"], percent(row["share"]), interval(row["low"], row["high"], percent)]
        )
        lines.append([name, words(row["band"]) if row["band"] != UNSCORED else words("unscored"), *figures])
    head = [words(key) for key in ("group", "band", "n", "percent", "interval")]
    least = results.needed(by_scale(tally.codebook)[scale], settings.min_answered)
    ties = results.on_cut_points(tally, scale, at, least)
    return (
        f"<h3>{escaped(words('bands'))}</h3>\n" + out + table(head, lines, words("bands"), texts=2)
        + f'<p class="sp-small">{escaped(words("ties", n=ties))}</p>\n'
    )  # fmt: skip


def _scale_section(
    at: int, scale: str, members: list[Item], tally: Tally, settings: Settings, tables, words
) -> str:
    row = next(row for row in tables["reliability"].dicts() if row["scale"] == scale)
    out = [
        f'<h2 id="scale-{at}">{escaped(scale)}</h2>\n',
        _answers_figures(scale, members, tally, words),
        _reliability(row, words),
        _items_table(members, tally, tables, words),
    ]
    cuts = results.cuts_for(members, settings.cuts, settings.tie)
    if cuts is not None:
        out.append(_bands(scale, cuts, tally, settings, tables, words))
    if settings.group:
        out.append(f"<h3>{escaped(words('by_group', scale=scale))}</h3>\n")
        out.append(_groups_table(scale, tally, settings, tables, words))
        if len(tally.groups) > MOST_DRAWN_GROUPS or len(members[0].answers) > MOST_ANSWERS:
            out.append(f"<p>{escaped(words('many_groups'))}</p>\n")
        else:
            out += [_group_figure(item, tally, settings, words) for item in members]
    return "".join(out)


def _differences(settings: Settings, tables: dict[str, Table], words: Words, asked: dict[str, str]) -> str:
    rows = list(tables["differences"].dicts())
    if not rows:
        return ""
    small = small_in_pairs(rows, settings.min_cell)

    def figures(row: dict) -> list:
        show = percent if row["measure"] == differences.SUPERIORITY else number
        return [show(row["estimate"]), interval(row["low"], row["high"], show)]

    def line(pair: list[dict]) -> list:
        """A row of a pair of groups: what they differ in, then each measure, then p-values if there are any."""
        first = pair[0]
        who = f"{_name(first['group'], words)} {words('other')} {_name(first['other'], words)}"
        what = asked[first["item"]] if first["item"] else first["scale"]
        p = [
            "" if first[key] is None else ("< 0.001" if first[key] < 0.001 else f"{first[key]:.3f}")
            for key in ("p", "p_holm")
        ]
        others = [cell for row in pair[1:] for cell in figures(row)]
        if {first["group"], first["other"]} & small[first["scale"], first["item"]]:
            return [what, who, "…", "…", "…", "", "", *["…"] * len(others)]
        return [what, who, f"{first['n']}, {first['n_other']}", *figures(first), *p, *others]

    pairs: dict[tuple, list[dict]] = {}
    for row in rows:
        pairs.setdefault((row["scale"], row["item"], row["group"], row["other"]), []).append(row)
    of_scales = [line(pair) for key, pair in pairs.items() if not key[1]]
    of_items = [line(pair) for key, pair in pairs.items() if key[1]]
    head = [words(key) for key in ("group", "n", differences.SUPERIORITY, "interval")] + [
        "p",
        words("p_holm"),
    ]
    others = [words(key) for key in (differences.MEANS, "interval", differences.HEDGES, "interval")]
    out = f"<h2>{escaped(words('differences'))}</h2>\n<p>{escaped(words('differences_text'))}</p>\n"
    if settings.tests:
        tested = sum(row["p"] is not None for row in rows)
        out += f"<p>{escaped(words('tests_text', n=tested, family=words(f'family_{settings.tests}')))}</p>\n"
    out += table([words("scale"), *head, *others], of_scales[:MOST_ROWS], words("differences"), texts=2)
    out += f"<details><summary>{escaped(words('between_items'))}</summary>\n"
    out += table([words("statement"), *head], of_items[:MOST_ROWS], words("between_items"), texts=2)
    out += "</details>\n"
    return out


def _absent(tally: Tally, words: Words) -> str:
    rows = []
    everyone = tally.mass()
    for item in tally.codebook:
        for kind, mass in results.absences(tally, item, named=False).items():
            share = float(mass.w) / float(everyone.w)
            rows.append([item.asked, words("empty") if kind == "empty" else kind, mass.n, percent(share)])
    head = [words(key) for key in ("statement", "why", "n", "of_all")]
    shown = (
        table(head, rows, words("absent"), texts=2) if rows else f"<p>{escaped(words('absent_none'))}</p>\n"
    )
    return f"<h2>{escaped(words('absent'))}</h2>\n{shown}"


def _all_answers(tally: Tally, settings: Settings, tables: dict[str, Table], words: Words) -> str:
    answers = tables["items"]
    if len(answers.rows) > MOST_ROWS:
        return f"<p>{escaped(words('all_many', n=len(answers.rows)))}</p>\n"
    gone: set[tuple] = set()
    if settings.group:
        for item in tally.codebook:
            kinds = list(
                dict.fromkeys(kind for g in tally.groups for kind in results.absences(tally, item, g))
            )
            keys = [*item.answers, *kinds]
            counts = [
                [
                    tally.answers.get((item.name, g, key), Mass()).n
                    if not isinstance(key, str)
                    else results.absences(tally, item, g).get(key, Mass()).n
                    for key in keys
                ]
                for g in tally.groups
            ]
            gone |= {(item.name, tally.groups[i], keys[j]) for i, j in hidden(counts, settings.min_cell)}
    rows = []
    for row in answers.dicts():
        small = (row["item"], row["group"], row["answer"]) in gone
        figures = [
            row["n"],
            percent(row["share"]),
            interval(row["low"], row["high"], percent),
            percent(row["share_of_all"]),
        ]
        name = words("everyone") if not settings.group else _name(row["group"], words)
        answer = f"{row['answer']} {row['label']}".strip() if row["label"] else row["answer"]
        answer = words("missing") if answer == "missing" else answer
        rows.append([row["item"], name, answer, *(["…"] * 4 if small else figures)])
    head = [words(key) for key in ("item", "group", "answer", "n", "percent", "interval", "of_all")]
    return f"<details><summary>{escaped(words('all_fold'))}</summary>\n{table(head, rows, words('all_answers'), texts=3)}</details>\n"


def page(
    tally: Tally,
    settings: Settings,
    notes: list[str],
    tables: dict[str, Table],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> str:
    """The whole page. `tables` holds the results by name; `notes` stand on top.

    `progress` is called with the number of scales drawn and of all.
    """
    words = Words(settings.language)
    scales = by_scale(tally.codebook)
    tables = {**tables, "statistics": reliability.item_statistics(tally)}
    sections = []
    for at, (scale, members) in enumerate(scales.items(), 1):
        sections.append(_scale_section(at, scale, members, tally, settings, tables, words))
        progress(at, len(scales))
    asked = {item.name: item.asked for item in tally.codebook}
    shown = "".join(f"<li>{escaped(words.note(note))}</li>\n" for note in notes)
    said = [
        words(
            "asked_text" if len(scales) > 1 else "asked_one",
            n=f"{tally.n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
            k=len(tally.codebook),
            s=len(scales),
        )
    ]
    if settings.group:
        said.append(words("grouped_by", column=settings.group))
    if settings.sample:
        said.append(words(f"sample_{settings.sample}"))
    if settings.group:
        said.append(words("hidden", n=settings.min_cell))
    title = settings.heading(words)
    names = "items.csv, scales.csv, bands.csv, groups.csv, reliability.csv, statements.csv, differences.csv, missing.csv"
    return (
        f'<!DOCTYPE html>\n<html lang="{settings.language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escaped(title)}</h1>\n"
        + (f'<p class="sp-date">{escaped(settings.date)}</p>\n' if settings.date else "")
        + (
            f'<section class="sp-notes"><h2>{escaped(words("notes"))}</h2>\n<ul>\n{shown}</ul></section>\n'
            if notes
            else ""
        )
        + f"<h2>{escaped(words('asked'))}</h2>\n<p>{escaped(' '.join(said))}</p>\n"
        + f"<h2>{escaped(words('scales'))}</h2>\n{_overview(tables, words)}"
        + "".join(sections)
        + (_differences(settings, tables, words, asked) if settings.group else "")
        + _absent(tally, words)
        + f"<h2>{escaped(words('all_answers'))}</h2>\n{_all_answers(tally, settings, tables, words)}"
        + f"<h2>{escaped(words('appendix'))}</h2>\n{METHOD}{WEIGHTED if tally.weighted else ''}"
        + f"<h3>{escaped(words('settings'))}</h3>\n{settings_table(tally, settings, words)}"
        + f'<p class="sp-small" lang="en">Made by softpower {__version__}, the code of the book “Soft Power in Kazakhstan: '
        f"Four Papers, Checked”. The rows behind this page: {names}.</p>\n"
        "</main>\n</body>\n</html>\n"
    )
