"""What a reader of a survey's results should know first: notes, which the data call for.

A note is its English sentence, and knows its key and values, so that a report can say it in its own language
(`words.Words.note`). No note changes a figure: whatever is odd is told and asked about, never mended.
"""

from softpower import rounding
from softpower.survey.codebook import EMPTY, Cuts, Item, by_scale, metric
from softpower.survey.reliability import alpha, camps, covariance, item_statistics
from softpower.survey.results import (
    absences,
    cuts_for,
    distribution,
    mean_and_sd,
    needed,
    scored,
)
from softpower.survey.tally import Mass, Tally
from softpower.survey.words import Note, note

LOW_ALPHA = 0.7
LOST = 0.05  # of those with a score


def remarks(tally: Tally, cuts: Cuts | None = None, min_answered: int | None = 1) -> list[Note]:
    """Notes on a tally, one sentence or a few each.

    Items nobody answered or all answered alike; scales without alpha; items that run against their scale, both
    camps of them; cut points that no score of a scale can pass; respondents who were left out; groups whose names
    differ in case alone; codes that are counted together; and whether those who left something out differ.
    """
    said = _left_out(tally)
    for item in tally.codebook:
        given = [answer for answer, mass in distribution(tally, item).items() if mass.n]
        if not given:
            said.append(note("nobody", item=item.name))
        elif len(given) == 1:
            said.append(note("one_answer", item=item.name, answer=given[0]))
    complete = tally.complete
    statistics = {(row["scale"], row["item"]): row for row in item_statistics(tally).dicts()}
    for scale, members in by_scale(tally.codebook).items():
        matrix = covariance(tally, scale)
        value, n = alpha(matrix), complete[scale].n
        if value is None:
            why = "one_item" if len(members) == 1 else ("nobody", "one")[n] if n < 2 else "still"
            said.append(note(f"no_alpha_{why}", scale=scale))
        said += _still(tally, scale, members, matrix, n)
        against = [item for item in members if (statistics[scale, item.name]["item_rest"] or 0) < 0]
        if against and value is not None:
            said.append(_keying(tally, scale, value, against))
        said += _lost(tally, scale, members, min_answered)
        at, length = cuts_for(members, cuts), metric(members)
        for point in at.points if at else ():
            if not length.lowest <= point <= length.highest:
                said.append(note("cut_outside", point=rounding.shown(point, 6), scale=scale))
    return said


def _left_out(tally: Tally) -> list[Note]:
    said = [
        note(f"aside {why}", n=n, people=f"{n:,} respondent{'' if n == 1 else 's'}")
        for why, n in tally.aside.items()
        if n
    ]
    if tally.ignored:
        said.append(note("ignored", names=_some(list(tally.ignored))))
    alike: dict[str, list[str]] = {}
    for group in tally.groups:
        alike.setdefault(" ".join(group.split()).casefold(), []).append(group)
    for spellings in alike.values():
        if len(spellings) > 1:
            said.append(note("spellings", names=", ".join(map(repr, spellings))))
    together: dict[tuple, list[str]] = {}
    for item in tally.codebook:
        kinds = list(absences(tally, item, named=False))
        codes = tuple(kind for kind in kinds if kind != EMPTY)
        if not item.missing_names and len(kinds) > 1 and codes:
            together.setdefault(codes, []).append(item.name)
    for codes, items in together.items():
        named = "|".join(f"{code}=..." for code in codes)
        said.append(note("together", codes=", ".join(codes), items=_some(items), named=named))
    return said


def _some(names: list[str]) -> str:
    return ", ".join(map(repr, names[:5])) + (f", ... ({len(names)})" if len(names) > 5 else "")


def _still(tally: Tally, scale: str, members: list[Item], matrix: list[list], n: int) -> list[Note]:
    """Items that vary, but not among the complete cases, where others do."""
    if n < 2 or len(members) < 2 or not any(row[i] for i, row in enumerate(matrix)):
        return []
    return [
        note("still", item=item.name, n=n, scale=scale)
        for i, item in enumerate(members)
        if not matrix[i][i] and sum(mass.n > 0 for mass in distribution(tally, item).values()) > 1
    ]


def _keying(tally: Tally, scale: str, value: float, against: list[Item]) -> Note:
    """Items run against their scale: what alpha is, both camps by name and wording, and a question."""
    one, other = camps(tally, scale)
    shown = f"{abs(value):.2f}" if abs(value) < 0.005 else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
    if not other:
        return note("one_way", scale=scale, alpha=shown, names=", ".join(repr(item.name) for item in against))
    first, second = (
        ", ".join(f"{item.name} “{item.wording}”" if item.wording else item.name for item in camp)
        for camp in (one, other)
    )
    how = "negative" if value < 0 else "low" if value < LOW_ALPHA else "fair"
    return note(f"camps_{how}", scale=scale, alpha=shown, one=first, other=second)


def _lost(tally: Tally, scale: str, members: list[Item], min_answered: int | None) -> list[Note]:
    """Whether those who left an item out score otherwise than those who answered all, where some were lost."""
    if len(members) < 2:
        return []
    full: dict[float, Mass] = {}
    part: dict[float, Mass] = {}
    unit = metric(members).unit
    for (_, answered, total), mass in scored(tally, scale, needed(members, min_answered)).items():
        cells = full if answered == len(members) else part
        score = total / (answered * unit)
        cells[score] = cells.get(score, Mass()) + mass
    (whole, mean, _), (some, other, _) = mean_and_sd(full), mean_and_sd(part)
    if not whole.n or some.n <= LOST * (whole.n + some.n) or some.n < 5:
        return []
    return [
        note(
            "lost",
            scale=scale,
            n=whole.n,
            k=len(members),
            mean=f"{mean:.2f}",
            some=some.n,
            other=f"{other:.2f}",
        )
    ]
