"""Where the main content lies: a block of the page, and what said so."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extraction.outline import Line, Node
from crawler.extraction.reading import Find, Reading, hidden_kind
from crawler.extraction.selectors import nodes
from crawler.extraction.words import key, names, opening, words

#: Regions whose lines never count as content when the root is sought.
CHROME = names(
    """
    header navigation footer cookie share newsletter breadcrumb search calendar weather nameday
    counter poll login pager comments tools badges aside ads related meta
    """
)
#: Regions left out of main whatever they hold.
SHUT = CHROME - {"aside", "ads", "related", "meta"}
#: Regions that are no part of a text, though a page of their own may be made of them.
BESIDE_TEXT = CHROME | {"form"}
_DOMINANT = 0.9
_LEAVES = names("p li ul ol tr dl select h1 h2 h3 h4")


@dataclass(slots=True)
class Root:
    """A block that holds the main content, from its line ``first`` on."""

    node: Node
    first: int
    find: Find


def find_root(reading: Reading) -> Root | None:
    """The block that holds the main content; None when the page has no lines at all.

    Asked in turn: the profile's selector, a landmark, an error message, the target of "skip to
    content", a hidden heading, a block named like content; else where nearly all the text is.
    """
    if not reading.outline.nodes or not reading.lines:
        return None
    for find in (_selected, _landmark, _lost_page, _skip_target, _hidden_heading, _named):
        if root := find(reading):
            return root
    return Root(_descend(reading, reading.outline.nodes[0]), 0, Find("position", 0.5))


def _selected(reading: Reading) -> Root | None:
    for node in nodes(reading, "main"):
        if node.last > node.first:
            return Root(node, node.first, Find("selector", 1.0, _opening_heading(reading, node)))
    return None


def _landmark(reading: Reading) -> Root | None:
    """The one element that says it is the main content, when it holds any text."""
    best: Node | None = None
    for node in reading.outline.nodes:
        if node.tag != "main" and node.role != "main":
            continue
        if not reading.outline.chars(node.first, node.last):
            continue
        if best is None or reading.mass(node) > reading.mass(best):
            best = node
    if best is None:
        return None
    return Root(best, best.first, Find("landmark", 0.95, _opening_heading(reading, best)))


def _opening_heading(reading: Reading, node: Node) -> str | None:
    """The hidden heading just before or at the start of a node, taken out of the text."""
    for index in range(max(0, node.first - 3), min(node.last, node.first + 3)):
        line = reading.lines[index]
        if hidden_kind(line) == "main":
            reading.owner[index] = "heading"
            return line.text
    return None


def _lost_page(reading: Reading) -> Root | None:
    """An error message is the content of its page, however much furniture stands around it."""
    for index, line in enumerate(reading.lines):
        if line.region in SHUT or not _says_lost(line):
            continue
        nodes = reading.outline.nodes
        node = nodes[line.node]
        while node.parent >= 0:
            above = nodes[node.parent]
            extra = reading.mass(above) - reading.mass(node)
            if extra > 400 or above.tag == "body" or _holds_chrome(reading, above):
                break
            node = above
        return Root(node, min(node.first, index), Find("cue words", 0.8))
    return None


def _says_lost(line: Line) -> bool:
    if line.picture or len(line.text) > 120 or line.links:
        return False
    if line.key in words("verdicts", "soft_404"):
        return True
    marked = line.level > 0 or line.bold
    return marked and opening("verdicts", "soft_404").search(line.key) is not None


def _holds_chrome(reading: Reading, node: Node) -> bool:
    around = ("navigation", "header", "footer", "aside")
    return any(reading.regions[index] in around for index in range(node.index, node.end))


def _skip_target(reading: Reading) -> Root | None:
    """Where "skip to content" leads, when text lies there."""
    targets = {
        link.href[1:]
        for link in reading.outline.links
        if link.href.startswith("#") and key(link.text) in words("tools", "content_links")
    }
    targets.discard("")
    if not targets:
        return None
    for node in reading.outline.nodes:
        if node.element.get("id") in targets and reading.mass(node) > 0.3 * reading.masses[-1]:
            return Root(node, node.first, Find("skip link", 0.85, _opening_heading(reading, node)))
    return None


def _hidden_heading(reading: Reading) -> Root | None:
    for index, line in enumerate(reading.lines):
        if hidden_kind(line) != "main" or not (len(line.key) >= 6 or line.unseen):
            continue
        total = reading.masses[-1] - reading.masses[index]
        for node in reading.outline.ancestors(line.node):
            held = reading.masses[node.last] - reading.masses[index]
            if held and held >= 0.6 * total:
                reading.owner[index] = "heading"
                return Root(node, index + 1, Find("hidden heading", 0.9, line.text))
    return None


def _named(reading: Reading) -> Root | None:
    """The outermost block named like content that holds the better part of the text."""
    total = reading.masses[-1]
    for node in reading.outline.nodes:
        if "main" not in node.roles or node.tag in ("body", "html", "li", "p"):
            continue
        if reading.regions[node.index] or not reading.outline.chars(node.first, node.last):
            continue
        if reading.mass(node) >= 0.5 * total and not _has_twins(reading, node):
            heading = _opening_heading(reading, node)
            inner = _descend(reading, node)
            return Root(inner, inner.first, Find("id or class", 0.75, heading))
    return None


def _has_twins(reading: Reading, node: Node) -> bool:
    """One of several blocks of the same make: an item of a list, not the list."""
    make = node.classes
    if not make or node.parent < 0:
        return False
    return any(
        twin.index != node.index
        and twin.tag == node.tag
        and reading.mass(twin) > 0
        and twin.classes == make
        for twin in reading.outline.children(reading.outline.nodes[node.parent])
    )


def _descend(reading: Reading, node: Node) -> Node:
    """Go down while one child holds nearly all of the text."""
    while True:
        whole = reading.mass(node)
        best = max(reading.outline.children(node), key=reading.mass, default=None)
        if best is None or whole <= 0 or best.tag in _LEAVES:
            return node
        if reading.mass(best) < _DOMINANT * whole or _has_twins(reading, best):
            return node
        if best.tag == "tbody" and best.first > node.first:
            return node  # a table of values, with its head above
        node = best
