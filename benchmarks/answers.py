"""Seconds until an archive of made rows answers: history, changes, info, search.

    python benchmarks/answers.py [--rows 20000]

The rows are those of benchmarks/tables.py, a hundred of them in a second version. Commands are
timed as a person meets them: a fresh process. Memory is the peak of this process, in MB.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import timedelta
from pathlib import Path

from tables import START, command, fill, page_row, tables, timed

from archive import Archive
from archive.history import changes, history
from archive.info import info
from archive.rows import rows_to_table
from archive.schema import PAGES
from archive.search import search
from archive.search.opened import rebuild


def second_versions(rows: int, chance: random.Random) -> tuple[list[dict], str]:
    """A hundred pages read differently a while later; the address of the last."""
    again = random.Random(1)
    found = []
    for number in range(100):
        first = page_row(number, again)
        later = page_row(number, chance)
        same = {name: first[name] for name in ("url", "canonical_url", "city")}
        when = START + timedelta(seconds=180 * rows)
        more = {"version": 2, "previous_record_id": first["record_id"], "fetched_at": when}
        found.append(later | same | more)
    return found, found[-1]["canonical_url"]


def main() -> None:
    """Fill an archive and ask it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        root, chance = Path(folder) / "archive", random.Random(1)
        store = fill(root, rows, chance)
        again, url = second_versions(rows, random.Random(2))
        store.commit({"pages": rows_to_table(PAGES, again)})
        archive = Archive(root)
        since = START + timedelta(seconds=180 * rows)
        timed("history of one URL", lambda: history(archive, url))
        timed("changes of a day, 100 changed pages", lambda: changes(archive, since))
        timed("info", lambda: info(archive))
        timed("search: make the index", lambda: rebuild(archive))
        size = (root / ".search" / "index.sqlite").stat().st_size
        print(f"index: {size / 1e6:.0f} MB, {size / (rows + 100):.0f} bytes a record")
        timed("search: a common word", lambda: search(archive, "droga"))
        timed(
            "search: three words, a city", lambda: search(archive, "remont dróg dotacja", "zabrze")
        )
        timed("search: a phrase", lambda: search(archive, '"budżetu obywatelskiego"'))
        timed("search: a phrase that is there", lambda: search(archive, '"remont drogi"'))
        timed("search: a beginning", lambda: search(archive, "konsult*"))
        store.commit(tables(rows, 500, chance))
        timed("search after a commit of 500", lambda: search(archive, "droga"))
        store.compact()
        timed("search after a compaction", lambda: search(archive, "droga"))
        asked = ("--archive", str(root))
        timed("kronika history URL (new process)", lambda: command("history", url, *asked))
        day = since.isoformat()
        timed("kronika changes (new process)", lambda: command("changes", "--since", day, *asked))
        timed("kronika info (new process)", lambda: command("info", *asked))
        timed("kronika search (new process)", lambda: command("search", "remont", *asked))


if __name__ == "__main__":
    main()
