"""From a page's bytes to what it says: pure functions, no network, no clock, no files.

`extract` is the door; `crawler.extraction.render` gives Markdown and clean HTML.
"""

from __future__ import annotations

from crawler.extraction.page import extract

__all__ = ["extract"]
