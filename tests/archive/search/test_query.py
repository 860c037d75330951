"""Words, stems, and what a query means."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ConfigurationError
from archive.search.query import Clause, expression, parse
from archive.search.snippets import WIDTH, Piece, marked, passage
from archive.search.words import fold, stem, words


@pytest.mark.parametrize(
    ("forms", "same"),
    [
        ("dróg droga drogi drogę drogami DROGI drog", True),
        ("mieszkańcy mieszkańców mieszkańcami", True),
        ("remont remontu remonty remontami", True),
        ("żłobek żłobka", False),
        ("droga drugi", False),
    ],
)
def test_forms_of_a_word_meet(forms, same):
    """Endings are cut, then diacritics; what changes inside the stem does not meet."""
    assert (len({stem(form) for form in forms.split()}) == 1) is same


@pytest.mark.parametrize(
    ("word", "plain"),
    [("Łódź", "lodz"), ("ŻÓŁĆ", "zolc"), ("Straße", "straße"), ("Ørsted", "orsted"), ("№1", "no1")],
)
def test_folding_leaves_no_diacritics(word, plain):
    """Not even the stroke of ł, which Unicode does not take apart."""
    assert fold(word) == plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Uchwała nr XII/45/2026.", ["Uchwała", "nr", "XII", "45", "2026"]),
        ("re\u00admont drogi", ["re\u00admont", "drogi"]),
        ("o\u0301smy", ["o\u0301smy"]),
        ("snake_case – e-urząd", ["snake", "case", "e", "urząd"]),
    ],
)
def test_words_of_a_text(text, found):
    """Soft hyphens and marks put apart belong to their word."""
    assert list(words(text)) == found
    assert stem("re\u00admont") == "remont"


@given(st.text(max_size=40))
def test_sqlite_cuts_stems_where_we_do(text):
    """Each stem is one token of the index, or the same row of tokens in text and query."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE t USING fts5 "
        "(a, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    found = " ".join(map(stem, words(text))).replace('"', "")
    if any(character.isascii() and character.isalnum() for character in found):
        database.execute("INSERT INTO t (rowid, a) VALUES (1, ?)", [found])
        query = " AND ".join(f'"{word}"' for word in found.split() if word.isascii())
        if query:
            assert database.execute("SELECT rowid FROM t WHERE t MATCH ?", [query]).fetchall()
    database.close()


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("remont drogi", [[Clause(("remont",))], [Clause(("drogi",))]]),
        ('"remont drogi"', [[Clause(("remont", "drogi"))]]),
        ("„remont drogi”", [[Clause(("remont", "drogi"))]]),
        ('"remont drogi', [[Clause(("remont", "drogi"))]]),
        ("title:remont", [[Clause(("remont",), "title")]]),
        ('TITLE:"remont drogi"', [[Clause(("remont", "drogi"), "title")]]),
        ("godz:12", [[Clause(("godz", "12"))]]),
        ("remont OR naprawa", [[Clause(("remont",)), Clause(("naprawa",))]]),
        ("OR remont OR", [[Clause(("OR",))], [Clause(("remont",))]]),
        ("XII/45/2026", [[Clause(("XII", "45", "2026"))]]),
        ("przedszkol*", [[Clause(("przedszkol",), begins=True)]]),
        ("remont ... ( ) *", [[Clause(("remont",))]]),
    ],
)
def test_what_a_query_means(text, groups):
    """Every group must match, by any of its clauses."""
    assert [list(group) for group in parse(text).groups] == groups


def test_unwanted_words():
    """A minus takes records away."""
    query = parse('remont -most -title:"stary rynek"')
    assert query.unwanted == (
        Clause(("most",), unwanted=True),
        Clause(("stary", "rynek"), "title", unwanted=True),
    )


@pytest.mark.parametrize("text", ["", "  ", '""', "-most", "* - ?"])
def test_a_query_needs_a_word(text):
    """Else there is nothing to look for, and the message shows how it is done."""
    with pytest.raises(ConfigurationError, match="no word to look for"):
        parse(text)


@given(st.text('ab":-*() ORŁ„”^', max_size=20))
def test_no_query_breaks_the_index(text):
    """Whatever is typed becomes an expression SQLite can read, or a sentence."""
    try:
        told = expression(parse(text), lambda word, begins: [stem(word), "x"])
    except ConfigurationError:
        return
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5 (title, lead, text, files, badges)")
    assert database.execute("SELECT * FROM t WHERE t MATCH ?", [told]).fetchall() == []
    database.close()


def test_a_passage_shows_where_the_words_stand_together():
    """Not the first hit but the best place, with the words marked in whatever form."""
    filler = " ".join(["tekst"] * 100)
    text = f"Remont szkoły. {filler} Ruszają remonty ulic w centrum. {filler}"
    pieces = passage([text], {stem("remont"), stem("ulica")})
    assert [piece.text for piece in pieces if piece.hit] == ["remonty ulic"]
    assert pieces[0] == Piece("… ", hit=False)
    assert pieces[-1] == Piece(" …", hit=False)
    assert len(list(words("".join(piece.text for piece in pieces)))) == WIDTH


def test_a_passage_without_hits_is_the_beginning():
    """A record found by its title still shows what it is about."""
    assert passage(["Od jutra nowe godziny.", "x"], {"remont"}) == (
        Piece("Od jutra nowe godziny.", hit=False),
    )
    assert passage(["", ""], {"remont"}) == ()


@given(st.lists(st.sampled_from(["remont", "drogi", "jest", "i", "–", "\n\n"]), max_size=80))
def test_marking_loses_no_word(tokens):
    """The pieces together are the text, blanks aside."""
    text = " ".join(tokens)
    pieces = marked(text, {"remont"})
    assert "".join(piece.text for piece in pieces).split() == text.split()
    assert all("remont" in piece.text for piece in pieces if piece.hit)


def test_threads_get_the_stems_of_their_own_words():
    """A notebook may search from several threads; a wrong stem would stay in the cache."""
    many = [f"{start}{end}" for start in ("drog", "ulic", "remont") for end in ("ami", "om", "ach")]
    right = [stem(word) for word in many]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(stem, many * 200))
    assert found == right * 200
