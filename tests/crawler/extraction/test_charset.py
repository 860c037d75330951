"""Bytes become text by what they are, not by what they claim."""

from __future__ import annotations

import pytest

from crawler.extraction.charset import decode
from crawler.extraction.mojibake import looks_broken, mend

TEXT = "Zażółć gęślą jaźń: Łódź, Świętochłowice – „ogłoszenie”"
LETTERS = "Zażółć gęślą jaźń, ŁÓDŹ ŚWIĘTOCHŁOWICE"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1250"])
def test_reads_each_charset_undeclared(charset):
    """The bytes alone tell UTF-8, UTF-16 and windows-1250."""
    assert decode(TEXT.encode(charset)).text == TEXT


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-2", "windows-1250", "latin1", "nonsense"])
@pytest.mark.parametrize("real", ["windows-1250", "iso-8859-2"])
def test_a_wrong_declaration_does_not_spoil_letters(real, declared):
    """ą ś ź tell windows-1250 from ISO-8859-2, whatever header and meta say."""
    body = f'<meta charset="{declared}">{LETTERS}'.encode(real)
    headers = {"Content-Type": f"text/html; charset={declared}"}
    assert LETTERS in decode(body, headers).text


def test_says_when_the_declaration_is_wrong():
    """A declared charset that is not the real one leaves an issue."""
    body = f'<meta charset="iso-8859-2">{LETTERS}'.encode("windows-1250")
    assert decode(body).issues == ["charset_mismatch"]


def test_damaged_utf8_stays_utf8():
    """A few broken bytes among many sound ones do not make the page windows-1250."""
    body = (TEXT * 5).encode() + b"\xb9 " + TEXT.encode()
    decoded = decode(body)
    assert (decoded.charset, decoded.issues) == ("utf-8", ["charset_errors"])
    assert decoded.text == TEXT * 5 + "ą " + TEXT


def test_half_a_letter_at_the_end():
    """A page cut in the middle of a letter is UTF-8 cut short."""
    decoded = decode("Zażółć".encode()[:-1])
    assert (decoded.text, decoded.issues) == ("Zażół", ["truncated"])


def test_other_alphabets_keep_their_charset():
    """A Cyrillic page declared as such is not forced into Polish letters."""
    text = "Міська рада повідомляє мешканців"
    body = b'<meta charset="windows-1251">' + text.encode("windows-1251")
    assert text in decode(body).text


@pytest.mark.parametrize("codec", ["cp1252", "cp1250", "latin-1"])
def test_mends_doubly_encoded_polish(codec):
    """UTF-8 read as a code page and encoded again comes back, block by block."""
    text = "sołectwa, środa, jaźń, gęś"
    broken = "".join(
        bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode("utf-8")
    )
    assert looks_broken(broken)
    assert mend(broken) == text


@pytest.mark.parametrize("text", [TEXT, "Ärzte für Ältere", "Škoda, Český Těšín", "Łódź"])
def test_leaves_sound_text_alone(text):
    """Polish, German and Czech as they are written stay as they are."""
    assert mend(text) == text
