"""A writer of segments."""

from __future__ import annotations

import pytest

from archive.snapshots import SnapshotWriter


@pytest.fixture
def writer(tmp_path):
    """A writer for the demo city."""
    folder = tmp_path / "snapshots" / "demo"
    writer = SnapshotWriter(
        tmp_path, folder, stem="kronika-demo-abc123", info=[("software", "Kronika/0.1")]
    )
    yield writer
    writer.close()
