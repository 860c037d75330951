"""HTTP of the demo town: conditions, encodings, methods, hosts."""

from __future__ import annotations

import gzip

import pytest

from crawler.demo.town import DemoTown, documents, respond
from tests.crawler.demo.towns import BULLETIN, NEWS, ask

TOWN = DemoTown(1)
OLD = f"{NEWS}/2024/05/15/teznia-solankowa-juz-dziala/"
FRESH = f"{NEWS}/2026/03/01/koncert-i-wystawa-na-dzien-kobiet/"


def test_an_old_page_is_not_modified_the_next_day():
    """Its ETag and its Last-Modified each bring a 304 with no body, on any later day."""
    first = ask(TOWN, OLD)
    for day in (1, 2, 4):
        for condition in (
            {"If_None_Match": first.header("ETag")},
            {"If_Modified_Since": first.header("Last-Modified")},
        ):
            again = ask(DemoTown(day), OLD, **condition)
            assert (again.status, again.body) == (304, b"")
            assert again.header("ETag") == first.header("ETag")
            assert again.header("Content-Length") is None


def test_a_fresh_page_is_modified_by_its_counter_alone():
    """Within the day its weak tag holds; the next day 200 with other bytes and the same text."""
    tag = ask(TOWN, FRESH).header("ETag")
    assert tag.startswith('W/"')
    assert ask(TOWN, FRESH, If_None_Match=tag).status == 304
    assert ask(DemoTown(2), FRESH, If_None_Match=tag).status == 200


def test_an_edited_page_is_modified():
    """A page that changed on day 2 answers 200 to the tag and date of day 1."""
    url = f"{NEWS}/urzad/kontakt/"
    first = ask(TOWN, url)
    assert ask(DemoTown(2), url, If_None_Match=first.header("ETag")).status == 200
    assert ask(DemoTown(2), url, If_Modified_Since=first.header("Last-Modified")).status == 200


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"a", W/{tag}'}, 304),
        ({"If_None_Match": '"other"', "If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 200),
        ({"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
        ({"If_Modified_Since": "kiedyś"}, 200),
    ],
)
def test_conditions_follow_rfc_9110(condition: dict[str, str], status: int):
    """Lists, weak comparison, ``*``; a tag before a date; nonsense is ignored."""
    tag = ask(TOWN, OLD).header("ETag")
    sent = {name: value.replace("{tag}", tag) for name, value in condition.items()}
    assert ask(TOWN, OLD, **sent).status == status


def test_notices_have_no_validators_and_bulletin_pages_a_date():
    """The old server revalidates nothing but its static pages."""
    notice = ask(TOWN, f"{BULLETIN}/index.php?dok=1187", If_None_Match="*")
    assert (notice.status, notice.header("ETag")) == (200, None)
    page = ask(TOWN, f"{BULLETIN}/index.php?id=2")
    assert page.header("ETag") is None
    since = page.header("Last-Modified")
    assert ask(DemoTown(3), f"{BULLETIN}/index.php?id=2", If_Modified_Since=since).status == 304


def test_gzip_only_for_those_who_accept_it():
    """A compressed page holds the same text, says so, and its tag is weak."""
    plain = ask(TOWN, OLD)
    packed = ask(TOWN, OLD, Accept_Encoding="gzip, br")
    assert plain.header("Content-Encoding") is None
    assert packed.header("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert int(packed.header("Content-Length")) == len(packed.body) < len(plain.body)
    assert packed.header("ETag") == f"W/{plain.header('ETag')}"
    assert packed.header("Vary") == "Accept-Encoding"


def test_chunked_pages_have_no_length():
    """Fresh articles and bulletin files come in chunks; HTTP/1.0 gets them plain."""
    for url in (FRESH, f"{BULLETIN}/zasoby/pobierz.php?plik=1187_swz.pdf"):
        response = ask(TOWN, url)
        assert response.header("Transfer-Encoding") == "chunked"
        assert response.header("Content-Length") is None
        wire = response.wire()
        assert wire.endswith(b"\r\n0\r\n\r\n")
        assert b"Transfer-Encoding" not in response.wire(http11=False)
        assert response.wire(http11=False).endswith(response.body)


def test_repeated_headers_and_odd_case_are_sent_in_order():
    """Two cookies and a lower-case name, as old servers send them."""
    names = [name for name, _ in ask(TOWN, f"{BULLETIN}/index.php?dok=1187").headers]
    assert names.count("Set-Cookie") == 2
    assert "cache-control" in names


def test_head_has_the_headers_of_get():
    """HEAD answers alike; only the body stays behind."""
    head, get = (ask(TOWN, OLD, method) for method in ("HEAD", "GET"))
    assert head.headers == get.headers
    assert head.wire(with_body=False) + get.body == get.wire()


def test_other_methods_are_refused():
    """POST and the like: 405 with what is allowed."""
    response = ask(TOWN, f"{NEWS}/newsletter/zapis/", "POST")
    assert (response.status, response.header("Allow")) == (405, "GET, HEAD")


def test_the_bare_host_redirects_to_www():
    """olszynow.example leads to www with path and query kept."""
    response = respond(TOWN, "news", "GET", "/a/?b=1", {"host": "OLSZYNOW.example:80"})
    assert (response.status, response.header("Location")) == (301, f"{NEWS}/a/?b=1")


def test_a_missing_last_slash_is_put_right():
    """WordPress sends readers to the address with the slash."""
    response = ask(TOWN, OLD.rstrip("/"))
    assert (response.status, response.header("Location")) == (301, OLD)


@pytest.mark.parametrize(
    "url", [f"{NEWS}/nic/", f"{BULLETIN}/nic.html", f"{BULLETIN}/index.php?dok=7"]
)
def test_unknown_addresses_are_404_in_the_full_frame(url: str):
    """A page nobody made answers 404 with a page around the message."""
    response = ask(TOWN, url)
    assert response.status == 404
    assert len(response.body) > 2000


@pytest.mark.parametrize(
    "target", ["/%ff%00", "/?s=<script>", "//", "/index.php?dok=%C4%85", "/a b"]
)
@pytest.mark.parametrize("site", ["news", "bulletin"])
def test_no_target_raises_or_is_echoed_raw(site, target: str):
    """Odd targets are answered, and never come back as markup."""
    response = respond(TOWN, site, "GET", target, {})
    assert response.status in (200, 404)
    assert b"<script>" not in response.body


def test_every_day_has_pages_that_revalidate_and_pages_that_do_not():
    """Both kinds are plenty, so that a crawler meets 304 and unchanged text behind a 200."""
    tags = {d.canonical_url: ask(TOWN, d.canonical_url).header("ETag") for d in documents(1)}
    later = DemoTown(2)
    kept = [
        ask(later, url, If_None_Match=tag).status for url, tag in tags.items() if tag is not None
    ]
    assert kept.count(304) >= 20
    assert kept.count(200) >= 10
