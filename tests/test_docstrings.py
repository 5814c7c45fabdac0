"""Examples in docstrings run, and give what they say."""

import doctest
import importlib
import pkgutil

import pytest

import softpower

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(softpower.__path__, "softpower.")
    if not module.name.endswith("__main__")
)


def examples(name: str) -> list[doctest.DocTest]:
    return [test for test in doctest.DocTestFinder().find(importlib.import_module(name)) if test.examples]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name):
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for test in examples(name):
        runner.run(test)
    assert runner.failures == 0


def test_there_are_examples():
    assert sum(len(examples(name)) for name in MODULES) >= 8
