"""What people did for territories, and the addresses that collectives wrote."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.territories.actions.proposals import unconfirmed_proposals
from frenchimpact.territories.models import (
    Action,
    ActionEvent,
    Aim,
    Amendment,
    CommitmentEvent,
    Feed,
    Indicator,
    LeadPeriod,
    Measurement,
    MeasurementVersion,
    Meeting,
    Member,
    Method,
    Offer,
    PlanVersion,
    Proposal,
    Recommendation,
    Review,
    Sponsorship,
    SupportRequest,
    Territory,
)

# What was done for a territory is due to all: the rows stay, and lead to a person without name or address.
_keep_nameless = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("L’histoire d’un territoire reste due à tous ; elle est gardée sans votre nom.")
)
_TERRITORY, _AT = _("Territoire"), _("Date")


def _contacts(person: Any) -> QuerySet[Territory]:
    return Territory.objects.filter(Q(contact_email__iexact=person.email) | Q(officer=person.pk))


def _forget_contacts(person: Any) -> int:
    count = _contacts(person).count()
    Territory.objects.filter(officer=person.pk).update(officer=None)
    Territory.objects.filter(contact_email__iexact=person.email).update(contact_email="", contact_name="")
    return count


def _members(person: Any) -> QuerySet[Member]:
    return Member.objects.filter(email__iexact=person.email)


def _forget_members(person: Any) -> int:
    return _members(person).update(email="")


def _proposals(person: Any) -> QuerySet[Proposal]:
    return Proposal.objects.filter(Q(email__iexact=person.email) | Q(by=person.pk) | Q(answered_by=person.pk))


def _forget_proposals(person: Any) -> int:
    count = _proposals(person).count()
    mine = Proposal.objects.filter(Q(email__iexact=person.email) | Q(by=person.pk))
    mine.update(name="–", email="efface@invalid.invalid", by=None)
    return count


def _kept(person: Any) -> QuerySet[Indicator]:
    return Indicator.objects.filter(keeper=person.pk)


def _forget_kept(person: Any) -> int:
    return _kept(person).update(keeper=None)


def _driven(person: Any) -> QuerySet[Action]:
    return Action.objects.filter(pilot=person.pk)


def _forget_driven(person: Any) -> int:
    return _driven(person).update(pilot=None)


declare_holding(
    model=Territory,
    title=_("Territoires dont vous êtes le contact ou le référent"),
    rows=_contacts,
    fields={"name": _TERRITORY, "contact_name": _("Nom"), "contact_email": _("Adresse électronique")},
    fate=Fate.CLEARED,
    why=_("Le territoire reste ; votre nom et votre adresse en sont retirés."),
    erase=_forget_contacts,
)
declare_holding(
    model=Member,
    title=_("Votre adresse dans un collectif"),
    rows=_members,
    fields={"territory__name": _TERRITORY, "name": _("Membre"), "email": _("Adresse électronique")},
    fate=Fate.CLEARED,
    why=_("Le membre reste ; votre adresse en est retirée."),
    erase=_forget_members,
)
declare_holding(
    model=Proposal,
    title=_("Ce que vous avez proposé pour un défi"),
    rows=_proposals,
    fields={"challenge__title": _("Défi"), "name": _("Nom"), "email": _("Adresse électronique"), "text": _("Texte"), "at": _AT},
    fate=Fate.CLEARED,
    why=_("La proposition reste au collectif ; votre nom et votre adresse en sont retirés."),
    erase=_forget_proposals,
)
declare_holding(
    model=Action,
    title=_("Actions que vous pilotez"),
    rows=_driven,
    fields={"territory__name": _TERRITORY, "title": _("Action")},
    fate=Fate.CLEARED,
    why=_("L’action reste au collectif, sans pilote."),
    erase=_forget_driven,
)
declare_holding(
    model=Indicator,
    title=_("Indicateurs que vous tenez à jour"),
    rows=_kept,
    fields={"territory__name": _TERRITORY, "name": _("Indicateur")},
    fate=Fate.CLEARED,
    why=_("L’indicateur reste au collectif ; il ne vous est plus demandé."),
    erase=_forget_kept,
)
_keep_nameless(
    model=LeadPeriod,
    title=_("Chefs de file que vous avez changés"),
    of=("by",),
    fields={"territory__name": _TERRITORY, "since": _("Depuis"), "reason": _("Raison")},
)
_keep_nameless(
    model=ActionEvent,
    title=_("Étapes d’actions"),
    of=("by",),
    fields={"action__title": _("Action"), "verb": _("Étape"), "note": _("Note"), "at": _AT},
)
_keep_nameless(
    model=PlanVersion,
    title=_("Plans que vous avez validés"),
    of=("by",),
    fields={"territory__name": _TERRITORY, "number": _("Version"), "note": _("Note"), "at": _AT},
)
_keep_nameless(
    model=Aim,
    title=_("Cibles que vous avez fixées"),
    of=("by",),
    fields={"indicator__name": _("Indicateur"), "target": _("Cible"), "reason": _("Raison"), "at": _AT},
)
_keep_nameless(
    model=Method,
    title=_("Méthodes que vous avez écrites"),
    of=("by",),
    fields={"indicator__name": _("Indicateur"), "text": _("Méthode"), "reason": _("Raison"), "at": _AT},
)
_keep_nameless(
    model=Measurement,
    title=_("Valeurs que vous avez données"),
    of=("by",),
    fields={"indicator__name": _("Indicateur"), "ends_on": _("Période"), "value": _("Valeur"), "note": _("Note"), "at": _AT},
)
_keep_nameless(
    model=MeasurementVersion,
    title=_("Valeurs que vous aviez données"),
    of=("by",),
    fields={"measurement__indicator__name": _("Indicateur"), "value": _("Valeur"), "note": _("Note"), "at": _AT},
)
_keep_nameless(
    model=Amendment,
    title=_("Avenants que vous avez enregistrés"),
    of=("by",),
    fields={"agreement__title": _("Convention"), "number": _("Numéro"), "signed_on": _("Signé le")},
)
_keep_nameless(
    model=CommitmentEvent,
    title=_("Étapes de promesses"),
    of=("by",),
    fields={"commitment__title": _("Promesse"), "verb": _("Étape"), "note": _("Note"), "at": _AT},
)
_keep_nameless(
    model=Offer,
    title=_("Changements de promesses que vous avez demandés"),
    of=("by",),
    fields={"commitment__title": _("Promesse"), "title": _("Demandé"), "due_on": _("Pour le"), "reason": _("Raison"), "at": _AT},
)
_keep_nameless(
    model=Meeting,
    title=_("Réunions que vous avez préparées"),
    of=("by",),
    fields={"territory__name": _TERRITORY, "title": _("Réunion"), "starts_at": _AT},
)
_keep_nameless(
    model=SupportRequest,
    title=_("Demandes de soutien"),
    of=("created_by", "answered_by"),
    fields={"title": _("Demande"), "text": _("Texte"), "answer": _("Réponse"), "created_at": _AT},
)
_keep_nameless(
    model=Recommendation,
    title=_("Recommandations que vous avez faites"),
    of=("by",),
    fields={"territory__name": _TERRITORY, "text": _("Texte"), "at": _AT},
)
_keep_nameless(
    model=Sponsorship,
    title=_("Parrainages que vous avez enregistrés"),
    of=("by",),
    fields={"sponsor__name": _("Parrain"), "sponsored__name": _("Parrainé"), "since": _("Depuis")},
)
_keep_nameless(
    model=Review,
    title=_("Bilans que vous avez conclus"),
    of=("concluded_by",),
    fields={"territory__name": _TERRITORY, "ends_on": _("Période"), "reasons": _("Motifs"), "concluded_at": _AT},
)
declare_holding(
    model=Feed,
    title=_("Agenda privé d’un territoire"),
    of=("person",),
    fields={"territory__name": _TERRITORY, "opened_at": _("Ouvert le"), "is_open": _("Ouvert")},
    fate=Fate.DELETED,
    why=_("L’adresse privée de votre agenda de ce territoire cesse de fonctionner."),
)
declare_ending(
    "territories.proposals",
    title=_("Solutions proposées depuis une adresse jamais confirmée"),
    after=_("Trente jours"),
    due=unconfirmed_proposals,
)
