"""Wording that two of the papers share: what ``make wording`` calls.

The papers are not part of this repository. Whoever has their text conversions (``index-comparison.txt`` and so
on) in one folder can count anew the runs of eight words or more that stand in two of them, and compare with
``data/across-the-papers/shared-wording.csv``. That table holds places and numbers of words, never the words.

A run says that two texts are not independent at that place. It tells no direction, no intent and no fault: a
third source or a set phrase can lie behind both, and a conversion can lose quotation marks.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from softpower import tables

LEAST = 8
"""Words that a run must have: shorter ones are mostly terms and set phrases."""

TABLE = "across-the-papers/shared-wording"
COLUMNS = (
    "paper_a",
    "locator_a",
    "paper_b",
    "locator_b",
    "words",
    "cited_a",
    "cited_b",
    "named_a",
    "named_b",
)


class Layout(NamedTuple):
    """How a text conversion looks: what its body starts with, the line that ends it, and whether pages cut
    paragraphs. Title, authors, affiliations, funding, statements, notes and references lie outside the body.
    `author` is the surname by which the other papers would name it; `sections` gives unnumbered headings, by
    their first words, the names that the register uses."""

    begins: str
    ends: str
    paged: bool
    author: str
    sections: tuple[tuple[str, str], ...] = ()


LAYOUTS = {
    "index-comparison": Layout("Abstract", "REFERENCES", True, "Paizova"),
    "anti-soft-power-review": Layout(
        "Abstract.",
        "Financing information.",
        True,
        "Gubaidullina",
        (
            ("Discussion", "Discussion: Russia's soft power"),
            ("Researchers' views", "Discussion: researchers' views"),
            ("The initiative", "Discussion: language organisation"),
            ("The attitude", "Discussion: attitudes"),
            ("The Future", "Discussion: future"),
        ),
    ),
    "likert-survey": Layout("ABSTRACT", "Disclosure statement", False, "Hudson"),
    "elite-interviews": Layout(
        "Since gaining its independence", "Data availability statement", False, "Yessirkep"
    ),
}

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.? [A-Z]")
_SENTENCE_END = re.compile(r"[.?!:;…][\"'”’»)\]*]*\s*$")
_SKIPPED = ("<sup>", "Table ", "Figure ", "Keywords:", "Received:", "www.", "---")
_YEAR = r"(?:Citation)?(?:1[89]|20)\d\d[a-z]*"
_CITATION = re.compile(
    r"\[\d[^\]]*\]"  # [19, p. 470]
    rf"|\([^()]*\b{_YEAR}[^()]*\)"  # (Hudson, 2022); (Nye Citation1990, p. 32); Hudson (2022)
    r"|Footnote\d+|(?<=[.,])\d{1,2}(?=\s|$)"  # marks of notes
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|(?<!\w)‘(?:[^’]|’(?=\w))*’(?!\w)")
_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


class Paragraph(NamedTuple):
    locator: str
    text: str


class Run(NamedTuple):
    """Words in a row that stand in two paragraphs: where they begin and end in each, and how many."""

    first: Paragraph
    span: tuple[int, int]
    second: Paragraph
    second_span: tuple[int, int]
    words: int


def paragraphs(text: str, layout: Layout) -> list[Paragraph]:
    """The paragraphs of a paper's body, each with its place: section, and number within it.

    Tables, captions, keywords and headings are left out. Raises ValueError if the body is not found.
    """
    lines = [re.sub(r"^[#*\s]+|[*\s]+$", "", line) for line in text.splitlines()]
    places = range(len(lines))
    first = next((n for n in places if lines[n].startswith(layout.begins)), None)
    last = next(
        (n for n in places if first is not None and n > first and lines[n].startswith(layout.ends)), None
    )
    if last is None:
        raise ValueError(
            f"no body between a line that starts with {layout.begins!r} and one with {layout.ends!r}"
        )
    body: list[Paragraph] = []
    section, number, cut, in_source = "abstract", 0, False, False
    for line in lines[first:last]:
        if not line or "\t" in line or line.startswith(_SKIPPED):
            continue
        if in_source or line.startswith("Source:"):
            in_source = not _SENTENCE_END.search(line)
            continue
        if _is_heading(line):
            section, number, cut = _section(line, layout), 0, False
            continue
        if cut:
            body[-1] = body[-1]._replace(text=f"{body[-1].text} {line}")
        else:
            number += 1
            body.append(Paragraph(f"{section}, paragraph {number}", line))
        cut = layout.paged and not _SENTENCE_END.search(line)
    return body


def _is_heading(line: str) -> bool:
    """A short line that begins like a title and has no stop at its end, or begins with a section's number."""
    if len(line) > 120 or not (line[0].isupper() or line[0].isdigit()):
        return False
    return bool(_NUMBERED.match(line) and line[-1] != ".") or not re.search(r"[.?!:;,)\d]$", line)


def _section(heading: str, layout: Layout) -> str:
    if numbered := _NUMBERED.match(heading):
        return f"section {numbered.group(1)}"
    named = next((name for begins, name in layout.sections if heading.startswith(begins)), heading)
    return named.capitalize() if named.isupper() else named


def _words(body: list[Paragraph]) -> list[list[tuple[str, int, int]]]:
    """For each paragraph its words in lower case, each with its place; citations are no wording."""
    return [
        [
            (word.group().lower().replace("’", "'"), word.start(), word.end())
            for word in _WORD.finditer(_CITATION.sub(lambda mark: " " * len(mark.group()), text))
        ]
        for _, text in body
    ]


def runs(first: list[Paragraph], second: list[Paragraph], least: int = LEAST) -> list[Run]:
    """The longest runs of at least `least` words that stand in a paragraph of both texts, in order."""
    ours, theirs = _words(first), _words(second)
    places = defaultdict(list)
    for number, words in enumerate(theirs):
        for at in range(len(words) - least + 1):
            places[tuple(word for word, *_ in words[at : at + least])].append((number, at))
    longest = []
    for number, words in enumerate(ours):
        for at in range(len(words) - least + 1):
            for other, there in places.get(tuple(word for word, *_ in words[at : at + least]), ()):
                beside = theirs[other]
                if at and there and words[at - 1][0] == beside[there - 1][0]:
                    continue  # the middle of a run that began before
                length = least
                while (
                    at + length < len(words)
                    and there + length < len(beside)
                    and words[at + length][0] == beside[there + length][0]
                ):
                    length += 1
                longest.append(
                    Run(
                        first[number],
                        (words[at][1], words[at + length - 1][2]),
                        second[other],
                        (beside[there][1], beside[there + length - 1][2]),
                        length,
                    )
                )
    return longest


def is_name(text: str) -> bool:
    """Whether all words are capitalised, numbers or small: the name of an office, a law, a work."""
    return all(not word[0].islower() or word in _SMALL for word in _WORD.findall(text))


def is_quoted(paragraph: Paragraph, span: tuple[int, int]) -> bool:
    """Whether the passage lies between quotation marks."""
    return any(mark.start() <= span[0] and span[1] <= mark.end() for mark in _QUOTED.finditer(paragraph.text))


def is_cited(paragraph: Paragraph, span: tuple[int, int]) -> bool:
    """Whether a citation stands within the passage or behind it in its paragraph."""
    return any(mark.end() > span[0] for mark in _CITATION.finditer(paragraph.text))


def shared(texts: dict[str, str]) -> list[dict[str, str]]:
    """The rows of the table, for all pairs of `texts` (paper to text), in the order of `LAYOUTS`.

    Names are left out, and what either text quotes from a third work: between quotation marks, in a paragraph
    that does not name the other paper's author.
    """
    bodies = {paper: paragraphs(texts[paper], LAYOUTS[paper]) for paper in LAYOUTS if paper in texts}
    rows = []
    for one, other in combinations(bodies, 2):
        for run in runs(bodies[one], bodies[other]):
            sides = [(run.first, run.span, LAYOUTS[other]), (run.second, run.second_span, LAYOUTS[one])]
            named = [layout.author in paragraph.text for paragraph, _, layout in sides]
            quoted = [is_quoted(paragraph, span) for paragraph, span, _ in sides]
            if is_name(run.first.text[slice(*run.span)]) or any(
                marks and not credit for marks, credit in zip(quoted, named, strict=True)
            ):
                continue
            cited = [is_cited(paragraph, span) for paragraph, span, _ in sides]
            told = [one, run.first.locator, other, run.second.locator, str(run.words)]
            told += ["yes" if found else "no" for found in (*cited, *named)]
            rows.append(dict(zip(COLUMNS, told, strict=True)))
    return rows


def differences(ours: list[dict[str, str]], counted: list[dict[str, str]]) -> list[str]:
    """What the table and the texts do not have in common, a sentence a row."""
    table, texts = (Counter(tuple(row[name] for name in COLUMNS) for row in rows) for rows in (ours, counted))
    told = "{0[4]} words, {0[0]}, {0[1]}, and {0[2]}, {0[3]} (cited {0[5]}, {0[6]}; named {0[7]}, {0[8]})"
    return [f"only in the table: {told.format(row)}" for row in (table - texts).elements()] + [
        f"only in the texts: {told.format(row)}" for row in (texts - table).elements()
    ]


def main(arguments: list[str]) -> int:
    """``python -m softpower.wording DIR [--write]``: status 1 on a difference, 2 if DIR cannot be used.

    ``--write`` makes the table anew.
    """
    write = arguments[1:] == ["--write"]
    if not arguments or (arguments[1:] and not write) or not Path(arguments[0]).is_dir():
        print("usage: make wording PAPERS=DIR, the folder with the papers' text", file=sys.stderr)
        return 2
    try:
        counted = shared(
            {paper: (Path(arguments[0]) / f"{paper}.txt").read_text(encoding="utf-8") for paper in LAYOUTS}
        )
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    where = tables.path(TABLE)
    if write:
        with where.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(counted)
    with where.open(encoding="utf-8", newline="") as file:
        found = differences(list(csv.DictReader(file)), counted)
    runs_found = "1 run" if len(counted) == 1 else f"{len(counted)} runs"
    print("\n".join(found) or f"{runs_found} of {LEAST} words or more, as in data/{TABLE}.csv")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
