"""Setting money aside."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.commitments import facts
from frenchimpact.commitments.actions.amounts import refuse, wrong_amount
from frenchimpact.commitments.models import Envelope
from frenchimpact.core.errors import Text
from frenchimpact.core.facts import announce
from frenchimpact.core.quantities import euros
from frenchimpact.core.rows import lock
from frenchimpact.organisations.models import Organisation


def _check(name: str, starts_on: dt.date, ends_on: dt.date, amount: Decimal, used: Decimal) -> None:
    wrong: dict[str, Text | None] = {"amount": wrong_amount(amount), "name": None if name else _("Donnez un nom à cette enveloppe.")}
    if not wrong["amount"] and amount < used:
        wrong["amount"] = _("%s sont déjà engagés sur cette enveloppe : elle ne peut pas descendre plus bas.") % euros(used)
    wrong["ends_on"] = None if ends_on >= starts_on else _("La fin vient après le début.")
    refuse(**wrong)


def _save(envelope: Envelope) -> Envelope:
    try:
        with transaction.atomic():
            envelope.save()
    except IntegrityError:
        refuse(name=_("Une enveloppe de ce financeur porte déjà ce nom à cette date."))
    return envelope


@transaction.atomic
def open_envelope(
    *,
    funder: Organisation,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    amount: Decimal,
    by: User | None,
    is_demo: bool = False,
) -> Envelope:
    """A funder sets an amount aside for a period. Raises Incomplete."""
    _check(name, starts_on, ends_on, amount, Decimal(0))
    envelope = _save(
        Envelope(funder=funder, name=name, starts_on=starts_on, ends_on=ends_on, amount=amount, created_by=by, is_demo=is_demo)
    )
    announce(facts.EnvelopeOpened(envelope_id=envelope.pk), by=by)
    return envelope


@transaction.atomic
def change_envelope(*, envelope: Envelope, name: str, starts_on: dt.date, ends_on: dt.date, amount: Decimal, by: User | None) -> Envelope:
    """Its name, days or amount, which never goes under what is used. Raises Incomplete."""
    envelope = lock(envelope)
    _check(name, starts_on, ends_on, amount, envelope.used)
    envelope.name, envelope.starts_on, envelope.ends_on, envelope.amount = name, starts_on, ends_on, amount
    _save(envelope)
    announce(facts.EnvelopeChanged(envelope_id=envelope.pk), by=by)
    return envelope
