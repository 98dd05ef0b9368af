"""The team: invited by a link that works once, roles, and always someone who leads."""

import datetime as dt

import pytest

from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.secret_keys import digest
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.actions import NotYours
from frenchimpact.projects import actions
from frenchimpact.projects.models import TeamInvitation, TeamMember
from frenchimpact.projects.tests.factories import lead_of, make_member, make_person, make_project

pytestmark = pytest.mark.django_db


def invite(email: str = "bea@exemple.test", role: str = "editor") -> TeamInvitation:
    project = make_project()
    return actions.invite_member(project=project, email=email, role=role, by=lead_of(project))


def test_an_invitation_is_accepted_once() -> None:
    invitation, bea = invite(), make_person(email="bea@exemple.test")
    member = actions.accept_invitation(invitation=invitation, by=bea)
    assert member.role == "editor"
    assert actions.accept_invitation(invitation=invitation, by=bea) == member
    with pytest.raises(Refusal):
        actions.accept_invitation(invitation=invitation, by=make_person())


def test_only_a_digest_of_the_link_is_kept() -> None:
    invitation = invite()
    assert len(invitation.key_digest) == 64
    assert digest(invitation.key_digest) != invitation.key_digest


def test_an_expired_or_withdrawn_invitation_lets_nobody_in() -> None:
    invitation, bea = invite(), make_person(email="bea@exemple.test")
    actions.withdraw_invitation(invitation=invitation, by=invitation.invited_by)
    with pytest.raises(Refusal):
        actions.accept_invitation(invitation=invitation, by=bea)
    late = invite()
    TeamInvitation.objects.filter(pk=late.pk).update(expires_at=clock.now() - dt.timedelta(days=1))
    with pytest.raises(Refusal):
        actions.accept_invitation(invitation=late, by=bea)


def test_an_invitation_is_for_its_own_address() -> None:
    invitation, luc = invite(), make_person()
    for answer in (actions.accept_invitation, actions.decline_invitation):
        with pytest.raises(NotYours):
            answer(invitation=invitation, by=luc)
    invitation.refresh_from_db()
    assert invitation.is_good


def test_a_declined_invitation_is_told_to_its_author_once_and_lets_nobody_in() -> None:
    invitation, bea = invite(), make_person("Béa", email="bea@exemple.test")
    for _again in range(2):
        actions.decline_invitation(invitation=invitation, by=bea)
    told = Notice.objects.filter(person=invitation.invited_by, kind="projects.joined")
    assert [notice.text_fr for notice in told] == ["Béa ne rejoint pas l’équipe"]
    with pytest.raises(Refusal):
        actions.accept_invitation(invitation=invitation, by=bea)
    late = actions.invite_member(project=invitation.project, email=bea.email, role="reader", by=invitation.invited_by)
    actions.accept_invitation(invitation=late, by=bea)
    with pytest.raises(Refusal):
        actions.decline_invitation(invitation=late, by=bea)


def test_inviting_again_replaces_and_a_member_is_not_invited() -> None:
    project = make_project()
    awa = lead_of(project)
    first = actions.invite_member(project=project, email="bea@exemple.test", role="reader", by=awa)
    actions.invite_member(project=project, email="BEA@exemple.test", role="editor", by=awa)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    with pytest.raises(Refusal):
        actions.invite_member(project=project, email=awa.email.upper(), role="reader", by=awa)


def test_thirty_open_invitations_are_enough() -> None:
    project = make_project()
    for number in range(30):
        actions.invite_member(project=project, email=f"p{number}@exemple.test", role="reader", by=lead_of(project))
    with pytest.raises(TooMany):
        actions.invite_member(project=project, email="trop@exemple.test", role="reader", by=lead_of(project))


def test_the_last_lead_neither_leaves_nor_steps_down() -> None:
    project = make_project()
    lead = project.team.get()
    with pytest.raises(Refusal):
        actions.remove_member(member=lead, by=lead.user)
    with pytest.raises(Refusal):
        actions.change_role(member=lead, role="reader", by=lead.user)
    make_member(project, TeamMember.Role.LEAD)
    actions.remove_member(member=lead, by=lead.user)
    lead.refresh_from_db()
    assert lead.until is not None


def test_a_role_changes_and_a_name_is_shown_by_its_owner_only() -> None:
    project = make_project()
    bea = make_member(project)
    member = project.team.get(user=bea)
    assert actions.change_role(member=member, role="lead", by=lead_of(project)).role == "lead"
    with pytest.raises(Refusal):
        actions.show_member(member=member, is_shown=True, by=project.team.exclude(user=bea).get().user)
    assert actions.show_member(member=member, is_shown=True, by=bea).is_shown
