"""Small charts as inline SVG: no script, no font, no address of anything outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _FOOT, _HEAD = 720, 150, 22, 16
_LABEL, _ROW = 190, 24


def columns(bars: Sequence[tuple[str, float]], what: str, marked: Sequence[int] = ()) -> str:
    """Upright bars in a row: label and value each; ``marked`` bars (by place) stand out.

    ``what`` says what is counted, for those who hear the page. First and last label are shown.
    """
    if not bars:
        return ""
    highest = max(1.0, *(value for _, value in bars))
    step, room = _WIDTH / len(bars), _HEIGHT - _FOOT - _HEAD
    drawn = []
    for place, (label, value) in enumerate(bars):
        height = value / highest * room
        kind = "bar marked" if place in marked else "bar"
        drawn.append(
            f'<rect class="{kind}" x="{place * step + 1:.1f}" y="{_HEIGHT - _FOOT - height:.1f}" '
            f'width="{max(1.0, step - 2):.1f}" height="{height:.1f}">'
            f"<title>{escape(label)}: {value:g}</title></rect>"
        )
    base = _HEIGHT - _FOOT
    drawn += [
        f'<line x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>',
        f'<text x="0" y="{_HEIGHT - 6}">{escape(bars[0][0])}</text>',
        f'<text x="{_WIDTH}" y="{_HEIGHT - 6}" class="end">{escape(bars[-1][0])}</text>',
        f'<text x="0" y="11">{highest:g}</text>',
    ]
    return _svg(_HEIGHT, what, drawn)


def shares(rows: Sequence[tuple[str, float, float | None]], what: str) -> str:
    """Lying bars from 0 to 100 %: label, share (0..1) now, and before (None: not known)."""
    if not rows:
        return ""
    room = _WIDTH - _LABEL - 150
    drawn = []
    for place, (label, now, before) in enumerate(rows):
        y = place * _ROW
        told = f"{now:.0%}" + ("" if before is None else f", before {before:.0%}")
        fallen = before is not None and before - now >= 0.25
        drawn += [
            f'<text x="{_LABEL - 8}" y="{y + 16}" class="end">{escape(label)}</text>',
            f'<rect class="ground" x="{_LABEL}" y="{y + 4}" width="{room}" height="14"/>',
            f'<rect class="{"bar marked" if fallen else "bar"}" x="{_LABEL}" y="{y + 4}" '
            f'width="{now * room:.1f}" height="14"><title>{escape(label)}: {told}</title></rect>',
            f'<text x="{_LABEL + room + 8}" y="{y + 16}">{told}</text>',
        ]
        if before is not None:
            x = _LABEL + before * room
            drawn.append(f'<line class="before" x1="{x:.1f}" y1="{y + 1}" x2="{x:.1f}" '
                         f'y2="{y + 21}"/>')  # fmt: skip
    return _svg(len(rows) * _ROW + 4, what, drawn)


def _svg(height: int, what: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(what)}" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}">{"".join(drawn)}</svg>'
    )
