"""A crawl from the first request to Parquet, over real HTTP on loopback."""

from __future__ import annotations

import json
import re
import threading

from archive.model import SnapshotPointer
from archive.snapshots import read_snapshot
from archive.snapshots.reader import parse_fields
from archive.snapshots.stored import exchanges
from archive.snapshots.walk import Walk
from tests.crawler.crawl.conftest import Answer, article
from tests.support import nobody


def outcomes(crawl) -> dict[str, str]:
    """Outcome of the last visit to each page."""
    rows = crawl.archive.visits(city="miasto").sort_by("fetched_at").to_pylist()
    return {row["url"].partition(".example")[2]: row["outcome"] for row in rows}


def test_pages_become_rows_with_their_snapshot(city, crawl):
    """Every article is a row; its pointer leads to the bytes the city sent."""
    city.publish(remont=article("Remont drogi"), sesja=article("Sesja rady"))
    spider = crawl()
    assert (spider.verdict.name, spider.verdict.exit_code) == ("ok", 0)
    rows = {row["title"]: row for row in crawl.archive.pages().to_pylist()}
    assert set(rows) == {"Remont drogi", "Sesja rady"}
    row = rows["Remont drogi"]
    assert row["canonical_url"] == "http://www.miasto.example/2026/remont/"
    assert (row["kind"], row["version"], str(row["published"])) == ("article", 1, "2026-03-02")
    snapshot = crawl.archive.snapshot(row["record_id"])
    assert snapshot.body == city.pages["/2026/remont/"].body
    assert snapshot.request.startswith(
        b"GET /2026/remont/ HTTP/1.1\r\nHost: www.miasto.example\r\n"
    )


def test_everything_asked_is_kept(city, crawl):
    """Robots, listing, feed, errors, logos: each request has its visit and its snapshot."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/2026/b/"] = Answer(b"blad", 500)
    city.pages["/aktualnosci/"].body += b'<main><a href="/2026/b/">b</a></main>'
    crawl()
    visits = crawl.archive.visits().to_pylist()
    asked = [row["url"].partition(".example")[2] for row in visits]
    assert sorted(asked) == sorted(city.asked)
    for row in visits:
        snapshot = read_snapshot(crawl.root, SnapshotPointer(**row["snapshot"]))
        assert snapshot.status == row["http_status"]
    assert {"/robots.txt", "/feed/", "/logo.png", "/2026/b/"} <= set(asked)


def test_second_crawl_finds_exactly_what_changed(city, crawl):
    """New, changed, unchanged and gone are told apart, and only changes make rows."""
    city.publish(
        a=article("Aleja Lipowa"),
        b=article("Boisko szkolne"),
        c=article("Ceny wody"),
        d=article("Dni miasta"),
    )
    crawl()
    city.publish(
        b=article("Boisko szkolne", "Zupełnie inny tekst o remoncie mostu. " * 4),
        e=article("Egzaminy"),
    )
    city.pages["/2026/c/"] = Answer(b"", 410)
    spider = crawl()
    counts = spider.run.counts()
    assert {name: counts[name] for name in ("new", "changed", "unchanged", "gone")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 2,
        "gone": 1,
    }
    changed = [row for row in crawl.archive.pages().to_pylist() if row["version"] == 2]
    assert [row["title"] for row in changed] == ["Boisko szkolne"]
    assert changed[0]["previous_record_id"]


def test_a_third_crawl_that_finds_nothing_new_is_fine(city, crawl):
    """Nothing new ends well, and adds no row."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    spider = crawl()
    assert (spider.verdict.name, spider.verdict.exit_code) == ("nothing_new", 0)
    assert crawl.archive.pages().num_rows == 1


def test_robots_are_obeyed_and_what_they_forbid_is_told(city, crawl):
    """A disallowed page is never asked; its visit is refused with the reason."""
    city.publish(a=article("Aleja Lipowa"), tajne=article("Tajne"))
    city.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /2026/tajne/\n")
    crawl()
    assert "/2026/tajne/" not in city.asked
    visit = [r for r in crawl.archive.visits().to_pylist() if "tajne" in r["url"]]
    assert [(r["outcome"], r["reason"], r["snapshot"]) for r in visit] == [
        ("refused", "robots", None)
    ]


def test_redirects_lead_to_the_page_and_are_kept(city, crawl):
    """A moved page is read where it now lies; the way there is a visit of its own."""
    city.publish(stary=article("x"))
    city.pages["/2026/stary/"] = Answer(status=301, headers={"Location": "/2026/nowy/"})
    city.pages["/2026/nowy/"] = article("Nowy adres")
    city.pages["/aktualnosci/"] = Answer(
        b'<main><a href="/2026/stary/">x</a></main>', headers={"Content-Type": "text/html"}
    )
    crawl()
    assert [row["title"] for row in crawl.archive.pages().to_pylist()] == ["Nowy adres"]
    assert outcomes(crawl)["/2026/stary/"] == "redirected"


def test_a_redirect_loop_ends(city, crawl):
    """A page that redirects to itself is left after a few hops."""
    city.publish(petla=article("x"))
    city.pages["/2026/petla/"] = Answer(
        status=302, headers={"Location": "http://www.miasto.example/2026/petla/#a"}
    )
    city.pages["/aktualnosci/"] = Answer(
        b'<main><a href="/2026/petla/">x</a></main>', headers={"Content-Type": "text/html"}
    )
    crawl()
    assert 2 <= city.asked.count("/2026/petla/") <= 8
    assert outcomes(crawl)["/2026/petla/"] == "failed"


def test_no_more_requests_at_once_than_the_profile_allows(city, crawl):
    """The host sees at most as many requests at a time as the profile's pace says."""
    city.publish(**{f"p{n}": article(f"Strona {n}") for n in range(30)})
    under_way, most, arrived = 0, 0, threading.Condition()

    def arrive(path: str) -> None:
        nonlocal under_way, most
        with arrived:
            under_way += 1
            most = max(most, under_way)
            arrived.notify_all()
            if path.startswith("/2026/"):  # hold the answer until as many as may have arrived
                arrived.wait_for(lambda: most >= 4, 30)
            under_way -= 1

    city.on_request = arrive
    crawl()
    assert most == 4


def test_limit_bounds_the_pages(city, crawl):
    """--limit asks for so many pages and no more."""
    city.publish(**{f"p{n}": article(f"Strona {n}") for n in range(9)})
    crawl(KRONIKA_LIMIT=3)
    assert crawl.archive.pages().num_rows == 3


def test_a_city_that_answers_with_nothing_is_no_success(city, crawl):
    """No page found: another exit code than 0, and a sentence that says what to look at."""
    city.pages["/aktualnosci/"] = Answer(
        b"<main>pusto</main>", headers={"Content-Type": "text/html"}
    )
    spider = crawl()
    assert (spider.verdict.name, spider.verdict.exit_code) == ("nothing_found", 3)
    assert re.search("listings", spider.verdict.message)


def test_a_city_that_is_down_is_no_success(city, crawl):
    """Nobody answers: site_down."""
    with nobody() as place:
        spider = crawl(KRONIKA_CONNECT_TO={"www.miasto.example:80": place})
    assert (spider.verdict.name, spider.verdict.exit_code) == ("site_down", 4)


def test_a_city_that_refuses_us_is_no_success(city, crawl):
    """403 everywhere: blocked."""
    city.pages["/aktualnosci/"] = Answer(b"", 403)
    city.pages["/feed/"] = Answer(b"", 403)
    spider = crawl()
    assert (spider.verdict.name, spider.verdict.exit_code) == ("blocked", 5)


def test_articles_without_dates_are_no_healthy_run(city, crawl):
    """Fewer dated articles than the profile expects: degraded, with the numbers."""
    profile = crawl.folder / "cities/miasto.toml"
    profile.write_text(profile.read_text() + "[expect]\nmin_share_dated = 0.9\n")
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne", date=""))
    spider = crawl()
    assert (spider.verdict.name, spider.verdict.exit_code) == ("degraded", 6)
    assert "1 of 2" in spider.verdict.message


def test_the_run_has_its_row(city, crawl):
    """What happened stands in runs: verdict, counts, settings, software."""
    city.publish(a=article("Aleja Lipowa"))
    spider = crawl()
    [run] = crawl.archive.runs().to_pylist()
    assert (run["run_id"], run["verdict"], run["exit_code"]) == (spider.run.run_id, "ok", 0)
    assert run["counts"]["new"] == 1
    assert dict(run["settings"])["ROBOTSTXT_OBEY"] == "True"
    assert "scrapy/" in run["software"]


def test_a_page_in_latin_letters_of_the_wrong_kind_and_hostile_answers(city, crawl):
    """A PDF behind a page's link, an early close, rubbish: counted with a reason, never a crash."""
    city.publish(dobry=article("Dobry"), pdf=article("x"), urwany=article("x"), smiec=article("x"))
    city.pages["/2026/pdf/"] = Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    city.pages["/2026/urwany/"] = Answer(
        raw=lambda: b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<html>"
    )
    city.pages["/2026/smiec/"] = Answer(raw=lambda: b"\x00\x01\x02 nonsense")
    spider = crawl()
    rows = crawl.archive.visits().to_pylist()
    reasons = {
        row["url"].rsplit("/", 2)[1]: row["reason"] for row in rows if "/2026/" in row["url"]
    }
    assert reasons == {
        "dobry": None,
        "pdf": "not_html",
        "urwany": "early_close",
        "smiec": "malformed",
    }
    assert spider.run.counts()["failed"] == 3


def test_a_segment_says_who_made_it_and_how(city, crawl):
    """Software, settings, contact and robots policy travel with the snapshots."""
    city.publish(a=article("Aleja Lipowa"))
    crawl(USER_AGENT="Kronika/0.1 (+https://kronika.example/o-nas; archiwum@kronika.example)")
    [path] = (crawl.root / "snapshots/miasto").glob("*.warc.gz")
    first = next(iter(Walk(path)))
    info = parse_fields(b"\r\n" + first.start)
    assert first.kind == "warcinfo"
    assert info["software"].startswith("Kronika/")
    assert info["operator"] == "https://kronika.example, archiwum@kronika.example"
    assert info["robots"] == "obey"
    assert json.loads(info["kronika-settings"])["CONCURRENT_REQUESTS_PER_DOMAIN"] == "4"
    assert info["http-header-user-agent"].startswith("Kronika/0.1 (")


def test_the_records_of_a_visit_say_how_it_went(city, crawl):
    """Tied by id, with the address that answered, digests, moment and time taken."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    [path] = (crawl.root / "snapshots/miasto").glob("*.warc.gz")
    visits = [stored for stored in exchanges(Walk(path)) if stored.answer is not None]
    assert len(visits) == len(city.asked)
    for stored in visits:
        request, metadata, answer = stored.records
        identity = answer.fields["WARC-Record-ID"]
        assert request.fields["WARC-Concurrent-To"] == identity
        assert metadata.fields["WARC-Concurrent-To"] == identity
        assert answer.fields["WARC-Concurrent-To"] == request.fields["WARC-Record-ID"]
        assert {record.fields["WARC-IP-Address"] for record in stored.records} == {"127.0.0.1"}
        assert len({record.fields["WARC-Date"] for record in stored.records}) == 1
        assert all(record.fields["WARC-Block-Digest"] for record in stored.records)
        assert answer.fields["WARC-Payload-Digest"].startswith("sha256:")
        assert int(stored.facts["fetchTimeMs"]) >= 0
