"""A record as other programs get it: the JSON object of docs/exports.md."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

#: Keys of the object, in order. Adding one is a minor change, anything else a major one.
KEYS: tuple[str, ...] = (
    *("url", "canonical_url", "city", "kind", "title", "lead", "published", "modified"),
    *("site_name", "vendor", "sections", "body_text", "blocks", "badges", "dates"),
    *("attachments", "images", "contact", "fetched_at", "record_id", "snapshot", "issues"),
    *("projects", "legal_links"),
)
_LISTS = (
    "blocks", "badges", "dates", "attachments", "images", "issues", "projects", "legal_links",
)  # fmt: skip


def exported(row: dict[str, Any]) -> dict[str, Any]:
    """Turn a row of ``pages`` (as from ``to_pylist``) into the object of the contract.

    Days become ISO days, moments ISO moments in UTC with microseconds and "Z"; lists are never
    null. ``sections`` maps each name to its text, parts of one name parted by a blank line.
    """
    record = {key: plain(row[key]) for key in KEYS}
    record["sections"] = _sections(row["sections"] or [])
    record["contact"] = _contact(row["contact"] or {})
    for key in _LISTS:
        record[key] = record[key] or []
    return record


def iso(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, always of the same length: texts sort as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _sections(sections: list[dict[str, Any]]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for section in sections:
        texts.setdefault(section["name"], []).append(section["text"] or "")
    return {name: "\n\n".join(parts) for name, parts in texts.items()}


def _contact(contact: dict[str, Any]) -> dict[str, Any]:
    phones = contact.get("phones") or []
    return {
        "name": contact.get("name"),
        "address": contact.get("address"),
        "emails": contact.get("emails") or [],
        "phones": [phone["text"] for phone in phones],
        "phones_e164": [phone["e164"] for phone in phones],
        "nip": contact.get("nip"),
        "regon": contact.get("regon"),
        "epuap": contact.get("epuap"),
        "hours": contact.get("hours"),
    }


def plain(value: Any) -> Any:
    """A value without days and moments: both become ISO text, at any depth."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value
