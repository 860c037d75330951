"""CDXJ: an index of a segment that replay tools read, one sorted line for each answer.

A line is a key that sorts an address beside its neighbours, a time, and a JSON object that tells
where in which file the record lies:

    example,olszynow)/news 20260302110000 {"url": "http://www.olszynow.example/news", ...}

The keys are those of the Internet Archive's URL canonicalisation, as pywb and ReplayWeb.page look
them up; the fields are those of the specification (specs.webrecorder.net/cdxj/0.1.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from archive.snapshots.http import MalformedMessageError, parse_head
from archive.snapshots.record import Record

SUFFIX = ".cdxj"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WWW = re.compile(r"www\d*\.")
_QUERY_SESSION = re.compile(
    r"(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}"
    r"|cfid=[^&]+&cftoken=[^&]+)(?:&|$)"
)
_PATH_SESSION = re.compile(
    r"/\((?:[a-z]\([0-9a-z]{24}\))+\)(?=/.+\.aspx)|/\([0-9a-z]{24}\)(?=/.+\.aspx)"
)


def index_path(segment: Path) -> Path:
    """Where the index of a segment lies: beside it, under its name without ``.warc.gz``."""
    return segment.with_name(segment.name.removesuffix(".gz").removesuffix(".warc") + SUFFIX)


def index_of(records: Iterable[Record], filename: str) -> bytes:
    """The index over records, sorted; ``filename`` is the name of their segment."""
    return "".join(sorted(filter(None, (entry(record, filename) for record in records)))).encode()


def entry(record: Record, filename: str) -> str | None:
    """The line of one record, ended; None for all but responses and revisits."""
    fields = record.fields
    url = fields.get("WARC-Target-URI")
    if record.kind not in ("response", "revisit") or not url:
        return None
    told = {
        "url": url,
        **_http_facts(record),
        "digest": fields.get("WARC-Payload-Digest"),
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": filename,
    }
    told = {name: value for name, value in told.items() if value is not None}
    return f"{surt(url)} {_timestamp(fields.get('WARC-Date', ''))} {json.dumps(told)}\n"


def surt(url: str) -> str:
    """The sort key of an address: host reversed, then path and query, in one spelling.

    What no parser takes for an address stays as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return url.replace(" ", "%20")
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{port}"
    path = _PATH_SESSION.sub("", _escaped(_without_dots(_unescaped(parts.path))).lower())
    query = _QUERY_SESSION.sub("", _escaped(_unescaped(parts.query)).lower())
    if query:
        arguments = sorted(argument.split("=", 1) for argument in query.split("&"))
        query = "?" + "&".join("=".join(argument) for argument in arguments)
    return f"{host}){path.rstrip('/') or '/'}{query}"


def _host(name: str) -> str:
    if not name.isascii():
        name = name.encode("idna").decode()
    name = name.replace("..", ".").strip(".")
    if www := _WWW.match(name):
        name = name[www.end() :]
    return ",".join(reversed(name.split(".")))


def _unescaped(text: str) -> bytes:
    """Undo percent-encoding until there is none."""
    data, before = text.encode("utf-8", "surrogateescape"), None
    while data != before:
        before, data = data, unquote_to_bytes(data)
    return data


def _escaped(data: bytes) -> str:
    return quote_from_bytes(data, safe=_SAFE)


def _without_dots(path: bytes) -> bytes:
    """Resolve ``.`` and ``..``, and drop empty segments but a last one."""
    *inner, last = path.split(b"/")[1:] or [b""]
    kept: list[bytes] = []
    for part in (*inner, last):
        if part == b".." and kept:
            kept.pop()
        elif part not in (b"", b"."):
            kept.append(part)
    return b"/" + b"/".join(kept) + (b"/" if kept and not last else b"")


def _http_facts(record: Record) -> dict[str, str | None]:
    """``mime`` and ``status``; that of a revisit is told by its own mime."""
    try:
        head = parse_head(record.start)
    except MalformedMessageError:
        return {"mime": "warc/revisit"} if record.kind == "revisit" else {}
    declared = head.get("Content-Type")
    mime = re.split(r"[;\s]", declared, maxsplit=1)[0] if declared is not None else None
    return {
        "mime": "warc/revisit" if record.kind == "revisit" else mime,
        "status": str(head.status),
    }


def _timestamp(warc_date: str) -> str:
    return re.sub(r"\D", "", warc_date)[:14].ljust(14, "0")
