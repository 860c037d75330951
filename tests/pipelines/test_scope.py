"""A badge on nearly every page of a site says nothing of the single page."""

from __future__ import annotations

from archive.model import Badge
from pipelines.scope import Earlier, Scopes
from tests.pipelines.items import make_item


def row(*badges: Badge) -> dict:
    """The part of a row that scopes are settled on."""
    return {"site": "news", "badges": list(badges)}


def run(shown: list[list[Badge]]) -> Scopes:
    """The scopes of a run whose pages showed these badges."""
    scopes = Scopes()
    for badges in shown:
        item = make_item(badges=badges)
        item.visit.site = "news"
        scopes.see(item)
    return scopes


def test_a_sign_on_most_pages_is_the_sites():
    """From four pages in five on, the sign belongs to the site; a rarer one to its page."""
    everywhere, rare = "Narodowy Fundusz", "Fundusz Dróg"
    pages = [[Badge(everywhere)] for _ in range(8)] + [[Badge(rare)], []]
    one = row(Badge(everywhere), Badge(rare, scope="site"))
    run(pages).settle([one])
    assert [badge.scope for badge in one["badges"]] == ["site", "page"]


def test_an_acknowledgement_stays_the_pages():
    """Words of thanks in every article do not make the funder the site's."""
    thanks = Badge("Zadanie dofinansowano …", role="acknowledgement")
    one = row(thanks)
    run([[thanks] for _ in range(10)]).settle([one])
    assert one["badges"][0].scope == "page"


def test_a_run_of_few_pages_goes_by_the_run_before():
    """One new article a day does not make the site's badge its own."""
    told = [
        {"run_id": run, "site": "news", "badges": [Badge("Narodowy Fundusz", scope=scope)]}
        for run, scope in (("r1", "page"), ("r2", "site"), ("r4", "page"))
    ]
    scopes = Scopes("r3", lambda: Earlier(told))
    one = row(Badge("Narodowy Fundusz"), Badge("Fundusz Dróg"))
    scopes.settle([one])
    assert [badge.scope for badge in one["badges"]] == ["site", "page"]


def test_few_pages_prove_nothing():
    """After a handful of pages, and with no run before, the scope stays as it was read."""
    one = row(Badge("Narodowy Fundusz", scope="page"))
    run([[Badge("Narodowy Fundusz")]] * 3).settle([one])
    assert one["badges"][0].scope == "page"
