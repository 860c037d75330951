"""robots.txt: what an answer means, and what a crawl makes of it."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from crawler.fetch.robots import MAX_BYTES, MAX_CRAWL_DELAY_S, read_robots, robots_url
from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "robots" / "municipal.jsonl.gz"
PAGE = "https://um.example/2026/a/"
RULES = b"User-agent: *\nDisallow: /2026/\n"


def allowed(status: int, body: bytes = RULES, url: str = PAGE) -> bool:
    """Whether Kronika may ask for a page after this answer."""
    return read_robots(status, body).allows(url, "Kronika")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 304])
def test_a_client_error_means_no_rules(status):
    """4xx but 429: everything may be asked, whatever the body says."""
    assert allowed(status)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 599])
def test_a_server_error_means_wait(status):
    """5xx and 429: nothing may be asked, and the reason is named."""
    robots = read_robots(status, b"")
    assert not robots.allows(PAGE, "Kronika")
    assert robots.reason == "robots_unreachable"


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>User-agent: *\nDisallow: /</body></html>",
        b"\xef\xbb\xbf\r\n <HTML><title>x</title>",
        b"Warning: mysql in index.php\n<html><body>Disallow: /</body></html>",
    ],
)
def test_html_is_no_rules(body):
    """A page in the place of the rules forbids nothing, and is remarked."""
    robots = read_robots(200, body)
    assert robots.allows(PAGE, "Kronika")
    assert robots.reason == "robots_html"


@pytest.mark.parametrize(
    "body",
    [
        RULES,
        b"\xef\xbb\xbf" + RULES,
        RULES.replace(b"\n", b"\r\n"),
        RULES.replace(b"\n", b"\r"),
        "# Urząd Gminy Żółć\n".encode("cp1250") + RULES,
        "\ufeff".encode("utf-16-le") + RULES.decode().encode("utf-16-le"),
        b"# <html> is a comment\n" + RULES,
        b"User-agent: kronika\nDisallow: /2026/\n\nUser-agent: *\nAllow: /\n",
        b"user-AGENT : *\ndisallow:/2026/",
    ],
)
def test_rules_are_read_in_any_clothes(body):
    """BOM, line ends, foreign charsets, odd case: the rule holds all the same."""
    assert not allowed(200, body)
    assert allowed(200, body, "https://um.example/2025/a/")


def test_the_longest_rule_wins_and_allow_breaks_ties():
    """RFC 9309, 2.2.2."""
    body = b"User-agent: *\nDisallow: /2026/\nAllow: /2026/a/\nDisallow: /*.pdf$\n"
    assert allowed(200, body)
    assert not allowed(200, body, "https://um.example/2026/b/")
    assert not allowed(200, body, "https://um.example/x.pdf")


def test_only_the_first_500_kib_count():
    """A rule after the limit is not read, and the line at the limit is not cut into another."""
    filler = b"User-agent: *\n" + b"Disallow: /tajne/\n" * (MAX_BYTES // 18 + 1)
    assert allowed(200, filler + RULES)
    cut = b"User-agent: *\n" + b"#" * (MAX_BYTES - 30) + b"\nDisallow: /2026/aktualnosci/\n"
    assert allowed(200, cut, "https://um.example/2026/b/")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("10", 10.0), ("0.5", 0.5), ("0", 0.0), ("-3", 0.0), ("dziesięć", 0.0), ("nan", 0.0),
     ("86400", MAX_CRAWL_DELAY_S), ("inf", 0.0)],
)  # fmt: skip
def test_crawl_delay_is_read_and_capped(value, seconds):
    """A number of seconds counts, nonsense does not, and no city stops a crawl by a typo."""
    robots = read_robots(200, f"User-agent: *\nCrawl-delay: {value}\n".encode())
    assert robots.crawl_delay_s("Kronika") == seconds


PIECES = [
    b"User-agent: *\n", b"Disallow: ", b"Allow: ", b"/%zz", b"%E0%80", b"*", b"$", b"http://[",
    b"Crawl-delay: ", b"1e400", b"Request-rate: ", b"1/0", b"Visit-time: 9-", b"Sitemap: http://[x",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\n", b"\r", b"#", b":", b"?", b"\xc5\xbc",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_rubbish_is_no_crash(seed):
    """Whatever a server sends, reading it and asking about any address ends in yes or no."""
    chance = random.Random(seed)
    for _ in range(50):
        robots = read_robots(200, b"".join(chance.choices(PIECES, k=chance.randint(1, 60))))
        for url in (PAGE, "https://um.example/?q=%zz", "https://um.example/ż*$"):
            assert robots.allows(url, "Kronika") in (True, False)
        assert 0 <= robots.crawl_delay_s("Kronika") <= MAX_CRAWL_DELAY_S


def test_an_origin_has_its_own_rules():
    """Scheme, host and port name the file."""
    assert robots_url(("https", "um.example", 443)) == "https://um.example/robots.txt"
    assert robots_url(("http", "um.example", 8080)) == "http://um.example:8080/robots.txt"
    assert robots_url(("http", "::1", 80)) == "http://[::1]/robots.txt"


@pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus is not here")
def test_real_files_of_polish_towns_are_read():
    """None of 4,171 real bodies raises, and no page of HTML is taken for rules."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line) for line in lines]
    assert len(bodies) == 4171
    for entry in bodies:
        robots = read_robots(200, entry["body"].encode())
        robots.allows(f"https://{entry['host']}/aktualnosci/", "Kronika")
        assert 0 <= robots.crawl_delay_s("Kronika") <= MAX_CRAWL_DELAY_S
        if entry["looks_html"]:
            assert robots.reason == "robots_html", entry["host"]


def reasons(crawl) -> set[tuple[str, str, str]]:  # noqa: F811 - the fixture
    """Purpose, outcome and reason of every visit that has a reason."""
    rows = crawl.archive.visits().to_pylist()
    return {(row["purpose"], row["outcome"], row["reason"]) for row in rows if row["reason"]}


@pytest.mark.parametrize(
    "answer", [Answer(b"", 503), Answer(b"", 500), Answer(raw=lambda: None)], ids=str
)
def test_a_city_whose_rules_are_out_of_reach_is_not_asked(city, crawl, answer):  # noqa: F811
    """5xx or no answer to robots.txt: not one page is asked, and every refusal is told."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/robots.txt"] = answer
    spider = crawl()
    assert set(city.asked) == {"/robots.txt"}
    assert spider.verdict.exit_code in (4, 5)
    assert ("listing", "refused", "robots_unreachable") in reasons(crawl)


def test_robots_as_html_forbid_nothing_and_are_remarked(city, crawl):  # noqa: F811
    """The app shell in the place of robots.txt: the crawl goes on, the visit says it."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/robots.txt"] = Answer(b"<!doctype html><html><body></body></html>")
    assert crawl().verdict.name == "ok"
    assert ("robots", "read", "robots_html") in reasons(crawl)


def test_redirected_rules_hold(city, crawl):  # noqa: F811
    """Rules behind a redirect are those of the origin that redirected."""
    city.publish(a=article("Aleja Lipowa"), tajne=article("Tajne"))
    city.pages["/robots.txt"] = Answer(status=301, headers={"Location": "/r/robots.txt"})
    city.pages["/r/robots.txt"] = Answer(b"User-agent: *\nDisallow: /2026/tajne/\n")
    crawl()
    assert "/2026/a/" in city.asked
    assert "/2026/tajne/" not in city.asked


def test_rules_behind_endless_redirects_are_none(city, crawl):  # noqa: F811
    """More than five redirects in a row: as if there were no file (RFC 9309, 2.3.1.2)."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/robots.txt"] = Answer(status=302, headers={"Location": "/robots.txt"})
    assert crawl().verdict.name == "ok"
    assert city.asked.count("/robots.txt") == 6


def test_rules_are_asked_for_once(city, crawl):  # noqa: F811
    """However many requests wait, one fetch of robots.txt serves them all."""
    city.publish(**{f"p{n}": article(f"Strona {n}") for n in range(12)})
    crawl()
    assert city.asked.count("/robots.txt") == 1
