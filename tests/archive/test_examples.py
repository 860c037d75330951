"""The examples in docstrings do what they say."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from archive import Archive

MODULES = ("archive.api", "archive.selection")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name, town_archive, monkeypatch):
    """Every example runs on three days of the demo town and prints what the docstring prints."""
    monkeypatch.chdir(town_archive.parent)
    module = import_module(name)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    told: list[str] = []
    for test in doctest.DocTestFinder().find(module, name, globs=vars(module).copy()):
        test.globs |= {"archive": Archive("archive-demo"), "Archive": Archive}
        runner.run(test, out=told.append)
    assert runner.tries > 0
    assert runner.failures == 0, "".join(told)
