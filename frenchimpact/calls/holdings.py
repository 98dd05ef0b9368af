"""What a person wrote, asked and decided about applications."""

import datetime as dt
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import (
    Answer,
    AnswerVersion,
    Application,
    ApplicationMember,
    Call,
    Comment,
    CorrectionRequest,
    Enquiry,
    FormVersion,
    Partner,
    Snapshot,
    Step,
    Unsealing,
)
from frenchimpact.core import clock
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding

# The rows belong to the programme or to the file: they stay, and lead to a person without name or address.
_keep_nameless = partial(declare_holding, fate=Fate.NAMELESS)
# When a person sorts what was refused, with the archivist.
SORTED_AFTER = dt.timedelta(days=2 * 365)
# A confirmation is by somebody: what stands for the name once it is gone.
_NAMELESS = "–"


def _calls(person: Any) -> QuerySet[Call]:
    return Call.objects.filter(Q(created_by=person.pk) | Q(office_email__iexact=person.email))


def _forget_office(person: Any) -> int:
    """Candidates must still be able to write: to the programme."""
    count = _calls(person).count()
    Call.objects.filter(office_email__iexact=person.email).update(office_email=settings.PROGRAMME_CONTACT, office_phone="")
    return count


def _memberships(person: Any) -> QuerySet[ApplicationMember]:
    return ApplicationMember.objects.filter(Q(user=person.pk) | Q(email__iexact=person.email) | Q(invited_by=person.pk))


def _forget_memberships(person: Any) -> int:
    count = _memberships(person).count()
    ApplicationMember.objects.filter(Q(user=person.pk) | Q(email__iexact=person.email)).delete()
    ApplicationMember.objects.filter(invited_by=person.pk, accepted_at=None, ended_at=None).update(ended_at=clock.now())
    return count


def _partners(person: Any) -> QuerySet[Partner]:
    return Partner.objects.filter(Q(email__iexact=person.email) | Q(asked_by=person.pk))


def _forget_partners(person: Any) -> int:
    count = _partners(person).count()
    mine = Partner.objects.filter(email__iexact=person.email)
    mine.exclude(confirmed_name="").update(confirmed_name=_NAMELESS)
    mine.update(email="")
    return count


declare_holding(
    model=Call,
    title=_("Appels que vous avez créés, ou dont vous êtes le contact"),
    rows=_calls,
    fields={"reference": _("Référence"), "title": _("Titre"), "office_email": _("Adresse électronique"), "created_at": _("Créé le")},
    fate=Fate.CLEARED,
    why=_("Les appels appartiennent au programme ; ils restent, sans votre nom, avec l’adresse du programme à la place de la vôtre."),
    erase=_forget_office,
)
_keep_nameless(
    model=FormVersion,
    title=_("Formulaires que vous avez publiés"),
    of=("published_by",),
    fields={"call__reference": _("Appel"), "number": _("Version"), "published_at": _("Publié le")},
    why=_("Les formulaires appartiennent au programme ; ils restent, sans votre nom."),
)
_keep_nameless(
    model=Enquiry,
    title=_("Questions que vous avez posées sur des appels, ou auxquelles vous avez répondu"),
    of=("asked_by", "answered_by"),
    fields={"call__title": _("Appel"), "text": _("Question"), "asked_at": _("Posée le"), "answer": _("Réponse")},
    why=_("La question publiée ne dit pas qui l’a posée ; elle reste avec sa réponse, sans votre nom."),
)
_keep_nameless(
    model=Unsealing,
    title=_("Ouvertures de plis"),
    of=("by",),
    fields={"cohort__title": _("Session"), "at": _("Le"), "application_count": _("Dossiers")},
    why=_("L’ouverture des plis reste prouvée, sans votre nom."),
)
_keep_nameless(
    model=Application,
    title=_("Candidatures que vous portez ou suivez"),
    of=("lead", "submitted_by", "officer"),
    fields={
        "reference": _("Référence"),
        "call__title": _("Appel"),
        "organisation__name": _("Structure"),
        "state": _("État"),
        "submitted_at": _("Déposée le"),
    },
    why=_("Une candidature appartient à la structure qui la dépose ; elle reste, sans votre nom."),
)
_keep_nameless(
    model=Answer,
    title=_("Réponses dans les candidatures"),
    of=("by",),
    fields={"application__reference": _("Candidature"), "key": _("Question"), "value": _("Réponse"), "at": _("Date")},
    why=_("Les réponses restent au dossier, sans votre nom."),
)
_keep_nameless(
    model=AnswerVersion,
    title=_("Versions des réponses"),
    of=("by",),
    fields={"answer__application__reference": _("Candidature"), "answer__key": _("Question"), "value": _("Réponse"), "at": _("Date")},
    why=_("L’histoire du dossier reste, sans votre nom."),
)
_keep_nameless(
    model=Snapshot,
    title=_("Dossiers figés au dépôt"),
    of=("by",),
    fields={"application__reference": _("Candidature"), "number": _("Numéro"), "at": _("Le")},
    why=_("Le dossier déposé fait foi ; il reste tel quel."),
)
_keep_nameless(
    model=Step,
    title=_("Étapes des candidatures"),
    of=("by",),
    fields={"application__reference": _("Candidature"), "verb": _("Étape"), "at": _("Le"), "note": _("Note")},
    why=_("L’histoire du dossier reste, sans votre nom."),
)
declare_holding(
    model=Comment,
    title=_("Commentaires dans les candidatures"),
    of=("by",),
    fields={"application__reference": _("Candidature"), "key": _("Question"), "text": _("Commentaire"), "at": _("Le")},
    fate=Fate.DELETED,
    why=_("Vos commentaires sont supprimés."),
)
_keep_nameless(
    model=CorrectionRequest,
    title=_("Compléments demandés ou donnés sur des candidatures"),
    of=("asked_by", "answered_by"),
    fields={
        "application__reference": _("Candidature"),
        "message": _("Demande"),
        "answer": _("Réponse"),
        "asked_at": _("Demandé le"),
        "answered_at": _("Répondu le"),
    },
    why=_("Demandes et réponses restent au dossier, sans votre nom."),
)
declare_holding(
    model=ApplicationMember,
    title=_("Candidatures auxquelles vous participez"),
    rows=_memberships,
    fields={"application__reference": _("Candidature"), "email": _("Adresse"), "role": _("Rôle"), "created_at": _("Depuis")},
    fate=Fate.CLEARED,
    why=_("Vous quittez ces candidatures ; les invitations que vous avez envoyées ne peuvent plus servir."),
    erase=_forget_memberships,
)
declare_holding(
    model=Partner,
    title=_("Confirmations de collectifs"),
    rows=_partners,
    fields={
        "application__reference": _("Candidature"),
        "name": _("Structure"),
        "email": _("Adresse"),
        "confirmed_name": _("Confirmé par"),
        "confirmed_at": _("Confirmé le"),
    },
    fate=Fate.CLEARED,
    why=_("La confirmation de la structure reste ; votre adresse et votre nom sont retirés."),
    erase=_forget_partners,
)
declare_ending(
    "calls.refused",
    title=_("Candidatures refusées ou retirées"),
    after=_("Deux ans après le dernier mouvement"),
    due=lambda: Application.objects.filter(
        state__in=(Application.State.REFUSED, Application.State.INADMISSIBLE, Application.State.WITHDRAWN),
        updated_at__lt=clock.now() - SORTED_AFTER,
    ),
    is_by_hand=True,
)
