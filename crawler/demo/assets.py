"""Files of the demo town made in code: small, valid, the same bytes every time.

Photographs are JPEG (baseline, one flat colour a block), plans PNG, logos and badges SVG,
documents PDF, DOCX and RTF. Nothing here copies a real logo.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ico": "image/png",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Colour = tuple[int, int, int]


def landscape(name: str, columns: int = 60, rows: int = 40) -> list[list[Colour]]:
    """Draw hills under a sky, one colour a cell; the name decides their shape and colours."""
    seed = sha256(name.encode()).digest()
    sky, ground = (90 + seed[0] // 3, 140 + seed[1] // 4, 190 + seed[2] // 5), seed[3] // 3
    near, far = rows * (0.62 + seed[4] / 1600), rows * (0.40 + seed[5] / 1600)

    def cell(x: int, y: int) -> Colour:
        wave = math.sin((x + seed[6]) / (5 + seed[7] / 40))
        if y > near + 2.5 * wave:
            return (40 + ground, 90 + seed[8] // 5, 45)
        if y > far + 4 * math.sin((x + seed[9]) / 9):
            return (70 + ground // 2, 110 + seed[8] // 6, 90)
        light = y * 2
        return (min(sky[0] + light, 255), min(sky[1] + light, 255), min(sky[2] + light, 255))

    return [[cell(x, y) for x in range(columns)] for y in range(rows)]


def jpeg(name: str) -> bytes:
    """Encode a landscape as a baseline JPEG whose 8x8 blocks hold only their mean (ITU T.81)."""
    cells = landscape(name)
    height, width = len(cells) * 8, len(cells[0]) * 8
    # Six differences fit the lengths used here: code of category n is n in four bits.
    lengths = bytes([0, 0, 0, 12]) + bytes(12)
    tables = b"\x00" + lengths + bytes(range(12)) + b"\x10" + b"\x01" + bytes(15) + b"\x00"
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes([1, 17, 0, 2, 17, 0, 3, 17, 0])
    scan = bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + _segment(0xDB, b"\x00" + bytes([8]) * 64)
        + _segment(0xC0, frame)
        + _segment(0xC4, tables)
        + _segment(0xDA, scan)
        + _entropy_coded(cells)
        + b"\xff\xd9"
    )


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _entropy_coded(cells: list[list[Colour]]) -> bytes:
    """Code each block as its difference from the block before and an end-of-block."""
    bits: list[str] = []
    before = [0, 0, 0]
    for row in cells:
        for colour in row:
            for channel, value in enumerate(_ycbcr(colour)):
                difference, before[channel] = value - before[channel], value
                size = abs(difference).bit_length()
                low = difference if difference > 0 else difference + (1 << size) - 1
                bits.append(f"{size:04b}" + (f"{low:0{size}b}" if size else "") + "0")
    stream = "".join(bits)
    stream += "1" * (-len(stream) % 8)
    data = int(stream, 2).to_bytes(len(stream) // 8, "big")
    return data.replace(b"\xff", b"\xff\x00")


def _ycbcr(colour: Colour) -> Colour:
    """Convert to JFIF colour, shifted so that zero is middle grey."""
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return (round(luma - 128), round(0.564 * (blue - luma)), round(0.713 * (red - luma)))


def png(name: str) -> bytes:
    """Draw a small town plan: blocks of houses, streets and a river (ISO/IEC 15948)."""
    seed = sha256(name.encode()).digest()
    palette = bytes([236, 233, 222, 255, 255, 255, 146, 190, 220, 201, 189, 166])

    def cell(x: int, y: int) -> int:
        if abs(y - 60 - 14 * math.sin((x + seed[0]) / 22)) < 5:
            return 2
        if x % (23 + seed[1] % 9) < 3 or y % (19 + seed[2] % 9) < 3:
            return 1
        return 3 if (x * y + seed[3]) % 7 < 3 else 0

    lines = b"".join(b"\x00" + bytes(cell(x, y) for x in range(160)) for y in range(120))
    header = struct.pack(">IIBBBBB", 160, 120, 8, 3, 0, 0, 0)
    data = zlib.compress(lines, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, payload)
        for kind, payload in (
            (b"IHDR", header), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b"")
        )
    )  # fmt: skip


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def svg_sign(lines: list[str], colour: str, width: int = 190) -> bytes:
    """Draw a funding sign: a coloured field beside up to three lines of text."""
    height = 54
    text = "".join(
        f'<text x="58" y="{(height - 15 * len(lines)) // 2 + 12 + 15 * row}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<rect x="6" y="8" width="44" height="38" rx="4" fill="{colour}"/>'
        f'<circle cx="28" cy="27" r="11" fill="none" stroke="#fff" stroke-width="3"/>'
        f'<g font-family="Arial, sans-serif" font-size="11" fill="#222">{text}</g></svg>'
    ).encode()


def svg_arms(name: str, colour: str = "#1d5c3a") -> bytes:
    """Draw the mark of a town beside its name: an alder leaf on a shield, or a plain shield."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="280" height="72" viewBox="0 0 280 72">'
        f'<path d="M8 6h48v34q0 20-24 28Q8 60 8 40Z" fill="{colour}"/>'
        '<path d="M32 14q16 12 10 28-10 8-10 18 0-10-10-18-6-16 10-28Z" fill="#e9d8a6"/>'
        f'<text x="68" y="45" font-family="Georgia, serif" font-size="27" fill="{colour}">'
        f"{escape(name)}</text></svg>"
    ).encode()


def pdf(title: str, lines: list[str]) -> bytes:
    """Write a one-page PDF 1.4 with real Polish text (a base font with named differences)."""
    shown = [f"BT /F1 {size} Tf 60 {y} Td ({_pdf_text(text)}) Tj ET"
             for size, y, text in _pdf_lines(title, lines)]  # fmt: skip
    stream = "\n".join(shown).encode("latin-1")
    differences = " ".join(f"{code} /{glyph}" for code, (_, glyph) in enumerate(_GLYPHS, 128))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (pl-PL) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
        b"/BaseEncoding /WinAnsiEncoding /Differences [%s] >> >>" % differences.encode(),
    ]
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (len(objects) + 1, table)
    start = out.index(b"xref\n0 ")
    out += b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


_GLYPHS = (
    ("ą", "aogonek"), ("ć", "cacute"), ("ę", "eogonek"), ("ł", "lslash"), ("ń", "nacute"),
    ("ó", "oacute"), ("ś", "sacute"), ("ź", "zacute"), ("ż", "zdotaccent"), ("Ą", "Aogonek"),
    ("Ć", "Cacute"), ("Ę", "Eogonek"), ("Ł", "Lslash"), ("Ń", "Nacute"), ("Ó", "Oacute"),
    ("Ś", "Sacute"), ("Ź", "Zacute"), ("Ż", "Zdotaccent"), ("„", "quotedblbase"),
    ("”", "quotedblright"), ("–", "endash"), ("§", "section"),
)  # fmt: skip


def _pdf_lines(title: str, lines: list[str]) -> Iterator[tuple[int, int, str]]:
    yield 14, 770, title
    for row, line in enumerate(lines):
        yield 11, 740 - 16 * row, line


def _pdf_text(text: str) -> str:
    codes = {letter: chr(code) for code, (letter, _) in enumerate(_GLYPHS, 128)}
    escaped = "".join(f"\\{char}" if char in "()\\" else char for char in text)
    return "".join(codes.get(char, char if char.isascii() else "?") for char in escaped)


def docx(title: str, lines: list[str]) -> bytes:
    """Write a minimal DOCX (ECMA-376) with fixed dates inside."""
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in [title, *lines]
    )
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPES["docx"]}.main+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body>'
        "</w:document>",
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, xml in parts.items():
            info = ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8"?>\n' + xml)
    return buffer.getvalue()


def rtf(title: str, lines: list[str]) -> bytes:
    """Write an RTF document; letters beyond ASCII as ``\\u``."""
    body = "\\par ".join(
        "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in line)
        for line in [title, *lines]
    )
    return f"{{\\rtf1\\ansi\\ansicpg1250 {body}}}".encode("ascii")


def document(extension: str, title: str, lines: list[str]) -> bytes:
    """Write a document of one of the three formats."""
    return {"pdf": pdf, "docx": docx, "rtf": rtf}[extension](title, lines)
