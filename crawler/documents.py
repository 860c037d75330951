"""Documents a page offers: PDFs that are fetched and become records of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.errors import ConfigurationError
from archive.model import Block, Page, Section
from crawler.profiles import CityProfile

#: The kind of record a document becomes.
DOCUMENT = "document"
#: Bounds of one reading: CPU seconds, bytes of memory, characters of text.
SECONDS, MEMORY, CHARACTERS = 30, 1 << 30, 2_000_000
#: A PDF says so within its first kilobyte (ISO 32000-1, 7.5.2 and Annex H, note 13).
_MARK, _WITHIN = b"%PDF-", 1024
#: Titles that a word processor gives by itself say nothing.
_MACHINE_TITLE = re.compile(
    r"microsoft (?:word|excel|powerpoint) - |untitled|bez tytułu|dokument\d*$"
    r"|.*\.(?:docx?|odt|rtf|xlsx?|pdf)$",
    re.I,
)


def require_pdf_reader(profile: CityProfile) -> None:
    """See that PDFs can be read when a profile asks for their text.

    Raises:
        ConfigurationError: pypdfium2 is not installed.
    """
    asking = [name for name, site in profile.sites.items() if site.pdf_text]
    if asking and find_spec("pypdfium2") is None:
        raise ConfigurationError(
            f"{profile.slug}: sites.{asking[0]}.pdf_text = true needs pypdfium2, which is not "
            "installed. Install it (pip install 'kronika[pdf]'), or set pdf_text = false."
        )


def document_page(body: bytes, url: str) -> Page:
    """Read a PDF: one block of text for each of its pages. It never raises, whatever the bytes.

    ``issues`` says what is wrong (docs/issues.md): not_pdf, pdf_locked, pdf_damaged, pdf_too_heavy
    (the file is no content then), pdf_no_text (a scan), too_long.
    """
    page = Page(url=url, kind=DOCUMENT, title=_file_name(url))
    if _MARK not in body[:_WITHIN]:
        page.issues = ["not_pdf"]
        return page
    found = _read(body)
    if found["problem"]:
        page.issues = [found["problem"]]
        return page
    texts = [text for raw in found["pages"] if (text := _tidy(raw))]
    page.blocks = [Block("paragraph", text) for text in texts]
    title = " ".join((found["title"] or "").split())
    if title and not _MACHINE_TITLE.match(title):
        page.title = title
    if texts:
        page.sections = [Section("main", "\n\n".join(texts), found_by="document")]
    page.issues = [code for code, told in (("pdf_no_text", not texts), ("too_long", found["cut"]))
                   if told]  # fmt: skip
    return page


def _read(body: bytes) -> dict[str, Any]:
    """What the reader's own process found; its death is a problem of the file, not ours."""
    reader = Path(__file__).with_name("pdf_reader.py")
    command = [sys.executable, "-P", str(reader), str(SECONDS), str(MEMORY), str(CHARACTERS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, and numbers
            command, input=body, capture_output=True, timeout=2 * SECONDS, check=False
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {"problem": "pdf_too_heavy"}
    return found


def _tidy(text: str) -> str:
    """Lines without blanks at their ends; soft hyphens at line ends join the word again."""
    text = re.sub(r"[\ufffe\u00ad\x02]\r?\n?", "", text).replace("\x00", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _file_name(url: str) -> str | None:
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    return name.removesuffix(".pdf") or None
