"""What a page reserves for itself is honoured, and hours are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

import crawler.runs.opening
from archive.errors import ConfigurationError
from crawler.profiles import load_profile
from crawler.reservations import tdm_reserved
from tests.crawler.crawl.conftest import article
from tests.support import NOON


def with_meta(name: str, content: str):
    """An article with a meta element."""
    page = article("Zastrzeżone")
    meta = f'<meta name="{name}" content="{content}"></head>'.encode()
    page.body = page.body.replace(b"</head>", meta, 1)
    return page


def with_header(name: str, content: str):
    """An article with a header."""
    page = article("Zastrzeżone")
    page.headers[name] = content
    return page


RESERVED = [
    (with_meta("robots", "index, noarchive"), "noarchive"),
    (with_meta("robots", "none"), "noarchive"),
    (with_header("X-Robots-Tag", "noarchive"), "noarchive"),
    (with_meta("tdm-reservation", "1"), "tdm_reserved"),
    (with_header("TDM-Reservation", "1"), "tdm_reserved"),
]


def reasons(crawl) -> dict[str, str | None]:
    """The reason of each article's visit."""
    rows = crawl.archive.visits(purpose="page").to_pylist()
    return {row["url"].rsplit("/", 2)[1]: row["reason"] for row in rows}


def test_what_is_reserved_makes_no_record(city, crawl):
    """The visit says why; what is not reserved is read as ever."""
    pages = {f"p{n}": page for n, (page, _) in enumerate(RESERVED)}
    city.publish(wolne=article("Wolne"), inne=with_meta("robots", "noindex, follow"), **pages)
    crawl()
    told = {f"p{n}": reason for n, (_, reason) in enumerate(RESERVED)}
    assert reasons(crawl) == told | {"wolne": None, "inne": None}
    assert {row["title"] for row in crawl.archive.pages().to_pylist()} == {"Wolne", "Zastrzeżone"}
    assert crawl.archive.pages().num_rows == 2


def test_a_profile_may_note_what_it_does_not_honour(city, crawl):
    """With a reason; then there are records, and those of mining are marked."""
    profile = crawl.folder / "cities/miasto.toml"
    text = profile.read_text()
    profile.write_text(text + '[robots]\nobey = false\ntdm = "note"\nreason = "zgoda miasta"\n')
    city.publish(a=RESERVED[0][0], b=RESERVED[3][0])
    crawl()
    rows = crawl.archive.pages().to_pylist()
    assert {row["url"].rsplit("/", 2)[1]: row["issues"] for row in rows} == {
        "a": [],
        "b": ["tdm_noted"],
    }


def test_noting_needs_a_reason(crawl):
    """By what right, in words."""
    profile = crawl.folder / "cities/miasto.toml"
    profile.write_text(profile.read_text() + '[robots]\ntdm = "note"\n')
    with pytest.raises(ConfigurationError, match="without a reason"):
        load_profile("miasto", crawl.folder / "cities")


@pytest.mark.parametrize(
    ("headers", "body", "reserved"),
    [
        ({"tdm-reservation": "0"}, b'<meta name="tdm-reservation" content="1">', False),
        ({}, b"<META content='1' name='tdm-reservation'/>", True),
        ({}, b"<meta name=tdm-reservation content=1>", True),
        ({}, b'<meta name="tdm-reservation" content="0">', False),
        ({}, b'<meta name="tdm-policy" content="1">', None),
        ({}, b"<meta " * 100_000, None),
    ],
)
def test_a_header_goes_before_the_page(headers, body, reserved):
    """TDMRep: the header decides, else the meta element, in any spelling."""
    assert tdm_reserved(headers, body) is reserved


@pytest.fixture
def noon(monkeypatch):
    """It is noon in Poland."""
    monkeypatch.setattr(crawler.runs.opening, "utc_now", lambda: NOON)


@pytest.mark.usefixtures("noon")
def test_outside_its_hours_a_city_is_not_asked(city, crawl):
    """Nothing is sent; the message says when, and how to ask all the same."""
    city.publish(a=article("Aleja Lipowa"))
    with pytest.raises(ConfigurationError, match=r"in 2\.0 hours"):
        crawl(KRONIKA_HOURS="14:00-15:00")
    assert city.asked == []


@pytest.mark.usefixtures("noon")
def test_within_its_hours_it_is(city, crawl):
    """As if there were none."""
    city.publish(a=article("Aleja Lipowa"))
    spider = crawl(KRONIKA_HOURS="11:00-14:00")
    assert spider.verdict.name == "ok"


def test_when_the_hours_are_over_the_next_run_goes_on(city, crawl, monkeypatch):
    """The first run ends as interrupted with what it has; nothing is lost, nothing asked twice."""
    city.publish(**{f"s{n:02}": article(f"Wiadomość {n}") for n in range(40)})
    seen = []

    def clock() -> datetime:
        late = len([path for path in seen if path.startswith("/2026/")]) >= 10
        return NOON + timedelta(hours=3) if late else NOON

    city.on_request = seen.append
    monkeypatch.setattr(crawler.runs.opening, "utc_now", clock)
    monkeypatch.setattr("crawler.extensions.hours._LOOK_S", 0.01)
    spider = crawl(KRONIKA_HOURS="11:00-14:00")
    assert (spider.verdict.name, spider.verdict.exit_code) == ("interrupted", 130)
    assert "hours" in spider.verdict.message
    monkeypatch.undo()
    assert crawl().verdict.name == "ok"
    assert crawl.archive.pages().num_rows == 40
