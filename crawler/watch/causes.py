"""Name what is wrong with a crawl, each cause with its evidence. Pure: figures in, causes out.

The rules and their thresholds are in docs/health.md; change both together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest

from crawler.watch.cadence import learn, silence
from crawler.watch.entries import Announced
from crawler.watch.layout import Doubt
from crawler.watch.odds import so_few, so_many
from crawler.watch.traffic import KEPT_OUT, UNREACHABLE, Traffic

#: From this share of what was asked on, a trouble is the site's state and no accident.
MOST = 0.5
#: From this share on a trouble is worth a word, when it is also this unlikely by what was before.
SOME, UNLIKELY = 0.1, 1e-5
#: Fewer than this prove nothing.
FEW = 3
#: A feed that lacks so many newer articles, so unlikely by how it kept up before, is frozen.
FEED_MISSES, FEED_UNLIKELY = 4, 1e-3
#: Slow is so many times the median before and at least so long (ms); without a past, this long.
SLOW_TIMES, SLOW_MS, SLOW_ALONE_MS = 4.0, 250.0, 5_000.0
#: From this share of what was asked on nobody is at home.
DOWN = 0.9
#: When none of so many newest articles is announced any more, the sources are empty.
NEWEST, FEW_NEWEST = 10, 5
#: Known pages gone at once: at least so many, and most of those asked.
GONE = 5


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that was wrong or is worth a word.

    ``code`` is a name of docs/health.md, ``site`` the city's site it is about (None: all),
    ``grave`` tells whether it makes the verdict, ``evidence`` is a sentence.
    """

    code: str
    site: str | None
    grave: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """One site in one run, and before it.

    ``doubts`` are those about its records (`crawler.watch.layout.doubts`), ``published`` the
    publication day of each article by canonical address. ``today`` is the Polish local day of the
    run; ``whole`` is false for a run bounded by ``--limit``.
    """

    name: str
    home: str
    today: date
    traffic: Traffic = field(default_factory=Traffic)
    before: Traffic = field(default_factory=Traffic)
    announced: Announced | None = None
    doubts: tuple[Doubt, ...] = ()
    published: Mapping[str, date] = field(default_factory=dict)
    crawl_delay_s: float = 0.0
    whole: bool = True

    def grave(self, code: str, evidence: str) -> Cause:
        """A cause that makes the verdict."""
        return Cause(code, self.name, grave=True, evidence=evidence)

    def remark(self, code: str, evidence: str) -> Cause:
        """A cause that is worth a word."""
        return Cause(code, self.name, grave=False, evidence=evidence)


def diagnose(site: SiteFigures) -> list[Cause]:
    """Every cause a site's figures show, the gravest first.

    What keeps a site from answering at all explains the rest: then only that is named.
    """
    shut = list(_shut(site))
    if shut:
        return shut
    found = [*_flaky(site), *_reading(site), *_sources(site)]
    if not any(cause.grave for cause in found):  # else it is no wonder that nothing came
        found += _quiet(site)
    found += _remarks(site)
    return sorted(found, key=lambda cause: not cause.grave)


def _shut(site: SiteFigures) -> Iterator[Cause]:
    """The site gave us nothing, or next to nothing: down, moved, or we are kept out."""
    traffic = site.traffic
    waiting, kept_out = traffic.waiting, traffic.kept_out
    if site.announced:
        codes = site.announced.no_content
        waiting += codes["waiting_room"]
        kept_out += sum(codes[code] for code in KEPT_OUT)
    foreign = sum(traffic.off_site.values())
    if _most(foreign, traffic):
        host, count = traffic.off_site.most_common(1)[0]
        told = f"{count} of {traffic.asked} requests were sent on to {host}, no host of the city's"
        yield site.grave("moved", f"{site.home}: {told}")
    elif _most(waiting, traffic):
        told = f"{waiting} of {traffic.asked} answers were a waiting room, status 200"
        yield site.grave("waiting_room", f"{site.home}: {told}")
    elif _most(kept_out, traffic) or _more_than_ever(kept_out, traffic, site.before.kept_out, site):
        yield site.grave("blocked", f"{site.home} refused us: {_refusals(site)}")
    elif _most(traffic.forbidden, traffic):
        told = f"robots.txt forbids {traffic.forbidden} of {traffic.asked} addresses"
        yield site.grave("blocked", f"{site.home}: {told}")
    elif _most(traffic.unreachable, traffic, DOWN):
        yield site.grave("down", f"No answer from {site.home}: {_troubles(traffic)}")


def _flaky(site: SiteFigures) -> Iterator[Cause]:
    traffic = site.traffic
    left = traffic.reasons["backed_off"]
    if left:
        told = f"{left} pages were left, as {site.home} kept us waiting (429 or 503)"
        yield site.grave("left", told)
    if _more_than_ever(traffic.unreachable, traffic, site.before.unreachable, site):
        told = f"{traffic.unreachable} of {traffic.asked} requests got no good answer"
        yield site.grave("flaky", f"{site.home}: {told} ({_troubles(traffic)})")


def _reading(site: SiteFigures) -> Iterator[Cause]:
    """Pages came, and do not read as they did."""
    traffic = site.traffic
    for doubt in site.doubts:
        say = site.grave if doubt.grave else site.remark
        yield say("layout_changed", f"{site.home}: {doubt.evidence}")
    if _more_than_ever(traffic.no_page, traffic, site.before.no_page, site):
        told = f"{traffic.no_page} of {traffic.asked} answers were no page"
        codes = _counted(traffic, ("empty_shell", "soft_404", "parked_domain"))
        yield site.grave("layout_changed", f"{site.home}: {told} ({codes})")
    gone, judged = traffic.outcomes["gone"], sum(traffic.outcomes.values())
    gone -= traffic.reasons["still_gone"]
    if gone >= GONE and gone >= MOST * judged:
        told = f"{gone} of {judged} pages asked are gone at once"
        yield site.grave("vanished", f"{site.home}: {told}")


def _sources(site: SiteFigures) -> Iterator[Cause]:
    """What announces pages: nothing at all, or a feed that stands still."""
    announced = site.announced
    if announced is None:
        return
    read, newest = (
        site.traffic.entries_read,
        nlargest(NEWEST, site.published, key=lambda page: site.published[page]),
    )
    missed = len(newest) >= FEW_NEWEST and announced.pages.isdisjoint(newest)
    if not announced.pages or (missed and site.whole):
        what = f"none of the {len(newest)} newest articles" if announced.pages else "no article"
        told = f"{read} listings, feeds and sitemaps were read and announce {what}"
        yield site.grave("nothing_announced", f"{site.home}: {told}")
    for feed, pages in announced.feeds.items() if site.whole else ():
        yield from _frozen(site, feed, pages)


def _frozen(site: SiteFigures, feed: str, pages: set[str]) -> Iterator[Cause]:
    """Whether a feed stopped: articles newer than all it names, though it used to name most."""
    days = [site.published[page] for page in pages if page in site.published]
    if not days:
        return
    first, newest = min(days), max(days)
    span = [page for page, day in site.published.items() if first <= day <= newest]
    of_site = (site.announced.pages if site.announced else set()) | pages
    usual = [page for page in span if page in of_site]
    later = [page for page in of_site if site.published.get(page, first) > newest]
    named = sum(page in pages for page in usual)
    if len(later) < FEED_MISSES or so_few(0, len(later), named, len(usual)) >= FEED_UNLIKELY:
        return
    told = f"nothing newer than {newest}, though {len(later)} articles have come since"
    kept_up = f"it named {named} of {len(usual)} until then"
    yield site.grave("feed_frozen", f"{feed} names {told}; {kept_up}")


def _quiet(site: SiteFigures) -> Iterator[Cause]:
    days = Counter(site.published.values())
    rhythm = learn(days)
    if rhythm is None:
        return
    quiet = silence(rhythm, max(days), site.today)
    if quiet.unlikely:
        told = (
            f"no article since {quiet.last}: {quiet.days} days, in which {quiet.expected:.0f} were "
            f"to be expected of {rhythm.items} in {rhythm.weeks} weeks; the chance of that is "
            f"{quiet.probability:.0e}"
        )
        yield site.grave("silent", f"{site.home}: {told}")


def _remarks(site: SiteFigures) -> Iterator[Cause]:
    now, usual = site.traffic.median_ms, site.before.median_ms
    if now and len(site.traffic.elapsed_ms) >= FEW:
        limit = SLOW_ALONE_MS if usual is None else max(SLOW_MS, SLOW_TIMES * usual)
        if now >= limit:
            before = "" if usual is None else f", {usual:.0f} ms before"
            told = f"a page takes {now:.0f} ms (median){before}"
            yield site.remark("slow", f"{site.home}: {told}")
    if site.traffic.reasons["robots_html"]:
        told = "a page of HTML came for robots.txt; it counts as no rules"
        yield site.remark("robots_html", f"{site.home}: {told}")
    if site.crawl_delay_s:
        told = f"robots.txt asks for {site.crawl_delay_s:g} s between requests; it was kept"
        yield site.remark("crawl_delay", f"{site.home}: {told}")


def _most(count: int, traffic: Traffic, share: float = MOST) -> bool:
    """Whether a trouble is the site's state: most of what was asked, or all there was."""
    if count >= FEW:
        return count >= share * traffic.asked
    return count > 0 and traffic.answered == 0


def _more_than_ever(count: int, traffic: Traffic, before: int, site: SiteFigures) -> bool:
    """Whether a trouble is too frequent for chance, by what was before."""
    if count < FEW or count < SOME * traffic.asked:
        return False
    return so_many(count, traffic.asked, before, site.before.asked) < UNLIKELY or (
        not site.before.asked
    )


def _refusals(site: SiteFigures) -> str:
    traffic = site.traffic
    codes = [code for code in traffic.reasons if code in KEPT_OUT]
    codes += sorted(code for code in traffic.reasons if code.startswith("http_4"))
    told = _counted(traffic, codes)
    if not told and site.announced:
        told = ", ".join(f"{code} {n}" for code, n in site.announced.no_content.items())
    return told


def _troubles(traffic: Traffic) -> str:
    codes = [code for code, _ in traffic.reasons.most_common() if _is_trouble(code)]
    return _counted(traffic, codes[:4])


def _is_trouble(code: str) -> bool:
    return code in UNREACHABLE or code.startswith("http_5")


def _counted(traffic: Traffic, codes: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"{code} {traffic.reasons[code]}" for code in codes if traffic.reasons[code])
