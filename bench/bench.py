"""Measures the book beside its peers, and one unit more of everything: ``make bench``, or ``make bench FULL=1``.

Machines are noisy: read ratios, not seconds.
"""

import sys

import growth
import survey

if __name__ == "__main__":
    growth.measure("--full" in sys.argv)
    survey.measure()
    if "--full" in sys.argv:
        survey.setting_up()  # asks the package index
