"""Does the same input give the same bytes? ``make twice``.

Two copies of the book in two folders, one after the other, with different hash seeds, locales and time zones: in
each, all chapters are executed anew, the site is built from nothing and, where there is a Chromium, the book is
printed. Then every file is compared. Nothing is left out of the comparison but what Sphinx keeps for itself
(_build/.doctrees, _build/jupyter_execute).

The printed book can differ: of ten printings of one site on a busy machine, Chromium set one link half a pixel
elsewhere in two (in one with a clip around it). Styles without transitions did not prevent it. It is reported as any
difference is.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from copies import copy_book

from softpower.printing import BROWSERS

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "kk_KZ.UTF-8", "TZ": "Asia/Almaty"},
)


def run(*command: str, cwd: Path, **surroundings: str) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, "PYTHONPATH": str(cwd), **surroundings},
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def made(folder: Path, **surroundings: str) -> Path:
    """A copy of the book with chapters executed and site built."""
    copy_book(folder)
    tools = Path(sys.executable).parent
    run(sys.executable, "-m", "softpower.execute", cwd=folder, **surroundings)
    command = [str(tools / "jupyter-book"), "build", ".", "-W", "-n", "--keep-going", "-q"]
    run(*command, cwd=folder, **surroundings)
    if CHROMIUM:
        run(sys.executable, "-m", "softpower.printing", cwd=folder, **surroundings)
    return folder


def differing(one: Path, other: Path) -> tuple[int, list[str]]:
    """(files compared, those that differ or stand on one side only)."""
    kept = ("_build/.doctrees", "_build/jupyter_execute", "_build/.jupyter_cache")
    names = sorted(
        name
        for name in {
            str(p.relative_to(base)) for base in (one, other) for p in base.rglob("*") if p.is_file()
        }
        if not name.startswith(kept) and "__pycache__" not in name
    )
    return len(names), [
        name
        for name in names
        if not (one / name).is_file()
        or not (other / name).is_file()
        or not filecmp.cmp(one / name, other / name, shallow=False)
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        books = []
        for number, surroundings in enumerate(SURROUNDINGS):
            start = time.monotonic()
            books.append(made(Path(folder) / ("one" if number == 0 else "a second/ĸітап"), **surroundings))
            print(f"executed and built with {surroundings}: {time.monotonic() - start:.0f} s", flush=True)
        number, found = differing(*books)
        stored = [name for name in found if not name.startswith("_build")]
        fresh = [
            str(path.relative_to(ROOT))
            for part in ("workings", "chapters", "data/verdicts")
            for path in sorted((ROOT / part).iterdir())
            if not filecmp.cmp(path, books[0] / path.relative_to(ROOT), shallow=False)
        ]
        shutil.rmtree(books[0])
    print("the printed book is among the files" if CHROMIUM else "NOT printed: no Chromium on this machine")
    print(f"{number} files compared, {len(found)} differ ({len(stored)} of them outside the site)")
    print("\n".join(f"  {name}" for name in found))
    print(f"{len(fresh)} stored chapters or verdict files differ from those executed now", *fresh)
    return int(bool(found or fresh))


if __name__ == "__main__":
    sys.exit(main())
