"""A survey of Likert items: from a file as people have it to a report.

errors     what is amiss with the files, all of it together
codebook   what each column asks and how its answers are read
numerics   quantiles, intervals and small matrices
tally      what all results are computed from: counts that add up
results    shares, scores, bands; reliability how far statements go together; differences between groups: each definition with
           formula and source; remarks are notes
responses  reads a file of responses into a tally: records has the rows of a CSV, fast tallies large ones by columns,
           parquet reads Parquet
settings   what is asked of a report
bars       bars as SVG; report is the page, made of elements, appendix its end; workbook the Excel file; words their words in three languages
disclosure which cells are not shown, lest a number tell of somebody
folder     writes results whole or not at all
command    ``python -m softpower survey``
frames     the same for pandas: frames in, frames out; `softpower.likert` is its name for short
init       drafts codebook and responses from a file as it was exported

All but `fast`, `frames`, `parquet`, `workbook` and parts of `init` import the standard library alone.
"""

from importlib import import_module

_PUBLIC = {
    **dict.fromkeys(("main", "run", "files_of", "FILES"), "command"),
    **dict.fromkeys(("as_csv", "safe", "write_folder"), "folder"),
    **dict.fromkeys(("Codebook", "Cuts", "Item", "by_scale", "read_codebook", "codebook_text"), "codebook"),
    **dict.fromkeys(("SurveyError", "Faults"), "errors"),
    **dict.fromkeys(("Mass", "Tally", "sum_of"), "tally"),
    "read_tally": "responses",
    "Settings": "settings",
}


def __getattr__(name: str):
    """Public names, imported when they are first used: ``from softpower.survey import read_codebook, read_tally``."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
