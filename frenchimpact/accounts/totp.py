"""Codes of an application (RFC 6238): six digits, thirty seconds, SHA-1, as every application expects."""

import base64
import secrets
from urllib.parse import quote, urlencode

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from markupsafe import Markup

STEP = 30
# A clock may be half a minute late or early.
DRIFT = 1


def new_secret() -> str:
    """160 bits, in the letters that applications take."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_now() -> int:
    """The thirty seconds that run: of the real clock, the only one that the application knows."""
    return int(timezone.localtime().timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The six digits of those thirty seconds."""
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP).generate(step * STEP).decode()  # noqa: S303 - what the applications use


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The thirty seconds whose code this is, among those that may still be taken; every one is compared, whatever is found."""
    now, found = step_now(), None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(code_at(secret, step), code) and step > after:
            found = step
    return found


def address(secret: str, email: str) -> str:
    """What the square holds, in the form that applications read."""
    issuer = settings.PROGRAMME_NAME
    return f"otpauth://totp/{quote(f'{issuer}:{email}')}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def square(secret: str, email: str) -> Markup:
    """The square to scan, as SVG without any style of its own."""
    # Dark on light whatever the page's colours: scanners expect it.
    svg = segno.make(address(secret, email), error="m").svg_inline(
        border=3, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(svg)


def spelled(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
