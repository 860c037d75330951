"""The desk the section readers share: the outline, who owns which line, how much weighs what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate

from archive.model import SectionName
from crawler.extraction.outline import Line, Node, Outline
from crawler.extraction.words import inside, kinds, names, words

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[.\-/ ]{1,2}(?:\d{1,2}|[IVX]{1,4})[.\-/ ]{1,2}(?:19|20)\d\d"
    r"|(?:19|20)\d\d[.\-/]\d{1,2}[.\-/]\d{1,2}"
    r"|\d{1,2}\.? ?(?:stycz|lut|mar|kwi|maj|czer|lip|sier|wrze|pa[zź]dz|list|grud)\w*)",
    re.I,
)
#: An entry of a register of changes: date and time, then what was done.
ENTRY = re.compile(
    r"\d{1,2}[. /-]\w{1,12}[. /-]\d{4},? \d{1,2}[:.]\d\d|\d{4}-\d\d-\d\d,? \d\d:\d\d"
)
#: An address with its phone is a card, whatever commas it holds.
_CARD = re.compile(r"\d(?<!\w\d)\d-\d{3} [A-ZŁŚŻĆ]\w+.{0,60}\b(?:tel|fax|faks|e-mail)", re.S)
_SENTENCE = re.compile(r"[.!?…:,](?:(?<=\w\w[.!?…])[\"”)\]]?(?:\s|$)|(?<=:)$|(?<=,)\s\w)")
_DIGIT = re.compile(r"\d")

#: A counter that closes its line or part of a line: "Licznik: 2213".
_COUNTER = re.compile(
    r"\b(?:licznik|odwiedzin|odwiedzono|odslon|wyswietlen|wejsc|wizyt|hits)\b[^\w]{1,3}"
    r"\d[\d .]*(?: raz\w*)?(?:$|[|/;)])"
)
_LONGEST_COUNTER = 90

#: An address of a front page: its host, when it names one, and no path to speak of.
_HOME = re.compile(r"(?:https?://(?:www\.)?([^/?#]+))?/?(?:index\.\w+|\./?|pl/?)?", re.I)
_HOME_SLASHES = 4
_HOST = re.compile(r"https?://(?:www\.)?([^/?#]+)", re.I)

#: Kinds of box headings whose box is dropped wherever it stands.
FURNITURE = names("calendar weather nameday poll counter search login partners cookie newsletter")


@dataclass(slots=True)
class Find:
    """Where a section was found: evidence, confidence 0..1, and the heading that opens it."""

    by: str
    confidence: float
    heading: str | None = None


@dataclass(slots=True)
class Reading:
    """A page while it is being read.

    ``regions`` holds for each node the region its markup speaks of ("" for none); ``owner`` for
    each line the section that claimed it, "noise" for machinery, "register" for what
    `crawler.extraction.register` keeps out of main, or None; ``headline`` the line that repeats
    what the head calls the page; ``site_names`` what header and head call the site, folded, once
    that was asked.
    """

    outline: Outline
    url: str
    selectors: dict[str, str] = field(default_factory=dict)
    regions: list[str] = field(init=False)
    owner: list[str | None] = field(init=False)
    finds: dict[SectionName, Find] = field(default_factory=dict)
    masses: list[float] = field(default_factory=list)
    proses: list[float] = field(default_factory=list)
    plains: list[int] = field(default_factory=list)
    headline: int | None = None
    site_names: list[str] | None = None
    _hosts: frozenset[str] | None = None
    _hefts: list[float] = field(default_factory=list)
    lines: list[Line] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing claimed and no region known."""
        self.lines = self.outline.lines
        self.owner = [None] * len(self.lines)
        self.regions = [""] * len(self.outline.nodes)

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts of the site: the page's own, and the one that most of its links lead to."""
        if self._hosts is None:
            named = [hit[1].lower() for x in self.outline.links if (hit := _HOST.match(x.href))]
            often = [
                host for host, times in Counter(named).most_common(1) if times * 2 > len(named)
            ]
            own = _HOST.match(self.url)
            self._hosts = frozenset((*often, *((own[1].lower(),) if own else ())))
        return self._hosts

    def leads_home(self, href: str | None) -> bool:
        """Whether a link leads to the front page of the site the page is part of."""
        if href is None or href.count("/") > _HOME_SLASHES:
            return False
        hit = _HOME.fullmatch(href.strip())
        return hit is not None and (hit[1] is None or hit[1].lower() in self.hosts)

    def weigh(self, ignored: frozenset[str]) -> None:
        """Sum up the mass of lines outside the ignored regions and not yet claimed.

        What a form offers to choose from has none.
        """
        if not self._hefts:
            nodes = self.outline.nodes
            self._hefts = [
                0.0 if nodes[line.node].tag == "option" else mass(line) for line in self.lines
            ]
        counted = [
            0.0 if owner or line.region in ignored else heft
            for line, owner, heft in zip(self.lines, self.owner, self._hefts, strict=True)
        ]
        self.masses = list(accumulate(counted, initial=0.0))

    def weigh_prose(self, ignored: frozenset[str] = frozenset()) -> None:
        """Sum up running and plain text of the lines outside the ignored regions."""
        proses, plains = [0.0], [0]
        prose, plain = 0.0, 0
        nodes = self.outline.nodes
        for line in self.lines:
            chosen = line.region in ignored or nodes[line.node].tag == "option"
            if line.picture is None and not chosen:
                prose += prose_weight(line) if line.prose is None else line.prose
                plain += len(line.text) - line.links
            proses.append(prose)
            plains.append(plain)
        self.proses, self.plains = proses, plains

    def prose(self, node: Node) -> float:
        """Running text below a node, in characters; teasers count little."""
        return self.proses[node.last] - self.proses[node.first]

    def plain(self, node: Node) -> int:
        """Text below a node that leads nowhere, what forms offer to choose from left out."""
        return self.plains[node.last] - self.plains[node.first]

    def mass(self, node: Node) -> float:
        """Content-like text below a node, in characters."""
        return self.masses[node.last] - self.masses[node.first]

    def claim(self, first: int, last: int, owner: str) -> None:
        """Give the free lines of a range to a section."""
        for index in range(first, last):
            if self.owner[index] is None:
                self.owner[index] = owner

    def texts(self, owner: str) -> list[str]:
        """Texts of the lines a section owns, in order, pictures by what they are called."""
        pairs = zip(self.lines, self.owner, strict=True)
        return [line.text for line, whose in pairs if whose == owner and line.text]


def leads_to_front(href: str | None) -> bool:
    """Whether a link leads to the front page of any site: logos may name another host of it."""
    if href is None or href.count("/") > _HOME_SLASHES:
        return False
    return _HOME.fullmatch(href.strip()) is not None


def mass(line: Line) -> float:
    """How much a line looks like content: running text counts in full, menu words not at all."""
    if line.picture is not None:
        return 0.0
    size = len(line.text)
    plain = size - line.links
    if line.level:
        return min(size, 80) * 0.6
    if plain * 2 >= size:
        if plain >= 60:
            return float(min(plain, 2000))
        return plain * 0.5
    if size >= 40:
        return size * 0.3
    return 0.0


def has_date(text: str) -> bool:
    """Whether a short text holds a calendar date."""
    return _DIGIT.search(text) is not None and _DATE.search(text) is not None


def is_prose(line: Line) -> bool:
    """A line of running text: long enough and with the punctuation of sentences."""
    return prose_weight(line) > 0


def prose_weight(line: Line) -> float:
    """Characters of running text; a teaser cut short for a list of pages counts a quarter."""
    if line.prose is None:
        line.prose = _prose_weight(line) if _is_told(line) else 0.0
    return line.prose


def _is_told(line: Line) -> bool:
    size = len(line.text)
    return (
        line.picture is None
        and not line.level
        and size >= 60
        and line.links * 2 < size
        and _SENTENCE.search(line.text) is not None
        and ENTRY.match(line.text) is None
        and _CARD.search(line.text) is None
    )


_TEASER = re.compile(r"(?:\.\.\.|…|»|wi[eę]cej|czytaj dalej)\W*$", re.I)


def _prose_weight(line: Line) -> float:
    size = min(len(line.text), 1500)
    return size * 0.25 if _TEASER.search(line.text[-20:]) else float(size)


def is_headline(line: Line) -> bool:
    """A linked line long enough to announce something: not a menu entry."""
    if line.picture is not None or line.links * 10 < len(line.text) * 7:
        return False
    size = len(line.text)
    return size >= 30 or (line.level > 0 and size >= 12) or (size >= 22 and has_date(line.text))


def box_kind(line: Line) -> str | None:
    """What kind of box a heading line opens ("calendar", "related" ...), if it is one we know."""
    if line.picture is not None or len(line.text) > 60:
        return None
    text = line.key
    kind = kinds("boxes").get(text)
    if kind is None or kind == "ends":
        return "related" if inside("boxes", "ends").match(text) else None
    return kind


def is_tool(line: Line) -> bool:
    """A line of the page's own machinery: font size, print, skip links, "read more"."""
    if len(line.text) > 70:
        return False
    return not line.key or _is_tool(line.key, line.links * 2 > len(line.text))


@lru_cache(maxsize=20_000)
def _is_tool(text: str, linked: bool) -> bool:
    if text in words("tools", "exact") or text.startswith(tuple(words("tools", "prefix"))):
        return True
    if any(word in text for word in words("tools", "contains")):
        return True
    return linked and _tool_row().fullmatch(text) is not None


@cache
def _tool_row() -> re.Pattern[str]:
    """Several tools in one line: "drukuj | pdf | poleć znajomemu"."""
    either = "|".join(map(re.escape, sorted(words("tools", "exact"), key=len, reverse=True)))
    return re.compile(rf"(?:(?:{either}|\d{{1,3}})(?:\W+|$))+")


def is_furniture(line: Line) -> bool:
    """A line that changes by itself: name days, visitors, temperature, cookie notices."""
    if len(line.text) > 400:
        return False
    text = line.key
    if len(text) < _LONGEST_COUNTER and _COUNTER.search(text):
        return True
    return any(word in text for word in _furniture())


@cache
def _furniture() -> tuple[str, ...]:
    return (*words("furniture", "contains"), *words("furniture", "cookie"))


def is_menu_line(reading: Reading, index: int) -> bool:
    """Several short links in one line: "Strona główna | Gmina | Kontakt"."""
    line, count = reading.lines[index], reading.outline.link_counts[index]
    return count >= 4 and line.links * 10 > len(line.text) * 6 and line.links < 22 * count


def hidden_kind(line: Line) -> str | None:
    """Which region a (mostly hidden) heading opens, when the line is such a heading."""
    kind = kinds("hidden").get(line.key)
    if kind is None or line.picture is not None or len(line.text) > 40:
        return None
    return kind if line.unseen or line.level or line.links == 0 else None
