"""Whether a certificate was suspended or revoked since: what its status lists say today. One that cannot be read never says « no »."""

import datetime as dt
import zlib
from typing import Any

from frenchimpact.core import clock
from frenchimpact.labels.credentials import multibase, status
from frenchimpact.labels.credentials.canonical import Unreadable
from frenchimpact.labels.credentials.proofs import SUITE, is_intact
from frenchimpact.labels.verification.fetching import Fetcher, Unreachable
from frenchimpact.labels.verification.identities import UnknownIssuer, key_for
from frenchimpact.labels.verification.reading import LARGEST_LIST, NotADocument, read

MOST_ENTRIES = 4
# A list of 128 million certificates, unpacked.
MOST_BYTES = 16_000_000


class StatusUnknown(Exception):
    """The list cannot be read, or cannot be trusted."""


def listed(document: dict[str, Any], issuer: str, fetcher: Fetcher) -> set[str]:
    """The purposes (« revocation », « suspension ») for which the certificate's bit is set. Raises StatusUnknown."""
    entries = document.get("credentialStatus")
    if entries is None:
        return set()
    entries = entries if isinstance(entries, list) else [entries]
    if not entries or len(entries) > MOST_ENTRIES:
        raise StatusUnknown("no entry, or too many")
    return {purpose for entry in entries if (purpose := _purpose(entry)) and _is_set(entry, purpose, issuer, fetcher)}


def _purpose(entry: Any) -> str:
    if not isinstance(entry, dict) or entry.get("type") not in ("BitstringStatusListEntry", ["BitstringStatusListEntry"]):
        raise StatusUnknown("another kind of status")
    purpose = entry.get("statusPurpose")
    if purpose not in status.PURPOSES or entry.get("statusSize", 1) not in (1, "1"):
        raise StatusUnknown("another purpose")
    return str(purpose)


def _is_set(entry: dict[str, Any], purpose: str, issuer: str, fetcher: Fetcher) -> bool:
    address, index = entry.get("statusListCredential"), str(entry.get("statusListIndex", ""))
    if not isinstance(address, str) or not (index.isascii() and index.isdigit() and len(index) < 10):
        raise StatusUnknown("no place in a list")
    number = status.number_of(address)
    bits = status.bits_of(number) if number else _fetched(address, purpose, issuer, fetcher)
    if number and (number % 2 == 1) != (purpose == status.REVOCATION):
        raise StatusUnknown("a list of another purpose")
    at = int(index)
    if at >= len(bits) * 8:
        raise StatusUnknown("beyond the list")
    return bool(bits[at // 8] & 0x80 >> at % 8)


def _fetched(address: str, purpose: str, issuer: str, fetcher: Fetcher) -> bytes:
    """The bits of another issuer's list, once its signature is checked."""
    try:
        document = read(fetcher.get(address), largest=LARGEST_LIST)
        _check(document, address, issuer, fetcher)
        subject = document["credentialSubject"]
        purposes = subject["statusPurpose"] if isinstance(subject["statusPurpose"], list) else [subject["statusPurpose"]]
        if "BitstringStatusList" not in _types(subject) or purpose not in purposes:
            raise StatusUnknown("a list of another purpose")
        bits = zlib.decompressobj(31).decompress(multibase.unbase64url(subject["encodedList"]), MOST_BYTES)
    except (Unreachable, NotADocument, Unreadable, UnknownIssuer, KeyError, TypeError, ValueError, AttributeError, zlib.error) as error:
        raise StatusUnknown(f"{type(error).__name__}: {error}"[:200]) from error
    if len(bits) * 8 < status.LENGTH:
        raise StatusUnknown("a list too short to be one")
    return bits


def _types(thing: dict[str, Any]) -> list[Any]:
    found = thing.get("type")
    return found if isinstance(found, list) else [found]


def _check(document: dict[str, Any], address: str, issuer: str, fetcher: Fetcher) -> None:
    if "BitstringStatusListCredential" not in _types(document) or document.get("id", address) != address:
        raise StatusUnknown("not the list of that address")
    signer = document.get("issuer")
    signer = signer.get("id") if isinstance(signer, dict) else signer
    proof = document.get("proof")
    proof = proof[0] if isinstance(proof, list) and proof else proof
    if (
        signer != issuer
        or not isinstance(proof, dict)
        or proof.get("cryptosuite") != SUITE
        or proof.get("proofPurpose") != "assertionMethod"
    ):
        raise StatusUnknown("a list signed by someone else, or in another way")
    if not is_intact(document, proof, key_for(issuer, str(proof.get("verificationMethod", "")), fetcher)):
        raise StatusUnknown("a list that was changed")
    now = clock.now()
    for name, is_before in (("validFrom", True), ("validUntil", False)):
        if name in document:
            at = dt.datetime.fromisoformat(str(document[name]))
            if at.tzinfo is None or (at > now if is_before else at < now):
                raise StatusUnknown("a list that is out of date")
