"""Reads a file of responses into a tally: row by row with the standard library alone, large files by `fast`.

Nothing is guessed. Every row is as long as the header. In a CSV (`records`) row 1 is its header, so the first respondent stands in row 2; in Parquet, row
1 is the first respondent. Whatever cannot be used is reported together, in one `SurveyError` that names file, row,
column and value; large files are read by columns first, and row by row only if something in them is odd.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from softpower.survey import records
from softpower.survey.codebook import HEADER as HEADER
from softpower.survey.codebook import RESPONDENT, Codebook, Item
from softpower.survey.codebook import read_codebook as read_codebook
from softpower.survey.errors import INIT, Faults, SurveyError, fault
from softpower.survey.records import Rows
from softpower.survey.tally import ALL, NO_ANSWER, Counter, Tally, name_hash
from softpower.survey.words import note

BLOCK = 50_000
"""Respondents after which progress is told; those of a Parquet file read at once."""
SMALL = 500_000
"""Bytes up to which a CSV is read row by row: sooner done than numpy and pyarrow are loaded."""
MOST_GROUPS = 200  # more is an identifier in the wrong column
MOST_NAMED = 20
"""Columns that a message names at most; a file of more has items that the codebook leaves out."""
ENOUGH = 100_000
"""Rows that are read on after a first fault, to report others with it."""

Progress = Callable[[int, float], None]


@dataclass(frozen=True)
class Roles:
    """What columns other than items are for, and what to do with respondents who lack them.

    `missing_group`: ``refuse``, ``label`` (they are the group *no answer*) or ``drop``. `missing_weight`: ``refuse``
    or ``drop``. `not_items` names columns that are no items, although they are named like them.
    """

    group: str | None = None
    weight: str | None = None
    missing_group: str = "refuse"
    missing_weight: str = "refuse"
    not_items: tuple[str, ...] = ()


@dataclass
class Columns:
    """Which of a file's columns are needed, and which are suspected to be forgotten items: name -> a likely item."""

    needed: list[str]
    suspects: dict[str, Item] = field(default_factory=dict)


def check_columns(
    columns: list[str], codebook: Codebook, roles: Roles, where: str, faults: Faults
) -> Columns:
    """The columns that are needed, in the order of the file; what is amiss with them goes into `faults`.

    Amiss are a needed name that stands twice; a missing respondent, item, group or weight column; a group or weight
    that is an item. A column that is named like the items (letters and a number, q57 beside q1 to q56) but absent
    from the codebook is suspected: if it is answered like them, it is an item that would be left out silently.
    """
    items = {item.name: item for item in codebook}
    for what, name in (("group", roles.group), ("weight", roles.weight)):
        if name is not None and (name in items or name == RESPONDENT):
            faults.add(where, f"cannot be the {what}: it is an item or the respondent", column=name)
    if roles.group is not None and roles.group == roles.weight:
        faults.add(where, "cannot be both group and weight", column=roles.group)
    needed = dict.fromkeys([RESPONDENT, *items, *(name for name in (roles.group, roles.weight) if name)])
    counts = {name: columns.count(name) for name in needed}
    use = {RESPONDENT: "to name each respondent", roles.group: "the group", roles.weight: "the weight"}
    for name, count in counts.items():
        if count > 1:
            faults.add(where, "stands twice among the columns", row=1, column=name)
        elif not count:
            near = next((column for column in columns if _alike(column, name)), None)
            meant = f"; is {near!r} meant?" if near is not None else ""
            reason = f"no such column; it is {use.get(name, 'an item of the codebook')}{meant}"
            faults.add(where, reason, column=name)
            others = [
                column
                for column in columns
                if column.strip() and column not in items and column != RESPONDENT
            ]
            if not near and name in (roles.group, roles.weight) and 0 < len(others) <= MOST_NAMED:
                faults.hint(f"Columns besides the items: {', '.join(map(repr, others))}")
    stems: dict[str, Item] = {}
    for name, item in items.items():
        if stem := _stem(name):
            stems.setdefault(stem, item)
    suspects = {
        name: stems[stem]
        for name in columns
        if name not in needed and name not in roles.not_items and (stem := _stem(name)) in stems
    }
    return Columns([name for name in dict.fromkeys(columns) if name in needed], suspects)


def _alike(one: str, other: str) -> bool:
    """Whether names differ in capitals, spaces and underscores only."""
    bare = [re.sub(r"[\W_]+", "", name).casefold() for name in (one, other)]
    return bare[0] == bare[1] != ""


def _stem(name: str) -> str | None:
    found = re.fullmatch(r"(.*?[^\d])\d+", name, re.DOTALL)
    return found[1] if found else None


def refuse_suspect(name: str, where: str, faults: Faults) -> None:
    """Notes that a column is named and answered like an item, and is none of the codebook."""
    reason = "named like an item, but not in the codebook: list it there or drop it"
    faults.add(where, f"{reason}, or say --not-items {name}", column=name)


def weight_of(text: str) -> float | None:
    """The weight that a cell shows; NaN for an empty one, None for what is none.

    With decimal point or comma, or in percent; programs for statistics write NA where there is none.

    >>> weight_of("0,8"), weight_of("80 %"), weight_of("NA"), weight_of("-1")
    (0.8, 0.8, nan, None)
    """
    text = text.strip()
    if text.casefold() in ("", "na", "n/a", "nan", "#n/a", "null", "."):
        return math.nan
    number = text.removesuffix("%").rstrip()
    try:
        value = float(number.replace(",", ".") if number.count(",") == 1 and "." not in number else number)
        value = value / 100 if number != text else value
        square = value * value  # these are summed, too: 1e200 is no weight
    except (ValueError, OverflowError):
        return None
    return value if value == 0 or (value > 0 and 0 < square < math.inf) else None


def number_of(text: str) -> float | None:
    """The number that a cell shows, with decimal point or comma, or None."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


NO_WEIGHT = "a weight is a positive number, or 0"


def read_tally(
    path: Path | str,
    codebook: Codebook,
    *,
    progress: Progress = lambda done, part: None,
    **roles,
) -> Tally:
    """The tally of a file of responses, ``.csv`` or ``.parquet``; `roles` are the fields of `Roles`.

    `progress` is called after each block with the respondents read and the part of the file, 0 to 1. Raises one
    SurveyError with every fault: columns as in `check_columns`; a file that is absent, empty, truncated, not UTF-8
    or unevenly long; an answer that its item does not have; an empty or repeated respondent, however far apart.
    """
    path, place = Path(path), Roles(**roles)
    if is_csv(path):
        large = path.is_file() and path.stat().st_size > SMALL
        if not large or not (find_spec("numpy") and find_spec("pyarrow")):
            return _careful(path, records.source(path), codebook, place, progress)
        from softpower.survey import fast

        tally = fast.read_csv(path, codebook, place, progress)
        if tally is None:
            records.refuse_uneven(path)
        return tally or _careful(path, records.source(path), codebook, place, progress)
    if not (find_spec("numpy") and find_spec("pyarrow")):
        raise fault(str(path), "Parquet needs more packages: python -m pip install 'softpower[survey]'")
    from softpower.survey import parquet

    tally = parquet.tally(path, codebook, place, progress)
    return tally or _careful(path, parquet.rows(path), codebook, place, progress)


def is_csv(path: Path) -> bool:
    """Whether a file is a CSV. Raises SurveyError if it is neither CSV nor Parquet."""
    end = path.suffix.lower()
    if end not in (".csv", ".parquet"):
        what = {".xlsx": "a workbook", ".xls": "a workbook", ".sav": "an SPSS file", ".dta": "a Stata file"}
        advice = f"{what.get(end, 'a file of another program')} is made into one by {INIT}"
        raise fault(str(path), f"the file's name must end in .csv or .parquet; {advice}")
    return end == ".csv"


# ---- row by row ------------------------------------------------------------------------------------------


class _Reader:
    """Turns rows of text into a tally, or into faults; each different text of an item is read once."""

    def __init__(self, header: list[str], codebook: Codebook, roles: Roles, where: str, faults: Faults):
        self.codebook, self.roles, self.where, self.faults = codebook, roles, where, faults
        columns = check_columns(header, codebook, roles, where, faults)
        at = {name: i for i, name in reversed(list(enumerate(header)))}
        self.respondent = at.get(RESPONDENT)
        names = {item.name for item in codebook} | {RESPONDENT}
        self.group, self.weight = (
            at.get(n) if n and n not in names else None for n in (roles.group, roles.weight)
        )
        for name in names:
            if header.count(name) > 1:
                del at[name]
        if roles.group == roles.weight:
            self.group = self.weight = None
        self.items: list[tuple[Item, int | None, dict[str, int]]] = [
            (item, at.get(item.name), {}) for item in codebook
        ]
        self.suspects = [(name, at[name], item) for name, item in columns.suspects.items()]
        self.looks: dict[str, bool | None] = dict.fromkeys(columns.suspects, False)
        self.counter = Counter(codebook, roles.weight is not None)
        self.unweighted = False
        self.seen: dict[str, int] = {}
        self.groups: dict[str, None] = {}
        self.words: dict[str, dict[str, None]] = {}

    def row(self, number: int, cells: list[str]) -> None:
        add = self.faults.add
        name = str(number)
        if self.respondent is not None:
            cell = cells[self.respondent]
            name = cell.strip()
            if not name:
                reason = "a respondent is needed in every row"
                add(self.where, reason, row=number, column=RESPONDENT, value=cell)
            elif name in self.seen:
                reason = f"this respondent stands in row {self.seen[name]}, too"
                add(self.where, reason, row=number, column=RESPONDENT, value=name)
        self.seen[name] = number
        w: float = 1
        aside = ""
        if self.weight is not None:
            cell = cells[self.weight]
            read = weight_of(cell)
            if read is None or (read != read and self.roles.missing_weight != "drop"):
                add(self.where, NO_WEIGHT, row=number, column=self.roles.weight, value=cell.strip())
                self.unweighted = self.unweighted or read is not None
            elif read != read or read == 0:
                aside = "weight 0" if read == 0 else "no weight"
            else:
                w = read
        label = ALL
        if self.group is not None:
            label = cells[self.group].strip()
            if not label and self.roles.missing_group == "refuse":
                reason = "a group is needed in every row"
                add(self.where, reason, row=number, column=self.roles.group, value=cells[self.group])
            elif not label:
                label = NO_ANSWER
                aside = aside or ("no group" if self.roles.missing_group == "drop" else "")
            self.groups[label] = None
            if len(self.groups) > MOST_GROUPS:
                too_many_groups(self.roles.group or "", self.where)
        codes = []
        for item, at, known in self.items:
            if at is None:
                codes.append(-1)
                continue
            text = cells[at]
            code = known.get(text)
            if code is None:
                code = item.read(text)
                if code is None:
                    add(self.where, item.why_not(text), row=number, column=item.name, value=text.strip())
                    words = self.words.setdefault(item.name, {})
                    if len(words) < 12:
                        words[text.strip()] = None
                    code = -1
                else:
                    known[text] = code
            codes.append(code)
        for suspect, at, item in self.suspects:
            if self.looks[suspect] is not None:
                code = item.read(cells[at])
                self.looks[suspect] = None if code is None else self.looks[suspect] or code >= 0
        if aside:
            self.counter.aside[aside] = self.counter.aside.get(aside, 0) + 1
            self.counter.note(name_hash(name))
        else:
            self.counter.put(name_hash(name), label, w, codes)

    def tally(self, header: list[str], first: list[list[str]] | None) -> Tally:
        """The tally of all rows; or the faults, with hints on files and commands if there are `first` rows to look at."""
        for name, looks in self.looks.items():
            if looks:
                refuse_suspect(name, self.where, self.faults)
        if self.faults and first is not None:
            self._advise(header, first)
        self.faults.raise_any()
        tally = self.counter.tally()
        tally.ignored = tuple(name for name, looks in self.looks.items() if looks is None)
        return tally

    def refuse_repeated(self, names: Iterator[tuple[int, str]], hashed: set[int]) -> None:
        """Notes respondents who stand there twice, among those whose hashes occur more than once."""
        seen: dict[str, int] = {}
        for row, name in names:
            if name_hash(name) in hashed:
                if name in seen:
                    reason = f"this respondent stands in row {seen[name]}, too"
                    self.faults.add(self.where, reason, row=row, column=RESPONDENT, value=name)
                seen[name] = row

    def _advise(self, header: list[str], first: list[list[str]]) -> None:
        """Hints, where several faults have one cause."""
        names = {item.name for item in self.codebook}
        if first and not names & set(header):
            for i, column in enumerate(header):
                if sum(row[i].strip() in names for row in first if i < len(row)) > len(first) / 2:
                    self.faults.hint(
                        f"The column {column!r} holds names of items: this file has a row an answer (long format). "
                        f"A row a respondent is needed; {INIT} turns it."
                    )
        elif self.respondent is None and header:
            self.faults.hint(
                f"{INIT} numbers the rows as respondents, and drafts the codebook from the file."
            )
        if self.unweighted:
            self.faults.hint("--missing-weight drop leaves out respondents without a weight.")
        # a number is a slip or an undeclared code, never an answer in words
        worded = [[word for word in words if number_of(word) is None] for words in self.words.values()]
        many = [words for words in worded if len(words) > 1]
        if many:
            longest = max(many, key=len)
            shown = ", ".join(longest)
            self.faults.hint(
                f"Answers in words or codes ({shown}) are read if the codebook lists them in its column labels, "
                f"from lowest to highest, separated by |; {INIT} drafts that."
            )
        elif self.words and any(" " in code for item in self.codebook for code in item.missing):
            shown = "|".join(dict.fromkeys(word for words in self.words.values() for word in words))
            self.faults.hint(
                f"What else means no answer goes into the codebook's column missing, separated by |: ...|{shown}"
            )


def too_many_groups(group: str, where: str) -> None:
    """Raises SurveyError: a grouping column has so many values that it cannot be one."""
    raise fault(where, f"more than {MOST_GROUPS} different values: this is no group", column=group)


def _careful(
    path: Path, source: tuple[list[str], Rows], codebook: Codebook, roles: Roles, progress: Progress
) -> Tally:
    where, faults = str(path), Faults()
    header, rows = source
    reader = _Reader(header, codebook, roles, where, faults)
    first: list[list[str]] = []
    notes: list[str] = []
    done, started, part, number = 0, None, 0.0, 0
    try:
        for number, cells, part in _without_labels(rows, notes):
            if len(cells) != len(header):
                reason = f"{len(cells)} cells, the header has {len(header)}: is the file cut off?"
                faults.add(where, reason, row=number)
                continue
            if len(first) < 20:
                first.append(cells)
            reader.row(number, cells)
            done += 1
            if done % BLOCK == 0:
                progress(done, part)
            if faults:
                started = number if started is None else started
                if number - started > ENOUGH:
                    faults.hint(f"Row {number:,} is as far as was read.")
                    break
    except SurveyError as error:  # the rows cannot be read on; what was found before is told with it
        faults.add(*_as_reason(error))
    if not done and not faults:
        raise fault(where, "no respondent below the header" if is_csv(path) else "no respondent")
    if done % BLOCK:
        progress(done, 1.0)
    tally = reader.tally(header, first)
    tally.notes = tuple(notes)
    return tally


def _as_reason(error: SurveyError) -> tuple[str, str]:
    where, _, reason = str(error).partition(": ")
    return where, reason


def _without_labels(rows: Rows, notes: list[str]) -> Rows:
    """The rows without the second and third header that Qualtrics writes; the third holds ``{"ImportId"``."""
    held: list[tuple[int, list[str], float]] = []
    for row in rows:
        held.append(row)
        if len(held) == 2:
            break
    if len(held) == 2 and any(cell.lstrip().startswith('{"ImportId"') for cell in held[1][1]):
        notes.append(note("qualtrics"))
        held = []
    yield from held
    yield from rows
