"""Every golden case, one test per field, so that a failure names city, case and field."""

from __future__ import annotations

import pytest

from crawler.golden import Case, cases, narrowed
from tests.golden.cases import ROOT

CASES = cases(ROOT)
FIELDS = [(case, field) for case in CASES for field in case.fields()]
STRINGS = [(case, *string) for case in CASES for string in case.strings()]
TEXTS = [case for case in CASES if case.expected_text is not None]


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
    assert case.actual["text"] == case.expected_text
