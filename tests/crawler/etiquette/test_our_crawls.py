"""Etiquette finds nothing to complain of in our own crawls, over real HTTP."""

from __future__ import annotations

from crawler.etiquette import Report, examine
from crawler.process import crawl_city
from tests.certificates import make, server_context
from tests.crawler.crawl.conftest import (  # noqa: F401 - fixtures
    Answer,
    City,
    article,
    city,
    crawl,
)
from tests.crawler.etiquette.test_etiquette import RULES, broken


def examined(crawl) -> Report:  # noqa: F811
    """The last run of the scripted city."""
    return examine(crawl.archive, "last")


def test_our_crawls_have_no_breach(city, crawl):  # noqa: F811
    """Two crawls with rules, refusals, errors and a pause asked for: every rule was kept."""
    for name in ("a", "b", "c"):
        page = article(f"Strona {name}")
        page.headers["ETag"] = f'"{name}"'
        city.publish(**{name: page})
    city.publish(tajne=article("Tajne"))
    city.pages["/robots.txt"] = Answer(RULES.replace(b"/tajne/", b"/2026/tajne/"))
    city.pages["/feed/"] = Answer(b"", 503, {"Retry-After": "1"})
    quick = {"KRONIKA_BACKOFF_S": 0.01, "KRONIKA_PACE": 0.1}
    crawl(**quick)
    first = examined(crawl)
    assert broken(first) == {}
    checked = {one.rule: one.checked for one in first.findings}
    assert checked["robots"] == len(city.asked) - 1
    assert checked["retry_after"] == 1
    crawl(**quick)
    second = examined(crawl)
    assert broken(second) == {}
    assert {one.rule: one.checked for one in second.findings}["conditional"] == 3


TOWNS = r"""
name = "Para"
[pace]
delay_s = 0.1
[sites.news]
home = "http://www.para.example/"
listings = ["http://www.para.example/aktualnosci/"]
articles = ['^/2026/']
[sites.bulletin]
home = "http://bip.para.example/"
listings = ["http://bip.para.example/aktualnosci/"]
articles = ['^/2026/']
"""


def test_our_crawls_spare_a_server_that_two_hosts_share(city, crawl):  # noqa: F811
    """News and bulletin lie at one address: together they are asked no faster than one."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    (crawl.folder / "cities" / "para.toml").write_text(TOWNS, encoding="utf-8")
    home = ("127.0.0.1", city.port)
    connect_to = {"www.para.example:80": home, "bip.para.example:80": home}
    crawl_city("para", crawl.settings(KRONIKA_CONNECT_TO=connect_to), handle_signals=False)
    report = examined(crawl)
    checked = {one.rule: one.checked for one in report.findings}
    assert (report.hosts, broken(report)) == (2, {})
    assert checked["pace_address"] == len(city.asked) - 1


def test_https_and_http_share_the_pace_of_a_server(city, crawl, tmp_path, monkeypatch):  # noqa: F811
    """News over https, the bulletin over http, one address: it is asked no faster than one."""
    root = make("Root", authority=True)
    (tmp_path / "root.pem").write_bytes(root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    tls = server_context(tmp_path, [make("www.para.example", root)])
    city.server.socket = tls.wrap_socket(city.server.socket, server_side=True)
    towns = TOWNS.replace("http://www.", "https://www.")
    (crawl.folder / "cities" / "para.toml").write_text(towns, encoding="utf-8")
    bulletin = City()
    for site in (city, bulletin):
        site.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    connect_to = {
        "www.para.example:443": ("127.0.0.1", city.port),
        "bip.para.example:80": ("127.0.0.1", bulletin.port),
    }
    crawl_city("para", crawl.settings(KRONIKA_CONNECT_TO=connect_to), handle_signals=False)
    bulletin.close()
    report = examined(crawl)
    checked = {one.rule: one.checked for one in report.findings}
    assert min(len(city.asked), len(bulletin.asked)) > 4
    assert checked["pace_address"] == len(city.asked + bulletin.asked) - 1
    assert broken(report) == {}


def test_our_crawls_keep_a_crawl_delay(city, crawl):  # noqa: F811
    """A Crawl-delay longer than the pace is kept from the request after robots.txt on."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.3\n")
    crawl()
    report = examined(crawl)
    assert broken(report) == {}
    [delay] = [one for one in report.findings if one.rule == "crawl_delay"]
    assert delay.checked == len(city.asked) - 1
