"""What the demo town tells machines: robots.txt, RSS 2.0 and sitemaps."""

from __future__ import annotations

from email.utils import format_datetime
from xml.sax.saxutils import escape

from crawler.demo.content import Document, Origins, SiteName
from crawler.demo.spelling import iso, warsaw
from crawler.demo.view import View, excerpt

FEED_ITEMS = 10
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
#: The bulletin's sitemap was made once, before this dok number; newer notices are missing.
_MAPPED_BELOW = 1170


def robots(site: SiteName, origins: Origins) -> str:
    """The rules of one site (RFC 9309) and where its sitemap is."""
    if site == "news":
        return (
            "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"
            "Disallow: /?s=\nDisallow: /2026/02/20/wersja-robocza\n\n"
            f"Sitemap: {origins.news}/wp-sitemap.xml\n"
        )
    return (
        "User-agent: *\nDisallow: /zasoby/statystyki/\nDisallow: /index.php?dok=1002\n\n"
        f"Sitemap: {origins.bulletin}/sitemap.xml\n"
    )


def rss(view: View) -> str:
    """The ten newest articles."""
    posts = [post for post in view.listed("news") if not post.unmapped][:FEED_ITEMS]
    items = "\n".join(_item(view.origins.news, post) for post in posts)
    newest = max((post.published for post in posts if post.published), default=None)
    built = f"<lastBuildDate>{format_datetime(warsaw(newest))}</lastBuildDate>" if newest else ""
    return (
        f"{_XML}\n"
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n'
        f"<title>Olszynów</title><link>{view.origins.news}/</link>"
        f"<description>Miasto nad Olszynką</description><language>pl-PL</language>{built}\n"
        f"{items}\n</channel></rss>\n"
    )


def _item(origin: str, post: Document) -> str:
    published = format_datetime(warsaw(post.published)) if post.published else ""
    link = origin + post.path
    return (
        f"<item><title>{escape(post.title)}</title><link>{link}</link>"
        f"<pubDate>{published}</pubDate><dc:creator>Urząd Miejski</dc:creator>"
        f'<guid isPermaLink="true">{link}</guid>'
        f"<description>{escape(excerpt(post))}</description></item>"
    )


def sitemap_index(origins: Origins) -> str:
    """The index of the news site's two sitemaps."""
    parts = "".join(
        f"<sitemap><loc>{origins.news}/wp-sitemap-posts-{kind}-1.xml</loc></sitemap>\n"
        for kind in ("post", "page")
    )
    return f"{_XML}\n<sitemapindex {_SITEMAP}>\n{parts}</sitemapindex>\n"


def post_sitemap(view: View) -> str:
    """All articles with the time of their last change, and a draft that robots.txt forbids."""
    posts = [d for d in view.documents if d.kind == "article" and not d.unmapped]
    entries = [
        (view.origins.news + d.path, iso(d.modified or d.published)) for d in posts if d.published
    ]
    draft = f"{view.origins.news}/2026/02/20/wersja-robocza-ankiety/"
    return _urlset([*entries, (draft, "2026-02-20T09:00:00+01:00")])


def page_sitemap(view: View) -> str:
    """The pages of the news site, with the time of the last change where there was one."""
    pages = [d for d in view.documents if d.kind == "page" and d.site == "news"]
    return _urlset(
        [(view.origins.news + d.path, iso(d.modified) if d.modified else "") for d in pages]
    )


def bulletin_sitemap(view: View) -> str:
    """The bulletin's sitemap: pages and old notices only, nobody renewed it since."""
    old = [
        d
        for d in view.documents
        if d.site == "bulletin"
        and (d.kind == "page" or int(d.path.rpartition("=")[2]) < _MAPPED_BELOW)
    ]
    return _urlset([(view.origins.bulletin + d.path, "") for d in old])


def _urlset(entries: list[tuple[str, str]]) -> str:
    urls = "".join(
        f"<url><loc>{escape(address)}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + "</url>\n"
        for address, changed in entries
    )
    return f"{_XML}\n<urlset {_SITEMAP}>\n{urls}</urlset>\n"
