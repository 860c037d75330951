"""Pages of the bulletin: notices with their facts box, sections, the frame of tables around."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from crawler.demo import volatile
from crawler.demo.content import Document, sources
from crawler.demo.markup import Block, inline
from crawler.demo.spelling import long_day
from crawler.demo.uploads import size_text, upload_path
from crawler.demo.view import View, template

ENCODING = "windows-1250"
CATEGORIES = {
    "10": "Zamówienia publiczne",
    "11": "Obwieszczenia i ogłoszenia",
    "12": "Zarządzenia burmistrza",
    "13": "Nieruchomości",
    "14": "Konkursy i nabory",
}
PER_PAGE = 5
_REGISTERED = 30
_SMALL = '<font face="Verdana" size="1">'
_TEXT = '<font face="Verdana" size="2">'


def frame(view: View, title: str, main: str, *, show_today: bool = True) -> bytes:
    """Put a main part into the bulletin's frame and encode it; letters cp1250 lacks as numbers."""
    menu = "<br>".join(
        f'<a href="/index.php?id={number}">{name}</a>' for number, name in CATEGORIES.items()
    )
    html = template("bulletin.html").substitute(
        origin=view.origins.bulletin,
        news=view.origins.news,
        head_title=escape(title, quote=False),
        today=f"dzisiaj jest {long_day(view.today)} r." if show_today else "",
        menu=menu,
        main=main,
    )
    return html.encode(ENCODING, "xmlcharrefreplace")


def notice(view: View, document: Document) -> bytes:
    """One notice: text, attachments, the box of facts the law asks for, and a counter."""
    category = CATEGORIES[document.category]
    main = (
        f'{_SMALL}<a href="/">Strona główna</a> &gt; '
        f'<a href="/index.php?id={document.category}">{category}</a></font><br><br>\n'
        f'{_heading(document.title)}\n<div class="tresc">{_blocks(view, document.blocks)}</div>\n'
        f"{_attachments(document)}{_facts(view, document)}\n"
        f'{_SMALL}<a href="{escape(document.path)}&amp;druk=1">wersja do druku</a> | '
        f'<a href="/index.php?id={document.category}">powrót</a></font>'
    )
    return frame(view, document.title, main)


def print_version(view: View, document: Document) -> bytes:
    """The same notice without the frame."""
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1250">'
        f"<title>{escape(document.title, quote=False)}</title></head><body>"
        f"{_heading(document.title)}{_blocks(view, document.blocks)}</body></html>"
    )
    return html.encode(ENCODING, "xmlcharrefreplace")


def static_page(view: View, document: Document) -> bytes:
    """A page of the bulletin that has no date and no counter: the same bytes every day."""
    main = f"{_heading(document.title)}\n{_blocks(view, document.blocks)}"
    return frame(view, document.title, main, show_today=False)


def front_page(view: View) -> bytes:
    """The newest notices of all sections."""
    rows = _rows(view.listed("bulletin")[:8])
    return frame(view, "Strona główna", f"{_heading('Ostatnio dodane')}\n{rows}")


def listing(view: View, category: str, page: int) -> bytes:
    """One page of a section. Past the end comes page 1 again, and "następna" never stops."""
    found = view.listed("bulletin", category)
    start = (page - 1) * PER_PAGE
    shown = found[start : start + PER_PAGE] if 0 <= start < len(found) else found[:PER_PAGE]
    base = f"/index.php?id={category}"
    draft = (
        f'<br>{_SMALL}<a href="/index.php?dok=1002">Rejestr umów (wersja robocza)</a></font>'
        if category == "10"
        else ""
    )
    main = (
        f"{_heading(CATEGORIES[category])}\n{_rows(shown)}{draft}\n<br>{_SMALL}strona {page} | "
        f'<a href="{base}&amp;strona={page + 1}">następna &raquo;</a></font>'
    )
    return frame(view, CATEGORIES[category], main)


def register(view: View) -> bytes:
    """The register of changes the law asks for: what was added, changed and removed, newest first.

    A removed notice is named without a link.
    """
    standing = {document.path for document in view.documents if document.site == "bulletin"}
    rows = "\n".join(
        f'<tr><td width="90" valign="top">{_SMALL}{day:%Y-%m-%d}</font></td><td>{_SMALL}'
        + (f'<a href="{escape(path)}">{title}</a>' if path in standing else title)
        + f"</font></td><td>{_SMALL}{what}</font></td></tr>"
        for day, path, title, what in sorted(_changes(view), reverse=True)[:_REGISTERED]
    )
    table = f'<table width="100%" border="0" cellpadding="4">\n{rows}\n</table>'
    return frame(view, "Rejestr zmian", f"{_heading('Rejestr zmian')}\n{table}")


def _changes(view: View) -> Iterator[tuple[date, str, str, str]]:
    """Day, path, title and kind of every change up to the day."""
    for source in sources():
        if source.kind != "notice" or source.starts is None:
            continue
        title = escape(source.front["title"], quote=False)
        events = [(source.starts.date(), "dodano dokument")]
        events += [(edit["on"].date(), "zmiana") for edit in source.front.get("edits", [])]
        if source.gone:
            events.append((source.gone, "usunięto dokument"))
        for day, what in events:
            if day <= view.today:
                yield day, source.path, title, what


def message(view: View, text: str) -> bytes:
    """A page that only says something."""
    return frame(view, text, f"{_TEXT}<b>{text}</b></font>")


def _heading(title: str) -> str:
    title = escape(title, quote=False)
    return f'<font face="Verdana" size="4" color="#b3122a"><b>{title}</b></font><br><br>'


def _rows(notices: list[Document]) -> str:
    rows = "\n".join(
        f'<tr><td width="90" valign="top">{_SMALL}{entry.published:%Y-%m-%d}</font></td><td>{_TEXT}'
        f'<a href="{escape(entry.path)}">{escape(entry.title, quote=False)}</a></font></td></tr>'
        for entry in notices
    )
    return f'<table width="100%" border="0" cellpadding="4">\n{rows}\n</table>'


def _blocks(view: View, blocks: list[Block]) -> str:
    return "\n".join(_block(view, block) for block in blocks)


def _block(view: View, block: Block) -> str:
    """Render a block the way such editors did: font tags, bold for headings, br for lists."""
    text = inline(block.text, view.resolve)
    if block.kind == "heading":
        return f'<p align="center">{_TEXT}<b>{text}</b></font></p>'
    if block.kind == "list":
        marks = [f"{n})" if block.ordered else "-" for n in range(1, len(block.items) + 1)]
        lines = [
            f"{mark} {inline(item, view.resolve)}"
            for mark, item in zip(marks, block.items, strict=True)
        ]
        return f"<p>{_TEXT}{'<br>'.join(lines)}</font></p>"
    if block.kind == "table":
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{_SMALL}{inline(cell)}</font></td>" for cell in row) + "</tr>"
            for row in block.rows
        )
        return f'<table border="1" cellspacing="0" cellpadding="4" width="100%">\n{rows}\n</table>'
    return f'<p align="justify">{_TEXT}{text}</font></p>'


def _attachments(document: Document) -> str:
    if not document.attachments:
        return ""
    rows = "\n".join(
        f'<tr><td>{_SMALL}<a href="{escape(upload_path("bulletin", item.file))}">'
        f"{escape(item.label, quote=False)}</a></font></td>"
        f"<td>{_SMALL}{size_text(item)}</font></td></tr>"
        for item in document.attachments
    )
    return (
        f"<br>{_SMALL}<b>Załączniki do pobrania:</b></font>\n"
        f'<table border="0" cellpadding="3">\n{rows}\n</table>\n'
    )


def _facts(view: View, document: Document) -> str:
    """The metryczka: four dates in the spellings of four clerks, names, and the counter."""
    facts: list[tuple[str, str]] = []
    if document.created:
        facts.append(("Data wytworzenia:", f"{document.created:%Y-%m-%d}"))
    if document.entered:
        facts.append(("Data wprowadzenia do BIP:", f"{document.entered:%d-%m-%Y %H:%M}"))
    if document.published:
        facts.append(("Data publikacji:", f"{document.published:%d.%m.%Y}"))
    if document.modified:
        facts.append(("Data modyfikacji:", f"{document.modified:%Y-%m-%d %H:%M:%S}"))
    if document.sign:
        facts.append(("Wytworzył:", document.sign))
    facts.append(("Wprowadził:", "Redakcja BIP"))
    facts.append(("Liczba odwiedzin:", str(volatile.visits(view.day, document.path))))
    rows = "\n".join(
        f"<tr><td><b>{label}</b></td><td>{escape(value, quote=False)}</td></tr>"
        for label, value in facts
    )
    return (
        '<br><table class="metryczka" width="100%" border="0" cellpadding="3" bgcolor="#eef2f7">\n'
        f'<tr><td colspan="2"><b>Metryczka</b></td></tr>\n{rows}\n</table><br>'
    )
