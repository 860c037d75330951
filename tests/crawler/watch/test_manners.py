"""A crawl that meets a fault keeps its manners: etiquette, computed from the snapshots, says so."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from crawler.cli.etiquette import command
from tests.crawler.watch.conftest import crawl_town


@pytest.mark.parametrize("fault", ["frozen-feed", "flaky", "moved"])
def test_no_breach_when_a_city_misbehaves(town, fault):
    """Not one, also where answers are doubted, retried or sent elsewhere."""
    crawl_town(town, 2, fault)
    done = CliRunner().invoke(command, ["last", "--archive", str(town)])
    assert (done.exit_code, done.output.count("\t0\t")) == (0, 10), done.output
