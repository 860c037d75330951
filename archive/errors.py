"""Everything that stops a run, with the exit code it ends in.

    KronikaError
    ├── ConfigurationError   2  the command, a setting or a city profile is wrong
    │   └── NotAnArchive     2  the folder holds something else
    ├── ArchiveFault         7  disk full, read-only, torn or foreign data where ours should be
    │   └── SchemaError      7  rows or files that do not fit `archive.schema`
    └── ArchiveBusy          8  another crawl of the same city holds the lock

A page that cannot be read or an answer that failed is no error here: the page is skipped with a
reason code or kept with an issue code, and counted (docs/issues.md).
"""

from __future__ import annotations

from typing import ClassVar


class KronikaError(Exception):
    """The run cannot go on; the message says why and what to do."""

    exit_code: ClassVar[int] = 1


class ConfigurationError(KronikaError):
    """The command, a setting or a city profile is wrong."""

    exit_code = 2


class NotAnArchive(ConfigurationError):
    """The folder exists and is not a Kronika archive; nothing was written."""


class ArchiveFault(KronikaError):
    """The archive cannot be read or written as it should."""

    exit_code = 7


class SchemaError(ArchiveFault):
    """Rows or files do not fit the schema."""


class ArchiveBusy(KronikaError):
    """Another run holds the lock of this city in this archive."""

    exit_code = 8
