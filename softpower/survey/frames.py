"""The engine for pandas: frames in, frames out. `softpower.likert` is this module under its short name.

    codebook = responses.read_codebook("codebook.csv")
    answers = tally(frame, codebook, group="city")
    items(answers), scales(answers), bands(answers, Cuts("2.5", "3.5", "low")), item_statistics(answers)

Definitions stand in `results`, `reliability` and `differences`; these functions only bring frames to tallies and tables to frames.
A score needs one answered item here unless `min_answered` says otherwise (the command asks for half of them).
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from softpower.survey import differences as _differences
from softpower.survey import fast, responses, results
from softpower.survey import reliability as _reliability
from softpower.survey import remarks as _remarks
from softpower.survey.bars import PLACEMENTS, stacked
from softpower.survey.codebook import BANDS, RESPONDENT, Codebook, Cuts, Item, by_scale, whole
from softpower.survey.errors import LONGEST, Faults, SurveyError, fault
from softpower.survey.numerics import feldt as alpha_interval
from softpower.survey.reliability import alpha
from softpower.survey.results import UNSCORED, can_tie, on_cut_points, scored
from softpower.survey.tally import ALL, Mass, Tally, sum_of

MISSING = "missing"
ITEM_COLUMNS, BAND_COLUMNS, SCALE_COLUMNS = (
    results.ITEM_COLUMNS,
    results.BAND_COLUMNS,
    _reliability.SCALE_COLUMNS,
)

__all__ = [
    "ALL", "BANDS", "BAND_COLUMNS", "ITEM_COLUMNS", "LONGEST", "MISSING", "PLACEMENTS", "RESPONDENT",
    "SCALE_COLUMNS", "UNSCORED", "Codebook", "Cuts", "Item", "Mass", "SurveyError", "Tally", "alpha",
    "alpha_interval", "bands", "by_scale", "can_tie", "differences", "fault", "groups", "hashes", "item_statistics",
    "items", "missing", "on_cut_points", "reliability", "remarks", "scales", "scored", "stacked", "statements",
    "sum_of", "tally", "whole",
]  # fmt: skip


def tally(
    frame: pd.DataFrame, codebook: Codebook, *, where: str = "responses", first_row: int = 1, **roles
) -> Tally:
    """The tally of responses: a row a respondent, with a column ``respondent`` and one for each item.

    Answers are whole numbers (3, 3.0 or "3") within the item's scale, or its labels; empty cells and the item's
    missing codes are missing. `roles` are the fields of `responses.Roles`, `group` and `weight` among them. `where`
    and `first_row` are what messages call the source and its first row. Raises SurveyError as
    `responses.read_tally` does.
    """
    place, faults = responses.Roles(**roles), Faults()
    header = [str(name) for name in frame.columns]
    chosen = responses.check_columns(header, codebook, place, where, faults)
    if not faults:
        columns = fast.Columns(codebook, place, where, chosen.suspects)
        at = {name: i for i, name in reversed(list(enumerate(header)))}
        needed = [*chosen.needed, *chosen.suspects]
        try:
            found = columns.finish(
                columns.tally({name: _encoded(frame.iloc[:, at[name]]) for name in needed})
            )
            if found is not None:
                return found
        except fast._Odd:
            pass
    faults = Faults()
    reader = responses._Reader(header, codebook, place, where, faults)
    texts = [[fast.text_of(_plain(value)) for value in frame.iloc[:, i]] for i in range(len(header))]
    for i in range(len(frame)):
        reader.row(first_row + i, [column[i] for column in texts])
    return reader.tally(header, None)


def _plain(value):
    return None if value is None or value is pd.NA or value is pd.NaT else value


def _encoded(series: pd.Series) -> pa.Array:
    """A column as codes and different texts."""
    codes, values = pd.factorize(series, use_na_sentinel=True)
    texts = pa.array([fast.text_of(_plain(value)) for value in values], pa.string())
    indices = pa.array(codes.astype("int32"), mask=codes < 0)
    if series.name == RESPONDENT:
        return pa.DictionaryArray.from_arrays(indices, texts).cast(pa.string()).fill_null("")
    return pa.DictionaryArray.from_arrays(indices, texts)


def hashes(names: pd.Series) -> np.ndarray:
    """64-bit hashes of respondents' names, the same in every process."""
    return fast.hashes(pa.array([fast.text_of(_plain(name)).strip() for name in names], pa.string()))


def _frame(table: results.Table, texts: int) -> pd.DataFrame:
    """A table as a frame whose columns after the first `texts` are floats, but for names and counts."""
    frame = pd.DataFrame(table.rows, columns=table.columns)
    return frame.astype({name: "float64" for name in table.columns[texts:] if name not in _NOT_FLOATS})


_NOT_FLOATS = {"label", "n", "n_other", "items", "no_omega", "answered_alike", "measure", "kind", "df"}


def items(tally: Tally, confidence: float = 0.95) -> pd.DataFrame:
    return _frame(results.items(tally, confidence), 5)


def bands(
    tally: Tally, cuts: Cuts | None = None, min_answered: int = 1, confidence: float = 0.95
) -> pd.DataFrame:
    """As `results.bands`; without cut points 2.5 and 3.5 are those of scales that have none in the codebook."""
    return _frame(results.bands(tally, cuts or Cuts(), min_answered, confidence), 4)


def scales(tally: Tally, min_answered: int = 1, confidence: float = 0.95) -> pd.DataFrame:
    return _frame(_reliability.scales(tally, min_answered, confidence), 3)


def item_statistics(tally: Tally) -> pd.DataFrame:
    return _frame(_reliability.item_statistics(tally), 3)


def groups(tally: Tally, min_answered: int = 1) -> pd.DataFrame:
    return _frame(_reliability.groups(tally, min_answered), 3)


def reliability(tally: Tally, confidence: float = 0.95) -> pd.DataFrame:
    return _frame(_reliability.reliability(tally, confidence), 4)


def statements(tally: Tally, confidence: float = 0.95) -> pd.DataFrame:
    return _frame(results.statements(tally, confidence), 4)


def differences(
    tally: Tally, min_answered: int = 1, confidence: float = 0.95, tests: str | None = None
) -> pd.DataFrame:
    return _frame(_differences.differences(tally, min_answered, confidence, tests), 5)


def missing(tally: Tally) -> pd.DataFrame:
    return _frame(results.missing(tally), 4)


def remarks(tally: Tally, cuts: Cuts | None = None) -> list[str]:
    """As `softpower.survey.remarks`; without cut points 2.5 and 3.5 are looked at."""
    return list(_remarks.remarks(tally, cuts or Cuts()))


for _here, _there in {
    items: results.items,
    statements: results.statements,
    missing: results.missing,
    scales: _reliability.scales,
    item_statistics: _reliability.item_statistics,
    groups: _reliability.groups,
    reliability: _reliability.reliability,
    differences: _differences.differences,
}.items():
    _here.__doc__ = _there.__doc__
