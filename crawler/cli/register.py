"""The register as a list: what was taken down, lifted and signed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from crawler.cli.output import print_table

#: Events of the register, as the list tells them.
_WORDS = {"forget": "taken down", "lifted": "lifted", "signed": "signed"}


def list_register(archive: Path) -> None:
    """Print takedowns, liftings and signatures, oldest first; exit 7 where the chain is broken."""
    from archive.forget.takedown import DONE
    from archive.layout import Layout
    from archive.register import entries, first_broken

    root = Layout.open_existing(archive).root
    noted = entries(root)
    done = {entry["takedown"]: entry["counts"] for entry in noted if entry["event"] == DONE}
    rows = [
        (
            f"{entry['at'][:16]}Z",
            _WORDS[entry["event"]],
            ", ".join(entry.get("cities", ())),
            str(len(entry["addresses"])) if "addresses" in entry else "",
            _versions(entry, done),
            entry["by"],
            entry["reason"] if "reason" in entry else _holder(entry),
        )
        for entry in noted
        if entry["event"] in _WORDS
    ]
    print_table(("when", "what", "cities", "addresses", "versions", "by", "reason"), rows)
    broken = first_broken(root)
    if broken is not None:
        click.echo(f"register.jsonl was changed: line {broken} does not follow", err=True)
        sys.exit(7)


def _versions(entry: dict[str, Any], done: dict[str, dict[str, int]]) -> str:
    """How many versions went with a takedown."""
    if "takedown" not in entry:
        return ""
    return str(done[entry["takedown"]]["pages"]) if entry["takedown"] in done else "not finished"


def _holder(entry: dict[str, Any]) -> str:
    """The key of a line that signs, in short."""
    from archive.signing import fingerprint, is_signed

    return fingerprint(entry["key"]) if is_signed(entry) else "no valid signature"
