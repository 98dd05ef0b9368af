"""Giving a label."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import take_numbers
from frenchimpact.geo.models import Place
from frenchimpact.labels import facts, messages
from frenchimpact.labels.actions.certificates import issue_certificate
from frenchimpact.labels.models import Label, LabelCounter, LabelEvent, LabelKind, LabelPlace
from frenchimpact.labels.terms import end_of
from frenchimpact.organisations.models import Organisation


def next_reference(year: int) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    return f"L-{year}-{take_numbers(LabelCounter, year=year):04d}"


@transaction.atomic
def grant_label(
    *,
    kind: LabelKind,
    by: User | None,
    organisation: Organisation | None = None,
    territory: str = "",
    places: Sequence[Place] = (),
    granted_on: dt.date | None = None,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    decision: str = "",
    decided_by: str = "",
    reasons: str = "",
    is_demo: bool = False,
) -> Label:
    """The programme gives a label; it is in the register, and its certificate is signed, at once.

    Without `valid_until` it lasts as long as its kind says. `decision`, `granted_on` and `decided_by` name the decision that
    gives it, wherever it was taken. Raises Incomplete for a holder or days that cannot be, Refusal when the organisation
    holds one of this kind already.
    """
    granted_on = granted_on or clock.today()
    valid_from = valid_from or granted_on
    valid_until = valid_until or end_of(valid_from, kind.duration_months)
    _check(kind, organisation, territory, valid_from, valid_until)
    try:
        with transaction.atomic():
            label = Label.objects.create(
                reference=next_reference(granted_on.year),
                kind=kind,
                version=kind.versions.order_by("-number").first(),
                organisation=organisation,
                territory=territory if kind.holder == LabelKind.Holder.TERRITORY else "",
                holder_name=territory if kind.holder == LabelKind.Holder.TERRITORY or organisation is None else organisation.name,
                granted_on=granted_on,
                valid_from=valid_from,
                valid_until=valid_until,
                decision=decision,
                decided_by=decided_by,
                is_demo=is_demo,
            )
    except IntegrityError as error:
        if "label_held_once" not in str(error):
            raise
        raise Refusal(_("Cette structure a déjà ce label. Renouvelez-le, ou mettez-y fin d’abord.")) from error
    LabelPlace.objects.bulk_create(LabelPlace(label=label, place=place) for place in places)
    LabelEvent.objects.create(label=label, what=LabelEvent.What.GRANTED, on=granted_on, reasons=reasons, valid_until=valid_until, by=by)
    announce(facts.LabelGranted(label_id=label.pk), by=by)
    issue_certificate(label=label, by=by)
    messages.finish_not_given(label)
    messages.tell_granted(label)
    return label


def _check(kind: LabelKind, organisation: Organisation | None, territory: str, valid_from: dt.date, valid_until: dt.date) -> None:
    missing = {}
    if kind.holder == LabelKind.Holder.ORGANISATION and organisation is None:
        missing["organisation"] = _("Choisissez la structure qui reçoit le label.")
    if kind.holder == LabelKind.Holder.TERRITORY and not territory:
        missing["territory"] = _("Écrivez le nom du territoire qui reçoit le label.")
    if valid_until < valid_from:
        missing["valid_until"] = _("La fin vient après le début.")
    if missing:
        raise Incomplete(_("Le label ne peut pas être attribué ainsi."), missing)
