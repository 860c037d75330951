"""Who pays: funders named by badges, acknowledgements, project tables and mentions.

docs/funders.md tells what counts as what, and how to add a funder.
"""

from pipelines.funders.find import FunderHit, find_funders
from pipelines.funders.names import Funder, funders
from pipelines.funders.step import FundersPipeline, fund_item, fund_page

__all__ = [
    "Funder",
    "FunderHit",
    "FundersPipeline",
    "find_funders",
    "fund_item",
    "fund_page",
    "funders",
]
