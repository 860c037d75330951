"""What people ask an archive, by Kronika and by plain tools on the same files.

Each function takes the archive's folder and a city, a month, a funder, an address or words, and
returns a number that all tools must agree on, where they ask the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from _rows import CITIES, VERSIONS_OF, url_of

CITY, FUNDER, WORDS = CITIES[5], "rfrd", ("remont", "dróg")
SINCE, UNTIL, NEXT = "2018-01-01", "2018-01-31", "2018-02-01"
URL = url_of(VERSIONS_OF)


def _archive(root: Path) -> Any:
    from archive import Archive

    return Archive(root)


def kronika_count(root: Path) -> int:
    return _archive(root).select().count()


def kronika_month(root: Path) -> int:
    chosen = _archive(root).select(CITY, since=SINCE, until=UNTIL)
    return len(chosen.to_arrow(["title", "published"]))


def kronika_funder(root: Path) -> int:
    import pyarrow.compute as pc

    days = _archive(root).select(funder=FUNDER).to_arrow(["published"])
    months = days.append_column("month", pc.floor_temporal(days["published"], unit="month"))
    counts = months.group_by("month").aggregate([("month", "count")])["month_count"]
    return int(pc.max(counts).as_py())


def kronika_text(root: Path) -> int:
    return _archive(root).search(" ".join(WORDS)).total


def kronika_history(root: Path) -> int:
    return len(_archive(root).history(URL))


def pandas_count(root: Path) -> int:
    import pandas as pd

    return len(pd.read_parquet(root / "tables" / "pages", columns=["version"]))


def pandas_month(root: Path) -> int:
    import pandas as pd

    begin, end = (
        pd.Timestamp(SINCE, tz="Europe/Warsaw"),
        pd.Timestamp(NEXT, tz="Europe/Warsaw"),
    )
    columns = ["city", "fetched_at", "title", "published"]
    asked = [("city", "==", CITY), ("fetched_at", ">=", begin), ("fetched_at", "<", end)]
    return len(pd.read_parquet(root / "tables" / "pages", columns=columns, filters=asked))


def pandas_funder(root: Path) -> int:
    import pandas as pd

    rows = pd.read_parquet(root / "tables" / "pages", columns=["published", "badges"])
    named = rows[[any(b["funder_id"] == FUNDER for b in badges) for badges in rows["badges"]]]
    return int(pd.to_datetime(named["published"]).dt.to_period("M").value_counts().max())


def pandas_text(root: Path) -> int:
    import pandas as pd

    texts = pd.read_parquet(root / "tables" / "pages", columns=["body_text"])["body_text"]
    return int((texts.str.contains(WORDS[0]) & texts.str.contains(WORDS[1])).sum())


def pandas_history(root: Path) -> int:
    import pandas as pd

    columns = ["canonical_url", "version", "fetched_at", "title", "lead", "blocks", "attachments"]
    asked = [("canonical_url", "==", URL)]
    return len(pd.read_parquet(root / "tables" / "pages", columns=columns, filters=asked))


def _polars(root: Path) -> Any:
    import polars as pl

    return pl, pl.scan_parquet(root / "tables" / "pages" / "*.parquet")


def polars_count(root: Path) -> int:
    pl, pages = _polars(root)
    return int(pages.select(pl.len()).collect().item())


def polars_month(root: Path) -> int:
    from archive.when import start_of

    pl, pages = _polars(root)
    within = pl.col("fetched_at").is_between(start_of(SINCE), start_of(NEXT), closed="left")
    chosen = pages.filter((pl.col("city") == CITY) & within)
    return len(chosen.select("title", "published").collect())


def polars_funder(root: Path) -> int:
    pl, pages = _polars(root)
    ids = pl.col("badges").list.eval(pl.element().struct.field("funder_id"))
    months = pages.filter(ids.list.contains(FUNDER)).group_by(
        pl.col("published").dt.truncate("1mo")
    )
    return int(months.len().collect()["len"].max())


def polars_text(root: Path) -> int:
    pl, pages = _polars(root)
    both = [pl.col("body_text").str.contains(word, literal=True) for word in WORDS]
    return int(pages.filter(*both).select(pl.len()).collect().item())


def polars_history(root: Path) -> int:
    pl, pages = _polars(root)
    columns = ["version", "fetched_at", "title", "lead", "blocks", "attachments"]
    return len(pages.filter(pl.col("canonical_url") == URL).select(columns).collect())


def _duckdb(root: Path, sql: str) -> list[Any]:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Europe/Warsaw'")
    return connection.execute(
        sql.format(f"read_parquet('{root}/tables/pages/*.parquet')")
    ).fetchall()


def duckdb_count(root: Path) -> int:
    return int(_duckdb(root, "SELECT count(*) FROM {}")[0][0])


def duckdb_month(root: Path) -> int:
    return len(
        _duckdb(
            root,
            f"SELECT title, published FROM {{}} WHERE city = '{CITY}' AND fetched_at >= "
            f"TIMESTAMPTZ '{SINCE}' AND fetched_at < TIMESTAMPTZ '{NEXT}'",
        )
    )


def duckdb_funder(root: Path) -> int:
    told = f"list_contains([badge.funder_id FOR badge IN badges], '{FUNDER}')"
    months = "SELECT date_trunc('month', published) AS month, count(*) FROM {}"
    return int(_duckdb(root, f"{months} WHERE {told} GROUP BY month ORDER BY 2 DESC")[0][1])


def duckdb_text(root: Path) -> int:
    both = " AND ".join(f"contains(body_text, '{word}')" for word in WORDS)
    return int(_duckdb(root, f"SELECT count(*) FROM {{}} WHERE {both}")[0][0])


def duckdb_history(root: Path) -> int:
    columns = "version, fetched_at, title, lead, blocks, attachments"
    return len(_duckdb(root, f"SELECT {columns} FROM {{}} WHERE canonical_url = '{URL}'"))


def kronika_info(root: Path) -> int:
    from archive.info import info

    return len(info(_archive(root)).cities)


def kronika_known(root: Path) -> int:
    from archive.known import Known

    return len(Known(root, CITY).pages)


def kronika_changes(root: Path) -> int:
    return len(_archive(root).changes("2018-01-20", until="2018-01-21"))


def kronika_phrase(root: Path) -> int:
    return _archive(root).search('"budżetu obywatelskiego"').total


def kronika_common(root: Path) -> int:
    return _archive(root).search("miasto", CITY).total


TASKS: dict[str, tuple[str, dict[str, Callable[[Path], int]]]] = {
    name: (
        title,
        {
            tool: found
            for tool in ("kronika", "pandas", "polars", "duckdb")
            if (found := globals().get(f"{tool}_{name}"))
        },
    )
    for name, title in (
        ("count", "open and count"),
        ("month", "titles of one city in one month"),
        ("funder", "one funder by month"),
        ("text", "two words (kronika: in any Polish form, ranked)"),
        ("phrase", "a phrase, in any Polish form"),
        ("common", "a word that most pages have, in one city"),
        ("history", "every version of one page (kronika: with edits)"),
        ("changes", "what changed in two days, with edits"),
        ("known", "what a crawl must know of one city"),
        ("info", "info"),
    )
}
