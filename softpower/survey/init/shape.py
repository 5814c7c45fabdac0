"""Rows as they should be: one a respondent. Long files and repeated events are turned where nothing is left to choose."""

import re
from collections import Counter

from softpower.survey.errors import fault

from . import words
from .notes import Notes, shown
from .questions import describe
from .table import Column, Table
from .tools import RESPONDENT_NAMES

_ITEM = re.compile(
    r"(question|item|variable|statement)([ _]?(id|code|name|text|number|no))?|вопрос|пункт|утверждение|показатель|сұрақ|тармақ",
    re.I,
)
_ANSWER = re.compile(
    r"(answer|response|resp|value|score|rating)([ _]?(value|text|code|label))?|ответ|оценка|значение|балл|жауап|баға",
    re.I,
)
_EVENT = re.compile(
    r"wave|time ?point|event|visit|round|session|redcap_event_name|phase|occasion|period|measurement|time|pre[ _/-]?post|prepost|"
    r"волна|замер|этап|раунд|период|визит|кезең|толқын",
    re.I,
)
MOST_EVENTS = 12
MOST_ITEMS = 500


def respondent_column(table: Table) -> Column | None:
    """The column that names respondents, by its heading: the one with the fewest repeats and gaps."""
    able = []
    for column in table.columns:
        name = column.name.casefold().strip(" :")
        if name in RESPONDENT_NAMES and column.filled:
            able.append(
                (
                    column.filled - len(column.counts) + len(column.cells) - column.filled > 0,
                    RESPONDENT_NAMES.index(name),
                    column,
                )
            )
    return min(able, key=lambda found: found[:2])[2] if able else None


def turned(table: Table, notes: Notes) -> Table:
    """The table with a row a respondent. Raises SurveyError for a long file that cannot be turned."""
    ids = [
        column
        for column in table.columns
        if column.name.casefold().strip(" :") in RESPONDENT_NAMES
        and column.filled == len(table)
        and len(column.counts) < len(table)
    ]
    if ids and respondent_column(table) not in ids:
        ids = [
            column for column in ids if column.name.casefold() not in ("id", "_id", "no", "#", "№", "index")
        ]
    who = ids[0] if ids else None
    items = [column for column in table.columns if _ITEM.fullmatch(column.name)]
    replies = [column for column in table.columns if _ANSWER.fullmatch(column.name)]
    if who and items and replies:
        return _from_long(table, who, items, replies, notes)
    if who is None:
        return table
    event = next(
        (column for column in table.columns if _EVENT.fullmatch(column.name) and column.filled == len(table)),
        None,
    )
    if event and 1 < len(event.counts) <= MOST_EVENTS:
        return _from_events(table, who, event, notes)
    named = respondent_column(table)
    unique = named is not None and len(named.counts) == len(table)
    if not unique and len(table.columns) <= 4 and len(who.counts) * 2 <= len(table):
        _refuse_unnamed_long(table, who)
    return table


def _refuse_unnamed_long(table: Table, who: Column) -> None:
    others = [column for column in table.columns if column is not who]
    for column in others:
        pairs = set(zip(who.cells, column.cells, strict=True))
        if len(pairs) == len(table) and 2 <= len(column.counts) <= MOST_ITEMS and len(others) > 1:
            raise fault(
                table.where,
                f"each {who.name!r} stands in several rows, each with another {column.name!r}: this looks like long format, a row an answer. "
                "Name these columns respondent, question and answer, and draft again; or export a row a respondent",
                column=who.name,
            )


def _from_long(table: Table, who: Column, items: list[Column], replies: list[Column], notes: Notes) -> Table:
    code, reply = items[0], replies[0]
    if len(replies) > 1:
        lengths = [len(column.counts) for column in replies]
        reply = replies[lengths.index(min(lengths))]
        notes.ask(
            f"Long format with {shown(repr(column.name) for column in replies)}: the answers are taken from {reply.name!r}. If the others are "
            "meant, leave only their column in the file."
        )
    places: dict[tuple[str, str], int] = {}
    for at, key in enumerate(zip(who.cells, code.cells, strict=True)):
        if not key[1]:
            raise fault(
                table.where,
                "a row an answer, but without a question: complete or delete it",
                row=table.rows[at],
                column=code.name,
                value="",
            )
        if key in places:
            raise fault(
                table.where,
                f"long format, in which {who.name} {key[0]!r} answers {key[1]!r} in row {table.rows[places[key]]}, too: keep one of them, or add "
                "a column `wave` if the question was put twice",
                row=table.rows[at],
                column=code.name,
                value=key[1],
            )
        places[key] = at
    people, questions = list(dict.fromkeys(who.cells)), list(dict.fromkeys(code.cells))
    if len(questions) > MOST_ITEMS:
        raise fault(
            table.where,
            f"long format with {len(questions)} different questions, more than {MOST_ITEMS}",
            column=code.name,
        )
    first = {person: at for at, person in reversed(list(enumerate(who.cells)))}
    columns = [Column(who.name, people, who.place)]
    for column in table.columns:
        if column in (who, code, reply) or column in items or column in replies:
            continue
        if _constant(who, column):
            columns.append(
                Column(column.name, [column.cells[first[person]] for person in people], column.place)
            )
        else:
            notes.leave(column.name, "differs from answer to answer of one respondent (long format)")
    text = next((column for column in items[1:] if _constant(code, column)), None)
    for at, question in enumerate(questions):
        cells = [
            reply.cells[places[person, question]] if (person, question) in places else "" for person in people
        ]
        wording = text.cells[code.cells.index(question)] if text else ""
        columns.append(Column(question, cells, at, wording=wording))
    for place, column in enumerate(columns):
        column.place = place
    notes.did(
        f"Long format, a row an answer ({who.name}, {code.name}, {reply.name}), is turned: {len(people)} respondents, {len(questions)} questions."
    )
    out = Table(table.where, columns, [table.rows[first[person]] for person in people], table.tool)
    describe(out)
    return out


def _constant(who: Column, column: Column) -> bool:
    seen: dict[str, str] = {}
    return all(
        seen.setdefault(person, cell) == cell for person, cell in zip(who.cells, column.cells, strict=True)
    )


def _from_events(table: Table, who: Column, event: Column, notes: Notes) -> Table:
    places: dict[tuple[str, str], int] = {}
    for at, key in enumerate(zip(who.cells, event.cells, strict=True)):
        if key in places:
            notes.ask(
                f"Repeated events: {who.name} {key[0]!r} has two rows with {event.name} {key[1]!r} (rows {table.rows[places[key]]} and "
                f"{table.rows[at]}). Keep one of them in the file and draft again; until then nothing is turned, and each row is a respondent."
            )
            return table
        places[key] = at
    people, events = list(dict.fromkeys(who.cells)), list(dict.fromkeys(event.cells))
    first = {person: at for at, person in reversed(list(enumerate(who.cells)))}
    columns = [Column(who.name, people, who.place)]
    for column in table.columns:
        if column in (who, event):
            continue
        if _constant(who, column) and column.filled:
            columns.append(column_of(column, [column.cells[first[person]] for person in people]))
            continue
        for name in events:
            cells = [
                column.cells[places[person, name]] if (person, name) in places else "" for person in people
            ]
            if any(cells):
                new = column_of(column, cells)
                new.name, new.stem = (
                    f"{column.name} @ {name}",
                    f"{column.stem} @ {name}" if column.stem else "",
                )
                new.code = f"{column.code} @ {name}" if column.code else ""
                new.wording = f"{column.asked} ({name})"
                columns.append(new)
    for place, column in enumerate(columns):
        column.place = place
    gaps = sum((person, name) not in places for person in people for name in events)
    notes.did(
        f"Repeated events ({event.name}: {shown(events)}) are turned: a row a respondent, a column for each question and event, a scale for each "
        f"event; {len(people)} respondents" + (f", {gaps} times an event is missing." if gaps else ".")
    )
    return Table(table.where, columns, [table.rows[first[person]] for person in people], table.tool)


def column_of(column: Column, cells: list[str]) -> Column:
    """A column like `column` with other cells."""
    return Column(
        column.name,
        cells,
        column.place,
        column.wording,
        column.stem,
        column.code,
        column.labels,
        column.missing,
        column.kind,
        column.why,
    )


def doubles(table: Table, columns: list[Column], notes: Notes) -> None:
    """Notes rows that are alike in all of many columns: likely the same person, twice."""
    varied = [column for column in columns if len(column.counts) > 1]
    if len(varied) < 8 or _pairs_by_chance(varied, len(table)) > 0.5:
        return
    seen: dict[tuple, int] = {}
    found = []
    for at, row in enumerate(table.rows):
        key = tuple(column.cells[at] for column in varied)
        if len({words.plain(cell) for cell in key if cell}) < 3 or sum(map(bool, key)) < 0.8 * len(key):
            continue
        if key in seen:
            found.append(f"{seen[key]} and {row}")
        seen.setdefault(key, row)
    if found:
        notes.check(
            f"Likely double submissions, alike in all {len(varied)} answers: rows {shown(found)} of the file. Both are kept; delete one of each "
            "pair in responses.csv if it was the same person."
        )


def _pairs_by_chance(columns: list[Column], rows: int) -> float:
    """How many pairs of rows would be alike in all columns if each answered by the columns' own shares, alone."""
    pairs = rows * (rows - 1) / 2
    for column in columns:
        pairs *= sum((times / rows) ** 2 for times in Counter(column.cells).values())
    return pairs


def _contact(cell: str) -> bool:
    return "@" in cell or sum(map(str.isdigit, cell)) >= 9


def shared_contacts(table: Table, column: Column, notes: Notes) -> None:
    """Notes rows with one e-mail address or telephone number, without showing it."""
    twice = [
        value
        for value, times in Counter(cell.casefold() for cell in column.cells if _contact(cell)).items()
        if times > 1
    ]
    if twice:
        rows = [
            shown(
                [row for row, cell in zip(table.rows, column.cells, strict=True) if cell.casefold() == value],
                5,
            )
            for value in twice
        ]
        notes.check(
            f"Likely double submissions, with one value in {column.name!r}: rows {shown((f'({pair})' for pair in rows), 8)} of the file. All are "
            "kept; delete in responses.csv what the same person sent twice."
        )
