"""Lines that sign the register: by common keys, verified by others, worthless once changed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_public_key,
)

from archive import register
from archive.errors import ConfigurationError
from archive.signing import Signer, fingerprint
from crawler.cli import cli
from tests.archive.factory import clock

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FORMS = {
    "openssl": (PrivateFormat.PKCS8, NoEncryption()),
    "openssl, locked": (PrivateFormat.PKCS8, BestAvailableEncryption(b"sezam")),
    "ssh-keygen": (PrivateFormat.OpenSSH, NoEncryption()),
}


@pytest.fixture
def noted(root, store):
    """An archive with two lines in its register."""
    for number in (1, 2):
        register.note(root, "export", {"where": f"/tmp/{number}"}, clock)
    return root


@pytest.mark.parametrize("form", FORMS)
def test_keys_as_common_tools_write_them(noted, tmp_path, form):
    """The line names the public key; a locked key has its password asked."""
    path = tmp_path / "key"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, *FORMS[form]))
    asked = []
    signer = Signer.load(path, lambda: asked.append(form) or "sezam")
    entry = signer.sign(noted, by="J. Nowak", clock=clock)
    assert asked == ([form] if "locked" in form else [])
    assert (entry["number"], entry["event"], entry["by"]) == (3, "signed", "J. Nowak")
    assert load_ssh_public_key(entry["key"].encode()) == KEY.public_key()
    assert register.first_broken(noted) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no key", "no key to sign with"),
        (
            generate_private_key(SECP256R1()).private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            ),
            "no Ed25519 key",
        ),
        (KEY.private_bytes(Encoding.PEM, *FORMS["openssl, locked"]), "no key to sign with"),
    ],
    ids=["damaged", "another kind", "wrong password"],
)
def test_a_key_that_cannot_be_used(tmp_path, content, told):
    """A plain sentence, before anything is done."""
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=told):
        Signer.load(path, lambda: "wrong")


def test_others_verify_it(noted, tmp_path):
    """As docs/takedown.md tells it: OpenSSL, with what the line holds."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not installed")
    entry = Signer(KEY).sign(noted, by="J. Nowak", clock=clock)
    (tmp_path / "said").write_text(f"kronika register {entry['before']}")
    (tmp_path / "signature").write_bytes(base64.b64decode(entry["signature"]))
    key = base64.b64decode(entry["key"].split()[1])[-32:]
    (tmp_path / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + key)
    command = "pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in said"
    done = subprocess.run(
        [openssl, *command.split(), "-sigfile", "signature"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert b"Signature Verified Successfully" in done.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry | {"signature": base64.b64encode(bytes(64)).decode()},
        lambda entry: entry | {"signature": "?"},
        lambda entry: entry | {"key": "ssh-ed25519 AAAA"},
        lambda entry: {name: told for name, told in entry.items() if name != "key"},
        lambda entry: (
            entry
            | {
                "key": Ed25519PrivateKey.generate()
                .public_key()
                .public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
                .decode()
            }
        ),
    ],
    ids=["signature", "no base64", "half a key", "no key", "another's key"],
)
def test_a_changed_signature_shows(noted, change):
    """The line no longer follows, though the chain of sums holds."""
    Signer(KEY).sign(noted, by="J. Nowak", clock=clock)
    path = noted / register.FILE
    *before, last = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*before, json.dumps(change(json.loads(last)))]) + "\n", "utf-8")
    assert register.first_broken(noted) == 3


def test_lines_made_anew_need_the_key(noted):
    """Whoever writes all of it anew gets the sums right, and the signature not."""
    entry = Signer(KEY).sign(noted, by="J. Nowak", clock=clock)
    path = noted / register.FILE
    path.unlink()
    for number in (1, 9):
        register.note(noted, "export", {"where": f"/tmp/{number}"}, clock)
    forged = {name: entry[name] for name in ("by", "key", "signature")}
    register.note(noted, "signed", forged, clock)
    assert register.first_broken(noted) == 3


def test_lifting_needs_an_address_also_with_a_key(noted, tmp_path):
    """What was asked for is not passed over, and nothing is signed."""
    path = tmp_path / "key"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, *FORMS["openssl"]))
    words = ["forget", "--archive", str(noted), "--lift", "--sign", str(path)]
    error = CliRunner().invoke(cli, words).exception
    assert isinstance(error, ConfigurationError)
    assert len(register.entries(noted)) == 2


def test_the_command_signs_and_lists(noted, tmp_path):
    """Without an address it signs the register as it stands; the list shows whose key it was."""
    path = tmp_path / "key"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, *FORMS["ssh-keygen"]))
    arguments = ["forget", "--archive", str(noted)]
    done = CliRunner().invoke(cli, [*arguments, "--sign", str(path), "--by", "J. Nowak"])
    short = fingerprint(Signer(KEY).public)
    assert done.exit_code == 0
    assert f"Signed: line 3 of register.jsonl, by {short}" in done.stderr
    listed = CliRunner().invoke(cli, [*arguments, "--list"])
    assert short in listed.stdout
    assert "J. Nowak" in listed.stdout
