"""An archive of two runs and the exports made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import Archive
from archive.exports.wacz import write
from tests.archive.verify.making import make_archive

CREATED = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The archive; not to be changed."""
    root = tmp_path_factory.mktemp("wacz") / "archive"
    make_archive(root)
    return Archive(root)


@pytest.fixture
def export(archive: Archive, tmp_path: Path):
    """Write an export of the archive; return its place."""

    def run(name: str = "export.wacz", **more) -> Path:
        path = tmp_path / name
        with path.open("wb") as out:
            write(archive, out, created=CREATED, software="Kronika", **more)
        return path

    return run
