"""The rules of judgement: what decides a verdict that no computation gives, so that like cases go alike.

``data/precedents.csv`` has a row a rule: its name, the rule in a sentence, the one verdict that it gives, and an example.
"""

from functools import cache

import pandas as pd

from softpower import tables
from softpower.claims.vocabulary import BY_PRECEDENT, VERDICTS, ClaimError

TABLE = "precedents"


def precedents() -> pd.DataFrame:
    """The rules, indexed by name; columns rule, verdict, example and what the file has beside them."""
    path = tables.path(TABLE)
    return _precedents(path, path.stat().st_mtime_ns)


@cache
def _precedents(_path, _changed: int) -> pd.DataFrame:
    return tables.read(TABLE).set_index("precedent")


def check(claim_id: str, verdict: str, precedent: str) -> None:
    """Refuses a judgement in words that names no rule, an unknown one, or one that gives another verdict.

    Verdicts of the families *holds*, *not seen* and *untestable* need none. Raises ClaimError.
    """
    if not precedent:
        if VERDICTS[verdict].family in BY_PRECEDENT:
            raise ClaimError(
                f"{claim_id}: {verdict!r} in words names the rule that it follows: precedent=..., one of data/precedents.csv"
            )
        return
    rules = precedents()
    if precedent not in rules.index:
        raise ClaimError(f"{claim_id}: no rule {precedent!r} in data/precedents.csv")
    if (gives := rules.at[precedent, "verdict"]) != verdict:
        raise ClaimError(
            f"{claim_id}: the rule {precedent!r} of data/precedents.csv gives {gives!r}, not {verdict!r}"
        )
