"""Records as Markdown: what the page says, and nothing it did not mean."""

from __future__ import annotations

import pytest

from archive.markdown import escaped, markdown
from archive.model import Block
from archive.rows import table_to_rows
from tests.archive import factory


def rendered(*blocks: Block) -> str:
    """The blocks alone."""
    rows = factory.pages(1, title=None, lead=None, blocks=list(blocks))
    return markdown(table_to_rows(rows)[0])


def test_a_whole_record():
    """Title, lead, paragraph, list and table."""
    assert markdown(table_to_rows(factory.pages(1))[0]) == (
        "# Remont ulicy Długiej – etap 1\n\n"
        "Utrudnienia potrwają do jesieni.\n\n"
        "Rozpoczął się 1. etap remontu ulicy Długiej.\n\n"
        "- jezdnia\n- chodnik\n\n"
        "| rok | kwota |\n| --- | --- |\n| 2026 | 1 000 zł |\n"
    )


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Block("heading", "Etapy\nprac", level=3), "### Etapy prac\n"),
        (Block("heading", "Wysoko", level=1), "## Wysoko\n"),
        (Block("list", "", ordered=True, items=["a", "b\nc"]), "1. a\n2. b\n   c\n"),
        (Block("list", "- sam tekst"), "\\- sam tekst\n"),
        (
            Block("table", "", rows=[["a|b"], ["x\ny", "z"]]),
            "| a\\|b |  |\n| --- | --- |\n| x<br>y | z |\n",
        ),
        (Block("quote", "Raz.\n\nDwa."), "> Raz.\n>\n> Dwa.\n"),
        (
            Block(
                "figure", "", src="http://a/b c.jpg", alt="Most [1]", caption="Most", author="UM"
            ),
            "![Most \\[1\\]](<http://a/b c.jpg>)\n\nMost – UM\n",
        ),
        (Block("figure", "Podpis"), "Podpis\n"),
    ],
)
def test_each_kind_of_block(block, text):
    """One rule a kind."""
    assert rendered(block) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("# 5 ulic", "\\# 5 ulic"),
        ("1. miejsce", "1\\. miejsce"),
        ("2015 r.", "2015 r."),
        ("- lista", "\\- lista"),
        ("a * b <i> `c`", "a \\* b \\<i> \\`c\\`"),
        ("jan_kowalski@um.pl", "jan_kowalski@um.pl"),
        ("_podkreślone_", "\\_podkreślone\\_"),
        ("[ic_wcag]", "\\[ic_wcag\\]"),
        ("&amp; i &", "\\&amp; i &"),
    ],
)
def test_text_is_shown_as_it_is(text, safe):
    """Nothing in a page's text becomes markup."""
    assert escaped(text) == safe
