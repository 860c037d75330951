"""Dates and their labels as pages write them: "Data publikacji: 12.03.2024", "dodano wczoraj"."""

from __future__ import annotations

import re
from functools import cache

from archive.model import DateRole
from crawler.extraction.words import flat, names, vocabulary

_ROLES: tuple[DateRole, ...] = ("published", "entered", "created", "updated")
#: Accessibility statements date the site, not the page.
OF_THE_SITE = re.compile(r"\b(?:strony internetowej|aplikacji|serwisu|witryny|portalu)\b")
#: Words that label a date only where a colon or the date itself follows.
_NEEDS_COLON = names("data publikacja aktualizacja modyfikacja powstanie ogloszono umieszczono")


def is_dated_label(text: str) -> bool:
    """Whether a line begins with the label of a date and holds one: "Data dodania: 2020-02-14"."""
    low = flat(text)
    label = _opening_label(low)
    return label is not None and date_pattern().search(low, label.end()) is not None


def is_page_label(text: str) -> bool:
    """Whether a text begins with what pages write before a date of their own."""
    return _opening_label(flat(text)) is not None


def _opening_label(low: str) -> re.Match[str] | None:
    """The label of a date that flat text begins with."""
    label = label_pattern().match(low) if low.startswith(label_stems()) else None
    return label if label and stands_as_label(low, label) else None


@cache
def date_pattern() -> re.Pattern[str]:
    """Finds a date in flat text, with the time beside it."""
    months = "|".join(sorted((flat(m) for m in vocabulary()["dates"]["months"]), key=len)[::-1])
    zone = r"(?:[+-]\d\d(?::?\d\d)?)?"
    clock = (
        r"(?:[ ,t]{0,3}(?:\(?(?:godz\.?|godzina|o|g\.)[: ]{0,2})?"
        rf"\d{{1,2}}[:.]\d\d(?::\d\d{zone})?)?"
    )
    return re.compile(
        r"(?<![\d.,/-])(?:\d{1,2}:\d\d(?::\d\d)?,? ?)?"
        rf"(?:\d{{1,2}}[.,]? ?(?:{months})\w*\.?,? ?(?:19|20)\d\d"
        r"|\d{1,2}[.\-/] ?(?:\d{1,2}|[ivx]{1,4})[.\-/] ?(?:19|20)\d\d"
        r"|\d{1,2} [ivx]{1,4} (?:19|20)\d\d"
        r"|(?:19|20)\d\d[.\-/]\d{1,2}[.\-/]\d{1,2}"
        rf"|\d\d\.\d\d\.\d\d(?![\d.])){clock}"
        r"|(?:dzis(?:iaj)?|(?:przed)?wczoraj)\b(?:[ ,]{1,2}(?:godz\.? ?)?\d{1,2}:\d\d)?"
        r"|\d{1,2} (?:minut|godzin|dni|tygodni)\w* temu"
    )


@cache
def label_pattern() -> re.Pattern[str]:
    """Finds the label of a date in flat text."""
    labels = sorted(label_roles(), key=len, reverse=True)
    either = "|".join(map(re.escape, labels))
    return re.compile(rf"(?<![\w-])(?:{either})(?!\w| {OF_THE_SITE.pattern})")


@cache
def label_stems() -> tuple[str, ...]:
    """How the labels begin: a text that holds none of these holds no label."""
    return tuple({label[:4] for label in label_roles()})


@cache
def label_roles() -> dict[str, DateRole]:
    """Every label with what its date means."""
    return {flat(word): role for role in _ROLES for word in vocabulary()["dates"][role]}


@cache
def bare_pattern() -> re.Pattern[str]:
    """Matches flat text that is a date and nothing else; group 1 is the date."""
    days = "|".join(flat(day) for day in vocabulary()["dates"]["weekdays"])
    return re.compile(
        rf"(?:dnia |w dniu |data:? ?)?(?:(?:{days})[ ,]*)?({date_pattern().pattern})"
        rf"(?: ?r\.?| ?roku)?(?:[ ,]*(?:{days}))?"
    )


def stands_as_label(text: str, label: re.Match[str]) -> bool:
    """At the start of its line or after a separator; the bare word "data" needs a colon."""
    before = text[: label.start()].rstrip(" ([*")
    if before and before[-1] not in "|/;,.•·\n-:>":
        return False
    rest = text[label.end() :].lstrip(" ")
    if label[0] in _NEEDS_COLON:
        return rest[:1] in (":", "") or rest[:1].isdigit()
    return True
