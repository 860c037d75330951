"""A record as Markdown (CommonMark with GitHub's tables): title, lead and blocks."""

from __future__ import annotations

import re
from typing import Any

_INLINE = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|={3,}|-{3,}|~{3,})", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)


def markdown(row: dict[str, Any]) -> str:
    """Render a row of ``pages`` (``title``, ``lead``, ``blocks``); ends with a newline."""
    parts = []
    if row["title"]:
        parts.append(f"# {_one_line(row['title'])}")
    if row["lead"]:
        parts.append(escaped(row["lead"]))
    parts += [_block(block) for block in row["blocks"] or []]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = _INLINE.sub(lambda match: f"\\{match[0]}", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _NUMBERED.sub(r"\1\\\2", text)


def _block(block: dict[str, Any]) -> str:
    kind = block["kind"]
    if kind == "heading":
        return f"{'#' * min(6, max(2, block['level'] or 2))} {_one_line(block['text'])}"
    if kind == "list" and block["items"]:
        return _list(block["items"], ordered=bool(block["ordered"]))
    if kind == "table" and block["rows"]:
        return _table(block["rows"])
    if kind == "quote":
        return "\n".join(f"> {line}".rstrip() for line in escaped(block["text"]).split("\n"))
    if kind == "figure" and block["src"]:
        return _figure(block)
    return escaped(block["text"] or "")


def _list(items: list[str], *, ordered: bool) -> str:
    lines = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}." if ordered else "-"
        rest = "\n" + " " * (len(mark) + 1)
        lines.append(f"{mark} {escaped(item).replace(chr(10), rest)}")
    return "\n".join(lines)


def _table(rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    lines = ["| " + " | ".join(_cell(cell) for cell in _padded(row, width)) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _padded(row: list[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _cell(text: str) -> str:
    return escaped(text or "").replace("|", "\\|").replace("\n", "<br>")


def _figure(block: dict[str, Any]) -> str:
    image = f"![{_one_line(block['alt'] or '')}](<{block['src']}>)"
    below = [_one_line(text) for text in (block["caption"], block["author"]) if text]
    return "\n".join([image, "", " – ".join(below)]) if below else image


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))
