"""Nothing a page says takes over a terminal or forges a line of a log."""

from __future__ import annotations

import logging
import re
import sys

import pytest
from click.testing import CliRunner

from crawler.cli import cli, main
from crawler.extensions.logs import HarmlessFormatter, HarmlessLogs
from crawler.harmless import harmless
from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures

#: Clear the screen, set the title of the window, begin a control sequence in one character (C1),
#: turn the direction of text round, end a line in a way only Unicode knows.
ATTACKS = (
    "\x1b[2J",
    "\x1b]0;x\x07",
    "\x9b31m",
    "\u202egro.live",
    "\u2066\u2069",
    "a\u2028b",
    "\x08",
)
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_steers_a_terminal_is_replaced(attack):
    """Each such character becomes U+FFFD, and the words around it stay."""
    shown = harmless(f"Zażółć {attack} gęślą")
    assert not HARMFUL.search(shown)
    assert shown.startswith("Zażółć ")
    assert shown.endswith(" gęślą")


def test_ordinary_text_is_left_alone():
    """Polish letters, dashes, emoji and no-break spaces are no attack."""
    text = "Święto Łodzi – 3\u00a0maja 🎉 „Zażółć”"
    assert harmless(text) == text
    assert harmless("a\n\tb", lines=True) == "a\n\tb"
    assert harmless("a\n\tb") == "a\ufffd\ufffdb"


@pytest.fixture
def attacked(city, crawl, monkeypatch):  # noqa: F811
    """An archive with a page whose title, text and address hold every attack; stdout has eyes."""
    evil = "".join(f" {attack}" + "".join(f"&#{ord(c)};" for c in attack) for attack in ATTACKS)
    page = article(f"Uwaga{evil}", text=f"Remont ulicy {evil} " * 20)
    city.publish(zwykla=article("Zwykła"))
    city.pages["/2026/%1B%5B2J%E2%80%AE/"] = page
    city.pages["/2026/zla/"] = Answer(b"x", 500)
    links = "<a href='/2026/\u202e\x9b/'>a</a><a href='/2026/%1B%5B2J%E2%80%AE/'>b</a>"
    feed = f"<html><main><ul><li>{links}<li><a href='/2026/zla/'>c</a></ul></main></html>"
    city.pages["/aktualnosci/"] = Answer(feed.encode(), headers={"Content-Type": "text/html"})
    crawl()
    for module in ("output", "telling"):
        monkeypatch.setattr(f"crawler.cli.{module}.to_eyes", lambda: True)
    return crawl


@pytest.mark.parametrize(
    "words",
    [
        ["show", "PAGE"],
        ["show", "PAGE", "--as", "json"],
        ["show", "PAGE", "--as", "markdown"],
        ["search", "remont"],
        ["changes", "--since", "2000-01-01"],
        ["history", "PAGE"],
        ["explain", "PAGE", "--city", "miasto"],
        ["explain", "http://www.miasto.example/\x1b[2J\u202e", "--city", "miasto"],
        ["runs"],
        ["status"],
        ["report", "last"],
        ["etiquette", "last"],
    ],
    ids=" ".join,
)
def test_a_terminal_gets_no_control_characters(attacked, words):
    """Whatever a command shows of a page, only its words come through."""
    page = "http://www.miasto.example/2026/%1B%5B2J%E2%80%AE/"
    words = [page if word == "PAGE" else word for word in words]
    if words[0] == "explain":
        words += ["--cities", str(attacked.folder / "cities")]
    done = CliRunner().invoke(cli, [*words, "--archive", str(attacked.root)])
    assert done.exit_code in (0, 6), done.output
    assert not HARMFUL.search(done.output)


def test_an_error_shows_no_control_characters(monkeypatch, capsys, tmp_path):
    """What was typed comes back in the message, harmless."""
    monkeypatch.setattr(
        sys, "argv", ["kronika", "crawl", "\x1b[2Jzabrze", "--archive", str(tmp_path)]
    )
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert "zabrze" in said
    assert not HARMFUL.search(said)


def test_the_summary_of_a_crawl_shows_no_control_characters(attacked, capsys):
    """Failed addresses and the verdict come through rich, whose markup they cannot use either."""
    from crawler.cli.summary import print_summary

    spider = attacked()
    spider.verdict = type(spider.verdict)("degraded", "moved to [red]\x1b[2J\u202ehost[/] [/x]")
    print_summary(spider)
    said = capsys.readouterr().err
    assert "[red]" in said
    assert not HARMFUL.search(said)


def record(message: str, *values: object, error: BaseException | None = None) -> str:
    """A message as the log has it."""
    info = (type(error), error, None) if error else None
    made = logging.LogRecord("kronika", logging.INFO, "x.py", 1, message, values, info)
    return HarmlessFormatter("%(levelname)s: %(message)s").format(made)


def test_a_message_of_the_log_is_one_line():
    """An address with a line break cannot write a line of its own."""
    assert record("no answer from %s", "http://a/\nERROR: forged\x1b[2J") == (
        "INFO: no answer from http://a/\ufffdERROR: forged\ufffd[2J"
    )


def test_a_traceback_passes_for_no_message():
    """Its lines are indented, and what the error quotes is harmless."""
    first, *rest = record("failed", error=ValueError("x\nERROR: forged\x1b[2J")).split("\n")
    assert first == "INFO: failed"
    assert rest
    assert all(line.startswith("  ") for line in rest)
    assert not HARMFUL.search("".join(rest))


def test_every_crawl_logs_that_way(crawl):  # noqa: F811
    """The handler Scrapy set up writes harmlessly from the first page on."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings")
    assert settings.getdict("EXTENSIONS")["crawler.extensions.logs.HarmlessLogs"]
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        HarmlessLogs.from_crawler(type("Crawler", (), {"settings": settings})())
        assert isinstance(handler.formatter, HarmlessFormatter)
    finally:
        logging.getLogger().removeHandler(handler)
