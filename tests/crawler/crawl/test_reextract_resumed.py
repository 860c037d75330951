"""A reading that is cut short is gone on with; a reader that dies costs its page and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

import crawler.reading
from archive.tables import TableStore
from crawler.profiles import load_profile
from crawler.readings import Readings
from crawler.replay import replay_segment
from tests.crawler.crawl.conftest import PAGES, article
from tests.crawler.crawl.rereading import of_city, rows, with_vendor


def test_pages_once_read_are_not_read_again_to_publish(city, crawl, monkeypatch):
    """After a look at the report, --publish takes what was read from the draft."""
    city.publish(a=article("Aleja Lipowa"), b=article("Boisko szkolne"))
    crawl()
    with_vendor(monkeypatch)
    with of_city(crawl) as work:
        work.compare()
    monkeypatch.setattr(crawler.reading, "extract", None)
    with of_city(crawl) as work:
        work.publish(work.compare())
    assert set(crawl.archive.pages()["vendor"].to_pylist()) == {"Pracownia"}
    assert not (crawl.root / ".reextract").exists()


KILLED = """
import os, signal, sys
from functools import partial
from pathlib import Path
import crawler.draft, crawler.reextract
from archive.layout import Layout
from crawler.profiles import load_profile

crawler.draft._BATCH = 8
crawler.reextract.Readings = partial(crawler.reextract.Readings, warm_up=10)
def tell(progress, readings):
    if readings.read == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

folder, workers = Path(sys.argv[1]), int(sys.argv[3])
reading = crawler.reextract.Reextraction(
    Layout(folder / "archive"), load_profile("miasto", folder / "cities"),
    workers=workers, tell=tell,
)
with reading as work:
    work.compare()
"""


@pytest.mark.parametrize(("moment", "workers"), [(19, 0), (50, 1)])
def test_a_kill_costs_a_batch_and_shows_nowhere(town, crawl, moment, workers):
    """After kill -9 the next reading takes over what was read; tables never showed any of it."""
    crawl()
    before, generation = rows(crawl.root), TableStore(crawl.root).current()
    words = [str(crawl.folder), str(moment), str(workers)]
    code = [sys.executable, "-c", textwrap.dedent(KILLED), *words]
    assert subprocess.run(code, check=False).returncode == -signal.SIGKILL
    assert TableStore(crawl.root).current() == generation
    assert rows(crawl.root) == before
    counts = {}
    with of_city(crawl, tell=lambda _, readings: counts.update(vars(readings))) as work:
        assert work.compare().same
    in_flight = 6 * max(1, workers) + 1
    assert moment - 8 - in_flight <= counts["taken"] <= moment
    assert counts["read"] == PAGES - counts["taken"]


def test_another_extractor_takes_nothing_from_a_draft(city, crawl, monkeypatch):
    """A draft holds for the code and profile that made it, and no other."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    with_vendor(monkeypatch)
    with of_city(crawl) as work:
        work.compare()
    with_vendor(monkeypatch, vendor="Inna")
    monkeypatch.setattr("crawler.draft._PACKAGES", ("kronika",))
    with of_city(crawl) as work:
        comparison = work.compare()
    assert comparison.fields["vendor"].samples[0].now == "Inna"


class Deadly(bytes):
    """A page whose reader dies of it: it cannot be given to another process and lived through."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_page_its_reader_dies_of_takes_no_other_with_it(city, crawl):
    """Pages under way in the same processes are read again, each by itself."""
    city.publish(a=article("Aleja"), b=article("Boisko"), c=article("Cmentarz"))
    crawl()
    [path] = (crawl.root / "snapshots/miasto").glob("*.warc.gz")
    answers = [a for a in replay_segment(crawl.root, path, "x.warc.gz") if a.target is not None]
    answers[1].body = Deadly(answers[1].body)
    profile = load_profile("miasto", crawl.folder / "cities")
    read = list(Readings(profile, workers=1, warm_up=0).of(answers))
    pages = [item and item.page.url for _, item in read]
    assert pages == [answers[0].visit.url, None, answers[2].visit.url]
    assert answers[1].visit.reason == "reader_died"
