"""``kronika explain`` says why an address is in, out, or the same as another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import KronikaError
from crawler.cli import cli
from crawler.demo.traps import TRAPS
from crawler.discovery.memory import Memory, memory_path
from crawler.discovery.traps import Shape, shape_of

NEWS, BULLETIN = "http://www.olszynow.example", "http://bip.olszynow.example"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two days of the demo town."""
    folder = tmp_path_factory.mktemp("explained") / "archive"
    for _ in range(2):
        result = CliRunner().invoke(cli, ["crawl", "demo", "--archive", str(folder), "--quiet"])
        assert result.exit_code == 0, result.output
    return folder


def told(url: str, root: Path, *words: str) -> dict:
    """What the command says, as JSON; codes as keys."""
    result = CliRunner().invoke(cli, ["explain", url, "--archive", str(root), "--json", *words])
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    return said | {"codes": {reason["code"]: reason["text"] for reason in said["reasons"]}}


def test_an_article_is_in(root):
    """What matched and what became of it are told."""
    said = told(f"{NEWS}/2026/02/27/umowa-podpisana-oczyszczalnia-sciekow-z-dotacja/", root)
    assert (said["ruling"], said["city"], said["site"], said["kind"]) == (
        "in", "demo", "news", "article",
    )  # fmt: skip
    assert {"article", "visited", "record"} <= said["codes"].keys()


def test_other_spellings_are_the_same(root):
    """Alias, parameters, fragment: each rule that was applied is named."""
    page = f"{NEWS}/2026/02/27/umowa-podpisana-oczyszczalnia-sciekow-z-dotacja/"
    said = told(page.replace("www.", "") + "?utm_source=fb&print=1#top", root)
    assert (said["ruling"], said["same_as"]) == ("same", page)
    assert {"host_alias", "idle_params", "fragment"} <= said["codes"].keys()
    assert "print, utm_source" in said["codes"]["idle_params"]


def test_a_moved_article_is_where_it_leads(root):
    """A redirect met in a crawl is told with its goal."""
    moved = next(trap for trap in TRAPS if trap.name == "moved" and trap.path.startswith("/2026"))
    said = told(f"{NEWS}{moved.path}", root)
    assert said["ruling"] == "same"
    assert said["same_as"].startswith(f"{NEWS}/2026/02/18/rusza-przebudowa")
    assert "redirect" in said["codes"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"{NEWS}/kalendarz/?miesiac=2026-03", "denied"),
        (f"{NEWS}/2026/02/20/wersja-robocza-ankiety/", "robots"),
        (f"{BULLETIN}/index.php?dok=1002", "robots"),
        (f"{NEWS}/aktualnosci/", "entry"),
        (f"{NEWS}/a/a/a/a/", "trap_path_loop"),
        (f"{BULLETIN}/calendar/2026/03", "trap_calendar"),
        ("http://www.obcy.example/a", "off_site"),
        ("mailto:urzad@olszynow.example", "url_scheme"),
        (f'{NEWS}/\\"https:/x', "url_broken"),
    ],
)
def test_what_is_out_says_why(root, url, code):
    """Deny patterns, robots.txt, traps, other hosts and broken links each have their code."""
    said = told(url, root)
    assert said["ruling"] == "out"
    assert code in said["codes"]


def test_gone_pages_are_told(root):
    """A page that was taken down is still explained."""
    said = told(f"{NEWS}/2026/02/25/awaria-wodociagu-na-borowinie/", root)
    assert {"gone", "record"} <= said["codes"].keys()


def test_without_an_archive_the_profile_speaks(tmp_path):
    """No archive is no error: identity and patterns need none."""
    said = told("https://um.zabrze.pl/2020/03/11/tytul/", tmp_path / "none", "--city", "zabrze")
    assert said["same_as"] == "https://miastozabrze.pl/2020/03/11/tytul/"
    assert "host_alias" in said["codes"]


def test_an_archive_of_other_cities_is_told(root):
    """A city never crawled is named as that."""
    assert "never_crawled" in told("https://miastozabrze.pl/x", root)["codes"]


def test_for_eyes_nothing_takes_over_the_terminal(root):
    """Control characters of an address are shown, not obeyed."""
    result = CliRunner().invoke(cli, ["explain", f"{NEWS}/a\x1b[2J", "--archive", str(root)])
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_an_unknown_city_is_refused(root):
    """A slip in --city is an error of the command."""
    result = CliRunner().invoke(cli, ["explain", NEWS, "--city", "zabrz", "--archive", str(root)])
    assert isinstance(result.exception, KronikaError)


def test_an_address_that_was_taken_down_is_told_as_such(root, tmp_path):
    """In any spelling, and nothing else is said of what the archive held."""
    archive = tmp_path / "archive"
    shutil.copytree(root, archive, symlinks=True)
    page = f"{NEWS}/2026/02/27/umowa-podpisana-oczyszczalnia-sciekow-z-dotacja/"
    words = ["forget", page, "--archive", str(archive), "--reason", "próba", "--yes"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    for url in (page, page.replace("www.", "") + "?utm_source=fb"):
        said = told(url, archive)
        assert said["ruling"] == "out"
        assert "taken down" in said["codes"]["forgotten"]
        assert not {"visited", "never_asked", "record", "article"} & said["codes"].keys()


def test_what_crawls_learned_of_a_shape_is_told(root, tmp_path):
    """An address is out when those that look like it never gave a page."""
    archive = tmp_path / "archive"
    shutil.copytree(root, archive, symlinks=True)
    memory = Memory(memory_path(archive, "demo"))
    page = f"{NEWS}/galeria?foto=7"
    memory.shapes[shape_of(page)] = Shape(40, 0)
    memory.keep_shapes([shape_of(page)])
    memory.close()
    said = told(page, archive)
    assert said["ruling"] == "out"
    assert "trap_barren" in said["codes"]
