"""Tells what mutmut found, module by module: the last step of ``make mutate-code``. Status 1 below 90 % killed.

A mutant that no test ever runs counts as one that survived; one that never ends counts as killed.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parents[1]
LEAST = 0.9
KILLED = ("killed", "timeout")


def main() -> int:
    status = 0
    for file in sorted((ROOT / "mutants/softpower").rglob("*.py.meta")):
        found = Counter(
            "killed" if status_by_exit_code[code] in KILLED else "not tried" if code is None else "survived"
            for code in json.loads(file.read_text("utf-8"))["exit_code_by_key"].values()
        )
        tried = found["killed"] + found["survived"]
        if not tried:
            continue
        share = found["killed"] / tried
        status |= share < LEAST
        print(
            f"{file.name.removesuffix('.py.meta'):10} {tried:5} tried, {found['killed']:5} killed: {share:.1%}"
        )
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
