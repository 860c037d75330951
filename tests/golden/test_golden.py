"""Every golden case, one test per field, so that a failure names city, case and field."""

from __future__ import annotations

import pytest

from tests.golden.cases import Case, cases, narrowed

CASES = cases()
FIELDS = [
    (case, field) for case in CASES for field in case.expected if field not in ("contains", "lacks")
]
STRINGS = [
    (case, section, text, rule == "contains")
    for case in CASES
    for rule in ("contains", "lacks")
    for section, texts in case.expected.get(rule, {}).items()
    for text in texts
]
TEXTS = [case for case in CASES if (case.folder / "expected.txt").exists()]


@pytest.mark.parametrize(("case", "field"), FIELDS, ids=lambda value: getattr(value, "name", value))
def test_field(case: Case, field: str):
    """A field reads as a person confirmed it."""
    expected = case.expected[field]
    assert narrowed(case.actual[field], expected) == expected


@pytest.mark.parametrize(
    ("case", "section", "text", "wanted"), STRINGS, ids=lambda value: getattr(value, "name", None)
)
def test_string(case: Case, section: str, text: str, wanted: bool):
    """A section holds the strings a person put there, and none of those kept out."""
    assert case.shows(section, text) is wanted


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name)
def test_text(case: Case):
    """The page's text comes out byte for byte."""
    expected = (case.folder / "expected.txt").read_bytes()
    assert case.actual["text"].encode("utf-8") == expected
