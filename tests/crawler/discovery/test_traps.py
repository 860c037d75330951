"""Ways without an end are seen, and pages beside them are not mistaken for one."""

from __future__ import annotations

import pytest

from crawler.discovery.traps import (
    BARREN_AFTER,
    CALENDAR_CAP,
    FACET_CAP,
    SESSION_CAP,
    Shape,
    Traps,
    is_calendar,
    looping,
    shape_of,
)

SITE = "http://miasto.example"


@pytest.mark.parametrize(
    "path",
    ["/a/a/a", "/pl/urzad/pl/urzad/pl/urzad/x", "/a/b/c/a/b/c/a/b/c/", "/x" + "/y/z" * 9],
)
def test_paths_that_come_round_again_are_loops(path):
    """Relative links in a broken template grow without end."""
    assert looping(path)
    assert Traps().judge(SITE + path) == "trap_path_loop"


@pytest.mark.parametrize(
    "path", ["/", "/2026/02/02/tytul/", "/a/b/a/b/", "/urzad/urzad/kontakt", "/1/1/2"]
)
def test_ordinary_paths_are_no_loops(path):
    """Twin folders occur on real sites (katowice.eu), dates repeat themselves."""
    assert not looping(path)


@pytest.mark.parametrize(
    "target",
    [
        "/kalendarz/?miesiac=2026-03",
        "/pl/biznes/archiwum/20210618",
        "/news,468,odpady&kalendarz=2023-10.html?",
        "/wydarzenia/2026-03-02/",
        "/events/?tribe-bar-date=2026-03",
        "/calendar/2026/03",
    ],
)
def test_calendars_are_seen(target):
    """Seen at zytno.pl, um.jaworzno.pl and in plug-ins of WordPress."""
    assert is_calendar(SITE + target)


@pytest.mark.parametrize(
    "target",
    [
        "/2026/03/02/kalendarz-imprez-na-marzec/",
        "/aktualnosci/harmonogram-odbioru-odpadow-2026",
        "/archiwum/?page=3",
        "/index.php?dok=20210618",
    ],
)
def test_articles_about_a_calendar_are_none(target):
    """A word in a title is no way without an end."""
    assert not is_calendar(SITE + target)


def test_a_calendar_is_left_after_its_first_pages():
    """Some months are looked at, the thousand that follow are not."""
    traps = Traps()
    said = [traps.judge(f"{SITE}/kalendarz/?miesiac={year}-01") for year in range(2000, 2040)]
    assert said.count(None) == CALENDAR_CAP
    assert set(said[CALENDAR_CAP:]) == {"trap_calendar"}


def test_facets_are_capped_by_path():
    """One list in every order and language is one list; other paths go on."""
    traps = Traps()
    said = [traps.judge(f"{SITE}/node?language=pl&taxonomy_{n}=1") for n in range(30)]
    assert said.count(None) == FACET_CAP
    assert said[-1] == "trap_facets"
    assert traps.judge(f"{SITE}/lista?language=pl") is None


def test_values_of_one_parameter_are_no_facets():
    """Thousands of notices under ?dok= are what we came for."""
    traps = Traps()
    assert not any(traps.judge(f"{SITE}/index.php?dok={n}") for n in range(2000))


def test_a_session_under_an_unknown_name_is_seen():
    """Each visit gets another value: after a few it is clear that they mean nothing."""
    traps = Traps()
    said = [traps.judge(f"{SITE}/a?ctx={n:032x}") for n in range(9)]
    assert said.count(None) == SESSION_CAP
    assert said[-1] == "trap_session"


def test_a_shape_that_never_gave_a_page_is_left():
    """What was learned in earlier runs holds, for that shape and no other."""
    barren = f"{SITE}/galeria?foto=7"
    traps = Traps({shape_of(barren): Shape(asked=BARREN_AFTER, pages=0)})
    assert traps.judge(f"{SITE}/galeria?foto=99") == "trap_barren"
    assert traps.judge(f"{SITE}/dokument?id=99") is None


def test_a_shape_with_pages_is_kept():
    """One page in ten is worth asking for."""
    assert not Shape(asked=100, pages=10).barren
    assert not Shape(asked=BARREN_AFTER - 1, pages=0).barren


def test_pages_of_one_folder_share_a_shape():
    """Numbers and slugs do not count, folders and names of parameters do."""
    assert shape_of(f"{SITE}/2026/03/02/a/") == shape_of(f"{SITE}/2025/01/30/b/")
    assert shape_of(f"{SITE}/news/1-a") == shape_of(f"{SITE}/news/2-b")
    assert shape_of(f"{SITE}/news/1-a") != shape_of(f"{SITE}/sport/1-a")
    assert shape_of(f"{SITE}/a?x=1&y=2") == shape_of(f"{SITE}/a?y=5&x=7")
    assert shape_of(f"{SITE}/a?x=1") != shape_of(f"{SITE}/a?y=1")
