"""``python -m softpower survey init FILE --out DIR``: drafts a codebook and responses from a file as exported.

    draft(raw, name) -> Draft      codebook.csv, responses.csv and notes.md of one file; touches no disk

sniff      what a file is: kind, encoding, delimiter
workbook   sheets of an XLSX workbook; statfiles: SPSS and Stata
headings   which rows are headings; tools: which form tool wrote them; questions: what each column asks
shape      a row a respondent: long files and repeated events turned
people     what identifies people, and open text
spelling   how an answer is spelt; vocabulary: answer words in English, Russian and Kazakh; words: their order
answers    what kind of answers a block of columns holds; numbered: those with numbers; reading: what comes out
choices    multiple choice and ranks, set apart
blocks     columns that belong together: matrices, name stems
propose    the codebook: items and scales; respondents; what is kept beside them
notes      what a reader of the draft must know
command    the command: which files are written over, and which never

What is unmistakable is done, what is not is asked. All but `statfiles` import the standard library alone.
"""

from __future__ import annotations

from dataclasses import dataclass

FILES = ("codebook.csv", "responses.csv", "notes.md")


@dataclass
class Draft:
    """What `draft` made of a file: the text of each of `FILES`, and the questions that are open."""

    codebook: str
    responses: str
    notes: str
    questions: list[str]


def draft(raw: bytes, name: str, command: str = "") -> Draft:
    """Drafts the three files from the bytes of a survey's file, called `name` in messages.

    `command` is the line that the notes give for the report. Raises SurveyError, with what to do, for a file of
    which nothing can be drafted.
    """
    from . import drafting

    return drafting.draft(
        raw, name, command or "python -m softpower survey responses.csv codebook.csv --out report"
    )


def main(arguments: list[str]) -> int:
    """The command: status 0 if the draft is ready, 3 if it has questions, 2 if nothing was written."""
    from . import command

    return command.main(arguments)
