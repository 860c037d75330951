"""Put a key's holder to the register: a line that signs all lines before it.

The signature is Ed25519 (RFC 8032) over the words ``kronika register`` and the SHA-256 of the line
before, which by the chain stands for every line up to it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import register
from archive.errors import ArchiveFault, ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_HOW = "make one with: ssh-keygen -t ed25519 -f kronika-register"


class Signer:
    """A private key that signs registers."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        self._key = key
        public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        self.public = public.decode("ascii")

    @classmethod
    def load(cls, path: Path, password: Callable[[], str]) -> Signer:
        """The key in a file, as ``ssh-keygen`` or ``openssl genpkey`` writes it.

        ``password`` is asked when the key is locked.

        Raises:
            ConfigurationError: it cannot be read, or is no Ed25519 key.
        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            key = _private_key(path.read_bytes(), password)
        except OSError as error:
            raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error
        except UnsupportedAlgorithm as error:
            raise ConfigurationError(
                f"{path} is locked in a way that cannot be opened here ({error}); one that can is "
                "made by: openssl genpkey -algorithm ed25519 -aes256"
            ) from error
        except (ValueError, TypeError) as error:  # damaged, another format, a wrong password
            raise ConfigurationError(f"{path} is no key to sign with: {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise ConfigurationError(f"{path} is no Ed25519 key; {_HOW}")
        return cls(key)

    def sign(self, root: Path, *, by: str, clock: Callable[[], datetime]) -> dict[str, Any]:
        """Append a line that signs all lines before it; return what it says.

        Raises:
            ArchiveFault: the register cannot be written.
        """

        def seal(before: str) -> dict[str, str]:
            signature = self._key.sign(_message(before))
            return {"signature": base64.b64encode(signature).decode("ascii")}

        try:
            return register.note(
                root, register.SIGNED, {"by": by, "key": self.public}, clock, seal=seal
            )
        except OSError as error:
            raise ArchiveFault(f"cannot write {root / register.FILE}: {error.strerror}") from error


def is_signed(entry: Mapping[str, Any]) -> bool:
    """Whether the signature of a line is that of the key it names."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(entry["key"].encode("ascii"))
        signature = base64.b64decode(entry["signature"], validate=True)
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(signature, _message(entry["before"]))
    except (InvalidSignature, ValueError, KeyError, AttributeError, TypeError):
        return False
    return True


def fingerprint(key: str) -> str:
    """A public key in short, as ``ssh-keygen -l`` shows it: "SHA256:" and 43 characters."""
    digest = hashlib.sha256(base64.b64decode(key.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def _message(before: str) -> bytes:
    return f"kronika register {before}".encode("ascii")


def _private_key(data: bytes, password: Callable[[], str]) -> object:
    from cryptography.hazmat.primitives.serialization import (
        load_pem_private_key,
        load_ssh_private_key,
    )

    load = load_ssh_private_key if b"OPENSSH" in data[:64] else load_pem_private_key
    try:
        return load(data, None)
    except TypeError:  # it is locked
        return load(data, password().encode())
