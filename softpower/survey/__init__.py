"""A survey of Likert items: from a file as people have it to a report.

errors     what is amiss with the files, all of it together
codebook   what each column asks and how its answers are read
numerics   quantiles, intervals and small matrices
tally      what all results are computed from: counts that add up
results    shares, scores, bands, reliability, differences: definitions with formula and source; remarks are notes
responses  reads a file of responses into a tally; fast does so for large files
bars       bars as SVG; report is the page, workbook the Excel file, words their fixed words in three languages
folder     writes results whole or not at all
command    ``python -m softpower survey``
frames     the same for pandas: frames in, frames out; `softpower.likert` is its name for short
init       drafts codebook and responses from a file as it was exported

All but `fast`, `frames`, `workbook` and parts of `init` import the standard library alone.
"""
