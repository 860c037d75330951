"""Files a page offers: links to documents, with the label and size printed beside them."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from archive.model import Attachment
from crawler.extraction.metadata import absolute
from crawler.extraction.outline import Link
from crawler.extraction.reading import Reading
from crawler.extraction.words import fold

_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "zip": "application/zip",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "txt": "text/plain",
    "xml": "application/xml",
    "gml": "application/gml+xml",
    "dwg": "image/vnd.dwg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ics": "text/calendar",
}
_ENDINGS = tuple(f".{extension}" for extension in _TYPES)
_EXTENSION = re.compile(rf"\.({'|'.join(_TYPES)})(?=$|[\s?#&\"')\]])", re.I)
_LAST_EXTENSION = re.compile(rf"\.({'|'.join(_TYPES)})$", re.I)
_KIND_WORD = re.compile(rf"[\[(]\s*({'|'.join(_TYPES)})\b", re.I)
_HANDLER = re.compile(
    r"/attachments?/|/download(?:/|$|\?)|download\.(?:ashx|php|aspx)|pobierz|/plik(?:i)?[,/_]"
    r"|plik=|getfile|get_file|/zalaczniki?/|attachment_id=|zalacznik|task=doc_download"
    r"|/doc/\d+$|e,pobierz|fileid=|file_id=|/media/download",
    re.I,
)
_SIZE = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:[.,](\d+))?\s*"
    r"(bajt(?:ów|y|ow)?|KiB|MiB|GiB|[kKmMgG][bB]|B)(?![\w/])"
)
_UNITS = {"b": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_BINARY_UNITS = {"kib": 2**10, "mib": 2**20, "gib": 2**30}
_VAGUE = re.compile(
    r"(?:pobierz|otworz|zobacz|zapisz|pokaz|czytaj|link|tutaj|tu|plik|zalacznik|dokument|wersja"
    r"|pdf|doc|docx|xls|xlsx|odt|rtf|zip|download|format|\W|\d)*"
)
_TAIL = re.compile(r"\s*[\[(][^\[\]()]*$|\s*[|,–-]\s*$")


def is_document(href: str | None) -> bool:
    """Whether a link ends like the name of a document, or asks for one to be served."""
    return bool(href) and _names_document(href)


@lru_cache(maxsize=20_000)
def _names_document(href: str) -> bool:
    return href.split("?", 1)[0].lower().endswith(_ENDINGS) or _HANDLER.search(href) is not None


def find_attachments(reading: Reading, base: str) -> list[Attachment]:
    """Attachments linked from the main content, each address once, in page order."""
    found: dict[str, Attachment] = {}
    for link in reading.outline.links:
        if not _in_main(reading, link):
            continue
        url = absolute(base, link.href)
        if url is None:
            continue
        extension = _extension(url, link)
        if extension is None and not _is_handler(url, link):
            continue
        extension = extension or _kind_beside(reading, link)
        attachment = Attachment(
            url=url,
            label=_label(reading, link, url),
            extension=extension,
            media_type=_TYPES.get(extension or ""),
            size_bytes=_size(reading, link),
        )
        found.setdefault(url, attachment)
    return list(found.values())


def read_size(text: str) -> int | None:
    """Bytes a size in words stands for: "480,92KB", "1.43MB", "352.8 KiB", "1 024 bajtów".

    kB, MB and GB count by thousands, KiB, MiB and GiB by 1,024.
    """
    hit = _SIZE.search(text)
    if hit is None:
        return None
    whole = re.sub(r"\D", "", hit[1])
    number = float(f"{whole}.{hit[2] or 0}")
    unit = hit[3].lower()
    factor = _BINARY_UNITS.get(unit) or _UNITS[unit[0]]
    return round(number * factor)


def _in_main(reading: Reading, link: Link) -> bool:
    lines, owner = reading.lines, reading.owner
    for index in (link.line, link.line - 1):
        if 0 <= index < len(lines) and lines[index].node == link.node:
            return owner[index] == "main"
    node = reading.outline.nodes[link.node]
    return any(owner[i] == "main" for i in range(node.first, min(node.last, node.first + 5)))


def _extension(url: str, link: Link) -> str | None:
    path = unquote(urlsplit(url).path)
    last = path.rsplit("/", 1)[-1]
    if hit := _LAST_EXTENSION.search(last):
        return hit[1].lower()
    query = unquote(urlsplit(url).query)
    for text in (query, link.text, link.title or ""):
        if hit := _EXTENSION.search(text) or _KIND_WORD.search(text):
            if text is query or _HANDLER.search(url) or link.element.get("download") is not None:
                return hit[1].lower()
            return hit[1].lower() if _SIZE.search(link.text) or _KIND_WORD.search(text) else None
    return None


def _kind_beside(reading: Reading, link: Link) -> str | None:
    """The kind printed in brackets right behind a link: "Projekt uchwały (PDF, 352.8 KiB)"."""
    line = reading.lines[min(link.line, len(reading.lines) - 1)].text
    hit = _KIND_WORD.match(line.partition(link.text)[2].lstrip()) if link.text else None
    return hit[1].lower() if hit else None


def _is_handler(url: str, link: Link) -> bool:
    if re.search(r"\.(?:jpe?g|png|gif|webp|svg|html?)$", urlsplit(url).path, re.I):
        return False
    return link.element.get("download") is not None or _HANDLER.search(url) is not None


def _around(reading: Reading, link: Link) -> str:
    """The line the link is part of, and the next one (a size often stands in its own cell)."""
    lines = reading.lines
    index = min(link.line, len(lines) - 1)
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return f"{lines[index].text}\n{following[:60]}"


def _size(reading: Reading, link: Link) -> int | None:
    own = read_size(f"{link.text} {link.title or ''}")
    if own is not None:
        return own
    line, _, following = _around(reading, link).rpartition("\n")
    after = line.partition(link.text)[2] if link.text else line
    size = read_size(after[:60])
    if size is None and not after.strip(" ()[]|,.-") and len(following) < 40:
        size = read_size(following)
    return size


def _label(reading: Reading, link: Link, url: str) -> str:
    """The words that name the file, without its size; never just "pobierz"."""
    for text in (link.text, link.title or "", _around(reading, link).split("\n", maxsplit=1)[0]):
        named = _without_size(text)
        if named and not _VAGUE.fullmatch(fold(named)):
            return named
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    return name or _without_size(link.text) or link.text


def _without_size(text: str) -> str:
    hit = _SIZE.search(text)
    if hit is None:
        return text.strip()
    return _TAIL.sub("", text[: hit.start()].rstrip(" (|,-[")).strip() or text.strip()
