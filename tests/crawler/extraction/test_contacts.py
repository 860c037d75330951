"""The office behind a page: address, phones, mail, numbers, hours, and its legal links."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.addresses import find_address
from crawler.extraction.contacts import find_emails, find_phones, valid_nip, valid_regon
from crawler.extraction.words import hold_digits

URL = "https://gmina.example/aktualnosci/remont-ulicy-szkolnej-12.html"
TEXT = (
    "<p>W poniedziałek rozpoczął się remont ulicy Szkolnej, który potrwa do końca miesiąca. "
    "Kierowcy muszą liczyć się z utrudnieniami.</p>"
)


def read(main: str = TEXT, footer: str = ""):
    """A page with this main content and footer."""
    return extract(
        f"<header><h1>Gmina Przykładowa</h1></header><main><h1>Remont ulicy</h1>{main}</main>"
        f"<footer>{footer}</footer>".encode(),
        URL,
    )


def test_contact_of_the_footer():
    """Address, phone, mail, tax numbers and hours of the office; the fax is no phone."""
    footer = (
        "<p>Urząd Gminy Przykładowej, ul. Szkolna 4, 62-111 Przykładowa</p>"
        "<p>tel. 61 812 34 56, fax 61 812 34 57, e-mail: urzad(at)gmina.example</p>"
        "<p>NIP: 559-10-01-206, REGON 000000000</p><p>ePUAP: /ugprzyklad/SkrytkaESP</p>"
        "<p>Godziny pracy: pn.-pt. 7:30 - 15:30</p>"
    )
    contact = read(footer=footer).contact
    assert contact.address == "ul. Szkolna 4, 62-111 Przykładowa"
    assert [(p.text, p.e164) for p in contact.phones] == [("61 812 34 56", "+48618123456")]
    assert contact.emails == ["urzad@gmina.example"]
    assert contact.epuap == "/ugprzyklad/SkrytkaESP"
    assert contact.hours == "Godziny pracy: pn.-pt. 7:30 - 15:30"
    assert contact.name == "Gmina Przykładowa"


@pytest.mark.parametrize("day", ["Środa", "Sroda", "Śr."])
def test_hours_of_all_days(day):
    """One day a line, with or without Polish marks: none ends the list."""
    days = ["Poniedziałek 8-16:00", f"{day} 8-17:00", "Piątek 8-15:00"]
    contact = read(footer="".join(f"<p>{said}</p>" for said in days)).contact
    assert contact.hours == "\n".join(days)


def test_a_card_that_gives_street_and_number_bare():
    """A street that begins with a title; a number in one piece below "Kontakt"."""
    lines = ["Adres", "dr. Piotra Kowalika 2", "62-130 Gołańcz", "Kontakt:", "672615911"]
    contact = read(footer="".join(f"<p>{line}</p>" for line in lines)).contact
    assert contact.address == "dr. Piotra Kowalika 2, 62-130 Gołańcz"
    assert [phone.e164 for phone in contact.phones] == ["+48672615911"]


@pytest.mark.parametrize(("digits", "valid"), [("5260250274", True), ("5260250275", False)])
def test_nip_check_digit(digits, valid):
    """A tax number counts only with its check digit."""
    assert valid_nip(digits) is valid


@pytest.mark.parametrize(
    ("digits", "valid"), [("000332133", True), ("000332134", False), ("00033213300002", False)]
)
def test_regon_check_digit(digits, valid):
    """Nine and fourteen digits, each with a check digit of its own."""
    assert valid_regon(digits) is valid


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("tel. (013) 434 10 50", "+48134341050"),
        ("tel.: +48 32 285 10 20", "+48322851020"),
        ("telefon 0048 71 333 44 55", "+48713334455"),
        ("kom. 600-100-200", "+48600100200"),
    ],
)
def test_phone_numbers_in_e164(text, e164):
    """Polish numbers come out as +48 and nine digits."""
    assert [phone.e164 for phone in find_phones([text], hold_digits([text]))] == [e164]


def test_accounts_and_tax_numbers_are_no_phones():
    """Long numbers of other kinds are not taken for phones."""
    lines = ["Konto: 22 9681 0002 1100 0143 0001 9813", "NIP 645-25-14-892", "fax 33 867 11 23"]
    assert find_phones(lines, hold_digits(lines)) == []


def test_hidden_at_signs():
    """Addresses hidden from robots are read as people read them."""
    assert find_emails("iod [at] miasto [kropka] pl") == ["iod@miasto.pl"]


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["ul. Długa 1a, 41-800 Zabrze"], "ul. Długa 1a, 41-800 Zabrze"),
        (["Urząd Gminy, al. 1 Maja 14, 11-500 Giżycko"], "al. 1 Maja 14, 11-500 Giżycko"),
        (["Urząd Gminy", "Wiśniewo 86,", "06-521 Wiśniewo"], "Wiśniewo 86, 06-521 Wiśniewo"),
        (["Rynek 2 | 63-760 Zduny"], "Rynek 2, 63-760 Zduny"),
        (
            ["Miejscowość:Regimin", "Adres:ul. Adama Rzewuskiego 19", "Kod pocztowy:06-461"],
            "ul. Adama Rzewuskiego 19, 06-461 Regimin",
        ),
        (["Uchwała nr 12-345 Rady"], "12-345 Rady"),
        (["Rada Gminy, sesja 14"], None),
    ],
)
def test_addresses(lines, address):
    """Street or village number, post code and town, in a line, above each other or on a card."""
    assert find_address(lines, hold_digits(lines)) == address


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(4823) 6557024", ["+48236557024"]),
        ("(4834) 35 35 101", ["+48343535101"]),
        ("tel. 25 681-22-54, 681-22-55", ["+48256812254", "+48256812255"]),
    ],
)
def test_phones_as_offices_print_them(text, numbers):
    """With 48 inside the brackets, in other groups, and a second one without its code."""
    assert [phone.e164 for phone in find_phones([text], hold_digits([text]))] == numbers


def test_a_label_in_the_line_above():
    """Cards name each number in a line of its own; a fax is no phone there either."""
    lines = ["Telefon", "323450010", "Faks:", "32 345 00 11"]
    assert [phone.text for phone in find_phones(lines, hold_digits(lines))] == ["323450010"]


def test_a_number_below_its_label():
    """On cards the tax number stands in the line below its label."""
    card = "<h3>NIP</h3><p>526-025-02-74</p><h3>REGON</h3><p>000332133</p><p>32 100 20 30</p>"
    contact = read(main=f"<p>Kontakt: ul. Długa 1, 41-800 Zabrze</p>{card}").contact
    assert (contact.nip, contact.regon) == ("5260250274", "000332133")


def test_legal_links():
    """Links to the site's own rules, wherever they stand, but not those of the text."""
    page = read(
        main=f"{TEXT}<p><a href='/konkurs/rodo'>RODO</a> w konkursie.</p>",
        footer="<a href='/deklaracja'>Deklaracja dostępności</a> <a href='/p'>Polityka "
        "prywatności</a> <a href='/c'>Polityka plików cookies</a> <a href='/ponowne'>Ponowne "
        "wykorzystywanie</a> <a href='/regulamin'>Regulamin serwisu</a> <a href='/bip'>BIP</a>",
    )
    assert [(link.kind, link.url.rpartition("/")[2]) for link in page.legal_links] == [
        ("accessibility", "deklaracja"),
        ("privacy", "p"),
        ("cookies", "c"),
        ("reuse", "ponowne"),
        ("terms", "regulamin"),
    ]
