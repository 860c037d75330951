"""One HTML page that stands alone: its style inside, nothing loaded, every text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

#: Nothing may be loaded and nothing run, whatever got into the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#59636e;--paper:#fff;--line:#d1d9e0;
--ground:#eef1f4;--bar:#2f6f9f;--good:#1a7f37;--bad:#c1121f;--word:#9a6700}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9198a1;--paper:#0d1117;
--line:#3d444d;--ground:#21262d;--bar:#58a6d6;--good:#3fb950;--bad:#ff7b72;--word:#d29922}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}
h2{font-size:1.25rem;margin:2.2rem 0 .4rem;border-top:1px solid var(--line);padding-top:1.2rem}
h3{font-size:1rem;margin:1.4rem 0 .3rem}p{margin:.3rem 0}.dim{color:var(--dim)}
.good{color:var(--good)}.bad{color:var(--bad)}.word{color:var(--word)}
.verdict{font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}
table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--line);
vertical-align:top}td:not(:last-child){white-space:nowrap}td:last-child{overflow-wrap:anywhere}
th{font-weight:600;color:var(--dim)}td.number{text-align:right}
svg{max-width:100%;height:auto;display:block;margin:.4rem 0}
svg text{font-size:12px;fill:var(--dim)}svg .end{text-anchor:end}svg line{stroke:var(--line)}
svg .before{stroke:var(--ink);stroke-width:2}svg .bar{fill:var(--bar)}
svg .marked{fill:var(--bad)}svg .ground{fill:var(--ground)}
"""

Cell = str | int | float | None


def document(title: str, body: str) -> str:
    """The page; ``title`` is text, ``body`` is HTML already."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table; numbers stand to the right."""
    if not rows:
        return ""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    lines = ("".join(map(_cell, row)) for row in rows)
    return (
        f"<table><thead><tr>{top}</tr></thead><tbody>"
        + "".join(f"<tr>{line}</tr>" for line in lines)
        + "</tbody></table>"
    )


def element(name: str, text: str, kind: str = "") -> str:
    """An element around a text, with a class where one is given."""
    named = f' class="{escape(kind)}"' if kind else ""
    return f"<{name}{named}>{escape(text)}</{name}>"


def _cell(value: Cell) -> str:
    if isinstance(value, int | float):
        return f'<td class="number">{value:,}</td>'.replace(",", "\u202f")
    return element("td", value or "")
