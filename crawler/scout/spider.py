"""The spider that looks at sites: as polite as a crawl, and nothing it fetches is kept for long."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from archive.errors import ArchiveFault, ConfigurationError
from archive.model import Visit
from archive.run import RunWriter
from archive.snapshots.http import Head
from archive.when import utc_now
from crawler.etiquette.contact import require_contact
from crawler.fetch.refusal import NO_ANSWER
from crawler.process import run_spider
from crawler.profiles import CityProfile
from crawler.runs import apply_manners, new_run_id, open_run
from crawler.scout.look import Seen, SiteLook
from crawler.scout.reading import read_record
from crawler.scout.site import SiteScout
from pipelines.urls import host_of, reject


class ScoutSpider(Spider):
    """Looks at the sites of a profile, one after the other; ``looks`` holds what was seen.

    Robots, pace, back-off and refusal of private addresses are those of a crawl: the requests
    take the same way. ``run`` writes into the folder the settings name.
    """

    name = "scout"

    def __init__(self, profile: CityProfile, looks: list[SiteLook], run: RunWriter) -> None:
        super().__init__()
        self.profile = profile
        self.looks = looks
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler, profile: CityProfile, looks: list[SiteLook]) -> Self:
        """Set the pace and open the run.

        Raises:
            ConfigurationError: no contact is set for a real city.
        """
        settings = crawler.settings
        apply_manners(settings, profile)
        require_contact(settings.get("USER_AGENT"), profile, settings.getdict("KRONIKA_CONNECT_TO"))
        spider = cls(profile, looks, open_run(settings, profile, new_run_id(utc_now())))
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Look at each site; nothing is left to the scheduler."""
        for look in self.looks:
            await SiteScout(look, partial(self._ask, look), read_record).scout()
        nothing: list[Request] = []
        for request in nothing:
            yield request

    def stop_for(self, fault: ArchiveFault) -> None:
        """Remember that nothing can be written; every further request fails by it."""
        self.run.fault = fault

    async def _ask(self, look: SiteLook, url: str, purpose: str) -> Seen | None:
        """Fetch an address by the way of a crawl; None when no good answer came."""
        assert self.crawler.engine is not None
        request = Request(url, meta={"purpose": purpose, "site": look.name})
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest:
            look.silent[url] = "robots.txt forbids it"
            return None
        except NO_ANSWER as error:
            if self.run.fault is not None:
                raise self.run.fault from error
            visit: Visit | None = request.meta.get("visit")
            look.silent[url] = (visit.reason if visit else None) or str(error)
            return None
        final: Visit = response.meta["visit"]
        head: Head = response.meta["head"]
        if response.status != 200:
            look.silent[url] = f"answered {response.status}"
            return None
        sitemaps = request.meta.get("sitemaps", [])
        return Seen(response.url, response.body, dict(head.headers), final.fetched_at, sitemaps)


def look_at(
    profile: CityProfile, looks: list[SiteLook], settings: Mapping[str, Any]
) -> tuple[list[SiteLook], dict[str, int]]:
    """Look at the sites; returns what was seen, and how many requests and bytes it took.

    Raises:
        ConfigurationError: no contact is set.
        ArchiveFault: there is no room for the answers on the disk.
    """
    with TemporaryDirectory(prefix="kronika-look-") as folder:
        chosen = {
            "KRONIKA_ARCHIVE": str(Path(folder) / "archive"),
            "SCHEDULER": "scrapy.core.scheduler.Scheduler",
            "EXTENSIONS": {"crawler.demo.extension.DemoTownExtension": 100},
            "ITEM_PIPELINES": {},
            "KRONIKA_DEMO_DAY": 1,
            **settings,
        }
        spider = run_spider(ScoutSpider, chosen, profile=profile, looks=looks)
        assert isinstance(spider, ScoutSpider)
        spider.run.finish("ok", 0, "Looked.")
        if spider.run.fault is not None:
            raise spider.run.fault
        return looks, spider.run.counts()


def passing_profile(slug: str, looks: list[SiteLook], pace_s: float) -> CityProfile:
    """A profile of sites nobody knows yet, good enough to look at them."""
    return CityProfile.model_validate(
        {
            "slug": slug,
            "name": slug,
            "pace": {"delay_s": float(pace_s)},
            "sites": {look.name: {"name": look.name, "home": look.asked} for look in looks},
        }
    )


def sites_of(addresses: list[str]) -> list[SiteLook]:
    """The sites to look at, named by what they seem to be: news, bulletin, site3.

    Raises:
        ConfigurationError: an address is none.
    """
    looks: list[SiteLook] = []
    for address in dict.fromkeys(addresses):
        url = address if "://" in address else f"https://{address}"
        if reject(url) or not (host := host_of(url)):
            raise ConfigurationError(f"{address!r} is no web address; write https://host/")
        name = "bulletin" if "bip" in host.split(":")[0].split(".") else "news"
        if any(look.name == name for look in looks):
            name = f"site{len(looks) + 1}"
        looks.append(SiteLook(name, url))
    return looks


def name_bulletin(looks: list[SiteLook]) -> None:
    """Call the site that turned out to be the bulletin so, whatever its host is called."""
    if not any(look.name == "bulletin" for look in looks):
        for look in [look for look in looks if look.kind == "notice" and len(looks) > 1][:1]:
            look.name = "bulletin"
