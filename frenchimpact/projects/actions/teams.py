"""Who is of a project's team, and how one comes in and goes out."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.secret_keys import digest, new_key
from frenchimpact.organisations.actions import check_invited
from frenchimpact.projects import facts, messages
from frenchimpact.projects.models import Project, TeamInvitation, TeamMember

INVITATION_DAYS = 30
MAX_OPEN_INVITATIONS = 30


@transaction.atomic
def invite_member(*, project: Project, email: str, role: str, by: User) -> TeamInvitation:
    """A lead invites an address; the link in the mail lets its reader join, once, within thirty days.

    Inviting the same address again replaces the earlier invitation.
    """
    project = lock(project)
    if project.team.filter(user__email__iexact=email, until__isnull=True).exists():
        raise Refusal(_("Cette personne est déjà dans l’équipe. Changez plutôt son rôle."))
    opened = project.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    if opened.exclude(email__iexact=email).count() >= MAX_OPEN_INVITATIONS:
        raise TooMany(_("Trente invitations attendent déjà une réponse. Retirez-en avant d’en envoyer d’autres."))
    opened.filter(email__iexact=email).update(withdrawn_at=clock.now())
    key = new_key()
    invitation = TeamInvitation.objects.create(
        project=project,
        email=email,
        role=role,
        key_digest=digest(key),
        invited_by=by,
        expires_at=clock.now() + dt.timedelta(days=INVITATION_DAYS),
    )
    announce(facts.MemberInvited(project_id=project.pk, invitation_id=invitation.pk), by=by)
    messages.tell_invited(invitation, key)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: TeamInvitation, by: User) -> None:
    """The link no longer lets anyone in."""
    invitation = lock(invitation)
    if invitation.accepted_at is not None:
        raise Refusal(_("Cette personne a déjà rejoint l’équipe. Retirez-la de l’équipe."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        announce(facts.InvitationWithdrawn(project_id=invitation.project_id, invitation_id=invitation.pk), by=by)


@transaction.atomic
def decline_invitation(*, invitation: TeamInvitation, by: User) -> None:
    """The person of that address says no; whoever invited them is told. Twice is the same as once.

    Raises NotYours for another person, Refusal when they have joined already.
    """
    invitation = lock(invitation)
    check_invited(invitation.email, by)
    if invitation.accepted_at is not None:
        raise Refusal(_("Vous êtes déjà dans cette équipe. Vous pouvez la quitter depuis sa page."))
    if invitation.is_good:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        announce(facts.InvitationDeclined(project_id=invitation.project_id, invitation_id=invitation.pk), by=by)
        messages.tell_declined(invitation, by)


@transaction.atomic
def accept_invitation(*, invitation: TeamInvitation, by: User) -> TeamMember:
    """The person of that address joins the team; a link followed again changes nothing.

    Raises NotYours for another person, Refusal when the link no longer holds.
    """
    project = lock(invitation.project)
    invitation = lock(invitation)
    check_invited(invitation.email, by)
    member = project.team.filter(user=by, until__isnull=True).first()
    if invitation.accepted_at is not None and member is not None:
        return member
    if not invitation.is_good:
        raise Refusal(_("Cette invitation ne fonctionne plus. Demandez-en une nouvelle à la personne qui vous a invité."))
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    if member is None:
        member = TeamMember.objects.create(project=project, user=by, role=invitation.role)
        announce(facts.MemberJoined(project_id=project.pk, user_id=by.pk, role=member.role), by=by)
        messages.tell_joined(project, member)
    return member


def _check_a_lead_stays(project: Project, member: TeamMember) -> None:
    others = project.team.filter(role=TeamMember.Role.LEAD, until__isnull=True).exclude(pk=member.pk)
    if member.role == TeamMember.Role.LEAD and not others.exists():
        raise Refusal(_("Un projet garde toujours une personne qui le pilote. Donnez d’abord ce rôle à quelqu’un d’autre."))


@transaction.atomic
def change_role(*, member: TeamMember, role: str, by: User) -> TeamMember:
    """Someone of the team may do more, or less. Raises Refusal when no lead would stay."""
    project = lock(member.project)
    member = lock(member)
    if member.until is not None:
        raise Refusal(_("Cette personne n’est plus dans l’équipe. Invitez-la de nouveau."))
    if role != member.role:
        if role != TeamMember.Role.LEAD:
            _check_a_lead_stays(project, member)
        member.role = role
        member.save(update_fields=["role"])
        announce(facts.MemberRoleChanged(project_id=project.pk, user_id=member.user_id, role=role), by=by)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: User) -> None:
    """Someone leaves the team, or is removed by a lead. Raises Refusal when no lead would stay."""
    project = lock(member.project)
    member = lock(member)
    if member.until is not None:
        return
    _check_a_lead_stays(project, member)
    member.until = clock.now()
    member.save(update_fields=["until"])
    announce(facts.MemberLeft(project_id=project.pk, user_id=member.user_id), by=by)


@transaction.atomic
def show_member(*, member: TeamMember, is_shown: bool, by: User) -> TeamMember:
    """A person allows their own name on the public sheet, or no longer does. Nobody else can."""
    member = lock(member)
    if member.user_id != by.pk:
        raise Refusal(_("Seule la personne concernée choisit si son nom est affiché."))
    member.is_shown = is_shown
    member.save(update_fields=["is_shown"])
    return member
