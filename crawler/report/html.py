"""The report of a run as one HTML page. Pure: data in, text out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archive.model import FINE_VERDICTS
from crawler.report import svg
from crawler.report.document import document, element, table

_COUNTS = {
    "new": "seen for the first time",
    "changed": "read differently than before",
    "unchanged": "as they were",
    "gone": "were there before, now 404 or 410",
    "refused": "not given to us",
    "failed": "asked and not read",
}


def render(report: Mapping[str, Any]) -> str:
    """The page of a report (`crawler.report.build.build`)."""
    title = f"{report['name']}, run {report['run_id']}: {report['verdict']}"
    parts = [*_head(report), *_causes(report), *_counts(report), *_runs(report)]
    for site in report["sites"]:
        parts += _site(site)
    return document(title, "\n".join(part for part in parts if part))


def _head(report: Mapping[str, Any]) -> Iterator[str]:
    kind = "good" if report["verdict"] in FINE_VERDICTS else "bad"
    yield element("h1", f"{report['name']}: {report['verdict'].replace('_', ' ')}", kind)
    yield element("p", report["message"], "verdict")
    yield element(
        "p",
        f"Run {report['run_id']}, {_moment(report['started_at'])} to "
        f"{_moment(report['finished_at'])} UTC. Exit code {report['exit_code']}. "
        f"{report['software']}.",
        "dim",
    )


def _causes(report: Mapping[str, Any]) -> Iterator[str]:
    yield element("h2", "What was wrong")
    if not report["causes"]:
        yield element("p", "Nothing.")
    yield table(
        ("cause", "site", "weight", "what shows it"),
        [
            (
                cause["code"],
                cause["site"],
                "made the verdict" if cause["grave"] else "a word",
                cause["evidence"],
            )
            for cause in report["causes"]
        ],
    )


def _counts(report: Mapping[str, Any]) -> Iterator[str]:
    counts = report["counts"]
    yield element("h2", "What was found")
    yield table(("pages", "", ""), [(counts[name], name, words) for name, words in _COUNTS.items()])
    yield element("p", f"{counts['visits']} requests, {counts['bytes'] / 1e6:.1f} MB.", "dim")
    yield table(("reasons and counts", "how often"), list(report["reasons"].items()))


def _runs(report: Mapping[str, Any]) -> Iterator[str]:
    runs = report["runs"]
    if len(runs) < 2:
        return
    yield element("h2", "The runs before")
    yield element("p", "New and changed pages; runs that did not go well stand out.", "dim")
    bars = [(_moment(run["started_at"])[:10], run["new"] + run["changed"]) for run in runs]
    bad = [place for place, run in enumerate(runs) if run["verdict"] not in FINE_VERDICTS]
    yield svg.columns(bars, "New and changed pages by run", bad)
    yield table(
        ("started", "verdict", *_COUNTS),
        [
            (_moment(run["started_at"]), run["verdict"], *(run[name] for name in _COUNTS))
            for run in reversed(runs[-8:])
        ],
    )


def _site(site: Mapping[str, Any]) -> Iterator[str]:
    yield element("h2", f"{site['site']}: {site['home']}")
    slow = "" if site["median_ms"] is None else f"; a page took {site['median_ms']:.0f} ms (median)"
    if slow and site["median_ms_before"] is not None:
        slow += f", {site['median_ms_before']:.0f} ms before"
    yield element("p", f"{site['answered']} of {site['asked']} requests well answered{slow}.")
    if site["announced"]:
        told = ", ".join(f"{name} {count}" for name, count in site["announced"].items())
        yield element("p", f"Articles announced: {told}.")
    yield from _cadence(site["cadence"])
    for kind in site["kinds"]:
        yield from _kind(kind)
    yield from _traffic(site)


def _cadence(cadence: Mapping[str, Any] | None) -> Iterator[str]:
    if cadence is None:
        return
    yield element("h3", "Articles by week of publication")
    yield svg.columns(cadence["weeks"], "Articles by week of publication")
    quiet = cadence["silence"]
    told = f"The newest article is of {cadence['last']}."
    if quiet:
        told += (
            f" {cadence['per_week']:g} a week are usual; {quiet['days']} whole days have passed "
            f"since, {quiet['expected']:.1f} were to be expected in them, and the chance of such "
            f"a silence is {quiet['probability']:.2g}."
        )
    yield element("p", told)


def _kind(kind: Mapping[str, Any]) -> Iterator[str]:
    yield element("h3", f"{kind['kind']}: {kind['records']} records read")
    before = kind["records_before"]
    rows = [
        (name.replace(":", " "), share, kind["shares_before"][name] if before else None)
        for name, share in kind["shares"].items()
    ]
    yield svg.shares(rows, f"Share of {kind['kind']} records that have each field")
    if kind["length_median"] is not None:
        told = f"Main text: {kind['length_median']:.0f} characters (median)"
        if kind["length_median_before"] is not None:
            told += f", {kind['length_median_before']:.0f} before"
        fresh = kind["records_of_new_templates"]
        yield element("p", f"{told}. Records of a template not met before: {fresh}.", "dim")


def _traffic(site: Mapping[str, Any]) -> Iterator[str]:
    yield element("h3", "HTTP")
    yield table(("status", "answers"), list(site["statuses"].items()))
    yield table(
        ("reason", "how often", "for example"),
        [(code, count, site["examples"].get(code)) for code, count in site["reasons"].items()],
    )


def _moment(text: str) -> str:
    return text[:19].replace("T", " ")
