"""Read one article for people to look at: the same way a crawl reads it."""

from __future__ import annotations

from collections.abc import Sequence

from archive.model import DateCandidate, Visit
from crawler.extraction import extract
from crawler.repetition import Repetition
from crawler.scout.look import Record, Seen
from pipelines.checks import SkipPage
from pipelines.item import Item
from pipelines.order import prepare

#: So much of a block is told, in characters.
_SHOWN = 60


def read_record(seen: Seen, kind: str, announced: list[DateCandidate]) -> Record:
    """The record a crawl would make of an answer, with its doubts as issue codes."""
    page = extract(seen.body, seen.url, headers=seen.headers, fetched_at=seen.fetched_at)
    visit = Visit(
        visit_id="", city="", site=None, run_id="", url=seen.url, purpose="page",
        fetched_at=seen.fetched_at,
    )  # fmt: skip
    item = Item(page=page, visit=visit, kind=kind, announced=list(announced))
    try:
        prepare(item)
        doubts = list(dict.fromkeys([*page.issues, *item.issues]))
    except SkipPage as skipped:
        doubts = [skipped.reason]
    return Record(
        seen=seen,
        title=page.title,
        site_name=page.site_name,
        vendor=page.vendor,
        published=page.published,
        published_source=page.published_source,
        text=page.body_text,
        doubts=doubts,
    )


def told_repetition(records: Sequence[Record]) -> list[str]:
    """A sentence for each block of content that most of the articles read share.

    It may be furniture of the site that no rule knows.
    """
    repetition = Repetition()
    for record in records:
        url, blocks = record.seen.url, record.text.split("\n\n")
        row = {"site": "", "url": url, "canonical_url": url}
        repetition.see(row | {"blocks": [{"text": block} for block in blocks]})
    return [
        f'{one.pages} of {one.of} articles say "{one.text[:_SHOWN]}"; where that is no content, '
        "the selector drop leaves it out"
        for one in repetition.found()
    ]
