"""An item: a page in flight, from the crawler's hands to a record."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.model import DateCandidate, DateMention, Page, Visit
from pipelines.urls import UrlRules


@dataclass(slots=True)
class Item:
    """A page and the visit it came from; the steps fill the rest, in their order.

    ``page`` is what extraction read (its ``badges`` get their funders from the funders step),
    ``visit`` the attempt that fetched it (with the snapshot pointer). ``announced`` are dates a
    feed, listing or sitemap gave for this address. ``hosts`` maps each host alias of the city to
    its chief host; ``rules`` are the whole identity rules of the page's site, and go before
    ``hosts`` when given. ``voivodeship`` ("śląskie") settles which region's programme a shared
    acronym means. ``tdm_reserved`` is what the answer itself says of text and data mining (None:
    nothing). ``prepared`` says that the steps which need nothing but the item were taken
    already (`pipelines.order.prepare`).

    Fields below ``prepared`` are set by steps: identity (``canonical_url``, ``record_id``), dates
    (``dates``, ``about_year``), change (``content_digest``, ``version``, ``previous_record_id``,
    and the visit's outcome).
    """

    page: Page
    visit: Visit
    kind: str = "page"
    announced: list[DateCandidate] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)
    rules: UrlRules | None = None
    voivodeship: str | None = None
    profile_digest: str | None = None
    tdm_reserved: bool | None = None
    prepared: bool = False
    canonical_url: str = ""
    record_id: str = ""
    dates: list[DateMention] = field(default_factory=list)
    about_year: int | None = None
    about_year_source: str | None = None
    content_digest: str = ""
    version: int = 1
    previous_record_id: str | None = None
    issues: list[str] = field(default_factory=list)
