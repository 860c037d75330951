"""Read a page: bytes in, item out. Light to load, for other processes do it too."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from archive.model import Page, Visit
from crawler.documents import DOCUMENT, document_page
from crawler.extraction import extract
from crawler.frontier.target import Target
from crawler.profiles import CityProfile
from crawler.reservations import reservations, tdm_reserved
from crawler.watch.template import fingerprint
from pipelines.checks import SkipPage
from pipelines.item import Item
from pipelines.order import prepare


@dataclass(slots=True)
class Unread:
    """A page that was answered well and is to be read; ``body`` has its content coding undone."""

    visit: Visit
    target: Target
    headers: dict[str, str]
    body: bytes


def read_whole(profile: CityProfile, unread: Unread) -> Item:
    """Make an item and take it through the steps that need nothing but the item.

    The item comes also when the page is no content: then its visit has an outcome that says so.
    """
    item = make_item(profile, unread)
    with contextlib.suppress(SkipPage):  # the visit says it
        prepare(item)
    return item


def rejoin(item: Item, visit: Visit) -> None:
    """Give an item that was read elsewhere its own visit again, with what the reading told."""
    told = item.visit
    visit.canonical_url, visit.reason, visit.outcome = told.canonical_url, told.reason, told.outcome
    item.visit = visit


def make_item(profile: CityProfile, unread: Unread) -> Item:
    """Read a page: bytes in, item out. Pure, and the one place where that happens."""
    visit, target = unread.visit, unread.target
    page, reserved = _read_page(profile, unread), tdm_reserved(unread.headers, unread.body)
    page.issues += reservations(page, profile, tdm=reserved)
    return Item(
        page=page,
        visit=visit,
        kind=target.kind,
        announced=list(target.announced),
        rules=profile.url_rules(visit.url),
        voivodeship=profile.voivodeship,
        profile_digest=profile.digest,
        tdm_reserved=reserved,
    )


def _read_page(profile: CityProfile, unread: Unread) -> Page:
    visit = unread.visit
    if unread.target.kind == DOCUMENT:
        return document_page(unread.body, visit.url)
    page = extract(
        unread.body,
        visit.url,
        headers=unread.headers,
        profile=profile,
        fetched_at=visit.fetched_at,
    )
    page.template = fingerprint(unread.body)
    return page
