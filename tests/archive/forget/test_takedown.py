"""After a takedown nothing of it is left, nothing else moved, and verify finds nothing wrong."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from html import escape as html_escape

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, register
from archive.errors import ArchiveBusy, ArchiveFault
from archive.forget import Tombstones
from archive.lock import CityLock
from archive.model import SnapshotPointer
from archive.rows import rows_to_table
from archive.schema import PAGES
from archive.search.find import search
from archive.snapshots import read_snapshot
from archive.snapshots.cdxj import index_path
from tests.archive import factory
from tests.archive.forget.conftest import (
    URL,
    everything,
    faults,
    take_down,
    text_of,
)
from tests.archive.verify.making import SITE, Maker, clock


def test_nothing_of_it_is_left_in_any_file(maker):
    """Neither its address nor its words: tables of every generation, WARC, indexes, register."""
    assert any(text_of(2) in data for _, data in everything(maker.root))
    take_down(maker.root)
    left = [
        path.relative_to(maker.root).as_posix()
        for path, data in everything(maker.root)
        if text_of(2) in data
        or b"olszynow.example/2'" in data
        or b"olszynow)/2 " in data
        or b"olszynow.example/2\r\n" in data
        or b'olszynow.example/2"' in data
    ]
    assert left == []
    assert any(text_of(3) in data for _, data in everything(maker.root))


def test_verify_finds_nothing_wrong(maker):
    """Segments, indexes, sums, rows, revisits, generations, keys."""
    take_down(maker.root)
    assert faults(maker.root) == []


def test_nothing_else_moves(maker):
    """Every other row is as it was, its pointer included, and leads to the same bytes."""
    before = Archive(maker.root)
    rows = {
        table: [row for row in read().to_pylist() if row["url"] != URL]
        for table, read in (("pages", before.pages), ("visits", before.visits))
    }
    bodies = [
        read_snapshot(maker.root, SnapshotPointer(**row["snapshot"])).response
        for row in rows["visits"]
    ]
    sizes = {path: path.stat().st_size for path in maker.root.rglob("*.warc.gz")}
    take_down(maker.root)
    after = Archive(maker.root)
    by_key = {"pages": "record_id", "visits": "visit_id"}
    for table, read in (("pages", after.pages), ("visits", after.visits)):
        key = by_key[table]
        found = sorted(read().to_pylist(), key=lambda row: row[key])
        assert found == sorted(rows[table], key=lambda row: row[key])
    assert bodies == [
        read_snapshot(maker.root, SnapshotPointer(**row["snapshot"])).response
        for row in rows["visits"]
    ]
    assert sizes == {path: path.stat().st_size for path in maker.root.rglob("*.warc.gz")}


def test_public_readers_read_the_segments_through(maker):
    """Warcio finds whole records with right digests, and the blanks are metadata of nothing."""
    take_down(maker.root)
    blanks = 0
    for path in maker.root.rglob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
                blanks += record.rec_headers.get_header("WARC-Target-URI") is None
    assert blanks == 2 + 2  # a warcinfo and a blank in each segment


def test_the_index_of_the_segment_leaves_it_out(maker):
    """And leads to all others where they are."""
    take_down(maker.root)
    for path in maker.root.rglob("*.warc.gz"):
        lines = index_path(path).read_text("utf-8").splitlines()
        assert not [line for line in lines if line.startswith("example,olszynow)/2 ")]
        assert lines


def test_what_is_derived_is_made_again_without_it(maker):
    """Search finds the others and not this one; frontier and begun readings are gone."""
    frontier = maker.root / ".frontier" / "demo.sqlite3"
    frontier.parent.mkdir()
    with closing(sqlite3.connect(frontier)) as database:
        database.execute("CREATE TABLE page (url TEXT)")
    assert len(list(search(Archive(maker.root), "aktualność").hits)) == 6
    take_down(maker.root)
    assert not frontier.exists()
    found = list(search(Archive(maker.root), "aktualność").hits)
    assert len(found) == 5


def test_reports_that_mention_it_go_and_others_stay(maker):
    """By address or title, in either of a report's files; the cache of what was learned, too."""
    title = 'Zaproszenie do "Sokoła" & innych'
    row = factory.page_row(9, url=URL, canonical_url=URL, title=title)
    maker.store.commit({"pages": rows_to_table(PAGES, [row])})
    reports = maker.root / "reports" / "demo"
    reports.mkdir(parents=True)
    said = {
        "r1.json": json.dumps({"sample": URL}),
        "r1.html": "nothing",
        "r2.json": json.dumps({"sample": title}, ensure_ascii=False),
        "r3.html": f"<p>{html_escape(title)}</p>",
        "r4.json": json.dumps({"sample": f"{SITE}/3"}),
    }
    for name, text in said.items():
        (reports / name).write_text(text, "utf-8")
    memory = maker.root / ".frontier" / "demo-memory.sqlite3"
    memory.parent.mkdir()
    memory.write_bytes(b"")
    take_down(maker.root)
    assert [path.name for path in reports.iterdir()] == ["r4.json"]
    assert not memory.exists()


def test_older_generations_that_hold_it_go_and_others_stay(tmp_path):
    """What the archive said before the page came can still be asked."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.commit()
    before = Archive(maker.root).generation.number
    maker.page(2)
    maker.end()
    holding = [g.number for g in maker.store.generations() if g.number > before]
    take_down(maker.root)
    kept = [generation.number for generation in maker.store.generations()]
    assert before in kept
    assert not set(kept) & set(holding)


def test_the_register_tells_of_it_without_naming_it(maker):
    """Reason, time, person and counts; the address only as a digest."""
    last = take_down(maker.root)
    first, second = register.entries(maker.root)
    assert (first["event"], second["event"]) == ("forget", "forgotten")
    assert (first["reason"], first["by"], first["cities"]) == (
        "request 14/2026",
        "archivist",
        ["demo"],
    )
    assert second["counts"]["pages"] == 1
    assert second["counts"]["visits"] == 2
    assert second["counts"]["records"] == 7
    assert last["number"] == 2
    assert "olszynow" not in (maker.root / register.FILE).read_text("utf-8")
    assert register.first_broken(maker.root) is None


def test_a_segment_left_open_is_cleared_too(tmp_path):
    """Of published answers, of those without rows, and of a torn tail that begins with it."""
    maker = Maker(tmp_path / "archive")
    maker.begin()
    maker.page(1)
    maker.page(2)
    maker.commit()
    maker.page(2)
    dead = maker.die()
    (segment,) = dead.rglob("*.open")
    with segment.open("r+b") as file:
        file.truncate(segment.stat().st_size - 5)
    take_down(dead)
    assert not [path for path, data in everything(dead) if text_of(2) in data]
    assert [code for code, _ in faults(dead)] == []
    assert len(Archive(dead).visits()) == 1


def test_bytes_cut_off_a_segment_go_when_they_are_of_it(maker):
    """A .torn file that begins with its record; another's stays."""
    (row,) = [row for row in Archive(maker.root).pages().to_pylist() if row["url"] == URL]
    place = SnapshotPointer(**row["snapshot"])
    segment = maker.root / place.warc_file
    data = segment.read_bytes()[place.warc_offset : place.warc_offset + place.warc_length - 9]
    mine = segment.with_name("a.warc.gz.9.torn")
    mine.write_bytes(data)
    other = segment.with_name("b.warc.gz.9.torn")
    other.write_bytes(b"\x1f\x8b\x08 something")
    take_down(maker.root)
    assert (mine.exists(), other.exists()) == (False, True)


def test_no_takedown_beside_a_crawl(maker):
    """The lock of the city is held; nothing was changed."""
    lock = CityLock(maker.layout.locks, "demo").acquire("r9", clock)
    with pytest.raises(ArchiveBusy):
        take_down(maker.root)
    lock.release()
    assert not Tombstones.of(maker.root)


def test_a_damaged_segment_is_mended_first(maker):
    """What lies in the damage could be it."""
    segment = min(maker.root.rglob("*.warc.gz"))
    data = bytearray(segment.read_bytes())
    data[3000:3010] = bytes(10)
    segment.write_bytes(data)
    with pytest.raises(ArchiveFault, match="kronika verify"):
        take_down(maker.root)
    assert not Tombstones.of(maker.root)
