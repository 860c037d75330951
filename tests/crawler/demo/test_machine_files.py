"""What the town tells machines, and its files."""

from __future__ import annotations

import zlib
from datetime import date
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.robotparser import RobotFileParser
from zipfile import ZipFile

import feedparser
import pytest
from lxml import etree

from crawler.demo import assets
from crawler.demo.content import sources
from crawler.demo.town import DemoTown, documents
from crawler.demo.uploads import attachments, media
from tests.crawler.demo.towns import BULLETIN, NEWS, ask, links

TOWN = DemoTown(1)
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.mark.parametrize(
    ("origin", "forbidden"),
    [(NEWS, "/2026/02/20/wersja-robocza-ankiety/"), (BULLETIN, "/index.php?dok=1002")],
)
def test_robots_forbid_one_page_of_the_kind_that_is_crawled(origin: str, forbidden: str):
    """Articles and notices are allowed, but for one that looks like them; a sitemap is named."""
    response = ask(TOWN, f"{origin}/robots.txt")
    assert response.header("Content-Type").startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(response.body.decode().splitlines())
    assert not rules.can_fetch("Kronika", origin + forbidden)
    assert ask(TOWN, origin + forbidden).status == 200
    own = [d for d in documents(1) if d.canonical_url.startswith(origin)]
    assert all(rules.can_fetch("Kronika", d.canonical_url) for d in own)
    assert [ask(TOWN, url).status for url in rules.site_maps()] == [200]


def test_the_feed_holds_the_newest_articles_with_their_time():
    """Ten entries, newest first, each with the Polish offset."""
    feed = feedparser.parse(ask(TOWN, f"{NEWS}/feed/").body)
    assert not feed.bozo
    assert len(feed.entries) == 10
    by_url = {d.canonical_url: d for d in documents(1)}
    times = [parsedate_to_datetime(entry.published) for entry in feed.entries]
    assert times == sorted(times, reverse=True)
    for entry, time in zip(feed.entries, times, strict=True):
        assert time.replace(tzinfo=None) == by_url[entry.link].published
        assert entry.title == by_url[entry.link].title


def test_sitemaps_list_articles_and_pages():
    """The index leads to both; articles carry the time of their last change."""
    index = links(ask(TOWN, f"{NEWS}/wp-sitemap.xml"), NEWS)
    assert index == [f"{NEWS}/wp-sitemap-posts-{kind}-1.xml" for kind in ("post", "page")]
    listed = {url for sitemap in index for url in links(ask(TOWN, sitemap), NEWS)}
    news = {d.canonical_url for d in documents(1) if d.site == "news" and not d.unmapped}
    assert listed - news == {f"{NEWS}/2026/02/20/wersja-robocza-ankiety/"}
    assert news <= listed


def test_lastmod_moves_with_an_edit():
    """The sitemap owns up to changes of articles and pages."""
    changed = []
    for kind in ("post", "page"):
        days = []
        for day in (1, 2):
            body = ask(DemoTown(day), f"{NEWS}/wp-sitemap-posts-{kind}-1.xml").body
            entries = etree.fromstring(body).xpath("//s:url", namespaces=NAMESPACE)
            days.append({
                e.findtext("s:loc", namespaces=NAMESPACE):
                    e.findtext("s:lastmod", namespaces=NAMESPACE)
                for e in entries
            })  # fmt: skip
        changed += [url for url in days[0].keys() & days[1].keys() if days[0][url] != days[1][url]]
    assert f"{NEWS}/urzad/kontakt/" in changed
    assert len(changed) == 4


def test_no_source_alone_announces_everything():
    """Some pages are in the lists only, some in the sitemap only."""
    hidden = [d for d in documents(1) if d.unlisted]
    unmapped = [d for d in documents(1) if d.unmapped]
    assert hidden
    assert unmapped
    old_map = links(ask(TOWN, f"{BULLETIN}/sitemap.xml"), BULLETIN)
    notices = {d.canonical_url for d in documents(1) if d.kind == "notice"}
    assert notices - set(old_map)
    assert {d.canonical_url for d in hidden if d.site == "bulletin"} <= set(old_map)


def test_the_register_of_changes_names_what_happened():
    """The bulletin's register lists additions, changes and removals of the day, newest first."""
    text = ask(DemoTown(2), f"{BULLETIN}/index.php?id=5").body.decode("windows-1250")
    today = [row for row in text.split("<tr>") if "2026-03-03" in row]
    for what, count in (("dodano", 2), ("zmiana", 2), ("usunięto", 1)):
        assert sum(what in row for row in today) == count
    assert "dok=1177" not in text


def test_every_attachment_is_a_file_of_its_kind():
    """PDF, DOCX and RTF begin as such files do, also where the address has no extension."""
    kinds = set()
    for site in ("news", "bulletin"):
        for kind, body in attachments(site).values():
            kinds.add(kind)
            assert body.startswith(
                {"pdf": b"%PDF-1.4", "docx": b"PK\x03\x04", "rtf": b"{\\rtf1"}[kind]
            )
    assert kinds == {"pdf", "docx", "rtf"}
    typeless = ask(TOWN, f"{NEWS}/attachment/4321")
    assert typeless.header("Content-Type") == "application/pdf"


def test_pdf_offsets_are_true():
    """The cross-reference table points at the objects."""
    body = assets.pdf("Zażółć (gęślą)", ["jaźń"])
    start = int(body.rsplit(b"startxref\n", 1)[1].split()[0])
    assert body[start:].startswith(b"xref")
    rows = body[start:].split(b"\n")[3:8]
    for number, row in enumerate(rows, 1):
        assert body[int(row.split()[0]):].startswith(b"%d 0 obj" % number)  # fmt: skip


def test_docx_is_a_sound_zip_with_its_text():
    """The archive's checksums hold and the text is in the document part."""
    with ZipFile(BytesIO(assets.docx("Wniosek", ["Gęś"]))) as archive:
        assert archive.testzip() is None
        assert "Gęś" in archive.read("word/document.xml").decode()


def test_images_are_whole():
    """PNG chunks carry true checksums, JPEG has its markers, SVG parses."""
    for path, body in media().items():
        if body.startswith(b"\x89PNG"):
            position = 8
            while position < len(body):
                size = int.from_bytes(body[position : position + 4])
                chunk = body[position + 4 : position + 8 + size]
                assert zlib.crc32(chunk) == int.from_bytes(
                    body[position + 8 + size : position + 12 + size]
                )
                position += 12 + size
        elif path.endswith(".jpg"):
            assert body.startswith(b"\xff\xd8\xff\xe0")
            assert body.endswith(b"\xff\xd9")
        else:
            assert etree.fromstring(body).tag == "{http://www.w3.org/2000/svg}svg"


def test_no_two_photographs_are_alike():
    """Each photograph is drawn from its own name."""
    photos = [body for path, body in media().items() if path.endswith(".jpg")]
    assert len(set(photos)) == len(photos) >= 12


def test_claimed_sizes_are_true():
    """What a page says of a file's size is the size of the file."""
    url = f"{NEWS}/2026/03/02/rusza-nabor-wnioskow-do-budzetu-obywatelskiego-na-2027-rok/"
    size = len(
        ask(TOWN, f"{NEWS}/wp-content/uploads/2026/03/formularz-zgloszenia-bo-2027.docx").body
    )
    assert f"(docx, {size} bajtów)" in ask(TOWN, url).body.decode()


def test_weekdays_in_texts_are_true():
    """Where a text names a weekday with a full date, the calendar agrees."""
    import re

    from crawler.demo.spelling import MONTHS

    names = ("poniedział", "wtor", "środ", "czwart", "piąt", "sobot", "niedziel")
    pattern = re.compile(
        rf"({'|'.join(names)})\w*, (\d{{1,2}})\.? ({'|'.join(MONTHS)})(?: (\d{{4}}))?"
    )
    checked = 0
    for source in sources():
        for name, day, month, year in pattern.findall(source.text):
            written = source.starts.year if source.starts else 2026
            when = date(int(year or written), MONTHS.index(month) + 1, int(day))
            assert names[when.weekday()] == name, (source.path, day, month)
            checked += 1
    assert checked >= 25
