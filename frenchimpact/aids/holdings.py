"""What people did for aids, and the addresses left to be told of them."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.actions.alerts import finished_alerts
from frenchimpact.aids.models import (
    Aid,
    AidChange,
    AidReport,
    Alert,
    Choice,
    Contest,
    FundingRequest,
    Introduction,
    Message,
    Reminder,
    RequestEvent,
    Twin,
    VariantProposal,
)
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding

_keep_nameless = partial(
    declare_holding,
    fate=Fate.NAMELESS,
    why=_("L’histoire d’une aide et de ses demandes reste due à tous ; elle est gardée sans votre nom."),
)
_AID, _AT, _TEXT, _PROJECT, _MAIL = _("Aide"), _("Date"), _("Texte"), _("Projet"), _("Adresse électronique")


def _alerts(person: Any) -> QuerySet[Alert]:
    return Alert.objects.filter(email__iexact=person.email)


def _aids(person: Any) -> QuerySet[Aid]:
    return Aid.objects.filter(Q(created_by=person.pk) | Q(contact_email__iexact=person.email))


def _forget_contact(person: Any) -> int:
    count = _aids(person).count()
    Aid.objects.filter(contact_email__iexact=person.email).update(contact="", contact_email="")
    return count


def _reports(person: Any) -> QuerySet[AidReport]:
    return AidReport.objects.filter(Q(email__iexact=person.email) | Q(by=person.pk) | Q(closed_by=person.pk))


def _forget_reports(person: Any) -> int:
    count = _reports(person).count()
    AidReport.objects.filter(Q(email__iexact=person.email) | Q(by=person.pk)).update(email="", by=None)
    return count


def _contests(person: Any) -> QuerySet[Contest]:
    return Contest.objects.filter(Q(email__iexact=person.email) | Q(by=person.pk) | Q(answered_by=person.pk))


def _forget_contests(person: Any) -> int:
    count = _contests(person).count()
    Contest.objects.filter(Q(email__iexact=person.email) | Q(by=person.pk)).update(email="", by=None)
    return count


declare_holding(
    model=Alert,
    title=_("Alertes de financement"),
    rows=_alerts,
    fields={"email": _MAIL, "query": _("Recherche"), "created_at": _AT},
    fate=Fate.DELETED,
    why=_("Vos alertes sont effacées : vous n’en recevez plus."),
)
declare_holding(
    model=Reminder,
    title=_("Rappels d’aides"),
    of=("user",),
    fields={"aid__title": _AID, "on": _AT, "reason": _("Raison")},
    fate=Fate.DELETED,
    why=_("Vos rappels sont effacés."),
)
declare_holding(
    model=AidReport,
    title=_("Erreurs signalées sur des aides"),
    rows=_reports,
    fields={"aid__title": _AID, "text": _TEXT, "email": _MAIL, "at": _AT},
    fate=Fate.CLEARED,
    why=_("Le signalement reste ; votre nom et votre adresse en sont retirés."),
    erase=_forget_reports,
)
declare_holding(
    model=Contest,
    title=_("Résultats que vous avez contestés"),
    rows=_contests,
    fields={"aid__title": _AID, "text": _TEXT, "email": _MAIL, "at": _AT},
    fate=Fate.CLEARED,
    why=_("La contestation reste ; votre nom et votre adresse en sont retirés."),
    erase=_forget_contests,
)
declare_holding(
    model=Aid,
    title=_("Aides que vous avez écrites, ou dont vous êtes le contact"),
    rows=_aids,
    fields={"title": _AID, "contact": _("Contact"), "contact_email": _MAIL, "created_at": _AT},
    fate=Fate.CLEARED,
    why=_("L’aide reste, sans votre nom ; son financeur doit y écrire un autre contact."),
    erase=_forget_contact,
)
_keep_nameless(
    model=AidChange, title=_("Aides que vous avez modifiées"), of=("by",), fields={"aid__title": _AID, "field": _("Champ"), "at": _AT}
)
_keep_nameless(
    model=Twin, title=_("Doublons d’aides que vous avez tranchés"), of=("closed_by",), fields={"first__title": _AID, "closed_at": _AT}
)
_keep_nameless(
    model=VariantProposal,
    title=_("Variantes locales que vous avez proposées, acceptées ou refusées"),
    of=("by", "answered_by"),
    fields={"aid__title": _AID, "generic__title": _("Aide générique"), "reason": _("Raison"), "at": _AT},
)
_keep_nameless(
    model=Choice,
    title=_("Aides que vous avez retenues ou écartées"),
    of=("by",),
    fields={"aid__title": _AID, "project__name": _PROJECT, "reason": _("Raison"), "at": _AT},
)
_keep_nameless(
    model=FundingRequest,
    title=_("Demandes de financement"),
    of=("created_by",),
    fields={"reference": _("Référence"), "aid__title": _AID, "project__name": _PROJECT, "purpose": _TEXT, "created_at": _AT},
)
_keep_nameless(
    model=RequestEvent,
    title=_("Étapes de demandes de financement"),
    of=("by",),
    fields={"request__reference": _("Référence"), "state": _("État"), "text": _TEXT, "at": _AT},
)
_keep_nameless(
    model=Introduction,
    title=_("Mises en relation"),
    of=("proposed_by", "answered_by"),
    fields={"project__name": _PROJECT, "funder__name": _("Financeur"), "teaser": _TEXT, "proposed_at": _AT},
)
_keep_nameless(
    model=Message,
    title=_("Messages échangés avec un financeur ou un projet"),
    of=("by",),
    fields={"introduction__project__name": _PROJECT, "text": _TEXT, "at": _AT},
)
declare_ending("aids.alerts", title=_("Alertes jamais confirmées, ou arrêtées"), after=_("Sept jours"), due=finished_alerts)
