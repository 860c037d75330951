"""``kronika verify``: findings on stdout, words on stderr, the exit code says which it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.lock import CityLock
from archive.verify import CODES
from crawler.cli.verify import command
from tests.archive.verify.making import clock, count_records

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def run(root):
    """Run the command on the copy of the archive."""
    return lambda *arguments: CliRunner().invoke(command, ["--archive", str(root), *arguments])


def test_a_sound_archive_ends_with_0_and_no_data(run, root):
    """Nothing to tell on stdout; the summary says what was read."""
    result = run()
    assert result.exit_code == 0
    assert result.stdout == ""
    read = f"Read {count_records(root)} records in 2 segments"
    assert f"nothing is wrong. {read}" in result.stderr


def test_faults_end_with_7_and_a_line_each(run, segments):
    """Kind, code, place, words and advice, parted by tabs."""
    segments[1].write_bytes(segments[1].read_bytes() + b"x")
    result = run()
    assert result.exit_code == 7
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines] == [["fault", "segment_torn"], ["fault", "segment_changed"]]
    assert lines[0][2].endswith(f"r00002.warc.gz:{segments[1].stat().st_size - 1}")
    assert "--repair" in lines[0][4]


def test_mended_faults_end_with_0(run, segments):
    """After a repair that mended all, the archive is sound."""
    segments[1].write_bytes(segments[1].read_bytes() + b"x")
    result = run("--repair", "--quiet")
    assert result.exit_code == 0
    assert {line.split("\t")[0] for line in result.stdout.splitlines()} == {"mended"}
    assert result.stderr == ""


def test_json_holds_the_whole_report(run, root, segments):
    """For machines: counts, verdict and every finding with its code, file and byte."""
    records = count_records(root)
    segments[1].write_bytes(segments[1].read_bytes() + b"x")
    told = json.loads(run("--json").stdout)
    assert told["sound"] is False
    assert told["counts"]["records"] == records
    assert told["findings"][0]["code"] == "segment_torn"
    assert told["findings"][0]["offset"] == segments[1].stat().st_size - 1


def test_a_repair_during_a_crawl_is_refused(root, run):
    """Exit code 8, through the one place that turns errors into codes."""
    lock = CityLock(root / ".locks", "demo").acquire("r1", clock)
    try:
        result = run("--repair")
    finally:
        lock.release()
    assert getattr(result.exception, "exit_code", None) == 8


def test_every_code_is_explained():
    """docs/verify.md has each code with its meaning and advice, word for word, and no other."""
    text = (DOCS / "verify.md").read_text(encoding="utf-8")
    rows = [
        f"| `{name}` | {'fault' if code.fault else 'note'} | {code.meaning} | {code.advice} |"
        for name, code in CODES.items()
    ]
    told = [line for line in text.splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert told == rows
