"""kronika forget: shows, asks, acts, and tells."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from archive import Archive, register
from archive.errors import ArchiveFault, ConfigurationError
from archive.forget import Tombstones
from archive.forget.plan import make_plan
from archive.forget.takedown import JOURNAL, carry_out, planned
from archive.register import who
from crawler.cli import cli, forget
from tests.archive.forget.conftest import URL
from tests.archive.verify.making import SITE, clock


def kronika(maker, *arguments: str, **more):
    """Run the command in this process; its errors come through as they are."""
    result = CliRunner().invoke(cli, ["forget", "--archive", str(maker.root), *arguments], **more)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def count(maker) -> int:
    """How many records of pages there are."""
    return len(Archive(maker.root).pages())


def test_it_shows_what_would_go_and_changes_nothing(maker):
    """Versions, visits, records, segments, generations, addresses; --dry-run needs no reason."""
    shown = kronika(maker, URL, "--dry-run").stderr
    assert "1 version, 2 visits, 7 WARC records, 2 segments and 4 old generations" in shown
    assert f"\n  {URL}\n" in shown
    assert "Nothing was changed" in shown
    assert count(maker) == 6


def test_without_a_terminal_it_does_not_act_unasked(maker):
    """A script says --yes."""
    shown = kronika(maker, URL, "--reason", "x").stderr
    assert "To act without being asked: --yes" in shown
    assert count(maker) == 6


@pytest.mark.parametrize(("answer", "left"), [("y\n", 5), ("n\n", 6), ("\n", 6)])
def test_on_a_terminal_it_asks(maker, monkeypatch, answer, left):
    """Only a yes acts."""
    monkeypatch.setattr(forget, "_has_terminal", lambda: True)
    kronika(maker, URL, "--reason", "x", input=answer)
    assert count(maker) == left


@pytest.mark.parametrize(("asked", "events"), [("--yes", 3), ("--dry-run", 0)])
def test_a_takedown_ends_signed(maker, tmp_path, asked, events):
    """With a key the last line signs those before it; where nothing was done there is none."""
    key = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    (tmp_path / "key").write_bytes(key)
    kronika(maker, URL, "--reason", "x", asked, "--sign", str(tmp_path / "key"))
    noted = [entry["event"] for entry in register.entries(maker.root)]
    assert noted == ["forget", "forgotten", "signed"][:events]
    assert register.first_broken(maker.root) is None


def test_it_tells_the_line_and_its_sum(maker):
    """The sum, kept elsewhere, proves the register up to it."""
    told = kronika(
        maker, URL, "--reason", "request 14/2026", "--by", "J. Archiwista", "--yes"
    ).stderr
    assert "Taken down: 1 version, 2 visits, 7 WARC records." in told
    assert register.last_sum(maker.root) in told
    assert register.entries(maker.root)[0]["by"] == "J. Archiwista"


def test_a_reason_must_be_given(maker):
    """It is what remains."""
    with pytest.raises(ConfigurationError, match="--reason"):
        kronika(maker, URL, "--yes")


def test_the_same_command_again_finds_nothing_left(maker):
    """It sets no second tombstone for what has one."""
    kronika(maker, URL, "--reason", "x", "--yes")
    again = kronika(maker, URL, "--reason", "x", "--yes").stderr
    assert "was taken down before" in again
    assert len(register.entries(maker.root, "forget")) == 1


def test_one_cut_short_is_finished_first(maker, monkeypatch):
    """By the same command; another command finishes it, too, and then does its own."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("archive.forget.takedown._blank_records", die)
        with planned(maker.root, [URL], clock) as plan, pytest.raises(KeyboardInterrupt):
            carry_out(maker.root, plan, reason="first", by="me", clock=clock)
    assert "not finished" in kronika(maker, "--list").stdout
    told = kronika(maker, f"{SITE}/3", "--reason", "second", "--yes").stderr
    assert "Finished the takedown begun" in told
    assert "Taken down" in told
    assert all(url in Tombstones.of(maker.root) for url in (URL, f"{SITE}/3"))
    assert make_plan(maker.root, [URL]).empty
    assert "not finished" not in kronika(maker, "--list").stdout


def test_exports_made_before_are_named(maker, tmp_path):
    """Where to, so that a person can follow it up."""
    target = tmp_path / "out.csv"
    export = ["export", "--as", "csv", "-o", str(target), "--archive", str(maker.root)]
    assert CliRunner().invoke(cli, export).exit_code == 0
    shown = kronika(maker, URL, "--dry-run").stderr
    assert "Exports that may hold it" in shown
    assert f"csv to {target} (all of it) by " in shown


def test_the_list_tells_all_and_whether_the_register_holds(maker):
    """One line a takedown; a changed register is told, with exit code 7."""
    kronika(maker, URL, "--reason", "request 14/2026", "--yes")
    heads, line = kronika(maker, "--list").stdout.splitlines()
    assert heads.split("\t") == ["when", "what", "cities", "addresses", "versions", "by", "reason"]
    assert line.split("\t")[1:5] == ["taken down", "demo", "1", "1"]
    assert line.endswith("request 14/2026")
    path = maker.root / register.FILE
    path.write_text(path.read_text("utf-8").replace("14/2026", "15/2026"), "utf-8")
    changed = kronika(maker, "--list")
    assert changed.exit_code == 7
    assert "line 2 does not follow" in changed.stderr


def test_a_tombstone_is_lifted_by_a_line_of_its_own(maker):
    """A reason must be given; the line joins the chain, is listed, and brings nothing back."""
    kronika(maker, URL, "--reason", "request 14/2026", "--yes")
    with pytest.raises(ConfigurationError, match="say why"):
        kronika(maker, URL, "--lift")
    assert "would be lifted" in kronika(maker, URL, "--lift", "--dry-run").stderr
    assert URL in Tombstones.of(maker.root)
    told = kronika(maker, URL, "--lift", "--reason", "withdrawn").stderr
    assert "Line 3 of register.jsonl" in told
    assert URL not in Tombstones.of(maker.root)
    assert register.first_broken(maker.root) is None
    assert "olszynow" not in (maker.root / register.FILE).read_text("utf-8")
    assert count(maker) == 5
    *_, line = kronika(maker, "--list").stdout.splitlines()
    assert line.split("\t")[1:] == ["lifted", "", "1", "", who(), "withdrawn"]


def test_what_was_lifted_can_be_taken_down_again(maker):
    """The last line that names an address counts."""
    for options in (["--yes"], ["--lift"], ["--yes"]):
        kronika(maker, URL, *options, "--reason", "x")
    assert URL in Tombstones.of(maker.root)
    assert [entry["event"] for entry in register.entries(maker.root)] == [
        *("forget", "forgotten", "lifted", "forget", "forgotten")
    ]


@pytest.mark.parametrize("url", [f"{SITE}/3", URL])
def test_only_a_tombstone_that_stands_is_lifted(maker, url):
    """Not of another page, nor twice: nothing is noted."""
    kronika(maker, URL, "--reason", "x", "--yes")
    kronika(maker, URL, "--lift", "--reason", "x")
    with pytest.raises(ConfigurationError, match="no tombstone stands for"):
        kronika(maker, url, "--lift", "--reason", "x")
    assert len(register.entries(maker.root)) == 3


def test_nothing_is_lifted_before_a_takedown_is_finished(maker, monkeypatch):
    """Its tombstones would be noted again afterwards."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.forget.takedown._blank_records", die)
    with planned(maker.root, [URL], clock) as plan, pytest.raises(KeyboardInterrupt):
        carry_out(maker.root, plan, reason="first", by="me", clock=clock)
    with pytest.raises(ConfigurationError, match="cut short"):
        kronika(maker, URL, "--lift", "--reason", "x")


def test_an_archive_that_cannot_be_written_is_told(maker):
    """Before anything went."""
    (maker.root / f".{JOURNAL}.next").mkdir()
    with pytest.raises(ArchiveFault, match="cannot write"):
        kronika(maker, URL, "--reason", "x", "--yes")
    assert count(maker) == 6
    assert not Tombstones.of(maker.root)
