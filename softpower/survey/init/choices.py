"""Questions of which several answers could be ticked, and ranks: no scales, set apart and named in the notes."""

from collections import Counter, defaultdict

from . import answers, words
from .notes import Notes, shown
from .table import Column


def numeric(column: Column) -> bool:
    return all(answers.number(value) is not None or words.no_answer(value) for value in column.counts)


def set_apart(columns: list[Column], notes: Notes) -> list[Column]:
    """The columns without multiple-choice questions, which are named in the notes."""
    apart: set[int] = set()
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        if column.stem or column.code:
            groups[column.stem or column.code].append(column)
    names = {column.name for column in columns}
    for title, asked in groups.items():
        ticks = all(
            len(column.counts) == 1 or {"0", "1"} >= set(column.counts) or _yes_only(column)
            for column in asked
        )
        parent = any(column.code in names or column.name.partition("___")[2] for column in asked)
        single = all(len(column.counts) <= 1 for column in asked)
        own_word = all(_is_own_word(column) for column in asked)
        zero_one = all(set(column.counts) <= {"0", "1"} for column in asked)
        if (
            ticks
            and len(asked) > 1
            and (
                own_word
                or (zero_one and parent)
                or (single and any(column.filled < len(column.cells) for column in asked))
            )
        ):
            apart |= {id(column) for column in asked}
            parents = [column for column in columns if column.name == title]
            apart |= {id(column) for column in parents}
            notes.choices.append(
                f"{title}: {len(asked)} answers in columns of their own ({shown((column.asked for column in asked), 6)})."
            )
        elif len(asked) > 2 and _is_ranking(asked):
            apart |= {id(column) for column in asked}
            notes.choices.append(
                f"{title}: ranks from 1 to {len(asked)}, no two alike in a row; not a scale ({shown((column.asked for column in asked), 6)})."
            )
    for column in columns:
        if id(column) in apart:
            continue
        ticked = options(column)
        if ticked:
            apart.add(id(column))
            notes.choices.append(f"{column.name}: several answers in a cell ({shown(ticked, 6)}).")
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


def options(column: Column) -> list[str] | None:
    """The options of a column whose cells hold several answers, or None."""
    if column.labels or not column.counts or numeric(column):
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
        parts: Counter = Counter()
        for value, times in column.counts.items():
            for part in value.split(sign.strip() if sign != ", " else ", "):
                if part.strip():
                    parts[part.strip()] += times
        part = sum(column.counts[value] for value in several) / column.filled
        again = sum(times > 1 for times in parts.values())
        if (
            len(parts) <= 30
            and again >= 0.6 * len(parts)
            and (part >= 0.1 or closed)
            and len(parts) < parts.total() * 0.6
        ):
            if max(map(len, parts)) > 80:
                continue
            alone = {value.strip(" ;") for value in column.counts} & set(parts)
            if "," in sign and not alone and len(column.counts) <= len(parts):
                continue  # "Almaty, Kazakhstan": one answer with a comma in it
            return sorted(parts)
    return None
