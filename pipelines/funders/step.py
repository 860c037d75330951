"""The funders step: badges get their funders, the text gives acknowledgements and mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.model import Badge, BadgeRole, Block, Page
from pipelines.folding import fold
from pipelines.funders.cues import asks_for_money, label_of
from pipelines.funders.find import FunderHit, find_funders
from pipelines.funders.logos import find_files, find_links
from pipelines.funders.names import funders
from pipelines.funders.region import region_of
from pipelines.item import Item

#: The strongest role first: a funder is noted once for the text, in its strongest role.
_TEXT_ROLES: tuple[BadgeRole, ...] = ("table", "acknowledgement", "mention")
_AMOUNT = re.compile(r"\d[\d\s.,]*(?:zł|zl|pln|eur|euro|€|tys|mln)", re.I)
#: Labels of the cells of a project table whose neighbours name a funder.
_FUNDER_CELL = re.compile(
    r"(?:nazwa )?programu?(?: operacyjn\w+)?|zrodl[oa] (?:do|wspol)?finansowania|fundusz"
    r"|dofinansowan[oe] (?:z|przez|ze srodkow)|instytucja (?:wspol)?finansujaca"
)
_LONGEST_QUOTE = 400
#: Source of a sign whose words are the name of its picture.
_FILE = "file name"


def fund_item(item: Item) -> Item:
    """Take one item through `fund_page`; its issue codes go to the item."""
    for code in fund_page(item.page, item.voivodeship):
        if code not in item.issues:
            item.issues.append(code)
    return item


def fund_page(page: Page, voivodeship: str | None = None) -> list[str]:
    """Tie the page's badges to funders and add what its text says of money; give issue codes.

    ``voivodeship`` ("śląskie") settles shared acronyms; without it the page itself is asked.

    A badge that names several funders becomes several badges. One that names nobody stays, with
    the issue ``unknown_funder`` unless it tells an amount; one whose name may mean several
    funders stays undecided, with ``ambiguous_funder``; one that is no sign at all, such as the
    headline of other news in the frame, goes. Acknowledgements, project tables and
    mentions of the text follow, one for each funder, never repeating a role a badge has.
    """
    region = voivodeship or region_of(page)
    badges = [one for badge in page.badges for one in _tied(badge, region)]
    page.badges = _once([*badges, *_told(page, region)])
    return list(dict.fromkeys(_issues(page.badges, region)))


class FundersPipeline:
    """Scrapy's way to the funders step."""

    def process_item(self, item: Item) -> Item:
        """Fund one item."""
        return item if item.prepared else fund_item(item)


def _once(badges: list[Badge]) -> list[Badge]:
    """Each badge once, and of what the text says each funder once in each role."""
    kept: dict[object, Badge] = {}
    for badge in badges:
        told = badge.source == "text" and badge.role != "badge" and badge.funder_id
        kept.setdefault((badge.role, badge.funder_id) if told else repr(badge), badge)
    return list(kept.values())


def _tied(badge: Badge, region: str | None) -> Iterator[Badge]:
    """The badge once for each funder it names; itself when it names none."""
    if badge.funder_id:
        yield badge
    elif badge.source == "text" and badge.role == "acknowledgement":
        yield from _read_again(badge, region)
    elif badge.source != _FILE and (hits := find_funders(badge.text, badge=True, region=region)):
        yield from _named(badge, hits)
    else:
        label = badge.label or label_of(badge.text)
        files = find_files(_file_name(badge), region)
        sure = [ids[0] for ids in files if len(ids) == 1]
        known = sure if files else list(find_links(badge.href or ""))
        for key in known:
            yield replace(badge, label=label, funder_id=key, funder_name=funders()[key].name)
        if not known:
            yield replace(badge, label=label)


def _read_again(badge: Badge, region: str | None) -> Iterator[Badge]:
    """A passage of the text is no sign: it is read sentence by sentence, like all text."""
    hits = find_funders(badge.text, region=region)
    yield from (_from_text(hit) for hit in hits if hit.role == "acknowledgement")
    if not hits:
        yield badge


def _named(badge: Badge, hits: list[FunderHit]) -> Iterator[Badge]:
    first: dict[object, FunderHit] = {}
    for hit in hits:
        first.setdefault(hit.funder_id or hit.candidates, hit)
    for hit in first.values():
        label = hit.label or (badge.label if len(first) == 1 else None)
        if hit.role == "badge" or badge.role != "badge":
            yield replace(badge, label=label, funder_id=hit.funder_id, funder_name=hit.name)


def _file_name(badge: Badge) -> str:
    address = badge.text if badge.source == _FILE else badge.src or ""
    return re.sub(r"\.\w{2,4}$", "", re.split(r"[?#]", address)[0].rpartition("/")[2])


def _told(page: Page, region: str | None) -> Iterator[Badge]:
    """What the text says: one badge for each funder, in its strongest role."""
    strongest: dict[object, FunderHit] = {}
    for hit in _hits(page, region):
        key = hit.funder_id or hit.candidates
        before = strongest.get(key)
        if before is None or _TEXT_ROLES.index(hit.role) < _TEXT_ROLES.index(before.role):
            strongest[key] = hit
    yield from map(_from_text, strongest.values())


def _from_text(hit: FunderHit) -> Badge:
    return Badge(
        text=_quote(hit),
        label=hit.label,
        funder_id=hit.funder_id,
        funder_name=hit.name,
        role=hit.role,
        scope="page",
        source="text",
    )


def _hits(page: Page, region: str | None) -> Iterator[FunderHit]:
    for text in (page.title, page.lead):
        yield from find_funders(text or "", region=region)
    lead_in = False
    for block in page.blocks:
        if block.kind == "table" and block.rows:
            yield from _table(block, region)
        else:
            in_list = lead_in and block.kind == "list"
            yield from find_funders(block.text, cued=in_list, region=region)
        lead_in = asks_for_money(block.text)
    if footer := page.section("footer"):
        told = find_funders(footer.text, region=region)
        yield from (hit for hit in told if hit.role == "acknowledgement")


def _table(block: Block, region: str | None) -> Iterator[FunderHit]:
    """Rows read as sentences; cells beside or below a funder's label are a project table."""
    heads = [_is_label(cell) for cell in block.rows[0]]
    for row in block.rows:
        labelled = False
        for column, cell in enumerate(row):
            below = row is not block.rows[0] and column < len(heads) and heads[column]
            project = labelled or below
            for hit in find_funders(cell, badge=project, region=region):
                yield replace(hit, role="table") if project else hit
            labelled = _is_label(cell)


def _is_label(cell: str) -> bool:
    return len(cell) < 60 and bool(_FUNDER_CELL.match(fold(cell).strip(" :\n")))


def _quote(hit: FunderHit) -> str:
    """The sentence, or as much of it around the name as a reader needs."""
    words = " ".join(hit.sentence.split())
    if len(words) <= _LONGEST_QUOTE:
        return words
    at = max(words.find(" ".join(hit.text.split())) - _LONGEST_QUOTE // 2, 0)
    piece = words[at : at + _LONGEST_QUOTE]
    return f"{'… ' if at else ''}{piece.strip()} …"


def _issues(badges: list[Badge], region: str | None) -> Iterator[str]:
    for badge in badges:
        if badge.funder_id is None:
            if find_funders(badge.text, badge=True) or find_files(_file_name(badge), region):
                yield "ambiguous_funder"
            elif not _AMOUNT.search(badge.text):
                yield "unknown_funder"
