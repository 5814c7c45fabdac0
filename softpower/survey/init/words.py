"""Answer words: what they mean, and in which order they stand, in English, Russian and Kazakh.

A set of answers is recognised by its parts: *strongly* and *disagree*, *полностью* and *не согласен*. Each answer
gets a rank; a set is known only if all its words belong to one family, no two have the same rank, and both sides
have as many degrees. Whatever else is found is unknown, and asked about: nothing here guesses an order.

A middle is only what says so (*neutral*, *neither agree nor disagree*). *Undecided* and *hard to say* may be a
middle or no answer; they are `UNCLEAR`, and no answer until someone says otherwise.

Standard library alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .spelling import plain as plain
from .spelling import tidy as tidy
from .vocabulary import (
    ENOUGH,
    KAZAKH_WORDS,
    KK,
    LOPSIDED,
    NO_ANSWER,
    RANKS,
    RU,
    SPECIAL,
    SPELLINGS,
    TWO_SIDED,
    parted,
)
from .vocabulary import UNCLEAR as UNCLEAR

# ---- no answer -------------------------------------------------------------------------------------------


def no_answer(text: str) -> str | None:
    """What kind of *no answer* a cell is: a name of `KINDS`, or None if it is an answer.

    >>> no_answer("Prefer not to say"), no_answer("Білмеймін"), no_answer("-"), no_answer("agree")
    ('Refused', "Don't know", 'No answer', None)
    """
    word = plain(text) or text.strip()  # of a lone full stop nothing is left
    kind = NO_ANSWER.get(word) or NO_ANSWER.get(re.sub(r"^\d+\s*[-.=:)]\s*", "", word))
    if kind is None and "/" in word:  # Білмеймін / Не знаю: one answer in two languages
        kinds = {NO_ANSWER.get(part.strip()) for part in word.split("/")}
        kind = kinds.pop() if len(kinds) == 1 else None
    return kind


def languages(word: str) -> set[str]:
    """The languages in which an answer can be meant: ``en``, ``ru``, ``kk``.

    >>> sorted(languages("Agree")), sorted(languages("Согласен")), sorted(languages("Келісемін"))
    (['en'], ['ru'], ['kk'])
    """
    bare = plain(word)
    if re.search("[a-z]", bare):
        return {"en"}
    spoken = set()
    for _, degrees, poles, middle in TWO_SIDED:
        if bare in parted(middle) or any(pole in bare for pole in poles):
            spoken.add("kk" if degrees is KK else "ru" if degrees is RU else "en")
    if bare in KAZAKH_WORDS or re.search("[әғқңөұүһі]", word.casefold()):
        return {"kk"}
    return spoken or {"ru"}


@lru_cache(maxsize=20_000)
def _two_sided(word: str) -> tuple[tuple[str, int, str, str], ...]:
    """Every (family, rank, pole, opposite) that an answer can be; rank 0 is the middle."""
    if "/" in word and (parts := _parts(word)):
        found = [{(family, rank) for family, rank, _, _ in _two_sided(part)} for part in parts]
        alike = {
            (family, (rank > 0) - (rank < 0), abs(rank) if abs(rank) < 3 else 3) for family, rank in found[0]
        }
        for other in found[1:]:
            alike &= {
                (family, (rank > 0) - (rank < 0), abs(rank) if abs(rank) < 3 else 3) for family, rank in other
            }
        if alike:
            return tuple((family, side * rank, "", "") for family, side, rank in sorted(alike))
    out = []
    for family, degrees, poles, middle in TWO_SIDED:
        if word in parted(middle):
            out.append((family, 0, "", ""))
        for pole, (side, opposite) in poles.items():
            rest = None
            if word == pole:
                rest = ""
            elif word.endswith(" " + pole):
                rest = word[: -len(pole) - 1]
            elif word.startswith(pole + " ") or word.startswith(pole + ", "):
                rest = word[len(pole) :].strip(" ,")
            if rest is not None and rest.strip(" ,") in degrees:
                ends = ("", "") if family in LOPSIDED else (pole, opposite)
                out.append((family, side * degrees[rest.strip(" ,")], *ends))
    for family, answers in SPECIAL.items():
        out += [(family, rank, "", "") for answer, rank in answers.items() if plain(answer) == word]
    return tuple(dict.fromkeys(out))


def _parts(word: str) -> list[str]:
    """The halves of an answer in two languages, such as *келісемін / согласен*; nothing if it is no such answer."""
    parts = [part.strip() for part in word.split("/")]
    return parts if 2 <= len(parts) <= 3 and all(len(part) > 1 for part in parts) else []


@dataclass(frozen=True)
class Known:
    """An ordered set of answers: `order` from lowest to highest as spelt, with answers `added` that nobody gave.

    `middle` tells whether one of them is a middle; `doubt` says in a sentence what remains to be checked, or is empty.
    """

    family: str
    order: tuple[str, ...]
    added: tuple[str, ...] = ()
    middle: bool = False
    doubt: str = ""


def family_rank(word: str) -> bool:
    """Whether an answer belongs to any family at all."""
    bare = plain(word)
    return bool(_two_sided(bare)) or any(bare in ranks for ranks in RANKS.values())


def recognise(answers: Iterable[str]) -> Known | None:
    """The order of a set of answers, or None if they are no known set.

    >>> recognise(["Agree", "Strongly agree", "Neutral", "Disagree"]).order
    ('Strongly disagree', 'Disagree', 'Neutral', 'Agree', 'Strongly agree')
    >>> recognise(["иногда", "Никогда", "всегда", "Редко", "Часто"]).order
    ('Никогда', 'Редко', 'иногда', 'Часто', 'всегда')
    >>> recognise(["Almaty", "Astana"]) is None
    True
    """
    spelt: dict[str, str] = {}
    for answer in answers:
        spelt.setdefault(plain(answer), tidy(answer))
    if not 2 <= len(spelt) <= 11:
        return None
    spoken = [found for word in spelt.values() if len(found := languages(word)) == 1]
    if len(set().union(*spoken)) > 1:
        return None  # degrees of two languages are not one scale: see `translated`
    return _recognise_two_sided(spelt) or _recognise_one_sided(spelt)


def translated(answers: Iterable[str]) -> list[Known] | None:
    """Orders of one set of answers given in several languages, equally long, commonest language first; or None.

    >>> [found.order for found in translated(["Да", "Скорее да", "Скорее нет", "Нет", "Иә", "Жоқ", "Иә деуге болады", "Жоқ деуге болады"])]
    [('Нет', 'Скорее нет', 'Скорее да', 'Да'), ('Жоқ', 'Жоқ деуге болады', 'Иә деуге болады', 'Иә')]
    """
    sets: dict[str, list[str]] = {}
    for answer in answers:
        found = languages(answer)
        if len(found) != 1:
            return None
        sets.setdefault(next(iter(found)), []).append(answer)
    if len(sets) < 2:
        return None
    known = [order for words in sets.values() if (order := recognise(words))]
    if (
        len(known) < len(sets)
        or len({(order.family, len(order.order), order.middle) for order in known}) > 1
        or any(order.doubt for order in known)
    ):
        return None
    return known


def _recognise_two_sided(spelt: dict[str, str]) -> Known | None:
    options = {word: _two_sided(word) for word in spelt}
    families = set.intersection(*({found[0] for found in options[word]} for word in spelt))
    for family in sorted(families):
        ranks: dict[int, str] = {}
        opposites: dict[int, tuple[str, str]] = {}
        for word in spelt:
            _, rank, pole, opposite = next(found for found in options[word] if found[0] == family)
            if rank in ranks:  # two words for one degree: which is higher, nobody can tell
                break
            ranks[rank], opposites[rank] = word, (pole, opposite)
        else:
            known = _balanced(family, spelt, ranks, opposites)
            if known:
                return known
    return None


def _balanced(family: str, spelt, ranks: dict[int, str], opposites) -> Known | None:
    low, high = sorted(-rank for rank in ranks if rank < 0), sorted(rank for rank in ranks if rank > 0)
    if not low and not high:
        return None
    added: dict[int, str] = {}
    doubt = ""
    alike = [{min(rank, 3) if {3, 4} - set(side) else rank for rank in side} for side in (low, high)]
    if len(low) != len(
        high
    ):  # a degree that nobody chose: known only if the longer side holds the shorter one's
        longer, shorter, side = (low, high, 1) if len(low) > len(high) else (high, low, -1)
        if not set(shorter) <= set(longer):
            return None
        for degree in set(longer) - set(shorter):
            pole, opposite = opposites[-side * degree]
            mirrored = _mirror(spelt[ranks[-side * degree]], pole, opposite)
            if mirrored is None:
                return None
            added[side * degree] = mirrored
        inner = [word for degree, word in added.items() if abs(degree) < max(longer)]
        if inner:
            doubt = (
                f"{' and '.join(map(repr, inner))}: added because the opposite is there and nobody chose it; if the question did not offer it, "
                "delete it from `labels` and lower `highest` by 1"
            )
    elif alike[0] != alike[1]:
        doubt = "the degrees of the two sides differ: if the question offered others that nobody chose, add them to `labels`"
    every = sorted([*ranks, *added])
    order = tuple(added.get(rank) or spelt[ranks[rank]] for rank in every)
    sides = max(len(low), len(high))
    if family == "yes or no" and len(order) == 2:
        pass
    elif sides == 1:
        doubt = f"only {len(order)} degrees ({' | '.join(order)}): if the question offered stronger ones that nobody chose, add them to `labels`"
    return Known(family, order, tuple(added.values()), 0 in ranks, doubt)


def _mirror(answer: str, pole: str, opposite: str) -> str | None:
    """An answer with its pole turned: *Strongly disagree* for *Strongly agree*; None where that cannot be written."""
    if not pole:
        return None
    for spelling in (pole, *SPELLINGS.get(pole, ())):
        at = answer.casefold().find(spelling)
        if at >= 0:
            word = opposite.capitalize() if answer[at].isupper() else opposite
            turned = answer[:at] + word + answer[at + len(spelling) :]
            return turned[:1].upper() + turned[1:] if answer[:1].isupper() else turned
    return None


def _rank(word: str, words: dict[str, float]) -> float | None:
    if word not in words and "/" in word:
        ranks = {words.get(part) for part in _parts(word)}
        return ranks.pop() if len(ranks) == 1 else None
    return words.get(word)


def _recognise_one_sided(spelt: dict[str, str]) -> Known | None:
    for family, words in RANKS.items():
        found = {word: rank for word in spelt if (rank := _rank(word, words)) is not None}
        if len(found) < len(spelt):
            continue
        ranks = {rank: word for word, rank in found.items()}
        if len(ranks) < len(spelt):
            return None
        order = tuple(spelt[ranks[rank]] for rank in sorted(ranks))
        doubt = ""
        if len(order) < 4 or min(ranks) > 1 or max(ranks) < ENOUGH[family]:
            doubt = (
                f"the answers seen ({' | '.join(order)}) may not be all that were offered: add those that nobody chose to `labels`, "
                "and set `highest` to match"
            )
        return Known(family.partition(" ")[0], order, (), False, doubt)
    return None
