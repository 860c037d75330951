"""Main content: the root is found, then its blocks are taken or left one by one.

How it is done lies in `crawler.extraction.content`.
"""

from __future__ import annotations

from crawler.extraction.content.collect import Collector
from crawler.extraction.content.core import find_article
from crawler.extraction.content.root import BESIDE_TEXT, CHROME, find_root
from crawler.extraction.reading import Reading


def claim(reading: Reading) -> None:
    """Find the main content and mark its lines."""
    reading.weigh(CHROME)
    reading.weigh_prose(BESIDE_TEXT)
    root = find_root(reading)
    if root is None:
        return
    article = find_article(reading, root)
    Collector(reading, root, article).run()
    reading.finds["main"] = root.find
