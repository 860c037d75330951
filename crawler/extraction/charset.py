"""Bytes to text: which encoding a page is really in, whatever it declares.

Order (docs/extraction.md): byte order mark; strict UTF-8; the declared charset when it decodes and
the letters come out Polish; else windows-1250 against ISO-8859-2 by the bytes that differ.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.I)
_HEAD_BYTES = 8192

#: Bytes of ą ś ź Ą Ś Ź, the letters that differ, plus the C1 range no ISO-8859 page uses.
_ONLY_CP1250 = bytes([0xB9, 0x9C, 0x9F, 0xA5, 0x8C, 0x8F, *range(0x82, 0x8C), *range(0x91, 0x9A)])
_ONLY_ISO = bytes([0xB1, 0xB6, 0xBC, 0xA1, 0xA6, 0xAC])
_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_CENTRAL = ("cp1250", "iso8859-2")
#: Charsets people declare for pages that are in another one: never proof by themselves.
_LATIN = frozenset(("cp1252", "iso8859-1", "iso8859-15", "ascii", "utf-8"))


@dataclass(slots=True)
class Decoded:
    """A page as text, the charset its bytes were read in, and issue codes.

    ``utf8`` are its bytes where they are the text in UTF-8 already.
    """

    text: str
    charset: str
    issues: list[str] = field(default_factory=list)
    utf8: bytes | None = None


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """Read bytes as text; never raises, whatever the bytes."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(name, "replace")
            return Decoded(text, name, ["charset_errors"] if "\ufffd" in text else [])
    if wide := _wide(body):
        return Decoded(body.decode(wide, "replace"), wide)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", utf8=body)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.end >= len(body):
            return Decoded(body[: error.start].decode("utf-8"), "utf-8", ["truncated"])
    if _mostly_utf8(body):
        return Decoded(body.decode("utf-8", _lenient()), "utf-8", ["charset_errors"])
    return _single_byte(body, declared_charset(body, headers))


def declared_charset(body: bytes, headers: Mapping[str, str] | None = None) -> str | None:
    """The charset the answer's header, XML declaration or meta tag names, as Python calls it."""
    for name, value in (headers or {}).items():
        found = _HEADER.search(value) if name.lower() == "content-type" else None
        if found and (known := _lookup(found[1])):
            return known
    head = body[:_HEAD_BYTES]
    for pattern in (_META, _XML):
        if (hit := pattern.search(head)) and (known := _lookup(hit[1].decode("ascii", "replace"))):
            return known
    return None


def _lookup(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return codec.name if getattr(codec, "_is_text_encoding", True) else None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every other byte of its markup."""
    sample = body[:400]
    if len(sample) < 40 or sample.count(0) < len(sample) // 3:
        return None
    return "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"


def _mostly_utf8(body: bytes) -> bool:
    """Many sound two-byte letters beside a few broken bytes: UTF-8 with damage, not cp1250."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text) - broken - sum(map(len, re.findall(r"[\x00-\x7f]+", text)))
    return sound > 3 * broken


def _lenient() -> str:
    """Name of the error handler that reads bytes which are no UTF-8 as windows-1250."""

    def handler(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode("cp1250", "replace"), error.end

    codecs.register_error("kronika.cp1250", handler)
    return "kronika.cp1250"


def _single_byte(body: bytes, declared: str | None) -> Decoded:
    best = _central(body)
    if declared and declared not in _CENTRAL and declared not in _LATIN and _reads(body, declared):
        return Decoded(body.decode(declared, "replace"), declared)
    if declared in _CENTRAL and _count(body, _ONLY_CP1250) == _count(body, _ONLY_ISO):
        best = declared
    text = body.decode(best, "replace")
    wrong = declared is not None and declared != best
    return Decoded(text, best, ["charset_mismatch"] if wrong else [])


def _central(body: bytes) -> str:
    """windows-1250 or ISO-8859-2 by the bytes that differ; cp852 only when far better."""
    best = "iso8859-2" if _count(body, _ONLY_ISO) > _count(body, _ONLY_CP1250) else "cp1250"
    dos = _letters(body, "cp852")
    return "cp852" if dos > 10 and dos > 2 * _letters(body, best) else best


def _reads(body: bytes, charset: str) -> bool:
    """The declared charset decodes and what it makes of the high bytes are mostly letters."""
    try:
        text = body.decode(charset)
    except (UnicodeError, ValueError):
        return False
    high = [char for char in text if char > "\x7f"]
    letters = sum(char.isalpha() for char in high)
    if sum("\u0370" <= char <= "\u06ff" for char in high) * 2 > len(high):
        return True
    polish = sum(char in _POLISH for char in high)
    return letters * 2 >= len(high) and polish >= _letters(body, _central(body))


def _letters(body: bytes, charset: str) -> int:
    return _count(body, _POLISH.encode(charset))


def _count(body: bytes, wanted: bytes) -> int:
    return len(body) - len(body.translate(None, wanted))
