"""What changes on the demo town's pages every day though nobody wrote anything."""

from __future__ import annotations

from zlib import crc32

from crawler.demo.content import today
from crawler.demo.spelling import WEEKDAYS, long_day

# From 2 March on, as Polish calendars print them; after two weeks the list begins again.
_NAME_DAYS = (
    "Heleny, Pawła, Halszki", "Kunegundy, Maryny, Tycjana", "Kazimierza, Łucji, Adriana",
    "Fryderyka, Oliwii, Wacława", "Róży, Jordana, Wiktora", "Tomasza, Felicyty, Pawła",
    "Beaty, Wincentego, Jana", "Franciszki, Katarzyny, Brunona", "Cypriana, Marcelego, Aleksandra",
    "Konstantego, Benedykta, Rozyny", "Bernarda, Grzegorza, Justyny", "Bożeny, Krystyny, Marka",
    "Matyldy, Leona, Jakuba", "Klemensa, Ludwiki, Longina",
)  # fmt: skip
_WEATHER = (
    "+4°C, pochmurno", "+6°C, przelotny deszcz", "+2°C, mgła", "+9°C, słonecznie", "0°C, śnieg",
)  # fmt: skip


def visits(day: int, key: str, per_day: int = 3) -> int:
    """Count the visits of one page up to day N: grows each day, as counters do."""
    start = crc32(key.encode())
    return 40 + start % 900 + day * (per_day + start % 11)


def day_box(day: int) -> str:
    """The box of a fresh page: date, name days, weather, air and the site's visit counter."""
    date = today(day)
    weekday = WEEKDAYS[date.weekday()].capitalize()
    return (
        f'<div class="day-box" id="dzis"><p>{weekday}, {long_day(date)}</p>'
        f"<p>Dziś imieniny: {_NAME_DAYS[(day - 1) % len(_NAME_DAYS)]}</p>"
        f"<p>Pogoda: {_WEATHER[(day - 1) % len(_WEATHER)]} | Jakość powietrza: dobra</p>"
        f"<p>Licznik odwiedzin: {418200 + day * 1371}</p></div>"
    )
