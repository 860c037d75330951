"""The table of what must be covered names cases and tests that are there."""

from __future__ import annotations

import re

from tests.golden.cases import ROOT

TESTS = ROOT.parent
PART = (TESTS.parent / "docs/golden.md").read_text("utf-8").split("## What must be covered")[1]


def test_every_case_and_test_named_is_there():
    """A renamed case or test takes its name in docs/golden.md with it."""
    rows = re.findall(r"^\| (?!what|---).+\| (.+) \|$", PART, re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(rows) > 15
    assert [name for name in names if not (TESTS / name).exists()] == []
