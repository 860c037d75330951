"""How the records of one kind read: which fields are filled, how long, by which template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.model import DATED_KINDS

#: Columns of ``pages`` a portrait is made of.
COLUMNS = (
    "site", "kind", "title", "lead", "published", "body_text", "sections", "badges",
    "attachments", "images", "vendor", "site_name", "template", "extractor_version",
    "profile_digest",
)  # fmt: skip
#: What a record must have to be one; `text` is any main content, be it a file or a picture.
ESSENTIAL = ("title", "published", "text")
_FILLED = (*("lead", "badges", "attachments", "images", "vendor", "site_name"),)
#: Templates remembered at most.
_TEMPLATES = 32


@dataclass(slots=True)
class Portrait:
    """Counts over records of one site and one kind.

    ``filled`` counts records by field and, as "section:NAME", by section; ``lengths`` are those
    of the main text in characters; ``templates`` counts fingerprints of markup; ``readers`` are
    the extractor versions and profile digests the records were read with.
    """

    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    templates: Counter[str] = field(default_factory=Counter)
    readers: set[tuple[str, str | None]] = field(default_factory=set)
    dated: bool = False

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row of ``pages``."""
        self.rows += 1
        self.dated = row["kind"] in DATED_KINDS
        self.filled.update(_facts(row))
        self.lengths.append(len(row["body_text"] or ""))
        self.readers.add((row["extractor_version"], row["profile_digest"]))
        template = row["template"]
        if template and (template in self.templates or len(self.templates) < _TEMPLATES):
            self.templates[template] += 1

    def share(self, name: str) -> float:
        """The share of records (0 to 1) that have a field or section."""
        return self.filled[name] / self.rows if self.rows else 0.0

    @property
    def essential(self) -> tuple[str, ...]:
        """The essential fields of this kind: only articles and notices are dated."""
        return tuple(name for name in ESSENTIAL if self.dated or name != "published")


#: Portraits by site and kind.
Portraits = dict[tuple[str, str], Portrait]


def paint(rows: Iterable[Mapping[str, Any]], into: Portraits) -> Portraits:
    """Count rows of ``pages`` into the portraits of their site and kind."""
    for row in rows:
        into.setdefault((row["site"] or "", row["kind"]), Portrait()).add(row)
    return into


def _facts(row: Mapping[str, Any]) -> Iterable[str]:
    if row["title"] and row["title"] != row["site_name"]:
        yield "title"
    if row["published"]:
        yield "published"
    if row["body_text"] or row["attachments"] or row["images"]:
        yield "text"
    yield from (name for name in _FILLED if row[name])
    yield from {f"section:{_name(section)}" for section in row["sections"] or []}


def _name(section: Any) -> str:
    name: str = section["name"] if isinstance(section, Mapping) else section.name
    return name
