"""Forms whose consonants and vowels change find each other, and other words stay apart."""

from __future__ import annotations

import pytest

from archive import Archive
from archive.rows import rows_to_table
from archive.search import search
from archive.search.words import fold
from tests.archive import factory

MEET = """
droga drodze, noga nodze, waga wadze, uwaga uwadze, załoga załodze, usługa usłudze,
książka książce, książka książek, matka matce, ręka ręce, ręka rąk, rzeka rzece, półka półce,
kolejka kolejce, biblioteka bibliotece, polityka polityce, fabryka fabryce, apteka aptece,
kronika kronice, placówka placówce, urzędnik urzędnicy, Polak Polacy, pracownik pracownicy,
cecha cesze, blacha blasze, kultura kulturze, góra górze, teatr teatrze, rower rowerze,
biuro biurze, wybory wyborze, dyrektor dyrektorzy, autor autorzy, powiat powiecie,
budżet budżecie, projekt projekcie, remont remoncie, gazeta gazecie, sobota sobocie,
oświata oświacie, student studenci, prezydent prezydenci, woda wodzie, rada radzie,
ogród ogrodzie, urząd urzędzie, urząd urzędu, samochód samochodzie, nagroda nagrodzie,
środa środzie, sąsiad sąsiedzi, most moście, list liście, miasto mieście, artysta artyści,
turysta turyści, przejazd przejeździe, gniazdo gnieździe, las lesie, światło świetle,
kościół kościele, szkoła szkole, stół stole, wydział wydziale, wydział wydziału,
zespół zespole, dróg droga, wóz wozie, święto świąt, ząb zęby, mąż męża, związek związku,
budynek budynku, rynek rynku, wniosek wnioski, przystanek przystanku, podatek podatku,
ośrodek ośrodka, dworzec dworca, mieszkaniec mieszkańcy, koniec końca
"""
APART = """
stolica stolik, stolicy stolik, ulica ulik, dworca dworku, dworzec dworek, serca serki,
komisarze komisarka, nocy nok, kosz kocha, grosze groch, władzy włóka, księdza księga,
praca praktyka, rada radar, droga drogeria, miasto miasteczko, most mosiądz, list listopad,
las laska, woda wodociąg, kolejka kolegium, rynek ryż, teatr teren, góra górnik,
lato lot, obiekt obiad, ręka rękaw, szkoła szkoda, port porada, dostawca dostawka, budynek budowa
"""
#: Forms that a text about these has, too.
BESIDE = """
stolicą stolicę stolice stoliki ulicą ulicę dworce dworcem dworki serce sercem grosz groszy
kosze koszem noc władza władzą księdzem komisarz komisarza praca pracę dostawcą dostawcy
"""


def pairs(told: str) -> list[tuple[str, str]]:
    """Pairs of words, as written above."""
    return [tuple(pair.split()) for pair in told.split(",")]


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Archive:
    """A page for each word, with nothing else on it."""
    root = tmp_path_factory.mktemp("words") / "archive"
    words = sorted({word for pair in pairs(MEET) + pairs(APART) for word in pair})
    empty = {"lead": None, "badges": [], "attachments": []}
    rows = [
        factory.page_row(number, title=word, body_text="", **empty)
        for number, word in enumerate([*words, *BESIDE.split()])
    ]
    factory.new_archive(root).commit({"pages": rows_to_table(factory.PAGES, rows)})
    return Archive(root)


def found(town: Archive, word: str) -> set[str]:
    """Titles of all pages found."""
    hits = search(town, word, limit=500).hits
    return {"".join(piece.text for piece in hit.title) for hit in hits}


@pytest.mark.parametrize(("one", "other"), pairs(MEET))
def test_forms_of_one_word_meet(town, one, other):
    """Each finds the other, also typed without diacritics, and is marked in it."""
    for asked, wanted in ((one, other), (other, one), (fold(one), other), (fold(other), one)):
        assert wanted in found(town, asked)
    (hit,) = (hit for hit in search(town, one, limit=500).hits if hit.title[0].text == other)
    assert hit.title[0].hit


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_other_words_stay_apart(town, one, other):
    """However much they look alike."""
    assert other not in found(town, one)
    assert one not in found(town, other)


def test_the_lists_are_long_enough():
    """A table that shrinks would prove less and less."""
    assert len(pairs(MEET)) >= 70
    assert len(pairs(APART)) >= 30


def test_a_form_nobody_wrote_finds_what_it_comes_from(town):
    """The index need not hold the form that is typed."""
    assert "budynek" in found(town, "budynkiem")
    assert "powiat" in found(town, "powiatem")


def test_a_phrase_may_have_changed_forms(store):
    """Words side by side, each in another form."""
    store.commit({"pages": factory.pages(1, title="Na drodze powiatu", body_text="")})
    store.commit({"pages": factory.pages(2, title="Droga w powiecie", body_text="")})
    archive = Archive(store.link.parent)
    assert found(archive, '"droga powiatowi"') == {"Na drodze powiatu"}
    assert found(archive, "droga powiat") == {"Na drodze powiatu", "Droga w powiecie"}
