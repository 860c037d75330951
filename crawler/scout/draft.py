"""Write down what was seen as a city profile: TOML with comments, and what could not be told."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from crawler.fetch.addresses import bare_host
from crawler.scout.look import SiteLook, Source
from pipelines.folding import fold
from pipelines.urls import host_of

#: Words of titles that name a page or a kind of site, not the city.
_NO_NAME = re.compile(
    r"strona (?:główna|startowa)|oficjaln|serwis|portal|biuletyn|\bbip\b|aktualności|witamy"
    r"|urząd|start\b|home", re.I,
)  # fmt: skip
_HOST_WORDS = frozenset({"www", "um", "umig", "ug", "gmina", "miasto", "bip", "gov", "com", "info"})
#: A healthy share of dated articles is set this much below what was seen.
_SLACK = 0.1


def draft(slug: str, looks: list[SiteLook], today: date) -> str:
    """The profile as text; it loads with `crawler.profiles.parse_profile`."""
    names = name_of(looks, slug)
    lines = [
        f"# Written by kronika cities add on {today} from what the sites showed. Read it through:",
        "# what stands behind a question mark nobody has confirmed.",
        "",
        f"name = {_text(names[0])}  # ? from the title of the front page",
    ]
    if names[1:]:
        lines.append(f"aliases = [{', '.join(map(_text, names[1:]))}]")
    lines += ['# teryt = "…"  voivodeship = "…"   ? no page says them', ""]
    records = [record for look in looks for record in look.records]
    if records:
        dated = sum(look.dated for look in looks)
        share = max(0.0, round(dated / len(records) - _SLACK, 2))
        lines += [
            "[expect]",
            f"min_share_dated = {share}  # {dated} of {len(records)} articles had a date",
            "",
        ]
    for look in looks:
        lines += [*_site(look), ""]
    return "\n".join(lines)


def name_of(looks: list[SiteLook], slug: str) -> list[str]:
    """The city's name and the office's names, best first; the slug when no page tells."""
    parts = [
        part
        for look in looks
        for part in re.split(r"\s+[-–—|:•»]\s+|[|»]", look.title)
        if part.strip() and not _NO_NAME.search(part)
    ]
    offices = Counter(
        record.site_name for look in looks for record in look.records if record.site_name
    )
    city = min((part.strip() for part in parts), key=len, default=slug.replace("-", " ").title())
    return [city, *(name for name, _ in offices.most_common(3) if name != city)]


def slug_of(looks: list[SiteLook]) -> str:
    """A slug from the first host: its longest label that is no common word."""
    labels = bare_host(host_of(looks[0].home or looks[0].asked)).split(".")[:-1]
    good = [label for label in labels if label not in _HOST_WORDS] or labels or ["city"]
    return re.sub(r"[^a-z0-9]+", "-", fold(max(good, key=len))).strip("-") or "city"


def _site(look: SiteLook) -> Iterator[str]:
    if look.guess:
        sure = "" if look.guess.sure else "? perhaps "
        yield f"# {sure}{look.guess.system.name}: {'; '.join(look.guess.evidence)}"
        if look.guess.system.note:
            yield f"# {look.guess.system.note}"
    yield from (f"# ? {_comment(doubt)}" for doubt in look.doubts)
    yield f"[sites.{look.name}]"
    yield f"home = {_text(look.home or look.asked)}"
    if look.hosts:
        yield f"hosts = [{', '.join(map(_text, look.hosts))}]"
    if look.kind != "article":
        yield f"kind = {_text(look.kind)}"
    yield from _sources("listings", look.listings)
    yield from _sources("registers", look.registers)
    yield from _sources("feeds", look.feeds)
    yield from _sources("sitemaps", look.sitemaps)
    if look.posts:
        yield "wordpress = true  # the REST interface answers"
    if not (look.listings or look.feeds or look.sitemaps):
        yield f"listings = [{{ url = {_text(look.home or look.asked)}, confirmed = false }}]"
    if look.patterns:
        yield f"articles = [{_patterns(look.patterns)}]"
    if look.guess and look.guess.system.deny:
        yield f"deny = [{_patterns(look.guess.system.deny)}]"


def _sources(key: str, sources: list[Source]) -> Iterator[str]:
    if not sources:
        return
    yield f"{key} = ["
    for source in sources:
        told = "" if source.named else ", found where such things lie"
        yield f"  {{ url = {_text(source.url)} }},  # {source.count} pages{told}"
    yield "]"


def _patterns(patterns: Iterable[str]) -> str:
    return ", ".join(f"'{pattern}'" for pattern in patterns)


def _text(value: str) -> str:
    """A TOML basic string: JSON's is one, with DEL escaped beside."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Text for a comment: one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
