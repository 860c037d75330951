"""The commands that read an archive: show, runs, schema, export."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import ConfigurationError, KronikaError
from archive.record import KEYS
from archive.schema import TABLES
from crawler.cli import cli
from tests.archive import factory

ROOT = Path(__file__).parents[2]
URL = f"{factory.SITE}/2026/05/01/remont-1/"


def kronika(*arguments: object):
    """Run a command in this process; its errors come through as they are."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def shell(*arguments: object, **more) -> subprocess.CompletedProcess:
    """Run a command as a person does."""
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, **more)


def test_show_prints_the_text_exactly(filled):
    """Byte for byte the text of the page, with no newline of our own at the end."""
    from archive import Archive

    shown = kronika("show", URL, "--archive", filled).stdout_bytes
    assert shown == Archive(filled).text(factory.digest("record", 6)).encode()
    assert not shown.endswith(b"\n")


def test_show_takes_a_version(filled):
    """The newest by default, any on demand."""
    first = json.loads(
        kronika("show", URL, "--version", 1, "--as", "json", "--archive", filled).stdout
    )
    newest = json.loads(kronika("show", URL, "--as", "json", "--archive", filled).stdout)
    assert first["record_id"] == factory.digest("record", 1)
    assert newest["record_id"] == factory.digest("record", 6)
    assert tuple(newest) == KEYS
    with pytest.raises(ConfigurationError, match="no version 7; there are: 1, 2"):
        kronika("show", URL, "--version", 7, "--archive", filled)


def test_show_takes_a_record_id_or_an_alias(root, store):
    """Whatever names the page will do."""
    alias = "http://olszynow.example/?p=1"
    store.commit({"pages": factory.pages(1, url=alias)})
    for name in (alias, URL, factory.digest("record", 1), f" {URL} "):
        assert "etap 1" in kronika("show", name, "--archive", root).stdout


def test_show_as_markdown(filled):
    """Title, lead and blocks."""
    assert kronika("show", URL, "--as", "markdown", "--archive", filled).stdout.startswith(
        "# Remont"
    )


@pytest.mark.parametrize("what", ["remont-1", "http://www.olszynow.example/2026/05/01/remont-l/"])
def test_show_names_the_nearest(filled, what):
    """A wrong address brings up the right one."""
    with pytest.raises(ConfigurationError, match="/2026/05/01/remont-1/"):
        kronika("show", what, "--archive", filled)


def test_show_in_an_empty_archive(root, store):
    """There is nothing near when there is nothing."""
    with pytest.raises(ConfigurationError, match="holds no pages yet"):
        kronika("show", URL, "--archive", root)


def test_runs_for_tools(filled):
    """Tab-separated, heads first, the newest run first."""
    lines = [line.split("\t") for line in kronika("runs", "--archive", filled).stdout.splitlines()]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert [row["run_id"] for row in rows] == ["20260502T100000Z-r2", "20260501T100000Z-r1"]
    assert (rows[0]["verdict"], rows[0]["took_s"], rows[0]["new"]) == ("ok", "75", "12")


def test_runs_as_json(filled):
    """Every column, moments in ISO, settings as an object."""
    (run,) = json.loads(kronika("runs", "--json", "--limit", 1, "--archive", filled).stdout)
    assert list(run) == TABLES["runs"].schema.names
    assert run["started_at"] == "2026-05-02T10:00:00.000000Z"
    assert run["settings"] == {"pace": "1.5"}


def test_runs_can_be_narrowed(filled):
    """By day and by city."""
    assert kronika("runs", "--since", "2026-05-02", "--archive", filled).stdout.count("\n") == 2
    with pytest.raises(ConfigurationError, match="no city 'zabrze'"):
        kronika("runs", "--city", "zabrze", "--archive", filled)


def test_no_runs_yet(root, store):
    """An empty list on stdout, a word on stderr."""
    result = kronika("runs", "--json", "--archive", root)
    assert json.loads(result.stdout) == []
    assert "No runs" in result.stderr


def test_schema_names_every_column():
    """Table, column, type and meaning of each."""
    printed = kronika("schema").stdout
    for table in TABLES.values():
        for column in table.columns:
            assert f"{table.name}\t{column.name}\t{column.type}\t" in printed
            assert column.meaning in printed


def test_schema_as_json():
    """One table, as data."""
    (table,) = json.loads(kronika("schema", "visits", "--json").stdout)["tables"]
    assert [column["name"] for column in table["columns"]] == TABLES["visits"].schema.names


def test_export_to_stdout(filled):
    """One object a line and nothing else."""
    lines = kronika("export", "--as", "jsonl", "--archive", filled).stdout.splitlines()
    assert [tuple(json.loads(line)) for line in lines] == [KEYS] * 6


def test_export_to_a_file(filled, tmp_path):
    """The file appears whole; the count goes to stderr."""
    target = tmp_path / "out" / "pages.csv"
    target.parent.mkdir()
    result = kronika("export", "--as", "csv", "--latest", "-o", target, "--archive", filled)
    assert result.stdout == ""
    assert "5 records" in result.stderr
    assert [path.name for path in target.parent.iterdir()] == ["pages.csv"]


def test_a_failed_export_leaves_the_old_file(filled, tmp_path):
    """Half an export is never taken for one."""
    target = tmp_path / "pages.jsonl"
    target.write_text("old", encoding="utf-8")
    for table in (filled / "tables" / "pages").iterdir():
        table.write_bytes(b"broken")
    with pytest.raises(KronikaError):
        kronika("export", "--as", "jsonl", "--force", "-o", target, "--archive", filled)
    assert target.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.glob("*pages*")] == ["pages.jsonl"]


def test_export_where_nothing_can_be_written(filled, tmp_path):
    """The system's reason is told."""
    with pytest.raises(ConfigurationError, match="No such file or directory"):
        kronika("export", "--as", "csv", "-o", tmp_path / "no" / "x.csv", "--archive", filled)


def test_export_of_nothing_says_so(root, store):
    """No data on stdout, a word on stderr."""
    result = kronika("export", "--as", "jsonl", "--archive", root)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "No records" in result.stderr


@pytest.mark.parametrize("command", [["show", URL], ["runs"], ["export", "--as", "jsonl"]])
def test_without_an_archive(command, tmp_path):
    """Exit 2 and a sentence that says what to type; no folder is made."""
    ran = shell(*command, "--archive", tmp_path / "none")
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert b"kronika crawl demo --archive" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_archive_may_come_from_the_environment(filled):
    """KRONIKA_ARCHIVE stands for --archive."""
    ran = shell("runs", env={**os.environ, "KRONIKA_ARCHIVE": str(filled)})
    assert (ran.returncode, ran.stdout.count(b"\n")) == (0, 3)


def test_a_reader_that_leaves_early_is_no_crash(root, store):
    """``kronika export | head`` ends quietly."""
    store.commit({"pages": factory.pages(*range(1, 400))})
    command = [sys.executable, "-c", "from crawler.cli import main; main()"]
    arguments = ["export", "--as", "jsonl", "--archive", str(root)]
    writer = subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    writer.stdout.read(10)
    writer.stdout.close()
    assert writer.stderr.read() == b""
    writer.stderr.close()
    assert writer.wait() in (0, 1)


@pytest.mark.parametrize("command", ["show", "runs", "schema", "export"])
def test_help_has_examples(command):
    """Every command shows how it is used."""
    result = kronika(command, "--help")
    assert "Examples:" in result.stdout
    assert f"kronika {command}" in result.stdout


def test_a_terminal_gets_drawn_tables(filled, monkeypatch):
    """Eyes get a table, tools get tabs."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    from crawler.cli import output

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    output.print_table(("run_id", "city"), [("r1", "[b]demo")])
    assert "│" in screen.getvalue()
    assert "[b]demo" in screen.getvalue()


def test_reading_commands_load_nothing_heavy(filled):
    """Neither the crawler's libraries nor pandas are imported to answer a question."""
    commands = [["show", URL], ["runs"], ["schema"], ["export", "--as", "csv", "--latest"]]
    for arguments in commands:
        code = (
            "import sys; from crawler.cli import cli\n"
            f"cli({[*arguments]!r}, standalone_mode=False)\n"
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
        assert ran.returncode == 0, (arguments, ran.stderr)
