"""Crawls in processes of their own, struck down, and what must be there afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter

from tests.crawler.crawl.conftest import PAGES, Crawls

RUNNER = """
import json, sys
from archive.errors import KronikaError
from crawler.process import crawl_city
try:
    spider = crawl_city("miasto", json.loads(sys.argv[1]))
except KronikaError as error:
    sys.exit(error.exit_code)
sys.exit(spider.verdict.exit_code)
"""


#: Kill -9 before or after the n-th call of a function, in the runner's own process.
DEADLY = """
import functools, importlib, os, signal
def deadly(where, name, when, left):
    owner = importlib.import_module(where)
    *outer, name = name.split(".")
    owner = functools.reduce(getattr, outer, owner)
    call = getattr(owner, name)
    def until(*args, **more):
        nonlocal left
        left -= 1
        if not left and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = call(*args, **more)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(owner, name, until)
deadly({where!r}, {name!r}, {when!r}, {left})
"""


def start(crawl: Crawls, **more) -> subprocess.Popen[bytes]:
    """A crawl in a process of its own, that can be killed."""
    settings = crawl.settings(**more)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(RUNNER), json.dumps(settings)],
        stderr=subprocess.DEVNULL,
    )


def kill_at(crawl: Crawls, moment: int, **more) -> None:
    """Crawl until the city has got so many requests, then kill -9."""
    process = start(crawl, **more)
    city, seen = crawl.city, []

    def count(path: str) -> None:
        seen.append(path)
        if len(seen) == moment:
            os.kill(process.pid, signal.SIGKILL)

    city.on_request = count
    process.wait(300)
    city.on_request = lambda _: None


def die_at(crawl: Crawls, where: str, name: str, when: str, left: int, **more) -> None:
    """Crawl in a process that kills itself before or after it calls a function so often."""
    code = DEADLY.format(where=where, name=name, when=when, left=left) + textwrap.dedent(RUNNER)
    words = [sys.executable, "-c", code, json.dumps(crawl.settings(**more))]
    done = subprocess.run(words, stderr=subprocess.DEVNULL, check=False, timeout=300)
    assert done.returncode == -signal.SIGKILL


def assert_whole(crawl: Crawls) -> None:
    """Every page is there once, and its pointer leads to its bytes."""
    rows = crawl.archive.pages().to_pylist()
    assert Counter(row["canonical_url"] for row in rows).most_common(1)[0][1] == 1
    assert len(rows) == PAGES
    for row in rows:
        path = row["url"].partition(".example")[2]
        assert crawl.archive.snapshot(row["record_id"]).body == crawl.city.pages[path].body
    visits = crawl.archive.visits().to_pylist()
    assert len({row["visit_id"] for row in visits}) == len(visits)
