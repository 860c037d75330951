"""Checked values of a profile: addresses, host names, patterns, selectors, codes."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, Strict, StringConstraints

from crawler.profiles.hours import Hours
from crawler.profiles.problems import near, wrong_value
from pipelines.folding import fold
from pipelines.urls import clean_host, host_of

VOIVODESHIPS = (
    "dolnośląskie", "kujawsko-pomorskie", "lubelskie", "lubuskie", "łódzkie", "małopolskie",
    "mazowieckie", "opolskie", "podkarpackie", "podlaskie", "pomorskie", "śląskie",
    "świętokrzyskie", "warmińsko-mazurskie", "wielkopolskie", "zachodniopomorskie",
)  # fmt: skip


def _web_address(url: str) -> str:
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not host_of(url):
        raise wrong_value(f"{url!r} is no web address", "write it whole: https://host/path")
    if parts.username or parts.password:
        raise wrong_value("the address holds a user name or password", "leave them out")
    if parts.fragment:
        raise wrong_value(f"{url!r} ends in a fragment", "leave out everything from # on")
    if re.search(r"[\s\"'<>\\]", url):
        raise wrong_value(f"{url!r} holds blanks, quotes or backslashes", "percent-encode them")
    return url


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _host_name(host: str) -> str:
    if "/" in host or "@" in host or not (clean := clean_host(host, "")):
        shown = host_of(host) or "www.example.pl"
        raise wrong_value(f"{host!r} is no host name", f'write the bare name: "{shown}"')
    return clean


def _pattern(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.startswith(("http://", "https://", "^http")):
        raise wrong_value(
            f"{value!r} starts with a scheme",
            "patterns are tried on path and query only: '^/aktualnosci/'",
        )
    try:
        re.compile(value)
    except re.error as error:
        raise wrong_value(
            f"{value!r} is no regular expression: {error}",
            "write Python's re syntax in single quotes: '^/aktualnosci/\\d+'",
        ) from None
    return value


def _selector(css: str) -> str:
    import cssselect  # only profiles with selectors pay for it

    try:
        cssselect.HTMLTranslator().css_to_xpath(css)
    except cssselect.SelectorError as error:
        raise wrong_value(
            f"{css!r} is no CSS selector: {error}", 'write one such as "article h1.title"'
        ) from None
    return css


def _teryt(code: Any) -> Any:
    if isinstance(code, int) and not isinstance(code, bool):
        raise wrong_value(
            f"{code} is a number", f'write it in quotes, with its leading zero: "{code:04d}"'
        )
    if isinstance(code, str) and not re.fullmatch(r"\d{4}|\d{6,7}", code):
        raise wrong_value(
            f"{code!r} is no TERYT code",
            "write 4 digits for a county or a city with its rights, 6 or 7 for a commune",
        )
    return code


def _voivodeship(name: str) -> str:
    if name in VOIVODESHIPS:
        return name
    folded = {fold(known): known for known in VOIVODESHIPS}
    close = near(fold(name), folded)
    raise wrong_value(
        f"{name!r} is no voivodeship",
        f'write "{folded[close[0]]}"' if close else f"write one of {', '.join(VOIVODESHIPS)}",
    )


def _hours(text: str) -> str:
    try:
        return str(Hours.parse(text))
    except ValueError as error:
        raise wrong_value(str(error), 'write them as in "22:00-06:00", Polish time') from error


Text = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, min_length=1)]
Flag = Annotated[bool, Strict()]
DayHours = Annotated[str, Strict(), AfterValidator(_hours)]
WebAddress = Annotated[str, Strict(), AfterValidator(_web_address)]
HostName = Annotated[str, Strict(), AfterValidator(_host_name)]
Selector = Annotated[str, Strict(), AfterValidator(_selector)]
Teryt = Annotated[str, BeforeValidator(_teryt), Strict()]
Voivodeship = Annotated[str, Strict(), AfterValidator(_voivodeship)]
#: A regular expression over path and query, as text in the file and compiled in the model.
PathPattern = Annotated[
    re.Pattern[str], BeforeValidator(_pattern), PlainSerializer(lambda p: p.pattern)
]
