"""docs/city-profiles.md tells of every key, and its examples are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from crawler.profiles import CityProfile, Site, parse_profile
from crawler.profiles.models import SelectorName

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "city-profiles.md").read_text("utf-8")


def keys() -> list[str]:
    """Every key a person may write, as the tables of the document name it."""
    found = []
    for name, field in CityProfile.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        if name == "sites" or field.exclude:
            continue
        found += [f"{name}.{key}" for key in inner] if inner else [name]
    return found + [name for name, field in Site.model_fields.items() if not field.exclude]


@pytest.mark.parametrize("key", keys())
def test_every_key_is_described(key: str) -> None:
    """A key without a line in the document cannot be merged."""
    assert f"| `{key}` |" in TEXT


@pytest.mark.parametrize("name", get_args(SelectorName))
def test_every_selector_is_described(name: str) -> None:
    """So cannot a part a layout may point at."""
    assert f"`{name}`" in TEXT.partition("**Layouts**")[2]


def test_the_examples_are_right() -> None:
    """The smallest profile loads, alone and with the layouts shown."""
    smallest, layouts = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    assert parse_profile(smallest, "miastko.toml").name == "Miastko"
    assert len(parse_profile(smallest + layouts, "miastko.toml").sites["news"].layouts) == 2
