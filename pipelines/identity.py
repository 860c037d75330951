"""The identity step: which page this is, and the id of this version of it."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from pipelines.item import Item
from pipelines.urls import UrlRules, host_of, reject

#: What may follow the address of a page in the address of another look of the same page.
_OTHER_LOOK = re.compile(r"amp|embed|print|drukuj|druk|pdf|(?:strona|page)/\d+")


def identify(item: Item) -> Item:
    """Fill ``canonical_url`` and ``record_id``, and the visit's ``canonical_url``.

    The page's own canonical link counts when it can be trusted (`trusted_claim`); one that
    cannot leaves the issue ``canonical_ignored``. Otherwise the address of the visit counts.
    """
    claim = item.page.canonical_url
    trusted = trusted_claim(claim, item.visit.url, rules_of(item)) if claim else None
    if claim and trusted is None:
        item.issues.append("canonical_ignored")
    return identify_as(item, trusted or own_address(item))


def identify_as(item: Item, canonical_url: str) -> Item:
    """Make the item a version of the page at ``canonical_url``."""
    visit = item.visit
    stored = visit.snapshot.warc_record_id if visit.snapshot else visit.visit_id
    item.canonical_url = visit.canonical_url = canonical_url
    item.record_id = record_id(visit.city, canonical_url, stored)
    return item


def own_address(item: Item) -> str:
    """The canonical spelling of the address the page was fetched from."""
    return rules_of(item).canonical(item.visit.url)


def rules_of(item: Item) -> UrlRules:
    """The identity rules an item travels with."""
    return item.rules or UrlRules(hosts=item.hosts)


def record_id(city: str, canonical_url: str, warc_record_id: str) -> str:
    """The id of a page version: the same snapshot of the same page has the same id everywhere.

    32 hex digits of the SHA-256 over the three values, each followed by a line feed, in UTF-8.
    """
    key = f"{city}\n{canonical_url}\n{warc_record_id}\n"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def trusted_claim(claim: str, url: str, rules: UrlRules) -> str | None:
    """The canonical spelling of a page's canonical link, or None when it cannot be believed.

    Believed are links to the same site. Not believed are the front page or a folder above the
    page (a template that prints one link everywhere), unless what follows is only another look
    of the page: ``/amp``, ``/drukuj``, a page of many.
    """
    own, site = rules.canonical(url), rules.chief_host(url) or host_of(url)
    if reject(claim) or (rules.chief_host(claim) or host_of(claim)) != site:
        return None
    claimed = rules.canonical(claim)
    asked, meant = urlsplit(own), urlsplit(claimed)
    if claimed == own:
        return claimed
    above = meant.path.rstrip("/") + "/"
    if meant.query:
        return claimed
    if asked.path.startswith(above) and asked.path != meant.path:
        rest = asked.path.removeprefix(above).strip("/")
        other_look = not rest or (above != "/" and _OTHER_LOOK.fullmatch(rest))
        return claimed if other_look else None
    if meant.path == "/" and asked.query:
        return None
    return claimed


class IdentityPipeline:
    """Scrapy's way to the identity step."""

    def process_item(self, item: Item) -> Item:
        """Identify one item."""
        return item if item.prepared else identify(item)
