"""One random path a site tells what the site shows for pages it does not have."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from archive.layout import Layout
from crawler.probes import probe_url
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from tests.crawler.crawl.conftest import SENTENCE, Answer, City, article


def say_to_all(city: City, answer: Answer) -> None:
    """Answer every path the city does not have in the same way."""

    class Pages(dict):
        def get(self, path, default=None):
            found = super().get(path)
            return found or (default if path in ("/robots.txt", "/logo.png") else answer)

    city.pages = Pages(city.pages)


#: A city's own words for "not here", which no list of cue words has.
LOST = article("Zapraszamy na nasz portal", "Polecamy wybrane działy i tematy. " * 5, date="")


def visits(crawl, **asked) -> list[dict]:
    """Visits in the order of time."""
    return crawl.archive.visits(**asked).sort_by("fetched_at").to_pylist()


def test_what_looks_like_the_answer_to_a_random_path_is_no_news(city, crawl):
    """A removed article that shows the page for anything is a soft 404, whatever it says."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    city.pages["/2026/b/"] = LOST
    say_to_all(city, LOST)
    crawl()
    assert crawl.archive.pages()["title"].to_pylist() == ["Aleja Lipowa"]
    [lost] = [visit for visit in visits(crawl) if visit["url"].endswith("/b/")]
    assert (lost["outcome"], lost["reason"]) == ("failed", "soft_404")


def test_a_redirect_to_where_all_is_sent_is_a_soft_404(city, crawl):
    """A removed article that leads to the front page is not taken for moved."""
    nowhere = Answer(status=302, headers={"Location": "/"})
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    city.pages["/2026/b/"] = nowhere
    city.pages["/"] = article("Miasto")
    say_to_all(city, nowhere)
    crawl()
    [lost] = [visit for visit in visits(crawl) if visit["url"].endswith("/b/")]
    assert (lost["outcome"], lost["reason"]) == ("failed", "soft_404")
    assert crawl.archive.pages(kind="article")["title"].to_pylist() == ["Aleja Lipowa"]


def test_an_honest_site_is_asked_once_and_nothing_changes(city, crawl):
    """After a 404 nothing is doubted, and the next run does not ask again."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    crawl()
    [probe] = visits(crawl, purpose="probe")
    assert (probe["outcome"], probe["reason"], probe["http_status"]) == ("read", None, 404)
    assert len(crawl.archive.pages()) == 1
    crawl(KRONIKA_PROBE_DAYS=0)
    assert len(visits(crawl, purpose="probe")) == 2


def test_the_answer_is_remembered_between_runs(city, crawl):
    """The next run knows from the snapshot of an earlier probe what the site shows."""
    say_to_all(city, LOST)
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    city.publish(b=article("Boisko szkolne"))
    city.pages["/2026/b/"] = LOST
    crawl()
    assert len(visits(crawl, purpose="probe")) == 1
    [lost] = [visit for visit in visits(crawl) if visit["url"].endswith("/b/")]
    assert (lost["outcome"], lost["reason"]) == ("failed", "soft_404")


def test_pages_that_only_share_the_frame_stay(city, crawl):
    """An article beside the same menu and footer, or as short, is not taken for it."""
    say_to_all(city, LOST)
    city.publish(
        a=article("Zapraszamy na nasz jarmark", SENTENCE), b=article("Boisko", SENTENCE * 2)
    )
    crawl()
    assert len(crawl.archive.pages()) == 2


def test_an_answer_with_the_address_and_the_time_in_it_is_the_same(city, crawl):
    """What differs by address and number only is one answer."""

    def lost(path: str) -> Answer:
        text = "Nie znaleźliśmy tego, czego szukasz. Spróbuj ponownie albo przejdź do mapy. " * 3
        return article("Ups", f"{text} Adres: {path} {len(path)} 12:{len(path)}", date="")

    city.publish(a=article("Aleja Lipowa"), boisko=article("Boisko szkolne"))
    city.pages["/2026/boisko/"] = lost("/2026/boisko/")
    say_to_all(city, lost("zwykle"))
    crawl()
    assert crawl.archive.pages()["title"].to_pylist() == ["Aleja Lipowa"]


def test_robots_forbid_the_probe_too(city, crawl):
    """Where robots.txt lets nobody in, no random path is asked."""
    city.pages["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /*/$\nAllow: /2026/\nAllow: /akt",
        headers={"Content-Type": "text/plain"},
    )
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    assert not [path for path in city.asked if path.count("/") == 2 and len(path) == 22]
    [probe] = visits(crawl, purpose="probe")
    assert (probe["outcome"], probe["reason"]) == ("refused", "robots")
    assert len(crawl.archive.pages()) == 1


@pytest.mark.parametrize("later", [False, True])
def test_reading_again_knows_the_probes(city, crawl, later):
    """From snapshots alone, whole or since a day, the same pages are let go."""
    city.publish(a=article("Aleja Lipowa"))
    say_to_all(city, LOST)
    first = crawl()
    city.publish(b=article("Boisko szkolne"))
    city.pages["/2026/b/"] = LOST
    second = crawl()
    since = second.run.started_at if later else first.run.started_at - timedelta(days=1)
    profile = load_profile("miasto", crawl.folder / "cities")
    with Reextraction(Layout(crawl.root), profile, since=since) as work:
        comparison = work.compare()
    assert comparison.same and comparison.added == set()


def test_each_run_asks_another_path(crawl):
    """No site can have the page that is asked for."""
    profile = load_profile("miasto", crawl.folder / "cities")
    paths = {probe_url(profile.sites["news"], run) for run in ("a", "b", "c")}
    assert len(paths) == 3
    assert all(re.fullmatch(r"http://www.miasto.example/[b-t]{20}/", path) for path in paths)
