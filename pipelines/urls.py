"""One page, one address: how the many spellings of a URL become its identity.

Rules follow RFC 3986 (section 6.2.2, and 5.2.4 for dot segments) and what Polish city sites do:
host aliases, session ids, tracking, print and high-contrast versions. Pure and fast: it runs on
every link of every page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote_from_bytes, unquote_to_bytes

_NOTHING: Mapping[str, str] = MappingProxyType({})
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)([^?#]*)(?:\?([^#]*))?", re.S)
#: Addresses that are clean but for their host and scheme: most links of most pages.
_CLEAN = re.compile(r"(https?)://([a-z0-9.-]+)(/[A-Za-z0-9_~!$&'()*+,=:@/.-]*)")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_MALFORMED_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_KEPT_ESCAPE = re.compile(r"(%[0-9A-F]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN_TEXT = re.compile(r"[A-Za-z0-9_~!$&'()*+,;=:@/?|.-]*")
_SAFE = "%!$&'()*+,;=:@/?[]|~"
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\(S\([a-z0-9]{24}\)\)", re.I)
_INDEX_FILE = re.compile(r"/index\.html?$", re.I)

#: Query parameters that never change what a page says: campaigns, clicks, sessions, print.
_IDLE_PARAM = re.compile(
    r"(?:utm|mtm|hsa)_\w+|pk_(?:campaign|kwd|source|medium|content|cid)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid"
    r"|igshid|igsh|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|mkt_tok|srsltid|_openstat|fb_action_\w+"
    r"|phpsessid|jsessionid|aspsessionid\w*|sessionid|oscsid|zenid|cfid|cftoken"
    r"|print|printable|drukuj|kontrast|contrast|fontsize|font_size|replytocom|amp",
    re.I,
)
#: Parameters that ask for another look of the same page when they hold one of these values.
_IDLE_PAIR = re.compile(
    r"(?:wersja|version|view|out|format|layout|mode|tryb|theme)="
    r"(?:kontrast\w*|contrast|druk\w*|print\w*|tekst\w*|text|mobil\w*|mobile|wcag)"
    r"|druk=(?:1|tak|true)?|tmpl=component|share=(?:facebook|twitter|x|linkedin|email|whatsapp|telegram|pinterest)",
    re.I,
)

_BROKEN = re.compile(r"[\"<>\\`]|%22|%3C|%3E|%5C|'\s*\+|\+\s*'", re.I)
_TEMPLATE = re.compile(r"\{\{|\$\{|\}\}|%7B%7B|\$%7B|<%|%7D%7D", re.I)
MAX_LENGTH = 2048


def canonicalize(
    url: str,
    hosts: Mapping[str, str] = _NOTHING,
    drop_params: Collection[str] = (),
    keep_params: Collection[str] = (),
    schemes: Mapping[str, str] = _NOTHING,
) -> str:
    """The one spelling of an absolute http or https URL; doing it again changes nothing.

    ``hosts`` maps host aliases to their chief host and ``schemes`` a chief host to the scheme its
    site is known by, so that http and https are one page; hosts not named there stay as they
    are. ``drop_params`` do not change the page, beside the built-in ones; when ``keep_params``
    are given only these are kept. Names of parameters are compared without regard to case.

    Kept as written: a trailing slash, doubled slashes, ``index.php``, the order of repeated
    parameters. Other schemes and what is no URL come back unchanged.
    """
    clean = _CLEAN.fullmatch(url)
    if clean and "/." not in url and "/index.htm" not in url and "/(" not in url:
        scheme, host, path = clean.groups()
        if host in hosts:
            return f"{schemes.get(hosts[host], scheme)}://{hosts[host]}{path}"
        if clean_host(host, scheme) == host:
            return url
    parts = _URL.match(re.sub(r"[\t\r\n]", "", url.strip()))
    if not parts or (scheme := parts[1].lower()) not in _DEFAULT_PORTS:
        return url
    host = clean_host(parts[2], scheme)
    if not host:
        return url
    host = hosts.get(host, host)
    query = _query(parts[4], drop_params, keep_params) if parts[4] else ""
    path = _path(parts[3], bool(query))
    return f"{schemes.get(host, scheme)}://{host}{path}{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class UrlRules:
    """The rules of one site, ready for its pages; see `canonicalize` for the fields."""

    hosts: Mapping[str, str] = field(default_factory=dict)
    schemes: Mapping[str, str] = field(default_factory=dict)
    drop_params: frozenset[str] = frozenset()
    keep_params: frozenset[str] = frozenset()

    def canonical(self, url: str) -> str:
        """The one spelling of ``url`` under these rules."""
        return canonicalize(url, self.hosts, self.drop_params, self.keep_params, self.schemes)

    def chief_host(self, url: str) -> str | None:
        """The chief host of an address of this city; None for the hosts of others."""
        return self.hosts.get(host_of(url))


def reject(url: str) -> str | None:
    """Why an absolute URL must not be asked (a code of docs/issues.md), or None.

    Broken markup yields addresses with quotes, backslashes or unfilled templates in them.
    """
    parts = _CLEAN.fullmatch(url) or _URL.match(url)
    if not parts or parts[1].lower() not in _DEFAULT_PORTS:
        return "url_scheme"
    if len(url) > MAX_LENGTH:
        return "url_too_long"
    if parts.re is _CLEAN and "'" not in url:
        return None if clean_host(parts[2], parts[1]) else "url_host"
    if _TEMPLATE.search(url):
        return "url_template"
    if _BROKEN.search(url):
        return "url_broken"
    if not clean_host(parts[2], parts[1].lower()):
        return "url_host"
    return None


def host_of(url: str) -> str:
    """The host of an absolute URL as `clean_host` writes it; empty when there is none."""
    parts = _URL.match(url.strip())
    return clean_host(parts[2], parts[1].lower()) if parts else ""


@lru_cache(maxsize=4096)
def clean_host(authority: str, scheme: str) -> str:
    """Host (and port, when not the scheme's own) in lower-case ASCII; empty when it is none.

    International names are written in IDNA 2003, as DNS asks for them: ``bolesławiec.pl``
    becomes ``xn--bolesawiec-e0b.pl``. User names and passwords are left out.
    """
    host = authority.rpartition("@")[2].strip()
    host, port = _split_port(host)
    if port is None:
        return ""
    try:
        host = unquote_to_bytes(host).decode()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    host = host.lower().removesuffix(".")
    if not _HOST.fullmatch(host) or ".." in host:
        return ""
    return host if port in ("", _DEFAULT_PORTS.get(scheme)) else f"{host}:{port}"


def _split_port(host: str) -> tuple[str, str | None]:
    name, colon, port = host.rpartition(":")
    if not colon or port.endswith("]"):
        return host, ""
    if port and not (port.isascii() and port.isdigit() and int(port) < 65536):
        return host, None
    return name, str(int(port)) if port else ""


def _path(path: str, has_query: bool) -> str:
    path = _encoding(path).replace("\\", "%5C")
    while (bare := _PATH_SESSION.sub("", path)) != path:
        path = bare
    path = _without_dots(path) if "/." in path else path or "/"
    return path if has_query else _INDEX_FILE.sub("/", path)


def _without_dots(path: str) -> str:
    """Remove dot segments (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str, drop: Collection[str], keep: Collection[str]) -> str:
    pairs = []
    for raw in _encoding(query).split("&"):
        pair = raw
        while pair.startswith("amp;"):  # "&amp;" escaped twice by the page's author
            pair = pair[4:]
        name = pair.partition("=")[0]
        if pair and _counts(name, pair, drop, keep):
            pairs.append((name, pair))
    pairs.sort(key=lambda item: item[0])
    return "&".join(pair for _, pair in pairs)


def _counts(name: str, pair: str, drop: Collection[str], keep: Collection[str]) -> bool:
    if keep:
        return _among(name, keep)
    return not (_IDLE_PARAM.fullmatch(name) or _IDLE_PAIR.fullmatch(pair) or _among(name, drop))


def _among(name: str, names: Collection[str]) -> bool:
    return name in names or (bool(names) and name.lower() in {n.lower() for n in names})


def _encoding(text: str) -> str:
    """Percent-encoding in one spelling: upper case, nothing encoded without need, NFC."""
    if _PLAIN_TEXT.fullmatch(text):
        return text
    if "%" in text:
        text = _ESCAPES.sub(_decoded, _MALFORMED_PERCENT.sub("%25", text))
    if not text.isascii():
        # NFC between the escapes only: a mark must not merge with the last digit of one.
        pieces = _KEPT_ESCAPE.split(text)
        pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
        text = "".join(pieces)
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe=_SAFE)


def _decoded(match: re.Match[str]) -> str:
    """One run of escapes, decoded where RFC 3986 and UTF-8 allow."""
    text = unquote_to_bytes(match[0]).decode("utf-8", "surrogateescape")
    return "".join(map(_kept_or_plain, text))


def _kept_or_plain(char: str) -> str:
    code = ord(char)
    if code < 128:
        return char if code in _UNRESERVED else f"%{code:02X}"
    return f"%{code - 0xDC00:02X}" if 0xDC80 <= code <= 0xDCFF else char
