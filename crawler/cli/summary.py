"""The summary a person reads after a crawl."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.harmless import harmless

if TYPE_CHECKING:
    from rich.console import Console

    from archive.tally import Tally
    from crawler.spiders.city_news import CityNewsSpider

#: Failed pages named in the summary at most.
_NAMED = 8
_SIGNS = {"ok": "[green]✓", "nothing_new": "[green]✓"}
_TOLD = (
    ("new", "seen for the first time"),
    ("changed", "read differently than before"),
    ("unchanged", "as they were"),
    ("gone", "were there before, now 404 or 410"),
    ("refused", "not given to us (robots.txt, 401, 403, 429)"),
    ("failed", "asked and not read"),
)


def print_summary(spider: CityNewsSpider, console: Console | None = None) -> None:
    """Tell what was found, how long it took, where it lies and what to type next."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = console or Console(stderr=True, highlight=False)
    run, verdict = spider.run, spider.verdict
    tally = run.tally()
    counts = tally.counts()
    seconds = (run.clock() - run.started_at).total_seconds()
    asked = counts["visits"]
    console.print()
    told = escape(harmless(f"{spider.profile.name}: {verdict.message}"))
    console.print(f"{_SIGNS.get(verdict.name, '[red]✗')} {told}[/]", style="bold")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(style="dim")
    for name, meaning in _TOLD:
        if counts[name]:
            table.add_row(str(counts[name]), name, meaning)
    console.print(table)
    _print_failed(tally, console)
    if tally.reasons:
        counted = ", ".join(f"{code} {count}" for code, count in tally.reasons.most_common(8))
        console.print(f"  reasons and counts: {counted}", style="dim", soft_wrap=True)
    console.print(
        f"  {asked} requests, {_size(counts['bytes'])} in {seconds:.1f} s"
        f" ({asked / max(seconds, 0.001):.0f} a second), run {run.run_id}"
    )
    _print_next(spider, console)


def _print_failed(tally: Tally, console: Console) -> None:
    from rich.markup import escape

    for url, reason in list(tally.failed.items())[:_NAMED]:
        told = harmless(f"{reason:14} {url}")
        console.print(f"      {escape(told)}", style="dim", soft_wrap=True)
    if len(tally.failed) > _NAMED:
        console.print(f"      and {len(tally.failed) - _NAMED} more (table visits)", style="dim")


def own_command() -> str:
    """How this very command was called: "kronika" when the shell finds it, else its path."""
    called = Path(sys.argv[0])
    found = shutil.which("kronika")
    if found and Path(found).resolve() == called.resolve():
        return "kronika"
    if called.is_absolute() and called.is_relative_to(Path.cwd()):
        called = called.relative_to(Path.cwd())
    return str(called) if called.name == "kronika" else "kronika"


def _print_next(spider: CityNewsSpider, console: Console) -> None:
    from rich.markup import escape

    from crawler.report.files import report_path

    layout, run_id = spider.run.layout, spider.run.run_id
    root = escape(str(layout.root))
    slug, kronika = spider.profile.slug, escape(own_command())
    own = spider.settings.get("KRONIKA_CITIES")
    cities = f" --cities {escape(own)}" if own else ""
    console.print(
        f"\nWhere it lies   {root}/tables/pages (Parquet), {root}/snapshots/{slug} (WARC)",
        soft_wrap=True,
    )
    report = report_path(layout.root, slug, run_id, ".html")
    if report.is_file():
        console.print(f"Report          {escape(str(report))}", soft_wrap=True)
    console.print("What next")
    for rest, why in (
        (f"export --archive {root} --as jsonl > pages.jsonl", "the records as jsonl"),
        (f"status --archive {root}", "whether all is well"),
        (f"crawl {slug} --archive {root}{cities}", "what is new since"),
    ):
        console.print(f"  {kronika} {rest}  [dim]{why}[/]", soft_wrap=True)
    console.print()


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
