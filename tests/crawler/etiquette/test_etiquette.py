"""Etiquette finds every rudeness in the snapshots, and none in our own crawls."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import Archive
from archive.errors import ConfigurationError
from archive.run import RunFacts, RunWriter
from archive.snapshots import Exchange, pack
from archive.snapshots.exchange import Tape
from crawler.cli.etiquette import command
from crawler.etiquette import Report, examine
from crawler.etiquette.contact import has_contact
from tests.support import NOON

RUN = "20260302T110000Z-abc123"
HONEST = "Kronika/0.1 (https://kronika.example/; archiwum@kronika.example)"
RULES = b"User-agent: *\nDisallow: /tajne/\n"


@dataclass(frozen=True)
class Asked:
    """One request as a crawler may have sent it; ``at`` counts seconds, ``took`` too."""

    at: float
    path: str = "/a"
    host: str = "um.example"
    address: str = "91.223.16.1"
    agent: str = HONEST
    status: int = 200
    answer: tuple[tuple[str, str], ...] = ()
    body: bytes = b"x"
    took: float = 0.5
    more: dict[str, str] = field(default_factory=dict)

    def exchange(self, run_id: str = RUN) -> Exchange:
        """The request and its answer as they went over the wire."""
        headers = {"Host": self.host, "User-Agent": self.agent, **self.more}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        told = "".join(f"{name}: {value}\r\n" for name, value in self.answer)
        head = f"HTTP/1.1 {self.status} X\r\n{told}\r\n".encode() if self.status else b""
        body = Tape(head)
        body.write(self.body)
        purpose = "robots" if self.path == "/robots.txt" else "page"
        return Exchange(
            url=f"http://{self.host}{self.path}",
            request=f"GET {self.path} HTTP/1.1\r\n{lines}\r\n".encode(),
            started_at=NOON + timedelta(seconds=self.at),
            head=head,
            body=body,
            elapsed_ms=round(self.took * 1000),
            ip_address=self.address,
            facts={"run": run_id, "purpose": purpose},
        )


def robots(at: float = 0, body: bytes = RULES, **more) -> Asked:
    """A request for robots.txt."""
    return Asked(at, "/robots.txt", body=body, **more)


POLITE = [
    robots(),
    Asked(2),
    Asked(4, "/b", status=503, answer=(("Retry-After", "30"),)),
    Asked(34.6, "/b"),
    robots(40, host="bip.example", status=404),
    Asked(42, host="bip.example"),
]


def written(root: Path, requests: list[Asked], **settings: str) -> Report:
    """Write the requests into an archive as a run of their own, and examine it."""
    promised = {"DOWNLOAD_DELAY": "1.5", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"} | settings
    info = (("robots", "ignore: the city agreed in writing"),)
    facts = RunFacts("miasto", RUN, "a rude crawler", promised, warcinfo=info)

    def clock() -> datetime:
        return NOON

    run = RunWriter(root, facts, clock=clock)
    for asked in requests:
        run.append(pack(asked.exchange()))
    run.append(pack(Asked(0.1, "/of-another-run").exchange("20250101T000000Z-abc123")))
    run.finish("ok", 0, "")
    return examine(Archive(root), RUN)


def broken(report: Report) -> dict[str, int]:
    """Rules with breaches, and how many."""
    return {one.rule: len(one.breaches) for one in report.findings if one.breaches}


def test_polite_traffic_has_no_breach(tmp_path):
    """Robots first, 1.5 s apart, Retry-After waited for: nothing to complain of, all looked at."""
    report = written(tmp_path, POLITE)
    assert broken(report) == {}
    assert (report.requests, report.hosts) == (6, 2)
    checked = {one.rule: one.checked for one in report.findings}
    assert checked == {
        "robots": 4, "pace_host": 4, "pace_address": 5, "at_once_host": 6, "at_once_address": 6,
        "crawl_delay": 0, "retry_after": 1, "user_agent": 6, "conditional": 0,
        "reservations": 3,
    }  # fmt: skip


def test_a_page_in_the_place_of_robots_txt_is_told(tmp_path):
    """It forbids nothing, and whoever checks the run should know that there were no rules."""
    report = written(tmp_path, [robots(body=b"<!DOCTYPE html><p>Strona"), Asked(2, "/tajne/x")])
    assert broken(report) == {}
    assert "no rules: um.example" in report.findings[0].meaning


RUDE = {
    "a page robots.txt forbids": ([robots(), Asked(2, "/tajne/x")], {"robots": 1}),
    "no robots.txt at all": ([Asked(2)], {"robots": 1}),
    "robots.txt read too late": ([Asked(0), robots(2)], {"robots": 1}),
    "robots.txt of the neighbour": (
        [robots(), Asked(2, host="bip.example", address="91.223.16.2")],
        {"robots": 1},
    ),
    "robots.txt was 503": ([robots(status=503), Asked(2)], {"robots": 1}),
    "robots.txt was never answered": ([robots(status=0), Asked(2)], {"robots": 1}),
    "forbidden behind a redirect": (
        [
            robots(status=301, answer=(("Location", "http://www.um.example/r"),), body=b""),
            replace(robots(2, host="www.um.example"), path="/r"),
            Asked(4, "/tajne/x"),
        ],
        {"robots": 1},
    ),
    "rules older than a day": ([robots(), Asked(90_000)], {"robots": 1}),
    "too fast at a host": ([robots(), Asked(2), Asked(3)], {"pace_host": 1, "pace_address": 1}),
    "too fast at an address": (
        [robots(), robots(2, host="bip.example"), Asked(4), Asked(5, host="bip.example")],
        {"pace_address": 1},
    ),
    "two at once": (
        [robots(), Asked(2, took=5), Asked(4)],
        {"at_once_host": 1, "at_once_address": 1},
    ),
    "two at once at an address": (
        [robots(), robots(2, host="bip.example"), Asked(4, took=5), Asked(6, host="bip.example")],
        {"at_once_address": 1},
    ),
    "faster than Crawl-delay": (
        [robots(body=b"User-agent: *\nCrawl-delay: 10\n"), Asked(10), Asked(15)],
        {"crawl_delay": 1},
    ),
    "back before Retry-After": (
        [robots(), Asked(2, status=429, answer=(("Retry-After", "30"),)), Asked(20)],
        {"retry_after": 1},
    ),
    "back before Retry-After's date": (
        [
            robots(),
            Asked(2, status=503, answer=(("Retry-After", "Mon, 02 Mar 2026 11:01:00 GMT"),)),
            Asked(50),
        ],
        {"retry_after": 1},
    ),
    "poses as a browser": (
        [robots(), Asked(2, agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0")],
        {"user_agent": 1},
    ),
    "hides a browser in its name": (
        [robots(), Asked(2, agent=f"{HONEST} Mozilla/5.0")],
        {"user_agent": 1},
    ),
    "says nothing": ([robots(), Asked(2, agent="")], {"user_agent": 1}),
    "names no contact": ([robots(), Asked(2, agent="Kronika/0.1")], {"user_agent": 1}),
}


@pytest.mark.parametrize(("requests", "expected"), RUDE.values(), ids=RUDE.keys())
def test_rudeness_is_found_and_named(tmp_path, requests, expected):
    """Each way to be rude breaks its own rule and no other."""
    assert broken(written(tmp_path, requests)) == expected


def test_a_waiver_is_told_with_its_reason(tmp_path):
    """A profile that does not obey robots.txt says why; the report repeats it."""
    report = written(tmp_path, [Asked(2)], ROBOTSTXT_OBEY="False")
    assert broken(report) == {}
    assert "the city agreed in writing" in report.findings[0].meaning


def test_only_a_run_that_is_there_is_examined(tmp_path):
    """Another id: an error that says how to list them."""
    written(tmp_path, POLITE)
    with pytest.raises(ConfigurationError, match="kronika runs"):
        examine(Archive(tmp_path), "20260302T110000Z-000000")


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        ("Kronika/0.1 (+https://kronika.example/)", True),
        ("Kronika/0.1 (archiwum@um.example.pl)", True),
        ("Kronika/0.1 (archive of public city news; contact not set)", False),
        ("Kronika/0.1 (me@home)", False),
        ("Kronika/0.1 (http://localhost)", False),
    ],
)
def test_a_contact_is_an_address_somebody_reads(agent, found):
    """An e-mail or a web address, not a word."""
    assert has_contact(agent) is found


def test_the_command_ends_in_6_when_a_rule_was_broken(tmp_path):
    """Table and breaches on stdout, exit code 6; JSON has them all."""
    written(tmp_path, [robots(), Asked(2, "/tajne/x")])
    shown = CliRunner().invoke(command, ["last", "--archive", str(tmp_path)])
    assert shown.exit_code == 6
    assert (
        "robots: 11:00:02.123456 http://um.example/tajne/x: robots.txt forbids it" in shown.output
    )
    told = CliRunner().invoke(command, [RUN, "--json", "--archive", str(tmp_path)])
    assert told.exit_code == 6
    [rule] = [rule for rule in json.loads(told.stdout)["rules"] if rule["breaches"]]
    assert (rule["rule"], len(rule["breaches"])) == ("robots", 1)


def test_an_address_cannot_take_over_the_terminal(tmp_path):
    """Control characters in a foreign snapshot's address are shown as what they are: nothing."""
    written(tmp_path, [robots(), Asked(2, "/tajne/\x1b[2Jx")])
    shown = CliRunner().invoke(command, ["last", "--archive", str(tmp_path)])
    assert "/tajne/" in shown.output
    assert "\x1b" not in shown.output
