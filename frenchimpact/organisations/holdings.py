"""Where a person belongs, what they were asked to do, and which sheets carry their mark."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.holdings import Consequence, Fate, declare_holding, foresee
from frenchimpact.files.actions import delete_files_of
from frenchimpact.organisations.models import (
    Assignment,
    Claim,
    ConfirmedNumber,
    Duplicate,
    Import,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    Merge,
    Organisation,
)
from frenchimpact.organisations.rules import assignments_of, memberships_of


def _sheets(person: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(Q(created_by=person.pk) | Q(confirmed_by=person.pk) | Q(email__iexact=person.email))


def _take_address_off(person: Any) -> int:
    count = _sheets(person).count()
    Organisation.objects.filter(email__iexact=person.email).update(email="")
    return count


def _end_memberships(person: Any) -> int:
    memberships_of(person).update(until=clock.now())
    return Membership.objects.filter(user=person.pk).count()


def _end_assignments(person: Any) -> int:
    """Yesterday is their last day; one that begins later, or today, never began."""
    today = clock.today()
    count = Assignment.objects.filter(Q(user=person.pk) | Q(given_by=person.pk)).count()
    held = Assignment.objects.filter(user=person.pk).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    held.filter(starts_on__gte=today).delete()
    held.update(ends_on=today)
    return count


def _withdraw_requests(person: Any) -> int:
    """Requests that wait are withdrawn; the words of the others are erased, the answers stay."""
    made = JoinRequest.objects.filter(user=person.pk)
    made.filter(state=JoinRequest.State.ASKED).update(state=JoinRequest.State.WITHDRAWN, decided_at=clock.now())
    return made.update(message="")


def _withdraw_claims(person: Any) -> int:
    """Claims that wait are withdrawn; the words and the address of all are erased, their files go."""
    made = Claim.objects.filter(user=person.pk)
    made.filter(state__in=Claim.OPEN).update(state=Claim.State.WITHDRAWN, decided_at=clock.now())
    for claim in made:
        delete_files_of(owner=claim, by=None)
    return made.update(explanation="", address="", code_digest="")


def _take_off_invitations(person: Any) -> int:
    """No invitation keeps the address; those that wait no longer let anyone in."""
    sent = Invitation.objects.filter(Q(email__iexact=person.email) | Q(accepted_by=person.pk))
    sent.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    count = sent.count()
    for invitation in sent:
        Invitation.objects.filter(pk=invitation.pk).update(email=f"invitation-{invitation.pk}@erased.invalid")
    return count


@foresee
def orphans(person: Any) -> Iterator[Consequence]:
    """Organisations that would have members and nobody to manage them, and programme roles that would stop."""
    admins = memberships_of(person).filter(role=Membership.Role.ADMIN).select_related("organisation")
    for held in admins:
        others = Membership.objects.filter(organisation=held.organisation, until=None).exclude(user=person.pk)
        if not others.filter(role=Membership.Role.ADMIN).exists():
            words = _("Plus personne ne pourra gérer la fiche de « {name} ». L’équipe du programme en sera prévenue.")
            yield Consequence(
                format_lazy(words, name=held.organisation.name), reverse("organisations:organisation_edit", args=[held.organisation.slug])
            )
    for role in assignments_of(person):
        yield Consequence(_("Votre rôle dans le programme s’arrête : %(role)s.") % {"role": role.get_role_display()})


declare_holding(
    model=Organisation,
    title=_("Fiches de structures"),
    rows=_sheets,
    fields={
        "name": _("Nom"),
        "email": _("Adresse électronique affichée"),
        "confirmed_at": _("Confirmée le"),
        "created_at": _("Créée le"),
    },
    fate=Fate.CLEARED,
    why=_("Les fiches restent. Votre adresse n’y est plus affichée, et l’auteur devient « Personne effacée »."),
    erase=_take_address_off,
)
declare_holding(
    model=Membership,
    title=_("Structures dont vous êtes membre"),
    of=("user",),
    fields={"organisation__name": _("Structure"), "role": _("Rôle"), "since": _("Depuis"), "until": _("Jusqu’au")},
    fate=Fate.CLEARED,
    why=_("Vous quittez ces structures."),
    erase=_end_memberships,
)
declare_holding(
    model=Assignment,
    title=_("Rôles dans le programme"),
    of=("user", "given_by"),
    fields={
        "role": _("Rôle"),
        "starts_on": _("Du"),
        "ends_on": _("Au"),
        "organisation__name": _("Au nom de"),
        "perimeter__name": _("Périmètre"),
    },
    fate=Fate.CLEARED,
    why=_("Vos rôles s’arrêtent. Ce que vous avez décidé reste, sans votre nom."),
    erase=_end_assignments,
)
declare_holding(
    model=Import,
    title=_("Imports de fichiers"),
    of=("by",),
    fields={"at": _("Date"), "file_name": _("Fichier"), "source_name": _("Source"), "read_count": _("Lignes lues")},
    fate=Fate.NAMELESS,
    why=_("La trace des imports reste, sans votre nom."),
)
declare_holding(
    model=Invitation,
    title=_("Invitations dans des structures"),
    rows=lambda person: Invitation.objects.filter(Q(email__iexact=person.email) | Q(invited_by=person.pk) | Q(accepted_by=person.pk)),
    fields={
        "organisation__name": _("Structure"),
        "email": _("Adresse invitée"),
        "role": _("Rôle"),
        "created_at": _("Envoyée le"),
        "accepted_at": _("Acceptée le"),
    },
    fate=Fate.CLEARED,
    why=_("Votre adresse est effacée des invitations. Celles que vous avez envoyées restent, sans votre nom."),
    erase=_take_off_invitations,
)
declare_holding(
    model=JoinRequest,
    title=_("Demandes à rejoindre une structure"),
    of=("user", "decided_by"),
    fields={
        "organisation__name": _("Structure"),
        "message": _("Message"),
        "state": _("État"),
        "created_at": _("Envoyée le"),
        "reason": _("Réponse"),
    },
    fate=Fate.CLEARED,
    why=_("Vos demandes en attente sont retirées, et vos mots effacés."),
    erase=_withdraw_requests,
)
declare_holding(
    model=Claim,
    title=_("Demandes à tenir une fiche"),
    of=("user", "decided_by"),
    fields={
        "organisation__name": _("Structure"),
        "address": _("Adresse qui a reçu le code"),
        "explanation": _("Explication"),
        "state": _("État"),
        "created_at": _("Envoyée le"),
        "reason": _("Réponse"),
    },
    fate=Fate.CLEARED,
    why=_("Vos demandes en attente sont retirées, vos mots et vos pièces effacés."),
    erase=_withdraw_claims,
)
declare_holding(
    model=Mandate,
    title=_("Mandats que vous avez acceptés ou arrêtés"),
    of=("giver_agreed_by", "agent_agreed_by", "closed_by"),
    fields={
        "giver__name": _("Pour le compte de"),
        "agent__name": _("Structure qui agit"),
        "starts_on": _("Du"),
        "ends_on": _("Au"),
        "state": _("État"),
    },
    fate=Fate.NAMELESS,
    why=_("Les mandats restent entre les structures, sans votre nom."),
)
declare_holding(
    model=Duplicate,
    title=_("Doublons que vous avez jugés"),
    of=("decided_by",),
    fields={"first__name": _("Une fiche"), "second__name": _("L’autre fiche"), "state": _("État"), "decided_at": _("Le")},
    fate=Fate.NAMELESS,
    why=_("Ce que vous avez jugé reste, sans votre nom."),
)
declare_holding(
    model=Merge,
    title=_("Fiches que vous avez réunies"),
    of=("by", "undone_by"),
    fields={"kept__name": _("La fiche qui reste"), "at": _("Le"), "undone_at": _("Annulée")},
    fate=Fate.NAMELESS,
    why=_("Les fusions restent, sans votre nom."),
)
declare_holding(
    model=ConfirmedNumber,
    title=_("Numéros que vous avez confirmés"),
    of=("by",),
    fields={"organisation__name": _("Structure"), "siren": _("SIREN"), "at": _("Le")},
    fate=Fate.NAMELESS,
    why=_("Ce qui a été confirmé reste, sans votre nom."),
)
