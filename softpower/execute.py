"""Runs chapters, stores their outputs and extracts their verdicts: what ``make execute`` calls.

A chapter never writes a file itself. Files are written whole and renamed into place, so that a run that is
killed leaves the old file or the new one.
"""

import sys
from pathlib import Path

import nbformat
import pandas as pd
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from softpower import book, claims, files

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""All that a chapter says of its kernel: a version would differ between machines."""


def run(notebook: Path) -> nbformat.NotebookNode:
    """The notebook with all cells executed in order by a fresh kernel. Raises nbclient's CellExecutionError."""
    nb = nbformat.read(notebook, as_version=4)
    NotebookClient(
        nb,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # not a line on each kernel's transport
        resources={"metadata": {"path": str(notebook.parent)}},
    ).execute()
    nb.metadata = nbformat.from_dict(METADATA)
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
    return nb


def verdicts(nb: nbformat.NotebookNode) -> tuple[str, pd.DataFrame] | None:
    """Paper and verdict table that an executed notebook displays, each verdict with the id of its cell.

    None for a notebook that shows no register. Raises claims.ClaimError for verdicts of unknown cells.
    """
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    ids = {claims.digest(cell.source): cell.id for cell in code}
    for cell in code:
        for output in cell.outputs:
            shown = output.get("data", {}).get(claims.MIME)
            if shown:
                frame = pd.DataFrame(shown["verdicts"], columns=claims.COLUMNS)
                unknown = sorted(set(frame["cell"]) - set(ids))
                if unknown:
                    raise claims.ClaimError(
                        f"{shown['paper']}: verdicts from cells that are not in the notebook"
                    )
                frame["cell"] = frame["cell"].map(ids)
                return shown["paper"], frame
    return None


def store(notebook: Path, data: Path) -> str:
    """Runs one chapter, stores notebook and verdict file, and says which verdicts there are; of a story, nothing."""
    nb = run(notebook)
    judged = verdicts(nb)
    files.write_whole(notebook, nbformat.writes(nb) + "\n")
    if not judged:
        return ""
    paper, frame = judged
    files.write_whole(data / "verdicts" / f"{paper}.csv", frame.to_csv(index=False, lineterminator="\n"))
    counted = ", ".join(f"{number} {verdict}" for verdict, number in frame["verdict"].value_counts().items())
    return f"data/verdicts/{paper}.csv: {counted or 'no verdict yet'}"


def main(arguments: list[str]) -> int:
    """``python -m softpower.execute [NOTEBOOK ...]``: the given notebooks, or all in their order. 1 if a cell stops."""
    here = book.find()
    notebooks = [Path(name) for name in arguments] or here.notebooks()
    for number, notebook in enumerate(notebooks, 1):
        print(f"[{number}/{len(notebooks)}] executing {notebook.name}", flush=True)
        try:
            said = store(notebook, here.data)
        except CellExecutionError as stop:
            if (
                stop.ename != claims.ClaimError.__name__
            ):  # what the register asks for is told without our code's lines
                print(stop, file=sys.stderr)
            print(f"{notebook}: {stop.ename}: {stop.evalue}", file=sys.stderr)
            return 1
        if said:
            print(f"      {said}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
