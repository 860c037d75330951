"""--mask: persons are covered in every format, offices and all else stay."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.exports import writer
from archive.exports.parts.mask import Mask, cover
from archive.exports.parts.order import Order
from archive.rows import rows_to_table, table_to_rows
from archive.schema import PAGES
from tests.archive import factory
from tests.archive.exports.conftest import CREATED

PERSONAL = (
    "Święcicka@",
    "600 700 800",
    "g.swiecicka",
    "Ądź-Kowalska",
    "Łucja",
    "żms",
    "Żak",
    "j.zak",
)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("(żms)/UM Zabrze", "(███)/UM Zabrze"),
        ("OS/UM, PM", "██/UM█ ██"),
        ("Treść.\n(jk)\n", "Treść.\n(██)\n"),
        ("Fot. X. Y/UM w Gliwicach", "Fot. ██ █/UM w Gliwicach"),
        ("Fot. Jan Żółć-Kos, Anna Nowak", "Fot. ███ █████████ ████ █████"),
        ("Opublikował: Łucja Ćwik\nData", "Opublikował: █████ ████\nData"),
        ("Wprowadził(a): E. Kos", "Wprowadził(a): ██ ███"),
        ("Wytworzył\tŚwiętosława Ądź", "Wytworzył\t███████████ ███"),
        ("Osoba odpowiedzialna za treść: Ewa Kos", "Osoba odpowiedzialna za treść: ███ ███"),
        ("Odpowiedzialny za treść:\n\nJan Kos", "Odpowiedzialny za treść:\n\n███ ███"),
        ("Opublikowane przez: Jan Kos", "Opublikowane przez: ███ ███"),
        ("Tekst i foto: Ewa Kos", "Tekst i foto: ███ ███"),
        ("jan.kos@um.zabrze.pl", "████████████████████"),
        ("j.kos [at] um.pl", "█████ ████ █████"),
        ("tel. 32 271 10 17", "tel. ██ ███ ██ ██"),
        ("kom. 600-700-800", "kom. ███████████"),
        ("(32) 37 33 300", "████ ██ ██ ███"),
        ("dzwoń: +48600700800", "dzwoń: ████████████"),
        ("PESEL: 90010112345", "PESEL: ███████████"),
    ],
)
def test_persons_are_covered(text, covered):
    """Letter for letter, with the words around them left."""
    assert cover(text) == covered


@pytest.mark.parametrize(
    "text",
    [
        "sekretariat@um.zabrze.pl, um@um.zabrze.pl, biuro.rady@um.zabrze.pl",
        "infolinia 800 190 590, 801 002 901",
        "koszt 123 456 789 zł, 1 000 000 000",
        "NIP 648-12-34-567, REGON 276 255 513, KRS 0000123456",
        "konto 12 1050 1298 1000 0005 0000 0001",
        "dnia 2026-05-01 8 osób, w latach 2014-2020 5 gmin",
        "PAP 03-01-2012 19:51, 3/1/2012 1200, Data wprowadzenia do BIP: 03-12-2025 13:05",
        "ul. Wolności 286, 41-800 Zabrze",
        "Autor: Wydział Promocji",
        "Opublikował Burmistrz Miasta",
        "Opublikowano: 12.03.2020",
        "Prezydent Jan Kowalski otworzył park im. Anny Nowak",
        "Rada wprowadziła Program Rozwoju",
    ],
)
def test_what_is_no_editor_stays(text):
    """Offices, hotlines, money, dates, and the persons a text is about."""
    assert cover(text) == text


def test_a_number_of_the_office_stays():
    """However it is written, if the page's contact gives it."""
    office = frozenset({"325550100"})
    assert cover("tel. +48 32 555-01-00, kom. 600 700 800", office) == (
        "tel. +48 32 555-01-00, kom. ███ ███ ███"
    )


@given(st.text(alphabet="AŻkow .:@+481-\n\t(/)UMFot", max_size=60))
def test_a_covered_text_is_as_long_and_covered_for_good(text):
    """Places in it stay right; covering again changes only what was uncovered before."""
    covered = cover(text)
    assert len(covered) == len(text)
    assert all(new in (old, "█") for old, new in zip(text, covered, strict=True))


def as_text(root, form: str, export) -> str:
    """Everything a masked export of a format says."""
    if form in ("jsonl", "csv"):
        out = io.BytesIO()
        order = Order(Archive(root), CREATED, "Kronika 1", masked=True)
        writer(form)(order.batches(), out)
        return out.getvalue().decode()
    place = export(root, form, masked=True)
    if form == "sqlite":
        with closing(sqlite3.connect(place)) as database:
            return "\n".join(database.iterdump())
    return "\n".join(str(pq.read_table(path).to_pylist()) for path in place.rglob("*.parquet"))


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "delta", "sqlite", "bagit"])
def test_no_format_lets_persons_through(personal, export, form):
    """Not in texts, blocks, captions, contacts or the search index; the office stays."""
    said = as_text(personal, form, export)
    assert [word for word in PERSONAL if word in said] == []
    assert "urzad@olszynow.example" in said
    assert "32 555 01 00" in said
    assert "Zapraszamy" in said


def test_a_name_is_covered_where_no_label_stands_beside_it(personal, export):
    """The label is one block, the name the next: what one text shows is covered in all."""
    (row,) = pq.read_table(export(personal, "parquet", masked=True) / "pages").to_pylist()
    assert row["blocks"][1]["text"] == "███████████ ████████████"
    assert row["sections"][1]["text"].startswith("Wytworzył:\n\n███████████ ████████████")


def test_digests_cannot_be_used_to_try_numbers(personal, export):
    """content_digest becomes a pseudonym of this export, payload_digest goes."""
    store = factory.TableStore(personal, clock=factory.clock)
    twin = factory.digest("content", 1, factory.page_row(1)["title"])
    store.commit({"pages": factory.pages(2, content_digest=twin)})
    rows = pq.read_table(export(personal, "parquet", masked=True) / "pages").to_pylist()
    assert rows[0]["content_digest"] == rows[1]["content_digest"] != twin
    assert [row["snapshot"]["payload_digest"] for row in rows] == [None, None]


def filled_in(kind: pa.DataType, text: str):
    """A value of a type with a text wherever one can be."""
    if pa.types.is_string(kind):
        return text
    if pa.types.is_list(kind):
        return [filled_in(kind.value_type, text)]
    if pa.types.is_struct(kind):
        return {field.name: filled_in(field.type, text) for field in kind}
    return None


def places_of(value, text: str, path: str = "") -> set[str]:
    """Where in a value a text still stands."""
    if isinstance(value, str):
        return {path} if text in value else set()
    if isinstance(value, dict):
        parts = [places_of(part, text, f"{path}.{name}".strip(".")) for name, part in value.items()]
    else:
        parts = [places_of(part, text, path) for part in (value if isinstance(value, list) else [])]
    return set().union(*parts)


def test_a_column_is_covered_unless_it_is_known_to_be_no_text():
    """Every text in every column of pages, also in those that are still to come."""
    mail = "jan.kos@wp.example"
    row = {field.name: filled_in(field.type, mail) for field in PAGES.schema}
    row |= {"fetched_at": factory.START, "version": 1}
    masked = Mask().rows(rows_to_table(PAGES, [row]), PAGES)
    (left,) = table_to_rows(masked)
    columns = {path.partition(".")[0] for path in places_of(left, mail) if "." not in path}
    assert columns == {
        *("record_id", "city", "site", "kind", "url", "canonical_url", "run_id"),
        *("previous_record_id", "published_source", "modified_source", "about_year_source"),
        *("language", "charset", "issues", "extractor_version", "profile_digest", "template"),
    }
    fields = {path.rpartition(".")[2] for path in places_of(left, mail) if "." in path}
    assert fields == {
        *("url", "href", "src", "kind", "name", "found_by", "source", "rule", "role"),
        *("warc_file", "warc_record_id"),
        *("text", "e164", "nip", "regon", "epuap"),  # of the office, in contact
    }


def test_without_mask_nothing_is_touched(personal, export):
    """The default is the archive as it is."""
    rows = pq.read_table(export(personal, "parquet") / "pages").to_pylist()
    assert rows == Archive(personal).pages().to_pylist()
