"""Certificates: what is believed, what is completed, what is refused, and how snapshots tell it."""

from __future__ import annotations

import asyncio
import ssl
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from archive.snapshots import SnapshotWriter, pack
from archive.snapshots.stored import exchanges
from archive.snapshots.walk import Walk
from crawler.fetch.addresses import Addresses
from crawler.fetch.client import Answer, Client
from crawler.fetch.connections import ConnectionPool
from crawler.fetch.issuers import Issuers
from crawler.fetch.trust import Trust
from tests.certificates import Made, make, server_context
from tests.support import NOON, scripted_server

HOST = "town.example"
ORIGIN = ("https", HOST, 443)
REQUEST = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
AIA = "http://ca.example/middle.cer"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


ROOT = make("Root", authority=True)
MIDDLE = make("Middle", ROOT, authority=True)
LEAF = make(HOST, MIDDLE, aia=AIA)
BAG = [ROOT.certificate, MIDDLE.certificate]


async def converse(folder: Path, chain: list[Made], served: bytes, times: int = 1) -> list[Answer]:
    """Ask a server that sends this chain; ``served`` is what lies where issuers are looked for."""
    (folder / "root.pem").write_bytes(ROOT.pem)
    server = server_context(folder, chain)
    length = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(served)
    async with (
        scripted_server(lambda _: [OK], tls=server) as town,
        scripted_server(lambda _: [length + served]) as authority,
    ):
        places = {
            f"{HOST}:443": ("127.0.0.1", town.port),
            "ca.example:80": ("127.0.0.1", authority.port),
        }
        addresses = Addresses(connect_to=places)
        roots = partial(_roots, folder / "root.pem")
        pool = ConnectionPool(
            connect_to=places,
            connect_timeout_s=5,
            trust=Trust(roots, Issuers(addresses, "Kronika/0.1")),
        )
        client = Client(pool, clock=lambda: NOON, max_bytes=1000, timeout_s=5)
        answers = [await client.ask(f"https://{HOST}/", ORIGIN, REQUEST) for _ in range(times)]
        pool.close()
    answers[0].message += f" asked {len(authority.received)} times, shook {town.connections} hands"
    assert len(town.received) == sum(answer.head is not None for answer in answers)
    return answers


def _roots(path: Path) -> ssl.SSLContext:
    """As Python makes them since 3.13: whatever is in the store counts as an authority."""
    context = ssl.create_default_context(cafile=str(path))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def ask(folder: Path, chain: list[Made], served: bytes = b"", times: int = 1) -> list[Answer]:
    """The same, at once."""
    return asyncio.run(converse(folder, chain, served, times))


def facts(folder: Path, answer: Answer) -> dict[str, str]:
    """What the metadata record of an exchange says."""
    writer = SnapshotWriter(folder, folder / "s", stem="kronika-x-y", info=[])
    writer.append(pack(answer.exchange), NOON)
    writer.close()
    [path] = (folder / "s").glob("*.warc.gz")
    *_, last = exchanges(Walk(path))
    lines = last.records[-1 if last.answer is None else -2].start.decode().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_a_complete_chain_is_believed(tmp_path):
    """Nothing is looked for, and the snapshot says how the connection was secured."""
    [answer] = ask(tmp_path, [LEAF, MIDDLE])
    assert (answer.reason, answer.body) == (None, b"ok")
    assert "asked 0 times" in answer.message
    told = facts(tmp_path, answer)
    assert (told["tls-version"], told["tls-chain"]) == ("tls/1.3", "complete")
    assert "tls-issuer" not in told


@pytest.mark.parametrize(
    "served",
    [MIDDLE.der, MIDDLE.pem, pkcs7.serialize_certificates(BAG, Encoding.DER)],
    ids=["DER", "PEM", "PKCS 7"],
)
def test_a_missing_part_is_fetched_once_and_all_is_verified(tmp_path, served):
    """The snapshot says that the chain was completed, with what and from where."""
    answers = ask(tmp_path, [LEAF], served, times=2)
    assert [answer.reason for answer in answers] == [None, None]
    assert "asked 1 times" in answers[0].message
    told = facts(tmp_path, answers[0])
    fingerprint = MIDDLE.certificate.fingerprint(hashes.SHA256()).hex()
    assert told["tls-chain"] == "completed"
    assert told["tls-issuer"] == f"sha256:{fingerprint} {AIA}"


STRANGER = make("Stranger", authority=True)
STRANGE_MIDDLE = make("Middle", STRANGER, authority=True)
EXPIRED = make(HOST, MIDDLE, aia=AIA, days=-3)
REFUSED = {
    "nothing is there": ([LEAF], b"", "incomplete"),
    "what is there is no certificate": ([LEAF], b"<html>", "incomplete"),
    "what is there did not sign it": ([LEAF], STRANGE_MIDDLE.der, "incomplete"),
    "it says not where to look": ([make(HOST, MIDDLE)], MIDDLE.der, "incomplete"),
    "it leads to a stranger": (
        [make(HOST, STRANGE_MIDDLE, aia=AIA)],
        STRANGE_MIDDLE.der,
        "incomplete",
    ),
    "a stranger vouches for himself": (
        [make(HOST, STRANGE_MIDDLE), STRANGE_MIDDLE, STRANGER],
        b"",
        "self_signed",
    ),
    "an authority nobody knows is served": (
        [make(HOST, STRANGER, aia=AIA)],
        STRANGER.der,
        "incomplete",
    ),
    "self-signed": ([make(HOST)], b"", "self_signed"),
    "expired": ([EXPIRED, MIDDLE], b"", "expired"),
    "incomplete and expired": ([EXPIRED], MIDDLE.der, "expired"),
    "of another host": ([make("village.example", MIDDLE), MIDDLE], b"", "wrong_host"),
    "incomplete and of another host": (
        [make("village.example", MIDDLE, aia=AIA)],
        MIDDLE.der,
        "wrong_host",
    ),
    "only over https": ([make(HOST, MIDDLE, aia="https://ca.example/")], MIDDLE.der, "incomplete"),
    "in a private network": ([make(HOST, MIDDLE, aia="http://10.0.0.1/")], b"", "incomplete"),
}


@pytest.mark.parametrize(("chain", "served", "state"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_verified_is_refused_and_kept_on_record(tmp_path, chain, served, state):
    """No request is sent; a metadata record alone tells why."""
    [answer] = ask(tmp_path, chain, served)
    assert answer.reason == f"tls_{state}"
    assert answer.exchange.request == b""
    told = facts(tmp_path, answer)
    assert told["tls-chain"] == state
    assert "tls-version" not in told


@pytest.mark.parametrize("why", ["self-signed", "expired", "of another host"])
def test_a_server_that_is_refused_outright_is_not_greeted_again(tmp_path, why):
    """Only a chain with a gap is looked at without belief; here no handshake is ended at all."""
    [answer] = ask(tmp_path, *REFUSED[why][:2])
    assert "shook 0 hands" in answer.message


def test_a_chain_with_a_gap_is_looked_at_once(tmp_path):
    """One handshake to see the certificate, in which nothing is sent; then one that is verified."""
    [answer] = ask(tmp_path, [LEAF], MIDDLE.der)
    assert "shook 2 hands" in answer.message


def test_an_authority_that_sends_too_much_is_left(tmp_path):
    """More than a certificate can be is not read to its end."""
    [answer] = ask(tmp_path, [LEAF], bytes(1_000_000))
    assert answer.reason == "tls_incomplete"


def test_what_was_looked_for_in_vain_is_not_looked_for_again(tmp_path):
    """An authority is asked once a run, however many pages there are."""
    answers = ask(tmp_path, [LEAF], b"<html>", times=3)
    assert {answer.reason for answer in answers} == {"tls_incomplete"}
    assert "asked 1 times" in answers[0].message
