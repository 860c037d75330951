"""Each city is fresh or stale, and it is said why and since when."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from lxml import html

from archive import Archive
from archive.errors import ConfigurationError
from archive.rows import rows_to_table
from archive.schema import PAGES
from crawler.cli.status import command
from crawler.status.html import render
from crawler.status.prometheus import exposition
from crawler.status.read import read_status
from tests.archive import factory

RUN = factory.run_row(1)
NOW = RUN["finished_at"] + timedelta(hours=2)
BLOCKED = {"verdict": "blocked", "exit_code": 5, "message": "It refused us."}


@pytest.fixture
def root(tmp_path):
    """An archive with one good run of the city "demo"."""
    factory.new_archive(tmp_path / "archive").commit({"runs": factory.runs(1)})
    return tmp_path / "archive"


def status(root, now=NOW, *cities):
    """The state of the only city."""
    [found] = read_status(Archive(root), now, cities)
    return found


def publish(root, days: int, **changes) -> None:
    """Three articles on each of so many days up to the day before the run."""
    last = RUN["started_at"].date() - timedelta(days=1)
    rows = [
        factory.page_row(3 * back + n, published=last - timedelta(days=back), **changes)
        for back in range(days)
        for n in range(3)
    ]
    factory.TableStore(root).commit({"pages": rows_to_table(PAGES, rows)})


def test_a_city_after_a_good_run_is_fresh(root):
    """It says what the run brought, and when."""
    city = status(root)
    assert (city.fresh, city.since) == (True, RUN["finished_at"])
    assert city.why == "12 new, 0 changed in the last run"


def test_a_run_that_went_wrong_makes_it_stale(root):
    """The verdict and its sentence are told; since is the end of the last good run."""
    factory.TableStore(root).commit({"runs": factory.runs(2, **BLOCKED)})
    city = status(root, NOW + timedelta(days=1))
    assert (city.fresh, city.why) == (False, "blocked: It refused us")
    assert city.since == RUN["finished_at"]


def test_an_interrupted_run_alone_does_not(root):
    """Somebody stopped it; the last good one is still young."""
    row = factory.runs(2, verdict="interrupted", exit_code=130, started_at=NOW)
    factory.TableStore(root).commit({"runs": row})
    assert status(root, NOW + timedelta(minutes=1)).fresh


def test_a_schedule_that_stopped_makes_it_stale(root):
    """No run at all is no good news either."""
    city = status(root, NOW + timedelta(hours=36))
    assert (city.fresh, city.why) == (False, "no good run for more than 36 hours")


def test_a_silence_beyond_chance_makes_it_stale(root):
    """Three a day for half a year, then nothing for three weeks of good runs."""
    publish(root, 180)
    later = factory.run_row(22)
    factory.TableStore(root).commit({"runs": factory.runs(22, verdict="nothing_new")})
    city = status(root, later["finished_at"])
    assert not city.fresh
    assert re.match(r"no article since 2026-04-30, though \d\d were to be expected", city.why)
    assert city.silence is not None
    assert city.silence.days == 21


def test_an_ordinary_weekend_does_not(root):
    """Two days without an article are nothing."""
    publish(root, 180)
    factory.TableStore(root).commit({"runs": factory.runs(3)})
    assert status(root, factory.run_row(3)["finished_at"]).fresh


def test_records_that_wait_make_it_stale(root):
    """Somebody must decide."""
    visits = factory.visits(7, outcome="failed", reason="kept_apart", record_id=None)
    factory.TableStore(root).commit({"visits": visits})
    city = status(root)
    assert (city.fresh, city.apart) == (False, 1)
    assert "kronika runs accept" in city.why
    assert city.waiting == (factory.visit_row(7)["run_id"],)


def test_a_named_city_that_was_never_crawled_is_stale(root):
    """A name in the cron job that nobody ever crawled must not look well."""
    city = status(root, NOW, "nigdzie")
    assert (city.fresh, city.since, city.why) == (False, None, "no run has been finished")


def test_the_metrics_are_prometheus_text(root):
    """Every line is a comment or a sample; a hostile label stays one line."""
    run = factory.runs(2, verdict='bad"\n\\', exit_code=5)
    factory.TableStore(root).commit({"runs": run})
    text = exposition(read_status(Archive(root), NOW), NOW)
    sample = r'[a-z_]+(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? \S+'
    for line in text.splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or re.fullmatch(sample, line), line
    assert 'kronika_city_fresh{city="demo"} 0.0' in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("stale", "cities", "title"),
    [(0, 3, "All cities are fresh"), (1, 1, "1 of 1 city is stale"),
     (1, 3, "1 of 3 cities is stale"), (2, 3, "2 of 3 cities are stale")],
)  # fmt: skip
def test_the_title_of_the_page_counts(root, stale, cities, title):
    """What a wall screen shows from afar."""
    one = status(root)
    found = [replace(one, fresh=n >= stale) for n in range(cities)]
    assert f"<title>{title}</title>" in render(found, NOW)


def test_the_page_names_stale_cities_first_and_escapes_them(root):
    """What a city says is only text."""
    message = "<script>alert(1)</script>"
    factory.TableStore(root).commit(
        {"runs": factory.runs(2, city="zabrze", **BLOCKED | {"message": message})}
    )
    page = html.fromstring(render(read_status(Archive(root), NOW), NOW))
    assert page.xpath("string(//h1)") == "1 of 2 cities is stale"
    assert page.xpath("//tbody/tr/td[1]/text()") == ["zabrze", "demo"]
    assert not page.xpath("//script | //link | //@src | //@href")


def test_the_command_ends_with_six_when_a_city_is_stale(root, tmp_path):
    """And writes page and metrics all the same."""
    files = {"--html": tmp_path / "s.html", "--prometheus": tmp_path / "k.prom"}
    options = [str(part) for pair in files.items() for part in pair]
    done = CliRunner().invoke(command, ["--archive", str(root), "--json", *options])
    assert done.exit_code == 6
    [city] = json.loads(done.stdout)
    assert (city["city"], city["fresh"]) == ("demo", False)
    assert all(path.stat().st_size for path in files.values())
    assert not list(tmp_path.glob(".*"))


def test_the_command_ends_with_nought_when_all_is_well(root):
    """A schedule that is years behind is well when somebody says so."""
    done = CliRunner().invoke(command, ["--archive", str(root), "--max-age", "1e6"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].split("\t")[:2] == ["demo", "fresh"]


def test_a_file_that_cannot_be_written_is_a_plain_sentence(root, tmp_path):
    """The message names the file."""
    target = tmp_path / "nowhere" / "s.html"
    done = CliRunner().invoke(command, ["--archive", str(root), "--html", str(target)])
    assert isinstance(done.exception, ConfigurationError)
    assert "s.html" in str(done.exception)


def test_many_cities_are_each_told_by_themselves(root):
    """One read for all: runs, articles and waiting records of one city are not another's."""
    store = factory.TableStore(root)
    other = factory.runs(2, city="inne", **BLOCKED)
    visits = factory.visits(7, outcome="failed", reason="kept_apart", record_id=None)
    store.commit({"runs": other, "visits": visits})
    publish(root, 2, city="trzecie")
    (root / "snapshots" / "nigdy").mkdir(parents=True)
    found = {city.city: city for city in read_status(Archive(root), NOW)}
    assert list(found) == ["demo", "inne", "nigdy", "trzecie"]
    assert (found["demo"].apart, found["inne"].apart) == (1, 0)
    assert found["inne"].why == "blocked: It refused us"
    assert found["nigdy"].why == found["trzecie"].why == "no run has been finished"
    assert (found["demo"].newest, found["trzecie"].newest is not None) == (None, True)
    [alone] = read_status(Archive(root), NOW, ["inne"])
    assert alone == found["inne"]


def test_an_answer_loads_nothing_heavy(root):
    """Neither the crawler's libraries, nor pandas, nor the demo town's server."""
    code = (
        "import sys; from crawler.cli import cli\n"
        f"cli(['status', '--archive', {str(root)!r}, '--json'], standalone_mode=False)\n"
    )
    asked = (
        "import atexit, sys\n"
        "heavy = {'scrapy', 'bs4', 'dateparser', 'pandas', 'crawler.demo.server'}\n"
        "atexit.register(lambda: print(*heavy & set(sys.modules), file=sys.stderr))\n"
    )
    ran = subprocess.run([sys.executable, "-c", asked + code], capture_output=True, check=False)
    assert ran.returncode == 6  # the factory's run was long ago
    assert ran.stderr.strip() == b""
