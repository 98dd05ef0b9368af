"""The secret link of an expert: only a digest of it is kept, so that who reads the table cannot follow it."""

import hashlib
import secrets


def new_key() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(24)


def digest(key: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(key.encode()).hexdigest()
