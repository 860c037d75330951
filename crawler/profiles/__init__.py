"""City profiles: one TOML file a city, checked and frozen (docs/city-profiles.md)."""

from crawler.profiles.load import (
    all_profiles,
    load_profile,
    own_slugs,
    parse_profile,
    profile_files,
    read_profile,
    readable_profiles,
)
from crawler.profiles.models import Address, CityProfile, Expect, Layout, Pace, Robots, Site
from crawler.profiles.problems import Problem, ProfileError

__all__ = [
    "Address",
    "CityProfile",
    "Expect",
    "Layout",
    "Pace",
    "Problem",
    "ProfileError",
    "Robots",
    "Site",
    "all_profiles",
    "load_profile",
    "own_slugs",
    "parse_profile",
    "profile_files",
    "read_profile",
    "readable_profiles",
]
