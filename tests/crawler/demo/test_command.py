"""``kronika demo``."""

from __future__ import annotations

import signal
import subprocess
import sys
from http.client import HTTPConnection

from click.testing import CliRunner

from archive.errors import ConfigurationError
from crawler.cli.demo import command
from crawler.demo.server import DemoServer
from crawler.demo.town import expected
from crawler.profiles import load_profile


def test_pages_lists_what_a_crawl_finds():
    """One line a page: outcome and address."""
    result = CliRunner().invoke(command, ["pages", "--day", "2"])
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    found = expected(2)
    assert {url for outcome, url in rows if outcome == "gone"} == found.gone
    assert {url for outcome, url in rows if outcome == "new"} == found.new


def test_serve_says_where_and_ends_with_ctrl_c():
    """Addresses go to stdout, words to stderr; an interrupt is no failure."""
    code = "from crawler.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "demo", "serve", "--port", "0", "--day", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        lines = [process.stdout.readline().split() for _ in range(3)]
        assert [line[0] for line in lines] == ["news", "bulletin", "reference"]
        host = lines[0][1].removeprefix("http://").strip("/")
        connection = HTTPConnection(host, timeout=60)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "day 2" in words
    assert "Traceback" not in words


def test_a_taken_port_is_a_plain_sentence():
    """The error says which port and what to do."""
    with DemoServer() as server:
        port = str(server.port("news"))
        result = CliRunner().invoke(command, ["serve", "--port", port])
    assert isinstance(result.exception, ConfigurationError)
    assert port in str(result.exception)
    assert "--port" in str(result.exception)


def test_the_profile_fits_the_town():
    """Every record is an article, notice or page by the profile, and none is denied."""
    profile = load_profile("demo")
    assert profile.builtin == "demo"
    found = expected(1)
    assert len(found.new) >= profile.expect.min_records
    for url in found.new:
        site = profile.site_for(url)
        assert not site.is_denied(url)
        assert profile.canonical(url) == url
        dated = "/index.php?dok=" in url or "/20" in url
        assert site.kind_of(url) == ((site.kind) if dated else "page")


def test_the_profile_denies_the_calendar_and_folds_duplicates():
    """The endless calendar is never asked; print versions and marks lead to the article."""
    profile = load_profile("demo")
    news = profile.sites["news"]
    assert news.is_denied("http://www.olszynow.example/kalendarz/?miesiac=2026-04")
    article = "http://www.olszynow.example/2026/02/16/siatkarki-z-dwojki-jada-na-final/"
    assert profile.canonical(f"{article}?print=1&utm_source=x") == article
    assert profile.canonical(article.replace("www.", "")) == article
    notice = "http://bip.olszynow.example/index.php?dok=1187"
    assert profile.canonical(f"{notice}&druk=1") == notice
