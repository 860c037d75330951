"""Every statement a page makes about when it was published or changed, as candidates.

Nothing is chosen here: `pipelines.dates.choose` reads and ranks them. Dates in running text are
never candidates, nor are those of calendars, of other pages in lists, or of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.model import DateCandidate, DateRole
from crawler.extraction.date_labels import (
    bare_pattern,
    date_pattern,
    label_pattern,
    label_roles,
    label_stems,
    stands_as_label,
)
from crawler.extraction.metadata import Metadata
from crawler.extraction.outline import Line
from crawler.extraction.reading import Reading
from crawler.extraction.register import find_last_change
from crawler.extraction.selectors import select_date
from crawler.extraction.words import flat, fold, hold_digits, names

_DEAF = names(
    """
    navigation breadcrumb calendar weather nameday aside cookie newsletter comments related
    search share ads counter poll login
    """
)
_ARTICLES = names("article newsarticle blogposting reportagenewsarticle webpage event creativework")
_META: tuple[tuple[DateRole, tuple[str, ...]], ...] = (
    ("published", ("article:published_time", "datepublished", "dcterms.date", "dc.date.issued",
                   "dc.date", "date", "pubdate", "dcterms.created", "dcterms.issued",
                   "og:published_time", "publish-date", "publication_date")),
    ("updated", ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
                 "last-modified", "dc.date.modified", "revised")),
)  # fmt: skip
_URL_DAY = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/)")
_DAY_WORD = re.compile(r"zi[sś]|czoraj")
#: What parts a date from further words about the page: "06-02-2025 / modyfikowany: 06-03-2025".
_BESIDE = re.compile(r" [/|] ")
#: The name of a picture printed right behind a year: "16 maja 2018logo_kolor.jpg".
_GLUED_FILE = re.compile(r"(?<=(?:19|20)\d\d)[\w-]+\.(?:jpe?g|png|gif)$")
_REACH = 70
_UNDER_TITLE = 4


def find_candidates(
    reading: Reading, title: int | None, meta: Metadata, *, single: bool
) -> list[DateCandidate]:
    """All candidates, those nearest to the title first.

    ``single`` says that the page is one text; on lists the dates beside items say nothing about
    the page, so only what the head states remains.
    """
    found = list(_selected(reading))
    if single:
        labelled = _labelled(reading, title)
        found += labelled if title is not None or not _of_many(labelled) else []
        if not any(one.role == "updated" for one in found):
            found += find_last_change(reading)
        found += _bare(reading, title)
        found += _time_elements(reading, title)
    found += _linked_data(meta, single=single)
    for role, tags in _META:
        if (text := meta.first(*tags)) and re.search(r"\d{4}", text):
            found.append(DateCandidate(role, text, "meta"))
    if day := _URL_DAY.search(reading.url):
        text = f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}"
        found.append(DateCandidate("published", text, "url"))
    return found


def _of_many(labelled: list[DateCandidate]) -> bool:
    """More days of publication than one text has: those of a list of texts."""
    return len({one.text for one in labelled if one.role == "published"}) > 2


def _selected(reading: Reading) -> Iterator[DateCandidate]:
    """What the profile's selectors point at; the date in it, where more stands beside it."""
    names: tuple[tuple[str, DateRole], ...] = (("published", "published"), ("modified", "updated"))
    for name, role in names:
        if text := select_date(reading, name):
            day = date_pattern().search(flat(text))
            stated = text[day.start() : day.end()] if day else text
            yield DateCandidate(role, stated.strip(" ,")[:60], "selector")


def _labelled(reading: Reading, title: int | None) -> list[DateCandidate]:
    lines = reading.lines
    near: list[tuple[int, DateCandidate]] = []
    start = title if title is not None else 0
    dated = _dated(lines)
    for index, line in enumerate(lines):
        if not dated[index] and not dated[index + 1]:
            continue
        if line.picture is not None or not line.text or len(line.text) > 600:
            continue
        region = line.region
        owner = reading.owner[index]
        if region in _DEAF or owner in ("header", "newsletter", "navigation"):
            continue
        if index < start and owner != "main" and region != "meta":
            continue
        following = lines[index + 1] if index + 1 < len(lines) else None
        for candidate in _in_line(line, following):
            if owner != "footer" or candidate.role != "updated":
                near.append((abs(index - start), candidate))  # noqa: PERF401
    found = [candidate for _, candidate in sorted(near, key=lambda pair: pair[0])]
    return _distinct(found)


def _dated(lines: list[Line]) -> list[bool]:
    """Which lines may hold a date: a digit, or a word for today or yesterday; at the end, none."""
    texts = [line.text for line in lines]
    dated = hold_digits(texts)
    if _DAY_WORD.search("\n".join(texts)):
        dated = [
            digits or bool(_DAY_WORD.search(text))
            for digits, text in zip(dated, texts, strict=True)
        ]
    return [*dated, False]


def _in_line(line: Line, following: Line | None) -> Iterator[DateCandidate]:
    """Labels of a line with the date after each: in the line, or alone in the next one."""
    text = flat(line.text)
    if not any(stem in text for stem in label_stems()):
        return
    labels = list(label_pattern().finditer(text))
    for number, label in enumerate(labels):
        if not stands_as_label(text, label):
            continue
        end = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        reach = min(end, label.end() + _REACH)
        day = date_pattern().search(text, label.end(), reach + 30)
        role = label_roles()[label[0]]
        words = line.text[label.start() : label.end()]
        if day and day.start() <= reach and "\n" not in text[label.end() : day.start()].strip("\n"):
            yield _candidate(role, line.text[day.start() : day.end()], words)
        elif not text[label.end() :].strip(" :.") and following is not None:
            alone = bare_pattern().match(flat(following.text))
            if alone and len(following.text) < 60:
                yield _candidate(role, following.text[alone.start(1) : alone.end(1)], words)


def _candidate(role: DateRole, text: str, label: str) -> DateCandidate:
    return DateCandidate(role, text.strip(" ,"), "label", label)


def _bare(reading: Reading, title: int | None) -> list[DateCandidate]:
    """A line under (or in main just above) the title that is a date and nothing else."""
    if title is None:
        return []
    seen = 0
    order = [*range(title + 1, min(title + 9, len(reading.lines))), title - 1, title - 2]
    for index in order:
        if not 0 <= index < len(reading.lines):
            continue
        line = reading.lines[index]
        if line.picture is not None or not line.text:
            continue
        seen += index > title
        if seen > _UNDER_TITLE and index > title:
            continue
        above = index < title and reading.owner[index] != "main" and line.region != "meta"
        if above or line.region in _DEAF or len(line.text) > 60:
            continue
        text = _GLUED_FILE.sub("", flat(line.text)).strip(" .|")
        alone = _BESIDE.split(text, maxsplit=1)[0]
        if hit := bare_pattern().fullmatch(alone):
            return [DateCandidate("published", hit[1].strip(" ,"), "bare line")]
    return []


def _time_elements(reading: Reading, title: int | None) -> list[DateCandidate]:
    found = []
    for element, index in reading.outline.times:
        if index >= len(reading.lines):
            continue
        line = reading.lines[index]
        region = line.region
        owner = reading.owner[index]
        if region in _DEAF or owner in ("header", "footer", "navigation"):
            continue
        if owner != "main" and region != "meta" and (title is None or abs(index - title) > 6):
            continue
        text = element.get("datetime") or "".join(map(str, element.itertext()))
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        role: DateRole = "updated" if re.search("updat|modif|zmod|aktual", marks) else "published"
        if date_pattern().search(flat(text[:60])):
            found.append(DateCandidate(role, " ".join(text.split())[:60], "time element"))
    published = [c for c in found if c.role == "published"]
    if len({c.text[:10] for c in published}) > 2:
        return [c for c in found if c.role != "published"]
    return _distinct(found)


def _linked_data(meta: Metadata, *, single: bool) -> list[DateCandidate]:
    found = []
    for item in meta.linked_data:
        kinds = item.get("@type")
        types = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
        if not types & _ARTICLES or ("webpage" in types and not single):
            continue
        pairs: tuple[tuple[str, DateRole], ...] = (
            ("datePublished", "published"),
            ("dateCreated", "created"),
            ("dateModified", "updated"),
        )
        for name, role in pairs:
            value = item.get(name)
            if isinstance(value, str) and value.strip():
                found.append(DateCandidate(role, value.strip()[:60], "json-ld"))
    return _distinct(found)


def _distinct(found: list[DateCandidate]) -> list[DateCandidate]:
    kept: dict[tuple[str, str, str], DateCandidate] = {}
    for candidate in found:
        kept.setdefault((candidate.role, candidate.text, fold(candidate.label or "")), candidate)
    return list(kept.values())
