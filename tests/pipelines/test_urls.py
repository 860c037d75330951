"""One page has one address."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.urls import UrlRules, canonicalize, clean_host, host_of, reject

HOSTS = {"www.zabrze.pl": "zabrze.pl", "um.zabrze.pl": "zabrze.pl", "zabrze.pl": "zabrze.pl"}
SCHEMES = {"zabrze.pl": "https"}
RULES = UrlRules(HOSTS, SCHEMES, frozenset({"od"}), frozenset())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTP://Example.PL", "http://example.pl/"),
        ("http://example.pl:80/a", "http://example.pl/a"),
        ("https://example.pl:443/a", "https://example.pl/a"),
        ("https://example.pl:8443/a", "https://example.pl:8443/a"),
        ("https://example.pl./a", "https://example.pl/a"),
        ("https://user:secret@example.pl/a", "https://example.pl/a"),
        ("https://example.pl/a/../b/./c/..", "https://example.pl/b/"),
        ("https://example.pl/../../a", "https://example.pl/a"),
        ("https://example.pl/a#tresc", "https://example.pl/a"),
        ("https://example.pl/?", "https://example.pl/"),
        (" https://example.pl/a\n", "https://example.pl/a"),
        ("https://example.pl/a\nb", "https://example.pl/ab"),
    ],
)
def test_general_rules(written: str, meant: str) -> None:
    """Case, ports, dot segments and fragments do not make another page (RFC 3986, 6.2)."""
    assert canonicalize(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://katowice.eu/urz%c4%85d-miasta/", "https://katowice.eu/urz%C4%85d-miasta/"),
        ("https://katowice.eu/urząd-miasta/", "https://katowice.eu/urz%C4%85d-miasta/"),
        ("https://katowice.eu/urza\u0328d-miasta/", "https://katowice.eu/urz%C4%85d-miasta/"),
        ("https://katowice.eu/urza%cc%a8d-miasta/", "https://katowice.eu/urz%C4%85d-miasta/"),
        ("https://x.pl/%7Ebip/%61", "https://x.pl/~bip/a"),
        ("https://x.pl/dokument%2ciddok%2c442", "https://x.pl/dokument%2Ciddok%2C442"),
        ("https://x.pl/100%", "https://x.pl/100%25"),
        ("https://x.pl/100%25", "https://x.pl/100%25"),
        ("https://x.pl/%b1", "https://x.pl/%B1"),
        ("https://x.pl/dwa słowa", "https://x.pl/dwa%20s%C5%82owa"),
        ("https://x.pl/%2c\u0301", "https://x.pl/%2C%CC%81"),
        ("https://bolesławiec.pl/a", "https://xn--bolesawiec-e0b.pl/a"),
        ("https://BOLESŁAWIEC.pl/a", "https://xn--bolesawiec-e0b.pl/a"),
    ],
)
def test_letters_have_one_spelling(written: str, meant: str) -> None:
    """IRIs, percent-encoding of either case, NFC and IDNA meet in one address."""
    assert canonicalize(written) == meant


@pytest.mark.parametrize(
    "query",
    [
        "?utm_source=newsletter&utm_medium=email", "?fbclid=abc", "?gclid=1", "?PHPSESSID=ab12",
        "?wersja=kontrast", "?out=print", "?print=print-search", "?tmpl=component&print=1",
        "?replytocom=5", "?share=facebook", ";jsessionid=0A1B", "?&", "?pk_campaign=a",
    ],
)  # fmt: skip
def test_other_looks_of_a_page_are_the_page(query: str) -> None:
    """Campaigns, sessions, print and high-contrast versions do not make another page."""
    assert canonicalize(f"https://zabrze.pl/a{query}") == "https://zabrze.pl/a"


@pytest.mark.parametrize(
    "url",
    [
        "https://zabrze.pl/a?id=7&wersja=3", "https://zabrze.pl/a?druk=118",
        "https://zabrze.pl/a/", "https://zabrze.pl/a//b", "https://zabrze.pl/index.php",
        "https://zabrze.pl/?p=12", "https://zabrze.pl/a?x=2&x=1", "https://zabrze.pl/a?x",
        "https://zabrze.pl/index.html?id=1", "https://zabrze.pl/a+b/c=d;e",
    ],
)  # fmt: skip
def test_what_may_matter_stays(url: str) -> None:
    """What can lead to another page stays as it is written."""
    assert canonicalize(url, HOSTS, schemes=SCHEMES) == url


def test_the_order_of_parameters_does_not_matter() -> None:
    """Parameters are sorted by name; repeated ones keep their order."""
    assert canonicalize("https://x.pl/?b=1&a=2&b=0") == "https://x.pl/?a=2&b=1&b=0"


def test_an_ampersand_escaped_twice_is_one() -> None:
    """``&amp;`` left in an address by its author parts parameters."""
    assert canonicalize("https://x.pl/?a=1&amp;b=2") == "https://x.pl/?a=1&b=2"


@pytest.mark.parametrize(
    "alias",
    [
        "http://www.zabrze.pl/a",
        "https://um.zabrze.pl/a",
        "HTTP://ZABRZE.PL/a",
        "http://zabrze.pl/a",
    ],
)
def test_aliases_lead_to_the_chief_host(alias: str) -> None:
    """All hosts of a site, with either scheme, are one site."""
    assert RULES.canonical(alias) == "https://zabrze.pl/a"


def test_hosts_of_others_keep_their_scheme() -> None:
    """Nothing is known of a foreign host, so http there is not made https."""
    assert RULES.canonical("http://www.gov.pl/a") == "http://www.gov.pl/a"
    assert RULES.chief_host("http://www.gov.pl/a") is None
    assert RULES.chief_host("http://UM.zabrze.pl:80/a") == "zabrze.pl"


def test_a_site_names_its_own_idle_parameters() -> None:
    """Parameters of the profile are dropped whatever their case; kept ones are all that stays."""
    assert RULES.canonical("https://zabrze.pl/a?OD=3&id=1") == "https://zabrze.pl/a?id=1"
    assert canonicalize("https://x.pl/a?language=pl&page=2", keep_params=["page"]) == (
        "https://x.pl/a?page=2"
    )


@pytest.mark.parametrize(
    "text", ["mailto:urzad@zabrze.pl", "javascript:void(0)", "", "a/b", "http://["]
)
def test_what_is_no_page_address_comes_back_unchanged(text: str) -> None:
    """Other schemes and nonsense are not touched; `reject` names them."""
    assert canonicalize(text) == text
    assert reject(text) in {"url_scheme", "url_host"}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ('https://opstluszcz.pl/\\"https:\\/\\/opstluszcz.pl\\/?p=3187&embed=true', "url_broken"),
        ("https://x.pl/%22a", "url_broken"),
        ("https://x.pl/'+url+'", "url_broken"),
        ("https://x.pl/{{ link }}", "url_template"),
        ("https://x.pl/%7B%7Blink%7D%7D", "url_template"),
        ("ftp://x.pl/a", "url_scheme"),
        ("https:///a", "url_host"),
        ("https://a..b/", "url_host"),
        ("https://x.pl:99999/", "url_host"),
        ("https://x.pl/" + "a" * 2048, "url_too_long"),
        ("https://x.pl/o'brien.pdf", None),
        ("https://bolesławiec.pl/ą?b=1", None),
    ],
)
def test_broken_links_are_refused_by_name(url: str, reason: str | None) -> None:
    """An address made by broken markup is never asked, and the reason is counted."""
    assert reject(url) == reason


def test_hosts_are_read_from_any_address() -> None:
    """A host is its lower-case ASCII name, with the port only where it is not the usual one."""
    assert host_of("https://User@BIP.Zabrze.pl:443/x") == "bip.zabrze.pl"
    assert host_of("http://zabrze.pl:8000") == "zabrze.pl:8000"
    assert host_of("/only/a/path") == ""
    assert clean_host("exa mple.pl", "http") == ""


PIECES = st.sampled_from(
    [
        "/", "//", ".", "..", "/.", "/..", "%2e", "%2F", "%", "%c4%85", "ą", "a\u0328", "%CC%81",
        "?", "&", "=", ";", "amp;", "&amp;", "utm_x=1", ";jsessionid=1", "/(S(", "a" * 24, "))",
        "index.html", "/index.htm", "#", " ", "+", "id", "\ud800", "\u037e", "K", "%FF", ":", "@",
        "www.", "http://", "\t", "\\", "'", '"', "%25", "print", "[", "]", "\x00", "ﬀ", "ß",
    ]
)  # fmt: skip
TAILS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join)
AUTHORITIES = st.sampled_from(
    [
        "zabrze.pl",
        "www.Zabrze.pl:80",
        "bolesławiec.pl",
        "x.pl.",
        "a@b.pl:8080",
        "x%2Epl",
        "żółw.pl:",
    ]
)


@given(st.sampled_from(["http", "https", "HTTPS"]), AUTHORITIES, TAILS)
@example("http", "x.pl", "/%2c\u0301")
@example("http", "x.pl", "/\u037ejsessionid=1")
def test_canonical_is_final(scheme: str, authority: str, tail: str) -> None:
    """Whatever the address, its canonical spelling is ASCII and is its own canonical spelling."""
    once = RULES.canonical(f"{scheme}://{authority}/{tail}")
    assert RULES.canonical(once) == once
    assert once.isascii()


@given(st.text())
def test_no_text_breaks_the_rules(text: str) -> None:
    """Any text is answered, never refused with an exception."""
    assert RULES.canonical(RULES.canonical(text)) == RULES.canonical(text)
    reject(text)
    host_of(text)
