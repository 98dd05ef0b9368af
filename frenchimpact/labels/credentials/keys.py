"""The keys that sign certificates: files of LABEL_KEYS_DIR, never in the database nor in the repository.

`001.pem` is a private key (PKCS 8, Ed25519), `001.pub` the public half of one that was retired: it signs nothing any more,
and what it signed still verifies. The one that signs is the private key of the highest number.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from frenchimpact.labels.credentials import multibase


@dataclass(frozen=True)
class SigningKey:
    """The key in use: its public name and what signs."""

    name: str
    private: Ed25519PrivateKey

    @property
    def method(self) -> str:
        """Its address in our identity document."""
        return f"{did()}#{self.name}"


def did(base: str | None = None) -> str:
    """Our name as an issuer: did:web, made of BASE_URL, or of an address that was ours."""
    return "did:web:" + quote(urlsplit(base or settings.BASE_URL).netloc, safe="")


def bases() -> list[str]:
    """The addresses whose certificates are ours: that of today, then those of before."""
    return [settings.BASE_URL, *settings.FORMER_BASE_URLS]


def dids() -> list[str]:
    """Our names as an issuer, that of today first."""
    return [did(base) for base in bases()]


def base_of(host: str) -> str:
    """The address under which a program asks: a former one answers for what was signed in its name."""
    return next((base for base in settings.FORMER_BASE_URLS if urlsplit(base).netloc == host), settings.BASE_URL)


def folder() -> Path:
    """Where the keys are; made for its owner only."""
    path = Path(settings.LABEL_KEYS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def signing_key() -> SigningKey:
    """The key in use; made the first time. Raises ImproperlyConfigured when others may read it, or it is damaged."""
    found = sorted(folder().glob("[0-9]*.pem"))
    path = found[-1] if found else _make(1)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others: it signs certificates. Run: chmod 600 {path}")
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise ImproperlyConfigured(f"{path} is not a readable key. Put back the file from your backup.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{path} is not an Ed25519 key.")
    return SigningKey(_name(private.public_key()), private)


def public_names() -> list[str]:
    """Every key whose signatures count, oldest first: the retired ones and the one in use."""
    signing_key()
    names = []
    for path in sorted(folder().glob("[0-9]*.p[eu][mb]")):
        if path.suffix == ".pem":
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
            if isinstance(private, Ed25519PrivateKey):
                names.append(_name(private.public_key()))
        else:
            public = serialization.load_pem_public_key(path.read_bytes())
            if isinstance(public, Ed25519PublicKey):
                names.append(_name(public))
    return names


def rotate(*, is_compromised: bool = False) -> SigningKey:
    """Make a new key and retire the one in use: only its public half stays. A compromised one leaves nothing."""
    signing_key()
    old = sorted(folder().glob("[0-9]*.pem"))
    _make(max(int(path.stem) for path in folder().glob("[0-9]*.p[eu][mb]")) + 1)
    for path in old:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not is_compromised:
            form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            _write(path.with_suffix(".pub"), private.public_key().public_bytes(*form), 0o644)
        path.unlink()
    return signing_key()


def did_document(base: str | None = None) -> dict[str, object]:
    """Our identity under one of our addresses, for whoever verifies: every key whose signatures count."""
    own = did(base)
    methods = [{"id": f"{own}#{name}", "type": "Multikey", "controller": own, "publicKeyMultibase": name} for name in public_names()]
    others = [name for name in dids() if name != own]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": own,
        **({"alsoKnownAs": others} if others else {}),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _name(public: Ed25519PublicKey) -> str:
    return multibase.of_key(public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _make(number: int) -> Path:
    private = Ed25519PrivateKey.generate()
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder() / f"{number:03d}.pem"
    _write(path, private.private_bytes(*form), 0o600)
    return path


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all; of two processes that write the same at once, the first one's stays."""
    draft = path.with_name(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
