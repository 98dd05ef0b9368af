"""Secret links: only a digest of them is kept, so that who reads the table cannot follow them."""

import hashlib
import secrets


def new_key() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(24)


def digest(key: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(key.encode()).hexdigest()
