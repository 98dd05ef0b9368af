"""De minimis aid: declared, late or not, and withdrawn."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import LENT, Instrument
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import deminimis, facts
from frenchimpact.financing.messages import registers as messages
from frenchimpact.financing.models import DeMinimisAid
from frenchimpact.financing.queries.registers import as_aid, register_of
from frenchimpact.financing.queries.removals import is_upheld
from frenchimpact.organisations.models import Organisation

Method = DeMinimisAid.Method
EARLIEST = dt.date(2000, 1, 1)
# The forms of aid whose worth each simple rule reckons.
# What is given: its equivalent is its amount.
COUNTS_WHOLE = {Instrument.GRANT, Instrument.PRIZE}
RECKONED = {Method.LOAN: LENT - {Instrument.GUARANTEE}, Method.GUARANTEE: {Instrument.GUARANTEE}}


class NeedsConfirming(Refusal):
    """The aid passes the ceiling, or makes later ones pass it: `reviews` says which, and the person confirms that it is true."""

    status = 422

    def __init__(self, reviews: list[deminimis.Review]) -> None:
        super().__init__(_("Lisez ce que cette aide change, puis confirmez."))
        self.reviews = reviews


def _missing(name: str, words: str) -> Incomplete:
    return Incomplete(_("Il reste quelque chose à corriger."), {name: words})


def worth(values: Mapping[str, Any], register: deminimis.Register) -> Decimal:
    """The gross grant equivalent of what was typed, by its method. Raises Incomplete."""
    method, nominal = values["method"], values["nominal"]
    if method == Method.AMOUNT:
        return Decimal(nominal)
    if method == Method.GIVEN and values["instrument"] in COUNTS_WHOLE and values.get("equivalent") != nominal:
        raise _missing("equivalent", _("Une subvention ou un prix compte pour son montant : choisissez « Le montant lui-même »."))
    if method == Method.GIVEN:
        given: Decimal | None = values.get("equivalent")
        if given is None or given > nominal:
            raise _missing("equivalent", _("Écrivez l’équivalent-subvention brut que donne le financeur : il ne dépasse pas le montant."))
        return given
    if values["instrument"] not in RECKONED[method]:
        raise _missing(
            "method", _("Cette règle ne vaut pas pour cette forme d’aide. Choisissez « Le montant lui-même », ou la bonne forme.")
        )
    months = values.get("loan_months")
    if not months:
        raise _missing("loan_months", _("Écrivez la durée, en mois."))
    ceiling = register.regulations[values["regulation"]].ceiling_on(values["granted_on"])
    if ceiling is None:
        raise _missing("granted_on", _("Aucun plafond n’est connu ce jour-là. Demandez l’équivalent-subvention brut au financeur."))
    reckon = deminimis.loan_equivalent if method == Method.LOAN else deminimis.guarantee_equivalent
    try:
        return reckon(nominal, months, ceiling)
    except deminimis.TooLarge as error:
        words = _("Ce montant et cette durée dépassent la règle simple. Demandez l’équivalent-subvention brut au financeur.")
        raise _missing("method", words) from error


@transaction.atomic
def declare_aid(
    *, organisation: Organisation, values: Mapping[str, Any], by: User | None, is_confirmed: bool = False
) -> tuple[DeMinimisAid, list[deminimis.Review]]:
    """Write an aid that the organisation received, with what it changes: itself, then the later ones judged again.

    Raises Incomplete; NeedsConfirming when something passes the ceiling and nobody said that it is true all the same.
    """
    if not EARLIEST <= values["granted_on"] <= clock.today():
        raise _missing("granted_on", _("Écrivez un jour passé, ou aujourd’hui : celui où le droit à l’aide est né."))
    if not (values.get("funder") or values.get("funder_name")):
        raise _missing("funder", _("Choisissez une structure, ou écrivez son nom."))
    organisation = lock(organisation)
    register = register_of(organisation)
    row = DeMinimisAid(organisation=organisation, declared_by=by, **{**values, "equivalent": worth(values, register)})
    reviews = register.reviewed(as_aid(row))
    passed = not reviews[0].answer.is_possible or any(one.is_made_irregular for one in reviews[1:])
    if passed and not is_confirmed:
        raise NeedsConfirming(reviews)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _missing("number", _("Une aide porte déjà ce numéro. Retirez-la d’abord si elle est fausse.")) from error
    announce(facts.AidDeclared(organisation_id=organisation.pk, aid_id=row.pk), by=by)
    if passed:
        announce(facts.CeilingPassed(organisation_id=organisation.pk, aid_id=row.pk), by=by)
        messages.tell_passed(row, reviews)
    return row, reviews


@transaction.atomic
def withdraw_aid(*, aid: DeMinimisAid, on: dt.date, reason: str, by: User | None) -> DeMinimisAid:
    """It no longer counts: given up, taken back, or written by mistake. Raises Incomplete, OutOfTurn."""
    aid = lock(aid)
    if aid.is_withdrawn:
        raise OutOfTurn(_("Cette aide est déjà retirée."))
    if by is not None and is_upheld(aid):
        raise OutOfTurn(_("Le financeur maintient cette aide : lui seul peut la retirer, en corrigeant son engagement."))
    if not reason:
        raise _missing("reason", _("Écrivez pourquoi elle ne compte plus."))
    if not aid.granted_on <= on <= clock.today():
        raise _missing("on", _("Écrivez un jour entre celui de l’aide et aujourd’hui."))
    aid.state, aid.withdrawn_on, aid.withdrawn_reason, aid.withdrawn_by = DeMinimisAid.State.WITHDRAWN, on, reason, by
    aid.save(update_fields=["state", "withdrawn_on", "withdrawn_reason", "withdrawn_by"])
    if by is not None and aid.commitment is not None:
        messages.tell_removed(aid, by)
    announce(facts.AidWithdrawn(organisation_id=aid.organisation_id, aid_id=aid.pk), by=by)
    return aid
