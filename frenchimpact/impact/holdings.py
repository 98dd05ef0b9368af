"""What people did for the impact of projects and territories."""

from functools import partial
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.impact.models import (
    Assessment,
    Change,
    ChangeEdition,
    Followed,
    ImpactAim,
    KeptCalculation,
    Measure,
    MeasureKey,
    MeasureVersion,
    OutcomeContract,
    OutcomePayment,
    ProofRequest,
    Repayment,
    Verification,
)

_of_the_team = partial(
    declare_holding,
    fate=Fate.NAMELESS,
    why=_("La théorie du changement reste au projet ou au territoire ; elle est gardée sans votre nom."),
)

_of_the_team(
    model=Change,
    title=_("Théories du changement que vous avez modifiées"),
    of=("changed_by",),
    fields={"project__name": _("Projet"), "territory__name": _("Territoire"), "question": _("Question"), "changed_at": _("Date")},
)
_of_the_team(
    model=ChangeEdition,
    title=_("Théories du changement que vous avez publiées"),
    of=("by",),
    fields={
        "change__project__name": _("Projet"),
        "change__territory__name": _("Territoire"),
        "number": _("Version"),
        "at": _("Date"),
    },
)

_of_impact = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Les mesures d’un projet et leurs preuves restent ; elles sont gardées sans votre nom.")
)
_measured = {"followed__project__name": _("Projet"), "followed__indicator__name_fr": _("Indicateur")}

_of_impact(
    model=Followed,
    title=_("Indicateurs que vous suivez ou avez ajoutés"),
    of=("keeper", "created_by"),
    fields={"project__name": _("Projet"), "indicator__name_fr": _("Indicateur"), "created_at": _("Date")},
)
_of_impact(
    model=ImpactAim,
    title=_("Objectifs que vous avez écrits"),
    of=("by",),
    fields={**_measured, "target": _("Objectif"), "reason": _("Raison"), "at": _("Date")},
)
_of_impact(
    model=Measure,
    title=_("Valeurs que vous avez données"),
    of=("by",),
    fields={**_measured, "ends_on": _("Fin de la période"), "value": _("Valeur"), "note": _("Note"), "at": _("Date")},
)
_of_impact(
    model=MeasureVersion,
    title=_("Valeurs que vous avez données ou remplacées"),
    of=("by", "replaced_by"),
    fields={"measure__followed__project__name": _("Projet"), "value": _("Valeur"), "reason": _("Raison"), "replaced_at": _("Date")},
)
_of_impact(
    model=Assessment,
    title=_("Niveaux de preuve que vous avez donnés"),
    of=("by",),
    fields={**_measured, "level": _("Niveau"), "reason": _("Raison"), "at": _("Date")},
)
_of_impact(
    model=Verification,
    title=_("Valeurs que vous avez vérifiées"),
    of=("by",),
    fields={"measure__followed__project__name": _("Projet"), "verdict": _("Avis"), "note": _("Note"), "at": _("Date")},
)


# Where nothing is sent: one of its own for each, since two requests to one address cannot wait together.
GONE = "Personne effacée"
_NOWHERE = Concat(Value("efface-"), Cast("pk", CharField()), Value("@invalid"), output_field=CharField())


def _requests(person: Any) -> QuerySet[ProofRequest]:
    did = Q(asked_by=person.pk) | Q(answered_by=person.pk) | Q(identified_by=person.pk)
    return ProofRequest.objects.filter(did | Q(email__iexact=person.email))


def _forget_requests(person: Any) -> int:
    count = _requests(person).count()
    ProofRequest.objects.filter(email__iexact=person.email).update(email=_NOWHERE, name=GONE, answer_name="")
    return count


declare_holding(
    model=ProofRequest,
    title=_("Regards demandés, par vous ou à vous"),
    rows=_requests,
    fields={"followed__project__name": _("Projet"), "name": _("À qui"), "message": _("Message"), "asked_at": _("Date")},
    fate=Fate.CLEARED,
    why=_("Ce qui a été dit d’un projet reste ; votre adresse en est retirée, et plus rien n’y est envoyé."),
    erase=_forget_requests,
)

_of_contracts = partial(declare_holding, fate=Fate.NAMELESS, why=_("Un contrat signé reste ; il est gardé sans votre nom."))
_of_contracts(
    model=OutcomeContract,
    title=_("Contrats à impact que vous avez écrits ou signés"),
    of=("created_by", "project_agreed_by", "payer_agreed_by"),
    fields={**_measured, "payer__name": _("Qui paie"), "created_at": _("Date")},
)
_of_contracts(
    model=Repayment,
    title=_("Remboursements que vous avez calculés"),
    of=("by",),
    fields={"contract__followed__project__name": _("Projet"), "amount": _("Montant"), "at": _("Date")},
)
_of_contracts(
    model=OutcomePayment,
    title=_("Versements que vous avez notés"),
    of=("by",),
    fields={"amount": _("Montant"), "on": _("Le"), "reference": _("Référence")},
)
_of_impact(
    model=MeasureKey,
    title=_("Clés que vous avez ouvertes pour des machines"),
    of=("created_by",),
    fields={"project__name": _("Projet"), "name": _("Nom"), "created_at": _("Date")},
)
_of_impact(
    model=KeptCalculation,
    title=_("Calculs que vous avez gardés"),
    of=("by",),
    fields={"project__name": _("Projet"), "headline": _("Résultat"), "range": _("Fourchette"), "at": _("Date")},
)
