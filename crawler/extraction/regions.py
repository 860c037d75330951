"""Which region each block's markup speaks of: landmarks, roles, id and class words.

Markup lies often enough, so a word is believed only where it makes sense: a "footer" at the top
of the page, a "header" inside an article or a "menu" that holds most of the text is none.
"""

from __future__ import annotations

from crawler.extraction.outline import Node
from crawler.extraction.reading import Reading

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
_ORDER = ["cookie", "share", "related", "newsletter", "breadcrumb", "search", "calendar", "weather", "nameday", "counter", "poll", "login", "pager", "comments", "tools", "badges", "navigation", "footer", "header", "aside", "ads", "meta"]
#: Regions in which further words mean nothing more.
_CLOSED = frozenset(
    ["cookie", "share", "related", "newsletter", "breadcrumb", "search", "calendar", "weather", "nameday", "counter", "poll", "login", "pager", "comments", "tools", "navigation", "footer"]
)
_INSIDE_HEADER = frozenset(_CLOSED | {"badges", "header"})
_CONTAINERS = frozenset(
    ["div", "section", "table", "tbody", "tr", "td", "header", "footer", "nav", "aside", "form", "ul", "ol", "dl", "fieldset", "center", "article", "main", "address", "p"]
)
_FEW_CHARS = 300


def mark_regions(reading: Reading) -> None:
    """Fill ``reading.regions`` for every node, parents before children."""
    nodes = reading.outline.nodes
    total = reading.masses[-1]
    regions: list[str] = []
    for node in nodes:
        above = regions[node.parent] if node.parent >= 0 else ""
        word = _word(node)
        if not word or above in _CLOSED:
            if above in ("navigation", "header") and _is_brand(node):
                regions.append("header")
            elif above == "footer" and word in ("newsletter", "cookie"):
                regions.append(word)
            else:
                regions.append(above)
            continue
        if (above == "header" and word not in _INSIDE_HEADER) or (total > _FEW_CHARS and reading.mass(node) > 0.5 * total) or (word in ("header", "footer") and _within_article(node, nodes)):
            word = above
        regions.append(word)
    reading.regions = regions


def _word(node: Node) -> str:
    """The region the node's own tag, role, id or class names, "" for none."""
    tag = node.tag
    if tag == "body" or tag == "html":
        return ""
    role = node.element.get("role")
    if role in _ARIA:
        word = _ARIA[role]
        return "" if word == "main" else word
    if node.roles and tag in _CONTAINERS:
        for word in _ORDER:
            if word in node.roles:
                if word == "header" and tag == "p":
                    continue
                return word
    return _TAGS.get(tag, "")


def _is_brand(node: Node) -> bool:
    name = (node.element.get("class") or "").lower()
    return "brand" in name or "logo" in name


def _within_article(node: Node, nodes: list[Node]) -> bool:
    index = node.parent
    while index >= 0:
        above = nodes[index]
        if above.tag in ("article", "main", "li", "blockquote") or (
            above.element.get("role") == "main"
        ):
            return True
        index = above.parent
    return False
