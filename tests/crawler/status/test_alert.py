"""What is stale reaches somebody, and what is well disturbs nobody."""

from __future__ import annotations

import builtins
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from archive import Archive
from archive.errors import ConfigurationError
from crawler.status.alert import alert
from crawler.status.read import read_status
from tests.archive import factory
from tests.crawler.status.test_status import BLOCKED, NOW


@pytest.fixture
def inbox():
    """A server on loopback that takes messages; gives its address and what came."""
    came = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/", came
    server.shutdown()
    thread.join()
    server.server_close()


def cities(root, **changes):
    """The state of a city whose last run was so."""
    factory.new_archive(root).commit({"runs": factory.runs(1, **changes)})
    return read_status(Archive(root), NOW)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise's own imports
def test_a_stale_city_is_told(tmp_path, inbox):
    """City, reason, and when it was last well."""
    pytest.importorskip("apprise")
    address, came = inbox
    alert(address, cities(tmp_path / "archive", **BLOCKED))
    [told] = came
    assert told["title"] == "Kronika: stale demo"
    assert "blocked: It refused us. Last well: never." in told["message"]


def test_nobody_is_told_that_all_is_well(tmp_path, inbox):
    """No message at all."""
    address, came = inbox
    alert(address, cities(tmp_path / "archive"))
    assert came == []


def test_without_apprise_it_says_what_to_install(tmp_path, monkeypatch):
    """A plain sentence, no traceback."""
    real = builtins.__import__

    def no_apprise(name, *rest, **more):
        if name == "apprise":
            raise ImportError(name)
        return real(name, *rest, **more)

    found = cities(tmp_path / "archive", **BLOCKED)
    monkeypatch.setattr(builtins, "__import__", no_apprise)
    with pytest.raises(ConfigurationError, match="pip install apprise"):
        alert("json://127.0.0.1/", found)
