"""What a site shows today, held against what its profile says."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.profiles import Address, CityProfile, Site
from crawler.scout.look import SiteLook, Source
from crawler.scout.reading import told_repetition
from pipelines.urls import host_of

#: Records with a doubt up to this share are nothing to speak of.
_DOUBTED = 0.3


def sources_of(site: Site) -> list[tuple[str, str]]:
    """The addresses a profile names for a site, with what each is."""
    kinds = (
        ("feed", site.feeds),
        ("sitemap", site.sitemaps),
        ("listing", (*site.listings, *site.registers)),
    )
    return [(kind, address.url) for kind, addresses in kinds for address in addresses]


def drift(profile: CityProfile, look: SiteLook) -> Iterator[str]:
    """Sentences on what no longer is, or not yet, as the profile says; none when all is well."""
    site = profile.sites[look.name]
    if not look.answered:
        yield f"{look.name}: {site.home} gave no page ({look.silent.get(site.home, 'no answer')})"
        return
    yield from _moved(site, look)
    yield from _sources(site, look)
    yield from _articles(site, look)
    yield from _records(profile, site, look)


def _moved(site: Site, look: SiteLook) -> Iterator[str]:
    if host_of(look.home) != site.host:
        yield f"{site.name}: {site.home} leads to {look.home}: the site has moved"
    unknown = set(look.hosts) - {site.host, *site.hosts}
    for host in sorted(unknown):
        yield f"{site.name}: {host} is the same site; add it to hosts"


def _sources(site: Site, look: SiteLook) -> Iterator[str]:
    yield from _one_kind(site.name, "feed", site.feeds, look.feeds, look)
    yield from _one_kind(site.name, "sitemap", site.sitemaps, look.sitemaps, look)
    for address in (*site.listings, *site.registers):
        if address.url in look.silent:
            yield f"{site.name}: the listing {address.url}: {look.silent[address.url]}"
    named = {address.url for address in site.registers}
    for register in look.registers:
        if register.url not in named:
            yield f"{site.name}: the profile lacks a register of changes: {register.url}"
    if look.posts and not site.wordpress:
        yield f"{site.name}: the REST interface answers; wordpress = true would find all posts"
    if site.wordpress and not look.posts:
        yield f"{site.name}: wordpress = true, but the REST interface does not answer"


def _one_kind(
    site: str, what: str, said: tuple[Address, ...], found: list[Source], look: SiteLook
) -> Iterator[str]:
    working = {source.url for source in found}
    for address in said:
        if address.url in look.silent:
            yield f"{site}: the {what} {address.url}: {look.silent[address.url]}"
        elif address.url in working and not address.confirmed:
            yield f"{site}: the {what} {address.url} works; confirmed = false may go"
    for url in sorted(working - {address.url for address in said}):
        yield f"{site}: the profile lacks a {what} that works: {url}"


def _articles(site: Site, look: SiteLook) -> Iterator[str]:
    read = [record.seen.url for record in look.records]
    missed = [url for url in read if not site.is_article(url)] if site.articles else []
    if missed:
        yield (
            f"{site.name}: {len(missed)} of {len(read)} articles fit none of the patterns, "
            f"such as {missed[0]}; seen now: {', '.join(look.patterns)}"
        )
    denied = [url for url in read if site.is_denied(url)]
    if denied:
        yield f"{site.name}: {len(denied)} articles are denied, such as {denied[0]}"


def _records(profile: CityProfile, site: Site, look: SiteLook) -> Iterator[str]:
    count = len(look.records)
    if not count:
        yield f"{site.name}: no article could be read"
        return
    if look.dated < profile.expect.min_share_dated * count:
        yield (
            f"{site.name}: {look.dated} of {count} articles have a date, fewer than the share of "
            f"{profile.expect.min_share_dated} the profile expects"
        )
    doubted = [record for record in look.records if record.doubts]
    if len(doubted) > _DOUBTED * count:
        codes = sorted({code for record in doubted for code in record.doubts})
        yield f"{site.name}: {len(doubted)} of {count} articles are doubtful: {', '.join(codes)}"
    yield from (f"{site.name}: {told}" for told in told_repetition(look.records))
