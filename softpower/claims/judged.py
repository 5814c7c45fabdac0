"""Claims together with the verdicts that stand on them, as files have them."""

import pandas as pd

from softpower import tables
from softpower.claims.papers import papers, registered
from softpower.claims.vocabulary import VERDICTS, ClaimError


def judged(paper: str) -> pd.DataFrame:
    """A paper's claims with their verdicts: the columns of both files, and ``family``.

    Of a draft, the claims that have one. Of a whole paper, raises ClaimError naming every claim that has none.
    """
    frame = tables.read(f"{paper}/claims").merge(
        tables.read(f"verdicts/{paper}"), on="claim_id", how="left", validate="one_to_one"
    )
    if papers()[paper].draft:
        frame = frame[frame["verdict"].notna()].reset_index(drop=True)
    unjudged = frame.loc[frame["verdict"].isna(), "claim_id"].tolist()
    if unjudged:
        raise ClaimError(f"claims of {paper} without a verdict ({', '.join(unjudged)}): run make execute")
    frame["family"] = [VERDICTS[verdict].family for verdict in frame["verdict"]]
    return frame


def read_citing(name: str) -> pd.DataFrame:
    """The table `name`, whose column ``claim_id`` names claims of any paper, or none.

    Raises ClaimError naming file, row (1 is the header), column and value of every id that is in no register.
    A paper that is not registered yet is passed over.
    """
    frame = tables.read(name)
    open_yet = [paper.prefix for paper in papers().values() if paper.id not in registered()]
    prefixes = tuple(f"{prefix}-" for prefix in open_yet)
    known = {claim_id for paper in registered() for claim_id in tables.read(f"{paper}/claims")["claim_id"]}
    faults = [
        f"  data/{tables.resource(name).path}, row {row}, column claim_id has {claim_id!r}: no such claim"
        for row, claim_id in enumerate(frame["claim_id"], 2)
        if pd.notna(claim_id) and claim_id not in known and not claim_id.startswith(prefixes)
    ]
    if faults:
        raise ClaimError("\n".join([f"table {name!r} names claims that are not registered:", *faults]))
    return frame
