"""Reading a survey's two files, as notebooks use it: ``from softpower import responses``."""

from softpower.survey.codebook import HEADER, read_codebook
from softpower.survey.responses import read_tally

__all__ = ["HEADER", "read_codebook", "read_tally"]
