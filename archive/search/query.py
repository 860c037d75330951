"""What a person types, read into an expression for SQLite's FTS5.

    remont drogi         both words, in any form
    "remont drogi"       side by side, in any form
    title:remont         in one field: title, lead, text, files, badges
    remont OR naprawa    either
    remont -most         without the second
    przedszkol*          any word that begins so

https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.errors import ConfigurationError
from archive.search.words import words

FIELDS = ("title", "lead", "text", "files", "badges")
#: Gives the stems a word stands for; the second argument tells whether it is only a beginning.
Stems = Callable[[str, bool], Sequence[str]]

_TOKEN = re.compile(r'(-?)(?:(\w+):(?=\S))?(?:["„”]([^"„”]*)["”]?|(\S+))')
#: So many ways to read a phrase are tried, when its words have several stems.
_MOST_READINGS = 16


@dataclass(frozen=True, slots=True)
class Clause:
    """A word, or words side by side; ``begins`` tells that the last is only a beginning."""

    words: tuple[str, ...]
    field: str | None = None
    begins: bool = False
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All groups must match, each by any of its clauses; none of ``unwanted`` may."""

    groups: tuple[tuple[Clause, ...], ...]
    unwanted: tuple[Clause, ...]

    @property
    def wanted(self) -> list[Clause]:
        """The clauses that count as hits."""
        return list(itertools.chain(*self.groups))


def parse(text: str) -> Query:
    """Read a query; whatever is typed is a query, if there is a word in it to look for.

    Raises:
        ConfigurationError: there is none.
    """
    groups: list[tuple[Clause, ...]] = []
    unwanted: list[Clause] = []
    either = False
    for token in _TOKEN.finditer(text):
        if token[0] == "OR" and groups:
            either = True
            continue
        clause = _clause(token)
        if clause is None:
            continue
        if clause.unwanted:
            unwanted.append(clause)
        elif either:
            groups[-1] = (*groups[-1], clause)
        else:
            groups.append((clause,))
        either = False
    if not groups:
        raise ConfigurationError(
            f"there is no word to look for in {text!r}. Write some: kronika search remont drogi"
        )
    return Query(tuple(groups), tuple(unwanted))


def expression(query: Query, stems: Stems) -> str:
    """The query as an FTS5 expression."""
    wanted = " AND ".join(_either(group, stems) for group in query.groups)
    if not query.unwanted:
        return wanted
    return f"({wanted}) NOT {_either(query.unwanted, stems)}"


def _clause(token: re.Match[str]) -> Clause | None:
    minus, field, phrase, word = token.groups()
    text = phrase if phrase is not None else word
    if field and field.lower() not in FIELDS:
        field, text = None, f"{field} {text}"
    found = tuple(words(text))
    if not found:
        return None
    begins = phrase is None and text.endswith("*")
    return Clause(found, field.lower() if field else None, begins, bool(minus))


def _either(clauses: Iterable[Clause], stems: Stems) -> str:
    return f"({' OR '.join(_one(clause, stems) for clause in clauses)})"


def _one(clause: Clause, stems: Stems) -> str:
    last = len(clause.words) - 1
    each = [stems(word, clause.begins and n == last) for n, word in enumerate(clause.words)]
    readings = itertools.islice(itertools.product(*each), _MOST_READINGS if last else None)
    told = " OR ".join(f'"{" ".join(reading)}"' for reading in readings)
    return f"{clause.field} : ({told})" if clause.field else f"({told})"
