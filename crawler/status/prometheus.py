"""The state of the cities in Prometheus' text format, for the node exporter's textfile collector.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time

from crawler.status.read import CityStatus

#: Values of one city: pairs of further labels and a number.
Values = Iterable[tuple[dict[str, str], float]]
_OUTCOMES = ("new", "changed", "unchanged", "gone", "refused", "failed")


def exposition(cities: Sequence[CityStatus], now: datetime) -> str:
    """All metrics of all cities; ``now`` is a UTC moment."""
    lines: list[str] = []
    for name, meaning, read in _METRICS:
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
        for city in cities:
            for labels, value in read(city):
                lines.append(_sample(name, {"city": city.city} | labels, value))
    lines += [
        "# HELP kronika_status_timestamp_seconds When this was written.",
        "# TYPE kronika_status_timestamp_seconds gauge",
        _sample("kronika_status_timestamp_seconds", {}, now.timestamp()),
    ]
    return "\n".join(lines) + "\n"


def _fresh(city: CityStatus) -> Values:
    yield {}, float(city.fresh)


def _last_run(city: CityStatus) -> Values:
    if city.run is not None:
        yield {"verdict": city.run["verdict"]}, city.run["started_at"].timestamp()


def _last_good(city: CityStatus) -> Values:
    if city.since is not None:
        yield {}, city.since.timestamp()


def _exit_code(city: CityStatus) -> Values:
    if city.run is not None:
        yield {}, city.run["exit_code"]


def _pages(city: CityStatus) -> Iterator[tuple[dict[str, str], float]]:
    counts = (city.run or {}).get("counts") or {}
    for outcome in _OUTCOMES:
        yield {"outcome": outcome}, counts.get(outcome) or 0


def _apart(city: CityStatus) -> Values:
    yield {}, city.apart


def _newest(city: CityStatus) -> Values:
    if city.newest is not None:
        yield {}, datetime.combine(city.newest, time(), UTC).timestamp()


def _silence(city: CityStatus) -> Values:
    if city.silence is not None:
        yield {}, city.silence.probability


_METRICS: tuple[tuple[str, str, Callable[[CityStatus], Values]], ...] = (
    ("kronika_city_fresh", "1 when the city is fresh, 0 when it is stale.", _fresh),
    ("kronika_last_run_timestamp_seconds", "Start of the newest run.", _last_run),
    ("kronika_last_good_run_timestamp_seconds", "End of the last good run.", _last_good),
    ("kronika_last_run_exit_code", "Exit code of the newest run.", _exit_code),
    ("kronika_last_run_pages", "Pages of the newest run by outcome.", _pages),
    ("kronika_records_kept_apart", "Records that wait for a decision.", _apart),
    ("kronika_newest_article_timestamp_seconds", "Day of the newest article.", _newest),
    ("kronika_silence_probability", "Chance of a silence as long as this one.", _silence),
)


def _sample(name: str, labels: dict[str, str], value: float) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {value!r}" if told else f"{name} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
