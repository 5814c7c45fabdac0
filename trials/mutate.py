"""Spoils the book in one place at a time and names what catches it: ``make mutate``.

    data      one cell of a table that a chapter reads gets another plausible value. Caught by a rule of its
              schema, by an error that the chapter raises, by an output that differs from the stored one, or by
              a fast test. Cells that the chapter would be the same without are not used
    verdicts  one cell of data/verdicts/. Caught by the comparison with the register that the chapter stores
    outputs   one value of a stored output, one picture, one name of a glued number

A checksum would catch anything and say nothing, so none counts. What nothing catches has to be listed, with the
reason, in uncaught.csv beside this file. (Lines of code: ``make mutate-code``.)

A chapter takes seconds and there are thousands of cells. So it is run once, in this process, with the commands
of the tests' kernel; before the cell that first reads a table, the process forks for each spoiled cell, and the
child runs on from there to the first difference. Tables that are not spoiled are not read a second time, a cell
that one chapter has caught is not tried on the next, and each processor takes its share of the rows. MOST=0 tries
every cell, but where one line of code reads all rows alike: there, `ENOUGH` of a column, and of printed figures all.
Fates are kept in _build/mutations.jsonl: a run that was cut short goes on where it was, as long as nothing of the
book changes.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from copies import copy_book
from mutated_data import Record, data, listed, remembered, state, tested
from mutated_outputs import outputs, verdicts
from spoiling import ROOT, Asked, Tried

from softpower import coding, indices

SLOW = ((coding, "interval"), (indices, "pairs_with_gap"))
"""Functions whose results serve until their input is spoiled."""


def best(tried: list[Tried]) -> list[Tried]:
    """One fate a mutation: caught, or used, by any of the chapters that read the table."""
    found: dict[tuple, Tried] = {}
    for one in tried:
        known = found.get(one.what)
        if not known or (bool(one.caught), one.used) > (bool(known.caught), known.used):
            found[one.what] = one
    return list(found.values())


def told(what: str, tried: list[Tried]) -> list[Tried]:
    """Prints the tally; returns what was neither caught nor listed."""
    used = [t for t in tried if t.used]
    print(f"\n{what}: {len(tried)} tried, {len(used)} used, {sum(1 for t in used if t.caught)} caught")
    for table in dict.fromkeys(t.table for t in tried) if what == "data" else []:
        ours = [t for t in tried if t.table == table]
        by = Counter(t.caught.by if t.caught else "not caught" if t.used else "not used" for t in ours)
        print(f"  {table:45} {len(ours):6}   " + ", ".join(f"{n} {word}" for word, n in by.most_common()))
    if what != "data":
        print(
            "  " + ", ".join(f"{n} {w}" for w, n in Counter(t.caught.by for t in tried if t.caught).items())
        )
    open_ = [t for t in used if not t.caught]
    for kind, n in Counter((t.table, t.kind) for t in open_).items():
        one = next(t for t in open_ if (t.table, t.kind) == kind)
        print(f"  not caught: {kind[0]}, {kind[1]}: {n}, {one.place}: {listed(*kind) or 'NOT LISTED'}")
    return [t for t in open_ if not listed(t.table, t.kind)]


KINDS = {"data": data, "verdicts": verdicts, "outputs": outputs}


def spoil(asked: Asked) -> dict[str, list[Tried]]:
    """Our share of all mutations, tried in a copy of the book; for each kind, one fate a mutation."""
    found = {}
    for module, name in SLOW:
        setattr(module, name, remembered(getattr(module, name)))
    with tempfile.TemporaryDirectory() as folder:
        book = copy_book(Path(folder) / "book", asked.book)
        for kind, spoiling in KINDS.items():
            tried: list[Tried] = []
            for chapter in sorted((book / "workings").glob(f"{asked.chapter}*.ipynb")):
                os.chdir(book)
                tried += spoiling(chapter, asked, {t.what for t in tried if t.caught})
            found[kind] = best(tried)
        os.chdir(book)
        record = Record(asked.record, state(*sorted((ROOT / "tests").glob("*.py"))))
        found["data"] = list(tested(book, found["data"], record))
        os.chdir(ROOT)
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--most", type=float, default=5, help="cells tried a column; 0: all; 0.1: one in ten columns (5)"
    )
    parser.add_argument(
        "--chapter", default="", help="how the file's name begins, to try one: 03 (all chapters)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shares", type=int, default=os.cpu_count(), help="processes (all processors)")
    parser.add_argument(
        "--record",
        type=lambda path: Path(path).resolve(),
        help="a file for fates: those of this state are not tried again",
    )
    parser.add_argument("--book", type=Path, default=ROOT, help="another book than this one, to spoil")
    given = parser.parse_args(arguments)
    shares = [
        Asked(given.most or None, given.seed, given.chapter, given.record, share, given.shares, given.book)
        for share in range(given.shares)
    ]
    with ProcessPoolExecutor(given.shares, get_context("spawn")) as pool:
        parts = list(pool.map(spoil, shares))
    unlisted = []
    for kind in KINDS:
        tried = sorted(
            (one for part in parts for one in part[kind]), key=lambda one: (one.table, one.at, one.row)
        )
        unlisted += told(kind, tried)
    print(f"\n{len(unlisted)} neither caught nor listed in trials/uncaught.csv")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
