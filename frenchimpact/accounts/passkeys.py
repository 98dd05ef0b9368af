"""Passkeys (WebAuthn): the ceremony, checked by Yubico's library; the address of this site is part of what is signed."""

import json
import logging
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from frenchimpact.accounts import actions, keys, queries
from frenchimpact.accounts.models import Passkey, User
from frenchimpact.core import clock, logs

log = logging.getLogger(__name__)
CHALLENGE = "passkey"
# How long a challenge may wait for its answer, in seconds.
PATIENCE = 600
LARGEST = 20_000
UNREADABLE = _("La clé d’accès n’a pas pu être vérifiée. Recommencez : un nouveau défi lui est envoyé.")


def server_for(request: HttpRequest) -> Fido2Server:
    """Bound to the very address that the browser shows: an answer made for another one is refused."""
    host = request.get_host()
    base = urlsplit(settings.BASE_URL)
    origin = f"{base.scheme}://{base.netloc}" if host == base.netloc else f"{request.scheme}://{host}"
    name = urlsplit(f"//{host}").hostname or host
    party = PublicKeyCredentialRpEntity(id=name, name=settings.PROGRAMME_NAME)
    return Fido2Server(party, verify_origin=lambda found: bool(found == origin))


def _described(passkeys: Any) -> list[PublicKeyCredentialDescriptor]:
    data = (AttestedCredentialData(bytes(one.public_data)) for one in passkeys)
    return [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=one.credential_id) for one in data]


def begin_adding(request: HttpRequest, person: User) -> dict[str, Any]:
    """What the browser needs to make a passkey; the challenge waits in the session."""
    entity = PublicKeyCredentialUserEntity(
        id=keys.digest("passkey", str(person.pk))[:32].encode(), name=person.email, display_name=person.full_name or person.email
    )
    options, state = server_for(request).register_begin(
        entity,
        credentials=_described(queries.passkeys_of(person)),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep(request, state, "add", person)
    return cast(dict[str, Any], dict(options)["publicKey"])


def finish_adding(request: HttpRequest, person: User, *, answer: str, name: str) -> list[str]:
    """Keep the passkey that the browser made. Gives the recovery codes made on this occasion. Raises WrongProof, Refusal."""
    state = _take(request, "add", person)
    try:
        made: AuthenticatorData = server_for(request).register_complete(state, _read(answer))
        data = cast(AttestedCredentialData, made.credential_data)
        credential_id = keys.base64url(data.credential_id)
    except Exception as error:
        raise _refused(error) from error
    return actions.add_passkey(
        person=person, name=name, credential_id=credential_id, public_data=bytes(data), sign_count=made.counter, by=person
    )


def begin_using(request: HttpRequest, person: User | None) -> dict[str, Any]:
    """A challenge for the passkeys of that person; for any, when nobody is known yet."""
    credentials = _described(queries.passkeys_of(person)) if person else None
    options, state = server_for(request).authenticate_begin(credentials=credentials, user_verification=UserVerificationRequirement.REQUIRED)
    _keep(request, state, "use", person)
    return cast(dict[str, Any], dict(options)["publicKey"])


def finish_using(request: HttpRequest, person: User | None, *, answer: str) -> User:
    """The person whose passkey answered; `person` when it must be theirs. Raises WrongProof."""
    state = _take(request, "use", person)
    try:
        response = _read(answer)
        found = Passkey.objects.select_related("user").filter(credential_id=str(response.get("id", ""))[:1400]).first()
        if found is None or not found.user.is_active or (person is not None and found.user_id != person.pk):
            raise ValueError("not one of their passkeys")
        server_for(request).authenticate_complete(state, [AttestedCredentialData(bytes(found.public_data))], response)
        count = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except Exception as error:
        raise _refused(error) from error
    actions.use_passkey(passkey=found, sign_count=count)
    return found.user


def _refused(error: Exception) -> actions.WrongProof:
    # Whatever a browser sends, well meant or not, ends here: the reason is for our log.
    log.info("passkey refused: %s", error)
    logs.note("wrong_proof", way="passkey")
    return actions.WrongProof(UNREADABLE)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LARGEST:
        raise ValueError("too long")
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found


def _keep(request: HttpRequest, state: Any, purpose: str, person: User | None) -> None:
    kept = {"challenge": state["challenge"], "user_verification": str(state["user_verification"].value)}
    request.session[CHALLENGE] = {
        "state": kept,
        "purpose": purpose,
        "person": person.pk if person else None,
        "at": clock.now().timestamp(),
    }


def _take(request: HttpRequest, purpose: str, person: User | None) -> Any:
    """The challenge that waits, once. Raises WrongProof when there is none for this purpose and person."""
    kept = request.session.pop(CHALLENGE, None)
    expected = (purpose, person.pk if person else None)
    if kept is None or (kept["purpose"], kept["person"]) != expected or clock.now().timestamp() - kept["at"] > PATIENCE:
        raise actions.WrongProof(UNREADABLE)
    return kept["state"]
