"""The frontier: found, leased, done; each page once, whatever happens to the process."""

from __future__ import annotations

import pytest

from archive.model import DateCandidate
from crawler.frontier.frontier import Frontier
from crawler.frontier.store import FrontierStore
from crawler.frontier.target import Target
from crawler.profiles import parse_profile

PROFILE = parse_profile(
    r"""
name = "Miasto"
[sites.news]
home = "http://www.miasto.example/"
hosts = ["miasto.example"]
listings = ["http://www.miasto.example/aktualnosci/"]
articles = ['^/\d{4}/']
deny = ['/kalendarz']
[sites.bulletin]
home = "http://bip.miasto.example/"
kind = "notice"
""",
    "miasto.toml",
)


@pytest.fixture
def path(tmp_path):
    """Where the frontier lies."""
    return tmp_path / ".frontier" / "miasto.sqlite3"


def target(number: int) -> Target:
    """A target of this number."""
    url = f"http://www.miasto.example/2026/{number}"
    return Target(url, url, "news", "article", [DateCandidate("published", "2 marca", "feed")])


def drain(store: FrontierStore) -> list[Target]:
    """Lease everything that is waiting."""
    leased = []
    while found := store.lease():
        leased.append(found)
    return leased


def test_targets_come_out_once_in_the_order_they_were_found(path):
    """Each page is leased once, with what was announced of it."""
    store = FrontierStore(path)
    store.begin("sweep", "profile")
    for number in (3, 1, 2, 3):
        store.add(target(number))
    assert drain(store) == [target(3), target(1), target(2)]
    assert not store.waiting()


def test_a_killed_process_loses_nothing_and_repeats_nothing_done(path):
    """After a crash the next run gets what was found or leased, and not what was done."""
    store = FrontierStore(path)
    store.begin("sweep", "profile")
    for number in range(200):
        store.add(target(number))
    leased = [store.lease() for _ in range(90)]
    store.done(found.canonical_url for found in leased[:50] if found)
    del store  # no close: the process is gone
    again = FrontierStore(path)
    assert again.begin("another", "profile") == "sweep"
    assert [found.url for found in drain(again)] == [target(n).url for n in range(50, 200)]


def test_a_finished_sweep_is_forgotten(path):
    """After the end of a sweep the next begins with nothing found."""
    store = FrontierStore(path)
    store.begin("sweep", "profile")
    store.add(target(1))
    store.finish()
    assert not path.exists()
    assert FrontierStore(path).begin("next", "profile") == "next"


def test_another_profile_begins_another_sweep(path):
    """A sweep under other rules is not gone on with."""
    store = FrontierStore(path)
    store.begin("sweep", "profile")
    store.add(target(1))
    store.close()
    store = FrontierStore(path)
    assert store.begin("next", "changed profile") == "next"
    assert drain(store) == []


def test_a_sweep_that_is_over_is_not_gone_on_with(path):
    """Its last run was killed after its row and before it forgot the sweep."""
    store = FrontierStore(path)
    store.begin("20260302T1", "profile")
    store.add(target(1), done=True)
    assert store.begin("20260302T3", "profile", "20260302T2") == "20260302T3"
    assert store.identities() == []
    assert store.begin("20260302T4", "profile", "20260302T2") == "20260302T3"


def test_a_broken_file_is_no_loss(path):
    """The frontier is a cache: one that cannot be read is begun anew."""
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    store = FrontierStore(path)
    assert store.begin("sweep", "profile") == "sweep"


@pytest.fixture
def frontier(path):
    """A frontier of the town above."""
    store = FrontierStore(path)
    store.begin("sweep", PROFILE.digest)
    return Frontier(PROFILE, store)


@pytest.mark.parametrize(
    ("url", "listed", "kind"),
    [
        ("http://www.miasto.example/2026/03/remont/", True, "article"),
        ("https://miasto.example/2026/03/remont/#komentarze", True, "article"),
        ("http://www.miasto.example/2026/03/remont/", False, "article"),
        ("http://www.miasto.example/kontakt/", False, "page"),
        ("http://www.miasto.example/kontakt/", True, None),
        ("http://www.miasto.example/2026/kalendarz/2", True, None),
        ("http://www.miasto.example/aktualnosci/", False, None),
        ("http://bip.miasto.example/index.php?id=7", True, "notice"),
        ("http://www.obcy.example/2026/03/remont/", True, None),
        ('http://www.miasto.example/\\"http:/x', False, None),
        ("mailto:urzad@miasto.example", False, None),
    ],
)
def test_what_becomes_a_target(frontier, url, listed, kind):
    """Links on the city's sites become targets of the right kind; others are left alone."""
    assert frontier.offer(url, listed=listed) == (kind is not None)
    leased = frontier.store.lease()
    assert (leased.kind if leased else None) == kind


def test_one_page_is_one_target_under_all_its_addresses(frontier):
    """Host aliases, fragments and tracking parameters do not make another page."""
    assert frontier.offer("http://www.miasto.example/2026/a/")
    for other in (
        "https://miasto.example/2026/a/",
        "http://www.miasto.example/2026/a/#x",
        "http://www.miasto.example/2026/a/?utm_source=rss",
    ):
        assert not frontier.offer(other)
    assert frontier.pages == 1


def test_limit_bounds_pages_and_not_what_they_need(path):
    """--limit counts pages; style sheets and logos come along."""
    store = FrontierStore(path)
    store.begin("sweep", PROFILE.digest)
    frontier = Frontier(PROFILE, store, limit=2)
    offered = [frontier.offer(f"http://www.miasto.example/2026/{n}") for n in range(4)]
    assert offered == [True, True, False, False]
    assert frontier.full
    assert frontier.offer_requisite("http://www.miasto.example/style.css")
    assert not frontier.offer_requisite("http://cdn.obcy.example/style.css")
