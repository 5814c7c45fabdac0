"""Columns that belong together: lines of a matrix, names of one stem, and what their answers say of it."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from . import answers, words
from .answers import Answers
from .choices import numeric
from .notes import Notes, shown
from .table import Column

_DEMOGRAPHIC = re.compile(
    r"(edu|educ|inc|occ|reg|lang|eth|rel|mar|dept|loc|gen|nat)\d?|.*\b(age|sex|gender|city|region|country|district|oblast|education|income|marital|nationality|ethnic\w*|religion|language|occupation|job|"
    r"employment|year|grade|class|course|faculty|university|school|weight|household|children|urban|rural|settlement|born|birth)\b.*|"
    r".*(возраст|пол\b|город|регион|область|страна|образовани|доход|семейн|националь|язык|работ|профес|курс|факультет|вуз|класс|школ|вес\b|лет\b|"
    r"жасыңыз|жас\b|жыныс|қала|облыс|аймақ|білім|табыс|отбасы|ұлт|тіл\b|мамандық).*",
    re.I | re.S,
)
_ASKS = re.compile(
    r"(\w{0,3}\d{1,3}[.):]\s+)?((what|which) (is|was) your|please (state|indicate|select|choose) your|укажите|какой у вас|сіздің|сіз)",
    re.I,
)
_LONGEST_SCALE = 60


@dataclass
class Block:
    """Columns that belong together: `title` names the scale, `sure` tells whether the file itself says so."""

    title: str
    columns: list[Column]
    sure: bool
    reading: Answers | None = None


def blocks_of(columns: list[Column], tool: str, notes: Notes) -> list[Block]:
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
    for (how, title, code), members in keyed.items():
        bracket = any("[" in column.name for column in members)
        block = Block(
            code if code and shared[title] > 1 else title,
            members,
            bracket
            or how == "stem"
            or not re.fullmatch(r"[A-Za-zА-Яа-я]{0,3}|item|question|вопрос|сұрақ|var", title, re.I),
        )
        out += _divided(block, tool, notes)
    return _joined(out, tool)


def _joined(blocks: list[Block], tool: str) -> list[Block]:
    """Single columns whose words are unknown, but the same as a neighbour's, are asked about together."""
    alone = [block for block in blocks if len(block.columns) == 1 and block.reading is None]
    sets: dict[frozenset, list[Block]] = defaultdict(list)
    for block in alone:
        counts = block.columns[0].counts
        texts = {words.plain(text) for text in counts if not words.no_answer(text)}
        if 3 <= len(texts) <= 11 and not numeric(block.columns[0]) and not block.columns[0].labels:
            sets[frozenset(texts)].append(block)
    for alike in sets.values():
        if len(alike) > 1:
            for block in alike:
                others = [other.columns[0] for other in alike if other is not block]
                answer = answers.of_block([block.columns[0], *others], tool)
                if answer is not None and answer.how == "unknown":
                    block.reading = answer
    return _by_beginning(blocks, tool)


def _by_beginning(blocks: list[Block], tool: str) -> list[Block]:
    """Single items whose names begin alike (trust_police, trust_courts) and that have the same answers are one block."""
    heads: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        column, reading = block.columns[0], block.reading
        head, _, tail = column.name.rpartition("_")
        if (
            len(block.columns) > 1
            or reading is None
            or reading.how == "unknown"
            or is_no_item(block, column, reading)
        ):
            continue
        if len(head) > 1 and tail and " " not in column.name and not column.stem:
            heads[head].append(block)
    out = list(blocks)
    for head, alike in heads.items():
        tops = [block.reading.highest for block in alike if block.reading]
        columns = [block.columns[0] for block in alike]
        reading = answers.of_block(columns, tool) if len(alike) > 1 and max(tops) - min(tops) < 2 else None
        if reading is not None and reading.how != "unknown" and reading.highest == max(tops):
            reading.remarks.append(
                "one scale is proposed because the names begin alike. If they measure several things, give each its name in `scale`"
            )
            out = [block for block in out if block not in alike] + [Block(head, columns, True, reading)]
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
        reading = answers.of_block(group, tool)
        if reading is not None and reading.how == "unknown":
            out += _by_family(block, group, reading, tool)
        elif reading is not None:
            out.append(Block(block.title, group, block.sure, reading))
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
        reading = own[id(column)]
        kinds[
            (reading.how, reading.lowest, reading.highest, reading.labels) if reading else (column.name,)
        ].append(column)
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
        reading = own[id(column)]
        if reading is not None and reading.how == "numbers" and not column.labels:
            tops[reading.highest].append(column)
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


def _by_family(block: Block, group: list[Column], reading: Answers, tool: str) -> list[Block]:
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
        return [Block(block.title, group, block.sure, reading)]
    return [
        Block(block.title, columns, block.sure, answers.of_block(columns, tool)) for columns in sets.values()
    ]


def is_no_item(block: Block, column: Column, reading: Answers) -> bool:
    """Whether a single column is rather something to group by: yes or no, sex as 1 and 2, what a heading calls so."""
    if reading.how == "unknown":
        return False
    if reading.how == "two" or (reading.family == "yes or no" and len(reading.labels) < 4):
        return True
    if reading.how in ("numbers", "codes") and not reading.labels:
        return reading.highest - reading.lowest < 3 or asks_who(column)
    return False


def asks_who(column: Column) -> bool:
    """Whether a heading asks who people are: a short one, or one that says so; a statement about *my country* does not."""
    return any(
        _DEMOGRAPHIC.fullmatch(text) and (text.count(" ") < 3 or _ASKS.match(text))
        for text in (column.asked, column.name)
    )


def title_of(block: Block) -> str:
    title = block.title or block.columns[0].name
    if len(title) > _LONGEST_SCALE and (
        code := next((column.code for column in block.columns if column.code), "")
    ):
        return code
    if len(title) > _LONGEST_SCALE:
        title = title[:_LONGEST_SCALE].rsplit(" ", 1)[0].rstrip(" ,;:-") + " …"
    return title
