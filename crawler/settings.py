"""Scrapy settings of Kronika, each that differs from Scrapy's default with its reason.

Settings of our own begin with KRONIKA_. Any can be given as ``-s NAME=VALUE``.
"""

import os

from pipelines.order import ITEM_PIPELINES as ITEM_PIPELINES

BOT_NAME = "kronika"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# asyncio alone: our download handler needs no Twisted reactor, and one process can crawl again.
TWISTED_REACTOR_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetch.handler.WireDownloadHandler",
    "https": "crawler.fetch.handler.WireDownloadHandler",
    "ftp": None,
    "file": None,
    "data": None,
    "s3": None,
}
# Of Scrapy's own parts, these; naming one as None would still load it, aiohttp and more with it.
EXTENSIONS_BASE = {
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
}
EXTENSIONS = {
    "crawler.extensions.logs.HarmlessLogs": 50,
    "crawler.demo.extension.DemoTownExtension": 100,
    "crawler.extensions.run.RunExtension": 200,
    "crawler.extensions.progress.ProgressExtension": 300,
    "crawler.extensions.hours.HoursExtension": 400,
}
# The run counts for itself; Scrapy's counts cost time at every page.
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
STATS_DUMP = False

# Nobody may steer a crawl from outside.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Manners. Pace comes from the city profile; these are for a profile that says nothing.
# A real city is not asked before the user agent names an e-mail or web address.
USER_AGENT = "Kronika/0.1 (archive of public city news; contact not set)"
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": 700,
}
DOWNLOADER_MIDDLEWARES = {"crawler.fetch.robots.RobotsMiddleware": 100}
# The spider sees every status, and the frontier knows what is asked: nothing is left to Scrapy's
# but the referrer of redirects, and each is a generator around the answer to every page.
SPIDER_MIDDLEWARES_BASE = {"scrapy.spidermiddlewares.referer.RefererMiddleware": 700}
SPIDER_MIDDLEWARES = {"crawler.stopping.StopBeforeStart": 100}
ROBOTSTXT_USER_AGENT = "Kronika"
DOWNLOAD_DELAY = 1.5  # between starts, per host and per address: docs/decisions/0006-pace.md
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # a page gives one item, and Scrapy starts so many tasks for every page
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "pl",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
COOKIES_ENABLED = False  # a session is asked for by a profile, never by default
REFERRER_POLICY = "no-referrer"
METAREFRESH_ENABLED = False  # waiting rooms reload themselves: extraction names them instead
REDIRECT_MAX_TIMES = 5  # RFC 9309, 2.3.1.2; pages follow their redirects in the spider

# Bounds: a city page is 60 KB, a scanned resolution 20 MB.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
KRONIKA_CONNECT_TIMEOUT = 20
KRONIKA_BACKOFF_S = 30.0  # pause after a 429 or 503; it doubles ...
KRONIKA_BACKOFF_MAX_S = 300.0  # ... up to this; a longer Retry-After leaves the host for the run
KRONIKA_BACKOFF_TIMES = 5  # 429 or 503 in a row until a host is left for the run
RETRY_TIMES = 2
# What crawler.fetch.handler raises; Scrapy's list names classes of its own clients and loads those.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the visit says it, and the summary counts it

# Content codings are undone by archive.snapshots.http, live and from snapshots alike.
COMPRESSION_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True

# The frontier looks a link up before a Request exists, and gives out what is next.
SCHEDULER = "crawler.frontier.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

LOG_LEVEL = "WARNING"
LOGSTATS_INTERVAL = 0

KRONIKA_ARCHIVE = "archive-kronika"
KRONIKA_CITIES = ""  # folder with city profiles of the user's own
KRONIKA_WORKERS = min(4, os.cpu_count() or 1)  # processes that read pages of long crawls; 0: none
KRONIKA_LIMIT = 0  # pages a run asks at most; 0: no bound
KRONIKA_RUN_HOURS = 24.0  # a run that takes longer is stopped; the next goes on where it stood
KRONIKA_PACE = None  # seconds between requests to one host; None: as the profile says
KRONIKA_REQUISITE_DAYS = 7  # a style sheet or logo is asked for again after so many days
KRONIKA_REVISIT = "due"  # known pages asked: those that are due, or "all" of them
KRONIKA_AUDIT_DAYS = 30.0  # after so many days all are asked, and every listing is walked whole
KRONIKA_ASKED_IN_FULL = ""  # hosts whose 304 was found wrong; set by the run
KRONIKA_PROBE_DAYS = 30.0  # a site is asked for a page it never had after so many days
KRONIKA_TDMREP_DAYS = 7.0  # /.well-known/tdmrep.json of a site is read again after so many days
KRONIKA_LISTING_PAGES = 500  # pages of one listing followed at most
KRONIKA_BATCH_PAGES = 250  # rows are published after so many pages ...
KRONIKA_BATCH_SECONDS = 30.0  # ... or so many seconds
KRONIKA_SEGMENT_BYTES = 1_000_000_000
KRONIKA_CONNECT_TO: dict[
    str, tuple[str, int]
] = {}  # "host:port" -> (address, port), as curl --connect-to
KRONIKA_HOURS = ""  # hours in which a city is asked: "22:00-06:00", "any"; "": as the profile says
KRONIKA_DEMO_DAY = 0  # day of the demo town; 0: the day after the last one crawled
KRONIKA_DEMO_FAULT = ""  # what goes wrong in the demo town (crawler/demo/faults.py)
KRONIKA_PROGRESS = True
