"""Who follows a case: reasons, ties, three working days, handing over, leaving."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers import clocks
from frenchimpact.barriers.actions import routing
from frenchimpact.barriers.messages.routing import ANSWER
from frenchimpact.barriers.models import Assigned, Case, Hacker
from frenchimpact.barriers.queries.routing import best_for, candidates
from frenchimpact.barriers.rules import visible_cases
from frenchimpact.barriers.tests.factories import make_authority, make_case
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.links import make_key
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def make_hacker(name: str, perimeter: Place | None = None, **card: Any) -> User:
    person = make_person(name)
    Assignment.objects.create(user=person, role=Assignment.Role.HACKER, perimeter=perimeter)
    Hacker.objects.create(user=person, **card)
    return person


def test_the_most_fitting_comes_first_with_reasons() -> None:
    make_terms()
    places, office = make_places(), make_organisation(name="DREAL")
    make_authority(organisation=office, natures=["loi"], level="state")
    case = make_case(nature="loi", level="state", place=places["commune:73065"], themes=["mobilite"])
    make_hacker("Généraliste")
    subject = make_hacker("Du sujet", natures=["loi"])
    both = make_hacker("Du sujet et d’ici", perimeter=places["departement:73"], natures=["loi"], organisation=office)
    away = make_hacker("Absente", natures=["loi"], away_until=clock.today())
    full = make_hacker("Complet", natures=["loi"], most_cases=0)
    far = make_hacker("D’ailleurs", perimeter=places["commune:73008"], natures=["loi"])
    tied = make_hacker("Liée", natures=["loi"])
    make_member(office, user=tied)
    case.organisation = office
    case.save()
    rows = candidates(case)
    assert [one.user for one in rows[:2]] == [both, subject]
    assert any("DREAL" in reason for reason in rows[0].reasons)
    assert any("Savoie" in reason for reason in rows[0].reasons)
    why = {one.user: one.hindrance for one in rows}
    assert all(why[one] for one in (away, full, far, tied))
    assert best_for(case) == rows[0]


def test_accepted_it_is_theirs() -> None:
    hacker, case = make_hacker("Denis"), make_case(state="qualified")
    proposed = routing.route(case=case)
    assert proposed is not None
    assert proposed.answer_by == clocks.add_working_days(clock.today(), 3)
    assert Notice.objects.get(person=hacker, kind="barriers.proposed").is_task
    routing.accept(assigned=proposed, by=hacker)
    # Nothing is to do any more, by whatever way they said yes.
    assert Notice.objects.get(person=hacker, kind="barriers.proposed").done_at is not None
    case.refresh_from_db()
    assert (case.state, case.owner) == ("assigned", hacker)
    assert case.next_what
    with pytest.raises(OutOfTurn):
        routing.accept(assigned=proposed, by=hacker)


def test_declined_it_goes_to_the_next_and_never_back() -> None:
    make_operator()
    first, second = make_hacker("Une"), make_hacker("Deux")
    case = make_case(state="qualified")
    proposed = routing.route(case=case)
    assert proposed is not None
    assert proposed.user == first
    with pytest.raises(Incomplete):
        routing.decline(assigned=proposed, by=first, reason=" ")
    routing.decline(assigned=proposed, by=first, reason="Trop de cas")
    following = case.assigned.get(state="proposed")
    assert following.user == second
    routing.decline(assigned=following, by=second, reason="Moi aussi")
    assert not case.assigned.filter(state="proposed").exists()
    assert Notice.objects.filter(kind="barriers.unrouted").count() == 1


def test_a_declared_tie_puts_the_case_out_of_sight() -> None:
    hacker, other = make_hacker("Une"), make_hacker("Deux")
    case = make_case(state="qualified")
    proposed = routing.propose(case=case, user=hacker, by=None)
    routing.accept(assigned=proposed, by=hacker, ties="La présidente est ma sœur")
    assert not visible_cases(hacker).exists()
    assert case.assigned.get(state="proposed").user == other
    with pytest.raises(Refusal):
        routing.propose(case=case, user=hacker, by=None)


def test_without_answer_in_three_working_days_it_is_routed_again() -> None:
    first, second = make_hacker("Une"), make_hacker("Deux")
    case = make_case(state="qualified")
    proposed = routing.route(case=case)
    assert proposed is not None
    assert routing.lapse_unanswered() == 0
    Assigned.objects.update(answer_by=clock.today() - dt.timedelta(days=1))
    assert routing.lapse_unanswered() == 1
    proposed.refresh_from_db()
    assert (proposed.user, proposed.state) == (first, "lapsed")
    assert case.assigned.get(state="proposed").user == second
    with pytest.raises(OutOfTurn):
        routing.accept(assigned=proposed, by=first)


def test_handing_over_wants_a_note_and_carries_it() -> None:
    first, second = make_hacker("Une"), make_hacker("Deux")
    case = make_case(state="qualified")
    kept = routing.accept(assigned=routing.propose(case=case, user=first, by=None), by=first)
    with pytest.raises(Incomplete):
        routing.hand_over(assigned=kept, by=first, handover="")
    proposed = routing.hand_over(assigned=kept, by=first, handover="Le préfet rappelle mardi.")
    assert proposed is not None
    assert (proposed.user, proposed.handover) == (second, "Le préfet rappelle mardi.")
    # What is said inside stays inside until the next one has said whether they are tied to who asks.
    assert "Le préfet" not in Mail.objects.filter(to=second.email).latest("pk").text
    case.refresh_from_db()
    assert case.owner is None
    routing.accept(assigned=proposed, by=second)
    taken = Case.objects.get(pk=case.pk)
    assert (taken.owner, taken.state) == (second, "assigned")


def test_a_second_hacker_beside_the_first() -> None:
    first, second = make_hacker("Une"), make_hacker("Deux")
    case = make_case(state="qualified")
    routing.accept(assigned=routing.propose(case=case, user=first, by=None), by=first)
    with pytest.raises(Refusal):
        routing.propose(case=case, user=second, by=None)
    routing.accept(assigned=routing.propose(case=case, user=second, by=None, role="second"), by=second)
    case.refresh_from_db()
    assert case.owner == first
    with pytest.raises(Refusal):
        routing.propose(case=case, user=first, by=None, role="second")


def test_those_who_leave_are_noticed() -> None:
    operator = make_operator()
    gone, here = make_hacker("Partie"), make_hacker("Là")
    followed, asked = make_case(state="qualified"), make_case(state="qualified")
    routing.accept(assigned=routing.propose(case=followed, user=gone, by=None), by=gone)
    routing.propose(case=asked, user=gone, by=None)
    Assignment.objects.filter(user=gone).update(
        starts_on=clock.today() - dt.timedelta(days=9), ends_on=clock.today() - dt.timedelta(days=1)
    )
    routing.follow_leavers()
    routing.follow_leavers()
    assert asked.assigned.get(state="proposed").user == here
    assert Notice.objects.filter(person=operator, kind="barriers.unrouted").count() == 1


def test_a_case_in_consultation_keeps_its_state_when_it_changes_hands() -> None:
    hacker, case = make_hacker("Denis"), make_case(state="in_consultation")
    routing.accept(assigned=routing.propose(case=case, user=hacker, by=None), by=hacker)
    case.refresh_from_db()
    assert (case.state, case.owner) == ("in_consultation", hacker)


def test_the_link_of_a_proposal_needs_no_account_and_does_nothing_by_being_opened(client: Client) -> None:
    hacker, case = make_hacker("Denis"), make_case(state="qualified", wish="Un récit qui reste au guichet.")
    proposed = routing.propose(case=case, user=hacker, by=None)
    address = f"/freins/confier/{make_key(ANSWER, proposed.pk)}/"
    page = client.get(address).content.decode()
    assert case.title not in page
    assert case.wish not in page
    assert case.email not in page
    proposed.refresh_from_db()
    assert proposed.state == "proposed"
    assert client.post(address, {"act": "decline", "reason": ""}).status_code == 422
    assert "Vous suivez ce frein" in client.post(address, {"act": "accept"}).content.decode()
    assert Case.objects.get(pk=case.pk).owner == hacker
    again = client.post(address, {"act": "decline", "reason": "Finalement non"})
    assert again.status_code == 409
    assert client.get("/freins/confier/faux/").status_code == 410


def test_the_link_of_somebody_who_lost_the_role_opens_nothing(client: Client) -> None:
    hacker, case = make_hacker("Denis"), make_case(state="qualified")
    proposed = routing.propose(case=case, user=hacker, by=None)
    Assignment.objects.filter(user=hacker).delete()
    response = client.post(f"/freins/confier/{make_key(ANSWER, proposed.pk)}/", {"act": "accept"})
    assert response.status_code == 422
    assert "rôle" in response.content.decode()


def test_the_pages_of_confiding(client: Client) -> None:
    operator = make_operator()
    hacker, case = make_hacker("Denis Roussel", office="DGE"), make_case(state="qualified")
    client.force_login(operator)
    here = f"/mon-espace/freins/{case.reference}/confier/"
    assert "Convient le mieux" in client.get(here).content.decode()
    assert client.post(here, {"hacker": hacker.pk}).status_code == 302
    proposed = case.assigned.get()
    client.force_login(hacker)
    assert client.get(here).status_code == 403
    answer = f"{here}{proposed.pk}/repondre/"
    assert answer in client.get(f"/mon-espace/freins/{case.reference}/").content.decode()
    client.post(answer, {"act": "accept", "ties": ""})
    over = f"{here}{proposed.pk}/passer/"
    assert client.post(over, {"handover": ""}).status_code == 422
    assert client.post(over, {"handover": "Tout est dans l’analyse."}).status_code == 302
    client.force_login(make_person())
    assert client.get(over).status_code == 404
