"""Golden cases: a folder with a saved page, its facts, and what a person says is right.

``<folder>/<city>/<case>/``: ``page.html.gz`` (bytes as fetched), ``page.toml`` (url, fetched_at,
optional headers and about), ``expected.json`` (any fields of the page; lists of objects may name
only the keys that matter; ``contains`` and ``lacks`` name strings by section, compared with
blanks collapsed), ``expected.txt`` (optional: the whole text, byte for byte).
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from archive.errors import ConfigurationError
from crawler.extraction import extract
from crawler.profiles import CityProfile, load_profile
from crawler.profiles.load import profile_files
from pipelines.order import read_money

#: Fields of a new case; those that are empty are left out, for they may come to be filled.
FIELDS = (
    "title", "lead", "site_name", "vendor", "language", "published", "published_source",
    "modified", "contact", "badges", "projects", "attachments", "images", "legal_links",
    "block_kinds", "issues", "section_texts",
)  # fmt: skip
_PAGE, _FACTS, _EXPECTED, _TEXT = "page.html.gz", "page.toml", "expected.json", "expected.txt"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a saved page beside its bytes. ``fetched_at`` is UTC."""

    url: str
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that the page does not meet; ``field`` names it."""

    field: str
    expected: Any
    found: Any


@dataclass
class Case:
    """One folder; the page is read once, when first asked for, with the profile of its city."""

    folder: Path
    profile: CityProfile | None = None

    @property
    def name(self) -> str:
        """City and case, as pytest shows them."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The fields a person confirmed."""
        found: dict[str, Any] = json.loads((self.folder / _EXPECTED).read_text("utf-8"))
        return found

    @property
    def expected_text(self) -> str | None:
        """The whole text a person confirmed, if this case has it."""
        path = self.folder / _TEXT
        return path.read_bytes().decode("utf-8") if path.exists() else None

    @cached_property
    def actual(self) -> dict[str, Any]:
        """The page as read, in plain values, with text and section texts beside its fields."""
        facts = tomllib.loads((self.folder / _FACTS).read_text("utf-8"))
        body = gzip.decompress((self.folder / _PAGE).read_bytes())
        page = extract(
            body,
            facts["url"],
            headers=facts.get("headers"),
            profile=self.profile,
            fetched_at=facts["fetched_at"],
        )
        read_money(page, self.profile.voivodeship if self.profile else None)
        fields: dict[str, Any] = plain(asdict(page))
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

    def strings(self) -> Iterator[tuple[str, str, bool]]:
        """Section, string, and whether the section must hold it or must not."""
        for rule in ("contains", "lacks"):
            for section, texts in self.expected.get(rule, {}).items():
                for text in texts:
                    yield section, text, rule == "contains"

    def fields(self) -> list[str]:
        """The fields that are compared value by value."""
        return [name for name in self.expected if name not in ("contains", "lacks")]

    def differences(self) -> Iterator[Difference]:
        """Every expectation that the page as read does not meet."""
        for name in self.fields():
            expected = self.expected[name]
            found = narrowed(self.actual.get(name), expected)
            if found != expected:
                yield Difference(name, expected, found)
        for section, text, wanted in self.strings():
            if self.shows(section, text) is not wanted:
                yield Difference(f"{'contains' if wanted else 'lacks'}.{section}", text, None)
        if self.expected_text not in (None, self.actual["text"]):
            yield Difference("text", self.expected_text, self.actual["text"])

    def accept(self) -> None:
        """Write what is found as what is expected; strings that do not hold are dropped."""
        told = {
            name: narrowed(self.actual.get(name), self.expected[name]) for name in self.fields()
        }
        kept: dict[str, dict[str, list[str]]] = {}
        for section, text, wanted in self.strings():
            if self.shows(section, text) is wanted:
                rule = "contains" if wanted else "lacks"
                kept.setdefault(rule, {}).setdefault(section, []).append(text)
        _write_json(self.folder / _EXPECTED, kept | told)
        if self.expected_text is not None:
            (self.folder / _TEXT).write_bytes(self.actual["text"].encode("utf-8"))


def cases(folder: Path, names: tuple[str, ...] = (), cities_dir: Path | None = None) -> list[Case]:
    """The cases in a folder, in order of name: all, or those named as city or city/case.

    Raises:
        ConfigurationError: there is no case of a name, or the profile of a city is wrong.
    """
    every = [Case(path.parent) for path in sorted(folder.glob(f"*/*/{_EXPECTED}"))]
    for name in names:
        if not any(name in (case.name, case.folder.parent.name) for case in every):
            raise ConfigurationError(f"there is no case {name!r} in {folder}")
    chosen = [
        case for case in every if not names or {case.name, case.folder.parent.name} & set(names)
    ]
    known = profile_files(cities_dir)
    towns = {case.folder.parent.name for case in chosen} & known.keys()
    profiles = {town: load_profile(town, cities_dir) for town in towns}
    for case in chosen:
        case.profile = profiles.get(case.folder.parent.name)
    return chosen


def make_case(
    folder: Path, city: str, name: str, body: bytes, facts: Facts, cities_dir: Path | None = None
) -> Case:
    """Write a new case; what is found in the page now stands as expected, to be confirmed.

    Raises:
        ConfigurationError: the case exists, or the profile of the city is wrong.
    """
    folder = folder / city / name
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise ConfigurationError(
            f"{folder} exists: take another name, or accept what it finds: kronika golden accept"
        ) from None
    (folder / _PAGE).write_bytes(gzip.compress(body, mtime=0))
    (folder / _FACTS).write_text(_toml(facts), encoding="utf-8")
    profile = load_profile(city, cities_dir) if city in profile_files(cities_dir) else None
    case = Case(folder, profile)
    told = {name: case.actual[name] for name in FIELDS if case.actual[name] or name == "issues"}
    _write_json(folder / _EXPECTED, _filled(told))
    return case


def narrowed(actual: Any, expected: Any) -> Any:
    """The actual value with only the keys the expectation speaks of."""
    if isinstance(actual, dict) and isinstance(expected, dict):
        return {key: narrowed(actual.get(key), item) for key, item in expected.items()}
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return [narrowed(a, e) for a, e in zip(actual, expected, strict=True)]
    return actual


def plain(value: Any) -> Any:
    """Dates as ISO text, all else as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _filled(value: Any) -> Any:
    """A value without what its structs leave empty."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in (None, "", [])}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def _toml(facts: Facts) -> str:
    moment = facts.fetched_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    lines = [f"url = {json.dumps(facts.url)}", f"fetched_at = {moment}Z"]
    if facts.headers:
        lines += ["", "[headers]"]
        lines += [f"{json.dumps(k)} = {json.dumps(v)}" for k, v in facts.headers.items()]
    return "\n".join(lines) + "\n"


def _write_json(path: Path, told: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
