"""A record as the parts a reader reads, in order: title, lead, blocks, attachments.

The parts are those that `content_digest` counts, and like the digest they look past blanks and
Unicode normal forms: two records whose parts are the same have the same content.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: The columns of ``pages`` that parts are made from.
COLUMNS = ("title", "lead", "blocks", "attachments")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``kind`` is title, lead, attachment or the kind of a block.

    ``text`` is what it says; ``target`` the file behind an attachment, or a figure's picture.
    """

    kind: str
    text: str
    target: str = ""

    @property
    def words(self) -> list[str]:
        """The words of the text."""
        return self.text.split()


def parts(row: dict[str, Any]) -> list[Part]:
    """The parts of a row of ``pages`` (as from `archive.rows.table_to_rows`)."""
    return list(_parts(row))


def _parts(row: dict[str, Any]) -> Iterator[Part]:
    blocks = [_block(block) for block in row["blocks"] or []]
    if row["title"]:
        yield Part("title", _clean(row["title"]))
    lead = _clean(row["lead"] or "")
    if lead and all(lead != block.text for block in blocks):  # else it is told as that block
        yield Part("lead", lead)
    yield from blocks
    for attachment in row["attachments"] or []:
        yield Part("attachment", _clean(attachment["label"] or ""), _bare(attachment["url"]))


def _block(block: dict[str, Any]) -> Part:
    return Part(block["kind"], _clean(block["text"] or ""), urlsplit(block["src"] or "").path)


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bare(url: str) -> str:
    """An address without what the digest looks past: its scheme and a leading www."""
    return url.partition("://")[2].removeprefix("www.") or url
