"""What columns are made of: plain Arrow types, and the structs that lie in them.

Names of structs and their fields equal those of `archive.model`.
"""

from __future__ import annotations

import pyarrow as pa

UTC = pa.timestamp("us", tz="UTC")
DAY = pa.date32()
TEXT = pa.string()
STRINGS = pa.list_(TEXT)


def _struct(**fields: pa.DataType) -> pa.DataType:
    return pa.struct([pa.field(name, kind) for name, kind in fields.items()])


SNAPSHOT = _struct(
    warc_file=TEXT,
    warc_offset=pa.int64(),
    warc_length=pa.int64(),
    warc_record_id=TEXT,
    payload_digest=TEXT,
)
SECTION = _struct(
    name=TEXT,
    text=TEXT,
    heading=TEXT,
    heading_gap=pa.int8(),
    found_by=TEXT,
    confidence=pa.float32(),
)
BLOCK = _struct(
    kind=TEXT,
    text=TEXT,
    level=pa.int8(),
    ordered=pa.bool_(),
    items=STRINGS,
    rows=pa.list_(STRINGS),
    src=TEXT,
    alt=TEXT,
    caption=TEXT,
    author=TEXT,
)
BADGE = _struct(
    text=TEXT,
    label=TEXT,
    funder_id=TEXT,
    funder_name=TEXT,
    role=TEXT,
    scope=TEXT,
    source=TEXT,
    href=TEXT,
    src=TEXT,
)
ATTACHMENT = _struct(url=TEXT, label=TEXT, extension=TEXT, media_type=TEXT, size_bytes=pa.int64())
IMAGE = _struct(url=TEXT, alt=TEXT, caption=TEXT, author=TEXT)
LEGAL_LINK = _struct(kind=TEXT, label=TEXT, url=TEXT)
PROJECT = _struct(
    title=TEXT,
    number=TEXT,
    beneficiary=TEXT,
    programme=TEXT,
    action=TEXT,
    source=TEXT,
    funder_ids=STRINGS,
    total=TEXT,
    total_amount=pa.int64(),
    total_currency=TEXT,
    support=TEXT,
    support_amount=pa.int64(),
    support_currency=TEXT,
    period=TEXT,
    period_edtf=TEXT,
    fields=pa.list_(_struct(label=TEXT, value=TEXT)),
)
CONTACT = _struct(
    name=TEXT,
    address=TEXT,
    emails=STRINGS,
    phones=pa.list_(_struct(text=TEXT, e164=TEXT)),
    nip=TEXT,
    regon=TEXT,
    epuap=TEXT,
    hours=TEXT,
)
DATE_CANDIDATE = _struct(role=TEXT, text=TEXT, source=TEXT, label=TEXT, value=DAY, time=TEXT)
DATE_MENTION = _struct(
    start=pa.int32(),
    end=pa.int32(),
    text=TEXT,
    section=TEXT,
    edtf=TEXT,
    precision=TEXT,
    lo=DAY,
    hi=DAY,
    mod=TEXT,
    time=TEXT,
    anchor=TEXT,
    role=TEXT,
    cue=TEXT,
    rule=TEXT,
)
COUNTS = _struct(
    visits=pa.int64(),
    records=pa.int64(),
    new=pa.int64(),
    changed=pa.int64(),
    unchanged=pa.int64(),
    gone=pa.int64(),
    refused=pa.int64(),
    failed=pa.int64(),
    bytes=pa.int64(),
)
REASON = _struct(code=TEXT, count=pa.int64())
CAUSE = _struct(code=TEXT, site=TEXT, grave=pa.bool_(), evidence=TEXT)
