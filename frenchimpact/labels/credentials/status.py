"""Status lists (W3C Bitstring Status List v1.0): one bit per label, in a list for what ended and another for what is suspended.

Lists go by two: list 2n - 1 says « revoked », list 2n « suspended », and a label has the same place in both.
"""

import datetime as dt
import gzip
from typing import Any

from django.conf import settings
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.labels.credentials import keys, multibase
from frenchimpact.labels.credentials.canonical import VC2
from frenchimpact.labels.credentials.proofs import moment, sign
from frenchimpact.labels.models import Label
from frenchimpact.labels.terms import first_instant, last_instant

# The least that the specification allows, so that a list tells nothing of who looks whom up.
LENGTH = 131_072
REVOCATION, SUSPENSION = "revocation", "suspension"
PURPOSES = (REVOCATION, SUSPENSION)
ENDED = (Label.Status.WITHDRAWN, Label.Status.SURRENDERED, Label.Status.SUCCEEDED)


def list_address(number: int, base: str | None = None) -> str:
    """Where a list is, which is also its name."""
    return f"{base or settings.BASE_URL}/labels/statuts/{number}"


def number_of(address: str) -> int | None:
    """The number of one of our own lists; None for an address that is not ours, today or before."""
    start, found, number = address.partition("/labels/statuts/")
    is_ours = bool(found) and start in keys.bases() and number.isascii() and number.isdigit() and len(number) < 7
    return int(number) if is_ours else None


def entries(label: Label) -> list[dict[str, str]]:
    """Where the certificate of a label says to look."""
    if label.status_list is None or label.status_index is None:
        raise ValueError(f"{label.reference} has no place in a status list")
    made = []
    for at, purpose in enumerate(PURPOSES):
        address = list_address(2 * label.status_list - 1 + at)
        made.append(
            {
                "id": f"{address}#{label.status_index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(label.status_index),
                "statusListCredential": address,
            }
        )
    return made


def bits_of(number: int) -> bytes:
    """The bits of one of our lists, first label first."""
    pair, is_suspension = divmod(number + 1, 2)
    placed = Label.objects.filter(status_list=pair)
    if is_suspension:
        found = placed.filter(status=Label.Status.SUSPENDED)
    else:
        # A label continued while its renewal was judged may end before its last certificate does.
        cut_short = Q(status=Label.Status.EXPIRED, certificates__valid_until__gte=clock.today())
        found = placed.filter(Q(status__in=ENDED) | cut_short).distinct()
    bits = bytearray(LENGTH // 8)
    for index in found.values_list("status_index", flat=True):
        if index is not None:
            bits[index // 8] |= 0x80 >> index % 8
    return bytes(bits)


def encoded(bits: bytes) -> str:
    """The bits as a list carries them; the same bits are always the same text."""
    return multibase.base64url(gzip.compress(bits, mtime=0))


def status_list(number: int, base: str | None = None) -> dict[str, Any] | None:
    """One of our lists under one of our addresses, signed now; None when no label was ever placed there."""
    pair, is_suspension = divmod(number + 1, 2)
    placed = Label.objects.filter(status_list=pair)
    changed = placed.order_by("-changed_at").values_list("changed_at", flat=True).first()
    first = placed.order_by("valid_from").values_list("valid_from", flat=True).first()
    if changed is None or first is None:
        return None
    address = list_address(number, base)
    document = {
        "@context": [VC2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": keys.did(base),
        "validFrom": moment(first_instant(first)),
        # Whoever keeps the list asks again: after five minutes, and in any case before the end of tomorrow.
        "validUntil": moment(last_instant(clock.today() + dt.timedelta(days=1))),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": SUSPENSION if is_suspension else REVOCATION,
            "ttl": 300_000,
            "encodedList": encoded(bits_of(number)),
        },
    }
    key = keys.signing_key()
    # Signed as of the last change: asked twice meanwhile the same day, it is the same file.
    return sign(document, key=key.private, method=f"{keys.did(base)}#{key.name}", created=changed)
