"""Proposes a codebook: which columns are items, which belong together, what is kept beside them, what is left out."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from softpower.survey.codebook import RESPONDENT, Item

from . import answers, people, shape, words
from .answers import Answers
from .notes import Notes, shown
from .table import Column, Table

_DEMOGRAPHIC = re.compile(
    r"(edu|educ|inc|occ|reg|lang|eth|rel|mar|dept|loc|gen|nat)\d?|.*\b(age|sex|gender|city|region|country|district|oblast|education|income|marital|nationality|ethnic\w*|religion|language|occupation|job|"
    r"employment|year|grade|class|course|faculty|university|school|weight|household|children|urban|rural|settlement|born|birth)\b.*|"
    r".*(возраст|пол\b|город|регион|область|страна|образовани|доход|семейн|националь|язык|работ|профес|курс|факультет|вуз|класс|школ|вес\b|лет\b|"
    r"жасыңыз|жас\b|жыныс|қала|облыс|аймақ|білім|табыс|отбасы|ұлт|тіл\b|мамандық).*",
    re.I | re.S,
)
_WEIGHT = re.compile(r"w|wt|wgt|weights?|pweight|weight_\w+|\w+_(weight|wt|wgt)|вес|веса|салмақ", re.I)
_LONGEST_SCALE = 60


@dataclass
class Block:
    """Columns that belong together: `title` names the scale, `sure` tells whether the file itself says so."""

    title: str
    columns: list[Column]
    sure: bool
    found: Answers | None = None


def propose(table: Table, notes: Notes) -> tuple[list[Item], list[tuple[str, list[str]]]]:
    """(items of the codebook, columns of responses.csv as (name, cells)). Fills the notes."""
    respondents = _respondents(table, notes)
    columns = [column for column in table.columns if column.kind != "respondent"]
    _set_aside(table, columns, notes)
    columns = [column for column in columns if not column.kind]
    columns = _choices(columns, notes)
    weights = [column for column in columns if _is_weight(column)]
    blocks = _blocks([column for column in columns if column not in weights], table.tool, notes)
    items: list[Item] = []
    written: dict[int, tuple[str, list[str]]] = {}
    titles: Counter = Counter()
    as_items: list[Column] = []
    for block in blocks:
        items += _items(block, table, titles, notes, written)
        as_items += [column for column in block.columns if column.place in written]
    lone = [
        item
        for item in items
        if sum(other.scale == item.scale for other in items) == 1 and item.scale == item.name
    ]
    if len(lone) > 1:
        notes.ask(
            f"Nothing in the file tells whether these belong together, so each has a scale of its own: {shown(repr(item.name) for item in lone)}. "
            "Give those that are summed up together the same name in `scale`."
        )
    _others(table, columns, written, weights, notes)
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
    values = [answers.number(value) for value in column.counts]
    return (
        bool(_WEIGHT.fullmatch(column.name))
        and bool(values)
        and all(value is not None and value >= 0 for value in values)
    )


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
        why = people.by_content(column) or people.by_own_heading(column)
        if not why and not _answers_a_scale(column):
            why = people.by_heading(column)
            if not why and column.kind == "text":
                why = "open text"
            if (
                not why
                and not column.labels
                and not _numeric(column)
                and _split_choices(column) is None
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
    found = answers.of_block([column])
    return found is not None and found.how in ("words", "numbers", "numbered", "two")


def _numeric(column: Column) -> bool:
    return all(answers.number(value) is not None or words.no_answer(value) for value in column.counts)


# ---- multiple choice -------------------------------------------------------------------------------------


def _choices(columns: list[Column], notes: Notes) -> list[Column]:
    """The columns without multiple-choice questions, which are named in the notes."""
    apart: set[int] = set()
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        if column.stem or column.code:
            groups[column.stem or column.code].append(column)
    names = {column.name for column in columns}
    for title, found in groups.items():
        ticks = all(
            len(column.counts) == 1 or {"0", "1"} >= set(column.counts) or _yes_only(column)
            for column in found
        )
        parent = any(column.code in names or column.name.partition("___")[2] for column in found)
        single = all(len(column.counts) <= 1 for column in found)
        own_word = all(_is_own_word(column) for column in found)
        zero_one = all(set(column.counts) <= {"0", "1"} for column in found)
        if (
            ticks
            and len(found) > 1
            and (
                own_word
                or (zero_one and parent)
                or (single and any(column.filled < len(column.cells) for column in found))
            )
        ):
            apart |= {id(column) for column in found}
            parents = [column for column in columns if column.name == title]
            apart |= {id(column) for column in parents}
            notes.choices.append(
                f"{title}: {len(found)} answers in columns of their own ({shown((column.asked for column in found), 6)})."
            )
        elif len(found) > 2 and _is_ranking(found):
            apart |= {id(column) for column in found}
            notes.choices.append(
                f"{title}: ranks from 1 to {len(found)}, no two alike in a row; not a scale ({shown((column.asked for column in found), 6)})."
            )
    for column in columns:
        if id(column) in apart:
            continue
        options = _split_choices(column)
        if options:
            apart.add(id(column))
            notes.choices.append(f"{column.name}: several answers in a cell ({shown(options, 6)}).")
    for column in columns:
        if id(column) in apart:
            column.kind = "choice"
            notes.leave(column.name, "multiple choice or ranks, set apart")
    return [column for column in columns if id(column) not in apart]


def _is_ranking(columns: list[Column]) -> bool:
    """Whether each respondent put the columns into an order: 1 to k, each once."""
    ranks = {str(number) for number in range(1, len(columns) + 1)}
    rows = [cells for cells in zip(*(column.cells for column in columns), strict=True) if all(cells)]
    return len(rows) > 7 and all(set(cells) == ranks for cells in rows) and len(set(rows)) > 1


def _yes_only(column: Column) -> bool:
    return {words.plain(value) for value in column.counts} <= {
        "y",
        "yes",
        "n",
        "no",
        "да",
        "нет",
        "иа",
        "жок",
        "checked",
        "unchecked",
    }


_TICKS = {"y", "n", "checked", "unchecked", "selected", "not selected", "mentioned", "not mentioned", "отмечено", "не отмечено", "выбрано",
          "не выбрано"}  # fmt: skip


def _is_own_word(column: Column) -> bool:
    """A ticked box: its only cell repeats the heading (SurveyMonkey), or says yes where others say nothing or no."""
    values = list(column.counts)
    if len(values) == 1 and words.plain(values[0]) in (words.plain(column.wording), words.plain(column.name)):
        return True
    plain = {words.plain(column.labels.get(value, value)) for value in values}
    return plain <= _TICKS and bool(plain)


def _split_choices(column: Column) -> list[str] | None:
    """The options of a column whose cells hold several answers, or None."""
    if column.labels or not column.counts or _numeric(column):
        return None
    for sign in (";", ", ", " | ", ","):
        several = [value for value in column.counts if sign in value.strip(" ;")]
        closed = sign == ";" and sum(value.endswith(";") for value in column.counts) > 0.8 * len(
            column.counts
        )
        if not several and not closed:
            continue
        if any(words.family_rank(value) or words.no_answer(value) for value in several):
            continue
        options: Counter = Counter()
        for value, times in column.counts.items():
            for part in value.split(sign.strip() if sign != ", " else ", "):
                if part.strip():
                    options[part.strip()] += times
        part = sum(column.counts[value] for value in several) / column.filled
        again = sum(times > 1 for times in options.values())
        if (
            len(options) <= 30
            and again >= 0.6 * len(options)
            and (part >= 0.1 or closed)
            and len(options) < options.total() * 0.6
        ):
            if max(map(len, options)) > 80:
                continue
            alone = {value.strip(" ;") for value in column.counts} & set(options)
            if "," in sign and not alone and len(column.counts) <= len(options):
                continue  # "Almaty, Kazakhstan": one answer with a comma in it
            return sorted(options)
    return None


# ---- items -----------------------------------------------------------------------------------------------


def _blocks(columns: list[Column], tool: str, notes: Notes) -> list[Block]:
    """Columns that belong together by question, code or name; each other column alone."""
    keyed: dict[tuple[str, str, str], list[Column]] = {}
    for column in columns:
        title, how = (
            (column.stem, "stem")
            if column.stem
            else (column.code, "code")
            if column.code
            else (column.name, "name")
        )
        keyed.setdefault((how, title, column.code if column.stem else ""), []).append(column)
    shared = Counter(title for _, title, _ in keyed)
    out = []
    for (how, title, code), found in keyed.items():
        bracket = any("[" in column.name for column in found)
        block = Block(
            code if code and shared[title] > 1 else title,
            found,
            bracket
            or how == "stem"
            or not re.fullmatch(r"[A-Za-zА-Яа-я]{0,3}|item|question|вопрос|сұрақ|var", title, re.I),
        )
        out += _divided(block, tool, notes)
    return _joined(out, tool)


def _joined(blocks: list[Block], tool: str) -> list[Block]:
    """Single columns whose words are unknown, but the same as a neighbour's, are asked about together."""
    alone = [block for block in blocks if len(block.columns) == 1 and block.found is None]
    sets: dict[frozenset, list[Block]] = defaultdict(list)
    for block in alone:
        counts = block.columns[0].counts
        texts = {words.plain(text) for text in counts if not words.no_answer(text)}
        if 3 <= len(texts) <= 11 and not _numeric(block.columns[0]) and not block.columns[0].labels:
            sets[frozenset(texts)].append(block)
    for found in sets.values():
        if len(found) > 1:
            for block in found:
                others = [other.columns[0] for other in found if other is not block]
                answer = answers.of_block([block.columns[0], *others], tool)
                if answer is not None and answer.how == "unknown":
                    block.found = answer
    return _by_beginning(blocks, tool)


def _by_beginning(blocks: list[Block], tool: str) -> list[Block]:
    """Single items whose names begin alike (trust_police, trust_courts) and that have the same answers are one block."""
    heads: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        column, found = block.columns[0], block.found
        head, _, tail = column.name.rpartition("_")
        if (
            len(block.columns) > 1
            or found is None
            or found.how == "unknown"
            or _no_item(block, column, found)
        ):
            continue
        if len(head) > 1 and tail and " " not in column.name and not column.stem:
            heads[head].append(block)
    out = list(blocks)
    for head, alike in heads.items():
        tops = [block.found.highest for block in alike if block.found]
        columns = [block.columns[0] for block in alike]
        found = answers.of_block(columns, tool) if len(alike) > 1 and max(tops) - min(tops) < 2 else None
        if found is not None and found.how != "unknown" and found.highest == max(tops):
            found.remarks.append(
                "one scale is proposed because the names begin alike. If they measure several things, give each its name in `scale`"
            )
            out = [block for block in out if block not in alike] + [Block(head, columns, True, found)]
    return sorted(out, key=lambda block: block.columns[0].place)


def _divided(block: Block, tool: str, notes: Notes) -> list[Block]:
    """A block by its answers: 1 to 5 and 1 to 7 under one name are two scales; what is no answer stands alone."""
    columns = [column for column in block.columns if column.filled]
    own = {id(column): answers.of_block([column], tool) for column in columns}
    if len(columns) < 2:
        return [Block(block.title, columns, block.sure, own[id(column)]) for column in columns]
    apart = [
        column
        for column in columns
        if own[id(column)] is None and not _fits(column, columns) and not _slider(column)
    ]
    columns = [column for column in columns if column not in apart]
    groups = [columns] if columns and columns[0].stem else _by_range(block, columns, own, apart, notes)
    out = []
    for group in groups:
        found = answers.of_block(group, tool)
        if found is not None and found.how == "unknown":
            out += _by_family(block, group, found, tool)
        elif found is not None:
            out.append(Block(block.title, group, block.sure, found))
        else:
            out += _by_kind(block, group, own, tool)
    out += [Block(block.title, [column], False, None) for column in apart]
    return sorted(out, key=lambda part: part.columns[0].place)


def _slider(column: Column) -> bool:
    values = [number for value in column.counts if (number := answers.whole(value)) is not None]
    return len(values) == len(column.counts) > 4 and min(values) >= 0 and 10 < max(values) <= 100


def _by_kind(block: Block, group: list[Column], own: dict, tool: str) -> list[Block]:
    """Columns of one name that have no answers in common, by the answers of each."""
    kinds: dict[tuple, list[Column]] = defaultdict(list)
    for column in group:
        found = own[id(column)]
        kinds[(found.how, found.lowest, found.highest, found.labels) if found else (column.name,)].append(
            column
        )
    return [
        Block(block.title, columns, block.sure, answers.of_block(columns, tool)) for columns in kinds.values()
    ]


_ENOUGH = 15  # answers, before it means anything that nobody chose the higher ones


def _by_range(
    block: Block, columns: list[Column], own: dict, apart: list[Column], notes: Notes
) -> list[list[Column]]:
    """Columns of numbers by how high they run. A difference of one is chance; of two or more, in several columns, is not."""
    tops: dict[int, list[Column]] = defaultdict(list)
    for column in columns:
        found = own[id(column)]
        if found is not None and found.how == "numbers" and not column.labels:
            tops[found.highest].append(column)
    ranges = sorted(tops)
    lower: list[list[Column]] = []
    for top, above in pairwise(ranges):
        group = tops[top]
        if above - top < 2 or any(column.filled < _ENOUGH for column in group):
            continue
        names = shown((repr(column.name) for column in group), 6)
        if len(group) > 1:
            lower.append(group)
            notes.ask(
                f"{names}: answers run to {top}, those of the other columns named {block.title!r} to {ranges[-1]}; drafted as a scale of their own. "
                "If they were offered the same answers, give them the same `scale`, `lowest` and `highest`."
            )
        elif top <= 2:
            apart.append(group[0])
            notes.ask(
                f"{names}: only {shown(sorted(group[0].counts), 6)} were given, where the other columns named {block.title!r} run to {ranges[-1]}; "
                "kept beside the items. If it is one of them, add a row for it to codebook.csv."
            )
    gone = {id(column) for group in lower for column in group} | {id(column) for column in apart}
    rest = [column for column in columns if id(column) not in gone]
    return [*lower, *([rest] if rest else [])]


def _fits(column: Column, columns: list[Column]) -> bool:
    """Whether a column without an order of its own shares its answers with the others of its block."""
    mine = {words.plain(text) for text in column.counts}
    others = {words.plain(text) for other in columns if other is not column for text in other.counts}
    return len(mine & others) >= 0.5 * len(mine)


def _by_family(block: Block, group: list[Column], found: Answers, tool: str) -> list[Block]:
    """Columns of one question with different answer words, each set known by itself, are scales of their own."""
    sets: dict[str, list[Column]] = defaultdict(list)
    for column in group:
        own = answers.of_block([column], tool)
        sets[own.family if own is not None and own.how == "words" else "?"].append(column)
    if len(sets) == 1:
        mixed = sum(any(words.family_rank(text) for text in column.counts) for column in group)
        nominal = (
            len(group) > 1
            and not mixed
            and len({frozenset(map(words.plain, column.counts)) for column in group}) == len(group)
        )
        shared = set.intersection(*({words.plain(text) for text in column.counts} for column in group))
        if nominal and not shared and not block.sure:
            return [Block(block.title, [column], False, None) for column in group]
        return [Block(block.title, group, block.sure, found)]
    return [
        Block(block.title, columns, block.sure, answers.of_block(columns, tool)) for columns in sets.values()
    ]


def _items(block: Block, table: Table, titles: Counter, notes: Notes, written: dict) -> list[Item]:
    found = block.found
    if found is None or not block.columns:
        return []
    single = len(block.columns) == 1
    column = block.columns[0]
    if single and _no_item(block, column, found):
        return []
    title = column.name if single and not column.stem else _title(block)
    if single and column.stem and found.how != "unknown":
        title = _title(block)
    if titles[title]:
        title = f"{title} ({found.lowest} to {found.highest}{', ' + found.family if found.family else ''})"
        while titles[title]:
            title += "'"
        notes.check(
            f"{_title(block)!r} holds answers of different kinds; they are scales of their own: {title!r}."
        )
    titles[title] += 1
    names = [column.name for column in block.columns]
    where = repr(title) if single and title == names[0] else f"{title!r} ({shown(map(repr, names), 6)})"
    for text in found.doubts:
        notes.ask(f"{text}.", where)
    for text in found.remarks:
        notes.check(f"{text}.", where)
    if found.stray:
        _ask_stray(block, found, table, notes)
    if not single and not block.sure:
        notes.check(
            "One scale is proposed because the names differ by their number only. If they measure several things, give each its name in `scale`.",
            where,
        )
    named = [(value, label) for value, label in enumerate(found.labels, found.lowest) if label]
    labels = " < ".join(found.labels) if found.labels else f"{found.lowest} to {found.highest}"
    if found.labels and len(named) < len(found.labels):
        labels = (
            f"{found.lowest} to {found.highest} ({', '.join(f'{value} {label}' for value, label in named)})"
        )
    lines = [column.asked if " " in column.name else column.name for column in block.columns]
    notes.scales.append((title, shown(lines, 6), labels if found.how != "unknown" else "order not known"))
    out = []
    for column in block.columns:
        cells = [found.cells.get(cell, cell) for cell in column.cells]
        name = _safe_name(column.name)
        written[column.place] = (name, cells)
        codes = tuple(code for code in found.missing)
        kinds = tuple(found.missing.values())
        out.append(
            Item(
                name,
                _harmless(column.asked),
                title,
                False,
                found.lowest,
                found.highest,
                codes,
                found.labels,
                (),
                kinds,
            )
        )
    return out


def _no_item(block: Block, column: Column, found: Answers) -> bool:
    """Whether a single column is rather something to group by: yes or no, sex as 1 and 2, what a heading calls so."""
    if found.how == "unknown":
        return False
    if found.how == "two" or (found.family == "yes or no" and len(found.labels) < 4):
        return True
    if found.how in ("numbers", "codes") and not found.labels:
        return (
            found.highest - found.lowest < 3
            or bool(_DEMOGRAPHIC.fullmatch(column.asked))
            or bool(_DEMOGRAPHIC.fullmatch(column.name))
        )
    return False


def _ask_stray(block: Block, found: Answers, table: Table, notes: Notes) -> None:
    for text in found.stray[:6]:
        place = next(
            (
                f"row {row}, column {column.name!r}"
                for column in block.columns
                for row, cell in zip(table.rows, column.cells, strict=True)
                if found.cells.get(cell, cell) == text
            ),
            f"column {block.columns[0].name!r}",
        )
        notes.ask(
            f"{table.where}, {place} has {text!r}: not an answer from {found.lowest} to {found.highest}. Correct it in responses.csv, empty the "
            "cell, or list it in `missing`."
        )


def _title(block: Block) -> str:
    title = block.title or block.columns[0].name
    if len(title) > _LONGEST_SCALE and (
        code := next((column.code for column in block.columns if column.code), "")
    ):
        return code
    if len(title) > _LONGEST_SCALE:
        title = title[:_LONGEST_SCALE].rsplit(" ", 1)[0].rstrip(" ,;:-") + " …"
    return title


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
            if any("," in cell for cell in column.cells):
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
        if _numeric(column):
            values = [number for value in column.counts if (number := answers.number(value)) is not None]
            span = f"{min(values):g} to {max(values):g}" if values else "no number"
            notes.others.append(f"{name}: numbers, {span}.")
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


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula (OWASP, CSV injection)."""
    return cell[:1] in ("=", "+", "-", "@") and len(cell) > 1 and answers.number(cell) is None


def _harmless(cell: str) -> str:
    return "'" + cell if _is_formula(cell) else cell


def _is_decimal_comma(column: Column) -> bool:
    return any("," in value for value in column.counts) and _numeric(column)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else '"' + name.replace('"', '\\"') + '"'
