"""``kronika cities add`` and ``cities check --online`` against the demo town on loopback."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.errors import KronikaError
from crawler.cli import cli
from crawler.demo.http import Response
from crawler.demo.server import DemoServer
from crawler.demo.town import DemoTown, expected, respond
from crawler.golden import cases
from crawler.profiles import load_profile
from crawler.scout.spider import sites_of

#: Headers that no longer hold when a test changes a body.
_OF_THE_BODY = ("Content-Length", "ETag", "Transfer-Encoding")
NEWS, BULLETIN = "http://www.olszynow.example/", "http://bip.olszynow.example/"


def kronika(*words: object) -> Result:
    """Run a command; a KronikaError becomes its exit code, as in main()."""
    result = CliRunner().invoke(cli, [str(word) for word in words])
    if isinstance(result.exception, KronikaError):
        result.exit_code = result.exception.exit_code
    return result


@pytest.fixture(scope="module")
def town() -> Iterator[DemoServer]:
    """The town on day 2."""
    with DemoServer(day=2) as server:
        yield server


def diverted(server: DemoServer) -> str:
    """The setting that leads the town's hosts to the server."""
    return f"KRONIKA_CONNECT_TO={json.dumps(server.connect_to)}"


@pytest.fixture(scope="module")
def added(town: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The folder into which both sites of the town were added, and what the command said."""
    folder = tmp_path_factory.mktemp("cities")
    result = kronika(
        "cities", "add", NEWS, BULLETIN, "--slug", "olszynow", "--cities", folder,
        "--pace", 0, "--yes", "-s", diverted(town),
    )  # fmt: skip
    return folder, result


def test_two_addresses_become_a_profile_that_loads(added):
    """The profile names every source the town has, and nothing of it is a guess."""
    folder, result = added
    assert result.exit_code == 0, result.output
    profile = load_profile("olszynow", folder)
    news, bulletin = profile.sites["news"], profile.sites["bulletin"]
    assert (profile.name, profile.aliases) == ("Olszynów", ("Urząd Miejski w Olszynowie",))
    assert [a.url for a in news.feeds] == [f"{NEWS}feed/"]
    assert [a.url for a in news.sitemaps] == [f"{NEWS}wp-sitemap.xml"]
    assert [a.url for a in news.listings] == [f"{NEWS}aktualnosci/"]
    assert (news.kind, bulletin.kind, news.hosts) == ("article", "notice", ("olszynow.example",))
    assert [a.url for a in bulletin.listings] == [
        f"{BULLETIN}index.php?id={n}" for n in range(10, 15)
    ]
    assert [a.url for a in bulletin.registers] == [f"{BULLETIN}index.php?id=5"]
    assert all(address.confirmed for site in (news, bulletin) for address in site.addresses)


def test_the_patterns_fit_exactly_the_articles(added):
    """Every article and notice of the town fits, no page without a date does."""
    profile = load_profile("olszynow", added[0])
    for url in expected(2, since=0).new:
        dated = bool(re.search(r"/20\d\d/\d\d/|dok=", url))
        assert profile.site_for(url).is_article(url) is dated, url


def test_the_system_and_the_doubts_are_told(added):
    """WordPress is named by its own word, the bulletin's maker by its footer."""
    folder, result = added
    text = (folder / "olszynow.toml").read_text("utf-8")
    assert "WordPress: generator WordPress 6.9" in text
    assert "none of the signs we know; made by INTER-KARTA" in text
    assert "no feed was found" in result.stderr
    assert re.search(r"\d+ requests in \d+ s; \d+ lines of TOML", result.stderr)


def test_ten_records_a_site_are_shown(added):
    """People see day, title and length of what was read before they trust the profile."""
    shown = re.findall(
        r"^  (20\d\d-\d\d-\d\d|no date)  +(.+)  \(\d+ characters\)", added[1].stderr, re.M
    )
    assert len(shown) == 20
    assert ("2026-03-03", "Pierwsze bociany nad Olszynką") in shown


def test_golden_cases_read_as_they_were_written(added):
    """The cases are those of `kronika golden`, and hold for the extractor of today."""
    made = cases(added[0] / "golden", ("olszynow",), added[0])
    assert len(made) == 20
    assert {case.expected["title"] for case in made} >= {"Pierwsze bociany nad Olszynką"}
    assert [list(case.differences()) for case in made] == [[]] * 20


def test_the_new_profile_crawls(added, town, tmp_path):
    """What was written is enough to find the town's pages."""
    result = kronika(
        "crawl", "olszynow", "--cities", added[0], "--archive", tmp_path / "a", "--quiet",
        "--pace", 0, "--limit", 12, "-s", diverted(town), "-s", "RETRY_ENABLED=0",
    )  # fmt: skip
    assert result.exit_code == 0, result.output


def test_a_profile_is_never_written_over(added, town):
    """A second add of the same city ends in 2, says how to compare, and asks nobody."""
    before = len(town.requests)
    result = kronika(
        "cities", "add", NEWS, "--slug", "olszynow", "--cities", added[0], "-s", diverted(town)
    )
    assert result.exit_code == 2
    assert "cities check olszynow --online" in str(result.exception)
    assert len(town.requests) == before


def test_without_yes_nothing_is_written_before_the_answer(town, tmp_path):
    """The profile is shown first; no answer is no."""
    result = kronika(
        "cities", "add", BULLETIN, "--cities", tmp_path / "c", "--pace", 0, "-s", diverted(town)
    )
    assert result.exit_code == 1
    assert "[sites.bulletin]" in result.stdout
    assert not (tmp_path / "c").exists()


def test_looking_is_as_polite_as_crawling(added, town):
    """robots.txt was read once a host, and what it forbids was not asked."""
    asked = [(request.host, request.target) for request in town.requests]
    assert not [target for _, target in asked if "wersja-robocza" in target or "dok=1002" in target]
    assert all("Kronika/" in request.headers["User-Agent"] for request in town.requests)


def test_a_real_city_needs_a_contact(tmp_path):
    """Nobody is asked before they can write to whoever asks."""
    result = kronika("cities", "add", "https://miasto.invalid", "--cities", tmp_path)
    assert result.exit_code == 2
    assert "USER_AGENT" in str(result.exception)


def test_a_site_that_gives_nothing_gets_no_profile(tmp_path):
    """Nothing read is an error, with the reason for each address."""
    silent = DemoServer(responder=lambda *_: Response(403, "Forbidden", [("Content-Length", "0")]))
    with silent as server:
        result = kronika(
            "cities", "add", NEWS, "--cities", tmp_path / "c", "--yes", "--pace", 0,
            "-s", diverted(server),
        )  # fmt: skip
    assert result.exit_code == 2
    assert "answered 403" in result.stderr
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("words", ["nowhere", "http://", "ftp://miasto.example/"])
def test_what_is_no_address_is_refused(words):
    """A slip is named before anything is asked."""
    if words == "nowhere":
        assert sites_of([words])[0].asked == "https://nowhere"
    else:
        assert kronika("cities", "add", words).exit_code == 2


def test_check_online_finds_nothing_where_nothing_changed(added, town):
    """Right after it was written a profile is as the sites are."""
    result = kronika(
        "cities", "check", "olszynow", "--online", "--cities", added[0], "-s", "RETRY_ENABLED=0",
        "-s", "DOWNLOAD_DELAY=0", "-s", "KRONIKA_PACE=0", "-s", diverted(town),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "olszynow: as its profile says" in result.stdout


def test_check_online_shows_drift(added):
    """A feed that went away, addresses of a new shape and a list without entries are told."""

    def moved(town: DemoTown, site, method, target, headers, origins=None) -> Response:
        if target.startswith("/feed/"):
            return Response(404, "Not Found", [("Content-Length", "0")])
        plain = {name: value for name, value in headers.items() if name != "Accept-Encoding"}
        answer = respond(town, site, method, target.replace("/wpis/", "/2026/"), plain, origins)
        body = answer.body.replace(b"/2026/", b"/wpis/")
        length = [("Content-Length", str(len(body)))] if body else []
        kept = [pair for pair in answer.headers if pair[0] not in _OF_THE_BODY]
        return replace(answer, body=body, headers=[*kept, *length])

    with DemoServer(day=2, responder=moved) as server:
        result = kronika(
            "cities", "check", "olszynow", "--online", "--cities", added[0],
            "-s", "RETRY_ENABLED=0", "-s", "KRONIKA_PACE=0", "-s", diverted(server),
        )  # fmt: skip
    assert result.exit_code == 6
    assert f"the feed {NEWS}feed/: answered 404" in result.stdout
    assert "articles fit none of the patterns" in result.stdout


def test_online_without_a_city_is_refused():
    """All shipped cities at once would be a crawl of the country."""
    assert kronika("cities", "check", "--online").exit_code == 2
