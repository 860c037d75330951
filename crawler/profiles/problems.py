"""What is wrong with a profile, said so that a person can mend it."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from archive.errors import ConfigurationError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error: the file, the dotted key, what is wrong and what to write instead."""

    source: str
    key: str
    wrong: str
    instead: str

    def __str__(self) -> str:
        where = f"{self.source}: {self.key}" if self.key else self.source
        return (
            f"{where}: {self.wrong}; {self.instead}" if self.instead else f"{where}: {self.wrong}"
        )


class ProfileError(ConfigurationError):
    """City profiles are wrong; ``problems`` holds every error of every file read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        count = len(self.problems)
        head = "1 error in a city profile" if count == 1 else f"{count} errors in city profiles"
        super().__init__("\n  ".join([head, *map(str, self.problems)]))


def wrong_value(wrong: str, instead: str) -> PydanticCustomError:
    """An error for a validator to raise: what is wrong, and what to write instead."""
    return PydanticCustomError("profile", "{wrong}", {"wrong": wrong, "instead": instead})


def near(word: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known words that look like ``word``, nearest first."""
    return difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)


def from_pydantic(error: ValidationError, model: type[BaseModel], source: str) -> list[Problem]:
    """Every error pydantic found, in our words."""
    return [
        Problem(source, dotted(detail["loc"]), *_words(detail, model)) for detail in error.errors()
    ]


def dotted(location: Sequence[str | int]) -> str:
    """A place in a TOML file as people write it: ``sites.news.listings[0].url``."""
    key = ""
    for part in location:
        if part == "[key]":  # pydantic's word for "the key itself is wrong"
            continue
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


#: What pydantic's error types mean for someone who edits TOML. ``{...}`` comes from the error.
_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", "this key must be given"),
    "string_type": ("{input} is not text", 'write it in quotes: "…"'),
    "string_too_short": ("empty", "write a text"),
    "pattern_type": ("{input} is not text", "write a regular expression in single quotes: '…'"),
    "bool_type": ("{input} is neither true nor false", "write true or false, without quotes"),
    "int_type": ("{input} is not a whole number", "write a whole number, without quotes"),
    "float_type": ("{input} is not a number", "write a number such as 1.5, without quotes"),
    "greater_than_equal": ("{input} is too small", "write {ge:g} or more"),
    "less_than_equal": ("{input} is too large", "write {le:g} or less"),
    "finite_number": ("{input} is not a finite number", "write a number such as 1.5"),
    "date_type": ("{input} is not a day", "write a day without quotes: 2020-09-19"),
    "literal_error": ("{input} is not known", "write {expected}"),
    "tuple_type": ("{input} is not a list", "write a list: [ … ]"),
    "dict_type": ("{input} is not a table", "write a table of its own: [{key}]"),
    "model_type": ("{input} is not a table", "write a table of its own: [{key}]"),
}


def _words(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] == "profile":
        return context["wrong"], context["instead"]
    if detail["type"] == "extra_forbidden":
        return _unknown_key(detail["loc"], model)
    if detail["type"] not in _WORDS:
        return detail["msg"][:1].lower() + detail["msg"][1:], ""
    facts = {**context, "input": _shown(detail["input"]), "key": dotted(detail["loc"])}
    wrong, instead = _WORDS[detail["type"]]
    return wrong.format_map(facts), instead.format_map(facts)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _unknown_key(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, str]:
    known = _keys_at(location[:-1], model)
    close = near(str(location[-1]), known)
    if close:
        return "unknown key", f"did you mean {close[0]}?"
    return "unknown key", f"known here: {', '.join(known)}"


def _keys_at(location: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """Keys a person may write at that place; injected ones are left out."""
    for part in location:
        field = model.model_fields.get(str(part))
        inner = _models(field.annotation) if field else []
        model = inner[0] if inner else model
    return [name for name, field in model.model_fields.items() if not field.exclude]


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models(part)]
