"""A security key made of software: it signs what a real one signs, and lies when a test asks it to."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


class Authenticator:
    """One passkey, for one site."""

    def __init__(self, *, origin: str = "http://testserver", party: str = "testserver", verifies: bool = True) -> None:
        self.origin, self.party, self.verifies = origin, party, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.count = 0

    def _data(self, credential: AttestedCredentialData | None) -> AuthenticatorData:
        self.count += 1
        flags = FLAG.UP | (FLAG.UV if self.verifies else 0) | (FLAG.AT if credential else 0)
        data: AuthenticatorData = AuthenticatorData.create(
            hashlib.sha256(self.party.encode()).digest(), flags, self.count, credential or b""
        )
        return data

    def _answer(self, response: dict[str, bytes]) -> str:
        key = websafe_encode(self.credential_id)
        encoded = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": encoded, "clientExtensionResults": {}})

    def make(self, options: dict[str, Any]) -> str:
        """Answer to a request to make a passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # of the library
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, options["challenge"], self.origin)
        made = AttestationObject.create("none", self._data(credential), {})
        return self._answer({"clientDataJSON": client, "attestationObject": made})

    def sign(self, options: dict[str, Any]) -> str:
        """Answer to a challenge."""
        client = CollectedClientData.create(CollectedClientData.TYPE.GET, options["challenge"], self.origin)
        data = self._data(None)
        signature = self.key.sign(bytes(data) + hashlib.sha256(bytes(client)).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})
