"""What the demo town sets in a crawler's way, every trap with its name and address.

The news site's lists link most of these under "Najczęściej czytane"; `crawler.demo.town` answers
them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trap:
    """One address that must not become a record, and what a crawler meets there."""

    name: str
    path: str
    words: str
    status: int
    location: str | None = None
    linked: bool = True


TRAPS: tuple[Trap, ...] = (
    Trap("not found", "/2019/05/14/majowka-na-rynku/", "Majówka na rynku", 404),
    Trap("gone", "/2025/06/30/ankieta-o-komunikacji-miejskiej/", "Ankieta o komunikacji", 410),
    Trap("server error", "/2025/09/15/interaktywna-mapa-inwestycji/", "Mapa inwestycji", 500),
    Trap("soft 404", "/2023/01/10/ferie-z-domem-kultury/", "Ferie z Domem Kultury", 200),
    Trap("moved", "/2026/02/18/przebudowa-kolejowej/", "Przebudowa Kolejowej", 301,
         "/2026/02/18/rusza-przebudowa-ulicy-kolejowej/"),
    Trap("moved for now", "/e-urzad/", "E-urząd", 302, "/urzad/kontakt/", linked=False),
    Trap("moved for now", "/newsletter/", "Newsletter", 302, "/", linked=False),
    Trap("refused by robots.txt", "/2026/02/20/wersja-robocza-ankiety/", "Ankieta: szkic", 200),
    Trap("endless calendar", "/kalendarz/?miesiac=2026-03", "Kalendarz wydarzeń", 200),
)  # fmt: skip
