"""Turn one exchange into WARC records, compressed and ready to append.

A visit becomes these records, in this order: request, metadata (timing, TLS, Kronika's facts),
more metadata when 1xx answers or stray bytes came, and last the response. So a response that is
whole on disk has its companions before it, and a torn tail costs at most the visit that was being
written. An answer that repeats a stored body becomes a revisit record in place of the response.
Of a 304 the revisit has no block, and the head that came lies in a metadata record: players show
the block of a revisit as the page's head, and would show an empty page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.snapshots import warc
from archive.snapshots.exchange import Exchange, Original, Spool

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_REQUEST = "application/http; msgtype=request"
_RESPONSE = "application/http; msgtype=response"
FIELDS = "application/warc-fields"


@dataclass(slots=True)
class Packed:
    """The records of one exchange, compressed and ready to append; the response is the last."""

    members: list[Spool]
    response_id: str | None
    payload_digest: str

    def close(self) -> None:
        """Give back the memory."""
        for packed in self.members:
            packed.close()


def pack(exchange: Exchange) -> Packed:
    """Turn an exchange into compressed records: pure CPU, made for a thread.

    Without an answer there is no response record, and ``response_id`` is None; where no request
    was sent either (the certificate was refused) a metadata record alone says why.
    """
    answered = bool(exchange.head)
    response_id, request_id = warc.record_id(), warc.record_id()
    about = [("WARC-Target-URI", exchange.url), ("WARC-IP-Address", exchange.ip_address or "")]
    blocks = [
        ("request", request_id, _REQUEST, exchange.request),
        ("metadata", warc.record_id(), FIELDS, warc.warc_fields(_facts(exchange))),
        ("metadata", warc.record_id(), _RESPONSE, exchange.interim),
        ("metadata", warc.record_id(), "application/octet-stream", exchange.stray),
    ]
    if _is_not_modified(exchange):
        blocks.append(("metadata", warc.record_id(), _RESPONSE, exchange.head))

    def member(kind: str, identity: str, media_type: str, block: bytes) -> Spool:
        other = response_id if answered else request_id if exchange.request else ""
        fields = [
            *about,
            ("WARC-Concurrent-To", other if other != identity else ""),
            ("Content-Type", media_type),
            ("WARC-Block-Digest", warc.sha256(block)),
        ]
        header = warc.head(kind, identity, exchange.started_at, len(block), fields)
        return warc.member(header, [block])

    members = [member(*told) for told in blocks if told[3]]
    if answered:
        members.append(_response(exchange, response_id, request_id, about))
    original = exchange.original
    digest = original.pointer.payload_digest if original else exchange.body.digest
    return Packed(members, response_id if answered else None, digest)


def _response(exchange: Exchange, response_id: str, request_id: str, about: warc.Headers) -> Spool:
    tls = exchange.tls
    fields = [
        *about,
        ("WARC-Concurrent-To", request_id),
        ("WARC-Protocol", "http/1.1"),
        ("WARC-Protocol", tls.version if tls else ""),
        ("WARC-Cipher-Suite", tls.cipher if tls else ""),
        ("WARC-Truncated", exchange.truncated or ""),
        ("Content-Type", _RESPONSE),
    ]
    if original := exchange.original:
        block = b"" if _is_not_modified(exchange) else exchange.head
        fields += [*_refers_to(exchange, original), ("WARC-Block-Digest", warc.sha256(block))]
        header = warc.head("revisit", response_id, exchange.started_at, len(block), fields)
        return warc.member(header, [block])
    fields += [
        ("WARC-Payload-Digest", exchange.body.digest),
        ("WARC-Block-Digest", exchange.body.block_digest),
    ]
    length = len(exchange.head) + exchange.body.size
    header = warc.head("response", response_id, exchange.started_at, length, fields)
    return warc.member(header, _block(exchange))


def _is_not_modified(exchange: Exchange) -> bool:
    """Whether the answer says that the original is still good (304) and brings no body."""
    return exchange.original is not None and not exchange.body.size


def _refers_to(exchange: Exchange, original: Original) -> warc.Headers:
    """What ties a revisit to its original (WARC 1.1, 6.7); file and offset as in Heritrix.

    The date is told to the second, as indexes have it: a player that looks for an original at or
    after a finer one passes it by and shows the next version of the page.
    """
    pointer = original.pointer
    return [
        ("WARC-Profile", NOT_MODIFIED if _is_not_modified(exchange) else IDENTICAL_PAYLOAD),
        ("WARC-Refers-To", pointer.warc_record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", warc.warc_date(original.fetched_at, "seconds")),
        ("WARC-Refers-To-Filename", pointer.warc_file),
        ("WARC-Refers-To-File-Offset", str(pointer.warc_offset)),
        ("WARC-Payload-Digest", pointer.payload_digest),
    ]


def _block(exchange: Exchange) -> Iterable[bytes]:
    yield exchange.head
    yield from exchange.body.chunks()


def _facts(exchange: Exchange) -> list[tuple[str, str]]:
    tls = exchange.tls
    return [
        ("fetchTimeMs", str(exchange.elapsed_ms)),
        ("tls-version", tls.version if tls else ""),
        ("tls-cipher", tls.cipher if tls else ""),
        ("tls-chain", tls.chain if tls else ""),
        *(("tls-issuer", issuer) for issuer in (tls.issuers if tls else ())),
        ("truncated", exchange.truncated or ""),
        *((f"kronika-{name}", value) for name, value in exchange.facts.items()),
    ]
