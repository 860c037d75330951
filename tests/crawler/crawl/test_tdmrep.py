"""What a host reserves for itself in /.well-known/tdmrep.json is read once, kept and honoured."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from archive.layout import Layout
from crawler.etiquette import examine
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from crawler.tdmrep import MiningRules, read_mining_rules
from tests.crawler.crawl.conftest import Answer, article
from tests.crawler.crawl.test_reserved import reasons, with_header, with_meta

FILE = "/.well-known/tdmrep.json"
RULES = [{"location": "/2026/foto", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]


def answer(told: object) -> Answer:
    """The file."""
    return Answer(json.dumps(told).encode(), headers={"Content-Type": "application/json"})


def asked(city) -> int:
    """How often the file was asked for."""
    return city.asked.count(FILE)


def test_what_a_host_reserves_makes_no_record(city, crawl):
    """The visit of a reserved page says why; other pages of the host are read."""
    city.pages[FILE] = answer(RULES)
    city.publish(a=article("Aleja Lipowa"), foto1=article("Zdjęcia"), foto2=article("Więcej"))
    crawl()
    assert reasons(crawl) == {"a": None, "foto1": "tdm_reserved", "foto2": "tdm_reserved"}
    assert crawl.archive.pages()["title"].to_pylist() == ["Aleja Lipowa"]


def test_what_a_page_says_of_itself_goes_before(city, crawl):
    """A header or a meta element of 0 opens what the file reserves."""
    city.pages[FILE] = answer(RULES)
    city.publish(foto1=with_header("TDM-Reservation", "0"), foto2=with_meta("tdm-reservation", "0"))
    crawl()
    assert reasons(crawl) == {"foto1": None, "foto2": None}


def test_it_is_read_once_after_robots_and_before_the_pages(city, crawl):
    """The second run knows it from the snapshot; after some days it is read again."""
    city.pages[FILE] = answer(RULES)
    city.publish(foto1=article("Zdjęcia"))
    crawl()
    places = [city.asked.index(path) for path in ("/robots.txt", FILE, "/2026/foto1/")]
    assert places == sorted(places)
    [visit] = crawl.archive.visits(purpose="tdmrep").to_pylist()
    assert (visit["outcome"], visit["http_status"]) == ("read", 200)
    assert visit["snapshot"]
    crawl()
    assert asked(city) == 1
    assert reasons(crawl) == {"foto1": "tdm_reserved"}
    crawl(KRONIKA_TDMREP_DAYS=0)
    assert asked(city) == 2


def test_robots_forbid_the_file_too(city, crawl):
    """Then there are no rules, and the file is not asked for."""
    city.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /.well-known/\n")
    city.pages[FILE] = answer(RULES)
    city.publish(foto1=article("Zdjęcia"))
    crawl()
    assert asked(city) == 0
    assert reasons(crawl) == {"foto1": None}


def test_an_answer_that_tells_nothing_leaves_what_was_known(city, crawl):
    """A server in trouble has not given its reservations up; one that took the file away has."""
    city.pages[FILE] = answer(RULES)
    city.publish(foto1=article("Zdjęcia"))
    crawl()
    city.pages[FILE] = Answer(b"x", 503)
    crawl(KRONIKA_TDMREP_DAYS=0, KRONIKA_BACKOFF_S=0.01)
    assert reasons(crawl) == {"foto1": "tdm_reserved"}
    del city.pages[FILE]
    crawl(KRONIKA_TDMREP_DAYS=0)
    assert crawl.archive.pages().num_rows == 1


def test_a_profile_may_only_note_it(city, crawl):
    """With a reason; then the record is marked."""
    profile = crawl.folder / "cities/miasto.toml"
    profile.write_text(profile.read_text() + '[robots]\ntdm = "note"\nreason = "art. 3"\n')
    city.pages[FILE] = answer(RULES)
    city.publish(foto1=article("Zdjęcia"))
    crawl()
    assert crawl.archive.pages()["issues"].to_pylist() == [["tdm_noted"]]


def test_reading_again_knows_it(city, crawl):
    """From snapshots alone the same pages are let go."""
    city.pages[FILE] = answer(RULES)
    city.publish(a=article("Aleja Lipowa"), foto1=article("Zdjęcia"))
    run = crawl().run
    profile = load_profile("miasto", crawl.folder / "cities")
    since = run.started_at - timedelta(days=1)
    with Reextraction(Layout(crawl.root), profile, since=since) as work:
        comparison = work.compare()
    assert comparison.same
    assert comparison.added == set()


def test_etiquette_finds_a_record_of_what_was_reserved(city, crawl, monkeypatch):
    """Our crawls have no breach; one that looks away has one for each page."""
    city.pages[FILE] = answer(RULES)
    city.publish(
        foto1=article("Zdjęcia"), a=article("Aleja"), b=with_header("TDM-Reservation", "1")
    )
    run = crawl().run.run_id
    assert examine(crawl.archive, run).breaches == 0
    monkeypatch.setattr("crawler.tdmrep.Mining.reserves", lambda *_: False)
    run = crawl().run.run_id
    report = examine(crawl.archive, run)
    [finding] = [one for one in report.findings if one.breaches]
    assert finding.rule == "reservations"
    assert [one.url.rsplit("/", 2)[1] for one in finding.breaches] == ["foto1"]


@pytest.mark.parametrize(
    ("rules", "path", "reserved"),
    [
        ([("/", 1)], "/a", True),
        ([("/", 0)], "/a", False),
        ([("/", 1), ("/wolne/", 0)], "/wolne/a", False),
        ([("/wolne/", 0), ("/", 1)], "/wolne/a", False),
        ([("/wolne/", 0), ("/", 1)], "/a", True),
        ([("/a", 1), ("/a", 0)], "/a", True),
        ([("/foto/*.html$", 1)], "/foto/a/b.html", True),
        ([("/foto/*.html$", 1)], "/foto/b.html?x", False),
        ([("/a$", 1)], "/a", True),
        ([("/a$", 1)], "/ab", False),
        ([("/*?id=", 1)], "/a?id=3", True),
        ([("/zdj%C4%99cia/", 1)], "/zdjęcia/1", True),
        ([("/a*a$", 1)], "/a", False),
        ([("*" * 5000 + "x$", 1)], "/" + "a" * 2000, False),
        ([], "/a", False),
    ],
)
def test_locations_are_matched_as_in_robots_txt(rules, path, reserved):
    """The longest location that fits decides; of two that are equal the one that reserves."""
    told = [{"location": place, "tdm-reservation": said} for place, said in rules]
    found = read_mining_rules(200, json.dumps(told).encode())
    assert found is not None
    assert found.reserves(f"http://www.miasto.example{path}") is reserved


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<!DOCTYPE html><p>Strona", b"[" * 100_000, b"null", b"7", b'"x"', b"\xff\xfe",
        b'[{"location": 3, "tdm-reservation": 1}, {"tdm-reservation": 1}, [], null]',
        b'[{"location": "/", "tdm-reservation": []}]', b'[{"location": "/"}]',
    ],
)  # fmt: skip
def test_what_is_no_such_file_reserves_nothing(body):
    """An application that answers every address with itself, and any other bytes."""
    assert read_mining_rules(200, body) == MiningRules()


def test_one_rule_without_a_list_is_read():
    """Some write the object alone, the number as text, and a byte order mark."""
    body = b'\xef\xbb\xbf{"location": "/", "tdm-reservation": "1"}'
    assert read_mining_rules(200, body) == MiningRules((("/", True),))


@pytest.mark.parametrize(
    ("status", "rules"),
    [(404, MiningRules()), (410, MiningRules()), (403, None), (500, None), (301, None), (0, None)],
)
def test_a_missing_file_has_no_rules_and_trouble_tells_nothing(status, rules):
    """Only the answer that there is none says that nothing is reserved."""
    assert read_mining_rules(status, b"") == rules
