"""Signing a statement that is not a label: that what stands in a file is what this instance said."""

from typing import Any

from django.conf import settings

from frenchimpact.core import clock
from frenchimpact.labels.credentials import keys
from frenchimpact.labels.credentials.canonical import VC2
from frenchimpact.labels.credentials.proofs import moment, sign


def sign_statement(*, subject: str, name: str, resource: str, digest: str) -> dict[str, Any]:
    """A credential (W3C, data model 2.0) that says the print of `resource`, a file about `subject`; signed with the key in use.

    `digest` as web pages write it: « sha384-… ».
    """
    key, now = keys.signing_key(), clock.now()
    document = {
        "@context": [VC2],
        "id": resource,
        "type": ["VerifiableCredential"],
        "name": name,
        "issuer": {"id": keys.did(), "name": settings.PROGRAMME_NAME},
        "validFrom": moment(now),
        "credentialSubject": {"id": subject},
        "relatedResource": [{"id": f"{resource}/sommaire.json", "digestSRI": digest}],
    }
    return sign(document, key=key.private, method=key.method, created=now)
