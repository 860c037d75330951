"""``kronika crawl`` as a person types it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from archive import Archive
from archive.errors import KronikaError
from crawler.cli import cli
from crawler.demo.town import expected


def kronika(*words: object) -> Result:
    """Run a command; a KronikaError becomes its exit code, as in main()."""
    result = CliRunner().invoke(cli, [str(word) for word in words])
    if isinstance(result.exception, KronikaError):
        result.exit_code = result.exception.exit_code
    return result


def crawl_demo(root) -> Result:
    """Crawl the next day of the demo town."""
    result = kronika("crawl", "demo", "--archive", root, "-s", "KRONIKA_PROGRESS=0")
    assert result.exit_code == 0, result.output
    return result


def test_the_demo_town_day_after_day(tmp_path):
    """Each crawl finds exactly what is new, changed and gone, and the summary says so."""
    root = tmp_path / "archive"
    for day in (1, 2, 3):
        summary = crawl_demo(root).stderr
        [run] = [
            row
            for row in Archive(root).runs().to_pylist()
            if dict(row["settings"])["KRONIKA_DEMO_DAY"] == str(day)
        ]
        hoped = expected(day)
        for name in ("new", "changed", "gone"):
            assert run["counts"][name] == len(getattr(hoped, name)), name
            if run["counts"][name]:
                assert f"{run['counts'][name]} " in summary
                assert name in summary
        assert f"{root}/tables/pages" in summary
        assert "kronika export" in summary
    visits = Archive(root).visits().to_pylist()
    gone = {row["canonical_url"] for row in visits if row["outcome"] == "gone"}
    assert gone == expected(2).gone | expected(3).gone


def test_a_day_on_which_nothing_happens(tmp_path):
    """After its last day the town is as it was: exit code 0, and the summary says why."""
    root = tmp_path / "archive"
    for _ in range(3):
        crawl_demo(root)
    assert "Every page is as it was." in crawl_demo(root).stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["crawl", "zabrz"], "zabrze"),
        (["crawl", "demo", "-s", "retry_times=1"], "NAME=VALUE"),
        (["crawl"], "name cities, or say --all"),
        (["crawl", "demo", "--pace", "-1"], "--pace"),
    ],
)
def test_a_wrong_command_ends_in_2_and_says_what_to_write(tmp_path, words, told):
    """A slip is answered with what to write instead, and nothing is written to disk."""
    root = tmp_path / "archive"
    result = kronika(*words, "--archive", root)
    assert result.exit_code == 2
    assert told in f"{result.output}{result.exception}"
    assert not root.exists()


def test_one_wrong_city_stops_all_before_the_first_request(tmp_path):
    """Of several cities every profile is read first."""
    root = tmp_path / "archive"
    result = kronika("crawl", "demo", "nowhere", "--archive", root)
    assert result.exit_code == 2
    assert not root.exists()


def test_a_broken_profile_is_told_with_all_its_errors(tmp_path):
    """Every error of a profile is named at once."""
    (tmp_path / "zepsute.toml").write_text('name = 5\nteryt = 24\n[sites.news]\nhom = "x"\n')
    result = kronika("crawl", "zepsute", "--cities", tmp_path, "--archive", tmp_path / "a")
    assert result.exit_code == 2
    for key in ("name", "teryt", "sites.news.home", "sites.news.hom"):
        assert key in str(result.exception)


def test_a_folder_that_is_no_archive_is_refused(tmp_path):
    """Somebody's folder is left as it was."""
    (tmp_path / "letter.txt").write_text("dear all")
    result = kronika("crawl", "demo", "--archive", tmp_path)
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_quiet_says_nothing(tmp_path):
    """--quiet leaves stderr to errors."""
    result = kronika("crawl", "demo", "--archive", tmp_path / "a", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
