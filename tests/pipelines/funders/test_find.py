"""Names of funders are found in every case, and nobody is made a funder who is none."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.funders import find_funders, funders
from pipelines.funders.names import spellings


def signs(text: str, **more: str) -> list[str | None]:
    """Ids a badge with this text names."""
    return [hit.funder_id for hit in find_funders(text, badge=True, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Dofinansowanie - Narodowy Fundusz Ochrony Środowiska i Gospodarki Wodnej", ["nfosigw"]),
        (
            "Narodowego i Wojewódzkiego Funduszu Ochrony Środowiska i Gospodarki Wodnej",
            ["nfosigw", "wfosigw"],
        ),
        (
            "Projekt finansowany z programu „Rozwój Lokalny” współfinansowany ze środków "
            "Norweskiego Mechanizmu Finansowego na lata 2014–2021 oraz Budżetu Państwa",
            ["norway-grants", "norway-grants", "budzet-panstwa"],
        ),
        (
            "Krajowy Plan Odbudowy – Rzeczpospolita Polska – Sfinansowane przez Unię Europejską "
            "NextGenerationEU",
            ["kpo", "mark-rp", "nextgenerationeu"],
        ),
        (
            "Fundusze Europejskie dla Opolskiego | Rzeczpospolita Polska | Dofinansowane przez "
            "Unię Europejską | Opolskie",
            ["fe-opolskie", "mark-rp", "mark-ue"],
        ),
        (
            "Logotypy: Fundusze Europejskie dla Śląskiego, Rzeczpospolita Polska, Unia "
            "Europejska, Województwo Śląskie",
            ["fe-slaskie", "mark-rp", "mark-ue", "wojewodztwo-slaskie"],
        ),
        (
            "Fundusze Europejskie dla Nowoczesnej Gospodarki — Rzeczpospolita Polska — "
            "Dofinansowane przez Unię Europejską — PARP Grupa PFR",
            ["feng", "mark-rp", "mark-ue", "parp"],
        ),
        (
            "Dofinansowano ze środków Ministra Kultury i Dziedzictwa Narodowego pochodzących z "
            "Funduszu Promocji Kultury – państwowego funduszu celowego",
            ["mkidn", "fundusz-promocji-kultury"],
        ),
        (
            "Zajęcia realizowane w ramach Fundusze Europejskie dla Śląskiego 2021-2027 "
            "(Europejski Fundusz Społeczny+) dla Priorytetu: FESL.06.00",
            ["fe-slaskie", "efs-plus", "fe-slaskie"],
        ),
        ("Nazwa programu operacyjnego | Fundusze Europejskie dla Śląskiego 2021 - 2027",
         ["fe-slaskie"]),
        (
            "Materiał dofinansowany ze środków Wojewódzki Fundusz Ochrony Środowiska i "
            "Gospodarki Wodnej w Katowicach",
            ["wfosigw-katowice"],
        ),
        ("Dofinansowanie: 3 371 346,00 EUR", []),
        ("Dofinansowano ze środków Miasta Gdańska", ["gmina"]),
        ("Unia Europejska Europejski Fundusz Rozwoju Regionalnego", ["efrr"]),
        ("flaga i godło Rzeczypospolitej Polskiej", ["mark-flaga-godlo"]),
        ("Herb – Starostwo Powiatowe w Płocku", []),
        ("Dziennik Urzędowy Województwa Łódzkiego", []),
    ],
)  # fmt: skip
def test_signs_as_pages_show_them(text: str, ids: list[str]) -> None:
    """Each mark of a row, each fund of a coordination, and no amount, is a funder."""
    assert signs(text) == ids


def test_every_spelling_leads_to_its_funder() -> None:
    """No spelling of the data file is out of reach: it finds its funder, or one of several."""
    lost = []
    for spelling in spellings():
        near = " ".join(funders()[spelling.ids[0]].near)
        text = f"Dofinansowano przez {' '.join(spelling.words)} {near}"
        named = {key for hit in find_funders(text, badge=True)
                 for key in ((hit.funder_id,) if hit.funder_id else hit.candidates)}  # fmt: skip
        if not named >= set(spelling.ids):
            lost.append((spelling, named))
    marks = [found for found in lost if not found[0].ids[0].startswith(("ue", "mark-"))]
    assert marks == []


def test_letters_without_marks_are_the_same_letters() -> None:
    """Pages that lost their Polish letters still name their funders."""
    assert signs("Narodowy Fundusz Ochrony Srodowiska i Gospodarki Wodnej") == ["nfosigw"]
    decomposed = unicodedata.normalize("NFD", "Wojewódzkiego Funduszu Ochrony Środowiska")
    assert signs(decomposed) == ["wfosigw"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Projekt FEŁ 2021-2027", ["fe-lodzkie"]),
        ("Projekt FEL 2021-2027", ["fe-lubelskie"]),
        ("RPO WŁ 2014-2020", ["rpo-lodzkie"]),
        ("RPO WL 2014-2020", ["rpo-lubelskie"]),
        ("EFS", ["efs"]),
        ("EFS+", ["efs-plus"]),
        ("Środki PFRON-u", ["pfron"]),
        ("ePFRONt", []),
        ("power bank", []),
        ("POWER", ["power"]),
        ("PiS", []),
        ("PIS", []),
        ("life", []),
    ],
)
def test_acronyms_count_letter_for_letter(text: str, ids: list[str]) -> None:
    """An acronym has its own letters, marks and case, and ends where the word ends."""
    assert signs(text) == ids


def test_a_shared_acronym_is_left_undecided() -> None:
    """FEM is Małopolska or Mazowsze; without a hint nobody is named."""
    (hit,) = find_funders("FEM 2021-2027", badge=True)
    assert (hit.funder_id, hit.name) == (None, None)
    assert hit.candidates == ("fe-malopolska", "fe-mazowsze")


@pytest.mark.parametrize(
    ("text", "region", "ids"),
    [
        ("FEM 2021-2027, projekt FEMP.04.05-IZ.00-0012/24", None, ["fe-malopolska"] * 2),
        ("FEM 2021-2027", "mazowieckie", ["fe-mazowsze"]),
        ("FEM 2021-2027, projekt FEMP.04.05", "mazowieckie", ["fe-malopolska"] * 2),
        ("FEM 2021-2027", "śląskie", [None]),
        ("RPO WP", "pomorskie", ["rpo-pomorskie"]),
        ("nr FEPZ.01.02", None, [None]),
        ("Fundusze Europejskie na Pomoc Żywnościową FEPZ.01.02", None, ["fepz-zywnosc"] * 2),
    ],
)
def test_project_numbers_decide_first_then_the_region(
    text: str, region: str | None, ids: list[str | None]
) -> None:
    """A project number names its programme without doubt; the voivodeship only helps."""
    assert signs(text, region=region) == ids  # type: ignore[arg-type]


def test_a_line_break_may_stand_inside_a_name() -> None:
    """Alt texts and narrow cells break lines where they like."""
    assert signs("Narodowy Fundusz\nOchrony Środowiska") == ["nfosigw"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("RPO WM 2014-2020", "badge"),
        ("Projekty EFS realizowane w naszym mieście w latach poprzednich", "badge"),
        ("Logo Narodowego Funduszu Ochrony Środowiska", "badge"),
        ("WFOŚiGW Katowice", "badge"),
        ("Termomodernizacja szkoły podstawowej w Lipnie - RPO WM 2014-2020", "badge"),
        ("Przebudowa drogi gminnej w Rokitnie (PROW na lata 2014–2020)", "badge"),
        ("Ruszył nabór wniosków dla rolników z całej gminy - PROW 2014-2020", "mention"),
        ("Spotkanie o tym, co dalej po 2020 roku z PROW i nie tylko", "mention"),
        ("„Czyste Powietrze”: nowe zasady, te same godziny punktu konsultacyjnego", "mention"),
        ("Strona główna » Aktualności » Jesień » Czyste Powietrze nadal działa", "mention"),
    ],
)
def test_a_headline_in_the_frame_is_no_sign(text: str, role: str) -> None:
    """A line is a sign when names are much of it, or when it speaks of money or projects."""
    assert {hit.role for hit in find_funders(text, badge=True)} == {role}


def test_labels_are_kept_as_written() -> None:
    """The words before the name say what the money was."""
    (hit,) = find_funders("Dofinansowano ze środków Funduszu Spójności", badge=True)
    assert hit.label == "Dofinansowano ze środków"
    (hit,) = find_funders("Park jest Współfinansowany przez Fundusz Leśny. Zapraszamy.")
    assert hit.label == "Współfinansowany"
    assert hit.sentence == "Park jest Współfinansowany przez Fundusz Leśny."


PIECES = st.sampled_from(
    [funder.name for funder in funders().values()]
    + ["dofinansowano ze środków ", " i ", ". ", "\n\n", "\t", "(UE) 1", "FEM", "FESL.01.02"]
    + ["İ", "ŁÓDŹ", "a\u0301", "„", "+"]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=6).map("".join), st.booleans())
def test_hits_stand_where_they_say(text: str, badge: bool) -> None:
    """Whatever the text, a hit's place holds its words, and hits do not cross."""
    hits = find_funders(text, badge=badge)
    composed = unicodedata.normalize("NFC", text)
    assert all(composed[hit.start : hit.end] == hit.text for hit in hits)
    places = sorted({(hit.start, hit.end) for hit in hits})
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert all((hit.funder_id in funders()) != bool(hit.candidates) for hit in hits)
