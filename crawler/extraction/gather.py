"""What the claimed lines make: the sections of a page, and the contact data of its office."""

from __future__ import annotations

from dataclasses import fields

from archive.model import READ_SECTIONS, Contact, Page, Section, SectionName
from crawler.extraction.contacts import read_contact
from crawler.extraction.reading import Reading
from crawler.extraction.words import key, words

_OTHER_SECTIONS: tuple[SectionName, ...] = ("navigation", "breadcrumb", "other")
_CONTACT_SECTIONS: tuple[tuple[SectionName, ...], ...] = (
    ("footer", "header"),
    ("main",),
    ("other",),
)


def gather_sections(page: Page, reading: Reading) -> list[Section]:
    """The sections in page order, the ones a reader skips last."""
    found = []
    for name in READ_SECTIONS:
        text = _main_text(page) if name == "main" else "\n\n".join(_distinct(reading.texts(name)))
        section = _section(reading, name, text)
        if section.text or section.heading:
            found.append((_place(reading, name), section))
    ordered = [section for _, section in sorted(found, key=lambda pair: pair[0])]
    skipped = (_section(reading, name, _skipped_text(reading, name)) for name in _OTHER_SECTIONS)
    return [*ordered, *(section for section in skipped if section.text)]


def _section(reading: Reading, name: SectionName, text: str) -> Section:
    """A section with what is known of how it was found."""
    find = reading.finds.get(name)
    gap = 1 if name == "footer" else 2
    if find is None:
        return Section(name, text, None, gap, "position", 0.3)
    return Section(name, text, find.heading, gap, find.by, find.confidence)


def _place(reading: Reading, name: SectionName) -> int:
    """The first line of a section; the title opens the main content."""
    owners = (name, "title") if name == "main" else (name,)
    lines = (index for index, owner in enumerate(reading.owner) if owner in owners)
    return next(lines, len(reading.owner))


def _skipped_text(reading: Reading, name: SectionName) -> str:
    """The lines of a section that nobody reads on, and of what no section wanted."""
    owners = (None, "register") if name == "other" else (name,)
    pairs = zip(reading.lines, reading.owner, strict=True)
    texts = (line.text for line, whose in pairs if whose in owners and not line.picture)
    return "\n".join(text for text in texts if text)


def _main_text(page: Page) -> str:
    texts = [page.title or "", *(block.text for block in page.blocks)]
    return "\n\n".join(text for text in texts if text)


def _distinct(texts: list[str]) -> list[str]:
    """Texts without those that only repeat their neighbour (a logo beside its own name)."""
    return [text for i, text in enumerate(texts) if i == 0 or text != texts[i - 1]]


def gather_contact(page: Page, reading: Reading) -> Contact:
    """Contact data of footer and header; where these are silent, of the text, then of the rest.

    A page that is a card of contact data adds what footer and header leave out.
    """
    mailtos = [
        link.href[7:] for link in reading.outline.links if link.href.lower().startswith("mailto:")
    ]
    texts: list[str] = []
    contact = Contact()
    for asked in _CONTACT_SECTIONS:
        texts += [section.text for name in asked if (section := page.section(name))]
        contact = read_contact(texts, mailtos, page.site_name)
        if contact.address or contact.phones:
            break
    if key(page.title or "") in words("boxes", "contact"):
        _complete(contact, read_contact([_main_text(page)], (), page.site_name))
    return contact


def _complete(contact: Contact, card: Contact) -> None:
    """What a card of contact data tells beside the footer: there stands less."""
    for told in fields(Contact):
        if not getattr(contact, told.name):
            setattr(contact, told.name, getattr(card, told.name))
