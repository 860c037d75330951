"""kronika export: where it writes, what it refuses, and that it is noted."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import register
from archive.errors import ConfigurationError
from archive.exports import EXPORTS
from crawler.cli import cli
from crawler.cli.export import _FORMATS


def kronika(root: Path, *arguments: object):
    """Run the command in this process; its errors come through as they are."""
    asked = ["export", "--archive", str(root), *map(str, arguments)]
    result = CliRunner().invoke(cli, asked)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_command_offers_every_format():
    """The list in the help is that of the registry."""
    assert tuple(EXPORTS) == _FORMATS


@pytest.mark.parametrize("form", ["parquet", "delta", "sqlite", "bagit"])
def test_files_and_folders_need_a_place(filled, form):
    """Nothing of the kind goes to stdout."""
    with pytest.raises(ConfigurationError, match="--out PATH"):
        kronika(filled, "--as", form)


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "delta", "sqlite"])
def test_an_export_appears_whole_and_alone(filled, tmp_path, form):
    """Nothing else is left beside it; it is counted on stderr."""
    target = tmp_path / "out" / "export"
    target.parent.mkdir()
    result = kronika(filled, "--as", form, "--out", target)
    assert "6 records written to" in result.stderr
    assert [path.name for path in target.parent.iterdir()] == ["export"]


@pytest.mark.parametrize("form", ["csv", "parquet", "sqlite"])
def test_nothing_is_overwritten_without_force(filled, tmp_path, form):
    """The second time needs --force, and then is the second export."""
    target = tmp_path / "export"
    kronika(filled, "--as", form, "--out", target)
    with pytest.raises(ConfigurationError, match="--force"):
        kronika(filled, "--as", form, "--out", target)
    assert (
        "5 records" in kronika(filled, "--as", form, "--latest", "--force", "--out", target).stderr
    )
    assert not list(tmp_path.glob(".export*"))


def test_what_a_killed_export_left_is_cleared(filled, tmp_path):
    """Its beginnings lie under a hidden name, and are no part of the next."""
    left = tmp_path / ".export.part"
    left.mkdir()
    (left / "half.parquet").write_bytes(b"half")
    kronika(filled, "--as", "parquet", "--out", tmp_path / "export")
    assert not left.exists()
    assert not list((tmp_path / "export").rglob("half.parquet"))


def test_force_removes_nothing_but_exports(filled, tmp_path):
    """A folder of one's own stays, and so does the archive."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("work", "utf-8")
    with pytest.raises(ConfigurationError, match="no earlier export"):
        kronika(filled, "--as", "parquet", "--force", "--out", mine)
    with pytest.raises(ConfigurationError, match="lies in the archive"):
        kronika(filled, "--as", "parquet", "--force", "--out", filled)
    assert (mine / "thesis.txt").read_text("utf-8") == "work"


def test_a_folder_export_that_fails_leaves_nothing(filled, tmp_path):
    """Neither the folder nor its beginnings."""
    with pytest.raises(ConfigurationError, match="no city 'zabrze'"):
        kronika(filled, "--as", "parquet", "--city", "zabrze", "--out", tmp_path / "x")
    assert [path.name for path in tmp_path.iterdir()] == [filled.name]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--as", "wacz", "--mask"), "snapshots cannot be masked"),
        (("--as", "wacz", "--latest"), "--latest and --raw"),
        (("--as", "jsonl", "--raw"), "--raw is for csv"),
    ],
)
def test_what_does_not_go_together_is_refused(filled, options, words):
    """With a sentence that says what to do."""
    with pytest.raises(ConfigurationError, match=words):
        kronika(filled, *options)


def test_every_export_is_noted_in_the_register(filled, tmp_path):
    """Where to, when, what of it, by whom: so that it can be followed up."""
    kronika(
        filled, "--as", "csv", "--city", "demo", "--since", "2026", "--mask", "-o", tmp_path / "x"
    )
    kronika(filled, "--as", "jsonl")
    first, second = register.entries(filled, "export")
    assert first["where"] == str(tmp_path / "x")
    assert first["filter"] == {"cities": ["demo"], "since": "2026", "masked": True}
    assert first["what"] == "6 records"
    assert "@" in first["by"]
    assert second["where"] == "stdout"


def test_what_a_pipe_took_before_it_closed_is_noted(filled, monkeypatch):
    """``kronika export | head`` has handed something out, too."""

    def closed(*_: object, **__: object) -> str:
        raise BrokenPipeError(errno.EPIPE, "closed")

    monkeypatch.setattr("crawler.cli.export._write", closed)
    kronika(filled, "--as", "jsonl")
    (entry,) = register.entries(filled)
    assert (entry["where"], entry["what"]) == ("stdout", "cut short by the reader")


def test_masked_jsonl_through_the_command(personal):
    """The flag reaches the rows."""
    (line,) = kronika(personal, "--as", "jsonl", "--mask").stdout.splitlines()
    assert "600 700 800" not in line
    assert json.loads(line)["contact"]["emails"] == ["urzad@olszynow.example"]
