"""What each field inside a struct means; the columns themselves explain in `archive.schema`."""

from __future__ import annotations

_SNAPSHOT = {
    "warc_file": "Segment, relative to the archive's folder.",
    "warc_offset": "Where the gzip member begins, in bytes.",
    "warc_length": "Length of the gzip member, in bytes.",
    "warc_record_id": "WARC-Record-ID of the response: `<urn:uuid:...>`.",
    "payload_digest": "`sha256:` and hex over the body as sent, its codings kept.",
}

#: Meaning of struct fields: by table, then by path of the column or of the struct inside it.
FIELDS: dict[str, dict[str, dict[str, str]]] = {
    "pages": {
        "snapshot": _SNAPSHOT,
        "date_candidates": {
            "role": "published, updated, created, entered or other.",
            "text": "The date as written.",
            "source": "label, bare line, time element, json-ld, meta, feed, listing, url, sitemap.",
            "label": "The words beside it.",
            "value": "The day it was read as, Europe/Warsaw; null while unreadable.",
            "time": "Local time of day, HH:MM; null when not said.",
        },
        "sections": {
            "name": "header, badges, navigation, breadcrumb, main, newsletter, footer or other.",
            "text": "The section as plain text, without its heading.",
            "heading": "The (usually hidden) heading that opens the section.",
            "heading_gap": "Line breaks between heading and text: 1 or 2.",
            "found_by": "Evidence it was found by: landmark, hidden heading, cue words ...",
            "confidence": "How far to trust that, 0 to 1.",
        },
        "blocks": {
            "kind": "heading, paragraph, list, table, quote or figure.",
            "text": "The block as plain text; items as `- item`, cells parted by tabs.",
            "level": "1 to 6, of headings.",
            "ordered": "Whether a list is numbered.",
            "items": "Items of a list.",
            "rows": "Rows of a table, each a list of cells, the first row first.",
            "src": "Address of a figure's picture, absolute.",
            "alt": "Alternative text of the picture.",
            "caption": "Caption of the figure.",
            "author": "Who made the picture, as the page says.",
        },
        "badges": {
            "text": "The whole sign as read.",
            "label": "What it says of the money: Dofinansowanie, Projekt współfinansowany ...",
            "funder_id": "Id of the funder (docs/funders.md); null when not known.",
            "funder_name": "The funder's name.",
            "role": "badge, acknowledgement, table or mention.",
            "scope": "site when the sign stands on every page, else page.",
            "source": "Where the words stood: alt, title, aria-label, hidden text, text, link ...",
            "href": "Where the sign links to.",
            "src": "Address of its picture.",
        },
        "dates": {
            "start": "First code point of the mention in the text of its section.",
            "end": "The code point after its last.",
            "text": "The date as written.",
            "section": "Name of the section it stands in.",
            "edtf": "The date as an ISO 8601-2:2019 (EDTF) value.",
            "precision": "How exact it is: day, month, year ...",
            "lo": "Its first possible day, Europe/Warsaw.",
            "hi": "Its last possible day, Europe/Warsaw.",
            "mod": "What bends it: before, after, approximate ...",
            "time": "Local time of day.",
            "anchor": "What a relative date was reckoned from.",
            "role": "What the date is for: event, deadline, mentioned ...",
            "cue": "The words that told the role.",
            "rule": "Name of the rule that read it.",
        },
        "attachments": {
            "url": "Address of the file, absolute.",
            "label": "The words of the link.",
            "extension": "File name extension, lower case, no dot.",
            "media_type": "Media type, as far as the page tells it.",
            "size_bytes": "Size the page claims, in bytes; not a measurement.",
        },
        "images": {
            "url": "Address of the image, absolute.",
            "alt": "Alternative text; null when absent.",
            "caption": "Caption.",
            "author": "Who made it, as the page says.",
        },
        "contact": {
            "name": "Name of the office.",
            "address": "Postal address.",
            "emails": "E-mail addresses.",
            "phones": "Phone numbers.",
            "nip": "Tax number (NIP), digits.",
            "regon": "Register number (REGON), digits.",
            "epuap": "Electronic inbox (ePUAP).",
            "hours": "Opening hours, as written.",
        },
        "contact.phones": {
            "text": "The number as printed.",
            "e164": "The number in E.164 form, where it can be told.",
        },
    },
    "visits": {"snapshot": _SNAPSHOT},
    "runs": {
        "counts": {
            "visits": "All visits.",
            "records": "Rows written to pages.",
            "new": "Pages seen for the first time.",
            "changed": "Pages that read differently than before.",
            "unchanged": "Pages that were as before.",
            "gone": "Pages there before, now 404 or 410.",
            "refused": "Pages not given: robots.txt, 401, 403, 429.",
            "failed": "Pages asked and not read.",
            "bytes": "Size of all bodies as sent, in bytes.",
        },
        "reasons": {
            "code": "Reason or issue code (docs/issues.md).",
            "count": "How often it occurred.",
        },
        "causes": {
            "code": "Name of the cause (docs/health.md).",
            "site": "Which of the city's sites; null when it is about all.",
            "grave": "Whether it made the verdict; the others are only worth a word.",
            "evidence": "What shows it, in a sentence.",
        },
    },
}
