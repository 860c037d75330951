"""The index of a segment: keys, times and places as replay tools look them up."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.snapshots.cdxj import index_path, surt
from archive.snapshots.complete import write_index
from archive.snapshots.walk import record_at
from tests.archive.verify.making import SITE, Maker, answer, html


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.olszynow.example/a?b=1&c", "example,olszynow)/a?b=1&c"),
        ("https://WWW2.Um.Zabrze.PL:443/", "pl,zabrze,um)/"),
        ("https://um.zabrze.pl:8443/X/", "pl,zabrze,um:8443)/x"),
        ("http://a.pl", "pl,a)/"),
        ("http://a.pl/?", "pl,a)/"),
        ("http://a.pl/?b=2&a=1&a=0&A", "pl,a)/?a&a=0&a=1&b=2"),
        ("http://a.pl/a//b/./c/../d/", "pl,a)/a/b/d"),
        ("http://a.pl/zażółć", "pl,a)/za%c5%bc%c3%b3%c5%82%c4%87"),
        ("http://łódź.pl/", "pl,xn--d-uga0v4h)/"),
        ("http://a.pl/a%2525b%20c", "pl,a)/a%25b%20c"),
        ("http://u:p@a.pl/x#frag", "pl,a)/x"),
        ("http://a.pl/(S(abcdefghijklmnopqrstuvwx))/b.aspx", "pl,a)/b.aspx"),
        ("http://a.pl/x?PHPSESSID=0123456789abcdef0123456789abcdef&y=1", "pl,a)/x?y=1"),
        ("http://127.0.0.1:8080/", "1,0,0,127:8080)/"),
    ],
)
def test_keys_are_those_replay_tools_look_up(url, key):
    """Host reversed, one spelling for what rarely makes a difference."""
    assert surt(url) == key


@given(st.text(max_size=40))
def test_any_text_has_a_key_on_one_line(text):
    """An address no parser takes must not break the index."""
    key = surt(f"http://a.pl/{text}")
    assert key
    assert not {" ", "\n", "\r"} & set(key)
    assert surt(text) is not None


def test_every_answer_has_a_line_and_nothing_else_has(segments):
    """Responses and revisits, whatever their status, at the very place where they lie."""
    lines = [line for s in segments for line in index_path(s).read_text().splitlines()]
    entries = [json.loads(line.split(" ", 2)[2]) for line in lines]
    found = sorted((entry["url"].removeprefix(SITE), entry["mime"]) for entry in entries)
    assert found == [
        ("/1", "text/html"),
        ("/1", "warc/revisit"),
        ("/2", "text/html"),
        ("/2", "warc/revisit"),
        ("/3", "text/html"),
        ("/4", "text/html"),
        ("/5", "text/html"),
        ("/6", "text/html"),
        ("/gone", "text/html"),
        ("/logo.png", "image/png"),
        ("/style.css", "text/css"),
    ]
    responses = [entry for entry in entries if entry["mime"] != "warc/revisit"]
    assert sorted(entry["status"] for entry in responses) == ["200"] * 8 + ["404"]
    for entry in entries:
        with (segments[0].parent / entry["filename"]).open("rb") as file:
            record = record_at(file, int(entry["offset"]))
        assert record is not None
        assert record.fields["WARC-Target-URI"] == entry["url"]
        assert record.fields["WARC-Payload-Digest"] == entry["digest"]


def test_lines_are_sorted_by_key_and_time(segments):
    """Readers search the file by halves."""
    lines = index_path(segments[0]).read_bytes().splitlines()
    assert lines == sorted(lines)
    assert lines[0].startswith(b"example,olszynow)/1 20260501100001 {")


def test_the_index_is_that_of_cdxj_indexer(tmp_path, segments):
    """The public indexer makes the same lines, offsets and lengths included."""
    indexer = shutil.which("cdxj-indexer")
    if indexer is None:
        pytest.skip("cdxj-indexer is not installed (pip install cdxj-indexer)")
    maker = Maker(tmp_path / "odd")
    maker.begin()
    for url in (f"{SITE}/a?b=1&c", f"{SITE}/A//b/../ż?x=%C5%82&PHPSESSID={'0' * 32}", SITE):
        maker.keep(answer(url, html(1), maker.tick(), media_type="text/html;charset=x"))
    maker.keep(answer(f"{SITE}/bare", b"", maker.tick(), status="301 Moved"))
    maker.end()
    odd = next(maker.layout.snapshots("demo").glob("*.warc.gz"))
    for segment in (*segments, odd):
        command = [indexer, "--sort", "--records", "response,revisit", str(segment)]
        theirs = subprocess.run(command, capture_output=True, check=True).stdout
        assert write_index(segment).read_bytes() == theirs
