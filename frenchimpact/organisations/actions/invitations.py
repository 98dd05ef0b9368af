"""Inviting an address, and answering an invitation."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations import facts, keys, messages
from frenchimpact.organisations.actions.members import admit
from frenchimpact.organisations.models import Invitation, Membership, Organisation

GOOD_FOR = dt.timedelta(days=14)
# Nobody writes to the whole world in our name.
OPEN_LIMIT, DAY_LIMIT = 50, 30


class NotYours(Refusal):
    """The invitation is for another address than the one signed in with."""

    status = 403


@transaction.atomic
def invite_member(*, organisation: Organisation, email: str, role: str, by: User) -> Invitation:
    """Write to an address; whoever signs in with it may join within fourteen days. A new invitation replaces the earlier one.

    Raises Refusal when that person belongs already, TooMany when many invitations left today.
    """
    organisation = lock(organisation)
    if organisation.memberships.filter(user__email__iexact=email, until=None).exists():
        raise Refusal(_("Cette personne est déjà dans l’équipe. Changez plutôt son rôle."))
    opened = organisation.invitations.filter(accepted_at=None, withdrawn_at=None)
    recent = organisation.invitations.filter(created_at__gt=clock.now() - dt.timedelta(days=1))
    if opened.filter(expires_at__gt=clock.now()).exclude(email__iexact=email).count() >= OPEN_LIMIT or recent.count() >= DAY_LIMIT:
        raise TooMany(_("Beaucoup d’invitations sont déjà parties. Attendez les réponses, ou retirez celles qui ne servent plus."))
    opened.filter(email__iexact=email).update(withdrawn_at=clock.now())
    key = keys.new_key()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        role=role,
        key_digest=keys.digest("invitation", key),
        invited_by=by,
        created_at=clock.now(),
        expires_at=clock.now() + GOOD_FOR,
    )
    announce(facts.MemberInvited(organisation_id=organisation.pk, invitation_id=invitation.pk), by=by)
    messages.tell_invited(invitation, key)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """The link no longer lets anyone in. Raises Refusal when it already did; twice is the same as once."""
    invitation = lock(invitation)
    if invitation.accepted_at is not None:
        raise Refusal(_("Cette personne a déjà rejoint l’équipe. Retirez-la plutôt de l’équipe."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        announce(facts.InvitationWithdrawn(organisation_id=invitation.organisation_id, invitation_id=invitation.pk), by=by)


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User) -> None:
    """The person of that address says no; whoever invited them is told. Twice is the same as once.

    Raises NotYours for another person, Refusal when they have joined already.
    """
    invitation = lock(invitation)
    check_invited(invitation.email, by)
    if invitation.accepted_at is not None:
        raise Refusal(_("Vous avez déjà rejoint cette équipe. Vous pouvez la quitter depuis sa page."))
    if invitation.is_good:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        announce(facts.InvitationDeclined(organisation_id=invitation.organisation_id, invitation_id=invitation.pk), by=by)
        messages.tell_declined(invitation, by)


def check_invited(email: str, person: User) -> None:
    """An invitation to an address serves the person of that address alone, to a structure or to a project. Raises NotYours."""
    if email.lower() != person.email.lower():
        raise NotYours(_("Cette invitation est pour %(email)s. Connectez-vous avec cette adresse.") % {"email": email})


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """The person of that address joins. A link followed again changes nothing.

    Raises NotYours for another person, Refusal when the invitation no longer holds.
    """
    organisation = lock(invitation.organisation)
    invitation = lock(invitation)
    check_invited(invitation.email, by)
    if invitation.accepted_at is not None:
        member = organisation.memberships.filter(user=by, until=None).first()
        if member is not None and invitation.accepted_by_id == by.pk:
            return member
    if not invitation.is_good:
        raise Refusal(_("Cette invitation ne fonctionne plus. Demandez-en une nouvelle à la personne qui vous a invité."))
    invitation.accepted_at, invitation.accepted_by = clock.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    member = admit(organisation, by, invitation.role, by=by)
    messages.tell_joined(member, besides=by)
    return member
