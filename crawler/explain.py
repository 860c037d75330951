"""Say why an address is in, out, or the same as another: from profile and archive, offline."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from archive.api import Archive
from archive.errors import ArchiveFault
from archive.forget import Tombstones
from archive.model import SnapshotPointer
from archive.rows import table_to_rows
from archive.snapshots import read_snapshot
from crawler.discovery.memory import Memory, memory_path
from crawler.discovery.traps import Shape, Traps, is_calendar
from crawler.fetch.handler import origin_of
from crawler.fetch.robots import Robots, read_robots, robots_url
from crawler.probes import known_probes
from crawler.profiles import CityProfile, Site
from pipelines.urls import host_of, reject

Ruling = Literal["in", "out", "same"]
#: Sentences for the codes of `pipelines.urls.reject` (docs/issues.md).
_REJECTED = {
    "url_scheme": "it is no http or https address",
    "url_too_long": "it is longer than 2048 characters",
    "url_template": "it holds an unfilled template",
    "url_broken": "it holds quotes, backslashes or angle brackets, left by broken markup",
    "url_host": "it has no valid host name",
}
_TRAPS = {
    "trap_path_loop": "its path comes round again",
    "trap_calendar": "it is a page of a calendar; a sweep takes the first few only",
    "trap_barren": "of the addresses that look like it, hardly any ever gave a page",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that decides about an address: a code, and a sentence."""

    code: str
    text: str


@dataclass(slots=True)
class Explanation:
    """What becomes of an address and why; ``same_as`` is the address that counts for it."""

    url: str
    city: str | None
    site: str | None
    ruling: Ruling
    same_as: str | None
    kind: str | None
    reasons: list[Reason]

    def as_dict(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)


def explain(
    url: str, profiles: Mapping[str, CityProfile], archive: Archive | None, agent: str
) -> Explanation:
    """Explain one address; ``agent`` is the product token robots.txt is read for.

    ``profiles`` are the cities to look in; the archive may be absent. Nothing is asked.

    Raises:
        ArchiveFault: the archive cannot be read.
    """
    if code := reject(url):
        return _out(url, Reason(code, _REJECTED[code]))
    profile = next((p for p in profiles.values() if p.site_for(url) is not None), None)
    if profile is None or (site := profile.site_for(url)) is None:
        host = host_of(url)
        return _out(url, Reason("off_site", f"{host} is no host of a city that was looked in"))
    canonical = profile.canonical(url)
    reasons = list(_spelling(url, canonical, profile))
    against = list(_against(url, canonical, profile, site, _learned_shapes(archive, profile.slug)))
    same_as = canonical if canonical != url.partition("#")[0] else None
    if archive is not None and _taken_down(archive, url, canonical):
        against.insert(0, Reason("forgotten", "it was taken down for good (kronika forget --list)"))
    elif archive is not None and profile.slug not in archive.cities():
        reasons.append(Reason("never_crawled", f"the archive holds nothing of {profile.name}"))
    elif archive is not None:
        against += [
            *_forbidden(url, archive, profile, agent), *_reserved(canonical, archive, profile)
        ]  # fmt: skip
        known, held = _held(url, archive, profile)
        reasons += held
        if known is not None and known != canonical:
            same_as = known
    ruling: Ruling = "out" if against else "same" if same_as else "in"
    kind = None if against else site.kind_of(url)
    return Explanation(
        url, profile.slug, site.name, ruling, same_as, kind,
        [*against, *reasons, *([] if against else _in_favour(url, site))],
    )  # fmt: skip


def _out(url: str, reason: Reason) -> Explanation:
    return Explanation(url, None, None, "out", None, None, [reason])


def _spelling(url: str, canonical: str, profile: CityProfile) -> Iterator[Reason]:
    """Which rules made the canonical address of the one asked."""
    asked, meant = urlsplit(url), urlsplit(canonical)
    host, chief = host_of(url), host_of(canonical)
    if host != chief:
        yield Reason("host_alias", f"{host} is another name of {chief}")
    elif asked.netloc != meant.netloc:
        yield Reason("host_spelling", f"the host is written {meant.netloc}")
    if asked.scheme.lower() != meant.scheme:
        yield Reason("scheme", f"the site is known by {meant.scheme}")
    if asked.fragment:
        yield Reason("fragment", "what stands behind # never goes over the wire")
    kept = {name for name, _ in parse_qsl(meant.query, keep_blank_values=True)}
    pairs = parse_qsl(asked.query, keep_blank_values=True)
    if dropped := sorted({name for name, _ in pairs} - kept):
        site = profile.site_for(url)
        only = f"; only {', '.join(site.keep_params)} count" if site and site.keep_params else ""
        yield Reason("idle_params", f"these parameters do not count: {', '.join(dropped)}{only}")
    elif asked.query != meant.query:
        yield Reason("param_order", "parameters are put in order and one spelling")
    if asked.path != meant.path:
        yield Reason("path_spelling", f"the path is written {meant.path}")


def _learned_shapes(archive: Archive | None, city: str) -> Mapping[str, Shape]:
    """What earlier crawls learned of shapes of addresses; nothing where it cannot be read."""
    path = memory_path(archive.path, city) if archive is not None else None
    if path is None or not path.exists():
        return {}
    with contextlib.suppress(ArchiveFault), contextlib.closing(Memory(path)) as memory:
        return memory.shapes
    return {}


def _taken_down(archive: Archive, url: str, canonical: str) -> bool:
    tombstones = Tombstones.of(archive.path)
    return url in tombstones or canonical in tombstones


def _against(
    url: str, canonical: str, profile: CityProfile, site: Site, shapes: Mapping[str, Shape]
) -> Iterator[Reason]:
    entries = {profile.canonical(address.url) for address in site.addresses}
    if canonical in entries:
        yield Reason("entry", "it is a listing, feed, sitemap or register: read for links only")
    target = urlsplit(url)
    path = target.path + (f"?{target.query}" if target.query else "")
    for pattern in site.deny:
        if pattern.search(path):
            yield Reason("denied", f"the profile denies {pattern.pattern}")
    if trap := Traps(shapes).judge(canonical):
        yield Reason(trap, _TRAPS.get(trap, "it looks like a way without an end"))
    elif is_calendar(canonical):
        yield Reason("trap_calendar", _TRAPS["trap_calendar"])


def _in_favour(url: str, site: Site) -> list[Reason]:
    if site.is_article(url):
        return [Reason("article", f"it fits a pattern of articles, so it becomes a {site.kind}")]
    if not site.articles:
        return [Reason("no_patterns", "the site has no patterns: what a list names is an article")]
    return [
        Reason(
            "no_article",
            "it fits no pattern of articles: asked only when a sitemap names it, as a page",
        )
    ]


def _forbidden(url: str, archive: Archive, profile: CityProfile, agent: str) -> Iterator[Reason]:
    """What the newest robots.txt in the archive says of the address."""
    if not profile.robots.obey:
        return
    seen = _last_robots(url, archive, profile.slug)
    if seen is not None and not seen[0].allows(url, agent):
        yield Reason("robots", f"robots.txt of {seen[1]:%Y-%m-%d %H:%M} UTC forbids it")


def _reserved(url: str, archive: Archive, profile: CityProfile) -> Iterator[Reason]:
    """What the newest tdmrep.json in the archive says of the address."""
    honoured = profile.robots.tdm == "honour"
    if honoured and known_probes(archive, profile).mining.reserves(url):
        yield Reason("tdm_reserved", "its host's tdmrep.json reserves it: no record is made")


def _last_robots(url: str, archive: Archive, city: str) -> tuple[Robots, datetime] | None:
    rows = table_to_rows(
        archive.visits(city, url=robots_url(origin_of(url)), columns=["fetched_at", "snapshot"])
    )
    stored = [row for row in rows if row["snapshot"]]
    if not stored:
        return None
    last = max(stored, key=lambda row: row["fetched_at"])
    snapshot = read_snapshot(archive.path, SnapshotPointer(**last["snapshot"]))
    return read_robots(snapshot.status, snapshot.body), last["fetched_at"]


def _held(url: str, archive: Archive, profile: CityProfile) -> tuple[str | None, list[Reason]]:
    """The page an address led to, and what the archive tells of it."""
    canonical, city = profile.canonical(url), profile.slug
    columns = ["url", "canonical_url", "fetched_at", "outcome", "reason", "location", "purpose"]
    rows = table_to_rows(archive.visits(city, url=[canonical, url], columns=columns))
    visits = sorted(
        (row for row in rows if row["purpose"] == "page" and not _hop(row, profile)),
        key=lambda row: row["fetched_at"],
    )
    if not visits:
        return None, [Reason("never_asked", "the archive holds no visit of it")]
    last = visits[-1]
    told = [_visit(last)]
    known: str = last["canonical_url"] or canonical
    if last["outcome"] == "redirected" and last["location"]:
        known = profile.canonical(last["location"])
        told.append(Reason("redirect", f"it leads to {known}"))
    elif known != canonical:
        told.append(Reason("canonical_link", f"its page says that it is {known}"))
    others = sorted({row["url"] for row in visits} - {canonical, known, url})
    if others:
        told.append(Reason("aliases", f"also met as {', '.join(others[:5])}"))
    return known, [*told, *_versions(known, archive, city)]


def _hop(visit: Mapping[str, Any], profile: CityProfile) -> bool:
    """Whether a visit is a redirect on the way to one page: http to https, alias to chief."""
    location = visit["location"]
    return bool(
        visit["outcome"] == "redirected"
        and location
        and profile.canonical(location) == profile.canonical(visit["url"])
    )


def _visit(visit: Mapping[str, Any]) -> Reason:
    why = f" ({visit['reason']})" if visit["reason"] else ""
    code = "gone" if visit["outcome"] == "gone" else "visited"
    return Reason(
        code, f"last asked {visit['fetched_at']:%Y-%m-%d %H:%M} UTC: {visit['outcome']}{why}"
    )


def _versions(canonical: str, archive: Archive, city: str) -> list[Reason]:
    rows = table_to_rows(archive.pages(city, url=canonical, columns=["version", "title"]))
    if not rows:
        return [Reason("no_record", "no record was made of it")]
    last = max(rows, key=lambda row: row["version"])
    return [Reason("record", f"{len(rows)} versions, the last titled {last['title'] or 'nothing'}")]
