"""In running text a funder is acknowledged, or only mentioned, or no funder at all."""

from __future__ import annotations

import pytest

from pipelines.funders import find_funders


def roles(text: str) -> dict[str | None, str]:
    """Ids a running text names, with their roles."""
    return {hit.funder_id: hit.role for hit in find_funders(text)}


CASES = [
    ("{} ochrony środowiska i gospodarki wodnej", "nfosigw",
     ["Narodowy Fundusz", "Narodowego Funduszu", "Narodowemu Funduszowi", "Narodowym Funduszem",
      "Narodowym Funduszu"]),
    ("{} Ochrony Środowiska i Gospodarki Wodnej we Wrocławiu", "wfosigw-wroclaw",
     ["Wojewódzki Fundusz", "Wojewódzkiego Funduszu", "Wojewódzkim Funduszem"]),
    ("{} Kultury i Dziedzictwa Narodowego", "mkidn",
     ["Ministerstwo", "Ministerstwa", "Ministrowi", "Ministra", "Ministrem"]),
    ("{}", "ue", ["Unia Europejska", "Unii Europejskiej", "Unię Europejską", "Unią Europejską"]),
    ("{} dla Lubelskiego", "fe-lubelskie",
     ["Fundusze Europejskie", "Funduszy Europejskich", "Funduszom Europejskim",
      "Funduszami Europejskimi", "Funduszach Europejskich"]),
    ("{}", "fundusz-modernizacyjny", ["Fundusz Modernizacyjny", "Funduszem Modernizacyjnym"]),
    ("{} Rozwoju Przedsiębiorczości", "parp", ["Polska Agencja", "Polskiej Agencji",
                                                "Polską Agencję", "Polską Agencją"]),
    ("{} Senior+", "senior-plus", ["Program Wieloletni", "Programu Wieloletniego",
                                   "Programem Wieloletnim"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "funder_id"),
    [
        (f"Zadanie dofinansowane: {frame.format(form)}.", key)
        for frame, key, forms in CASES
        for form in forms
    ],
)
def test_names_are_known_in_every_case(text: str, funder_id: str) -> None:
    """Polish declines names; each form, even a nominative after "ze środków", is the name."""
    assert roles(text) == {funder_id: "acknowledgement"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Droga przy wsparciu Rządowego Funduszu Rozwoju Dróg.", {"rfrd": "acknowledgement"}),
        ("Budowę dofinansował Bank Gospodarstwa Krajowego.", {"bgk": "acknowledgement"}),
        ("Bank Gospodarstwa Krajowego dofinansował budowę.", {"bgk": "acknowledgement"}),
        ("Miasto pozyskało dotację z Funduszu Dopłat.", {"fundusz-doplat": "acknowledgement"}),
        (
            "Dofinansowanie w wysokości 85 procent kosztów z Funduszu Spójności już wpłynęło.",
            {"fs": "acknowledgement"},
        ),
        (
            "Połowa kwoty, czyli 2 mln zł, pochodzi z budżetu państwa.",
            {"budzet-panstwa": "acknowledgement"},
        ),
        (
            "Boisko kosztowało 1,9 mln zł, z czego 900 tys. zł pochodziło z Funduszu Spójności.",
            {"fs": "acknowledgement"},
        ),
        (
            "Ponad 300 tys. zł otrzymaliśmy z Funduszu Dróg Samorządowych na remont.",
            {"fds": "acknowledgement"},
        ),
        ("Fundusz Spójności wsparł budowę kwotą 3 mln euro.", {"fs": "acknowledgement"}),
        ("Fundusz Pracy wspiera osoby bez pracy.", {"fundusz-pracy": "mention"}),
        ("Remont opłacono ze środków PFRON.", {"pfron": "acknowledgement"}),
        (
            "Projekt współfinansowany z Europejskiego Funduszu Społecznego oraz budżetu państwa.",
            {"efs": "acknowledgement", "budzet-panstwa": "acknowledgement"},
        ),
        (
            "Gmina otrzymała 2,5 mln zł z Rządowego Funduszu Inwestycji Lokalnych.",
            {"rfil": "acknowledgement"},
        ),
        (
            "Dzięki środkom z Funduszu Dróg Samorządowych wyremontowano ulicę.",
            {"fds": "acknowledgement"},
        ),
        ("Drogę przebudowano w ramach „schetynówek”.", {"npprd": "acknowledgement"}),
        ("Dzięki dotacjom? Nie, to program Mój Prąd.", {"moj-prad": "mention"}),
        (
            "Konsultacje w ramach opracowania budżetu partycypacyjnego.",
            {"budzet-obywatelski": "mention"},
        ),
        (
            "Rusza nabór wniosków o dofinansowanie z programu Czyste Powietrze.",
            {"czyste-powietrze": "mention"},
        ),
        ("Można uzyskać dotację z programu „Mój Prąd”.", {"moj-prad": "mention"}),
        ("Patronat: Narodowe Centrum Kultury.", {"nck": "mention"}),
        ("Szkołę wyremontowano. Fundusz Pracy to inna sprawa.", {"fundusz-pracy": "mention"}),
        (
            "Halę dofinansowano w 2020 r. ze środków Funduszu Rozwoju Kultury Fizycznej.",
            {"frkf": "acknowledgement"},
        ),
    ],
)  # fmt: skip
def test_roles_in_running_text(text: str, expected: dict[str, str]) -> None:
    """Money paid is acknowledged; what may be asked for, or is only named, is mentioned."""
    assert roles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rozporządzenie Parlamentu Europejskiego i Rady (UE) 2016/679",
        "Sfinansowano zgodnie z rozporządzeniem (UE) nr 305/2011.",
        "Minister Edukacji odwiedził szkołę.",
        "Rada uchwaliła budżet miasta na 2026 rok.",
        "Rzeczpospolita Polska, Unia Europejska i Fundusze Europejskie",
        "BO to skrót. EFS też.",
        "Dofinansowano udział gości spoza krajów członkowskich Unii Europejskiej.",
        "Utworzono fundusz. Pracy przybywa.",
        "Fundusz\tPracy",
        "Fundusz\n\nPracy",
        "Fundusz Pomocy dofinansował zakup.",
        "Wody Polskie ogłosiły komunikat.",
    ],
)
def test_what_is_no_funder_is_none(text: str) -> None:
    """Legal acts, authorities at work, marks in a text and words that meet by chance."""
    assert roles(text) == {}


def test_the_fund_of_help_is_for_ukraine() -> None:
    """A name of common words counts only beside the words it needs."""
    assert roles("Fundusz Pomocy dofinansował naukę dzieci z Ukrainy.") == {
        "fundusz-pomocy": "acknowledgement"
    }


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Drogę wybudowano w 2004 roku, dofinansowano ze środków programu SAPARD.", {"sapard"}),
        ("Inwestycja współfinansowana w ramach ZPORR.", {"zporr"}),
        (
            "Współfinansowano ze Zintegrowanego Programu Operacyjnego Rozwoju Regionalnego.",
            {"zporr"},
        ),
        ("Kanalizację sfinansowano z funduszu PHARE oraz z funduszu ISPA.", {"phare", "ispa"}),
        ("Trasa biegnie obok siedziby ISPA.", set()),
    ],
)
def test_programmes_from_before_and_just_after_the_accession(text, ids):
    """Pages of the 2000s name them; an acronym that others bear needs a cue."""
    assert {hit.funder_id for hit in find_funders(text) if hit.role != "mention"} == ids
