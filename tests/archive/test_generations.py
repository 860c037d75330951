"""Old generations are kept and pruned; the published one is found again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive.errors import ArchiveFault
from archive.tables import Retention, TableStore
from tests.archive import factory
from tests.archive.factory import expected, ids


def test_old_generations_can_be_read_until_pruned(root, store):
    """Each generation is the state of its time."""
    for number in range(1, 5):
        store.commit({"pages": factory.pages(number)})
    assert [g.rows("pages") for g in store.generations()] == [0, 1, 2, 3, 4]
    later = TableStore(root, clock=lambda: factory.START + timedelta(hours=2))
    assert later.prune(Retention(keep=2)) == [1, 2, 3]
    assert [g.rows("pages") for g in store.generations()] == [3, 4]
    assert ids(root) == expected(1, 2, 3, 4)


def test_pruning_spares_what_was_published_a_moment_ago(store):
    """A reader may still be at it."""
    for number in range(1, 5):
        store.commit({"pages": factory.pages(number)})
    assert store.prune(Retention(keep=1)) == []


@pytest.mark.parametrize(
    ("retention", "left"),
    [
        (Retention(keep=1), ["02-28 18", "03-31 18", "04-29 18", "04-30 06", "04-30 18"]),
        (Retention(keep=1, days=0), ["02-28 18", "03-31 18", "04-30 06", "04-30 18"]),
        (Retention(keep=1, months=False), ["04-29 18", "04-30 06", "04-30 18"]),
        (Retention(keep=3, days=0, months=False), ["04-29 18", "04-30 06", "04-30 18"]),
        (Retention(keep=1, spare=timedelta(0), days=0, months=False), ["04-30 18"]),
    ],
)
def test_the_last_of_a_day_and_of_a_month_stay(root, store, retention, left):
    """What the archive said then can be asked by the day for a while, by the month for good."""
    days = ["2026-02-28", "2026-03-30", "2026-03-31", "2026-04-29", "2026-04-30"]
    moments = [datetime.fromisoformat(f"{day}T{hour}:00Z") for day in days for hour in ("06", "18")]
    now = moments[0]
    later = TableStore(root, clock=lambda: now)
    later.prune(Retention(keep=1, spare=timedelta(0), days=0, months=False))
    for number, now in enumerate(moments, start=1):  # noqa: B007 - the clock above reads it
        later.commit({"pages": factory.pages(number)})
    later.prune(replace(retention, days=min(retention.days, 2)))
    kept = [g for g in later.generations() if g.rows("pages")]
    assert [f"{g.created_at:%m-%d %H}" for g in kept] == left


def test_pruning_never_takes_the_published_generation(root, store):
    """Even when told to keep none."""
    store.commit({"pages": factory.pages(1)})
    later = TableStore(root, clock=lambda: factory.START + timedelta(days=9))
    later.prune(Retention(keep=0, spare=timedelta(0), days=0, months=False))
    assert ids(root) == expected(1)


def test_the_folder_can_be_moved(root, store, tmp_path):
    """Nothing in an archive names its place."""
    store.commit({"pages": factory.pages(1)})
    moved = root.rename(tmp_path / "elsewhere")
    TableStore(moved, clock=factory.clock).commit({"pages": factory.pages(2)})
    assert ids(moved) == expected(1, 2)


def test_a_lost_link_is_restored(root, store):
    """Without the link the newest whole generation is read, and the next commit links it again."""
    store.commit({"pages": factory.pages(1)})
    (root / "tables").unlink()
    assert store.current().rows("pages") == 1
    store.commit({"pages": factory.pages(2)})
    assert ids(root) == expected(1, 2)


def test_a_copy_without_links_can_be_read_but_not_written(root, store, tmp_path):
    """A copy that turned the link into a folder keeps its rows; a commit says what to do."""
    store.commit({"pages": factory.pages(1)})
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=False)
    copied = TableStore(copy, clock=factory.clock)
    assert copied.current().rows("pages") == 1
    with pytest.raises(ArchiveFault, match="plain folder"):
        copied.commit({"pages": factory.pages(2)})


def test_a_link_that_leads_nowhere_is_a_fault(root, store):
    """Where the published generation is gone nothing is guessed."""
    shutil.rmtree((root / "tables").resolve())
    with pytest.raises(ArchiveFault, match="not whole"):
        store.commit({"pages": factory.pages(1)})


def test_a_damaged_manifest_is_a_fault(root, store):
    """Half a manifest is no manifest."""
    (root / "tables" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveFault, match="damaged"):
        store.current()
