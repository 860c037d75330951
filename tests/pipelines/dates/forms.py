"""Every way a day, a month or a range is written, as templates for made-up dates."""

from __future__ import annotations

from datetime import date

GENITIVE = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
    "października", "listopada", "grudnia",
)  # fmt: skip
NOMINATIVE = (
    "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień",
    "październik", "listopad", "grudzień",
)  # fmt: skip
LOCATIVE = (
    "styczniu", "lutym", "marcu", "kwietniu", "maju", "czerwcu", "lipcu", "sierpniu", "wrześniu",
    "październiku", "listopadzie", "grudniu",
)  # fmt: skip
INSTRUMENTAL = (
    "styczniem", "lutym", "marcem", "kwietniem", "majem", "czerwcem", "lipcem", "sierpniem",
    "wrześniem", "październikiem", "listopadem", "grudniem",
)  # fmt: skip
SHORT = ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLAIN = str.maketrans("ąćęłńóśźż", "acelnoszz")

#: Templates of a full day: d and m are figures, D and M two figures, g the genitive …
DAY_FORMS = (
    "{d} {g} {y} r.", "{d} {g} {y} roku", "{d} {g} {y}r.", "{d} {g} {y}", "{D} {g} {y} r.",
    "{d}. {g} {y} r.", "{d}.{g} {y} r.", "{d}-go {g} {y} r.", "{d} {n} {y}", "{d} {s} {y}",
    "{d} {s}. {y}", "{d}\u00a0{g}\u00a0{y}\u00a0r.", "{d}\n{g} {y} r.", "{d} {g}\n{y} r.",
    "{D}.{M}.{y}", "{D}.{M}.{y} r.", "{d}.{m}.{y}r.", "{D}. {M}. {y} r.", "{D} .{M}.{y}",
    "{D}-{M}-{y}", "{D}/{M}/{y}", "{y}-{M}-{D}", "{y}.{M}.{D}", "{y}/{M}/{D}", "{d} {r} {y} r.",
    "{d}.{r}.{y}", "{d}-{r}-{y}",
)  # fmt: skip
MONTH_FORMS = (
    "w {l} {y} roku", "w {l} {y} r.", "do {g} {y} r.", "przed {i} {y} r.", "{n} {y}", "{n} {y} r.",
    "{s} {y}", "{M}.{y}", "{y}-{M}",
)  # fmt: skip


def written(form: str, day: date) -> str:
    """Write a day in a form."""
    month = day.month - 1
    return form.format(
        d=day.day, D=f"{day.day:02}", m=day.month, M=f"{day.month:02}", y=day.year,
        g=GENITIVE[month], n=NOMINATIVE[month], l=LOCATIVE[month], i=INSTRUMENTAL[month],
        s=SHORT[month], r=ROMAN[month],
    )  # fmt: skip
