"""A crawl that waits for a server can be stopped like any other."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading

from tests.crawler.crawl.conftest import Answer, article, city, crawl  # noqa: F401 - fixtures
from tests.crawler.crawl.striking import RUNNER


def test_ctrl_c_ends_a_pause(city, crawl):  # noqa: F811
    """Asked to wait 200 s, then stopped: it ends at once, tells so, and the next run goes on."""
    city.publish(a=article("Aleja Lipowa"))
    city.pages["/feed/"] = Answer(b"", 503, {"Retry-After": "200"})
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER, json.dumps(crawl.settings())], stderr=subprocess.DEVNULL
    )

    def stop(path: str) -> None:
        if path == "/feed/":
            threading.Timer(0.5, process.send_signal, [signal.SIGINT]).start()

    city.on_request = stop
    assert process.wait(60) == 130
    assert city.asked[0] == "/robots.txt"
    assert city.asked[-1] == "/feed/"
    city.on_request = lambda _: None
    city.pages["/feed/"] = Answer(b"", 404)
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
        subprocess.run(words, stderr=subprocess.DEVNULL, timeout=60, check=False).returncode == 130
    )
    assert city.asked == []
    [run] = crawl.archive.runs().to_pylist()
    assert run["verdict"] == "interrupted"
