"""What is amiss with a survey's files: one error, which lists every fault of a run.

    faults = Faults()
    faults.add("r.csv", "a weight is a number", row=3, column="w", value="x")
    faults.raise_any()

The first fault of each column is shown with row and value, and how many more rows have one; so a column of words
is one line, not a thousand. Hints say what to do about several faults at once.
"""

LONGEST = 200  # characters of a value that a message repeats
MOST_FAULTS = 20  # more lines help nobody
INIT = "python -m softpower survey init FILE --out DIR"
"""What makes a file of another form into one that can be read."""


class SurveyError(ValueError):
    """Input that cannot be used; the message names file, row, column, value and reason, as far as they apply."""


def place(where: str, reason: str, *, row: int | None = None, column: str | None = None, value=None) -> str:
    """The sentence ``where, row R, column C has 'V': reason``.

    >>> place("r.csv", "outside the scale 1 to 5", row=6, column="q1", value="7")
    "r.csv, row 6, column 'q1' has '7': outside the scale 1 to 5"
    """
    if row is not None:
        where += f", row {row}"
    if column is not None:
        where += f", column {column!r}"
    if value is not None:
        where += f" has {value if len(value) <= LONGEST else value[:LONGEST] + '…'!r}"
    return f"{where}: {reason}"


def fault(where: str, reason: str, *, row: int | None = None, column: str | None = None, value=None):
    """A SurveyError of one fault."""
    return SurveyError(place(where, reason, row=row, column=column, value=value))


class Faults:
    """Collects what is amiss, and raises all of it together."""

    def __init__(self) -> None:
        self._first: dict[tuple, str] = {}
        self._more: dict[tuple, int] = {}
        self._hints: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._first)

    def add(
        self,
        where: str,
        reason: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value=None,
        more=0,
    ) -> None:
        """A fault; of a column that has one already only the number of rows is kept. `more` counts further rows."""
        key = (where, column) if column is not None else (where, None, reason.lstrip("0123456789"))
        if key in self._first:
            self._more[key] += 1 + more
        else:
            self._first[key] = place(where, reason, row=row, column=column, value=value)
            self._more[key] = more

    def hint(self, text: str) -> None:
        """A sentence below the faults that says what to do."""
        self._hints[text] = None

    def lines(self) -> list[str]:
        """A line a fault, then the hints."""
        out = []
        for key, text in self._first.items():
            more = self._more[key]
            out.append(text + (f" (and {more:,} more {'row' if more == 1 else 'rows'})" if more else ""))
        if len(out) > MOST_FAULTS:
            out[MOST_FAULTS:] = [f"... and {len(out) - MOST_FAULTS} more faults in other columns"]
        return out + list(self._hints)

    def raise_any(self) -> None:
        """Raises a SurveyError with all lines, if there is any fault."""
        if self._first:
            raise SurveyError("\n".join(self.lines()))
