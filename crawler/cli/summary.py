"""The summary a person reads after a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.spiders.city_news import CityNewsSpider

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
    from rich.table import Table

    console = console or Console(stderr=True, highlight=False)
    run, verdict = spider.run, spider.verdict
    tally = run.tally()
    counts = tally.counts()
    seconds = (run.clock() - run.started_at).total_seconds()
    asked = counts["visits"]
    console.print()
    console.print(
        f"{_SIGNS.get(verdict.name, '[red]✗')} {spider.profile.name}: {verdict.message}[/]",
        style="bold",
    )
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(style="dim")
    for name, meaning in _TOLD:
        if counts[name]:
            table.add_row(str(counts[name]), name, meaning)
    console.print(table)
    if tally.reasons:
        told = ", ".join(f"{code} {count}" for code, count in tally.reasons.most_common(8))
        console.print(f"  reasons and doubts: {told}", style="dim", soft_wrap=True)
    console.print(
        f"  {asked} requests, {_size(counts['bytes'])} in {seconds:.1f} s"
        f" ({asked / max(seconds, 0.001):.0f} a second), run {run.run_id}"
    )
    _print_next(spider, console)


def _print_next(spider: CityNewsSpider, console: Console) -> None:
    from rich.markup import escape

    root = escape(str(spider.run.layout.root))
    slug = spider.profile.slug
    again = f"kronika crawl {slug} --archive {root}"
    console.print(
        f"\nWhere it lies   {root}/tables/pages (Parquet), {root}/snapshots/{slug} (WARC)"
    )
    console.print("What next")
    console.print(f"  kronika export --archive {root} --as jsonl > pages.jsonl")
    console.print(f"  kronika runs --archive {root}")
    console.print(f"  {again}        [dim]what is new since[/]\n")


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
