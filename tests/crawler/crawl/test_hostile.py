"""Servers that reset, stall, never end, or send far too much: bounded, named, nothing lost."""

from __future__ import annotations

import gzip
import itertools
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from archive.model import SnapshotPointer
from archive.run import RunWriter
from archive.snapshots import read_snapshot
from archive.snapshots.http import DECODED_BYTES, decode_content
from archive.snapshots.walk import Walk
from archive.verify import verify
from crawler.fetch.client import Client
from tests.certificates import make, server_context
from tests.crawler.crawl.conftest import Answer, article
from tests.support import NOON

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def reasons(crawl) -> dict[str, str | None]:
    """The reason of each page's visit, by the page's name."""
    rows = crawl.archive.visits().to_pylist()
    return {row["url"].rsplit("/", 2)[1]: row["reason"] for row in rows if "/2026/" in row["url"]}


def endless() -> Iterator[bytes]:
    """A page that never ends."""
    yield HEAD + b"\r\n"
    yield from itertools.repeat(b"<p>i dalej</p>" * 1000)


def dripping() -> Iterator[bytes]:
    """A byte now and then: the time counts for the whole answer."""
    yield HEAD + b"\r\n"
    while True:
        time.sleep(0.05)
        yield b"x"


@pytest.fixture
def patient(monkeypatch):
    """DOWNLOAD_TIMEOUT counts for the bad page alone: on a slow machine others may take long."""
    ask = Client.ask

    def ask_in_time(client, url, *request):
        return ask(client, url, *request[:2], None if url.endswith("/zla/") else 60)

    monkeypatch.setattr(Client, "ask", ask_in_time)


@pytest.mark.parametrize(
    ("answer", "reason", "timeout_s"),
    [
        (Answer(raw=lambda: None), "early_close", 60),
        (Answer(stream=endless), "too_large", 60),
        (
            Answer(raw=lambda: HEAD + b"Content-Length: 9999999\r\n\r\n" + b"x" * 2_000_000),
            "too_large",
            60,
        ),
        (Answer(stall=HEAD + b"Content-Length: 10\r\n\r\nhalf"), "timeout", 0.2),
        (Answer(stall=b""), "timeout", 0.2),
        (Answer(stream=dripping), "timeout", 0.2),
    ],
    ids=["hangs up", "never ends", "too long", "stalls", "says nothing", "drips"],
)
@pytest.mark.usefixtures("patient")
def test_a_bad_server_costs_one_page_and_is_named(city, crawl, answer, reason, timeout_s):
    """The page fails with its reason; the others are read; the run ends."""
    city.publish(dobra=article("Dobra strona"), zla=article("Zła strona"))
    city.pages["/2026/zla/"] = answer
    spider = crawl(DOWNLOAD_MAXSIZE=500_000, DOWNLOAD_TIMEOUT=timeout_s)
    city.release()
    assert reasons(crawl) == {"dobra": None, "zla": reason}
    assert spider.verdict.exit_code == 0
    assert crawl.archive.pages().num_rows == 1


def test_a_gzip_bomb_is_read_as_far_as_the_limit(city, crawl, monkeypatch):
    """A body that swells a thousandfold is cut at the limit; its bytes are kept as they came."""
    cut = partial(decode_content, limit=1_000_000)  # the limit in force takes seconds to read
    monkeypatch.setattr("crawler.fetch.handler.decode_content", cut)
    bomb = gzip.compress(b"<p>" + b"0" * 80_000_000)
    city.publish(bomba=article("x"))
    city.pages["/2026/bomba/"] = Answer(
        bomb, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )
    crawl()
    [visit] = [row for row in crawl.archive.visits().to_pylist() if "bomba" in row["url"]]
    assert (visit["size_bytes"], visit["reason"]) == (len(bomb), "broken_coding")
    snapshot = read_snapshot(crawl.root, SnapshotPointer(**visit["snapshot"]))
    assert snapshot.response.endswith(bomb)
    assert len(snapshot.body) <= DECODED_BYTES


def test_what_a_cut_answer_brought_is_kept(city, crawl):
    """The part that came is in the snapshot, marked with the reason it was cut."""
    city.publish(zla=article("x"))
    city.pages["/2026/zla/"] = Answer(raw=lambda: HEAD + b"Content-Length: 99\r\n\r\npolowa")
    crawl()
    [visit] = [row for row in crawl.archive.visits().to_pylist() if "/zla/" in row["url"]]
    snapshot = read_snapshot(crawl.root, SnapshotPointer(**visit["snapshot"]))
    assert snapshot.response == HEAD + b"Content-Length: 99\r\n\r\npolowa"
    assert snapshot.warc_headers["WARC-Truncated"] == "disconnect"


def test_style_sheets_and_logos_are_kept_once(city, crawl):
    """What a page needs to look right is asked for once, and not again the next day."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    for page in ("/2026/a/", "/2026/b/"):
        body = city.pages[page].body
        city.pages[page].body = body.replace(
            b"</head>", b'<link rel="stylesheet" href="/s.css"></head>'
        )
    city.pages["/s.css"] = Answer(
        b"body { background: url(/tlo.png) }", headers={"Content-Type": "text/css"}
    )
    city.pages["/tlo.png"] = city.pages["/logo.png"] = Answer(
        b"\x89PNG", headers={"Content-Type": "image/png", "ETag": '"1"'}
    )
    crawl()
    for path in ("/s.css", "/tlo.png", "/logo.png"):
        assert city.asked.count(path) == 1, path
    asked = len(city.asked)
    crawl()
    assert not {"/s.css", "/tlo.png", "/logo.png"} & set(city.asked[asked:])
    asked = len(city.asked)
    crawl(KRONIKA_REQUISITE_DAYS=0)
    assert "/logo.png" in city.asked[asked:]
    visits = crawl.archive.visits().to_pylist()
    last = max((v for v in visits if v["url"].endswith("/logo.png")), key=lambda v: v["fetched_at"])
    assert (last["http_status"], last["outcome"]) == (304, "unchanged")


def test_a_clock_that_goes_backwards_stops_nothing(city, crawl, monkeypatch):
    """When the system's clock is set back, the run goes on and keeps what it fetches."""
    import crawler.runs.opening
    from archive.when import utc_now

    moments: Callable[[], float] = iter(range(0, 10**6, 60)).__next__
    start = utc_now()

    def backwards():
        from datetime import timedelta

        return start - timedelta(seconds=moments())

    monkeypatch.setattr(crawler.runs.opening, "utc_now", backwards)
    city.publish(**{f"s{n}": article(f"Wiadomość {n}") for n in range(12)})
    published = []
    publish = RunWriter._publish
    monkeypatch.setattr(
        RunWriter, "_publish", lambda *told: (published.append(told), publish(*told))
    )
    spider = crawl(KRONIKA_BATCH_PAGES=10_000)
    assert spider.verdict.name == "ok"
    assert crawl.archive.pages().num_rows == 12
    assert len(published) > 1  # batches are not held up until the old time is reached again


def test_a_city_whose_certificate_vouches_for_itself_is_not_believed(city, crawl, tmp_path):
    """Nothing is asked of it; visits and snapshots say why, and so does the verdict."""
    profile = tmp_path / "cities/miasto.toml"
    profile.write_text(profile.read_text("utf-8").replace("http://", "https://"), "utf-8")
    tls = server_context(tmp_path, [make("www.miasto.example")])
    city.server.socket = tls.wrap_socket(city.server.socket, server_side=True)
    spider = crawl(KRONIKA_CONNECT_TO={"www.miasto.example:443": ("127.0.0.1", city.port)})
    assert city.asked == []
    assert spider.verdict.name == "site_down"
    reasons = {row["reason"] for row in crawl.archive.visits().to_pylist()}
    assert "tls_self_signed" in reasons
    [path] = (crawl.root / "snapshots/miasto").glob("*.warc.gz")
    _, *told = Walk(path)
    assert told
    assert all(b"tls-chain: self_signed\r\n" in record.start for record in told)
    assert verify(crawl.root, clock=lambda: NOON).findings == []
