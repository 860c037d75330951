"""The commands info, compact and prune."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ConfigurationError
from archive.info import info
from archive.rows import table_to_rows
from archive.tables import Retention, TableStore
from archive.upkeep import prunable
from tests.archive import factory
from tests.archive.test_commands import kronika

ROOT = Path(__file__).parents[3]


def rows_of(root: Path) -> list[dict]:
    """All rows of pages, by id."""
    return sorted(table_to_rows(Archive(root).pages()), key=lambda row: row["record_id"])


def test_info_counts_pages_records_and_days(filled):
    """Five pages in six versions; the newest run speaks for the city."""
    found = info(Archive(filled))
    (city,) = found.cities
    assert (city.pages, city.records, city.dated) == (5, 6, 1.0)
    assert city.first == factory.START + timedelta(seconds=1)
    assert city.last == factory.START + timedelta(seconds=6)
    assert city.run["run_id"] == factory.run_row(2)["run_id"]
    assert found.tables["pages"]["rows"] == 6
    assert found.tables["visits"]["files"] == 3  # the first commit was of nothing
    assert found.generations == 3
    assert found.remarks == []


def test_info_measures_snapshots(filled):
    """Whole and open segments count, their sums and indexes do not; an open one is remarked."""
    folder = filled / "snapshots" / "demo"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(b"x" * 100)
    (folder / "b.warc.gz.open").write_bytes(b"x" * 10)
    (folder / "a.warc.gz.sha256").write_bytes(b"x" * 1)
    found = info(Archive(filled))
    assert (found.cities[0].snapshot_files, found.cities[0].snapshot_bytes) == (2, 110)
    assert ["still open" in remark for remark in found.remarks] == [True]


def test_info_names_a_run_that_went_wrong(root, store):
    """The verdict and its sentence."""
    message = "The site did not answer."
    store.commit({"runs": factory.runs(1, verdict="site_down", message=message)})
    (remark,) = info(Archive(root)).remarks
    assert "site_down" in remark
    assert message in remark


def test_info_of_a_city_without_runs_and_of_nothing(root, store):
    """A first crawl under way is known by its folder; an empty archive is no error."""
    assert info(Archive(root)).cities == []
    assert "0 rows" in kronika("info", "--archive", root).stdout
    (root / "snapshots" / "zabrze").mkdir()
    (city,) = info(Archive(root)).cities
    assert (city.city, city.records, city.first, city.dated) == ("zabrze", 0, None, None)
    assert "no run" in kronika("info", "--archive", root).stdout


def test_info_advises_tidying(filled, monkeypatch):
    """Many files and generations slow readers down; the advice names the command."""
    monkeypatch.setattr("archive.info.MANY_FILES", 3)
    monkeypatch.setattr("archive.info.MANY_GENERATIONS", 3)
    told = " ".join(info(Archive(filled)).remarks)
    assert "kronika compact" in told
    assert "kronika prune" in told


def test_info_as_json(filled):
    """Moments in ISO, the run's settings as an object."""
    found = json.loads(kronika("info", "--json", "--archive", filled).stdout)
    assert found["cities"][0]["first"] == "2026-05-01T10:00:01.000000Z"
    assert found["cities"][0]["run"]["settings"] == {"pace": "1.5"}
    assert found["path"] == str(filled)


def test_compact_keeps_every_row(filled):
    """Fewer files, the same rows, and nothing to do the second time."""
    before = rows_of(filled)
    dry = kronika("compact", "--dry-run", "--archive", filled)
    assert "Would merge 3 files of pages" in dry.stderr
    assert len(Archive(filled).files("pages")) == 3
    assert "pages: 3 files" in kronika("compact", "--archive", filled).stderr
    assert len(Archive(filled).files("pages")) == 1
    assert rows_of(filled) == before
    assert "Nothing to merge" in kronika("compact", "--archive", filled).stderr


def test_prune_does_what_its_dry_run_says(filled):
    """The dry run removes nothing; then just those generations go, and no row."""
    before = rows_of(filled)
    arguments = ("prune", "--keep", 1, "--archive", filled)
    assert "Would remove 2 generations (1 to 2) of 3" in kronika(*arguments, "-n").stderr
    assert len(TableStore(filled).generations()) == 3
    assert "Removed 2 generations (1 to 2)" in kronika(*arguments).stderr
    assert [state.number for state in TableStore(filled).generations()] == [3]
    assert rows_of(filled) == before
    assert "Nothing to remove" in kronika(*arguments).stderr


@pytest.mark.parametrize("keep", [1, 2, 3, 99])
@pytest.mark.parametrize("hours", [0, 1, 5, 9])
def test_prunable_is_what_prune_removes(root, keep, hours):
    """Told beforehand and done are the same, whatever is kept and spared."""
    moments = iter(factory.START + timedelta(hours=2 * number) for number in range(20))
    now = [factory.START]

    def clock():
        return now[0]

    factory.new_archive(root)
    store = TableStore(root, clock=clock)
    for number in (1, 2, 3):
        now[0] = next(moments)
        store.commit({"pages": factory.pages(number)})
    retention = Retention(keep, timedelta(hours=hours))
    told = prunable(store, retention, clock())
    assert list(told.numbers) == store.prune(retention)


def test_prune_frees_only_files_no_other_generation_has(filled):
    """Generations share files by links: what the published one has is not freed."""
    TableStore(filled, clock=factory.clock).compact()
    due = prunable(TableStore(filled), Retention(1, timedelta(0)), factory.START)
    now = TableStore(filled).current()
    held = {path.stat().st_ino for table in now.files for path in now.paths(table)}
    files = {
        path.stat().st_ino: path.stat().st_size
        for path in (filled / ".store").glob("g*/*/*.parquet")
        if path.stat().st_ino not in held
    }
    assert due.numbers == (1, 2, 3)
    assert due.bytes == sum(files.values()) > 0


@pytest.mark.parametrize("command", ["info", "compact", "prune"])
def test_nothing_is_made_where_no_archive_is(command, tmp_path):
    """A wrong folder stays as it was."""
    with pytest.raises(ConfigurationError, match="there is no archive"):
        kronika(command, "--archive", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["info", "compact", "prune", "history", "changes"])
def test_help_has_examples(command):
    """Every command shows how it is used."""
    assert f"kronika {command}" in kronika(command, "--help").stdout.split("Examples:")[1]


@pytest.mark.parametrize(
    "arguments", [["info"], ["changes", "--since", "2026"], ["history", factory.SITE]]
)
def test_reading_commands_load_nothing_heavy(arguments, filled):
    """Neither the crawler's libraries nor pandas are imported to answer a question."""
    if arguments[0] == "history":
        arguments = ["history", f"{factory.SITE}/2026/05/01/remont-1/"]
    code = (
        "import sys; from crawler.cli import cli\n"
        f"cli({arguments!r}, standalone_mode=False)\n"
        "heavy = {'scrapy', 'bs4', 'dateparser', 'pandas', 'twisted', 'pyarrow.dataset'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "KRONIKA_ARCHIVE": str(filled)},
    )
    assert ran.returncode == 0, ran.stderr
