"""One organisation acts for another: both agree, the hat says so, and it ends by itself."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations import actions, rules
from frenchimpact.organisations.hats import hats_for
from frenchimpact.organisations.models import Mandate, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def giver() -> Organisation:
    return make_organisation(name="La Roue libre", slug="roue")


@pytest.fixture
def agent() -> Organisation:
    return make_organisation(name="Tremplin des Cimes", slug="tremplin")


@pytest.fixture
def awa(giver: Organisation) -> User:
    return make_member(giver)


@pytest.fixture
def bastien(agent: Organisation) -> User:
    return make_member(agent)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def propose(giver: Organisation, agent: Organisation, by: User, **changes: Any) -> Mandate:
    today = clock.today()
    values: dict[str, Any] = {"scope": "sheet", "starts_on": today, "ends_on": today + 100 * DAY, "from_giver": True, **changes}
    return actions.propose_mandate(giver=giver, agent=agent, by=by, **values)


def test_both_agree_and_the_hat_says_for_whom(giver: Organisation, agent: Organisation, awa: User, bastien: User) -> None:
    today = clock.today()
    sent = {"direction": "give", "other": "tremplin des cimes", "scope": "sheet", "starts_on": today, "ends_on": today + 100 * DAY}
    assert signed_in(awa).post("/structures/roue/mandats/proposer/", sent).status_code == 302
    mandate = Mandate.objects.get()
    assert not rules.can_edit_organisation(bastien, giver)
    assert Notice.objects.filter(person=bastien, kind="organisations.mandate_proposed", done_at=None).exists()
    # The side that proposed does not answer for the other.
    assert signed_in(awa).post(f"/mon-espace/structures/mandats/{mandate.pk}/", {"agree": "1"}).status_code == 409
    assert signed_in(bastien).post(f"/mon-espace/structures/mandats/{mandate.pk}/", {"agree": "1"}).status_code == 302
    assert rules.can_edit_organisation(bastien, giver)
    assert not rules.can_manage_members(bastien, giver)
    hat = next(hat for hat in hats_for(bastien) if hat.kind == "mandate")
    assert str(hat) == "Tremplin des Cimes, pour le compte de La Roue libre"
    client = signed_in(bastien)
    client.post("/mon-espace/casquettes/", {"hat": hat.key})
    client.post("/structures/roue/confirmer/")
    entry = Entry.objects.get(fact="organisations.OrganisationConfirmed")
    assert (entry.by, entry.acting_as) == (bastien, "Tremplin des Cimes, pour le compte de La Roue libre")


@pytest.mark.parametrize(("first", "last", "may"), [(0, 0, True), (-10, 0, True), (-10, -1, False), (1, 10, False)])
def test_it_holds_between_its_two_days(
    giver: Organisation, agent: Organisation, awa: User, bastien: User, first: int, last: int, may: bool
) -> None:
    actions.agree_mandate(mandate=propose(giver, agent, awa), by=bastien)
    today = clock.today()
    Mandate.objects.update(starts_on=today + first * DAY, ends_on=today + last * DAY)
    assert rules.can_edit_organisation(bastien, giver) is may
    assert any(hat.kind == "mandate" for hat in hats_for(bastien)) is may


@pytest.mark.parametrize(("role", "scope", "may"), [("reader", "all", False), ("editor", "all", True), ("admin", "projects", False)])
def test_it_lets_those_who_write_do_what_it_says(
    giver: Organisation, agent: Organisation, awa: User, bastien: User, role: str, scope: str, may: bool
) -> None:
    actions.agree_mandate(mandate=propose(giver, agent, awa, scope=scope), by=bastien)
    assert rules.can_edit_organisation(make_member(agent, role=role), giver) is may


@pytest.mark.parametrize("side", ["giver", "agent"])
def test_either_side_stops_it_at_once(giver: Organisation, agent: Organisation, awa: User, bastien: User, side: str) -> None:
    mandate = actions.agree_mandate(mandate=propose(giver, agent, bastien, from_giver=False), by=awa)
    signed_in(awa if side == "giver" else bastien).post(f"/mon-espace/structures/mandats/{mandate.pk}/", {"revoke": "1"})
    assert not rules.can_edit_organisation(bastien, giver)
    mandate.refresh_from_db()
    assert mandate.state == "revoked"
    for again in (actions.agree_mandate, actions.decline_mandate, actions.revoke_mandate):
        with pytest.raises(OutOfTurn):
            again(mandate=mandate, by=awa)
    # Another may follow.
    propose(giver, agent, awa)


def test_the_other_side_may_say_no(giver: Organisation, agent: Organisation, awa: User, bastien: User) -> None:
    mandate = propose(giver, agent, awa)
    signed_in(bastien).post(f"/mon-espace/structures/mandats/{mandate.pk}/", {"decline": "1"})
    mandate.refresh_from_db()
    assert mandate.state == "declined"
    assert not Notice.objects.filter(person=bastien, is_task=True, done_at=None).exists()
    assert Notice.objects.filter(person=awa, kind="organisations.mandate_moved").exists()


def test_days_that_cannot_be(giver: Organisation, agent: Organisation, awa: User) -> None:
    today = clock.today()
    for starts_on, ends_on in ((today, today - DAY), (today - 10 * DAY, today - DAY), (today, today + 2000 * DAY)):
        with pytest.raises(Incomplete):
            propose(giver, agent, awa, starts_on=starts_on, ends_on=ends_on)
    with pytest.raises(Incomplete):
        propose(giver, giver, awa)
    propose(giver, agent, awa)
    with pytest.raises(Refusal, match="déjà un mandat"):
        propose(giver, agent, awa, starts_on=today + 50 * DAY, ends_on=today + 200 * DAY)
    propose(giver, agent, awa, starts_on=today + 101 * DAY, ends_on=today + 200 * DAY)


def test_the_database_holds_both_agreements(giver: Organisation, agent: Organisation) -> None:
    today = clock.today()
    values: dict[str, Any] = {"agent": agent, "scope": "all", "starts_on": today, "ends_on": today}
    with pytest.raises(IntegrityError, match="mandate_both_agreed"), transaction.atomic():
        Mandate.objects.create(giver=giver, state="agreed", giver_agreed_at=clock.now(), **values)
    with pytest.raises(IntegrityError, match="mandate_between_two"), transaction.atomic():
        Mandate.objects.create(giver=agent, **values)


def test_its_end_is_told_before_and_after_once(giver: Organisation, agent: Organisation, awa: User, bastien: User) -> None:
    mandate = actions.agree_mandate(mandate=propose(giver, agent, awa), by=bastien)
    assert actions.follow_mandates() == (0, 0)
    Mandate.objects.update(ends_on=clock.today() + 20 * DAY, starts_on=clock.today() - 100 * DAY)
    assert actions.follow_mandates() == (1, 0)
    assert actions.follow_mandates() == (0, 0)
    Mandate.objects.update(ends_on=clock.today() - DAY)
    assert actions.follow_mandates() == (0, 1)
    assert actions.follow_mandates() == (0, 0)
    ends = Entry.objects.filter(fact="organisations.MandateEnded").values_list("subject_id", flat=True)
    assert set(ends) == {giver.pk, agent.pk}
    page = signed_in(awa).get(f"/mon-espace/structures/mandats/{mandate.pk}/").content.decode()
    assert "Terminé" in page


def test_strangers_see_no_mandate_and_propose_none(giver: Organisation, agent: Organisation, awa: User) -> None:
    mandate = propose(giver, agent, awa)
    stranger = signed_in(User.objects.create(email="x@exemple.test"))
    assert stranger.get(f"/mon-espace/structures/mandats/{mandate.pk}/").status_code == 404
    assert stranger.get("/structures/roue/mandats/proposer/").status_code == 403
    editor = signed_in(make_member(giver, role="editor"))
    assert editor.get("/structures/roue/mandats/proposer/").status_code == 403
    assert editor.post(f"/mon-espace/structures/mandats/{mandate.pk}/", {"revoke": "1"}).status_code == 409


def test_a_structure_that_nobody_keeps_is_asked_nothing(giver: Organisation, agent: Organisation, awa: User) -> None:
    today = clock.today()
    sent = {"direction": "give", "other": "Tremplin des Cimes", "scope": "sheet", "starts_on": today, "ends_on": today + DAY}
    page = signed_in(awa).post("/structures/roue/mandats/proposer/", sent)
    assert page.status_code == 422
    assert not Mandate.objects.exists()
    for unknown in ("personne ne s’appelle ainsi", "", "\u202e", "123456789"):
        assert signed_in(awa).post("/structures/roue/mandats/proposer/", {**sent, "other": unknown}).status_code == 422


def test_a_sheet_that_is_not_public_is_seen_by_those_who_act_for_it(
    giver: Organisation, agent: Organisation, awa: User, bastien: User
) -> None:
    actions.unpublish_organisation(organisation=giver, by=awa)
    assert signed_in(bastien).get("/structures/roue/modifier/").status_code == 404
    actions.agree_mandate(mandate=propose(giver, agent, awa), by=bastien)
    assert signed_in(bastien).get("/structures/roue/modifier/").status_code == 200
