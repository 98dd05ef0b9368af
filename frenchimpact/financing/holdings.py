"""What people did for the financing of projects and for the de minimis aid of organisations."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.financing.models import (
    Declaration,
    DeMinimisAid,
    FinancingPlan,
    PlanLineEvent,
    RemovalAnswer,
    Undertaking,
    UndertakingMember,
)

_AT, _ORGANISATION = _("Date"), _("Structure")
_of_the_team = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Le plan de financement reste à l’équipe du projet ; il est gardé sans votre nom.")
)
# The law has the register of de minimis aid kept for ten years.
_of_the_register = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Ce que la structure déclare est gardé dix ans, comme la loi le veut, sans votre nom.")
)

_of_the_team(
    model=FinancingPlan,
    title=_("Plans de financement que vous avez modifiés"),
    of=("changed_by",),
    fields={"project__name": _("Projet"), "changed_at": _AT},
)
_of_the_team(
    model=PlanLineEvent,
    title=_("Étapes de financements"),
    of=("by",),
    fields={"line__title": _("Financement"), "state": _("État"), "amount": _("Montant"), "note": _("Note"), "at": _AT},
)
_of_the_register(
    model=Undertaking,
    title=_("Entreprises uniques que vous avez déclarées"),
    of=("created_by",),
    fields={"name": _("Nom"), "created_at": _AT},
)
_of_the_register(
    model=UndertakingMember,
    title=_("Liens entre structures que vous avez déclarés ou confirmés"),
    of=("proposed_by", "answered_by"),
    fields={"organisation__name": _ORGANISATION, "link": _("Lien"), "since": _("Depuis"), "note": _("Note"), "proposed_at": _AT},
)
_of_the_register(
    model=DeMinimisAid,
    title=_("Aides de minimis que vous avez déclarées ou retirées"),
    of=("declared_by", "withdrawn_by"),
    fields={
        "organisation__name": _ORGANISATION,
        "granted_on": _("Accordée le"),
        "equivalent": _("Équivalent-subvention brut"),
        "subject": _("Objet"),
        "withdrawn_reason": _("Raison du retrait"),
        "declared_at": _AT,
    },
)
_of_the_register(
    model=Declaration,
    title=_("Déclarations d’aides de minimis"),
    of=("made_by",),
    fields={
        "reference": _("Référence"),
        "organisation__name": _ORGANISATION,
        "signatory": _("Signataire"),
        "capacity": _("Qualité"),
        "made_at": _AT,
    },
)
_of_the_register(
    model=RemovalAnswer,
    title=_("Retraits d’aides de minimis auxquels vous avez répondu"),
    of=("by",),
    fields={"aid__organisation__name": _ORGANISATION, "answer": _("Réponse"), "reason": _("Raison"), "at": _AT},
)
