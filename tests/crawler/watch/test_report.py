"""A run leaves a report: data and one page that needs nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from archive.errors import ConfigurationError
from crawler.cli.report import command
from crawler.report.files import read_report, report_path
from crawler.report.html import render
from tests.crawler.watch.conftest import crawl_town, last_run

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def report(healthy):
    """The report of the healthy run."""
    return read_report(healthy, "demo", last_run(healthy)["run_id"])


def test_the_report_says_what_the_row_says(healthy, report):
    """Counts, verdict and causes are those of the run's row."""
    row = last_run(healthy)
    assert report["counts"] == row["counts"]
    assert (report["verdict"], report["message"]) == (row["verdict"], row["message"])
    assert report["causes"] == row["causes"] == []
    news = next(site for site in report["sites"] if site["site"] == "news")
    assert news["announced"]["feed"] == 10
    kinds = {kind["kind"]: kind for kind in news["kinds"]}
    assert kinds["article"]["shares"]["title"] == 1.0
    assert sum(kind["records"] for site in report["sites"] for kind in site["kinds"]) == 85


def test_the_page_stands_alone(healthy, report):
    """Nothing is loaded, nothing runs: no script, no link, no address in any attribute."""
    path = report_path(healthy, "demo", report["run_id"], ".html")
    page = html.fromstring(path.read_bytes())
    assert {element.tag for element in page.iter()}.isdisjoint({"script", "link", "img", "iframe"})
    assert not page.xpath("//@src | //@href | //@srcset | //*[starts-with(name(@*), 'on')]")
    assert not re.search(r"@import|url\(", path.read_text("utf-8"))
    assert len(page.xpath("//svg")) >= 4
    assert "Olszynów: ok" in page.text_content()


def test_what_a_city_wrote_is_only_text(report):
    """Addresses, reasons and names from the web cannot become markup."""
    site = report["sites"][0]
    site["home"] = site["site"] = HOSTILE
    site["reasons"], site["examples"] = {HOSTILE: 3}, {HOSTILE: HOSTILE}
    site["kinds"][0]["shares"] = site["kinds"][0]["shares_before"] = {HOSTILE: 0.5}
    report["name"] = report["message"] = HOSTILE
    report["causes"] = [{"code": HOSTILE, "site": HOSTILE, "grave": True, "evidence": HOSTILE}]
    page = html.fromstring(render(report))
    assert not page.xpath("//script | //img | //@onerror")
    assert page.text_content().count("alert(2)") >= 8


def test_a_run_that_kept_records_apart_says_so(town):
    """The page names the cause and the number, and shows both portraits."""
    crawl_town(town, 2, "redesign", KRONIKA_REVISIT="all")
    report = read_report(town, "demo", last_run(town)["run_id"])
    assert report["apart"] == {"news": 59}
    text = html.fromstring(render(report)).text_content()
    assert "layout_changed" in text
    assert "59 records of news" in text


def test_the_json_is_what_was_written(healthy, report):
    """One UTF-8 file, whole, with a version of its form."""
    path = report_path(healthy, "demo", report["run_id"], ".json")
    assert json.loads(path.read_text("utf-8"))["form"] == 1
    assert "Olszynów" in path.read_text("utf-8")


def test_a_run_without_a_report_is_a_plain_sentence(healthy):
    """A killed run has none."""
    with pytest.raises(ConfigurationError, match="left no report"):
        read_report(healthy, "demo", "20260101T000000000Z-abcdef")


def test_the_command_tells_causes_and_where_the_page_lies(town):
    """By id or `last`; the last line is a path; an unknown run is a plain sentence."""
    crawl_town(town, 2, "frozen-feed")
    run = last_run(town)["run_id"]
    done = CliRunner().invoke(command, ["last", "--archive", str(town)])
    assert done.stdout == CliRunner().invoke(command, [run, "--archive", str(town)]).stdout
    first, *causes, path = done.stdout.splitlines()
    assert first == "Olszynów: degraded, exit code 6"
    assert [line.split(":")[0].strip() for line in causes] == ["feed_frozen"]
    assert Path(path).is_file()
    told = CliRunner().invoke(command, [run, "--archive", str(town), "--json"])
    assert json.loads(told.stdout)["run_id"] == run
    lost = CliRunner().invoke(command, ["nonsense", "--archive", str(town)])
    assert isinstance(lost.exception, ConfigurationError)
