"""Logos known by their files, and the region that settles what regions share."""

from __future__ import annotations

import pytest

from archive.model import Badge, Contact, Page, Section
from pipelines.funders.logos import find_files
from pipelines.funders.names import funders
from pipelines.funders.region import region_of, region_of_code
from pipelines.funders.step import fund_item
from tests.pipelines.items import make_item


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("UE_EFS", ["efs"]),
        ("logotypy_ue", ["mark-ue"]),
        ("KAPITAL_LUDZKI_POZ", ["po-kl"]),
        ("prow_2007_2013", ["prow"]),
        ("rpoflaga-rpmazowszeefs-1024x96", ["rpo-mazowieckie"]),
        ("FEPR-DS-UE-EFRR", ["rpo-dolnoslaskie", "mark-ue", "efrr"]),
        ("baner-fepr-rp-podkarpackie-ue", ["rpo-podkarpackie", "mark-ue"]),
        ("unia_leszno_mecz", []),
        ("prowadzacy_koncert", []),
        ("wycieczka-szwajcarska", []),
        ("mueller", []),
        ("scherbue", []),
    ],
)
def test_the_longest_wording_at_each_place_names_the_funder(name: str, ids: list[str]) -> None:
    """Whole words count, or beginnings the data file marks; more words beat fewer."""
    assert [found for (found,) in find_files(name)] == ids


def test_a_wording_of_all_regions_waits_for_the_region() -> None:
    """The word "rpo" is the programme of any region; the page's region decides, or nobody does."""
    (every,) = find_files("logo_rpo")
    assert {funders()[key].region for key in every} >= {"śląskie", "mazowieckie"}
    assert find_files("logo_rpo", "śląskie") == [("rpo-slaskie",)]


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("00-950", "mazowieckie"),
        ("08-500", "lubelskie"),
        ("26-300", "łódzkie"),
        ("26-600", "mazowieckie"),
        ("27-200", "świętokrzyskie"),
        ("34-300", "śląskie"),
        ("38-300", "małopolskie"),
        ("41-800", "śląskie"),
        ("67-200", "dolnośląskie"),
        ("76-200", "pomorskie"),
        ("77-400", "wielkopolskie"),
        ("82-300", "warmińsko-mazurskie"),
        ("96-300", "mazowieckie"),
        ("79-000", None),
    ],
)
def test_region_of_a_post_code(code: str, region: str | None) -> None:
    """Districts follow the old voivodeships; the parts that lie elsewhere are known."""
    assert region_of_code(code) == region


def test_region_of_a_page() -> None:
    """What the page says outright goes before its post code."""
    page = Page("https://gmina.example/", contact=Contact(address="Rynek 1, 34-300 Żywiec"))
    assert region_of(page) == "śląskie"
    page.sections = [Section("header", "Gmina Lipno, woj. małopolskie")]
    assert region_of(page) == "małopolskie"
    assert region_of(Page("https://gmina.example/")) is None


def test_the_address_decides_a_shared_acronym() -> None:
    """Without a profile the office's own post code tells which region's programme is meant."""
    item = make_item(badges=[Badge("RPO WM 2014-2020"), Badge("Logo", src="/i/rpowm.png")])
    item.page.contact.address = "ul. Leśna 10, 06-561 Stupsk"
    assert {badge.funder_id for badge in fund_item(item).page.badges} == {"rpo-mazowieckie"}


@pytest.mark.parametrize("text", ["FEPR-DS-UE-EFS-poziom-PL-kolor.jpg", "FEPR-DS-UE-EFS_poziom"])
def test_the_name_of_a_file_is_no_sentence(text: str) -> None:
    """Acronyms in it count however much else the name says, with its ending or without."""
    item = fund_item(make_item(badges=[Badge(text, source="file name", src="/i/7.png")]))
    assert [badge.funder_id for badge in item.page.badges] == ["rpo-dolnoslaskie", "efs"]


def test_an_undecided_logo_is_kept_and_marked() -> None:
    """A logo that may be any region's names nobody."""
    item = fund_item(make_item(badges=[Badge("Logo", src="/i/logo_rpo.png")]))
    assert [badge.funder_id for badge in item.page.badges] == [None]
    assert "ambiguous_funder" in item.issues
