"""Mutations of verdict files and of stored outputs: compared with what is stored, then by the tests' own checks."""

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from running import Caught, stored
from spoiling import ROOT, Asked, Tried, cells_of, other_text, spoiled

from softpower import execute


def verdicts(chapter: Path, asked: Asked, _: set[tuple]) -> Iterator[Tried]:
    """Spoils the verdict file of a chapter, which tests/test_execute.py compares with the stored register."""
    found = execute.verdicts(nbformat.read(chapter, as_version=4))
    if not found:
        return
    paper, frame = found
    expected = [list(frame.columns), *frame.astype(str).to_numpy().tolist()]
    path = chapter.parents[1] / f"data/verdicts/{paper}.csv"
    for row, at, column, value in cells_of(f"verdicts/{paper}", asked):
        with spoiled(path, row, at, value), path.open(encoding="utf-8", newline="") as file:
            same = list(csv.reader(file)) == expected
        caught = None if same else Caught("register", "verdict file against the register that is stored")
        yield Tried(f"verdicts/{paper}", column, row, at, value, caught)


def _leaves(value, path=()) -> Iterator[tuple]:
    """Paths of all texts and numbers in nested data."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _leaves(part, (*path, at))
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        yield path


def outputs(chapter: Path, asked: Asked, _: set[tuple]) -> Iterator[Tried]:
    """Spoils single values of stored outputs: by nbval's comparison, then by the checks of the tests."""
    sys.path.insert(0, str(ROOT / "tests"))
    from test_notebooks import CHECKS

    nb = nbformat.read(chapter, as_version=4)
    # `data` compared the stored outputs with those of a run
    fresh = [stored(cell) if cell.cell_type == "code" else None for cell in nb.cells]
    chance = random.Random(f"{asked.seed} {chapter.name}")
    places = [
        (at, number, *leaf)
        for at, cell in enumerate(nb.cells)
        if cell.cell_type == "code"
        for number, output in enumerate(cell.outputs)
        for part in ("data", "metadata")
        for leaf in _leaves(output.get(part, {}), (part,))
    ]
    by_mime: dict[tuple, list] = {}
    for place in places:
        by_mime.setdefault((place[2], place[3]), []).append(place)
    for kind, found in by_mime.items():
        for place in asked.sample(found, chance):
            if asked.ours(place[0]):
                own = random.Random(f"{asked.seed} {chapter.name} {place}")
                yield _spoil_output(nb, fresh[place[0]], place, kind, own, CHECKS)


def _spoil_output(nb, fresh, place, kind, chance, checks) -> Tried:
    at, number, *path, last = place
    holder = nb.cells[at].outputs[number]
    for key in path:
        holder = holder[key]
    before = holder[last]
    holder[last] = other_text(before, chance) if isinstance(before, str) else before + 1
    if kind[1] == "image/png":
        holder[last] = next(c for c in _pictures(nb) if c != before)
    try:
        caught = Caught("nbval", f"cell {nb.cells[at].id}") if stored(nb.cells[at]) != fresh else None
        if not caught:
            faults = [fault for check in checks for fault in _faults(check, nb)]
            caught = Caught("tests/test_notebooks.py", faults[0]) if faults else None
    finally:
        holder[last] = before
    return Tried(nb.cells[at].id, " ".join(kind), at, number, str(holder[last])[:60], caught)


def _faults(check, nb) -> list[str]:
    try:
        return check(nb)
    except (KeyError, ValueError, SyntaxError) as error:
        return [f"{check.__name__}: {error!r}"]


def _pictures(nb) -> list[str]:
    return [
        o["data"]["image/png"]
        for c in nb.cells
        for o in c.get("outputs", [])
        if "image/png" in o.get("data", {})
    ]
