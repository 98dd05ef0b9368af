"""Secrets of invitations and claims: made at random, kept as digests that are useless without the instance's own key."""

import secrets

from django.utils.crypto import salted_hmac


def new_key() -> str:
    """A secret that nobody guesses, for a link."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits, to be typed."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(purpose: str, secret: str) -> str:
    """What the table keeps of a secret."""
    return salted_hmac(f"organisations.{purpose}", secret, algorithm="sha256").hexdigest()
