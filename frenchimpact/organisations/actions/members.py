"""Who belongs to an organisation: roles, departures. An organisation that someone administers always keeps an administrator."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations import facts, messages
from frenchimpact.organisations.models import Membership, Organisation

Role = Membership.Role
# From the least to the most that a person may do.
RANKS = [Role.READER, Role.EDITOR, Role.ADMIN]


def admit(organisation: Organisation, user: User, role: str, *, by: User | None) -> Membership:
    """Let a person in, with at least that role. The caller holds the organisation's row."""
    member = organisation.memberships.filter(user=user, until=None).first()
    if member is None:
        member = Membership.objects.create(user=user, organisation=organisation, role=role, since=clock.now())
        announce(facts.MemberJoined(organisation_id=organisation.pk, user_id=user.pk, role=role), by=by)
    elif RANKS.index(Role(member.role)) < RANKS.index(Role(role)):
        member.role = role
        member.save(update_fields=["role"])
        announce(facts.MemberRoleChanged(organisation_id=organisation.pk, user_id=user.pk, role=role), by=by)
    return member


def _check_an_admin_stays(organisation: Organisation, member: Membership) -> None:
    others = organisation.memberships.filter(role=Role.ADMIN, until=None, user__is_active=True).exclude(pk=member.pk)
    if member.role == Role.ADMIN and not others.exists():
        raise Refusal(
            _(
                "C’est la dernière personne qui gère cette structure : sans elle, plus personne ne pourrait répondre aux demandes. "
                "Donnez d’abord ce rôle à quelqu’un d’autre, ou invitez quelqu’un pour prendre la suite."
            )
        )


@transaction.atomic
def change_member_role(*, member: Membership, role: str, by: User) -> Membership:
    """Let a person do more, or less. Raises Refusal when nobody would administer the organisation any more."""
    organisation = lock(member.organisation)
    member = lock(member)
    if member.until is not None:
        raise Refusal(_("Cette personne n’est plus dans l’équipe. Invitez-la de nouveau."))
    if role != member.role:
        if role != Role.ADMIN:
            _check_an_admin_stays(organisation, member)
        member.role = role
        member.save(update_fields=["role"])
        announce(facts.MemberRoleChanged(organisation_id=organisation.pk, user_id=member.user_id, role=role), by=by)
        if member.user_id != by.pk:
            messages.tell_role(member)
    return member


@transaction.atomic
def remove_member(*, member: Membership, by: User) -> None:
    """A person leaves, or an administrator removes them. Raises Refusal for the last administrator; twice is the same as once."""
    organisation = lock(member.organisation)
    member = lock(member)
    if member.until is not None:
        return
    _check_an_admin_stays(organisation, member)
    member.until = clock.now()
    member.save(update_fields=["until"])
    announce(facts.MemberLeft(organisation_id=organisation.pk, user_id=member.user_id), by=by)
    if member.user_id != by.pk:
        messages.tell_removed(member)
    else:
        messages.tell_left(member)
