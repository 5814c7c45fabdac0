"""What a draft has to say: questions first, then what was done, left out and set apart; as Markdown."""

import hashlib
from dataclasses import dataclass, field

from .table import MOST_SHOWN


def shown(things, most: int = MOST_SHOWN) -> str:
    """A list in a sentence, cut where it helps nobody.

    >>> shown(["a", "b"]), shown(range(20), 3)
    ('a, b', '0, 1, 2 and 17 more')
    """
    things = [str(thing) for thing in things]
    rest = len(things) - most
    return ", ".join(things[:most]) + (f" and {rest} more" if rest > 0 else "")


@dataclass
class Notes:
    """Everything that a reader of the draft must know. `questions` make a draft one to be completed."""

    asked: dict[str, list[str]] = field(default_factory=dict)
    checked: dict[str, list[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    scales: list[tuple[str, str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def ask(self, text: str, scale: str = "") -> None:
        """Something that only the survey's owner can decide; says what to do. Scales of which the same is asked share a line."""
        self.asked.setdefault(text, []).extend([scale] if scale else [])

    def check(self, text: str, scale: str = "") -> None:
        """Something that was decided by a plain rule and is worth a look."""
        self.checked.setdefault(text, []).extend([scale] if scale else [])

    @property
    def questions(self) -> list[str]:
        return _with_scales(self.asked)

    @property
    def checks(self) -> list[str]:
        return _with_scales(self.checked)

    def did(self, text: str) -> None:
        """Something unmistakable that was done."""
        if text not in self.done:
            self.done.append(text)

    def leave(self, column: str, why: str) -> None:
        """A column that is not in responses.csv."""
        self.left_out.append((column, why))

    def markdown(self, where: str, summary: str, command: str) -> str:
        """notes.md without its last line."""
        number = len(self.questions)
        out = [f"# Notes on the draft from {_line(where)}", "", summary, ""]
        if number:
            out += [
                f"**{number} {'question' if number == 1 else 'questions'} to answer** in codebook.csv or responses.csv before the "
                "report is to be trusted.",
                "",
                "## To answer",
                "",
                *(f"{at}. {_line(text)}" for at, text in enumerate(self.questions, 1)),
                "",
            ]
        else:
            out += ["**Ready.** No question is open.", ""]
        for title, lines in (
            ("To check", self.checks),
            ("Done", self.done),
            ("Multiple choice and ranks, set apart", self.choices),
            ("Kept beside the items", self.others),
        ):
            if lines:
                out += [f"## {title}", "", *(f"- {_line(text)}" for text in lines), ""]
        if self.left_out:
            out += ["## Left out of responses.csv", "", "| column | why |", "|---|---|"]
            out += [f"| {_cell(column)} | {_cell(why)} |" for column, why in self.left_out] + [""]
        if self.scales:
            out += [
                "## Scales proposed",
                "",
                "| scale | items | answers, lowest to highest |",
                "|---|---|---|",
            ]
            out += [
                f"| {_cell(scale)} | {_cell(items)} | {_cell(answers)} |"
                for scale, items, answers in self.scales
            ] + [""]
        out += [
            "## Next",
            "",
            "Which items run against their scale is not inferred from the answers: where agreeing lowers the score, set `reverse` to "
            "`yes` in codebook.csv. `cuts` is empty: no bands are made until you give cut points.",
            "",
            f"    {command}",
            "",
        ]
        return "\n".join(out)


def _with_scales(found: dict[str, list[str]]) -> list[str]:
    return [
        f"{shown(scales, 6)}: {text[:1].upper()}{text[1:]}" if scales else text
        for text, scales in found.items()
    ]


def stamp(codebook: bytes, responses: bytes) -> str:
    """The last line of notes.md: by it a later run sees whether the two files are still as they were drafted."""
    return f"<!-- as drafted: codebook.csv {digest(codebook)}, responses.csv {digest(responses)} -->\n"


def digest(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def _line(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")
