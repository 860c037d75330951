"""Reach on the shared passages; skipped where they are not at hand."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipelines.dates import find_dates, main_date

FOLDER = Path(__file__).parents[4] / "shared" / "corpora" / "dates"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared corpora are not here")


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one corpus."""
    return [json.loads(line) for line in (FOLDER / name).read_text("utf8").splitlines()]


def scorer() -> ModuleType:
    """The corpus's own scorer."""
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def finder(text: str, reference: str) -> list[tuple[int, int, str]]:
    """Our finder as the scorer calls it."""
    found = find_dates(text, date.fromisoformat(reference))
    return [(mention.start, mention.end, mention.edtf) for mention in found]


@pytest.mark.parametrize(("tier", "reach"), [("core", 0.975), ("all", 0.93)])
def test_labelled_passages(tier: str, reach: float) -> None:
    """Span and value together, value accuracy, and false alarms on rows without dates."""
    score: Callable[..., Any] = scorer().score
    found, _ = score(finder, rows("municipal-labelled.jsonl"), tier)
    assert found["value_f1"][2] >= reach
    assert found["value_accuracy"] >= 0.985
    assert found["of_them_with_false_alarm"] <= 1


def test_expressions() -> None:
    """At least 97 of a hundred expressions right, at most one false alarm."""
    right = alarms = 0
    lines = rows("expressions.jsonl")
    for line in lines:
        found = [m.edtf for m in find_dates(line["text"], date.fromisoformat(line["reference"]))]
        value = line["value"]
        if value is None:
            right += not found
            alarms += bool(found)
        else:
            right += found == [value.partition("T")[0]]
    assert right / len(lines) >= 0.97
    assert alarms <= 1


def test_right_date_for_the_role() -> None:
    """The one date that answers a role is found in at least nine of ten notices."""
    asked = [line for line in rows("municipal-by-role.jsonl") if line["gold"]]
    right = 0
    for line in asked:
        found = find_dates(line["text"])
        role = line["role"]
        first = next(iter(found), None)
        answer = main_date(found, role) if role != "any" else first
        right += bool(answer) and answer.edtf == line["gold"]
    assert right / len(asked) >= 0.9
