"""gzip and its kin by zlib-ng, under zlib's names: the same format in half the time."""

from __future__ import annotations

from typing import Any

from zlib_ng import zlib_ng
from zlib_ng.zlib_ng import DEFLATED, MAX_WBITS, compressobj, decompressobj

#: Windows by the wrapping around the stream: gzip's, zlib's, none.
GZIP, ZLIB, RAW = 16 + MAX_WBITS, MAX_WBITS, -MAX_WBITS

_error: Any = zlib_ng.error  # its stub takes the class for an instance
error: type[Exception] = _error

__all__ = ["DEFLATED", "GZIP", "RAW", "ZLIB", "compressobj", "decompressobj", "error"]
