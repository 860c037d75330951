"""What is written for systemd, cron and GitHub: golden files, and what the tools say of them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import ConfigurationError
from crawler.cli.schedule import command
from crawler.schedule import Plan
from crawler.schedule.cron import crontab
from crawler.schedule.github import workflow
from crawler.schedule.plan import JITTER_MIN
from crawler.schedule.systemd import units

GOLDEN = Path(__file__).parent / "golden"
AGENT = 'USER_AGENT=Kronika/0.1 (100% polite, "$me"; me@example.org)'


def plan(*cities: str, daily: str = "03:10", **changes) -> Plan:
    """A plan for these cities."""
    facts = {
        "cities": cities or ("zabrze",),
        "archive": Path("/srv/kronika"),
        "kronika": Path("/opt/kronika/bin/kronika"),
        "alert": "mailto://me@example.org",
        "settings": (AGENT,),
    }
    return Plan.at(daily, **facts | changes)


def written() -> dict[str, str]:
    """Everything for one plan."""
    one = plan()
    return units(one) | {"kronika-zabrze.cron": crontab(one), "kronika-zabrze.yml": workflow(one)}


def test_there_is_a_golden_file_for_each():
    """No more and no fewer."""
    assert {path.name for path in GOLDEN.iterdir()} == set(written())


@pytest.mark.parametrize("name", sorted(written()))
def test_files_are_the_golden_ones(name):
    """Letter for letter: a change here is a change for everybody's computer."""
    assert written()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_no_fault(tmp_path):
    """Verified by systemd itself, with a command that exists."""
    for name, text in units(plan(kronika=Path("/bin/true"))).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_units_have_what_operation_needs():
    """Spread, made-up days, a failure that is told, Polish time."""
    files = {}
    for name, text in units(plan()).items():
        files[name] = ConfigParser(interpolation=None, strict=False)
        files[name].optionxform = str
        files[name].read_string(text)
    timer = files["kronika-zabrze.timer"]["Timer"]
    assert timer["OnCalendar"] == "*-*-* 03:10:00 Europe/Warsaw"
    assert (timer["RandomizedDelaySec"], timer["Persistent"]) == ("20min", "yes")
    failed = files["kronika-zabrze.service"]["Unit"]["OnFailure"]
    assert failed in files


def test_no_word_is_lost_on_the_way():
    """Cron's shell gets back exactly the words of the crawl, percent signs and quotes included."""
    [line] = [text for text in crontab(plan()).splitlines() if text.endswith("org")]
    words = shlex.split(line.split(" * * * ", 1)[1].replace("\\%", "%"))
    crawl = words[words.index("/opt/kronika/bin/kronika") : words.index("||")]
    assert crawl == plan().crawl


def test_systemd_words_are_quoted():
    """Specifiers and variables are doubled, quotes and backslashes kept."""
    exec_start = next(
        line for line in units(plan())["kronika-zabrze.service"].splitlines() if "ExecStart" in line
    )
    assert '"USER_AGENT=Kronika/0.1 (100%% polite, \\"$$me\\"; me@example.org)"' in exec_start


def test_the_workflow_is_yaml_with_a_utc_time():
    """GitHub counts in UTC: an hour before Polish winter time, plus the spread."""
    text = workflow(plan(daily="00:30"))
    minute, hour = re.search(r'cron: "(\d+) (\d+) ', text).groups()
    late = plan().delay_min
    assert (int(hour), int(minute)) == divmod((24 * 60 - 30 + late) % (24 * 60), 60)
    yaml = pytest.importorskip("yaml")
    job = yaml.safe_load(text)["jobs"]["crawl"]
    [crawl] = [step["run"] for step in job["steps"] if step.get("name") == "Crawl"]
    assert shlex.split(crawl) == plan().crawl


def test_cities_start_apart_and_always_at_the_same_time():
    """The spread depends on the cities alone, and stays within its bounds."""
    delays = {plan(f"miasto-{n}").delay_min for n in range(60)}
    assert len(delays) > 10
    assert delays <= set(range(JITTER_MIN))
    assert plan("a", "b").name == plan("a", "b").name != plan("a", "c").name


@pytest.mark.parametrize("daily", ["3:10", "24:00", "03:60", "", "03:10:00"])
def test_a_time_that_is_none_is_a_plain_sentence(daily):
    """The message shows how to write it."""
    with pytest.raises(ConfigurationError, match="such as 03:10"):
        plan(daily=daily)


def test_a_line_break_cannot_smuggle_a_line_in():
    """Nothing given on the command line becomes a line of its own."""
    with pytest.raises(ConfigurationError, match="line breaks"):
        plan(settings=("A=b\nExecStart=/bin/sh",))


def test_the_command_writes_files(tmp_path):
    """Into a folder, absolute paths inside; an unknown city is refused before."""
    done = CliRunner().invoke(
        command, ["demo", "--daily", "03:10", "--to", str(tmp_path / "units")]
    )
    assert done.exit_code == 0
    names = {path.name for path in (tmp_path / "units").iterdir()}
    assert names == {"kronika-demo.service", "kronika-demo.timer", "kronika-demo-failed.service"}
    lost = CliRunner().invoke(command, ["nigdzie", "--daily", "03:10"])
    assert isinstance(lost.exception, ConfigurationError)


def test_the_command_prints_one_file_as_it_is():
    """A crontab line for a pipe, and a workflow that is nothing but itself."""
    done = CliRunner().invoke(command, ["demo", "--daily", "03:10", "--cron"])
    assert done.stdout.startswith("# Kronika: demo.")
    assert len(done.stdout.splitlines()) == 3


def test_nothing_is_written_for_a_city_that_would_be_refused(tmp_path):
    """A real city needs a contact; the message says what to add."""
    words = ["zabrze", "--daily", "03:10", "--to", str(tmp_path / "units")]
    refused = CliRunner().invoke(command, words)
    assert isinstance(refused.exception, ConfigurationError)
    assert "kronika schedule zabrze -s 'USER_AGENT=" in str(refused.exception)
    assert not (tmp_path / "units").exists()
    agent = "USER_AGENT=Kronika/0.1 (archiwum; ja@example.pl)"
    assert CliRunner().invoke(command, [*words, "-s", agent]).exit_code == 0
