"""Records chosen by conditions, in every form a notebook may want them."""

from __future__ import annotations

import itertools
import sys
import tarfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import ConfigurationError
from archive.model import Badge
from archive.parts import KEYS, PARTS, schema_of
from archive.rows import rows_to_table
from archive.schema import PAGES
from archive.tables import TableStore
from tests.archive import factory
from tests.archive.test_api import numbers


@pytest.fixture
def archive(filled) -> Archive:
    """Pages 1 to 5, and 6 which is version 2 of page 1."""
    return Archive(filled)


def commit(store, *rows) -> Archive:
    """Publish rows and open the archive."""
    store.commit({"pages": rows_to_table(PAGES, list(rows))})
    return Archive(store.link.parent)


def test_nothing_is_read_before_rows_are_asked_for(archive):
    """Choosing is free; a selection belongs to the state it was made at."""
    chosen = archive.select("demo", latest=True)
    for path in archive.files("pages"):
        path.unlink()
    assert "city='demo'" in repr(chosen)
    with pytest.raises(Exception, match="No such file"):
        chosen.count()


def test_a_selection_stays_at_its_state(filled, archive):
    """A refresh of the archive moves the archive on, not what was chosen before."""
    chosen = archive.select()
    TableStore(filled, clock=factory.clock).commit({"pages": factory.pages(7)})
    archive.refresh()
    assert (chosen.count(), archive.select().count()) == (6, 7)


def test_a_misspelt_condition_is_an_error(archive):
    """It must not be taken for no condition at all."""
    for ask in (archive.select, archive.pages, archive.page_batches):
        with pytest.raises(TypeError, match="no condition 'kidn'; did you mean kind"):
            ask(kidn="article")


def test_by_funder(store):
    """A badge that names the funder is enough; pages without badges are left out."""
    badge, other = Badge("a", funder_id="rfrd"), Badge("b", funder_id="kpo")
    rows = [
        factory.page_row(1, badges=[other, badge]),
        factory.page_row(2, badges=[]),
        factory.page_row(3, badges=[Badge("c")]),
        factory.page_row(4, badges=[other]),
        factory.page_row(5, badges=None),
    ]
    archive = commit(store, *rows)
    assert numbers(archive.pages(funder="rfrd")) == [1]
    assert numbers(archive.pages(funder=["rfrd", "kpo"])) == [1, 4]
    with pytest.raises(ConfigurationError, match="no funder 'rfdr'; did you mean rfrd"):
        archive.pages(funder="rfdr")


def test_by_publication_day(store):
    """Both ends included; a page without a day is in no span."""
    rows = [
        factory.page_row(number, published=day)
        for number, day in enumerate((date(2026, 4, 30), date(2026, 5, 1), None), 1)
    ]
    archive = commit(store, *rows)
    assert numbers(archive.pages(published_since="2026-05")) == [2]
    assert numbers(archive.pages(published_until="2026-04")) == [1]
    assert numbers(archive.pages(published_since="2026-04-30", published_until="2026-05-01")) == [
        1,
        2,
    ]
    assert numbers(archive.pages(published_since=date(2026, 5, 2))) == []


def test_by_text(store):
    """The words of the search, over every version unless only the latest is wanted."""
    first = factory.page_row(1, title="Remont drogi")
    again = {name: first[name] for name in ("url", "canonical_url")}
    rows = [first, factory.page_row(2, title="Budowa drogi", version=2, **again)]
    archive = commit(store, *rows)
    assert numbers(archive.pages(text="title:dróg")) == [1, 2]
    assert numbers(archive.pages(text="title:dróg", latest=True)) == [2]
    assert numbers(archive.pages(text="title:remont")) == [1]
    with pytest.raises(ConfigurationError, match="no word"):
        archive.pages(text="!")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"city": "demo", "latest": True},
        {"funder": ["nfosigw", "kp'o"]},
        {"funder": []},
        {"text": "remont"},
        {"kind": "notice"},
        {"kind": []},
        {"since": factory.START + timedelta(seconds=3), "until": "2026-05-01T10:00:05Z"},
        {"published_since": "2026-01-03", "published_until": "2026-01-05"},
        {"as_of": factory.START + timedelta(seconds=3)},
        {"as_of": 2},
        {"url": f"{factory.SITE}/2026/05/01/remont-1/"},
    ],
)
def test_every_form_gives_the_same_records(archive, asked):
    """Arrow, pandas, polars, DuckDB, pieces and the count agree, whatever is asked."""
    city = asked.pop("city", None)
    chosen = archive.select(city, **asked)
    ids = sorted(chosen.to_arrow(["record_id"])["record_id"].to_pylist())
    found = chosen.duckdb().execute("SELECT record_id FROM pages ORDER BY ALL").fetchall()
    assert [record_id for (record_id,) in found] == ids
    assert sorted(chosen.to_pandas(["record_id"])["record_id"]) == ids
    assert sorted(chosen.to_polars(["record_id"])["record_id"]) == ids
    pieces = [piece["record_id"].to_pylist() for piece in chosen.batches(["record_id"])]
    assert sorted(itertools.chain(*pieces)) == ids
    assert chosen.count() == len(ids)


@pytest.mark.parametrize("name", PARTS)
def test_exploded_views(archive, name):
    """One row a part, in page order, the same in every form."""
    parts = getattr(archive.select(latest=True), name)()
    rows = archive.pages(latest=True, columns=["record_id", name]).to_pylist()
    wanted = [
        (row["record_id"], place, part)
        for row in sorted(rows, key=lambda row: row["record_id"])
        for place, part in enumerate(row[name] or [])
    ]
    table = parts.to_arrow().sort_by([("record_id", "ascending"), ("position", "ascending")])
    fields = [field for field in table.column_names if field not in (*KEYS, "position")]
    found = [
        (row["record_id"], row["position"], {field: row[field] for field in fields})
        for row in table.to_pylist()
    ]
    assert found == wanted
    asked = archive.select(latest=True).duckdb().sql(f"FROM {name} ORDER BY record_id, position")
    assert asked.to_arrow_table().to_pylist() == table.to_pylist()
    assert parts.to_pandas().shape == parts.to_polars().shape == (len(wanted), len(fields) + 7)
    assert parts.count() == len(wanted)
    assert table.schema.equals(schema_of(name))


def test_parts_of_nothing(root, store):
    """An empty archive has views, too, with all their columns."""
    empty = Archive(root).select()
    assert empty.badges().to_arrow().column_names == schema_of("badges").names
    assert empty.badges().count() == 0
    assert empty.duckdb().execute("SELECT count(*) FROM dates").fetchall() == [(0,)]
    archive = commit(store, factory.page_row(1, dates=None, badges=[]))
    assert archive.select().dates().count() == archive.select().badges().count() == 0
    assert len(archive.select().dates().to_arrow()) == 0
    with pytest.raises(ConfigurationError, match="did you mean funder_id"):
        archive.select().badges().to_arrow(["funderid"])


def test_an_archive_of_an_older_kronika(tmp_path):
    """Columns that came later are there, and null, in every form."""
    with tarfile.open(Path(__file__).parent / "older" / "1.0.0.tar.gz") as packed:
        packed.extractall(tmp_path, filter="data")
    (root,) = (path.parent for path in tmp_path.rglob("datapackage.json"))
    chosen = Archive(root).select()
    assert chosen.to_polars(["projects"])["projects"].null_count() == chosen.count() > 0
    sql = chosen.duckdb()
    assert sql.execute("SELECT count(*), count(projects) FROM pages").fetchall() == [
        (chosen.count(), 0)
    ]
    assert sql.execute("SELECT count(*) FROM badges").fetchall() == [(chosen.badges().count(),)]
    assert chosen.projects().count() == 0


def test_duckdb_joins_what_belongs_together(archive):
    """Visits and runs are there, moments are UTC, days are days."""
    sql = archive.duckdb()
    joined = "SELECT count(*) FROM pages JOIN visits USING (record_id)"
    assert sql.execute(joined).fetchall() == [(5,)]
    assert sql.execute("SELECT count(*) FROM runs").fetchall() == [(2,)]
    first = "SELECT fetched_at, published FROM pages ORDER BY fetched_at LIMIT 1"
    moment, day = sql.execute(first).fetchone()
    assert (moment, day) == (factory.START + timedelta(seconds=1), date(2026, 1, 2))


def test_pandas_can_reckon_with_days(archive):
    """Days and moments come as pandas' own types."""
    frame = archive.select().to_pandas(["published", "fetched_at"])
    assert frame["published"].dt.month.unique().tolist() == [1]
    assert str(frame["fetched_at"].dt.tz) == "UTC"


@pytest.mark.parametrize("name", ["pandas", "polars", "duckdb"])
def test_what_is_not_installed_is_named(archive, name, monkeypatch):
    """The sentence says what to type."""
    monkeypatch.setitem(sys.modules, name, None)
    ask = archive.select().duckdb if name == "duckdb" else getattr(archive.select(), f"to_{name}")
    with pytest.raises(ConfigurationError, match=f"pip install {name}"):
        ask()


def test_visits_and_runs_as_of_a_moment(archive):
    """What was known of the city by then."""
    moment = factory.START + timedelta(seconds=3)
    assert len(archive.visits(as_of=moment)) == 2
    assert len(archive.visits(as_of=moment, until="2026-05-01T10:00:02Z")) == 1
    assert len(archive.visits(as_of=2)) == 3
    assert len(archive.runs(as_of="2026-05-01")) == 1
    assert len(archive.runs(as_of=1)) == 0


def test_search_keeps_to_the_state_of_the_archive(filled, archive):
    """A hit is always a record the archive can hand out, whenever it was opened."""
    TableStore(filled, clock=factory.clock).commit({"pages": factory.pages(7)})
    assert archive.search("title:7").total == 0
    assert archive.refresh().search("title:7").total == 1
    assert archive.search("title:7", as_of=2).total == 0


def test_search_as_of_a_moment(archive):
    """The version on show then is found by its words, though a newer one has others."""
    moment = factory.START + timedelta(seconds=4)
    assert archive.search("title:1", as_of=moment).total == 1
    assert archive.search("title:1").total == 0
    assert archive.search("title:6", as_of=moment).total == 0


def test_history_and_changes_as_of(archive):
    """A story ends where it is asked to."""
    url = factory.page_row(1)["canonical_url"]
    moment = factory.START + timedelta(seconds=4)
    assert [version.number for version in archive.history(url)] == [1, 2]
    assert [version.number for version in archive.history(url, as_of=moment)] == [1]
    assert [version.number for version in archive.history(url, as_of=2)] == [1]
    with pytest.raises(ConfigurationError, match="had no version"):
        archive.history(url, as_of="2020")
    assert len(archive.changes("2026")) == 6
    assert len(archive.changes("2026", as_of=moment)) == 3
    assert len(archive.changes("2026", as_of=2)) == 3


def test_changes_take_how_long_ago(filled):
    """Told from the archive's clock."""
    later = Archive(filled, clock=lambda: factory.START + timedelta(hours=2))
    assert len(later.changes("3h")) == 6
    assert later.changes("1h") == []


def test_a_page_as_its_table_shows_it(archive):
    """Notebooks get a small table; nothing from the archive becomes markup."""
    shown = archive._repr_html_()
    for word in ("demo", "<b>6</b> pages", "2026-05-01", "ok", "Nothing needs attention"):
        assert word in shown


def test_what_cannot_be_read_is_told_not_raised(archive):
    """A notebook or a debugger that shows an archive gets a sentence, not a traceback."""
    for path in archive.files("pages"):
        path.write_bytes(b"<broken>")
    assert "is damaged" in repr(archive)
    assert "is damaged" in archive._repr_html_()


def test_markup_in_a_verdict_is_escaped(root, store):
    """A site's own words cannot script a notebook."""
    store.commit({"runs": factory.runs(1, verdict="site_down", message="<script>x</script>")})
    shown = Archive(root)._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_moments_of_all_kinds(archive):
    """Text, days and moments mean the same everywhere."""
    at = factory.START + timedelta(seconds=3)
    same = [at, at.isoformat(), at.replace(tzinfo=None)]
    assert {archive.select(since=when).count() for when in same} == {4}
