"""Whose key it is: our own, one that an issuer publishes on its domain (did:web), or one that names itself (did:key)."""

import re
from typing import Any
from urllib.parse import unquote

from frenchimpact.labels.credentials import keys, multibase
from frenchimpact.labels.verification.fetching import Fetcher, Unreachable
from frenchimpact.labels.verification.reading import NotADocument, read

_WEB = re.compile(r"did:web:([A-Za-z0-9.-]{1,253}(?:%3[Aa][0-9]{1,5})?)((?::[A-Za-z0-9._~%-]{1,100}){0,8})")


class UnknownIssuer(Exception):
    """Nobody says whose key it is; `reason` is "unreachable", "method" or "key"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def domain_of(issuer: str) -> str:
    """The domain that a did:web names; empty otherwise."""
    found = _WEB.fullmatch(issuer)
    return unquote(found[1]) if found else ""


def address_of(issuer: str) -> str:
    """Where a did:web publishes its keys. Raises UnknownIssuer for another method."""
    found = _WEB.fullmatch(issuer)
    if not found:
        raise UnknownIssuer("method")
    parts = [unquote(part) for part in found[2].split(":")[1:]]
    if any(not part or "/" in part or part in {".", ".."} for part in parts):
        raise UnknownIssuer("method")
    return f"https://{unquote(found[1])}/{'/'.join(parts)}/did.json" if parts else f"https://{unquote(found[1])}/.well-known/did.json"


def key_for(issuer: str, method: str, fetcher: Fetcher) -> bytes:
    """The public key that the issuer says is its own, for signing certificates. Raises UnknownIssuer."""
    controller, _hash, name = method.partition("#")
    if controller != issuer or not name:
        raise UnknownIssuer("key")
    if issuer in keys.dids():
        return _own(name)
    if issuer.startswith("did:key:"):
        return _multibase(issuer.removeprefix("did:key:"))
    try:
        document = read(fetcher.get(address_of(issuer)))
    except (Unreachable, NotADocument) as error:
        raise UnknownIssuer("unreachable") from error
    return _published(document, issuer, method)


def _own(name: str) -> bytes:
    if name not in keys.public_names():
        raise UnknownIssuer("key")
    return multibase.key_of(name)


def _multibase(text: Any) -> bytes:
    try:
        return multibase.key_of(str(text))
    except ValueError as error:
        raise UnknownIssuer("key") from error


def _published(document: dict[str, Any], issuer: str, method: str) -> bytes:
    """The key of an identity document, among those that may sign statements."""
    if document.get("id") != issuer:
        raise UnknownIssuer("key")
    allowed = _list(document.get("assertionMethod"))
    named = {issuer + one if one.startswith("#") else one for one in allowed if isinstance(one, str)}
    whole = [one for one in allowed if isinstance(one, dict)]
    for one in whole + [found for found in _list(document.get("verificationMethod")) if isinstance(found, dict)]:
        name = str(one.get("id", ""))
        name = issuer + name if name.startswith("#") else name
        if name == method and (one in whole or name in named) and one.get("controller", issuer) == issuer and not one.get("revoked"):
            return _multibase(one.get("publicKeyMultibase"))
    raise UnknownIssuer("key")


def keys_in(document: dict[str, Any]) -> list[str]:
    """Every key by which the owner of an identity document signs statements, as it names them; those that cannot be read are left out."""
    issuer = str(document.get("id", ""))
    methods = [one for one in _list(document.get("verificationMethod")) + _list(document.get("assertionMethod")) if isinstance(one, dict)]
    found: dict[str, None] = {}
    for one in methods[:100]:
        name = str(one.get("id", ""))
        try:
            _published(document, issuer, issuer + name if name.startswith("#") else name)
        except UnknownIssuer:
            continue
        found[str(one["publicKeyMultibase"])] = None
    return list(found)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
