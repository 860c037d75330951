"""The order of the steps between a page and its record, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from archive.model import Page
from pipelines.change import Change, KnownVersion, digest
from pipelines.item import Item

Step = Callable[[Item], Item]

#: Scrapy's pipelines and their places. Identity comes first, so that even a page that is let go
#: says which page it was. Dates, funders and projects read the page, checks doubt what they
#: found, change judges what is left, and only then is anything stored. Gaps are for steps to come.
ITEM_PIPELINES: dict[str, int] = {
    "pipelines.identity.IdentityPipeline": 100,
    "pipelines.dates.step.DatesPipeline": 200,
    "pipelines.funders.FundersPipeline": 300,
    "pipelines.projects.ProjectsPipeline": 350,
    "pipelines.checks.ChecksPipeline": 400,
    "pipelines.change.ChangePipeline": 500,
    "pipelines.store.StorePipeline": 900,
}


def build_steps(known: Mapping[str, KnownVersion]) -> list[Step]:
    """The same steps as plain functions, but for storing; for work without Scrapy.

    ``known`` maps canonical URLs to their last version (`pipelines.change.KnownVersion`).
    """
    return [prepare, Change(known)]


def prepare(item: Item) -> Item:
    """Take an item through the steps that need nothing but the item: identity to its digest.

    They can be taken in another process; the pipelines then let the item pass.

    Raises:
        SkipPage: the page is no content (`pipelines.checks`); its visit says why.
    """
    from pipelines.checks import check
    from pipelines.dates.step import date_item
    from pipelines.funders import fund_item
    from pipelines.identity import identify
    from pipelines.projects import project_item

    process(item, [identify, date_item, fund_item, project_item, check, digest])
    item.prepared = True
    return item


def read_money(page: Page, voivodeship: str | None = None) -> Page:
    """Take a page that nobody visited through the steps on money: badges' funders, projects.

    ``voivodeship`` ("śląskie") settles acronyms that regions share. Doubts go to ``page.issues``.
    """
    from pipelines.funders import fund_page
    from pipelines.projects import project_page

    page.issues += fund_page(page, voivodeship)
    project_page(page, voivodeship)
    return page


def process(item: Item, steps: Iterable[Step]) -> Item:
    """Take an item through the steps.

    Raises:
        SkipPage: the page is no content (`pipelines.checks`); its visit says why.
    """
    for step in steps:
        item = step(item)
    return item
