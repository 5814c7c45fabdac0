"""Measures what each chapter takes, for the page Replication: seconds, and the peak memory of its processes.

    make runtimes

Writes ``data/book/run-times.csv``. Seconds are of one run, with whatever else the machine did: read them as a size.
"""

import csv
import platform
import subprocess
import sys
import time
from pathlib import Path

import psutil

from softpower.book import Book, name_of

ROOT = Path(__file__).parents[1]
RUN = "import sys; from pathlib import Path; from softpower import execute; execute.run(Path(sys.argv[1]))"


def memory(process: psutil.Process) -> int:
    """Bytes that a process and its children hold now; memory that they share counts in each."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def measured(chapter: Path) -> tuple[float, int]:
    """Seconds and peak bytes of one run of a chapter."""
    start, peak = time.perf_counter(), 0
    run = subprocess.Popen([sys.executable, "-c", RUN, str(chapter)], cwd=ROOT)
    watched = psutil.Process(run.pid)
    while run.poll() is None:
        try:
            peak = max(peak, memory(watched))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.05)
    if run.wait():
        raise SystemExit(f"{chapter.name} does not run")
    return time.perf_counter() - start, peak


def machine() -> str:
    gigabytes = psutil.virtual_memory().total / 1e9
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{psutil.cpu_count()} cores, {gigabytes:.0f} GB"
    )


def main() -> None:
    target = ROOT / "data/book/run-times.csv"
    target.parent.mkdir(exist_ok=True)
    rows = []
    for chapter in Book(ROOT).notebooks():
        seconds, peak = measured(chapter)
        rows.append(
            [name_of(f"{chapter.parent.name}/{chapter.stem}"), round(seconds), round(peak / 1e6), machine()]
        )
        print(*rows[-1], flush=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["chapter", "seconds", "megabytes", "machine"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
