"""Secrets of sign-in: made at random, kept as digests, compared without leaking time."""

import base64
import hashlib
import ipaddress
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme

BROWSER_COOKIE = "connexion"
DEVICE_COOKIE = "appareil"


def digest(purpose: str, secret: str) -> str:
    """What the table keeps of a secret: useless without the instance's own key."""
    return salted_hmac(f"accounts.{purpose}", secret, algorithm="sha256").hexdigest()


def new_key() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def browser_of(request: HttpRequest) -> str:
    """The secret of this browser; empty when it has none yet."""
    return request.COOKIES.get(BROWSER_COOKIE, "")[:100]


def network_digest(request: HttpRequest) -> str:
    """The network that asks: an IPv4 address, or the /64 of an IPv6 one; only its digest is kept."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        # The last one was written by our own proxy; those before it are only claims.
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    prefix = 32 if ip.version == 4 else 64
    return digest("network", str(ipaddress.ip_network((ip, prefix), strict=False)))


def safe_path(url: str) -> str:
    """The address when it is one of ours, as a path; empty otherwise."""
    is_ours = url.startswith("/") and len(url) <= 2000 and url.isprintable() and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_ours else ""


def device_of(request: HttpRequest) -> str:
    """The lasting secret of this browser, by which it is recognised; empty when it has none."""
    return request.COOKIES.get(DEVICE_COOKIE, "")[:100]


def _fernet() -> MultiFernet:
    in_use = [force_bytes(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"accounts.seal:" + one).digest())) for one in in_use])


def base64url(data: bytes) -> str:
    """As browsers write identifiers of passkeys."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def seal(text: str) -> str:
    """The text, unreadable without the instance's own key."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises ValueError when it was sealed with another key, or damaged."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("Sealed with another SECRET_KEY.") from error
