"""pywb replays every answer: from an export, and from the archive's own folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from archive import Archive
from archive.model import SnapshotPointer
from archive.snapshots import read_snapshot

CLIENT = Path(__file__).with_name("pywb_client.py")


@pytest.fixture
def pywb_python() -> str:
    """The interpreter pywb is installed for."""
    manager = shutil.which("wb-manager")
    if manager is None:
        pytest.skip("pywb is not installed (pip install pywb)")
    return Path(manager).read_text().splitlines()[0].removeprefix("#!")


def answers(archive: Archive, *, not_modified: bool) -> dict[tuple[str, str], tuple[int, str]]:
    """What replay must give: by address and timestamp, the status and the body's SHA-256.

    A visit that found its page unchanged (304) replays as the page it found unchanged.
    """
    visits = archive.visits(columns=["url", "fetched_at", "http_status", "snapshot"]).to_pylist()
    wanted = {}
    for visit in visits:
        if (visit["http_status"] == 304) is not_modified:
            snapshot = read_snapshot(archive.path, SnapshotPointer(**visit["snapshot"]))
            status = 200 if not_modified else visit["http_status"]
            key = (visit["url"], f"{visit['fetched_at']:%Y%m%d%H%M%S}")
            wanted[key] = (status, hashlib.sha256(snapshot.body).hexdigest())
    return wanted


def replay(python: str, folder: Path, collection: str, wanted) -> dict:
    """Ask pywb for the same addresses at the same moments."""
    lines = "".join(f"{timestamp} {url}\n" for url, timestamp in wanted)
    command = [python, str(CLIENT), str(folder), collection]
    result = subprocess.run(command, input=lines, capture_output=True, text=True)
    (line,) = [x for x in result.stdout.splitlines() if x.startswith("REPLAYED ")] or [
        result.stderr
    ]
    found = json.loads(line.removeprefix("REPLAYED "))
    return {(url, timestamp): (status, digest) for url, timestamp, status, digest in found}


@pytest.fixture
def in_place(archive, tmp_path) -> Path:
    """A folder where pywb is set up to read the archive's own; nothing is copied."""
    place = archive.layout.snapshots("demo")
    config = f"collections:\n  demo:\n    index_paths: {place}\n    archive_paths: {place}/\n"
    (tmp_path / "config.yaml").write_text(config)
    return tmp_path


def test_the_archive_replays_where_it_lies(archive, pywb_python, in_place):
    """Its indexes and segments are used as they are."""
    wanted = answers(archive, not_modified=False)
    assert len(wanted) == 10
    assert replay(pywb_python, in_place, "demo", wanted) == wanted


def test_a_page_found_not_modified_replays(archive, pywb_python, in_place):
    """It is shown as it was: the original's head and body at the moment of the visit."""
    wanted = answers(archive, not_modified=True)
    assert len(wanted) == 1
    assert replay(pywb_python, in_place, "demo", wanted) == wanted


def test_an_export_of_a_span_replays(archive, export, pywb_python, tmp_path):
    """Unpacked and indexed by pywb itself, the revisits included."""
    path = export(since="2026-05-02")
    manager = shutil.which("wb-manager")
    (tmp_path / "config.yaml").write_text("{}\n")
    for arguments in (["init", "part"], ["add", "--unpack-wacz", "part", str(path)]):
        subprocess.run([manager, *arguments], cwd=tmp_path, check=True, capture_output=True)
    answered = answers(archive, not_modified=False)
    wanted = {key: value for key, value in answered.items() if key[1] >= "20260502"}
    assert len(wanted) == 2
    assert replay(pywb_python, tmp_path, "part", wanted) == wanted
