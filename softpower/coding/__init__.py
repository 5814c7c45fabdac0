"""Coded text: code-by-source matrices, agreement of two codings, exchange with programs for such data.

A codebook is a table with `CODEBOOK_COLUMNS`. A coding is a table indexed by unit (an excerpt, a position)
with one column a variable; a variable of several values holds their codes separated by spaces.

matrices    a row a code, codes by sources, yes-or-no variables
agreement   Krippendorff's alpha with interval, disagreements
exchange    REFI-QDA files, made and read back
"""

from softpower.coding.agreement import (
    DRAWS,
    LEAST_FOR_INTERVAL,
    SEED,
    agreement,
    alpha,
    disagreements,
    interval,
)
from softpower.coding.codebook import CODEBOOK_COLUMNS, CodingError
from softpower.coding.exchange import (
    MOST_BYTES,
    Passage,
    codebook_file,
    passages,
    project_file,
    read_codebook,
    read_project,
)
from softpower.coding.matrices import indicators, matrix, spread, support

__all__ = [
    "CODEBOOK_COLUMNS",
    "DRAWS",
    "LEAST_FOR_INTERVAL",
    "MOST_BYTES",
    "SEED",
    "CodingError",
    "Passage",
    "agreement",
    "alpha",
    "codebook_file",
    "disagreements",
    "indicators",
    "interval",
    "matrix",
    "passages",
    "project_file",
    "read_codebook",
    "read_project",
    "spread",
    "support",
]
