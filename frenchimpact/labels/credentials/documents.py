"""What a certificate says: an Open Badges 3.0 credential on the W3C data model 2.0."""

import datetime as dt
from typing import Any

from django.conf import settings

from frenchimpact.labels.credentials import keys, status
from frenchimpact.labels.credentials.canonical import OB3, VC2
from frenchimpact.labels.credentials.proofs import moment
from frenchimpact.labels.models import Label
from frenchimpact.labels.terms import first_instant, last_instant


def credential(label: Label, *, number: int, valid_until: dt.date) -> dict[str, Any]:
    """The certificate of a label, not signed yet. Every thing has a name, but the holder's identifiers."""
    # Fixed by the contract, and in French: what is signed does not depend on the reader.
    page = f"{settings.BASE_URL}/labels/{label.reference}/"
    kind, note = label.kind.fr, label.terms.note_fr
    criteria = "\n".join(f"- {line}" for line in label.terms.criteria_fr.split("\n") if line.strip())
    siren = label.organisation.siren if label.organisation else ""
    identifiers = [("ext:name", label.holder_name)] + ([("ext:siren", siren)] if siren else [])
    return {
        "@context": [VC2, OB3],
        "id": f"{page}attestation.json?numero={number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Label « {kind} » – {label.holder_name}",
        "description": note,
        "issuer": {"id": keys.did(), "type": ["Profile"], "name": settings.OPERATOR_NAME, "url": settings.BASE_URL},
        "validFrom": moment(first_instant(label.valid_from)),
        "validUntil": moment(last_instant(valid_until)),
        "credentialSubject": {
            "id": f"{page}#titulaire",
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind_of}
                for kind_of, value in identifiers
            ],
            "achievement": {
                "id": f"{settings.BASE_URL}/labels/#{label.kind.code}",
                "type": ["Achievement"],
                "achievementType": "Award",
                "name": f"{settings.PROGRAMME_NAME} – {kind}",
                "description": note,
                "criteria": {"id": f"{settings.BASE_URL}/labels/#criteres-{label.kind.code}", "narrative": criteria},
            },
        },
        "credentialStatus": status.entries(label),
    }
