"""A fingerprint of a page's markup: the same template, nearly the same bits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

#: Fingerprints that differ in no more of their 64 bits than this are of one template: with so many
#: in common, about 70 % of what two pages are made of is the same.
SAME_TEMPLATE_BITS = 16
_READ_BYTES = 512 * 1024
#: Of lower-case markup; each begins with a literal, which is what makes the search fast.
_TAG = re.compile(rb"<([a-z][a-z0-9-]{0,30})")
_NAMED = (
    re.compile(rb"""[ ]class=["']([^"'<>]{1,400})["']"""),
    re.compile(rb"""[ ]id=["']([^"'<>]{1,400})["']"""),
)
_DIGIT = re.compile(rb"\d")
#: Capitals to small letters, blanks to spaces.
_PLAIN = bytes(range(256)).lower().translate(bytes.maketrans(b"\t\r\n\f", b"    "))
_BITS = 64
_LANE = 20  # bits of one count: more than a page of `_READ_BYTES` has names


def fingerprint(body: bytes) -> str:
    """The similarity hash (Charikar 2002) of a page's tags, classes and ids, as 16 hex digits.

    Names with a digit are left out: they number the page, not its template. Texts do not count.
    """
    markup = body[:_READ_BYTES].translate(_PLAIN)
    written = {value for pattern in _NAMED for value in pattern.findall(markup)}
    names = set(_TAG.findall(markup)).union(*map(_lasting, written))
    return f"{_similarity_hash(names):016x}"


def distance(one: str, other: str) -> int:
    """In how many bits two fingerprints differ, 0 to 64; unlike pages differ in about half."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_familiar(template: str, known: Iterable[str]) -> bool:
    """Whether a template is one of those known, as far as `SAME_TEMPLATE_BITS` tells."""
    return any(distance(template, other) <= SAME_TEMPLATE_BITS for other in known)


@lru_cache(maxsize=16_384)
def _lasting(written: bytes) -> tuple[bytes, ...]:
    """The names of an attribute that number nothing."""
    return tuple(b"." + name for name in written.split() if not _DIGIT.search(name))


def _similarity_hash(names: Iterable[bytes]) -> int:
    """A bit is set where more than half of the names have it set; counted in 64 lanes at once."""
    lanes = [_lanes(name) for name in names]
    counts, half, mask = sum(lanes), len(lanes) // 2, (1 << _LANE) - 1
    return sum(1 << bit for bit in range(_BITS) if counts >> bit * _LANE & mask > half)


@lru_cache(maxsize=16_384)
def _lanes(name: bytes) -> int:
    value = int.from_bytes(blake2b(name, digest_size=8).digest())
    return sum((value >> bit & 1) << bit * _LANE for bit in range(_BITS))
