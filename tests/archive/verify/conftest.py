"""An archive with everything in it, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.verify import Report, verify
from tests.archive.verify.making import clock, make_archive


@pytest.fixture(scope="session")
def sound_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with nothing wrong; not to be changed."""
    root = tmp_path_factory.mktemp("verify") / "archive"
    make_archive(root)
    return root


@pytest.fixture
def root(sound_archive: Path, tmp_path: Path) -> Path:
    """A copy of the sound archive, to be damaged (its generations share no files)."""
    copy = tmp_path / "archive"
    shutil.copytree(sound_archive, copy, symlinks=True)
    return copy


@pytest.fixture
def check(root: Path):
    """Verify the copy; keyword arguments go to `verify`."""

    def run(**more) -> Report:
        return verify(root, clock=clock, **more)

    return run


@pytest.fixture
def segments(root: Path) -> list[Path]:
    """The two segments of the copy, the first with the originals of the second."""
    return sorted((root / "snapshots" / "demo").glob("*.warc.gz"))
