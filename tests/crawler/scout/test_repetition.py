"""What most of the articles looked at share is told: it may be furniture no rule knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.scout.look import Seen
from crawler.scout.reading import read_record, told_repetition

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FOOTNOTE = "Zapraszamy do punktu obsługi mieszkańca przy ulicy Lipowej, czynnego od rana."


def record(number: int, footnote: str):
    """An article as it was read."""
    told = (
        f"Mieszkańcy ulicy numer {number} mogą od poniedziałku składać wnioski w urzędzie miasta."
    )
    html = f"<main><h1>Wnioski z ulicy {number}</h1><p>{told}</p><p>{footnote}</p></main>"
    url = f"https://www.miasto.example/a/{number}"
    seen = Seen(url, html.encode(), {"Content-Type": "text/html"}, NOON)
    return read_record(seen, "article", [])


@pytest.mark.parametrize(("sharing", "told"), [(8, 1), (5, 1), (3, 0)])
def test_a_block_that_most_articles_share_is_told(sharing, told):
    """With how many say it, and what takes it out; what few share is no sign of anything."""
    records = [
        record(number, FOOTNOTE if number < sharing else f"Dom {number}.") for number in range(8)
    ]
    sentences = told_repetition(records)
    assert len(sentences) == told
    assert all(f"{sharing} of 8 articles say" in one and "drop" in one for one in sentences)
