"""Signing certificates, and changing the key that signs."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import take_numbers
from frenchimpact.labels import facts
from frenchimpact.labels.credentials import keys, status
from frenchimpact.labels.credentials.documents import credential
from frenchimpact.labels.credentials.proofs import sign
from frenchimpact.labels.models import Certificate, Label, LabelCounter


@transaction.atomic
def issue_certificate(*, label: Label, by: User | None, valid_until: dt.date | None = None) -> Certificate:
    """Sign a certificate of the label as it stands. The earlier ones stay: they end at their own date.

    Raises ValueError for a label given before this register, of which nothing can be certified.
    """
    until = valid_until or label.valid_until
    if until is None:
        raise ValueError(f"{label.reference} has no end: nothing can be certified")
    label = Label.objects.select_for_update(of=("self",)).select_related("kind", "organisation").get(pk=label.pk)
    if label.status_index is None:
        _place_in_lists(label)
    key, now = keys.signing_key(), clock.now()
    number = (label.certificates.aggregate(last=Max("number"))["last"] or 0) + 1
    content = sign(credential(label, number=number, valid_until=until), key=key.private, method=key.method, created=now)
    made = Certificate.objects.create(label=label, number=number, content=content, key=key.name, issued_at=now, valid_until=until)
    announce(facts.CertificateIssued(label_id=label.pk, number=number, key=key.name), by=by)
    return made


def _place_in_lists(label: Label) -> None:
    """The next free place of the last pair of lists, or the first of a new one; counted by the counter of year 0."""
    pair, label.status_index = divmod(take_numbers(LabelCounter, year=0) - 1, status.LENGTH)
    label.status_list = pair + 1
    label.save(update_fields=["status_list", "status_index"])


@transaction.atomic
def sign_again(*, by: User | None) -> int:
    """Sign a new certificate of every label that may still be shown, after the key was compromised. Gives how many."""
    held = Label.objects.filter(status__in=(*Label.HOLDING, Label.Status.SUSPENDED), status_index__isnull=False).order_by("pk")
    count = 0
    for label in held.iterator():
        last = label.certificates.order_by("-number").first()
        issue_certificate(label=label, by=by, valid_until=last.valid_until if last else None)
        count += 1
    return count


def rotate_key(*, is_compromised: bool = False, by: User | None = None) -> tuple[str, int]:
    """Change the key that signs. Gives its name and how many certificates were signed again.

    What a retired key signed still verifies. What a compromised one signed does not: living labels get a new certificate.
    """
    key = keys.rotate(is_compromised=is_compromised)
    return key.name, sign_again(by=by) if is_compromised else 0
