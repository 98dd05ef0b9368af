"""Certificates: what an organisation declares of the aid of its undertaking, frozen on a day."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.calls.actions.references import next_reference
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.models import Declaration, Regulation
from frenchimpact.financing.queries.registers import GENERAL, Unsettled, aids_counted, register_of, removed_aids, unsettled
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.queries.reports import fingerprint


def content_on(organisation: Organisation, on: dt.date) -> dict[str, Any]:
    """What there is to declare that day: who is one undertaking, every aid that counts, what is used and what is left."""
    register = register_of(organisation)
    group = Organisation.objects.filter(pk__in=register.group(organisation.pk, on)).order_by("name", "pk")
    found: dict[str, Any] = {
        "organisation": _named(organisation),
        "on": on.isoformat(),
        "group": [_named(one) for one in group],
        "regulations": [],
    }
    for code in Regulation.values:
        answer = register.check(organisation.pk, on, Decimal(0), code)
        rows = list(aids_counted(organisation, register, on, code))
        if answer.ceiling is None or (code != GENERAL and all(one.regulation != code for one in rows)):
            continue
        found["regulations"].append(
            {
                "code": code,
                "window_from": answer.window_from.isoformat(),
                "ceiling": str(answer.ceiling),
                "used": str(answer.used),
                "available": str(answer.available),
                "aids": [
                    {
                        "granted_on": one.granted_on.isoformat(),
                        "beneficiary": one.organisation.name,
                        "funder": one.funder_words,
                        "subject": one.subject,
                        "regulation": one.regulation,
                        "instrument": one.instrument,
                        "nominal": str(one.nominal),
                        "equivalent": str(one.equivalent),
                        "number": one.number,
                    }
                    for one in rows
                ],
            }
        )
    found["removed"] = [
        {
            "granted_on": one.granted_on.isoformat(),
            "beneficiary": one.organisation.name,
            "funder": one.funder_words,
            "nominal": str(one.nominal),
            "reference": one.commitment.reference,
            "reason": one.withdrawn_reason,
        }
        for one in removed_aids([one.pk for one in group], on)
        if one.commitment
    ]
    return found


def _named(organisation: Organisation) -> dict[str, str]:
    return {"name": organisation.name, "siren": organisation.siren, "rna": organisation.rna, "address": organisation.address}


def told(waiting: Unsettled, organisation: Organisation) -> list[str]:
    """Why no certificate can be made yet, and what to do: a sentence for each thing that waits."""
    found = []
    if waiting.own:
        words = ngettext(
            "L’attestation dit qu’il n’y a aucune autre aide, et %(n)s aide attend votre réponse. Confirmez-la ou écartez-la d’abord.",
            "L’attestation dit qu’il n’y a aucune autre aide, et %(n)s aides attendent votre réponse. "
            "Confirmez-les ou écartez-les d’abord.",
            waiting.own,
        )
        found.append(words % {"n": waiting.own})
    for other, count in waiting.others:
        words = ngettext(
            "« %(name)s », qui compte avec vous, a %(n)s aide qui attend sa réponse : demandez-lui de la confirmer ou de l’écarter.",
            "« %(name)s », qui compte avec vous, a %(n)s aides qui attendent sa réponse : demandez-lui de les confirmer ou de les écarter.",
            count,
        )
        found.append(words % {"name": other.name, "n": count})
    for other in waiting.asked:
        if other == organisation:
            found.append(_("Une structure dit que vous ne faites qu’une entreprise avec elle : répondez-lui d’abord, plus bas."))
        else:
            words = _("« %(name)s » n’a pas encore dit si elle ne fait qu’une entreprise avec vous : ses aides compteraient aussi.")
            found.append(words % {"name": other.name})
    return found


@transaction.atomic
def make_declaration(*, organisation: Organisation, signatory: str, capacity: str, by: User | None) -> Declaration:
    """The certificate of today. Raises Incomplete without who signs and in which capacity.

    Raises Refusal while an aid of the undertaking, or a link of it, waits for its answer: it says that there is no other.
    """
    missing: dict[str, Text] = {}
    if not signatory:
        missing["signatory"] = _("Écrivez qui déclare : prénom et nom.")
    if not capacity:
        missing["capacity"] = _("Écrivez sa fonction : présidente, directeur…")
    if missing:
        raise Incomplete(_("Il reste quelque chose à corriger."), missing)
    organisation = lock(organisation)
    if waiting := unsettled(organisation, register_of(organisation)):
        raise Refusal(" ".join(told(waiting, organisation)))
    content = content_on(organisation, clock.today())
    made = Declaration.objects.create(
        reference=next_reference("DM"),
        organisation=organisation,
        on=clock.today(),
        signatory=signatory,
        capacity=capacity,
        content=content,
        sha256=fingerprint(content),
        made_by=by,
    )
    announce(facts.DeclarationMade(organisation_id=organisation.pk, declaration_id=made.pk), by=by)
    return made
