"""Recall: what one source of a site named and another missed."""

from __future__ import annotations

from collections import Counter

from crawler.discovery.roll import Roll

#: Sources that show the latest only: of them just the pages new in this sweep are expected.
_WINDOWS = ("feed", "register")


def recall(roll: Roll) -> dict[str, int]:
    """Counts for ``runs.reasons``: articles the sources named, and those each kind missed.

    ``announced`` counts the articles and notices any source named, ``missed_by_feed`` and so on
    those that one kind of source did not name while another of the same site did; of feeds and
    registers only new ones are expected, and in an audit none. A kind that was not read to its
    end has no say. The recall of a kind is 1 - missed / announced.
    """
    counted: Counter[str] = Counter()
    for site in roll.profile.sites.values():
        told = {
            key: told.said.keys()
            for key, told in roll.told.items()
            if roll.profile.site_for(key) is site and (site.is_article(key) or not site.articles)
        }
        counted["announced"] += len(told)
        new = [kinds for key, kinds in told.items() if key in roll.new]
        for kind in {kind for kinds in told.values() for kind in kinds}:
            if kind in _WINDOWS:
                asked = [] if roll.audit else new
            else:
                asked = list(told.values()) if roll.was_read_whole(site.name, kind) else []
            counted[f"missed_by_{kind}"] += sum(kind not in kinds for kinds in asked)
    return {code: count for code, count in counted.items() if count}
