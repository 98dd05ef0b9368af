"""Signatures: Data Integrity `eddsa-rdfc-2022` (W3C Data Integrity EdDSA Cryptosuites v1.0, section 3.2)."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from frenchimpact.labels.credentials import multibase
from frenchimpact.labels.credentials.canonical import Unreadable, canonical
from frenchimpact.labels.credentials.shapes import canonical_text

SUITE = "eddsa-rdfc-2022"
SIGNATURE_BYTES = 64


def moment(at: dt.datetime) -> str:
    """An instant as credentials write it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed_bytes(document: Mapping[str, Any], proof: Mapping[str, Any], text_of: Callable[[Mapping[str, Any]], str] = canonical) -> bytes:
    """What the signature covers: the hash of the proof's options, then that of the document. Raises Unreadable."""
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    options["@context"] = document["@context"]
    body = {key: value for key, value in document.items() if key != "proof"}
    return b"".join(hashlib.sha256(text_of(part).encode()).digest() for part in (options, body))


def proof_options(method: str, created: dt.datetime) -> dict[str, str]:
    """A proof, all but its value."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def sign(document: Mapping[str, Any], *, key: Ed25519PrivateKey, method: str, created: dt.datetime) -> dict[str, Any]:
    """The document with its proof. Raises Unreadable when it says something that could not be signed."""
    proof = proof_options(method, created)
    value = "z" + multibase.base58(key.sign(signed_bytes(document, proof, canonical_text)))
    return {**document, "proof": {**proof, "proofValue": value}}


def is_intact(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public: bytes,
    text_of: Callable[[Mapping[str, Any]], str] = canonical,
) -> bool:
    """Whether that key signed exactly this document. Raises Unreadable when the question has no meaning."""
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise Unreadable("another kind of signature")
    # The words of the proof mean what they mean in the document.
    if "@context" in proof and proof["@context"] != document.get("@context"):
        raise Unreadable("a proof with words of its own")
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        return False
    try:
        signature = multibase.unbase58(value[1:])
    except ValueError:
        return False
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed_bytes(document, proof, text_of))
    except InvalidSignature:
        return False
    return True
