"""PDFs that pages offer are fetched, read and kept like pages, when a profile asks for it."""

from __future__ import annotations

import pytest

import crawler.documents
from archive.errors import ConfigurationError
from archive.layout import Layout
from crawler.demo.assets import pdf
from crawler.documents import document_page
from crawler.profiles import load_profile
from crawler.reextract import Reextraction
from tests.crawler.crawl.conftest import PROFILE, SENTENCE, Answer, article

pytest.importorskip("pypdfium2")
URL = "http://www.miasto.example/pliki/uchwala.pdf"
RULING = pdf("Uchwała nr XII/34/2026", ["Rada Miasta zmienia uchwałę z dnia 12 stycznia 2026 r."])


def offering(*links: str) -> Answer:
    """An article with files below it."""
    files = "".join(f'<li><a href="{link}">Uchwała ({link}, 12 KB)</a></li>' for link in links)
    page = article("Nowa uchwała")
    page.body = page.body.replace(b"</main>", f"<ul>{files}</ul></main>".encode())
    return page


@pytest.fixture
def reading(crawl):
    """The crawl of the small city, asked for the text of PDFs."""
    profile = PROFILE.replace("articles =", "pdf_text = true\narticles =")
    (crawl.folder / "cities" / "miasto.toml").write_text(profile, encoding="utf-8")
    return crawl


def documents(crawl) -> list[dict]:
    """The records of documents."""
    return crawl.archive.pages(kind="document").to_pylist()


def test_the_text_of_a_pdf_becomes_a_record(city, reading):
    """The record has the text, its dates, its snapshot and the address the page links to."""
    city.pages["/pliki/uchwala.pdf"] = Answer(RULING, headers={"Content-Type": "application/pdf"})
    city.publish(a=offering("/pliki/uchwala.pdf"))
    reading()
    [row] = documents(reading)
    assert "Rada Miasta zmienia uchwałę" in row["body_text"]
    assert [mention["edtf"] for mention in row["dates"]] == ["2026-01-12"]
    assert reading.archive.snapshot(row["record_id"]).body == RULING
    [visit] = reading.archive.visits(purpose="attachment").to_pylist()
    assert (visit["outcome"], visit["record_id"]) == ("new", row["record_id"])
    [page] = reading.archive.pages(kind="article").to_pylist()
    assert [file["url"] for file in page["attachments"]] == [row["url"]]


def test_nothing_is_fetched_unless_the_profile_asks(city, crawl):
    """Without pdf_text no file is asked for."""
    city.pages["/pliki/uchwala.pdf"] = Answer(RULING)
    city.publish(a=offering("/pliki/uchwala.pdf"))
    crawl()
    assert "/pliki/uchwala.pdf" not in city.asked
    assert documents(crawl) == []


def test_the_type_is_told_by_the_bytes(city, reading):
    """A file without an extension or with a wrong type is read; what is no PDF is said so."""
    binary = {"Content-Type": "application/octet-stream"}
    city.pages["/pobierz/17"] = Answer(RULING, headers=binary)
    city.pages["/pobierz/18"] = Answer(b"PK\x03\x04 a text of an office program", headers=binary)
    city.pages["/pliki/plan.docx"] = Answer(b"PK\x03\x04")
    city.publish(a=offering("/pobierz/17", "/pobierz/18", "/pliki/plan.docx"))
    reading()
    reasons = {
        visit["url"].rpartition("/")[2]: visit["reason"]
        for visit in reading.archive.visits(purpose="attachment").to_pylist()
    }
    assert {name: reasons.get(name) for name in ("17", "18")} == {"17": None, "18": "not_pdf"}
    assert len(documents(reading)) == 1
    assert "/pliki/plan.docx" not in city.asked


def test_a_document_has_versions_like_a_page(city, reading):
    """Asked again it is unchanged by 304, changed by another text, and gone when it is gone."""
    city.pages["/pliki/uchwala.pdf"] = Answer(RULING, headers={"ETag": '"1"'})
    city.publish(a=offering("/pliki/uchwala.pdf"))
    reading()
    reading()
    assert len(documents(reading)) == 1
    other = pdf("Uchwała nr XII/34/2026", ["Tekst jednolity uchwały po zmianie."])
    city.pages["/pliki/uchwala.pdf"] = Answer(other, headers={"ETag": '"2"'})
    reading()
    assert sorted(row["version"] for row in documents(reading)) == [1, 2]
    del city.pages["/pliki/uchwala.pdf"]
    reading()
    visits = reading.archive.visits(purpose="attachment").sort_by("fetched_at").to_pylist()
    assert [visit["outcome"] for visit in visits] == ["new", "unchanged", "changed", "gone"]


def test_a_document_is_read_again_from_its_snapshot(city, reading):
    """The row comes out equal, column for column."""
    city.pages["/pliki/uchwala.pdf"] = Answer(RULING)
    city.publish(a=offering("/pliki/uchwala.pdf"))
    reading()
    profile = load_profile("miasto", reading.folder / "cities")
    with Reextraction(Layout(reading.root), profile) as work:
        comparison = work.compare()
    assert comparison.same and comparison.records == 2


def test_robots_forbid_files_too(city, reading):
    """A file robots.txt forbids is not asked for; its visit says so."""
    city.pages["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /pliki/", headers={"Content-Type": "text/plain"}
    )
    city.pages["/pliki/uchwala.pdf"] = Answer(RULING)
    city.publish(a=offering("/pliki/uchwala.pdf"))
    reading()
    assert "/pliki/uchwala.pdf" not in city.asked
    [visit] = reading.archive.visits(purpose="attachment").to_pylist()
    assert (visit["outcome"], visit["reason"]) == ("refused", "robots")


@pytest.mark.parametrize(
    ("body", "issues"),
    [
        (b"", ["not_pdf"]),
        (b"<html>to nie jest plik</html>", ["not_pdf"]),
        (b"%PDF-1.7 and nothing more", ["pdf_damaged"]),
        (RULING[: len(RULING) // 3], ["pdf_damaged"]),
        (pdf("", []), ["pdf_no_text"]),
        (b"junk before it\n" + RULING, []),
    ],
)
def test_any_bytes_give_a_page(body, issues):
    """What cannot be read is named; nothing raises."""
    page = document_page(body, URL)
    assert page.issues == issues
    assert page.kind == "document"


@pytest.mark.parametrize(("name", "value"), [("MEMORY", 1 << 20), ("SECONDS", 0)])
def test_a_hostile_pdf_costs_bounded_time_and_memory(monkeypatch, name, value):
    """Whatever makes the reader take too much ends its process alone, and is named."""
    monkeypatch.setattr(crawler.documents, name, value)
    assert document_page(RULING, URL).issues == ["pdf_too_heavy"]


def test_a_long_text_is_cut(monkeypatch):
    """No more characters come than allowed, and the page says so."""
    monkeypatch.setattr(crawler.documents, "CHARACTERS", 40)
    page = document_page(pdf("Regulamin", [SENTENCE] * 5), URL)
    assert "too_long" in page.issues and len(page.body_text) <= 40


def test_without_pypdfium2_the_run_does_not_begin(city, reading, monkeypatch):
    """The setting without the package is named before anything is asked."""
    monkeypatch.setattr(crawler.documents, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'kronika\[pdf\]'"):
        reading()
    assert city.asked == []


def test_the_file_name_stands_in_for_a_title():
    """A title that a program gave by itself is none."""
    assert document_page(RULING, URL).title == "uchwala"
