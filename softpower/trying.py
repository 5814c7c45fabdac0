"""What a reader may change in a story, and the sentence that changes with it.

    choices(...)   one of a few ways to read or to count, each with the sentence that then holds
    weights(...)   weights of the rows of a table, and which of two columns then leads

Every sentence that can be made here is made here; the page's script writes the same ones for weights of a reader's own.
Without a script the page lists the settings with their sentences.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from softpower import rounding

MIME = "application/vnd.softpower.trying+json"
Sentences = list[tuple[str, str]]
"""Settings, each with the sentence that holds under it."""


class Trying:
    """Something to try: displays itself as what the page draws, and as text with all its sentences."""

    def __init__(self, content: dict):
        self.content = content

    def __repr__(self) -> str:
        said = [f"{setting}: {sentence}" for setting, sentence in self.content["sentences"]]
        return "\n".join([self.content["ask"], *said])

    def _repr_mimebundle_(self, **_) -> dict:
        return {MIME: self.content, "text/plain": repr(self)}


def choices(name: str, *, ask: str, options: Mapping[str, str]) -> Trying:
    """One of several ways, the first of them chosen at the start; `options` gives each its sentence.

    Raises ValueError where there is nothing to choose, or where two ways say the same: then nothing moves.
    """
    if len(options) < 2 or len(set(options.values())) == 1:
        raise ValueError(f"{name}: two ways at least, with different sentences")
    return Trying(
        {"kind": "choices", "name": name, "ask": ask, "sentences": list(map(list, options.items()))}
    )


def weights(
    name: str,
    *,
    ask: str,
    scores: Mapping[str, tuple[Decimal, Decimal]],
    holders: tuple[str, str],
    presets: Mapping[str, Sequence[int]],
) -> Trying:
    """Whole weights for rows of two scores out of ten, given to one decimal; the totals are out of 100.

    `scores` are the rows by name, `holders` whose scores they are, `presets` weights for all rows, the first of them set
    at the start. Raises ValueError if a preset has another number of weights, or only zeros.
    """
    if wrong := [preset for preset, given in presets.items() if len(given) != len(scores) or not any(given)]:
        raise ValueError(
            f"{name}: {wrong[0]!r} needs a weight for each of {len(scores)} rows, not all of them 0"
        )
    tenths = [[int(score * 10) for score in pair] for pair in scores.values()]
    sentences = [[preset, weighed(tenths, given, holders)] for preset, given in presets.items()]
    return Trying(
        {
            "kind": "weights", "name": name, "ask": ask, "sentences": sentences,
            "rows": list(scores), "tenths": tenths, "holders": list(holders),
            "presets": [list(given) for given in presets.values()],
        }
    )  # fmt: skip


def weighed(tenths: Sequence[Sequence[int]], given: Sequence[int], holders: Sequence[str]) -> str:
    """The sentence on two totals: scores in tenths of a point, weighted, as points of 100 rounded half-up.

    >>> weighed([[80, 50], [40, 45]], [1, 1], ("One", "Two"))
    'With these weights One has 60.0 of 100 and Two 47.5: One leads by 12.5 points.'
    >>> weighed([[80, 50], [40, 45]], [0, 0], ("One", "Two"))
    'Give a weight to one row at least.'
    """
    if not sum(given):
        return "Give a weight to one row at least."
    totals = [
        rounding.rounded(rounding.exact(sum(w * pair[side] for w, pair in zip(given, tenths, strict=True))) / sum(given), 1, "half-up")
        for side in (0, 1)
    ]  # fmt: skip
    first, second = totals
    lead = (
        f"{holders[first < second]} leads by {abs(first - second)} points"
        if first != second
        else "they are level"
    )
    return f"With these weights {holders[0]} has {first} of 100 and {holders[1]} {second}: {lead}."
