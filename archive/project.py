"""A funded project as a page describes it; one part of `archive.model.Page`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ProjectField:
    """One line of a project table as the page has it."""

    label: str
    value: str


@dataclass(slots=True)
class Project:
    """A funded project that a table or labelled lines describe; texts are as printed.

    Amounts are whole numbers of the hundredths (grosze, cents) of the currency beside them, an
    ISO 4217 code. ``period_edtf`` is the period as an ISO 8601-2:2019 value. ``funder_ids`` are
    those named by programme, source, support and number (docs/funders.md). ``fields`` has all
    lines in order, those of other labels too.
    """

    title: str | None = None
    number: str | None = None
    beneficiary: str | None = None
    programme: str | None = None
    action: str | None = None
    source: str | None = None
    funder_ids: list[str] = field(default_factory=list)
    total: str | None = None
    total_amount: int | None = None
    total_currency: str | None = None
    support: str | None = None
    support_amount: int | None = None
    support_currency: str | None = None
    period: str | None = None
    period_edtf: str | None = None
    fields: list[ProjectField] = field(default_factory=list)
