"""Olszynów: a town that is on no map, whose web presence ships with the crawler.

It serves itself on loopback (`DemoServer`), changes from day to day (`DemoTown`), and says what a
crawl of each day must find (`expected`). docs/demo-town.md describes it.
"""

from crawler.demo.content import Document, Origins
from crawler.demo.http import Response
from crawler.demo.news.site import REFERENCE_PATH
from crawler.demo.server import DemoServer, Request
from crawler.demo.town import DemoTown, Expected, documents, expected, respond
from crawler.demo.traps import TRAPS, Trap

__all__ = [
    "REFERENCE_PATH",
    "TRAPS",
    "DemoServer",
    "DemoTown",
    "Document",
    "Expected",
    "Origins",
    "Request",
    "Response",
    "Trap",
    "documents",
    "expected",
    "respond",
]
