"""``kronika dates``: text in, JSON lines or a table out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import cli, output

TEXT = "Sesja odbędzie się 3 maja o godz. 10:00, uwagi do 30 kwietnia 2024 r."
FIELDS = [
    "start", "end", "text", "section", "edtf", "precision", "mod", "time", "lo", "hi", "anchor",
    "role", "cue", "rule",
]  # fmt: skip


def run(*arguments: str, text: str | bytes = TEXT) -> tuple[int, str, str]:
    """Run the command on a text; give its exit code, stdout and stderr."""
    result = CliRunner().invoke(cli, ["dates", *arguments], input=text)
    return result.exit_code, result.stdout, result.stderr


def test_one_json_line_a_date() -> None:
    """Each date is one line with the documented fields in their order."""
    code, out, _ = run("--reference", "2024-05-15")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [list(line) for line in lines] == [FIELDS, FIELDS]
    assert [(line["edtf"], line["time"], line["role"]) for line in lines] == [
        ("2024-05-03", "10:00", "event"),
        ("2024-04-30", None, "deadline"),
    ]
    assert all(TEXT[line["start"] : line["end"]] == line["text"] for line in lines)


def test_without_a_reference_nothing_is_guessed() -> None:
    """A date that leaves its year out is not dated."""
    _, out, _ = run()
    assert [json.loads(line)["edtf"] for line in out.splitlines()] == ["2024-04-30"]


def test_heading_year_stands_for_a_left_out_year() -> None:
    """The year of a heading may be given instead of a reference."""
    _, out, _ = run("--heading-year", "2019")
    assert json.loads(out.splitlines()[0])["edtf"] == "2019-05-03"


def test_reads_a_file(tmp_path: Path) -> None:
    """A file may be named; a byte order mark does not move the offsets."""
    file = tmp_path / "tekst.txt"
    file.write_bytes(b"\xef\xbb\xbf" + b"5 maja 2024 r.")
    code, out, _ = run(str(file))
    assert (code, json.loads(out)["start"]) == (0, 0)


def test_old_encodings_are_named() -> None:
    """Text in windows-1250 is refused with what to try, and read when its encoding is given."""
    body = "5 września 2020 r.".encode("windows-1250")
    code, out, err = run(text=body)
    assert (code, out) == (2, "")
    assert "--encoding windows-1250" in err
    code, out, _ = run("--encoding", "windows-1250", text=body)
    assert (code, json.loads(out)["edtf"]) == (0, "2020-09-05")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--reference", "15.05.2024"), "%Y-%m-%d"),
        (("--encoding", "polski"), "windows-1250"),
        (("brak.txt",), "brak.txt"),
    ],
)
def test_bad_input_is_a_usage_error(arguments: tuple[str, ...], word: str) -> None:
    """Bad input ends with exit code 2 and a sentence that names what was wrong."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert word in err


def test_table_for_tools_is_tab_separated() -> None:
    """Asked for a table outside a terminal, it is one line a date, parted by tabs."""
    _, out, _ = run("--as", "table", "--reference", "2024-05-15")
    heads, first, _ = (line.split("\t") for line in out.splitlines())
    assert heads[:2] == ["date", "edtf"]
    assert first[:2] == ["3 maja", "2024-05-03"]


def test_terminal_gets_the_text_coloured_and_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the text comes with its dates coloured, then the table."""
    monkeypatch.setattr(output, "to_eyes", lambda: True)
    monkeypatch.setattr("crawler.cli.dates.to_eyes", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    _, out, _ = run("--reference", "2024-05-15")
    assert "\x1b[1;32m3 maja\x1b[0m" in out
    assert "2024-05-03" in out


def test_a_text_without_dates_gives_no_line() -> None:
    """Nothing found is an empty answer, not an error."""
    assert run(text="ul. 3 Maja 5")[:2] == (0, "")
    assert "No dates found." in run("--as", "table", text="")[2]


def test_help_has_examples() -> None:
    """The help shows how the command is used."""
    _, out, _ = run("--help")
    assert "Examples:" in out
    assert "kronika dates ogloszenie.txt --reference 2024-05-15" in out
