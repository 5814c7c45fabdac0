"""Proposes a codebook: which columns are items, which belong together, what is kept beside them, what is left out."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from softpower.survey.codebook import RESPONDENT, Item

from . import answers, blocks, choices, people, shape
from .answers import Answers
from .notes import Notes, shown
from .table import Column, Table

APART = "Nothing in the file tells whether these belong together"
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WEIGHT = re.compile(r"w|wt|wgt|weights?|pweight|weight_\w+|\w+_(weight|wt|wgt)|вес|веса|салмақ", re.I)


def propose(table: Table, notes: Notes) -> tuple[list[Item], list[tuple[str, list[str]]]]:
    """(items of the codebook, columns of responses.csv as (name, cells)). Fills the notes."""
    respondents = _respondents(table, notes)
    columns = [column for column in table.columns if column.kind != "respondent"]
    _set_aside(table, columns, notes)
    columns = [column for column in columns if not column.kind]
    weights = [column for column in columns if _is_weight(column)]
    others = choices.set_apart([column for column in columns if column not in weights], notes)
    together = blocks.blocks_of(others, table.tool, notes)
    columns = [column for column in columns if column in weights or column in others]
    items: list[Item] = []
    written: dict[int, tuple[str, list[str]]] = {}
    titles: Counter = Counter()
    as_items: list[Column] = []
    for block in together:
        items += _items(block, table, titles, notes, written)
        as_items += [column for column in block.columns if column.place in written]
    alone = standing_alone(items)
    if alone:
        notes.ask(
            f"{APART}, so each has a scale of its own: {shown(repr(items[at].name) for at in alone)}. "
            "Give those that are summed up together the same name in `scale`."
        )
    _others(table, columns, written, weights, notes)
    kept = [
        column
        for column in columns
        if column.place in written and column not in as_items and column not in weights
    ]
    _note_the_rare(table, kept, notes)
    shape.doubles(table, [column for column in columns if column.kind != "text"], notes)
    silent = [
        row
        for at, row in enumerate(table.rows)
        if as_items and not any(column.cells[at] for column in as_items)
    ]
    if silent:
        notes.check(
            f"{len(silent)} of {len(table)} rows answer none of the items (rows {shown(silent)} of the file); they are kept."
        )
    order = sorted(written)
    return items, [(RESPONDENT, list(map(_harmless, respondents))), *(written[place] for place in order)]


def standing_alone(items: Sequence[Item]) -> list[int]:
    """Places of the items that each have a scale of their own name; none if there is one such item only."""
    scales = Counter(item.scale for item in items)
    alone = [at for at, item in enumerate(items) if item.scale == item.name and scales[item.scale] == 1]
    return alone if len(alone) > 1 else []


# ---- respondents and what is left out --------------------------------------------------------------------


def _respondents(table: Table, notes: Notes) -> list[str]:
    column = shape.respondent_column(table)
    if column is not None and column.filled and _names_nobody(column):
        column.kind = "respondent"
        if column.filled == len(table) == len(column.counts):
            if column.name != RESPONDENT:
                notes.did(f"Respondents are named by the column {column.name!r}.")
            return column.cells
        names: list[str] = []
        seen: Counter = Counter()
        twice: dict[str, list[int]] = defaultdict(list)
        for row, cell in zip(table.rows, column.cells, strict=True):
            name = cell or f"row {row}"
            seen[name] += 1
            if cell:
                twice[cell].append(row)
            names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        if len(set(names)) < len(names):
            names = [f"row {row}" for row in table.rows]
        again = {name: rows for name, rows in twice.items() if len(rows) > 1}
        if len(again) > 0.3 * len(twice):
            notes.ask(
                f"Repeated events? {len(again)} of {len(twice)} values of {column.name!r} stand in several rows. If the same people answered more than "
                "once, add a column `wave` that tells the rows apart, and draft again; until then each row is a respondent, the later ones with "
                "(2) behind the name."
            )
        elif again:
            rows = shown((f"{name} in rows {shown(rows, 4)}" for name, rows in again.items()), 6)
            notes.ask(
                f"Likely double submissions: {len(again)} values of {column.name!r} stand in several rows ({rows}). All rows are kept, and the "
                "later ones have (2) behind the name: delete in responses.csv what the same person sent twice."
            )
        if column.filled < len(table):
            notes.check(
                f"{len(table) - column.filled} rows without a {column.name!r} are named by their row in the file."
            )
        return names
    notes.did("No column names respondents: they are numbered in the order of the file.")
    return [str(number) for number in range(1, len(table) + 1)]


def _names_nobody(column: Column) -> bool:
    """Whether a column of respondents holds numbers or codes: not e-mail addresses, telephone or personal numbers."""
    why = people.by_content(column)
    long_numbers = (
        why == "telephone numbers"
        and all(value.isdigit() for value in column.counts)
        and not re.search("phone|тел", column.name, re.I)
    )
    return why in ("", "marks of devices or submissions") or long_numbers


def _is_weight(column: Column) -> bool:
    values = [number for value in column.counts if (number := _weight(value)) is not None]
    return bool(_WEIGHT.fullmatch(column.name)) and 0 < len(values) == len(column.counts) and min(values) >= 0


def _weight(text: str) -> float | None:
    """The weight that a cell shows: also in percent, and with commas between thousands beside a decimal point.

    >>> _weight("0,8"), _weight("80 %"), _weight("1,200.5")
    (0.8, 0.8, 1200.5)
    """
    bare = text.removesuffix("%").rstrip()
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    value = answers.number(bare)
    return value / 100 if value is not None and text.endswith("%") else value


def _weights_written(cells: list[str]) -> list[str]:
    """Weights as the report reads them. A comma parts thousands only if a cell of the column has a point, too."""
    thousands = any(_THOUSANDS.fullmatch(cell) and "." in cell for cell in cells)
    return [
        cell.replace(",", "") if thousands and _THOUSANDS.fullmatch(cell) else cell.replace(",", ".")
        for cell in cells
    ]


def _set_aside(table: Table, columns: list[Column], notes: Notes) -> None:
    for column in columns:
        if column.kind == "technical":
            notes.leave(column.name, column.why)
            if column.name.casefold() == "status" and table.tool == "Qualtrics":
                tests = [
                    row
                    for row, cell in zip(table.rows, column.cells, strict=True)
                    if cell.casefold() in ("survey preview", "survey test", "1", "2")
                ]
                if tests:
                    notes.ask(
                        f"Previews or tests, by Qualtrics' `Status`: row {shown(tests)} of the file. Delete them in responses.csv."
                    )
            if column.name.casefold() == "finished" and {"0", "False", "FALSE", "false"} & set(column.counts):
                number = sum(column.counts[word] for word in ("0", "False", "FALSE", "false"))
                notes.check(
                    f"{number} of {len(table)} respondents did not finish the form; their answers are kept."
                )
            continue
        if _is_weight(column):
            continue
        why = people.by_content(column) or people.by_own_heading(column)
        if not why and not _answers_a_scale(column):
            why = people.by_heading(column)
            if not why and column.kind == "text":
                why = "open text"
            if (
                not why
                and not column.labels
                and not choices.numeric(column)
                and choices.options(column) is None
                and people.open_text(column)
            ):
                why = "open text"
        if not why and column.name.casefold() in ("today", "start", "end"):
            why = "time stamps"
        if why:
            column.kind, column.why = "identifies", why
            notes.leave(column.name, why)
            if why.startswith(("e-mail", "telephone", "personal numbers")):
                shape.shared_contacts(table, column, notes)


def _answers_a_scale(column: Column) -> bool:
    if column.kind == "text":
        return False
    reading = answers.of_block([column])
    return reading is not None and reading.how in ("words", "numbers", "numbered", "two")


# ---- items -----------------------------------------------------------------------------------------------


def _items(block: blocks.Block, table: Table, titles: Counter, notes: Notes, written: dict) -> list[Item]:
    reading = block.reading
    if reading is None or not block.columns:
        return []
    single = len(block.columns) == 1
    column = block.columns[0]
    if single and blocks.is_no_item(block, column, reading):
        return []
    title = column.name if single and not column.stem else blocks.title_of(block)
    if single and column.stem and reading.how != "unknown":
        title = blocks.title_of(block)
    if titles[title]:
        title = f"{title} ({reading.lowest} to {reading.highest}{', ' + reading.family if reading.family else ''})"
        while titles[title]:
            title += "'"
        notes.check(
            f"{blocks.title_of(block)!r} holds answers of different kinds; they are scales of their own: {title!r}."
        )
    titles[title] += 1
    names = [column.name for column in block.columns]
    where = repr(title) if single and title == names[0] else f"{title!r} ({shown(map(repr, names), 6)})"
    for text in reading.doubts:
        notes.ask(f"{text}.", where)
    for text in reading.remarks:
        notes.check(f"{text}.", where)
    if reading.stray:
        _ask_stray(block, reading, table, notes)
    if not single and not block.sure:
        notes.check(
            "One scale is proposed because the names differ by their number only. If they measure several things, give each its name in `scale`.",
            where,
        )
    named = [(value, label) for value, label in enumerate(reading.labels, reading.lowest) if label]
    labels = " → ".join(reading.labels) if reading.labels else f"{reading.lowest} to {reading.highest}"
    if reading.labels and len(named) < len(reading.labels):
        labels = f"{reading.lowest} to {reading.highest} ({', '.join(f'{value} {label}' for value, label in named)})"
    lines = [column.asked if " " in column.name else column.name for column in block.columns]
    notes.scales.append((title, shown(lines, 6), labels if reading.how != "unknown" else "order not known"))
    out = []
    for column in block.columns:
        cells = [reading.cells.get(cell, cell) for cell in column.cells]
        name = _safe_name(column.name)
        written[column.place] = (name, cells)
        codes = tuple(code for code in reading.missing)
        kinds = tuple(reading.missing.values())
        out.append(
            Item(
                name,
                _harmless(column.asked),
                _harmless(title),
                False,
                reading.lowest,
                reading.highest,
                codes,
                reading.labels,
                (),
                kinds,
            )
        )
    return out


def _ask_stray(block: blocks.Block, reading: Answers, table: Table, notes: Notes) -> None:
    for text in reading.stray[:6]:
        place = next(
            (
                f"row {row}, column {column.name!r}"
                for column in block.columns
                for row, cell in zip(table.rows, column.cells, strict=True)
                if reading.cells.get(cell, cell) == text
            ),
            f"column {block.columns[0].name!r}",
        )
        notes.ask(
            f"{table.where}, {place} has {text!r}: not an answer from {reading.lowest} to {reading.highest}. Correct it in responses.csv, empty the "
            "cell, or list it in `missing`."
        )


def _safe_name(name: str) -> str:
    return f"{name} (column)" if name == RESPONDENT else _harmless(name)


# ---- what is kept beside the items -----------------------------------------------------------------------


def _others(table: Table, columns: list[Column], written: dict, weights: list[Column], notes: Notes) -> None:
    for column in columns:
        if column.place in written or column.kind:
            continue
        name = _safe_name(column.name)
        if column in weights or _is_decimal_comma(column):
            cells = [
                cell.replace(",", ".") if answers.number(cell) is not None else cell for cell in column.cells
            ]
            if column in weights:
                cells = _weights_written(column.cells)
            if any("," in cell and "." in written for cell, written in zip(column.cells, cells, strict=True)):
                notes.did(f"Decimal commas in {column.name!r} are written as points.")
            if column in weights:
                notes.others.append(f"{name}: looks like a weight; use it with `--weight {_quoted(name)}`.")
            written[column.place] = (name, cells)
            continue
        if column.labels and len(column.counts) <= 60:
            cells = ["" if cell in column.missing else column.labels.get(cell, cell) for cell in column.cells]
            notes.others.append(
                f"{name}: {shown(dict.fromkeys(filter(None, cells)), 6)} (its labels, in place of numbers)."
            )
            written[column.place] = (name, cells)
            continue
        if len(column.counts) == 1:
            notes.leave(column.name, f"the same in every row: {next(iter(column.counts))[:40]!r}")
            continue
        if choices.numeric(column):
            values = [number for value in column.counts if (number := answers.number(value)) is not None]
            span = f"{min(values):g} to {max(values):g}" if values else "no number"
            notes.others.append(f"{name}: numbers, {span}.")
            reading = answers.of_block([column])
            if reading is not None and reading.highest - reading.lowest > 2 and blocks.asks_who(column):
                notes.check(
                    f"{column.name!r} holds numbers from {reading.lowest} to {reading.highest} and is kept to group by, as its heading asks who people "
                    "are; if it is an answer on a scale, add a row for it to codebook.csv."
                )
            written[column.place] = (name, column.cells)
            continue
        best = answers.commonest(column.counts)
        cells = [best.get(cell, cell) for cell in column.cells]
        alike = sorted({text for text in column.counts if best[text] != text})
        if alike:
            notes.check(
                f"{column.name!r}: {shown(map(repr, alike), 6)} differ from other values in case or signs only, and are written as those."
            )
        notes.others.append(
            f"{name}: {shown(dict.fromkeys(filter(None, cells)), 6)}; to compare, `--group {_quoted(name)}`."
        )
        if any(map(_is_formula, set(cells))):
            cells = [_harmless(cell) for cell in cells]
            notes.did(
                f"Values of {column.name!r} that a spreadsheet could take for a formula have an apostrophe in front."
            )
        written[column.place] = (name, cells)


def _note_the_rare(table: Table, kept: list[Column], notes: Notes) -> None:
    """Notes how many respondents what is kept may tell apart: city, age and sex together often name a person."""
    if len(kept) < 2 or len(table) < 5:
        return
    combinations = Counter(zip(*(column.cells for column in kept), strict=True))
    alone = sum(times == 1 for times in combinations.values())
    if alone:
        names = shown((repr(column.name) for column in kept), 6)
        notes.check(
            f"{alone} of {len(table)} respondents are the only ones with their combination of {names}: who knows them may find them. Keep "
            "responses.csv to yourself, or leave out or band what you do not compare."
        )


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula (OWASP, CSV injection)."""
    return cell[:1] in ("=", "+", "-", "@") and len(cell) > 1 and answers.number(cell) is None


def _harmless(cell: str) -> str:
    return "'" + cell if _is_formula(cell) else cell


def _is_decimal_comma(column: Column) -> bool:
    return any("," in value for value in column.counts) and choices.numeric(column)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else '"' + name.replace('"', '\\"') + '"'
