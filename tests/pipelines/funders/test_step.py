"""Badges get their funders, the text tells who paid, and both are kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.model import Badge, Block, Section
from pipelines.funders import fund_item
from pipelines.item import Item
from tests.pipelines.items import make_item, paragraph

SEED = Path(__file__).parents[4] / "shared" / "seed" / "zabrze-iso-9001.txt"


def ids(item: Item, *roles: str) -> list[str | None]:
    """Ids of the page's badges in these roles."""
    return [badge.funder_id for badge in item.page.badges if badge.role in roles]


def test_the_reference_badge() -> None:
    """The badge of the reference page is the national environment fund."""
    badge = Badge(
        "Dofinansowanie - Narodowy Fundusz Ochrony Środowiska i Gospodarki Wodnej", source="alt"
    )
    (tied,) = fund_item(make_item(badges=[badge])).page.badges
    assert (tied.funder_id, tied.label, tied.source) == ("nfosigw", "Dofinansowanie", "alt")
    assert tied.funder_name == "Narodowy Fundusz Ochrony Środowiska i Gospodarki Wodnej"
    assert tied.text == badge.text


@pytest.mark.skipif(not SEED.exists(), reason="the reference page is not here")
def test_the_reference_body_mentions_and_is_not_funded() -> None:
    """A participatory budget in the body is a mention, never funding."""
    body = SEED.read_text("utf-8").split("Treść główna")[1]
    item = fund_item(make_item(texts=body.split("\n\n")))
    assert [(b.funder_id, b.role) for b in item.page.badges] == [("budzet-obywatelski", "mention")]


def test_a_row_of_marks_becomes_one_badge_each() -> None:
    """One alt text often carries four marks; each keeps the whole text."""
    text = (
        "Fundusze Europejskie dla Opolskiego | Rzeczpospolita Polska | "
        "Dofinansowane przez Unię Europejską"
    )
    item = fund_item(make_item(badges=[Badge(text, href="/projekty")]))
    assert ids(item, "badge") == ["fe-opolskie", "mark-rp", "mark-ue"]
    assert {(b.text, b.href) for b in item.page.badges} == {(text, "/projekty")}
    assert [b.label for b in item.page.badges] == [None, None, "Dofinansowane przez"]


@pytest.mark.parametrize(
    ("badge", "funder_id"),
    [
        (Badge("logo", src="/img/NFOSiGW-logo_kolor.png?v=2"), "nfosigw"),
        (Badge("wfosigw_katowice.jpg", source="file name"), "wfosigw-katowice"),
        (Badge("baner", src="/b.png", href="https://www.gov.pl/web/nfosigw/o-nas"), "nfosigw"),
        (Badge("baner", href="http://funduszeue.slaskie.pl"), "fe-slaskie"),
        (Badge("baner", href="http://nienfosigw.gov.pl.example/"), None),
        (Badge("zdjęcie", src="/img/kponiec.png"), None),
    ],
)  # fmt: skip
def test_a_logo_without_words_is_known_by_file_or_link(badge: Badge, funder_id: str | None) -> None:
    """The most exact file name decides, then the link; parts of words do not."""
    assert ids(fund_item(make_item(badges=[badge])), "badge") == [funder_id]


def test_words_go_before_files_and_links() -> None:
    """What the badge says counts more than what its picture is called."""
    badge = Badge("Fundusz Spójności", src="/img/nfosigw.png", href="https://bgk.pl/")
    assert ids(fund_item(make_item(badges=[badge])), "badge") == ["fs"]


def test_an_amount_is_no_funder() -> None:
    """An amount stays a badge without funder, and is no doubt."""
    item = fund_item(make_item(badges=[Badge("Dofinansowanie: 3 371 346,00 EUR")]))
    assert (item.page.badges[0].funder_id, item.issues) == (None, [])
    assert item.page.badges[0].label == "Dofinansowanie"


def test_an_unknown_name_is_kept_and_marked() -> None:
    """A badge that names nobody we know is not lost."""
    item = fund_item(make_item(badges=[Badge("Dofinansowano: Fundacja Zielone Miasto")]))
    assert (item.page.badges[0].funder_id, item.issues) == (None, ["unknown_funder"])


def test_an_ambiguous_name_stays_undecided() -> None:
    """Two regions share the letters: no guess, but a code."""
    item = fund_item(make_item(badges=[Badge("FEM 2021-2027")]))
    assert (item.page.badges[0].funder_id, item.issues) == (None, ["ambiguous_funder"])
    item = make_item(badges=[Badge("FEM 2021-2027")])
    item.voivodeship = "małopolskie"
    assert (ids(fund_item(item), "badge"), item.issues) == (["fe-malopolska"], [])


def test_acknowledgements_carry_their_sentence() -> None:
    """The sentence that names the payer is kept beside the id."""
    text = "Otwarto park. Budowę dofinansował Fundusz Spójności. Zapraszamy."
    (badge,) = fund_item(make_item(texts=[text])).page.badges
    assert (badge.role, badge.scope, badge.source) == ("acknowledgement", "page", "text")
    assert badge.text == "Budowę dofinansował Fundusz Spójności."
    assert badge.label == "dofinansował"


def test_a_funder_is_told_once_in_its_strongest_role() -> None:
    """A mention of a funder that is acknowledged elsewhere adds nothing."""
    texts = ["Fundusz Spójności ma 30 lat.", "Most dofinansowano z Funduszu Spójności."] * 2
    item = fund_item(make_item(texts=texts))
    assert [(b.funder_id, b.role) for b in item.page.badges] == [("fs", "acknowledgement")]


def test_the_title_is_text() -> None:
    """A programme in the title is mentioned, unless the title says that it paid."""
    named = fund_item(make_item(title="Czyste Powietrze od nowa"))
    assert ids(named, "mention") == ["czyste-powietrze"]
    paid = fund_item(make_item(title="Most dofinansowany z Funduszu Spójności"))
    assert ids(paid, "acknowledgement") == ["fs"]


def test_a_list_inherits_the_cue_of_its_lead_in() -> None:
    """What is said before a colon speaks for the list below, and only for it."""
    blocks = [
        paragraph("Zadanie dofinansowano ze środków:"),
        Block("list", "- Funduszu Leśnego\n\n- Gminy"),
        paragraph("Fundusz Dopłat działa."),
    ]
    item = fund_item(make_item(blocks=blocks))
    assert ids(item, "acknowledgement") == ["lasy-panstwowe"]
    assert ids(item, "mention") == ["fundusz-doplat"]


def test_project_tables_name_their_funders() -> None:
    """Cells beside or below the label of a funder are a project table; others are text."""
    beside = Block("table", "", rows=[["Program:", "FESL 2021-2027"], ["Partner", "Fundusz Leśny"]])
    below = Block("table", "", rows=[["Zadanie", "Źródło dofinansowania"], ["Most", "Polski Ład"]])
    item = fund_item(make_item(blocks=[beside, below]))
    assert ids(item, "table") == ["fe-slaskie", "rfpl"]
    assert ids(item, "mention") == ["lasy-panstwowe"]


def test_a_sentence_in_the_footer_is_an_acknowledgement() -> None:
    """Sites thank in the footer; names there without a cue are links and addresses."""
    footer = Section(
        "footer", "Strona dofinansowana ze środków Ministra Cyfryzacji. Fundusz Pracy."
    )
    item = fund_item(make_item(sections=[footer]))
    assert [(b.funder_id, b.role) for b in item.page.badges] == [("mc", "acknowledgement")]


def test_a_passage_marked_by_the_reader_is_read_like_text() -> None:
    """A paragraph that speaks of money is no sign: only its sentences with a cue count."""
    text = (
        "Most dofinansował Fundusz Spójności. Jest w budżecie miasta i w kraju Unii Europejskiej. "
        "Działa Fundusz Pracy."
    )
    marked = Badge(text, label="Most", role="acknowledgement", source="text")
    item = fund_item(make_item(badges=[marked], texts=[text]))
    assert [(b.funder_id, b.role) for b in item.page.badges] == [
        ("fs", "acknowledgement"),
        ("fundusz-pracy", "mention"),
    ]
    assert item.page.badges[0].text == "Most dofinansował Fundusz Spójności."


def test_a_passage_that_thanks_somebody_unknown_is_kept() -> None:
    """What no name is known for stays whole, and is marked."""
    marked = Badge("Wsparła nas finansowo Fundacja Róża.", role="acknowledgement", source="text")
    item = fund_item(make_item(badges=[marked]))
    assert (item.page.badges, item.issues) == ([marked], ["unknown_funder"])


def test_a_headline_of_other_news_is_no_badge_of_this_page() -> None:
    """What only mentions a programme in the frame of a page does not speak of the page."""
    teaser = Badge("„Czyste Powietrze”: nowe zasady, te same godziny punktu konsultacyjnego")
    item = fund_item(make_item(badges=[teaser]))
    assert (item.page.badges, item.issues) == ([], [])


def test_badge_and_acknowledgement_of_one_funder_are_both_kept() -> None:
    """A sign in the page's chrome does not say what the article says."""
    item = make_item(
        badges=[Badge("Fundusz Spójności")], texts=["Most dofinansował Fundusz Spójności."]
    )
    assert [b.role for b in fund_item(item).page.badges] == ["badge", "acknowledgement"]


def test_funding_twice_changes_nothing() -> None:
    """The step may be run again over its own result."""
    item = fund_item(
        make_item(badges=[Badge("FEM"), Badge("UE, EFS")], texts=["Dofinansował Fundusz Leśny."])
    )
    first = list(item.page.badges)
    assert fund_item(item).page.badges == first


def test_a_long_sentence_is_cut_around_the_name() -> None:
    """A record does not repeat a page: long sentences are quoted around the funder."""
    text = "słowo " * 200 + "dofinansował Fundusz Leśny " + "słowo " * 200
    (badge,) = fund_item(make_item(texts=[text])).page.badges
    assert "Fundusz Leśny" in badge.text
    assert len(badge.text) < 420
