"""The conversation: where to send the browser, what to exchange, what to believe of the answers."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization, OctKey

from frenchimpact.accounts.proconnect.http import ProviderError, fetch, fetch_json

# How long what the provider says of itself is kept, in seconds.
KEEP = 3600
# Its clock may differ from ours by so much, in seconds.
LEEWAY = 60
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for."""

    sub: str
    email: str
    is_email_verified: bool
    full_name: str
    siret: str
    idp_id: str
    # The methods used, as the provider tells them: "mfa" among them is a second proof.
    methods: tuple[str, ...]
    id_token: str


def is_on() -> bool:
    """Whether this instance offers ProConnect."""
    return bool(settings.PROCONNECT_URL and settings.PROCONNECT_CLIENT_ID)


def own_address(name: str) -> str:
    """One of our addresses as it was declared to ProConnect, to the letter: the French one."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.BASE_URL + reverse(name)


def configuration() -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery). Raises ProviderError."""
    base = settings.PROCONNECT_URL.rstrip("/")
    key = f"proconnect.configuration.{hashlib.sha256(base.encode()).hexdigest()}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = fetch_json(f"{base}/.well-known/openid-configuration")
        if any(not isinstance(found.get(name), str) for name in NEEDED):
            raise ProviderError("the configuration lacks an address")
        if found["issuer"].rstrip("/") != base:
            raise ProviderError("the configuration is somebody else's")
        cache.set(key, found, KEEP)
    return found


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and what the session must remember until it comes back."""

    url: str
    kept: dict[str, str]


def depart() -> Departure:
    """Begin: an unguessable state and nonce, and not one parameter more than the documentation lists. Raises ProviderError."""
    kept = {"state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32)}
    asked: dict[str, str] = {
        "response_type": "code",
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "redirect_uri": own_address("accounts:proconnect_back"),
        "scope": " ".join(settings.PROCONNECT_SCOPES),
        "state": kept["state"],
        "nonce": kept["nonce"],
        "claims": json.dumps({"id_token": _claims()}, separators=(",", ":")),
    }
    if settings.PROCONNECT_PKCE:
        kept["verifier"] = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
        asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return Departure(f"{configuration()['authorization_endpoint']}?{urlencode(asked)}", kept)


def _claims() -> dict[str, Any]:
    claims: dict[str, Any] = {"amr": {"essential": True}}
    if settings.PROCONNECT_ACR:
        claims["acr"] = {"essential": True, "values": settings.PROCONNECT_ACR}
    return claims


def identify(code: str, kept: dict[str, str]) -> Identity:
    """Exchange the code, and check every word of what comes. Raises ProviderError."""
    form = {
        "grant_type": "authorization_code",
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "client_secret": settings.PROCONNECT_CLIENT_SECRET,
        "redirect_uri": own_address("accounts:proconnect_back"),
        "code": code,
    }
    if "verifier" in kept:
        form["code_verifier"] = kept["verifier"]
    tokens = fetch_json(configuration()["token_endpoint"], form=form)
    id_token, access = tokens.get("id_token"), tokens.get("access_token")
    if not isinstance(id_token, str) or not isinstance(access, str) or not access.isascii() or not access.isprintable():
        raise ProviderError("a token is missing")
    said = read_token(id_token)
    if not constant_time_compare(str(said.get("nonce", "")), kept["nonce"]):
        raise ProviderError("the nonce is not ours")
    if settings.PROCONNECT_ACR and said.get("acr") not in settings.PROCONNECT_ACR:
        raise ProviderError("the level of assurance is not the one asked for")
    kind, body = fetch(configuration()["userinfo_endpoint"], headers={"Authorization": f"Bearer {access}"})
    if kind != "application/jwt":
        raise ProviderError(f"the person's details are not signed ({kind})")
    details = read_token(body.decode("ascii", "replace"))
    if not said.get("sub") or details.get("sub") != said["sub"]:
        raise ProviderError("the details are somebody else's")
    return _identity(said, details, id_token)


def _identity(said: dict[str, Any], details: dict[str, Any], id_token: str) -> Identity:
    def text(name: str, longest: int = 254) -> str:
        value = details.get(name)
        return value.strip()[:longest] if isinstance(value, str) else ""

    siret = "".join(char for char in text("siret") if char in "0123456789")
    methods = said.get("amr")
    return Identity(
        sub=str(said["sub"])[:255],
        email=text("email"),
        is_email_verified=details.get("email_verified") is True,
        full_name=f"{text('given_name', 70)} {text('usual_name', 70)}".strip(),
        siret=siret if len(siret) == 14 else "",
        idp_id=text("idp_id", 100),
        methods=tuple(str(one) for one in methods) if isinstance(methods, list) else (),
        id_token=id_token,
    )


def read_token(token: str) -> dict[str, Any]:
    """The claims of a token signed for us by the provider, and still good. Raises ProviderError."""
    algorithm = settings.PROCONNECT_ALGORITHM
    try:
        claims = _decode(token, algorithm)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderError(f"a token is not good: {error}") from error
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != configuration()["issuer"] or settings.PROCONNECT_CLIENT_ID not in audiences:
        raise ProviderError("a token is not from the provider, or not for us")
    if len(audiences) > 1 and claims.get("azp") != settings.PROCONNECT_CLIENT_ID:
        raise ProviderError("a token is shared with others")
    expires = claims.get("exp")
    # Real time: the provider knows nothing of the demonstration's clock.
    if not isinstance(expires, int | float) or expires + LEEWAY < timezone.localtime().timestamp():
        raise ProviderError("a token is too old, or says not until when it is good")
    return claims


def _decode(token: str, algorithm: str) -> dict[str, Any]:
    if algorithm == "HS256":
        return dict(jwt.decode(token, OctKey.import_key(settings.PROCONNECT_CLIENT_SECRET), algorithms=[algorithm]).claims)
    try:
        return dict(jwt.decode(token, _keys(), algorithms=[algorithm]).claims)
    except (JoseError, ValueError):
        # The provider may have changed its keys since we read them: read them again, once.
        return dict(jwt.decode(token, _keys(is_renewed=True), algorithms=[algorithm]).claims)


def _keys(*, is_renewed: bool = False) -> KeySet:
    url = configuration()["jwks_uri"]
    key = f"proconnect.keys.{hashlib.sha256(url.encode()).hexdigest()}"
    found = None if is_renewed else cache.get(key)
    if found is None:
        found = fetch_json(url)
        cache.set(key, found, KEEP)
    return KeySet.import_key_set(cast(KeySetSerialization, found))


def departure_from(id_token: str) -> Departure | None:
    """Where the browser goes to leave ProConnect too; None when the provider cannot be asked."""
    try:
        end = configuration().get("end_session_endpoint")
    except ProviderError:
        return None
    if not isinstance(end, str):
        return None
    state = secrets.token_urlsafe(32)
    asked = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": own_address("accounts:proconnect_left")}
    return Departure(f"{end}?{urlencode(asked)}", {"state": state})
