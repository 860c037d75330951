"""The words of an archive: which stems in its index a word somebody types stands for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from archive.search.alternations import origins
from archive.search.words import fold, stem

#: ``softened`` names, for a stem, the stems of forms that may come from it (drog: drodz).
TABLES = """
CREATE TABLE vocabulary (
    word TEXT, stem TEXT, plain INTEGER NOT NULL, PRIMARY KEY (word, stem)
) WITHOUT ROWID;
CREATE INDEX stem_words ON vocabulary (stem, plain);
CREATE TABLE softened (
    origin TEXT, stem TEXT, doubtful INTEGER NOT NULL, PRIMARY KEY (origin, stem)
) WITHOUT ROWID;
CREATE INDEX softened_stems ON softened (stem);
"""
#: A beginning stands for so many words at most.
_MOST_WORDS = 200


def learn(database: sqlite3.Connection, words: Iterable[str]) -> None:
    """Note words of a text; a word may come any number of times."""
    forms = [(fold(word), stem(word), origins(word)) for word in words]
    database.executemany(
        "INSERT OR IGNORE INTO vocabulary VALUES (?, ?, ?)",
        sorted((word, found, not came.stems) for word, found, came in forms),
    )
    database.executemany(
        "INSERT OR IGNORE INTO softened VALUES (?, ?, ?)",
        sorted((origin, found, came.doubtful) for _, found, came in forms for origin in came.stems),
    )


class Lexicon:
    """Looks words up in the index of an archive."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def stems(self, word: str, begins: bool) -> list[str]:
        """The stems a word stands for; of all words that begin so, if it is only a beginning.

        Beside its own these are those of words that look like it without diacritics, and those
        it shares a changed stem with (`archive.search.alternations`), as far as texts have them.
        """
        plain = fold(word)
        if begins:
            sql = "SELECT DISTINCT stem FROM vocabulary WHERE word >= ? AND word < ? LIMIT ?"
            return list(self._asked(sql, plain, plain + "\U0010ffff", _MOST_WORDS)) or [plain]
        sql = "SELECT stem FROM vocabulary WHERE word = ?"
        own = list(dict.fromkeys([stem(word), *self._asked(sql, plain)]))
        before = [origin for origin in self._before(word, own) if self.has(origin)]
        return list(dict.fromkeys([*own, *before, *self._softened([*own, *before])]))

    def has(self, stem: str) -> bool:
        """Tell whether any record has a word of a stem."""
        return any(self._asked("SELECT 1 FROM vocabulary WHERE stem = ? LIMIT 1", stem))

    def _before(self, word: str, own: Sequence[str]) -> list[str]:
        """The stems a form may come from, typed with diacritics or without."""
        came = origins(word)
        if not came.stems or (came.doubtful and any(map(self._has_other_forms, own))):
            return []
        known = "SELECT origin FROM softened WHERE stem = ?"
        return [*came.stems, *(origin for found in own for origin in self._asked(known, found))]

    def _softened(self, origins: Iterable[str]) -> Iterator[str]:
        """The stems of changed forms that come from some stems."""
        sql = "SELECT stem, doubtful FROM softened WHERE origin = ?"
        for origin in origins:
            for found, doubtful in self._database.execute(sql, [origin]):
                if not (doubtful and self._has_other_forms(found)):
                    yield found

    def _has_other_forms(self, stem: str) -> bool:
        """Tell whether a stem has forms that come from no other (ulica beside ulice)."""
        sql = "SELECT 1 FROM vocabulary WHERE stem = ? AND plain LIMIT 1"
        return any(self._asked(sql, stem))

    def _asked(self, sql: str, *values: object) -> Iterator[str]:
        return (found for (found,) in self._database.execute(sql, values))
