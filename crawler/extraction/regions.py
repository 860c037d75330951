"""Which region each block's markup speaks of: landmarks, roles, id and class words.

Markup lies often enough, so a word is believed only where it makes sense: a "footer" at the top
of the page, a "header" inside an article or a "menu" that holds most of the text is none.
"""

from __future__ import annotations

from functools import cache, lru_cache

from lxml import etree

from crawler.extraction.outline import Node
from crawler.extraction.reading import Reading
from crawler.extraction.words import names

_TAGS = {"header": "header", "nav": "navigation", "footer": "footer", "aside": "aside"}
_ARIA = {
    "banner": "header",
    "navigation": "navigation",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "search",
    "dialog": "cookie",
    "alertdialog": "cookie",
    "menu": "navigation",
    "menubar": "navigation",
    "main": "main",
}
#: Words of the same block in order of trust: the first one counts.
_ORDER = (
    "cookie", "share", "related", "newsletter", "breadcrumb", "search", "calendar", "weather",
    "nameday", "counter", "poll", "login", "pager", "comments", "tools", "badges", "navigation",
    "footer", "header", "aside", "ads", "meta",
)  # fmt: skip
#: Regions in which further words mean nothing more.
_CLOSED = names(
    """
    cookie share related newsletter breadcrumb search calendar weather nameday counter poll
    login pager comments tools navigation footer
    """
)
_INSIDE_HEADER = _CLOSED | {"badges", "header"}
_CONTAINERS = names(
    """
    div section table tbody tr td header footer nav aside form ul ol dl fieldset center
    article main address p
    """
)
_FEW_CHARS = 300
_FEW_LINES = 8
#: Regions that hold no running text; a block that does only happens to have such a word.
_WORDLESS = names(
    """
    tools share search calendar counter poll pager login weather nameday breadcrumb navigation
    header badges ads meta related
    """
)
_MUCH_PROSE = 350
_BESIDE = names("aside ads meta badges tools")


def mark_regions(reading: Reading) -> None:
    """Fill ``reading.regions`` for every node, parents before children."""
    nodes = reading.outline.nodes
    regions: list[str] = []
    header_end = -1
    for node in nodes:
        above = regions[node.parent] if node.parent >= 0 else ""
        word = _word(node)
        if word and above not in _CLOSED:
            believed = _believed(reading, node, word, above, header_end)
            regions.append(word if believed else above)
            if believed and word == "header" and header_end < 0:
                header_end = node.end
        elif above in ("navigation", "header") and node.classes and _is_brand(node.classes):
            regions.append("header")
        elif above == "footer" and word in ("newsletter", "cookie"):
            regions.append(word)
        elif not above and (form := _form(reading, node)):
            regions.append(form)
        else:
            regions.append(above)
    reading.regions = regions
    for line in reading.lines:
        line.region = regions[line.node]


def _believed(reading: Reading, node: Node, word: str, above: str, header_end: int) -> bool:
    """Whether a block is what its tag or class says, by what it holds and where it stands."""
    if above == "header" and word not in _INSIDE_HEADER:
        return False
    if word == "comments":
        return not _holds_headline(reading, node)
    total = reading.masses[-1]
    if total > _FEW_CHARS and reading.mass(node) > 0.5 * total:
        return False
    if word in ("header", "footer") and _within_article(node, reading.outline.nodes):
        return False
    if node.tag in _TAGS or node.role in _ARIA:
        return True
    if word == "header" and 0 <= header_end <= node.index:
        return False
    if word == "navigation" and _announces(reading, node):
        return False
    return _fits(reading, node, word)


def _fits(reading: Reading, node: Node, word: str) -> bool:
    """Whether a block's text suits the word in its class: tools hold no paragraphs."""
    prose = reading.prose(node)
    if word in _WORDLESS and prose > _MUCH_PROSE:
        return False
    if word not in _BESIDE:
        return True
    if _holds_headline(reading, node):
        return False
    return prose <= 0.4 * reading.proses[-1] or reading.proses[-1] < _MUCH_PROSE


def _holds_headline(reading: Reading, node: Node) -> bool:
    return reading.headline is not None and node.first <= reading.headline < node.last


def _announces(reading: Reading, node: Node) -> bool:
    """Entries too long for a menu, in a block named like content: a list of articles."""
    count = node.last - node.first
    if count < 3 or reading.outline.chars(node.first, node.last) < 35 * count:
        return False
    return (
        any(
            "main" in above.roles or above.tag == "main"
            for above in reading.outline.ancestors(node.parent)
        )
        if node.parent >= 0
        else False
    )


def _word(node: Node) -> str:
    """The region the node's own tag, role, id or class names, "" for none."""
    tag = node.tag
    if tag == "body" or tag == "html":
        return ""
    if tag == "marquee":
        return "tools"
    role = node.role
    if role in _ARIA:
        word = _ARIA[role]
        return "" if word == "main" else word
    if node.roles and tag in _CONTAINERS:
        for word in _ORDER:
            if word in node.roles:
                if (word == "header" and tag == "p") or (word in _BESIDE and tag in _TAGS):
                    continue  # an element's own meaning goes before a weak word
                return word
    return _TAGS.get(tag, "")


def _form(reading: Reading, node: Node) -> str:
    """What a form is for: search, or else something people fill in; "" for no form.

    The form that old frameworks put around a whole page is none.
    """
    if node.tag != "form" or reading.mass(node) > 0.5 * reading.masses[-1] + _FEW_LINES:
        return ""
    if node.last - node.first <= _FEW_LINES and _searches()(node.element):
        return "search"
    return "form"


@cache
def _searches() -> etree.XPath:
    """True for forms one of whose fields, or whose address, speaks of searching."""
    spoken = " or ".join(
        f"contains(translate({where}, 'SZUKAJERCHFWY', 'szukajerchfwy'), '{word}')"
        for where in ("@action", ".//input/@name", ".//input/@id")
        for word in ("szuk", "search", "fraza")
    )
    return etree.XPath(f"boolean(.//input[@type='search'] or self::*[{spoken}])")


@lru_cache(maxsize=20_000)
def _is_brand(classes: str) -> bool:
    low = classes.lower()
    return "brand" in low or "logo" in low


def _within_article(node: Node, nodes: list[Node]) -> bool:
    index = node.parent
    while index >= 0:
        above = nodes[index]
        if above.tag in ("article", "main", "li", "blockquote") or (above.role == "main"):
            return True
        index = above.parent
    return False
