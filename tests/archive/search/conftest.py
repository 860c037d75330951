"""Four pages to search, and how to look at what is found."""

from __future__ import annotations

from datetime import date

import pytest

from archive import Archive
from archive.model import Attachment, Badge
from archive.rows import rows_to_table
from archive.search import search
from tests.archive import factory


def page(number: int, title: str, text: str = "", **changes):
    """A row with these words and no others."""
    empty = {"lead": None, "badges": [], "attachments": []}
    return factory.page_row(number, title=title, body_text=text, **(empty | changes))


def commit(store, *rows) -> Archive:
    """Publish rows and open the archive."""
    store.commit({"pages": rows_to_table(factory.PAGES, list(rows))})
    return Archive(store.link.parent)


def titles(archive, query, *more, **options) -> list[str]:
    """Titles of the hits, in order."""
    hits = search(archive, query, *more, **options).hits
    return ["".join(piece.text for piece in hit.title) for hit in hits]


@pytest.fixture
def town(store) -> Archive:
    """Four pages, one of them in two versions."""
    return commit(
        store,
        page(1, "Remont drogi", "Zamkniemy ulicę Mieszkańców.", published=date(2026, 3, 1)),
        page(2, "Stan dróg", "Naprawa nawierzchni. Remonty mostów.", published=date(2026, 4, 1)),
        page(
            3,
            "Łódź w porcie",
            "Przedszkolaki i przedszkole.",
            published=None,
            badges=[Badge("Dofinansowano ze środków NFOŚiGW")],
            attachments=[Attachment("http://x/a.pdf", "Regulamin rejsów")],
        ),
        page(4, "Stara wersja", "żaglówka", canonical_url="http://x/", version=1),
        page(5, "Nowa wersja", "motorówka", canonical_url="http://x/", version=2),
    )
