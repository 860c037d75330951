"""Project tables and labelled lines become projects with typed amounts and periods."""

from __future__ import annotations

import pytest

from archive.model import Block
from pipelines.amounts import Amount, read_amount
from pipelines.projects import find_projects, label_key, project_item
from tests.pipelines.items import make_item

ROWS = [
    ["Tytuł projektu", "Termomodernizacja szkoły w Lipnie"],
    ["Nr umowy", "UDA-RPSL.04.03.01-24-0001/18"],
    ["Program", "Regionalny Program Operacyjny Województwa Śląskiego na lata 2014-2020"],
    ["Oś priorytetowa", "IV. Efektywność energetyczna"],
    ["Działanie", "4.3 Efektywność w budynkach"],
    ["Źródło dofinansowania", "Europejski Fundusz Rozwoju Regionalnego"],
    ["Całkowita wartość projektu", "1 234 567,89 zł"],
    ["Kwota dofinansowania (UE)", "1.049.382,70 PLN"],
    ["Okres realizacji", "01.01.2018 – 31.12.2020"],
    ["Jednostka realizująca", "Wydział Inwestycji"],
    ["Kierownik", "tel. 32 100 20 30"],
]


def table(rows: list[list[str]]) -> Block:
    """A table block of these rows."""
    return Block("table", "\n".join("\t".join(row) for row in rows), rows=rows)


def lines(*texts: str) -> list[Block]:
    """Paragraphs of these texts."""
    return [Block("paragraph", text) for text in texts]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234 567,89 zł", Amount(123_456_789, "PLN")),
        ("3.371.346,00 EUR", Amount(337_134_600, "EUR")),
        ("EUR 500", Amount(50_000, "EUR")),
        ("2,5 mln zł", Amount(250_000_000, "PLN")),
        ("ok. 450 tys. zł", Amount(45_000_000, "PLN")),
        ("1,2 miliarda złotych", None),
        ("3,375 mln zł", Amount(337_500_000, "PLN")),
        ("85% kosztów, tj. 10 000 zł", Amount(1_000_000, "PLN")),
        ("85 %", None),
        ("brak", None),
    ],
)
def test_sums_of_money(text: str, amount: Amount | None) -> None:
    """Blanks, points and commas, thousands and millions; percentages are no sums."""
    assert read_amount(text) == amount


def test_a_bare_number_needs_a_currency_assumed() -> None:
    """In a cell labelled as money the currency may be missing."""
    assert read_amount("12 500,00") is None
    assert read_amount("12 500,00", assumed="PLN") == Amount(1_250_000, "PLN")


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Całkowity koszt zadania:", "total"),
        ("WARTOŚĆ PROJEKTU OGÓŁEM", "total"),
        ("Dofinansowanie z UE", "support"),
        ("Wysokość przyznanej dotacji", "support"),
        ("Wkład Funduszy Europejskich", "support"),
        ("Wysokość wkładu z Funduszy Europejskich", "support"),
        ("Wkład własny", None),
        ("Źródło finansowania", "source"),
        ("Nazwa programu", "programme"),
        ("Termin realizacji zadania", "period"),
        ("Kontakt", None),
        ("Projektant", None),
    ],
)
def test_labels(label: str, key: str | None) -> None:
    """What the usual labels of project tables stand for."""
    assert label_key(label) == key


def test_a_table_of_two_columns() -> None:
    """All lines are kept as read; the known ones are typed."""
    (project,) = find_projects([table(ROWS)])
    assert project.title == "Termomodernizacja szkoły w Lipnie"
    assert project.action == "IV. Efektywność energetyczna; 4.3 Efektywność w budynkach"
    assert (project.total, project.total_amount) == ("1 234 567,89 zł", 123_456_789)
    assert (project.support_amount, project.support_currency) == (104_938_270, "PLN")
    assert project.period_edtf == "2018-01-01/2020-12-31"
    assert project.funder_ids == ["rpo-slaskie", "efrr"]
    assert project.beneficiary == "Wydział Inwestycji"
    assert [field.label for field in project.fields] == [label for label, _ in ROWS]


def test_a_table_with_a_project_in_each_row() -> None:
    """Labels in the first row name the columns."""
    heads = ["Lp.", "Nazwa zadania", "Program", "Wartość zadania", "Kwota dofinansowania"]
    rows = [
        heads,
        ["1", "Droga w Lipnie", "Rządowy Fundusz Rozwoju Dróg", "100 000 zł", "50 000 zł"],
        ["2", "Droga w Rumi", "Rządowy Fundusz Polski Ład", "200 000 zł", "190 000 zł"],
    ]
    found = find_projects([table(rows)])
    assert [(p.title, p.funder_ids, p.support_amount) for p in found] == [
        ("Droga w Lipnie", ["rfrd"], 5_000_000),
        ("Droga w Rumi", ["rfpl"], 19_000_000),
    ]


def test_labelled_lines() -> None:
    """Lines "Etykieta: wartość", and labels with the value in the next block."""
    blocks = lines(
        "Nazwa zadania: Remont świetlicy\nDofinansowanie: 20 000,00 zł",
        "Całkowita wartość:",
        "30 000,00 zł",
        "Źródło finansowania: Fundusz sołecki",
        "Zapraszamy na otwarcie świetlicy.",
    )
    (project,) = find_projects(blocks)
    assert (project.title, project.total_amount) == ("Remont świetlicy", 3_000_000)
    assert project.funder_ids == ["fundusz-solecki"]


def test_the_lines_that_the_union_asks_for() -> None:
    """Cel, wartość and wkład, as beneficiaries of 2021-2027 must print them."""
    blocks = lines(
        "Cel projektu: poprawa dostępu do e-usług.",
        "Wartość projektu: 2 450 000,00 zł",
        "Wysokość wkładu z Funduszy Europejskich: 2 082 500,00 zł",
        "Okres realizacji: 1.01.2025 r. – 31.12.2026 r.",
    )
    (project,) = find_projects(blocks)
    assert (project.total_amount, project.support_amount) == (245_000_000, 208_250_000)
    assert project.period_edtf == "2025-01-01/2026-12-31"


def test_two_projects_under_each_other() -> None:
    """A second name begins a second project."""
    one = ["Projekt: Świetlica", "Wartość projektu: 10 zł", "Program: PROW"]
    two = ["Projekt: Remiza", "Wartość projektu: 20 zł", "Program: PROW"]
    found = find_projects(lines(*one, *two))
    assert [(p.title, p.total_amount) for p in found] == [("Świetlica", 1_000), ("Remiza", 2_000)]


@pytest.mark.parametrize(
    "blocks",
    [
        [table([["Nazwa", "Telefon"], ["Sekretariat", "32 100 20 30"]])],
        [table([["Program", "PROW"], ["Działanie", "LEADER"], ["Termin realizacji", "2020"]])],
        lines("Projekt: uchwała w sprawie budżetu", "Termin wykonania: 14 dni", "Nabór: otwarty"),
        lines("Budżet projektu: 10 000 zł"),
    ],
    ids=["contacts", "no money", "no project", "one line"],
)
def test_what_is_no_project(blocks: list[Block]) -> None:
    """Three labels and a sum of money make a project, less does not."""
    assert find_projects(blocks) == []


def test_the_step_fills_the_page() -> None:
    """The region of the profile settles a shared acronym."""
    rows = [["Program", "RPO WM"], ["Wartość projektu", "10 zł"], ["Projekt", "Świetlica"]]
    item = make_item(blocks=[table(rows)])
    item.voivodeship = "małopolskie"
    assert [p.funder_ids for p in project_item(item).page.projects] == [["rpo-malopolskie"]]
