"""A blocked action of a territory: its request becomes a case, and what comes of the case goes back."""

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.barriers import listeners
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.facts import CaseMoved
from frenchimpact.barriers.models import Case, Outcome
from frenchimpact.barriers.queries.following import of_request
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.territories.actions import support
from frenchimpact.territories.facts import SupportMoved
from frenchimpact.territories.models import SupportRequest, Territory
from frenchimpact.territories.tests.factories import make_lead_person, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


def sent(territory: Territory, by: User, kind: str = "barrier") -> SupportRequest:
    text = "Ce qui bloque : la licence de transport."
    said = {"kind": kind, "title": "Lever un frein : navette", "text": text, "norm": "Code des transports"}
    request = support.draft_request(territory=territory, by=by, **said)
    return support.send_request(request=request, by=by)


def heard(request: SupportRequest) -> None:
    request.refresh_from_db()
    listeners.follow_request(SupportMoved(territory_id=request.territory_id, request_id=request.pk, state=request.state))


def told(case: Case) -> None:
    case.refresh_from_db()
    listeners.tell_territory(CaseMoved(case_id=case.pk, verb="x", state=case.state))


def test_a_sent_request_is_a_case_once_and_the_territory_reads_where_it_stands(client: Client, territory: Territory, chloe: User) -> None:
    request = sent(territory, chloe)
    heard(request)
    heard(request)

    case = Case.objects.get()
    assert (case.way, case.territory, case.request, case.person, case.email) == ("territory", territory, request, chloe, chloe.email)
    assert (case.title, case.norm_words) == ("Lever un frein : navette", "Code des transports")
    request.refresh_from_db()
    assert (request.state, case.reference in request.answer) == ("accepted", True)
    client.force_login(chloe)
    text = client.get(reverse("territories:support_request", args=[territory.reference, request.pk])).content.decode()
    assert f"Dossier {case.reference}" in text.replace("\xa0", " ")
    assert f"/mon-espace/mes-freins/{case.reference}/" in text
    assert "Une personne va lire votre demande" in text


def test_the_answer_goes_back_with_its_reason(territory: Territory, chloe: User) -> None:
    request = sent(territory, chloe)
    heard(request)
    case = Case.objects.get()
    Outcome.objects.create(case=case, kind="clarification", answer="Aucune licence n’est due pour des bénévoles.")
    told(case)
    request.refresh_from_db()
    assert request.state == "accepted"

    move(case=case, verb="answer", by=None)
    told(case)
    told(case)

    request.refresh_from_db()
    assert request.state == "done"
    assert "Aucune licence n’est due" in request.answer
    assert Mail.objects.filter(kind="territories.support_answered", text__contains="Aucune licence").count() == 1


def test_withdrawn_by_the_territory_it_leaves_the_desk(territory: Territory, chloe: User) -> None:
    request = sent(territory, chloe)
    heard(request)
    support.withdraw_request(request=request, by=chloe)
    heard(request)
    case = Case.objects.get()
    assert case.state == "withdrawn"
    told(case)
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_redirected_it_says_who_can(territory: Territory, chloe: User) -> None:
    request = sent(territory, chloe)
    heard(request)
    case = move(case=Case.objects.get(), verb="redirect", by=None, redirection="other_service", redirected_to="DREAL")
    told(case)
    request.refresh_from_db()
    assert (request.state, "DREAL" in request.answer) == ("done", True)


@pytest.mark.parametrize("kind", ["funding", "other"])
def test_other_requests_stay_with_the_programme(territory: Territory, chloe: User, kind: str) -> None:
    request = sent(territory, chloe, kind)
    heard(request)
    request.refresh_from_db()
    assert (Case.objects.count(), request.state) == (0, "sent")


def test_the_link_is_for_those_who_may_open_it(client: Client, territory: Territory, chloe: User) -> None:
    request = sent(territory, chloe)
    heard(request)
    reference = Case.objects.get().reference
    for user, page in ((make_operator(), f"/mon-espace/freins/{reference}/"), (make_person(), "")):
        found = of_request(user, request)
        assert found is not None
        assert (found.reference, found.page) == (reference, page)
