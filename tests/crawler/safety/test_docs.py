"""The list of promises names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_test_named_exists():
    """docs/safety.md names tests as file::function, from tests/crawler on."""
    text = (ROOT / "docs" / "safety.md").read_text("utf-8")
    named = set(re.findall(r"`([\w./]+\.py)::(test_\w+)`", text))
    assert len(named) > 30
    for file, function in named:
        source = (ROOT / "tests" / "crawler" / file).read_text("utf-8")
        assert f"def {function}(" in source, f"{file}::{function}"


def test_every_promise_has_a_test():
    """No row of a table of promises or bounds stands without one."""
    text = (ROOT / "docs" / "safety.md").read_text("utf-8")
    tables = re.findall(r"\| (?:promise|bound) \| test \|\n\|---\|---\|\n((?:\|.*\n)+)", text)
    rows = [row for table in tables for row in table.splitlines()]
    assert len(rows) > 30
    assert all("::test_" in row for row in rows)
