"""City profiles on disk: find them, read them, and say everything that is wrong at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Mapping
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any, Protocol

from pydantic import ValidationError

from archive.errors import ConfigurationError
from crawler.profiles.models import CityProfile
from crawler.profiles.problems import Problem, ProfileError, from_pydantic, near
from crawler.profiles.rules import broken_rules
from pipelines.folding import fold

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SITE_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class ProfileFile(Protocol):
    """A file with a profile: a path, or a resource of the package."""

    @property
    def name(self) -> str:
        """The file's own name."""

    def read_bytes(self) -> bytes:
        """The file's content."""


def load_profile(slug: str, extra_dir: Path | None = None) -> CityProfile:
    """Load one city; a profile in ``extra_dir`` goes before the shipped one of the same slug.

    Raises:
        ConfigurationError: no such city (the message has the near names).
        ProfileError: the file is wrong; the message lists every error.
    """
    found = profile_files(extra_dir)
    if slug not in found:
        raise ConfigurationError(_unknown(slug, found, extra_dir))
    return read_profile(found[slug])


def all_profiles(extra_dir: Path | None = None) -> dict[str, CityProfile]:
    """Every city by slug, in alphabetical order.

    Raises:
        ProfileError: some files are wrong; the message lists every error of all of them.
    """
    profiles, problems = readable_profiles(extra_dir)
    if problems:
        raise ProfileError(problems)
    return profiles


def readable_profiles(
    extra_dir: Path | None = None, slugs: Container[str] | None = None
) -> tuple[dict[str, CityProfile], list[Problem]]:
    """Every city (or those named) whose file is right, and the errors of the files that are not."""
    profiles: dict[str, CityProfile] = {}
    problems: list[Problem] = []
    for slug, file in profile_files(extra_dir).items():
        if slugs is not None and slug not in slugs:
            continue
        try:
            profiles[slug] = read_profile(file)
        except ProfileError as error:
            problems += error.problems
    return profiles, problems


def profile_files(extra_dir: Path | None = None) -> dict[str, ProfileFile]:
    """The file of each city, by slug in alphabetical order; ``extra_dir`` overrides.

    Raises:
        ConfigurationError: ``extra_dir`` is no folder.
    """
    if extra_dir is not None and not extra_dir.is_dir():
        raise ConfigurationError(
            f"{extra_dir} is no folder; --cities takes a folder of <city>.toml files"
        )
    shipped: Iterable[ProfileFile] = (files("crawler") / "cities").iterdir()
    own: Iterable[ProfileFile] = extra_dir.iterdir() if extra_dir else ()
    return dict(sorted((_by_slug(shipped) | _by_slug(own)).items()))


def own_slugs(folder: Path) -> list[str]:
    """The cities with a profile in a folder of one's own, in alphabetical order."""
    return sorted(_by_slug(folder.iterdir()))


def _by_slug(found: Iterable[ProfileFile]) -> dict[str, ProfileFile]:
    return {
        file.name.removesuffix(".toml"): file
        for file in found
        if file.name.endswith(".toml") and not file.name.startswith(".")
    }


def read_profile(file: ProfileFile) -> CityProfile:
    """Read one file; see `parse_profile`.

    Raises:
        ProfileError: the file cannot be read, is not UTF-8, or is wrong.
    """
    source = str(file) if isinstance(file, Path) else file.name
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        raise ProfileError([Problem(source, "", f"cannot be read: {why}", "")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(source, "", f"line {line} is not UTF-8", "save the file as UTF-8")
        raise ProfileError([problem]) from error
    return parse_profile(text, source)


def parse_profile(text: str, source: str) -> CityProfile:
    """Check the text of a profile; ``source`` is its file, whose name gives the slug.

    Raises:
        ProfileError: with every error at once: file, key, what is wrong, what to write instead.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        instead = "mend the line; TOML 1.0 is described at https://toml.io"
        raise ProfileError([Problem(source, "", f"no TOML: {error}", instead)]) from error
    slug = PurePath(source).name.removesuffix(".toml")
    problems = [*_names(raw, slug, source), *broken_rules(raw, source)]
    profile: CityProfile | None = None
    try:
        profile = CityProfile.model_validate(_with_names(raw, slug))
    except ValidationError as error:
        problems += from_pydantic(error, CityProfile, source)
    if problems or profile is None:
        raise ProfileError(problems)
    return profile


def _names(raw: Mapping[str, Any], slug: str, source: str) -> list[Problem]:
    """Errors in names that stand outside the values: file, site keys, keys we set ourselves."""
    problems = []
    if not _SLUG.fullmatch(slug):
        instead = f"rename it to {_slug_for(slug)}.toml: lower-case ASCII, digits and hyphens"
        problems.append(Problem(source, "", "the file's name is no city slug", instead))
    if "slug" in raw:
        instead = "leave it out: the file's name is the slug"
        problems.append(Problem(source, "slug", "unknown key", instead))
    sites = raw.get("sites")
    for name, site in sites.items() if isinstance(sites, dict) else ():
        if not _SITE_NAME.fullmatch(name):
            wrong, instead = f"{name!r} is no site name", "write one such as news or bulletin"
            problems.append(Problem(source, f"sites.{name}", wrong, instead))
        if isinstance(site, dict) and "name" in site:
            instead = f"leave it out: the site's name is {name}"
            problems.append(Problem(source, f"sites.{name}.name", "unknown key", instead))
    return problems


def _with_names(raw: dict[str, Any], slug: str) -> dict[str, Any]:
    """The table with each name put where the model keeps it."""
    named = {**raw, "slug": slug}
    if isinstance(sites := raw.get("sites"), dict):
        named["sites"] = {
            name: {**site, "name": name} if isinstance(site, dict) else site
            for name, site in sites.items()
        }
    return named


def _slug_for(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "city"


def _unknown(slug: str, found: Mapping[str, ProfileFile], extra_dir: Path | None) -> str:
    close = near(_slug_for(slug), found)
    words = [f"no city {slug!r}"]
    if close:
        words.append(f"did you mean {' or '.join(close)}?")
    words.append(f"known: {', '.join(found)}")
    if extra_dir is None:
        words.append("--cities DIR adds profiles of your own (docs/city-profiles.md)")
    return "; ".join(words)
