"""The codebook of a survey: what each column asks, in which scale it counts, and how its answers are read.

    item,wording,scale,reverse,lowest,highest,missing,labels,cuts

The first seven columns are needed; `labels` (answer words from lowest to highest, separated by ``|``) and `cuts`
(``2.5|3.5``) may be left out. Missing codes are separated by spaces, ``9 99``, or named one by one,
``98=Don't know|99=Refused``: a code that is named has a row of its own wherever answers are counted.

Standard library alone.
"""

import csv
import io
import math
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from softpower import rounding
from softpower.survey.errors import Faults, fault

RESPONDENT = "respondent"
HEADER = ("item", "wording", "scale", "reverse", "lowest", "highest", "missing")
OPTIONAL = ("labels", "cuts")
COLUMNS = HEADER + OPTIONAL
BANDS = ("Low", "Medium", "High")
MOST_ANSWERS = 101  # more is a measurement or an identifier in the wrong column
BOM = b"\xef\xbb\xbf"
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_WHOLE = re.compile(r"[+-]?\d+(?:[.,]0*)?")


def whole(text: str) -> float | None:
    """The whole number that a text shows (3, 3.0, 3,0, -99), or None."""
    text = text.strip()
    return float(text.replace(",", ".")) if _WHOLE.fullmatch(text) else None


@dataclass(frozen=True)
class Cuts:
    """Where Low meets Medium and Medium meets High, and to which side a score exactly on a cut point falls.

    `tie` is ``low`` (a score of exactly `low` is Low, of exactly `high` Medium) or ``high`` (Medium, High).
    Cut points are strings, int, Decimal or Fraction. Raises TypeError for a float, whose own error would
    decide ties; ValueError for an unknown tie rule, a string that is no number, or low >= high.
    """

    low: rounding.Exact | str = "2.5"
    high: rounding.Exact | str = "3.5"
    tie: str = "low"

    def __post_init__(self):
        if self.tie not in ("low", "high"):
            raise ValueError(f"unknown tie rule {self.tie!r}: low or high")
        if self.points[0] >= self.points[1]:
            raise ValueError(f"the low cut point {self.low} is not below the high one {self.high}")

    @property
    def points(self) -> tuple[Fraction, Fraction]:
        return rounding.exact(self.low), rounding.exact(self.high)

    def band(self, total: int, answered: int) -> str:
        """The band of the score total / answered, compared exactly."""
        above = operator.gt if self.tie == "low" else operator.ge
        return BANDS[sum(above(total, point * answered) for point in self.points)]


@dataclass(frozen=True)
class Item:
    """A line of the codebook.

    `missing` holds the codes that mean no answer, as written; `missing_names` what each is called, in the same
    order, or is empty if they are not told apart. `labels` holds a word for each answer from `lowest` to
    `highest`, or is empty. `cuts` holds the two cut points of the item's scale as strings, or is empty.
    """

    name: str
    wording: str
    scale: str
    reverse: bool
    lowest: int
    highest: int
    missing: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    missing_names: tuple[str, ...] = ()

    @property
    def answers(self) -> range:
        return range(self.lowest, self.highest + 1)

    @property
    def span(self) -> int:
        return self.highest - self.lowest

    @property
    def asked(self) -> str:
        """What people were asked, or the item's name if the codebook does not say."""
        return self.wording.strip() or self.name

    def label(self, answer: int) -> str:
        """The word of an answer, or an empty string."""
        return self.labels[answer - self.lowest] if self.labels else ""

    @property
    def codes_shown(self) -> str:
        """The missing codes as the codebook has them."""
        spaced = [code for code in self.missing if " " in code]
        if spaced and not self.missing_names:  # the cell as a whole, beside its words
            return " ".join(spaced)
        return ("|" if spaced else " ").join(self.missing)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What absent answers are called: ``missing`` (an empty cell, and codes without a name), then each name."""
        return (MISSING, *dict.fromkeys(self.missing_names))

    def kind(self, code: int) -> str:
        """The name under which items.csv counts an absent answer, as `read` numbers them."""
        return MISSING if code == -1 or not self.missing_names else self.missing_names[-2 - code]

    def written(self, code: int) -> str:
        """``empty`` or the missing code, with its name if it has one: what missing.csv tells apart."""
        if code == -1:
            return EMPTY
        return self.missing_names[-2 - code] if self.missing_names else self.missing[-2 - code]

    @cached_property
    def _words(self) -> dict[str, int]:
        words = {_plain(label): i for i, label in enumerate(self.labels) if label}
        return words | {_plain(code): -2 - j for j, code in reversed(list(enumerate(self.missing)))}

    @cached_property
    def _numbers(self) -> dict[float, int]:
        numbers = [(whole(code), -2 - j) for j, code in enumerate(self.missing)]
        return {number: code for number, code in reversed(numbers) if number is not None}

    def read(self, text: str) -> int | None:
        """The answer counted from 0; -1 for an empty cell, -2, -3 ... for the missing codes; None if it is no answer.

        >>> item = Item("q1", "", "s", False, 1, 5, ("98",), ("no", "", "", "", "yes"))
        >>> [item.read(text) for text in ("1", "5.0", "YES", " ", "98", "7")]
        [0, 4, 4, -1, -2, None]
        """
        text = text.strip()
        if not text:
            return -1
        code = self._words.get(_plain(text))
        if code is not None:
            return code
        number = whole(text)
        if number is None:
            return None
        if number in self._numbers:
            return self._numbers[number]
        return int(number) - self.lowest if self.lowest <= number <= self.highest else None

    def why_not(self, text: str) -> str:
        """Why `text` is no answer: what `read` returned None for."""
        codes = f", and no missing code of {self.name!r} ({self.codes_shown or 'it has none'})"
        number = whole(text)
        if self.labels and number is None:
            words = " | ".join(filter(None, self.labels))
            return f"neither a label ({words}) nor a whole number from {self.lowest} to {self.highest}{codes}"
        if number is not None:
            return f"outside the scale {self.lowest} to {self.highest}{codes}"
        return f"not a whole number from {self.lowest} to {self.highest}{codes}"


Codebook = tuple[Item, ...]
MISSING = "missing"
EMPTY = "empty"


def _plain(text: str) -> str:
    """A word as it is compared: case, apostrophes and runs of spaces do not tell answers apart."""
    return " ".join(text.replace("\u2019", "'").replace("\u02bc", "'").split()).casefold()


def by_scale(codebook: Codebook) -> dict[str, list[Item]]:
    """The items of each scale, both in the order of the codebook."""
    scales: dict[str, list[Item]] = {}
    for item in codebook:
        scales.setdefault(item.scale, []).append(item)
    return scales


@dataclass(frozen=True)
class Metric:
    """In what scores of a scale are counted: a score is ``total / (answered * unit)``.

    Items of one length keep their own answers: `unit` is 1, and `start` the lowest answer. Items of different
    lengths are brought to 0 to 1 each: an answer counts (x - lowest) * (unit / span), with `unit` the least common
    multiple of the spans, so that sums stay whole numbers.
    """

    start: int
    unit: int
    steps: tuple[int, ...]
    lowest: int
    highest: int


def metric(members: list[Item]) -> Metric:
    """How the answers of a scale's items are added up."""
    first = members[0]
    if all((item.lowest, item.highest) == (first.lowest, first.highest) for item in members):
        return Metric(first.lowest, 1, (1,) * len(members), first.lowest, first.highest)
    unit = math.lcm(*(item.span for item in members))
    return Metric(0, unit, tuple(unit // item.span for item in members), 0, 1)


def cuts_of(members: list[Item], tie: str = "low") -> Cuts | None:
    """The cut points that the codebook gives a scale, or None."""
    given = next((item.cuts for item in members if item.cuts), None)
    return Cuts(given[0], given[1], tie) if given else None


# ---- reading ---------------------------------------------------------------------------------------------


def read_codebook(path: Path | str, *, rescale: bool = False) -> Codebook:
    """The items of a codebook, in its order.

    Raises one SurveyError with every fault: a file that is absent, empty, not UTF-8 or of another header; a row
    with an empty or repeated item, an item named ``respondent``, an empty scale, a reverse that is not yes or no,
    ends that are not whole numbers with lowest < highest and at most 101 answers, a missing code inside the scale,
    another number of labels than of answers, cut points that are no two rising numbers, or ends that differ from
    those of the scale's other items (unless `rescale`, which brings items of a scale to one length).
    """
    return codebook_of(file_bytes(path), str(path), rescale=rescale)


def codebook_of(raw: bytes, where: str = "codebook", *, rescale: bool = False) -> Codebook:
    """The items of a codebook's bytes, as `read_codebook` reads them from a file."""
    lines = _rows(raw, where)
    try:
        _, header = next(lines)
    except StopIteration:
        raise fault(where, "no item below the header") from None
    if tuple(header[:7]) != HEADER or sorted(header[7:]) != sorted(set(header[7:]) & set(OPTIONAL)):
        raise fault(where, f"the header is {','.join(header)!r}, not {','.join(HEADER)!r}", row=1)
    faults = Faults()
    items: dict[str, Item] = {}
    ends: dict[str, Item] = {}
    for row, cells in lines:
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(HEADER) <= len(cells) < len(header):
            cells += [""] * (len(header) - len(cells))
        if len(cells) != len(header):
            faults.add(where, f"{len(cells)} cells, the header has {len(header)}", row=row)
            continue
        item = _item(dict(zip(header, cells, strict=True)), where, row, faults)
        if item is None:
            continue
        if item.name in items:
            reason = "this item stands in an earlier row, too"
            faults.add(where, reason, row=row, column="item", value=item.name)
            continue
        items[item.name] = item
        first = ends.setdefault(item.scale, item)
        if (item.lowest, item.highest) != (first.lowest, first.highest) and not rescale:
            reason = (
                f"{item.name!r} runs from {item.lowest} to {item.highest}, {first.name!r} of the same scale from "
                f"{first.lowest} to {first.highest}: give them different scales, or bring them to one length with "
                "--rescale"
            )
            faults.add(where, reason, row=row, column="scale", value=item.scale)
        given = next((other for other in items.values() if other.scale == item.scale and other.cuts), item)
        if item.cuts and item.cuts != given.cuts:
            reason = f"{given.name!r} of the same scale has {'|'.join(given.cuts)!r}: a scale has one pair"
            faults.add(where, reason, row=row, column="cuts", value="|".join(item.cuts))
    faults.raise_any()
    if not items:
        raise fault(where, "no item below the header")
    return tuple(items.values())


def file_bytes(path: Path | str) -> bytes:
    """The bytes of a file that holds something. Raises SurveyError."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise fault(str(path), f"cannot be read ({error.strerror})") from None
    if not raw.removeprefix(BOM).strip():
        raise fault(str(path), "the file is empty")
    return raw


def not_utf8(where: str, row: int, error: UnicodeDecodeError):
    """The SurveyError of a byte that is not UTF-8."""
    byte = error.object[error.start]
    return fault(where, f"byte 0x{byte:02x} is not UTF-8: save the file as CSV UTF-8", row=row)


def delimiter_of(line: str) -> str:
    """What separates the cells of a header: a comma, unless there is none and another delimiter is there."""
    if "," not in line or line.count(";") > 2 * line.count(","):
        for sign in (";", "\t"):
            if sign in line:
                return sign
    return ","


def _rows(raw: bytes, where: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_utf8(where, raw[: error.start].count(b"\n") + 1, error) from None
    sign = delimiter_of(text.split("\n", 1)[0])
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sign)
        for row, cells in enumerate(rows, 1):
            if row == 1:
                while cells and not cells[-1].strip():
                    cells.pop()
                cells = [cell.strip() for cell in cells]
            if any(cell.strip() for cell in cells):
                yield row, cells
    except csv.Error as error:
        raise fault(where, f"not readable as CSV ({error})") from None


_YES = {"yes", "y", "true", "1", "1.0", "1,0", "да", "иә", "истина"}
_NO = {"no", "n", "false", "0", "0.0", "0,0", "нет", "жоқ", "ложь"}  # as people and spreadsheets write it


def _item(cells: dict[str, str], where: str, row: int, faults: Faults) -> Item | None:
    """The item of a row; None, and its faults noted, if it has any."""
    fine = True

    def refuse(column: str, reason: str) -> None:
        nonlocal fine
        fine = False
        faults.add(where, reason, row=row, column=column, value=cells[column])

    for column in ("item", "scale"):
        if not cells[column].strip():
            refuse(column, "must not be empty")
    if cells["item"] == RESPONDENT:
        refuse("item", "this name is kept for the respondent")
    reverse = cells["reverse"].strip().casefold()
    if reverse not in _YES | _NO:
        refuse("reverse", "yes or no")
    ends = {}
    for column in ("lowest", "highest"):
        number = whole(cells[column])
        if number is None:
            refuse(column, "not a whole number")
        elif abs(number) > 10**6:
            refuse(column, f"at most {MOST_ANSWERS} answers, between -1000000 and 1000000")
        else:
            ends[column] = int(number)
    if len(ends) < 2:
        return None
    lowest, highest = ends["lowest"], ends["highest"]
    if lowest >= highest:
        refuse("lowest", f"not below the highest answer {highest}")
    elif highest - lowest >= MOST_ANSWERS:
        refuse("highest", f"at most {MOST_ANSWERS} answers, between -1000000 and 1000000")
    codes, names = missing_codes(cells["missing"])
    for code in codes:
        number = whole(code)
        if number is not None and lowest <= number <= highest:
            refuse("missing", f"{code} is an answer of the scale {lowest} to {highest}")
            break
    labels = tuple(part.strip() for part in cells.get("labels", "").split("|"))
    if not any(labels):
        labels = ()
    elif len(labels) != highest - lowest + 1:
        words = f"{len(labels)} labels, {highest - lowest + 1} answers from {lowest} to {highest}"
        refuse("labels", f"{words}: one for each, from lowest to highest, separated by |")
    elif len({_plain(label) for label in labels if label}) < sum(map(bool, labels)):
        refuse("labels", "two labels are alike")
    cuts = tuple(part.strip().replace(",", ".") for part in cells.get("cuts", "").split("|") if part.strip())
    if cuts:
        try:
            if len(cuts) != 2:
                raise ValueError
            Cuts(*cuts)
        except ValueError:
            refuse("cuts", "two rising cut points, separated by |, such as 2.5|3.5")
    if not fine:
        return None
    return Item(
        cells["item"].strip(),
        cells["wording"],
        cells["scale"].strip(),
        reverse in _YES,
        lowest,
        highest,
        codes,
        labels,
        cuts,
        names,
    )


def missing_codes(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(codes, their names) of a codebook's cell; no names if the codes are not told apart.

    >>> missing_codes("98=Don't know|99=Refused")
    (('98', '99'), ("Don't know", 'Refused'))
    >>> missing_codes("9 99")
    (('9', '99'), ())

    Words without ``|`` are codes each and, since people write *Don't know* so, one code together.
    """
    if "|" in cell or "=" in cell:
        parts = [part.partition("=") for part in cell.split("|") if part.strip()]
        codes = {code.strip(): name.strip() or code.strip() for code, _, name in parts if code.strip()}
        return tuple(codes), tuple(codes.values())
    words = cell.split()
    if len(words) > 1 and any(whole(word) is None for word in words):
        words.append(" ".join(words))
    return tuple(dict.fromkeys(words)), ()


# ---- writing ---------------------------------------------------------------------------------------------


def codebook_text(codebook: Codebook) -> str:
    """A codebook as CSV, with all nine columns, which `read_codebook` reads back as it was."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in codebook:
        reverse = "yes" if item.reverse else "no"
        ends = (item.lowest, item.highest)
        labels, cuts = "|".join(item.labels), "|".join(item.cuts)
        writer.writerow(
            [item.name, item.wording, item.scale, reverse, *ends, _missing_cell(item), labels, cuts]
        )
    return out.getvalue()


def _missing_cell(item: Item) -> str:
    if not item.missing_names:
        return " ".join(code for code in item.missing if " " not in code)
    pairs = zip(item.missing, item.missing_names, strict=True)
    return "|".join(code if code == name else f"{code}={name}" for code, name in pairs) + (
        "|" if len(item.missing) == 1 and item.missing == item.missing_names else ""
    )
