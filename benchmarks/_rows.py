"""Made rows in any number, as tables ready to commit: quick to make, the same every time.

Texts are drawn from the words of the demo town's own texts, as often as they occur there, so that
lengths, endings and repetition are Polish; one word in fifty is made up. A page has
1 to 8 paragraphs of 30 to 80 words (1.7 kB on average), stored three times as real rows store them
(section, body, blocks), one to three signs that name who pays, and dates. Every twentieth row is a
later version of an earlier page. Rows come in the order they were fetched, one each three minutes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from archive.schema import PAGES, VISITS, Table

CONTENT = Path(__file__).parents[1] / "crawler" / "demo" / "content"
START = datetime(2018, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=3)
CITIES = tuple(f"miasto-{number:02}" for number in range(1, 21))
FUNDERS = ("nfosigw", "fe-slaskie", "rfrd", "rfpl", "efrr", "kpo", "gmina", "budzet-obywatelski")
#: The page at this number has a later version every `AGAIN` rows, until it has `MOST` of them.
VERSIONS_OF = 7
MOST = 12


@dataclass
class Maker:
    """Makes pages and their visits; ``batch(first, count)`` is the same whatever came before."""

    seed: int = 1

    def __post_init__(self) -> None:
        text = " ".join(path.read_text("utf-8") for path in sorted(CONTENT.rglob("*.md")))
        self._words = np.array(re.findall(r"[^\W\d_]+[.,]?", text), object)

    def batch(self, first: int, count: int) -> dict[str, pa.Table]:
        """Pages number ``first`` and on, with the visit each came from."""
        chance = np.random.default_rng([self.seed, first])
        numbers = np.arange(first, first + count)
        paragraphs, lengths = self._paragraphs(chance, count)
        bodies = _joined(paragraphs, lengths)
        facts = self._facts(numbers, chance)
        titles = [body[:70].rpartition(" ")[0] for body in bodies]
        columns = facts | {
            "title": titles,
            "body_text": bodies,
            "sections": _lists(
                PAGES,
                "sections",
                np.full(count, 2),
                name=["header", "main"] * count,
                text=[
                    text
                    for city, title, body in zip(facts["city"], titles, bodies, strict=True)
                    for text in (f"Urząd Miasta {city}", f"{title}\n\n{body}")
                ],
            ),
            "blocks": _lists(
                PAGES, "blocks", lengths, kind=["paragraph"] * len(paragraphs), text=paragraphs
            ),
            **_signs(chance, count),
        }
        visits = {name: facts[name] for name in VISITS.schema.names if name in facts} | {
            "visit_id": [record_id[::-1] for record_id in facts["record_id"]],
            "purpose": ["page"] * count,
            "outcome": ["new" if one == 1 else "changed" for one in facts["version"]],
        }
        return {"pages": _table(PAGES, count, columns), "visits": _table(VISITS, count, visits)}

    def _paragraphs(self, chance: np.random.Generator, count: int) -> tuple[list[str], np.ndarray]:
        lengths = chance.integers(1, 9, count)
        sizes = chance.integers(30, 81, lengths.sum())
        words = self._words[chance.integers(0, len(self._words), sizes.sum())]
        rare = chance.random(len(words)) < 0.02
        words[rare] = [f"{chance.integers(1e6):x}" for _ in range(int(rare.sum()))]
        return _joined(words.tolist(), sizes, " "), lengths

    def _facts(self, numbers: np.ndarray, chance: np.random.Generator) -> dict[str, Any]:
        pages = [page_of(number) for number in numbers.tolist()]
        urls = [url_of(page) for page, _ in pages]
        moments = [START + number * STEP for number in numbers.tolist()]
        days = [moment.date() for moment in moments]
        return {
            "record_id": [record_id(number) for number in numbers.tolist()],
            "previous_record_id": [
                record_id(before) if (before := previous_of(number)) is not None else None
                for number in numbers.tolist()
            ],
            "city": [city_of(page) for page, _ in pages],
            "site": ["news"] * len(pages),
            "kind": ["article"] * len(pages),
            "url": urls,
            "canonical_url": urls,
            "fetched_at": moments,
            "run_id": [f"r{number // 500}" for number in numbers.tolist()],
            "http_status": [200] * len(pages),
            "version": [version for _, version in pages],
            "published": [day - timedelta(days=int(chance.integers(0, 3))) for day in days],
            "content_digest": [record_id(-number - 1) for number in numbers.tolist()],
            "snapshot": [
                _pointer(number, city_of(page))
                for number, (page, _) in zip(numbers.tolist(), pages, strict=True)
            ],
            "extractor_version": ["0"] * len(pages),
        }


def page_of(number: int) -> tuple[int, int]:
    """Which page a row is of (the number of its first row), and which version it is."""
    turn, rest = divmod(number, 20)
    if rest != 19:
        return number, 1
    group, place = divmod(turn, MOST - 1)
    return group * 20 * (MOST - 1) + VERSIONS_OF, place + 2


def previous_of(number: int) -> int | None:
    """The row of the version before, if there is one."""
    page, version = page_of(number)
    if version == 1:
        return None
    return page if version == 2 else number - 20


def city_of(page: int) -> str:
    """The city of a page; some have many more pages than others."""
    return CITIES[int(len(CITIES) * ((page * 0.6180339887) % 1) ** 2)]


def url_of(page: int) -> str:
    """The address of a page."""
    day = START + page * STEP
    return f"https://{city_of(page)}.example/{day:%Y/%m/%d}/{record_id(page)[:12]}/"


def record_id(number: int) -> str:
    """32 hex digits that stand for a number."""
    return hashlib.md5(str(number).encode()).hexdigest()


def _pointer(number: int, city: str) -> dict[str, Any]:
    return {
        "warc_file": f"snapshots/{city}/kronika-{city}-{number // 100_000:05}.warc.gz",
        "warc_offset": number * 9_000,
        "warc_length": 9_000,
        "warc_record_id": f"<urn:uuid:{record_id(number)}>",
        "payload_digest": f"sha256:{record_id(number) * 2}",
    }


def _signs(chance: np.random.Generator, count: int) -> dict[str, pa.Array]:
    """Badges and dates of pages."""
    lengths = chance.integers(1, 4, count)
    ids = [FUNDERS[int(8 * one**2)] for one in chance.random(lengths.sum())]
    signs = [f"Dofinansowano ze środków: {funder}" for funder in ids]
    days = [date(2018, 1, 1) + timedelta(days=int(n)) for n in chance.integers(0, 2000, count * 2)]
    return {
        "badges": _lists(PAGES, "badges", lengths, text=signs, funder_id=ids),
        "dates": _lists(
            PAGES,
            "dates",
            np.full(count, 2),
            text=[f"{day:%d.%m.%Y}" for day in days],
            lo=days,
            hi=days,
            role=["event", "deadline"] * count,
        ),
    }


def _joined(parts: list[str], sizes: np.ndarray, by: str = "\n\n") -> list[str]:
    ends = np.cumsum(sizes).tolist()
    return [
        by.join(parts[end - size : end]) for end, size in zip(ends, sizes.tolist(), strict=True)
    ]


def _lists(table: Table, column: str, lengths: np.ndarray, **fields: list[Any]) -> pa.Array:
    """A column of lists of structs; fields that are not given are null."""
    kind = table.schema.field(column).type
    size = int(lengths.sum())
    children = [
        pa.array(fields[field.name], field.type)
        if field.name in fields
        else pa.nulls(size, field.type)
        for field in kind.value_type
    ]
    structs = pa.StructArray.from_arrays(children, fields=list(kind.value_type))
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), structs, type=kind)


def _table(table: Table, count: int, columns: dict[str, Any]) -> pa.Table:
    """A table with the columns given; the others are null."""
    arrays = []
    for field in table.schema:
        values = columns.get(field.name)
        if isinstance(values, pa.Array):
            arrays.append(values)
        else:
            arrays.append(
                pa.nulls(count, field.type) if values is None else pa.array(values, field.type)
            )
    return pa.Table.from_arrays(arrays, schema=table.schema)
