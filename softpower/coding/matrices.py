"""Coded text as tables: a row a code, codes by sources, yes-or-no variables."""

from collections.abc import Iterable

import pandas as pd

from softpower.coding.codebook import CodingError


def spread(coded: pd.DataFrame, columns: Iterable[str], name: str) -> pd.DataFrame:
    """One row a unit and code: the codes of `columns` go into one column `name`, other columns are repeated.

    >>> coded = pd.DataFrame({"unit": ["e1", "e2"], "primary": ["media", "law"], "further": ["law media", None]})
    >>> spread(coded, ["primary", "further"], "theme").values.tolist()
    [['e1', 'media'], ['e1', 'law'], ['e2', 'law']]

    A cell may hold several codes separated by spaces, or none. Rows keep the order of `coded`, and within a
    unit that of `columns`; a code that a unit has twice is kept once.
    """
    columns = list(columns)
    rest = coded.drop(columns=columns)
    joined = coded[columns].fillna("").agg(" ".join, axis=1).str.split()
    listed = rest.assign(**{name: joined.map(lambda codes: list(dict.fromkeys(codes)))})
    return listed.explode(name).dropna(subset=[name])


def matrix(coded: pd.DataFrame, code: str, source: str, unit: str) -> pd.DataFrame:
    """Code by source: how many different `unit` carry each `code` in each `source`.

    `coded` has one row a unit and code, as `spread` returns it. Shape: codes x sources, whole numbers, codes
    and sources in order of their first row; a pair that does not occur counts 0.
    """
    counted = coded.groupby([code, source])[unit].nunique().unstack(fill_value=0)
    return counted.loc[coded[code].drop_duplicates(), coded[source].drop_duplicates()]


def support(traced: pd.DataFrame, excerpts: pd.DataFrame) -> pd.Series:
    """How many respondents have a printed excerpt that carries each statement; 0 for one that none carries.

    `traced` has the columns claim_id, kind, evidence, relation; `excerpts` is indexed by excerpt, with a column
    respondent. Only excerpts that are *for* a statement count, and a respondent once.

    >>> traced = pd.DataFrame({"claim_id": ["a", "a", "b"], "kind": "excerpt", "evidence": ["e1", "e2", "e1"],
    ...                        "relation": ["for", "for", "touches"]})
    >>> support(traced, pd.DataFrame({"respondent": ["R1", "R1"]}, index=["e1", "e2"])).to_dict()
    {'a': 1, 'b': 0}
    """
    carrying = traced[(traced["kind"] == "excerpt") & (traced["relation"] == "for")]
    voices = carrying["evidence"].map(excerpts["respondent"]).groupby(carrying["claim_id"]).nunique()
    return voices.reindex(traced["claim_id"].drop_duplicates(), fill_value=0)


def indicators(codes: pd.Series, domain: Iterable[str]) -> pd.DataFrame:
    """A variable of several values as one yes-or-no variable a code (1 or 0).

    Shape: units x `domain`. Raises CodingError for a code outside the domain.
    """
    domain = list(domain)
    sets = codes.fillna("").str.split().map(set)
    if unknown := sorted(set().union(*sets) - set(domain)):
        raise CodingError(f"codes that the codebook does not define: {', '.join(unknown)}")
    return pd.DataFrame(
        {code: sets.map(lambda found, code=code: int(code in found)) for code in domain}, index=codes.index
    )
