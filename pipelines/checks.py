"""The checks step: what is no content is let go by name, what is doubtful is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from archive.model import DATED_KINDS
from pipelines.item import Item

#: Issues of a page that is no content, and the outcome its visit gets. The server kept us out
#: (refused), or answered with something that is not the page (failed).
NOT_CONTENT: dict[str, str] = {
    "challenge": "refused",
    "waiting_room": "refused",
    "login_page": "refused",
    "soft_404": "failed",
    "empty_shell": "failed",
    "parked_domain": "failed",
    "noarchive": "refused",
    "tdm_reserved": "refused",
    "not_html": "failed",
    "not_pdf": "failed",
    "pdf_locked": "failed",
    "pdf_damaged": "failed",
    "pdf_too_heavy": "failed",
}
#: A text shorter than this, with no file and no picture, is hardly a page of a city.
SHORT_TEXT = 80
#: UTF-8 read as windows-1250 or windows-1252: ``Å‚`` for ł, ``Ăł`` for ó, ``â€ž`` for „.
_MOJIBAKE = re.compile("[ÃÅÄĂĹ][\u0080-\u00bf\u201a-\u203a€‚ƒ„…†‡ˆ‰Š‹ŚŤŽŹ˘łĄş]|â€|Ä™|Ä‡")
#: How all of these begin: a text without them is whole, and that is seen at once.
_MOJIBAKE_LEADS = "ÃÅÄĂĹâ"


class SkipPage(Exception):
    """The page is no content; ``reason`` is a code of docs/issues.md.

    The visit already says so (outcome and reason) when this is raised; nothing is stored but
    its snapshot.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(item: Item) -> Item:
    """Mark the doubts about a record with issue codes.

    Raises:
        SkipPage: the answer is no content (`NOT_CONTENT`): a challenge, a waiting room, a login,
            an error page sent as if all were well ...; the visit is refused or failed.
    """
    for code, outcome in NOT_CONTENT.items():
        if code in item.page.issues:
            item.visit.outcome, item.visit.reason = outcome, code
            raise SkipPage(code)
    item.issues += [code for code in doubts(item) if code not in item.issues]
    return item


def doubts(item: Item) -> Iterator[str]:
    """The issue codes of an item whose page is content."""
    page = item.page
    text = page.body_text
    if not page.title:
        yield "no_title"
    elif page.title == page.site_name:
        yield "title_is_site_name"
    if not text and not page.lead:
        yield "no_main"
    elif len(text) < SHORT_TEXT and not (page.attachments or page.images):
        yield "short_text"
    whole = f"{page.title or ''}\n{text}"
    if any(lead in whole for lead in _MOJIBAKE_LEADS) and _MOJIBAKE.search(whole):
        yield "mojibake"
    if "\ufffd" in whole:
        yield "lost_characters"
    yield from _date_doubts(item)


def _date_doubts(item: Item) -> Iterator[str]:
    page, today = item.page, _local_day(item.visit.fetched_at)
    if item.kind in DATED_KINDS and page.published is None:
        yield "no_date"
    if any(candidate.value and candidate.value > today for candidate in page.date_candidates):
        yield "future_date"
    if page.published and page.modified and page.modified < page.published:
        yield "modified_before_published"


def _local_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/Warsaw")).date()


class ChecksPipeline:
    """Scrapy's way to the checks step."""

    def process_item(self, item: Item) -> Item:
        """Check one item.

        Raises:
            scrapy.exceptions.DropItem: it is no content.
        """
        from scrapy.exceptions import DropItem  # loaded in a crawl; other processes do without

        try:
            return item if item.prepared else check(item)
        except SkipPage as skipped:
            raise DropItem(skipped.reason, log_level="INFO") from skipped
