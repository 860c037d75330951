"""What must agree between the keys of a profile.

These rules read the raw table, not the model, so that they speak up beside the errors of single
values. A value of the wrong type is skipped here: the model names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from crawler.profiles.problems import Problem
from pipelines.urls import clean_host, host_of

_ADDRESS_LISTS = ("listings", "feeds", "sitemaps", "registers")


def broken_rules(raw: Mapping[str, Any], source: str) -> list[Problem]:
    """Every rule between keys that the table breaks."""
    found = [*_robots(raw), *_hosts(raw), *_start(raw)]
    for key, site in _sites(raw):
        found += [*_addresses(key, site), *_params(key, site), *_layouts(key, site)]
    return [Problem(source, key, wrong, instead) for key, wrong, instead in found]


Found = Iterator[tuple[str, str, str]]


def _robots(raw: Mapping[str, Any]) -> Found:
    robots = _table(raw.get("robots"))
    if str(robots.get("reason", "")).strip():
        return
    if robots.get("obey") is False:
        yield (
            "robots.reason",
            "robots.txt is disobeyed without a reason",
            'write who allowed it and when: reason = "…", or obey = true',
        )
    if robots.get("tdm") == "note":
        yield (
            "robots.reason",
            "reservations of text and data mining are only noted, without a reason",
            'write by what right: reason = "…", or tdm = "honour"',
        )


def _hosts(raw: Mapping[str, Any]) -> Found:
    owner: dict[str, str] = {}
    for key, site in _sites(raw):
        named = [(f"{key}.home", host_of(_text(site.get("home"))))]
        for number, host in enumerate(_list(site.get("hosts"))):
            named.append((f"{key}.hosts[{number}]", clean_host(_text(host), "")))
        for place, host in named:
            if host and host in owner:
                yield place, f"the host {host} is already {owner[host]}", "name each host once"
            owner.setdefault(host, place)


def _start(raw: Mapping[str, Any]) -> Found:
    sites = [site for _, site in _sites(raw)]
    if sites and not any(
        site.get(name) for site in sites for name in (*_ADDRESS_LISTS, "wordpress")
    ):
        yield (
            "sites",
            "no site has a listing, feed or sitemap, so there is nothing to start from",
            'give at least one: listings = [{ url = "https://…", confirmed = false }]',
        )


def _addresses(key: str, site: Mapping[str, Any]) -> Found:
    own = {host_of(_text(site.get("home")))}
    own |= {clean_host(_text(host), "") for host in _list(site.get("hosts"))}
    own.discard("")
    for name in _ADDRESS_LISTS:
        seen: set[str] = set()
        for number, entry in enumerate(_list(site.get(name))):
            inner = "" if isinstance(entry, str) else ".url"
            url = entry if isinstance(entry, str) else _text(_table(entry).get("url"))
            place, host = f"{key}.{name}[{number}]{inner}", host_of(url)
            if own and host and host not in own:
                yield (
                    place,
                    f"{host} is no host of this site",
                    f'add it to hosts = ["{host}"], or move the address to its own site',
                )
            if url and url in seen:
                yield place, f"{url} stands here twice", "leave one"
            seen.add(url)


def _params(key: str, site: Mapping[str, Any]) -> Found:
    kept = {_text(name).lower() for name in _list(site.get("keep_params"))}
    for number, name in enumerate(_list(site.get("drop_params"))):
        if _text(name) and _text(name).lower() in kept:
            place = f"{key}.drop_params[{number}]"
            yield place, f"{name!r} is also in keep_params", "name it in one of the two"


def _layouts(key: str, site: Mapping[str, Any]) -> Found:
    layouts = [_table(layout).get("valid_until") for layout in _list(site.get("layouts"))]
    for number, (before, day) in enumerate(pairwise(layouts), start=1):
        place = f"{key}.layouts[{number}].valid_until"
        if before is None:
            yield (
                f"{key}.layouts[{number - 1}].valid_until",
                "a layout without a last day is the current one and comes last",
                "give it its last day, or move it to the end",
            )
        elif isinstance(day, date) and isinstance(before, date) and str(day) <= str(before):
            yield (
                place,
                f"{day} is not after the layout before it ({before})",
                "order the layouts by their last day, each day once",
            )


def _sites(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, site in _table(raw.get("sites")).items():
        if isinstance(site, dict):
            yield f"sites.{name}", site


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
