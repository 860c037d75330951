"""Put an export where it belongs: under a name of its own until it is whole, then in one rename."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from archive.about import MARKER
from archive.errors import ConfigurationError
from archive.tables.disk import sync


@contextlib.contextmanager
def placed(target: Path, *, folder: bool, force: bool, archive: Path) -> Iterator[Path]:
    """Give a place to write to, and rename it to ``target`` when the block ends well.

    ``folder`` makes the place an empty folder. With ``force`` a file is replaced, and a folder
    that is an export; nothing else is ever removed. ``archive`` is no place for exports.

    Raises:
        ConfigurationError: the target exists, or cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        _refuse(target, folder=folder, force=force, archive=archive)
        _remove(part)
        if folder:
            part.mkdir()
        yield part
        for path in [*part.rglob("*"), part] if folder else [part]:
            sync(path)
        _swap(part, target)
    except OSError as error:
        raise ConfigurationError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        _remove(part)


def _refuse(target: Path, *, folder: bool, force: bool, archive: Path) -> None:
    if target.resolve().is_relative_to(archive.resolve()):
        raise ConfigurationError(f"{target} lies in the archive itself; choose another place")
    if target.is_dir() and not any(target.iterdir()):
        return
    if not target.exists():
        return
    if not force:
        raise ConfigurationError(f"{target} exists; choose another name, or replace it: --force")
    if target.is_dir() != folder or (folder and not _is_export(target)):
        raise ConfigurationError(
            f"{target} is no earlier export of this kind: --force does not replace it"
        )


def _is_export(folder: Path) -> bool:
    for place in (folder / "datapackage.json", folder / "data" / "datapackage.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return "export_of_generation" in json.loads(place.read_text("utf-8"))[MARKER]
    return False


def _swap(part: Path, target: Path) -> None:
    """Rename; a folder that is there is moved aside first, since folders cannot be replaced."""
    aside = target.with_name(f".{target.name}.old")
    if target.is_dir():
        _remove(aside)
        target.rename(aside)
    part.replace(target)
    sync(target.parent)
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
