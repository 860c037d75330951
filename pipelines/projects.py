"""Projects a page tells of in tables and labelled lines: who pays how much for what, and when.

Funds oblige offices to publish programme, sum and period of what they paid for. Pages do it in
tables of two columns, in tables with one project a row, or as lines "Wartość projektu: …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from archive.model import Block, Page
from archive.project import Project, ProjectField
from pipelines.amounts import read_amount
from pipelines.dates import find_dates
from pipelines.folding import fold
from pipelines.funders.find import find_funders
from pipelines.funders.region import region_of
from pipelines.item import Item

_MONEY = r"(?:do|wspol)?finansowani[ae]"
_OF = r"(?: (?:\w+ )?(?:projektu|zadania|inwestycji|operacji|przedsiewziecia|mikroprojektu))?"
_WHOLE = r"(?:calkowit[aey]|laczn[aey]|ogoln[aey]|ogolem|brutto)"
#: Labels, folded, by what they say of a project; the first that fits counts.
_LABELS = {
    "number": (r"(?:numer|nr)(?: \w+)?(?: (?:umowy|projektu|wniosku|zadania))?", r"umowa(?: nr)?"),
    "period": (
        r"(?:okres|termin|czas|data|lata) "
        r"(?:realizacji|trwania|wykonania|rozpoczecia|zakonczenia)(?: \w+)?",
    ),
    "support": (
        rf"(?:(?:kwota|wartosc|wysokosc|wklad)(?: \w+){{0,2}} )?(?:{_MONEY}|dotacj[ai]|wsparci[ae])"
        r"(?: (?:z|ze|w|unii|ue)\b.*| \w+){0,2}",
        r"(?:(?:kwota|wartosc|wysokosc) )?wklad(?:u)? (?:z |ze )?(?:funduszy |funduszu |srodkow )?"
        r"(?:ue|unii|efs|efrr|europejsk).*",
        r"(?:kwota )?srodk\w+ ue",
    ),
    "total": (
        rf"(?:{_WHOLE} )?(?:wartosc|koszt|koszty|budzet|naklady)(?: {_WHOLE})?{_OF}(?: {_WHOLE})?",
    ),
    "source": (rf"zrodl[oa] {_MONEY}", r"fundusze?", r"instytucja (?:wspol|do)?finansujaca"),
    "programme": (r"(?:nazwa )?programu?(?: (?:operacyjn|pomocow|rzadow)\w+)?",),
    "action": (
        r"(?:nazwa )?(?:pod)?dzialani[ea]",
        r"os(?: priorytetowa)?|priorytet|konkurs|nabor|cel szczegolowy",
    ),
    "beneficiary": (
        r"beneficjent|wnioskodawca|realizator|lider(?: projektu)?",
        r"jednostka(?: (?:realizujaca|odpowiedzialna|wdrazajaca))?",
    ),
    "title": (
        r"(?:nazwa|tytul)(?: (?:projektu|zadania|inwestycji|operacji))?",
        r"projekt|zadanie|inwestycja",
    ),
}
_LINE = re.compile(r"([^\n:]{3,70}):[ \t\u00a0]*(\S[^\n]*)?$")
_LONGEST_LABEL = 80
#: So many labels of projects make a project; one of them tells of money.
_FEWEST = 3
_TELLS_MONEY = frozenset(("total", "support"))
#: Blocks that may stand between two labelled lines of one project.
_APART = 3

Pair = tuple[str, str]


def project_item(item: Item) -> Item:
    """Take one item through `project_page`."""
    project_page(item.page, item.voivodeship)
    return item


def project_page(page: Page, voivodeship: str | None = None) -> None:
    """Fill ``page.projects`` from the blocks of the page's main content."""
    page.projects = find_projects(page.blocks, voivodeship or region_of(page))


class ProjectsPipeline:
    """Scrapy's way to the projects step."""

    def process_item(self, item: Item) -> Item:
        """Find the projects of one item."""
        return item if item.prepared else project_item(item)


def find_projects(blocks: Iterable[Block], region: str | None = None) -> list[Project]:
    """The projects that tables and labelled lines describe, in page order.

    ``region`` (a voivodeship) settles programmes that several regions call by one acronym.
    """
    described = (one for pairs in _runs(blocks) for one in _parted(pairs))
    projects = (_project(one, region) for one in described)
    return [project for project in projects if project is not None]


def label_key(label: str) -> str | None:
    """What a label says of a project ("total" for "Wartość całkowita"), or None."""
    folded = " ".join(fold(label).split()).strip(" :*-.")
    if not folded or len(folded) > _LONGEST_LABEL:
        return None
    return next((key for key, pattern in _labels() if pattern.fullmatch(folded)), None)


@cache
def _labels() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (key, re.compile(rf"(?:{'|'.join(spelt)})(?: ?[(/].*)?")) for key, spelt in _LABELS.items()
    ]


def _runs(blocks: Iterable[Block]) -> Iterator[list[Pair]]:
    """Labels with their values, as they stand together in one table or stretch of text."""
    run: list[Pair] = []
    since, waiting = 0, ""
    for block in blocks:
        if block.kind == "table" and block.rows:
            yield run
            run, waiting = [], ""
            yield from _of_table(block.rows)
            continue
        pairs, waiting = _of_text(block, waiting)
        since = 0 if pairs or waiting else since + 1
        if since > _APART:
            yield run
            run, since = [], 0
        run += pairs
    yield run


def _of_text(block: Block, waiting: str) -> tuple[list[Pair], str]:
    """The labelled lines of a block, and the label at its end that still waits for a value."""
    pairs: list[Pair] = []
    for piece in (line for text in block.items or [block.text] for line in text.split("\n")):
        line = piece.strip()
        hit = _LINE.fullmatch(line) if ":" in line else None
        if hit and label_key(hit[1]):
            waiting = "" if hit[2] else hit[1]
            if hit[2]:
                pairs.append((hit[1].strip(), hit[2].strip()))
        elif waiting and line:
            pairs.append((waiting, line))
            waiting = ""
        elif block.kind == "heading" and label_key(line):
            waiting = line
    return pairs, waiting


def _of_table(rows: list[list[str]]) -> Iterator[list[Pair]]:
    """A table with labels in its first row tells of a project a row; else labels stand left."""
    heads = [label_key(cell) for cell in rows[0]]
    if len({head for head in heads if head}) >= _FEWEST and len(rows) > 1:
        for row in rows[1:]:
            cells = zip(rows[0], row, strict=False)
            yield [(label, cell) for label, cell in cells if cell.strip()]
        return
    pairs = []
    for row in rows:
        filled = [cell for cell in row if cell.strip()]
        if len(filled) >= 2 and (len(row) == 2 or label_key(filled[0])):
            pairs.append((filled[0].strip(" :\n"), "\n".join(filled[1:])))
    yield pairs


def _parted(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """A label of the project's name met again begins the next project."""
    part: list[Pair] = []
    named = False
    for pair in pairs:
        if label_key(pair[0]) == "title":
            if named:
                yield part
                part = []
            named = True
        part.append(pair)
    yield part


def _project(pairs: list[Pair], region: str | None) -> Project | None:
    """The project that labelled values describe, or None when too little is said."""
    said: dict[str, list[str]] = {}
    for label, value in pairs:
        if key := label_key(label):
            said.setdefault(key, []).append(" ".join(value.split()))
    if len(said) < _FEWEST or not said.keys() & _TELLS_MONEY:
        return None
    project = Project(fields=[ProjectField(label, value.strip()) for label, value in pairs])
    for key, values in said.items():
        setattr(project, key, "; ".join(dict.fromkeys(values)))
    for key in sorted(said.keys() & _TELLS_MONEY):
        if amount := read_amount(said[key][0], assumed="PLN"):
            setattr(project, f"{key}_amount", amount.minor)
            setattr(project, f"{key}_currency", amount.currency)
    if not (project.total_amount or project.support_amount):
        return None
    project.funder_ids = _funders(said, region)
    project.period_edtf = _period(said.get("period", ()))
    return project


def _funders(said: dict[str, list[str]], region: str | None) -> list[str]:
    """Ids of the funders that programme, source, support and number name."""
    texts = [v for key in ("programme", "source", "support", "number") for v in said.get(key, ())]
    hits = (hit for text in texts for hit in find_funders(text, badge=True, region=region))
    return list(dict.fromkeys(hit.funder_id for hit in hits if hit.funder_id))


def _period(values: Iterable[str]) -> str | None:
    """When the project runs, as EDTF: the interval it states, or from its first to its last day."""
    dates = [mention.edtf for value in values for mention in find_dates(value)]
    interval = next((edtf for edtf in dates if "/" in edtf), None)
    if interval or len(dates) < 2:
        return interval or next(iter(dates), None)
    return f"{dates[0]}/{dates[-1]}"
