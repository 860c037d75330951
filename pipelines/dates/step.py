"""The dates step: publication day, day of the last change, dates in the text, year of matter."""

from __future__ import annotations

import re
from datetime import UTC, date

from archive.model import READ_SECTIONS, DateMention, Page
from pipelines.dates.alone import local_moment
from pipelines.dates.choice import choose
from pipelines.dates.finder import find_dates
from pipelines.dates.words import fold
from pipelines.item import Item

#: Titles of schedules: a year in one is the year of every date below it.
_SCHEDULE = re.compile(
    r"\b(?:harmonogram|kalendarz|kalendarium|terminarz|rozklad|repertuar|program|plan)"
)


def date_item(item: Item) -> Item:
    """Fill ``published``, ``modified``, ``dates`` and, without a publication day, ``about_year``.

    What feeds, listings and sitemaps announced joins the page's own statements first, so that
    a record shows every candidate with its source. Dates that leave their year out are read
    against the publication day, else the day of the fetch.
    """
    page = item.page
    page.date_candidates += [c for c in item.announced if c not in page.date_candidates]
    fetched = item.visit.fetched_at
    chosen = choose(page.date_candidates, fetched)
    page.published, page.published_source = chosen.published, chosen.published_source
    page.modified, page.modified_source = chosen.modified, chosen.modified_source
    moment = fetched if fetched.tzinfo else fetched.replace(tzinfo=UTC)
    item.dates = page_dates(page, page.published or local_moment(moment).date())
    item.about_year, item.about_year_source = (
        (None, None) if page.published else about_year(page, item.dates)
    )
    return item


def page_dates(page: Page, reference: date) -> list[DateMention]:
    """Find the dates of every section a reader reads; offsets count into that section's text.

    Navigation is left out: it repeats the dates of other pages. Of two sections with one name
    only the first is searched, because a mention tells its section by name.
    """
    year = schedule_year(page.title or "")
    found: list[DateMention] = []
    for name in READ_SECTIONS:
        section = page.section(name)
        if section and section.text:
            heading = year if name == "main" else None
            found += find_dates(section.text, reference, section=name, heading_year=heading)
    return found


def schedule_year(title: str) -> int | None:
    """The one year a schedule's title names ("Harmonogram odbioru odpadów 2024"), else None."""
    if not _SCHEDULE.search(fold(title)):
        return None
    years = {m.lo.year for m in find_dates(title) if m.precision == "year" and m.lo}
    return years.pop() if len(years) == 1 else None


def about_year(page: Page, dates: list[DateMention]) -> tuple[int | None, str | None]:
    """The year a page is about and where that shows: its title, else its text; derived.

    A year written in the title counts before anything else. In the text it is the year that most
    explicit days and months fall in, the latest of equals; citations of acts do not count.
    """
    titled = [m for m in find_dates(page.title or "") if m.lo and m.role != "legal_act"]
    if titled and titled[0].lo:
        return titled[0].lo.year, "title"
    told = [
        mention
        for mention in dates
        if mention.section == "main"
        and mention.lo
        and mention.anchor is None
        and mention.precision in ("day", "month", "set", "interval")
        and mention.role != "legal_act"
    ]
    if not told:
        return None, None
    return _commonest_year(told), "text"


def _commonest_year(mentions: list[DateMention]) -> int:
    years = [mention.lo.year for mention in mentions if mention.lo]
    return max(sorted(set(years), reverse=True), key=years.count)


class DatesPipeline:
    """Scrapy's way to the dates step."""

    def process_item(self, item: Item) -> Item:
        """Date one item."""
        return item if item.prepared else date_item(item)
