"""The code that the chapters of *Soft Power in Kazakhstan: Four Papers, Checked* share.

tables     reads the book's data: validated, typed, exact
rounding   which rounding rules turn a value into the string that a paper printed
claims     the register of printed statements and the verdicts on them
indices    arithmetic of scores and ranks
coding     coded text: matrices, agreement of two codings, exchange files for other programs
survey     surveys of Likert items: from a file as people have it to a report; the command of that name
likert     its tallies and results for pandas, as notebooks use them; responses reads its files
charts     the one look of all figures; stored output that is the same on every run
execute    runs the chapters, stores their outputs and extracts their verdicts
site       what Sphinx needs to turn all this into pages
"""

__version__ = "0.1.0"
