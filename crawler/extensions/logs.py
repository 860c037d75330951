"""Logs in which no page can write: a message is one line, whatever it quotes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from crawler.harmless import harmless

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class HarmlessFormatter(logging.Formatter):
    """Writes controls and line breaks of a message as U+FFFD; lines of a traceback are indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line of a message."""
        record.message = harmless(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The lines of a traceback; none can pass for a message."""
        told = harmless(super().formatException(ei), lines=True)
        return "\n".join(f"  {line}" for line in told.split("\n"))


class HarmlessLogs:
    """Gives Scrapy's log handlers that formatter, before the first page comes."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Change the handlers that write plainly; those of others stay.

        What the engine says of every page is not even made where nobody hears it.
        """
        logging.getLogger("scrapy.core").setLevel(crawler.settings["LOG_LEVEL"])
        form = crawler.settings["LOG_FORMAT"], crawler.settings["LOG_DATEFORMAT"]
        for handler in logging.getLogger().handlers:
            if type(handler.formatter) is logging.Formatter:
                handler.setFormatter(HarmlessFormatter(*form))
        return cls()
