"""Files behind the demo town's texts: which there are, where they lie, what is in them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from itertools import chain

from crawler.demo import assets
from crawler.demo.content import Attachment, SiteName, sources
from crawler.demo.markup import parse

UPLOADS = "/wp-content/uploads/"
_GREEN, _BLUE, _NAVY, _RED, _BROWN = "#2f7d4f", "#1f5fa8", "#17326b", "#c1121f", "#8a5a2b"
_SIGNS = {
    "nfosigw-logo": (
        ["Narodowy Fundusz", "Ochrony Środowiska", "i Gospodarki Wodnej"],
        _GREEN,
        190,
    ),
    "wfosigw-logo": (
        ["Wojewódzki Fundusz", "Ochrony Środowiska", "i Gospodarki Wodnej"],
        _BLUE,
        190,
    ),
    "fe-dla-slaskiego": (["Fundusze Europejskie", "dla Śląskiego"], _NAVY, 190),
    "rzeczpospolita-polska": (["Rzeczpospolita", "Polska"], _RED, 160),
    "dofinansowane-przez-ue": (["Dofinansowane przez", "Unię Europejską"], _NAVY, 190),
    "rfrd": (["Rządowy Fundusz", "Rozwoju Dróg"], _RED, 170),
    "kpo": (["Krajowy Plan", "Odbudowy"], _BLUE, 150),
    "nextgenerationeu": (["Sfinansowane przez UE", "NextGenerationEU"], _NAVY, 200),
    "polski-lad": (["Rządowy Fundusz", "Polski Ład"], _RED, 160),
    "cyfrowa-gmina": (["Cyfrowa", "Gmina"], _BLUE, 130),
    "rpo-wsl": (["Regionalny Program", "Województwa Śląskiego"], _BROWN, 200),
}
_TYPELESS = "pdf"  # what /attachment/N and pobierz.php serve when the name has no extension


def extension(file: str) -> str:
    """The type of an attachment, also where its address does not say it."""
    name = file.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else _TYPELESS


def upload_path(site: SiteName, file: str) -> str:
    """Where an attachment lies on its site; the bulletin's addresses hang on its ``<base>``."""
    if site == "bulletin":
        return f"pobierz.php?plik={file}"
    return f"/{file}" if file.startswith("attachment/") else UPLOADS + file


@cache
def attachment_bytes(label: str, file: str) -> bytes:
    """The document behind an attachment: its label and a few lines that differ by file."""
    mark = sha256(file.encode()).hexdigest()[:8].upper()
    lines = [
        "Urząd Miejski w Olszynowie, ul. Rynek 1, 42-999 Olszynów",
        f"Znak dokumentu: OR.{mark}",
        "Dokument przykładowy miasta, którego nie ma na mapie.",
    ]
    return assets.document(extension(file), label, lines)


def size_text(attachment: Attachment) -> str:
    """Fill the true size into the notation an attachment uses."""
    size = len(attachment_bytes(attachment.label, attachment.file))
    decimal = f"{size / 1024:.2f}"
    return attachment.size.format(
        B=size, KB=decimal.replace(".", ","), KiB=decimal, MB=f"{size / 1024**2:.3f}"
    )


@cache
def media() -> dict[str, bytes]:
    """Every image of the news site by its path."""
    shields = {"logo-olszynow": "Olszynów", "klos": "Kłos", "zabrze/e-direct": "e-direct"}
    found = {f"{UPLOADS}{name}.svg": assets.svg_arms(text) for name, text in shields.items()}
    found[f"{UPLOADS}zabrze/logo.svg"] = assets.svg_arms("Zabrze", _BLUE)
    found["/favicon.ico"] = assets.png("favicon")
    for name, sign in _SIGNS.items():
        found[f"{UPLOADS}logotypy/{name}.svg"] = assets.svg_sign(*sign)
    for source in sources():
        pictures = chain.from_iterable(block.pictures for block in parse(source.text))
        for picture in pictures:
            if picture.src.endswith((".jpg", ".png")):
                draw = assets.jpeg if picture.src.endswith(".jpg") else assets.png
                found[UPLOADS + picture.src] = draw(picture.src)
    return found


@cache
def attachments(site: SiteName) -> dict[str, tuple[str, bytes]]:
    """Every attachment of a site by its file: extension and bytes, day after day the same."""
    return {
        item["file"]: (extension(item["file"]), attachment_bytes(item["label"], item["file"]))
        for source in sources()
        if source.site == site
        for part in (source.front, *source.front.get("edits", []))
        for item in part.get("attachments", [])
    }
