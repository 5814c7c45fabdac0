"""Measures the survey command on 1,000,000 synthetic respondents and 56 items, against the plain way.

The plain way is vectorised pandas, without any check of the answers, and one pingouin alpha a scale; it makes the
tables that the first edition's command made, and neither report nor omega nor differences. Both are whole processes,
from the CSV on, imports and all. Respondents are drawn from a common factor a scale: made up, to measure with,
results of nothing. ``--setup`` measures the package alone, installed into an environment of its own.
"""

import csv
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import psutil
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from softpower import likert
from softpower.likert import Item
from softpower.survey import responses
from softpower.survey.codebook import codebook_text, read_codebook

ROOT = Path(__file__).resolve().parents[1]
RESPONDENTS, SCALES, ITEMS = 1_000_000, 4, 14
LIMIT = 600  # MiB, of the whole process tree
RATIO = 0.8  # of the plain way's time


def codebook(scales: int = SCALES, items: int = ITEMS) -> likert.Codebook:
    """Every fourth item is reverse-keyed, 9 means no answer."""
    return tuple(
        Item(f"q{s * items + i + 1}", "Synthetic", f"synthetic {s + 1}", i % 4 == 3, 1, 5, ("9",))
        for s in range(scales)
        for i in range(items)
    )


def simulate(n: int, book: likert.Codebook, seed: int) -> pa.Table:
    """Synthetic responses: an answer is 3 plus a common factor of its scale plus noise, cut to 1 to 5; 2 % are 9."""
    rng = np.random.default_rng(seed)
    columns = {"respondent": pa.array([f"s{i:07d}" for i in range(1, n + 1)])}
    columns["city"] = pa.array(rng.choice(["Almaty", "Astana", "Oral"], n))
    factors = {scale: rng.normal(size=n) for scale in likert.by_scale(book)}
    for item in book:
        sign = -1 if item.reverse else 1
        raw = np.clip(np.rint(3 + 0.8 * sign * factors[item.scale] + rng.normal(size=n)), 1, 5)
        columns[item.name] = pa.array(np.where(rng.random(n) < 0.02, 9, raw).astype("int8"))
    return pa.table(columns)


def plain(frame: pd.DataFrame, book: likert.Codebook) -> dict[str, float]:
    """What a careful analyst would write: returns alpha by scale, and computes all that the command writes."""
    answers = frame[[item.name for item in book]].replace(9, np.nan)
    city = frame["city"].astype("category")
    for item in book:
        n = answers.groupby([city, item.name], observed=False).size().unstack()
        proportion_confint(n, n.sum(axis=1).to_numpy()[:, None], method="wilson")
    alphas = {}
    for scale, members in likert.by_scale(book).items():
        keyed = answers[[item.name for item in members]].copy()
        for item in members:
            if item.reverse:
                keyed[item.name] = 6 - keyed[item.name]
        score = keyed.mean(axis=1)
        score.mean(), score.std()
        bands = pd.cut(score, [0, 2.5, 3.5, 5], labels=likert.BANDS)
        for _, n in bands.groupby(city, observed=False).value_counts().unstack().iterrows():
            multinomial_proportions_confint(n.to_numpy())
        alphas[scale] = pingouin.cronbach_alpha(keyed.dropna())[0]
    return alphas


def plainly(folder: Path) -> None:
    """The plain way as a process of its own: reads the CSV, computes, and writes alphas."""
    book = read_codebook(folder / "codebook.csv")
    frame = pd.read_csv(folder / "responses.csv", dtype={"respondent": "str", "city": "str"})
    pd.Series(plain(frame, book)).to_csv(folder / "plain.csv")


def timed(call, *arguments):
    start = time.perf_counter()
    value = call(*arguments)
    return time.perf_counter() - start, value


def peak_of(command: list[str]) -> tuple[float, float]:
    """(seconds, MiB): a command's time and the highest sum of resident memory of it and all its children."""
    start, peak = time.perf_counter(), 0
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = threading.Event()
    waiter = threading.Thread(target=lambda: (process.wait(), done.set()))
    waiter.start()
    while not done.wait(0.02):
        total = 0
        for member in (process, *_children(process)):
            try:
                total += member.memory_info().rss
            except psutil.Error:
                continue
        peak = max(peak, total)
    waiter.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with status {process.returncode}")
    return time.perf_counter() - start, peak / 2**20


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def comparing(folder: Path) -> None:
    """The whole command beside the plain way, in turns, the better of two: machines are noisy."""
    command = [
        sys.executable,
        "-m",
        "softpower",
        "survey",
        str(folder / "responses.csv"),
        str(folder / "codebook.csv"),
    ]
    options = ["--group", "city", "--low", "2.5", "--high", "3.5", "--out", str(folder / "out")]
    peer = [sys.executable, __file__, "--plain", str(folder)]
    ours, theirs = [], []
    for _ in range(2):
        theirs.append(peak_of(peer))
        ours.append(peak_of([*command, *options]))
    (one, most), (other, peak) = min(theirs), min(ours)
    with (folder / "out/scales.csv").open() as file:
        mine = {row["scale"]: float(row["alpha"]) for row in csv.DictReader(file)}
    known = pd.read_csv(folder / "plain.csv", index_col=0)["0"].to_dict()
    assert all(abs(mine[scale] - known[scale]) < 1e-6 for scale in known), "alpha differs"
    word = "within" if other / one <= RATIO and peak <= LIMIT else "ABOVE"
    print(
        f"survey, CSV to report: pandas and pingouin {one:.1f} s, {most:.0f} MiB; softpower {other:.1f} s, {peak:.0f} MiB  "
        f"x{other / one:.2f}, {word} x{RATIO} and {LIMIT} MiB",
        flush=True,
    )
    read, _ = timed(lambda: pd.read_csv(folder / "responses.csv", dtype={"respondent": "str", "city": "str"}))
    book = read_codebook(folder / "codebook.csv")
    tallied, _ = timed(lambda: responses.read_tally(folder / "responses.csv", book, group="city"))
    print(
        f"survey, reading CSV: pandas {read:.1f} s; read, checked and counted {tallied:.1f} s  x{tallied / read:.2f}"
    )


def commanding(folder: Path) -> None:
    command = [sys.executable, "-m", "softpower", "survey"]
    took, peak = peak_of(
        [
            *command,
            str(folder / "responses.parquet"),
            str(folder / "codebook.csv"),
            "--out",
            str(folder / "parquet"),
        ]
    )
    print(f"survey, Parquet to report: {took:.1f} s, {peak:.0f} MiB of the process tree", flush=True)
    sample = [str(ROOT / f"data/synthetic/survey-{name}.csv") for name in ("responses", "codebook")]
    for name, arguments in (
        ("--help", ["--help"]),
        ("the sample", [*sample, "--out", str(folder / "sample")]),
    ):
        took, peak = min(peak_of([*command, *arguments]) for _ in range(3))
        print(f"survey, {name}: {took:.2f} s, {peak:.0f} MiB", flush=True)


def setting_up() -> None:
    """Seconds and MB of the package in an environment of its own: alone, and with the extra for surveys."""
    for extra in ("", "[survey]"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
            before = size_of(folder)
            pip = [
                sys.executable,
                "-m",
                "pip",
                "--python",
                str(folder / "bin/python"),
                "install",
                "-q",
                f"{ROOT}{extra}",
            ]
            subprocess.run([*pip, "--disable-pip-version-check"], check=True)
            took = time.perf_counter() - start
            size = (size_of(folder) - before) / 1e6
            print(f"softpower{extra}: set up in {took:.0f} s, {size:.1f} MB", flush=True)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def partitioned(parquet: Path, book: likert.Codebook) -> None:
    import dask  # here: the plain way's process must not pay for it
    from dask import dataframe as dd

    whole = responses.read_tally(parquet, book, group="city")
    parts = dd.read_parquet(parquet, split_row_groups=True).to_delayed()
    took, pieces = timed(
        lambda: dask.compute(*(dask.delayed(likert.tally)(part, book, group="city") for part in parts))
    )
    merged = likert.sum_of(pieces)
    equal = all(
        getattr(whole, name) == getattr(merged, name)
        for name in ("answers", "absent", "scores", "cases", "moments")
    )
    word = "exactly the tally of the whole" if equal else "NOT the tally of the whole"
    print(f"survey, {len(parts)} partitions on Dask: {took:.1f} s, merged: {word}", flush=True)


def measure(respondents: int = RESPONDENTS) -> None:
    book = codebook()
    print(f"survey of {respondents:,} synthetic respondents x {len(book)} items", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = simulate(respondents, book, seed=1)
        pyarrow.csv.write_csv(table, folder / "responses.csv")
        pq.write_table(table, folder / "responses.parquet", row_group_size=125_000)
        (folder / "codebook.csv").write_text(codebook_text(book), encoding="utf-8")
        del table
        comparing(folder)
        commanding(folder)
        partitioned(folder / "responses.parquet", book)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plain"]:
        plainly(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--setup"]:
        setting_up()
    else:
        measure(*(int(argument) for argument in sys.argv[1:]))
