"""Profiles on disk: those that come along, those of one's own, and files that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import ConfigurationError
from crawler.profiles import ProfileError, all_profiles, load_profile, readable_profiles
from tests.crawler.profiles.test_profiles import GOOD


def test_an_unknown_city_gets_near_names() -> None:
    """A typing error in a slug, or the city's own name, leads to the slug."""
    with pytest.raises(ConfigurationError, match="did you mean zabrze"):
        load_profile("Zabrza")


def test_own_profiles_add_and_override(tmp_path: Path) -> None:
    """A folder of one's own adds cities and goes before what is shipped."""
    (tmp_path / "miastko.toml").write_text(GOOD, "utf-8-sig")
    (tmp_path / "zabrze.toml").write_text(GOOD.replace("Miastko", "Zabrze inaczej"), "utf-8")
    (tmp_path / "notes.txt").write_text("not a profile")
    profiles = all_profiles(tmp_path)
    assert profiles["miastko"].name == "Miastko"
    assert load_profile("zabrze", tmp_path).name == "Zabrze inaczej"
    assert load_profile("zabrze").name == "Zabrze"
    assert list(profiles) == sorted(profiles)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """Errors of all files come together, and good files can still be read."""
    (tmp_path / "a.toml").write_text("name = 1\n")
    (tmp_path / "b.toml").write_bytes(b'name = "M"\n# \xb1\n')
    (tmp_path / "miastko.toml").write_text(GOOD, "utf-8")
    with pytest.raises(ProfileError, match="line 2 is not UTF-8") as caught:
        all_profiles(tmp_path)
    assert str(tmp_path / "a.toml") in str(caught.value)
    good, problems = readable_profiles(tmp_path)
    assert "miastko" in good
    assert {Path(p.source).name for p in problems} == {"a.toml", "b.toml"}


def test_a_missing_folder_of_profiles_is_an_error(tmp_path: Path) -> None:
    """A mistyped --cities is never taken for an empty one."""
    with pytest.raises(ConfigurationError, match="is no folder"):
        load_profile("zabrze", tmp_path / "none")
