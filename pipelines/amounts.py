"""Sums of money as pages write them: "1 234 567,89 zł", "2,5 mln zł", "3.371.346,00 EUR"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.folding import fold

_SUM = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:[ .\u00a0\u2009\u202f']\d{3})+|\d+)"
    r"(?:[.,](?P<part>\d{1,2}|\d{3,}(?= ?m)))?(?![\d%])(?!\s?%)(?!\s?proc)"
    r"\s*(?P<scale>mld|mln|milion\w*|miliard\w*|tys\.?|tysi\w+)?"
    r"\s*(?P<unit>zl\b|pln\b|eur\b|euro\b|€|usd\b|chf\b)?"
)
_BEFORE = re.compile(r"(pln|eur|€|usd|chf)\s*$")
_SCALES = {"tys": 10**3, "mln": 10**6, "mil": 10**6, "mld": 10**9}
_UNITS = {"zl": "PLN", "euro": "EUR", "€": "EUR"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in hundredths of its currency (grosze, cents); ``currency`` is an ISO 4217 code."""

    minor: int
    currency: str


def read_amount(text: str, *, assumed: str | None = None) -> Amount | None:
    """The first sum of money in a text, or None.

    A number without a currency counts only when ``assumed`` names one; percentages never do.
    """
    folded = fold(text)
    for found in _SUM.finditer(folded):
        before = _BEFORE.search(folded[: found.start()])
        unit = found["unit"] or (before[1] if before else None)
        currency = _UNITS.get(unit, unit.upper()) if unit else assumed
        if currency is not None:
            return Amount(_minor(found), currency)
    return None


def _minor(found: re.Match[str]) -> int:
    whole = re.sub(r"\D", "", found["whole"])
    value = Decimal(f"{whole}.{found['part'] or 0}")
    scale = (found["scale"] or "")[:3]
    if scale == "mil" and found["scale"].startswith("miliard"):
        scale = "mld"
    return int(value * _SCALES.get(scale.rstrip("."), 1) * 100)
