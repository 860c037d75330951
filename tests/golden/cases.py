"""Golden cases: a folder with a saved page, its facts, and what a person says is right.

``tests/golden/<city>/<case>/``: ``page.html.gz`` (bytes as fetched), ``page.toml`` (url,
fetched_at, optional headers), ``expected.json`` (any fields of the page; lists of objects may
name only the keys that matter; ``contains`` and ``lacks`` name strings by section, compared with
blanks collapsed), ``expected.txt`` (optional: the whole text, byte for byte).
"""

from __future__ import annotations

import gzip
import json
import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from crawler.extraction import extract

ROOT = Path(__file__).parent


@dataclass
class Case:
    """One folder; the page is read once, when first asked for."""

    folder: Path

    @property
    def name(self) -> str:
        """City and case, as pytest shows them."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The fields a person confirmed."""
        return json.loads((self.folder / "expected.json").read_text("utf-8"))

    @cached_property
    def actual(self) -> dict[str, Any]:
        """The page as read, in plain values, with text and section texts beside its fields."""
        facts = tomllib.loads((self.folder / "page.toml").read_text("utf-8"))
        body = gzip.decompress((self.folder / "page.html.gz").read_bytes())
        page = extract(
            body, facts["url"], headers=facts.get("headers"), fetched_at=facts["fetched_at"]
        )
        fields = plain(asdict(page))
        return fields | {
            "text": page.text,
            "body_text": page.body_text,
            "block_kinds": [block.kind for block in page.blocks],
            "section_texts": {section.name: section.text for section in page.sections},
        }

    def shows(self, section: str, text: str) -> bool:
        """Whether a section's text holds a string, however its blanks run."""
        said = self.actual["section_texts"].get(section, "")
        return " ".join(text.split()) in " ".join(said.split())


def plain(value: Any) -> Any:
    """Dates as ISO text, all else as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def narrowed(actual: Any, expected: Any) -> Any:
    """The actual value with only the keys the expectation speaks of."""
    if isinstance(actual, dict) and isinstance(expected, dict):
        return {key: narrowed(actual.get(key), item) for key, item in expected.items()}
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return [narrowed(a, e) for a, e in zip(actual, expected, strict=True)]
    return actual


def cases() -> list[Case]:
    """Every case folder, in order of name."""
    return [Case(path.parent) for path in sorted(ROOT.glob("*/*/expected.json"))]
