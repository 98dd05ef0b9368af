"""Inviting, joining, leaving: who may, once, and never without an administrator."""

import datetime as dt
import re
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, TooMany
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations import actions, rules
from frenchimpact.organisations.models import Assignment, Invitation, JoinRequest, Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation(name="Le Fil rouge", slug="fil")


@pytest.fixture
def awa(organisation: Organisation) -> User:
    """Its administrator."""
    return make_member(organisation, user=User.objects.create(email="awa@exemple.test", full_name="Awa Diallo"))


@pytest.fixture
def luc() -> User:
    return User.objects.create(email="luc@exemple.test", full_name="Luc Martin")


@pytest.fixture
def operator() -> User:
    person = User.objects.create(email="operateur@exemple.test", full_name="Gaëlle")
    Assignment.objects.create(user=person, role="operator")
    return person


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_of(email: str) -> str:
    """The address in the last invitation sent there."""
    mail = Mail.objects.filter(to=email, kind="organisations.invited").latest("pk")
    found = re.search(r"/structures/invitation/[\w-]+/", mail.text)
    assert found
    return found[0]


def facts_of(organisation: Organisation) -> list[str]:
    return [entry.fact.split(".")[1] for entry in Entry.objects.filter(subject_id=organisation.pk).order_by("pk")]


def open_of(user: User) -> list[str]:
    """The kinds of what the person is expected to do."""
    return list(Notice.objects.filter(person=user, is_task=True, done_at=None).values_list("kind", flat=True))


# ── Invitations ──────────────────────────────────────────────────────────────────────────────────
def test_a_colleague_is_invited_sees_what_it_means_and_joins(organisation: Organisation, awa: User, luc: User) -> None:
    sent = {"email": "Luc@Exemple.test", "role": "editor"}
    assert signed_in(awa).post("/structures/fil/equipe/inviter/", sent).status_code == 302
    link = link_of("luc@exemple.test")
    before = Client().get(link).content.decode()
    assert "luc@exemple.test" in before
    assert "Peut modifier" in before
    assert "Me connecter" in before
    assert not rules.memberships_of(luc).exists()
    page = signed_in(luc).post(link, follow=True)
    assert page.redirect_chain[-1][0] == "/structures/fil/equipe/"
    assert rules.memberships_of(luc).get().role == "editor"
    assert facts_of(organisation) == ["MemberInvited", "MemberJoined"]
    assert Notice.objects.filter(person=awa, kind="organisations.joined").count() == 1


def test_a_forwarded_invitation_says_whom_it_is_for_and_lets_nobody_else_in(organisation: Organisation, awa: User, luc: User) -> None:
    actions.invite_member(organisation=organisation, email="mina@exemple.test", role="admin", by=awa)
    link = link_of("mina@exemple.test")
    page = signed_in(luc).get(link).content.decode()
    assert "Cette invitation est pour mina@exemple.test" in page
    assert "Rejoindre l’équipe</span></button>" not in page
    assert signed_in(luc).post(link).status_code == 403
    assert not rules.memberships_of(luc).exists()
    mina = User.objects.create(email="mina@exemple.test")
    assert signed_in(mina).post(link).status_code == 302
    assert rules.memberships_of(mina).get().role == "admin"


def test_an_invitation_followed_twice_makes_one_member(organisation: Organisation, awa: User, luc: User) -> None:
    actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    link = link_of(luc.email)
    client = signed_in(luc)
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == 302
    assert client.get(link).status_code == 302
    assert Membership.objects.filter(user=luc).count() == 1
    membership = rules.memberships_of(luc).get()
    actions.remove_member(member=membership, by=awa)
    # A used link lets nobody in again.
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 409
    assert not rules.memberships_of(luc).exists()


@pytest.mark.parametrize("end", ["withdrawn", "expired", "replaced"])
def test_an_invitation_that_is_over_lets_nobody_in(organisation: Organisation, awa: User, luc: User, end: str) -> None:
    invitation = actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    link = link_of(luc.email)
    if end == "withdrawn":
        actions.withdraw_invitation(invitation=invitation, by=awa)
    elif end == "expired":
        Invitation.objects.update(expires_at=clock.now() - dt.timedelta(minutes=1))
    else:
        actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    response = signed_in(luc).get(link)
    assert response.status_code == 410
    assert "ne fonctionne plus" in response.content.decode()
    with pytest.raises(Refusal):
        actions.accept_invitation(invitation=invitation, by=luc)


def test_a_forged_link_is_not_found(organisation: Organisation, awa: User) -> None:
    assert Client().get("/structures/invitation/court/").status_code == 404
    assert Client().get(f"/structures/invitation/{'x' * 43}/").status_code == 404
    assert Client().get(f"/structures/invitation/{'x' * 400}/").status_code == 404


def test_an_accepted_invitation_cannot_be_withdrawn_and_members_are_not_invited(organisation: Organisation, awa: User, luc: User) -> None:
    invitation = actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    actions.accept_invitation(invitation=invitation, by=luc)
    with pytest.raises(Refusal, match="déjà rejoint"):
        actions.withdraw_invitation(invitation=Invitation.objects.get(), by=awa)
    with pytest.raises(Refusal, match="déjà dans l’équipe"):
        actions.invite_member(organisation=organisation, email="LUC@exemple.test", role="reader", by=awa)


def test_nobody_writes_to_the_whole_world_in_our_name(organisation: Organisation, awa: User) -> None:
    for number in range(30):
        actions.invite_member(organisation=organisation, email=f"p{number}@exemple.test", role="reader", by=awa)
    with pytest.raises(TooMany):
        actions.invite_member(organisation=organisation, email="encore@exemple.test", role="reader", by=awa)


def test_the_database_keeps_one_open_invitation_an_address(organisation: Organisation, awa: User) -> None:
    later = clock.now() + dt.timedelta(days=1)
    values: dict[str, Any] = {"organisation": organisation, "role": "reader", "invited_by": awa, "expires_at": later}
    Invitation.objects.create(email="a@exemple.test", key_digest="1", **values)
    with pytest.raises(IntegrityError, match="organisation_invitation_once"), transaction.atomic():
        Invitation.objects.create(email="A@exemple.test", key_digest="2", **values)
    with pytest.raises(IntegrityError, match="organisation_invitation_end"), transaction.atomic():
        Invitation.objects.create(email="b@exemple.test", key_digest="3", accepted_at=later, **values)


def test_an_invitation_waits_in_ones_own_space(organisation: Organisation, awa: User, luc: User) -> None:
    invitation = actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    assert "Le Fil rouge" in signed_in(luc).get("/mon-espace/structures/").content.decode()
    stranger = User.objects.create(email="x@exemple.test")
    assert signed_in(stranger).post(f"/mon-espace/structures/invitations/{invitation.pk}/").status_code == 404
    assert signed_in(luc).post(f"/mon-espace/structures/invitations/{invitation.pk}/")["Location"] == "/structures/fil/equipe/"
    assert rules.memberships_of(luc).exists()


def test_an_invitation_is_declined_by_its_person_and_told_to_who_sent_it(organisation: Organisation, awa: User, luc: User) -> None:
    invitation = actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    with pytest.raises(actions.NotYours):
        actions.decline_invitation(invitation=invitation, by=awa)
    client = signed_in(luc)
    assert "vous invite dans l’équipe de Le Fil rouge" in client.get("/mon-espace/").content.decode()
    address = f"/mon-espace/structures/invitations/{invitation.pk}/"
    said = client.post(address, {"decline": "1"}, follow=True).content.decode()
    assert "vous ne rejoignez pas l’équipe de Le Fil rouge" in said
    assert "Rien ne vous attend" in client.get("/mon-espace/").content.decode()
    assert client.post(address, {"decline": "1"}).status_code == 404
    actions.decline_invitation(invitation=invitation, by=luc)
    assert Notice.objects.get(person=awa).text_fr.endswith("ne rejoint pas l’équipe de Le Fil rouge")
    with pytest.raises(Refusal):
        actions.accept_invitation(invitation=invitation, by=luc)


# ── Roles and departures ─────────────────────────────────────────────────────────────────────────
def test_the_last_administrator_stays(organisation: Organisation, awa: User, luc: User) -> None:
    make_member(organisation, role="editor", user=luc)
    member = Membership.objects.get(user=awa)
    for refused in (
        lambda: actions.remove_member(member=member, by=awa),
        lambda: actions.change_member_role(member=member, role="reader", by=awa),
    ):
        with pytest.raises(Refusal, match="dernière personne"):
            refused()
    page = signed_in(awa).post("/structures/fil/equipe/changer/", {"member": member.pk, "remove": "1"}, follow=True).content.decode()
    assert "dernière personne qui gère" in page
    actions.change_member_role(member=Membership.objects.get(user=luc), role="admin", by=awa)
    response = signed_in(awa).post("/structures/fil/equipe/changer/", {"member": member.pk, "remove": "1"})
    assert response["Location"] == "/mon-espace/structures/"
    assert list(rules.administrators_of(organisation).values_list("user", flat=True)) == [luc.pk]


def test_an_administrator_whose_account_is_closed_does_not_count(organisation: Organisation, awa: User, luc: User) -> None:
    make_member(organisation, user=luc)
    User.objects.filter(pk=luc.pk).update(is_active=False)
    with pytest.raises(Refusal, match="dernière personne"):
        actions.remove_member(member=Membership.objects.get(user=awa), by=awa)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_do_not_both_leave() -> None:
    organisation = make_organisation()
    people = [make_member(organisation), make_member(organisation)]
    members = list(Membership.objects.order_by("pk"))
    together, refused = threading.Barrier(2), []

    def leave(number: int) -> None:
        try:
            together.wait(10)
            actions.remove_member(member=members[number], by=people[number])
        except Refusal:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert rules.administrators_of(organisation).count() == 1


def test_who_leaves_may_come_back(organisation: Organisation, awa: User, luc: User) -> None:
    make_member(organisation, role="editor", user=luc)
    actions.remove_member(member=Membership.objects.get(user=luc), by=luc)
    actions.remove_member(member=Membership.objects.get(user=luc), by=luc)
    assert facts_of(organisation) == ["MemberLeft"]
    with pytest.raises(Refusal, match="plus dans l’équipe"):
        actions.change_member_role(member=Membership.objects.get(user=luc), role="admin", by=awa)
    invitation = actions.invite_member(organisation=organisation, email=luc.email, role="reader", by=awa)
    actions.accept_invitation(invitation=invitation, by=luc)
    assert rules.memberships_of(luc).count() == 1


@pytest.mark.parametrize(
    ("who", "read", "manage"),
    [("stranger", 403, 403), ("reader", 200, 403), ("editor", 200, 403), ("admin", 200, 302), ("operator", 200, 403)],
)
def test_who_may_read_and_manage_the_team(organisation: Organisation, awa: User, luc: User, who: str, read: int, manage: int) -> None:
    if who == "operator":
        Assignment.objects.create(user=luc, role="operator")
    elif who != "stranger":
        make_member(organisation, role=who, user=luc)
    client = signed_in(luc)
    assert client.get("/structures/fil/equipe/").status_code == read
    assert client.post("/structures/fil/equipe/inviter/", {"email": "n@exemple.test", "role": "reader"}).status_code == manage


def test_an_editor_removes_nobody_and_hostile_numbers_are_not_found(organisation: Organisation, awa: User, luc: User) -> None:
    make_member(organisation, role="editor", user=luc)
    client = signed_in(luc)
    client.post("/structures/fil/equipe/changer/", {"member": Membership.objects.get(user=awa).pk, "remove": "1"})
    client.post("/structures/fil/equipe/changer/", {"member": Membership.objects.get(user=luc).pk, "role": "admin"})
    assert rules.memberships_of(awa).exists()
    assert rules.memberships_of(luc).get().role == "editor"
    for key in ("", "0", "-1", "9" * 30, "²", "1;drop"):
        assert client.post("/structures/fil/equipe/changer/", {"member": key, "remove": "1"}).status_code == 404


# ── Requests to join ─────────────────────────────────────────────────────────────────────────────
def test_asking_being_told_and_let_in(organisation: Organisation, awa: User, luc: User) -> None:
    client = signed_in(luc)
    assert "Demander à rejoindre" in client.get("/structures/fil/").content.decode()
    client.post("/structures/fil/rejoindre/", {"message": "Trésorier depuis mars"})
    client.post("/structures/fil/rejoindre/", {"message": "encore"})
    request = JoinRequest.objects.get()
    assert open_of(awa) == ["organisations.join_asked"]
    assert "Trésorier depuis mars" in Mail.objects.get(to=awa.email).text
    assert client.post(f"/mon-espace/structures/demandes/{request.pk}/", {"accept": "1", "role": "admin"}).status_code == 403
    signed_in(awa).post(f"/mon-espace/structures/demandes/{request.pk}/", {"accept": "1", "role": "reader"})
    assert rules.memberships_of(luc).get().role == "reader"
    assert open_of(awa) == []
    assert facts_of(organisation) == ["JoinAsked", "JoinAccepted", "MemberJoined"]
    assert "Vous êtes maintenant dans l’équipe" in Mail.objects.get(to=luc.email).text


def test_refusing_says_why(organisation: Organisation, awa: User, luc: User) -> None:
    request = actions.ask_to_join(organisation=organisation, message="", by=luc)
    with pytest.raises(Incomplete):
        actions.refuse_join(request=request, reason=" ", by=awa)
    page = signed_in(awa).post(f"/mon-espace/structures/demandes/{request.pk}/", {"refuse": "1", "reason": ""})
    assert page.status_code == 422
    actions.refuse_join(request=request, reason="Nous ne vous connaissons pas.", by=awa)
    assert "Nous ne vous connaissons pas." in Mail.objects.get(to=luc.email).text
    # Refused is not forever.
    actions.ask_to_join(organisation=organisation, message="", by=luc)


@pytest.mark.parametrize("state", ["accepted", "refused", "withdrawn"])
def test_an_answered_request_is_not_answered_again(organisation: Organisation, awa: User, luc: User, state: str) -> None:
    request = actions.ask_to_join(organisation=organisation, message="", by=luc)
    JoinRequest.objects.update(state=state, decided_at=clock.now(), reason="Non.")
    for again in (
        lambda: actions.accept_join(request=request, role="reader", by=awa),
        lambda: actions.refuse_join(request=request, reason="Non.", by=awa),
        lambda: actions.withdraw_join(request=request, by=luc),
    ):
        with pytest.raises(OutOfTurn):
            again()
    page = signed_in(awa).post(f"/mon-espace/structures/demandes/{request.pk}/", {"accept": "1", "role": "reader"})
    assert page.status_code == 409
    assert not rules.memberships_of(luc).exists()


def test_silence_is_recalled_then_handed_over_once(organisation: Organisation, awa: User, luc: User, operator: User) -> None:
    request = actions.ask_to_join(organisation=organisation, message="", by=luc)
    assert actions.follow_join_requests() == (0, 0)
    JoinRequest.objects.update(created_at=clock.now() - dt.timedelta(days=6))
    assert actions.follow_join_requests() == (1, 0)
    assert actions.follow_join_requests() == (0, 0)
    assert open_of(awa) == ["organisations.join_asked"]
    assert not rules.can_decide_join(operator, request)
    JoinRequest.objects.update(created_at=clock.now() - dt.timedelta(days=11))
    assert actions.follow_join_requests() == (0, 1)
    assert actions.follow_join_requests() == (0, 0)
    request.refresh_from_db()
    assert open_of(operator) == ["organisations.join_silent"]
    assert rules.can_decide_join(operator, request)
    actions.accept_join(request=request, role="editor", by=operator)
    assert open_of(operator) == []
    assert open_of(awa) == []


def test_an_organisation_without_administrator_left_is_handed_over_at_once(organisation: Organisation, awa: User, luc: User) -> None:
    actions.ask_to_join(organisation=organisation, message="", by=luc)
    User.objects.filter(pk=awa.pk).update(is_active=False)
    assert actions.follow_join_requests() == (0, 1)


def test_members_do_not_ask_and_an_empty_house_is_claimed(organisation: Organisation, awa: User, luc: User) -> None:
    with pytest.raises(Refusal, match="déjà dans l’équipe"):
        actions.ask_to_join(organisation=organisation, message="", by=awa)
    empty = make_organisation(slug="vide")
    with pytest.raises(Refusal, match="tenir sa fiche"):
        actions.ask_to_join(organisation=empty, message="", by=luc)
    assert signed_in(luc).get("/structures/vide/rejoindre/")["Location"] == "/structures/vide/revendiquer/"
    assert signed_in(awa).get("/structures/fil/rejoindre/")["Location"] == "/structures/fil/equipe/"


def test_a_request_is_seen_by_those_it_concerns(organisation: Organisation, awa: User, luc: User, operator: User) -> None:
    request = actions.ask_to_join(organisation=organisation, message="", by=luc)
    stranger = User.objects.create(email="x@exemple.test")
    seen = {
        user.email: signed_in(user).get(f"/mon-espace/structures/demandes/{request.pk}/").status_code
        for user in (awa, luc, operator, stranger)
    }
    assert list(seen.values()) == [200, 200, 200, 404]


def test_my_organisations_takes_as_many_queries_for_one_as_for_three(
    organisation: Organisation, awa: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(awa)
    with django_assert_max_num_queries(40) as first:
        client.get("/mon-espace/structures/")
    for _number in range(2):
        make_member(make_organisation(), user=awa)
    with django_assert_num_queries(len(first)):
        client.get("/mon-espace/structures/")
