"""Dates in running text: where they stand, what they mean, what they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from archive.model import DateMention
from pipelines.dates.alone import local_moment
from pipelines.dates.atoms import Source
from pipelines.dates.clock import clock_time
from pipelines.dates.grammar import find_atoms
from pipelines.dates.joining import Span, join
from pipelines.dates.roles import role_of
from pipelines.dates.surroundings import leading, widen
from pipelines.dates.words import composed, fold

_WITH_TIME = frozenset(("day", "interval", "set"))


def find_dates(
    text: str,
    reference: date | None = None,
    *,
    section: str = "main",
    heading_year: int | None = None,
) -> list[DateMention]:
    """Find every date in a text, in order, as ISO 8601-2 (EDTF) values.

    ``reference`` is the day the text was published (Polish local day): it fixes years that are
    left out, br., and words such as jutro. ``heading_year`` is a year that a title or heading
    names for all dates below it; it overrides the reference. A date that nothing fixes is left
    out, not guessed. Offsets count code points of ``text``. Never raises; time grows with the
    length of the text. Scheme: docs/dates.md.
    """
    if isinstance(reference, datetime):
        reference = local_moment(reference).date()
    original = text
    text, places = composed(text)
    source = Source(text, fold(text), reference)
    atoms = list(find_atoms(source))
    spans = join(atoms, source, heading_year) if atoms else []
    mentions: list[DateMention] = []
    for span in spans:
        mention = _mention(span, source, section)
        if not mentions or mention.start >= mentions[-1].end:
            mentions.append(mention)
    return mentions if places is None else [_moved(m, original, places) for m in mentions]


def _moved(mention: DateMention, original: str, places: list[int]) -> DateMention:
    """Move a mention from composed text back to the places of the original."""
    start, end = places[mention.start], places[mention.end]
    return replace(mention, start=start, end=end, text=original[start:end])


def _mention(span: Span, source: Source, section: str) -> DateMention:
    lead = leading(source, span.start)
    wide, mod = widen(span, source, lead[0])
    if wide.start != span.start:
        lead = leading(source, wide.start)
    value = wide.value
    time = None
    if value.precision in _WITH_TIME:
        time = clock_time(source, wide.start, wide.end)
    role, cue = role_of(source, wide, lead, time)
    return DateMention(
        start=wide.start,
        end=wide.end,
        text=source.text[wide.start : wide.end],
        section=section,
        edtf=value.edtf,
        precision=value.precision,
        lo=value.lo,
        hi=value.hi,
        mod=mod,
        time=time,
        anchor=wide.anchor,
        role=role,
        cue=cue,
        rule=wide.rule,
    )
