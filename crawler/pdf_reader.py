"""Read the text of one PDF, in a process that holds nothing else and may die of it.

``python -P pdf_reader.py SECONDS BYTES CHARACTERS`` takes a file on standard input and prints one
JSON object: ``pages`` (the text of each), ``title`` (as the file's metadata says), ``cut`` (whether
there was more text), ``problem`` (null, pdf_locked or pdf_damaged). It is started by
`crawler.documents` and imports nothing of ours.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any


def read(body: bytes, most: int) -> dict[str, Any]:
    """The text of a PDF, up to ``most`` characters."""
    import pypdfium2

    found: dict[str, Any] = {"pages": [], "title": None, "cut": False, "problem": None}
    try:
        with pypdfium2.PdfDocument(body) as document:
            found["title"] = document.get_metadata_value("Title") or None
            for page in document:
                found["pages"].append(page.get_textpage().get_text_bounded()[:most])
                most -= len(found["pages"][-1])
                if most <= 0:
                    found["cut"] = True
                    break
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        found["problem"] = "pdf_locked" if locked else "pdf_damaged"
    return found


def bound(seconds: int, size: int) -> None:
    """Let the system end this process when it takes more time or memory; it writes no file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    bound(int(sys.argv[1]), int(sys.argv[2]))
    json.dump(read(sys.stdin.buffer.read(), int(sys.argv[3])), sys.stdout)
