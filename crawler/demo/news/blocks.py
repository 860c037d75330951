"""Texts as the news site's block editor renders them."""

from __future__ import annotations

from html import escape

from crawler.demo.markup import Block, Picture, inline
from crawler.demo.view import View


def render(view: View, blocks: list[Block]) -> str:
    """Render a text."""
    return "\n".join(_block(view, block) for block in blocks)


def _block(view: View, block: Block) -> str:
    text = inline(block.text, view.resolve)
    match block.kind:
        case "lead":
            return f'<p class="lead">{text}</p>'
        case "heading":
            return f'<h{block.level} class="wp-block-heading">{text}</h{block.level}>'
        case "list":
            return _list(view, block)
        case "table":
            return _table(view, block)
        case "quote":
            cite = f"<cite>{inline(block.author)}</cite>" if block.author else ""
            return f'<blockquote class="wp-block-quote"><p>{text}</p>{cite}</blockquote>'
        case "figure":
            return _figure(block.pictures[0])
        case "gallery":
            return _gallery(block)
        case "video":
            return (
                f'<figure class="wp-block-embed"><iframe src="{escape(block.src)}" '
                f'title="{escape(block.text)}" loading="lazy"></iframe></figure>'
            )
        case "paragraph":
            return f"<p>{text}</p>"


def _list(view: View, block: Block) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "\n".join(f"<li>{inline(item, view.resolve)}</li>" for item in block.items)
    return f'<{tag} class="wp-block-list">\n{items}\n</{tag}>'


def _table(view: View, block: Block) -> str:
    def row(cells: list[str], tag: str) -> str:
        inner = "".join(f"<{tag}>{inline(cell, view.resolve)}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>"

    body = "\n".join(row(cells, "td") for cells in block.rows[1:])
    return (
        f'<figure class="wp-block-table"><table><thead>{row(block.rows[0], "th")}</thead>\n'
        f"<tbody>\n{body}\n</tbody></table></figure>"
    )


def _gallery(block: Block) -> str:
    pictures = "\n".join(_figure(picture) for picture in block.pictures)
    return f'<div class="wp-block-gallery gallery">\n{pictures}\n</div>'


def _figure(picture: Picture) -> str:
    parts = [picture.caption, f"Fot. {picture.author}" if picture.author else ""]
    caption = escape(" ".join(part for part in parts if part), quote=False)
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return (
        f'<figure class="wp-block-image"><img src="/wp-content/uploads/{picture.src}" '
        f'alt="{escape(picture.alt)}">{below}</figure>'
    )
