"""An empty archive and a small filled one."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.tables import TableStore
from tests.archive import factory


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where an archive may go; nothing is there yet."""
    return tmp_path / "archive-demo"


@pytest.fixture
def store(root: Path) -> TableStore:
    """The tables of an archive with nothing in it."""
    return factory.new_archive(root)


@pytest.fixture
def filled(root: Path, store: TableStore) -> Path:
    """An archive of five pages (the first in two versions), their visits and one run."""
    store.commit(
        {
            "pages": factory.pages(1, 2, 3),
            "visits": factory.visits(1, 2, 3),
            "runs": factory.runs(1),
        }
    )
    first = factory.page_row(1)
    second_version = factory.page_row(
        6,
        url=first["url"],
        canonical_url=first["canonical_url"],
        version=2,
        previous_record_id=first["record_id"],
    )
    rows = [factory.page_row(4), factory.page_row(5), second_version]
    store.commit(
        {
            "pages": factory.rows_to_table(factory.PAGES, rows),
            "visits": factory.visits(4, 5),
            "runs": factory.runs(2),
        }
    )
    return root
