"""Measures the survey command on 1,000,000 synthetic respondents and 56 items, against the plain way.

The plain way is vectorised pandas, without any check of the answers, and one pingouin alpha a scale. Reading is
timed apart. Respondents are drawn from a common factor a scale: made up, to measure with, results of nothing.
"""

import operator
import subprocess
import sys
import tempfile
import threading
import time
from functools import reduce
from pathlib import Path

import dask
import numpy as np
import pandas as pd
import pingouin
import psutil
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from dask import dataframe as dd
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from softpower import likert, responses
from softpower.likert import Item

RESPONDENTS, SCALES, ITEMS = 1_000_000, 4, 14
LIMIT = 2048  # MiB, of the whole process tree


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


def write_codebook(book: likert.Codebook, path: Path) -> None:
    lines = [
        [i.name, i.wording, i.scale, "yes" if i.reverse else "no", i.lowest, i.highest, " ".join(i.missing)]
        for i in book
    ]
    pd.DataFrame(lines, columns=responses.HEADER).to_csv(path, index=False)


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


def ours(frame: pd.DataFrame, book: likert.Codebook) -> dict[str, float]:
    """The same by softpower.likert, with its checks, block by block as the command does."""
    pieces = (
        likert.tally(frame.iloc[i : i + responses.BLOCK], book, group="city")
        for i in range(0, len(frame), responses.BLOCK)
    )
    found = reduce(operator.add, pieces)
    likert.items(found), likert.bands(found), likert.item_statistics(found)
    return likert.scales(found).set_index("scale")["alpha"].to_dict()


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


def comparing(csv: Path, book: likert.Codebook) -> None:
    read, frame = timed(lambda: pd.read_csv(csv, dtype={"respondent": "str", "city": "str"}))
    blocks, _ = timed(lambda: sum(len(f) for _, f, _ in responses.blocks(csv, book, "city", None)))
    print(f"survey, reading CSV: pandas {read:.1f} s, in checked blocks {blocks:.1f} s  x{blocks / read:.2f}")
    times: dict[str, list[float]] = {"plain": [], "ours": []}
    for _ in range(2):  # in turns, the better of two: machines are noisy
        took, theirs = timed(plain, frame, book)
        times["plain"].append(took)
        took, mine = timed(ours, frame, book)
        times["ours"].append(took)
    assert all(abs(mine[scale] - theirs[scale]) < 1e-9 for scale in mine), "alpha differs"
    one, other = min(times["plain"]), min(times["ours"])
    print(
        f"survey, computing: pandas and pingouin {one:.1f} s, softpower.likert {other:.1f} s  x{other / one:.2f}",
        flush=True,
    )


def commanding(folder: Path) -> None:
    for name in ("responses.csv", "responses.parquet"):
        command = [
            sys.executable,
            "-m",
            "softpower",
            "survey",
            str(folder / name),
            str(folder / "codebook.csv"),
        ]
        took, peak = peak_of([*command, "--out", str(folder / f"out-{name}"), "--group", "city"])
        verdict = "within" if peak <= LIMIT else "ABOVE"
        print(
            f"survey, command on {name}: {took:.1f} s, peak {peak:.0f} MiB of the process tree, {verdict} {LIMIT}",
            flush=True,
        )


def partitioned(parquet: Path, book: likert.Codebook) -> None:
    whole = responses.read_tally(parquet, book, group="city")
    parts = dd.read_parquet(parquet, split_row_groups=True).to_delayed()
    took, pieces = timed(
        lambda: dask.compute(*(dask.delayed(likert.tally)(part, book, group="city") for part in parts))
    )
    merged = likert.sum_of(pieces)
    equal = (whole.answers, whole.scores, whole.complete) == (merged.answers, merged.scores, merged.complete)
    equal = equal and all((whole.products[s] == merged.products[s]).all() for s in whole.products)
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
        write_codebook(book, folder / "codebook.csv")
        del table
        commanding(folder)
        comparing(folder / "responses.csv", book)
        partitioned(folder / "responses.parquet", book)


if __name__ == "__main__":
    measure(*(int(argument) for argument in sys.argv[1:]))
