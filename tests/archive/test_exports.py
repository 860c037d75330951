"""Exports: the jsonl contract, a csv no spreadsheet runs, and documents that say the same."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from pathlib import Path

import pytest

from archive import Archive, exports, model, project
from archive.exports.csv import COLUMNS, harmless
from archive.record import KEYS
from archive.rows import rows_to_table
from archive.schema import PAGES
from tests.archive import factory

ROOT = Path(__file__).parents[2]
CONTRACT = (ROOT / "docs" / "exports.md").read_text("utf-8")


def export(root: Path, form: str, *, raw: bool = False, latest: bool = False) -> str:
    """An export as text."""
    out = io.BytesIO()
    exports.writer(form)(Archive(root).page_batches(latest=latest), out, raw=raw)
    return out.getvalue().decode()


def first_object(root: Path, store, **changes) -> dict:
    """The object of one record."""
    store.commit({"pages": factory.pages(1, **changes)})
    return json.loads(export(root, "jsonl"))


def cells(root: Path, *, raw: bool = False) -> list[dict[str, str]]:
    """The rows of a csv export."""
    text = export(root, "csv", raw=raw).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_file_is_in_the_registry():
    """A format is one file and one line."""
    folder = Path(exports.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(exports.EXPORTS)


def test_jsonl_tells_projects_and_legal_links(root, store):
    """Sums are whole numbers of hundredths, labelled lines keep their order."""
    told = project.Project(
        title="Budowa żłobka", total="2 000 zł", total_amount=200000, total_currency="PLN",
        fields=[project.ProjectField("Nazwa", "Budowa żłobka")],
    )  # fmt: skip
    link = model.LegalLink("privacy", "Polityka prywatności", "https://a.example/rodo")
    found = first_object(root, store, projects=[told], legal_links=[link])
    assert found["projects"] == [dataclasses.asdict(told)]
    assert found["legal_links"] == [dataclasses.asdict(link)]


def test_an_unknown_format_is_an_error():
    """There is no guessing."""
    with pytest.raises(KeyError):
        exports.writer("xml")


def test_jsonl_has_the_keys_of_the_contract(root, store):
    """Exactly these, in this order."""
    assert list(first_object(root, store)) == [
        *("url", "canonical_url", "city", "kind", "title", "lead", "published", "modified"),
        *("site_name", "vendor", "sections", "body_text", "blocks", "badges", "dates"),
        *("attachments", "images", "contact", "fetched_at", "record_id", "snapshot", "issues"),
        *("projects", "legal_links"),
    ]


def test_jsonl_values(root, store):
    """Days are ISO days, moments ISO moments in UTC, sections texts by name."""
    found = first_object(root, store)
    assert found["published"] == "2026-01-02"
    assert found["modified"] is None
    assert found["fetched_at"] == "2026-05-01T10:00:01.000000Z"
    assert found["sections"]["footer"] == "e-direct"
    assert found["badges"][0]["funder_id"] == "nfosigw"
    assert (
        found["dates"][0] | {"text": "2026", "section": "main", "edtf": "2026"} == found["dates"][0]
    )
    assert found["dates"][0]["lo"] == "2026-01-01"
    assert found["attachments"][0]["label"] == "Plan (PDF)"
    assert found["images"][0]["alt"] == "Ulica Długa"
    assert found["contact"]["phones"] == ["+48 32 555 01 00", "wew. 12"]
    assert found["contact"]["phones_e164"] == ["+48325550100", None]
    assert found["snapshot"] == dataclasses.asdict(factory.pointer(1))


def test_jsonl_lists_are_never_null(root, store):
    """A record with nothing in it has the same keys and empty lists."""
    nothing = dict.fromkeys(
        ("blocks", "badges", "dates", "attachments", "images", "issues", "sections", "contact")
    )
    found = first_object(root, store, **nothing)
    assert [found[key] for key in ("blocks", "badges", "images", "issues")] == [[], [], [], []]
    assert found["sections"] == {}
    assert found["contact"]["emails"] == []


def test_jsonl_joins_sections_of_one_name(root, store):
    """Two parts of one name lose nothing."""
    sections = [model.Section("other", "a"), model.Section("other", "b")]
    assert first_object(root, store, sections=sections)["sections"] == {"other": "a\n\nb"}


def test_jsonl_is_one_line_a_record(root, store):
    """Line breaks of every kind stay inside the strings."""
    store.commit({"pages": factory.pages(1, 2, title="a\nb\u2028c\r", body_text="„ż”")})
    text = export(root, "jsonl")
    assert text.count("\n") == 2
    assert "„ż”" in text


def test_all_versions_or_the_latest(filled):
    """Six records, five pages."""
    assert export(filled, "jsonl").count("\n") == 6
    latest = [json.loads(line) for line in export(filled, "jsonl", latest=True).splitlines()]
    assert len(latest) == 5
    assert factory.digest("record", 6) in {record["record_id"] for record in latest}


def test_an_export_is_the_same_after_compaction(filled):
    """The order does not hang on how the rows lie in files."""
    before = export(filled, "jsonl")
    factory.TableStore(filled, clock=factory.clock).compact()
    assert export(filled, "jsonl") == before


def test_csv_has_one_row_a_record(filled):
    """Headers as documented; lists are one item a line."""
    rows = cells(filled)
    assert list(rows[0]) == [name for name, _, _ in COLUMNS]
    assert len(rows) == 6
    assert rows[0]["published"] == "2026-01-02"
    assert rows[0]["phones"] == "'+48 32 555 01 00\nwew. 12"
    assert rows[0]["funder_ids"] == "nfosigw"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_csv_runs_no_formula(start):
    """What a spreadsheet would run gets an apostrophe in front."""
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless("1=1") == "1=1"


def test_csv_numbers_stay_numbers(root, store):
    """Only texts are touched."""
    assert harmless(-5) == -5
    assert harmless(None) is None


def test_raw_csv_is_exactly_the_text(root, store):
    """For programs: no apostrophes, no byte order mark."""
    store.commit({"pages": factory.pages(1, title='=HYPERLINK("http://x";"y")')})
    assert cells(root)[0]["title"].startswith("'=")
    assert cells(root, raw=True)[0]["title"] == '=HYPERLINK("http://x";"y")'
    assert export(root, "csv").startswith("\ufeff")
    assert not export(root, "csv", raw=True).startswith("\ufeff")


def test_an_empty_csv_has_its_header(root, store):
    """No records, no rows, but the columns are told."""
    assert export(root, "csv", raw=True).count("\r\n") == 1


def documented(heading: str) -> list[str]:
    """First cells of the table below a heading of the contract."""
    part = CONTRACT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE)


def test_the_contract_documents_every_key():
    """docs/exports.md lists the keys in their order."""
    assert documented("The object") == list(KEYS)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("blocks", model.Block),
        ("badges", model.Badge),
        ("dates", model.DateMention),
        ("attachments", model.Attachment),
        ("images", model.Image),
        ("snapshot", model.SnapshotPointer),
        ("projects", project.Project),
        ("legal_links", model.LegalLink),
    ],
)
def test_the_contract_documents_every_nested_key(heading, kind):
    """The keys of nested objects are documented, too."""
    assert documented(heading) == [field.name for field in dataclasses.fields(kind)]


def test_the_contract_documents_the_contact(root, store):
    """The contact is shaped by hand, and documented as it comes."""
    assert documented("contact") == list(first_object(root, store)["contact"])


def test_the_contract_documents_the_csv():
    """Columns and meanings of the csv."""
    part = CONTRACT.split("\n## csv\n")[1]
    assert re.findall(r"^\| `([^`]+)` \| (.+) \|$", part, re.MULTILINE) == [
        (name, meaning) for name, meaning, _ in COLUMNS
    ]


def test_the_example_of_the_contract_is_true(root, store):
    """The object printed in the document is what comes out for that row."""
    example = json.loads(re.search(r"```json\n(.+?)\n```", CONTRACT, re.DOTALL)[1])
    assert first_object(root, store) == example


def test_batches_bound_what_is_held(root, store, monkeypatch):
    """Records come in pieces, whatever their number."""
    monkeypatch.setattr("archive.tables.merge.MERGE_BYTES", 1)
    store.commit({"pages": rows_to_table(PAGES, [factory.page_row(n) for n in range(1, 101)])})
    sizes = [len(piece) for piece in Archive(root).page_batches()]
    assert sum(sizes) == 100
    assert max(sizes) <= 16
