"""The schema and the shapes of the model are the same, name by name."""

from __future__ import annotations

import dataclasses

import pyarrow as pa
import pytest

from archive import model, project
from archive.schema import PAGES, TABLES, VISITS


def struct_fields(kind: pa.DataType) -> list[str]:
    """Names of a struct's fields, or of the structs in a list."""
    inner = kind.value_type if pa.types.is_list(kind) else kind
    return [field.name for field in inner]


def names(kind: type) -> list[str]:
    """Names of a dataclass's fields."""
    return [field.name for field in dataclasses.fields(kind)]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("sections", model.Section),
        ("blocks", model.Block),
        ("badges", model.Badge),
        ("attachments", model.Attachment),
        ("images", model.Image),
        ("contact", model.Contact),
        ("projects", project.Project),
        ("legal_links", model.LegalLink),
        ("date_candidates", model.DateCandidate),
        ("dates", model.DateMention),
        ("snapshot", model.SnapshotPointer),
    ],
)
def test_structs_are_the_dataclasses_of_the_model(column, kind):
    """What extraction fills is what the archive holds, in the same order."""
    assert struct_fields(PAGES.schema.field(column).type) == names(kind)


def test_phones_are_phones():
    """Structs inside structs as well."""
    contact = PAGES.schema.field("contact").type
    assert struct_fields(contact.field("phones").type) == names(model.Phone)


def test_a_visit_is_a_row_of_visits():
    """The dataclass and the table have the same columns."""
    assert set(names(model.Visit)) == set(VISITS.schema.names)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_explains_itself(table):
    """Meaning, source and first version; a moment names its zone."""
    assert table.key in table.schema.names
    assert not table.schema.field(table.key).nullable
    for column in table.columns:
        assert column.meaning.endswith(".")
        assert column.source
        if pa.types.is_timestamp(column.type):
            assert (column.type.tz, column.unit) == ("UTC", "UTC")
        if pa.types.is_date(column.type):
            assert "Europe/Warsaw" in column.unit


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_order_of_rows_uses_columns_never_null(table):
    """Sorting and merging need a value in each."""
    for name in table.order:
        assert not table.schema.field(name).nullable
