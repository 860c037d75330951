"""Archives to export from, and one way to order an export."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive import Archive
from archive.exports import maker
from archive.exports.parts.order import Order
from archive.model import Block, Contact, Image, Phone, Section
from archive.rows import rows_to_table
from archive.schema import PAGES
from tests.archive import factory
from tests.archive.verify.making import make_archive

CREATED = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def two_months(root: Path, store) -> Path:
    """Six pages fetched in two months, their visits and a run; one has words to search for."""
    june = datetime(2026, 6, 3, 7, 0, tzinfo=UTC)
    words = {"title": "Zażółć gęślą jaźń", "lead": None, "body_text": "Remont ulicy Łódzkiej."}
    store.commit(
        {
            "pages": factory.pages(1, 2, 3, 4),
            "visits": factory.visits(1, 2, 3, 4),
            "runs": factory.runs(1),
        }
    )
    rows = [factory.page_row(n, fetched_at=june, published=date(2026, 6, 2)) for n in (5, 6)]
    rows[0] |= words
    store.commit({"pages": rows_to_table(PAGES, rows), "visits": factory.visits(5, 6)})
    return root


@pytest.fixture(scope="session")
def with_snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs with their snapshots; not to be changed."""
    root = tmp_path_factory.mktemp("exports") / "archive"
    make_archive(root)
    return root


@pytest.fixture
def export(tmp_path: Path):
    """Export an archive to a folder or file; return its place."""

    def run(root: Path, form: str, **more) -> Path:
        place = tmp_path / f"export-{form}"
        if form != "sqlite":
            place.mkdir()
        maker(form)(Order(Archive(root), CREATED, "Kronika 1", **more), place)
        return place

    return run


@pytest.fixture
def personal(root: Path, store) -> Path:
    """One page that names its editor and gives the phone and mailbox of a clerk."""
    body = (
        "Zapraszamy. Pytania: Grażyna Święcicka, tel. 600 700 800, "
        "g.swiecicka@um.olszynow.example\n\n"
        "Urząd: 32 555 01 00, urzad@olszynow.example"
    )
    row = factory.page_row(
        1,
        title="Zaproszenie",
        lead="Fot. Łucja Ćwik/UM",
        body_text=body,
        sections=[
            Section("main", f"Zaproszenie\n\n{body}\n\n(żms)/UM Olszynów"),
            Section("footer", "Wytworzył:\n\nŚwiętosława Ądź-Kowalska\n\ntel. 32 555 01 00"),
        ],
        blocks=[
            Block("paragraph", body),
            Block("paragraph", "Świętosława Ądź-Kowalska"),
            Block("figure", "", caption="Fot. Jan Żak", author="Jan Żak"),
        ],
        images=[Image(f"{factory.SITE}/a.jpg", "Ulica", author="Jan Żak")],
        contact=Contact(
            emails=["urzad@olszynow.example", "j.zak@olszynow.example"],
            phones=[Phone("+48 32 555 01 00", "+48325550100")],
        ),
    )
    store.commit({"pages": rows_to_table(PAGES, [row]), "visits": factory.visits(1)})
    return root
