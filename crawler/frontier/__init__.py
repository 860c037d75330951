"""The frontier: which pages were found, which are being asked, which are done."""

from crawler.frontier.frontier import Frontier
from crawler.frontier.store import FrontierStore
from crawler.frontier.target import Target

__all__ = ["Frontier", "FrontierStore", "Target"]
