"""A crawl that waits for a server can be stopped like any other."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures
from tests.crawler.crawl.striking import RUNNER


def test_ctrl_c_ends_a_pause(city, crawl):  # noqa: F811
    """Asked to wait 200 s, then stopped: it ends at once, tells so, and the next run goes on."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/robots.txt"] = Answer(b"", 404, {"Retry-After": "200"})
    code = f"""
import os, signal
from crawler.fetch.handler import WireDownloadHandler
sleep = WireDownloadHandler._sleep
async def told(handler, seconds):
    WireDownloadHandler._sleep = sleep
    os.kill(os.getpid(), signal.SIGINT)
    await sleep(handler, seconds)
WireDownloadHandler._sleep = told
{RUNNER}"""
    words = [sys.executable, "-c", code, json.dumps(crawl.settings())]
    done = subprocess.run(words, stderr=subprocess.DEVNULL, timeout=150, check=False)
    assert done.returncode == 130
    assert city.asked == ["/robots.txt"]
    del city.pages["/robots.txt"]
    assert crawl().verdict.name == "ok"


def test_a_stop_while_the_crawl_is_set_up_is_not_forgotten(city, crawl):  # noqa: F811
    """SIGTERM before the first request: the city is not asked, and the run ends and tells so."""
    city.publish(a=article("Aleja Lipowa"))
    code = f"""
import os, signal, crawler.sweep
begin = crawler.sweep.open_run
def told(*args):
    os.kill(os.getpid(), signal.SIGTERM)
    return begin(*args)
crawler.sweep.open_run = told
{RUNNER}"""
    words = [sys.executable, "-c", code, json.dumps(crawl.settings())]
    assert (
        subprocess.run(words, stderr=subprocess.DEVNULL, timeout=300, check=False).returncode == 130
    )
    assert city.asked == []
    [run] = crawl.archive.runs().to_pylist()
    assert run["verdict"] == "interrupted"
