"""Who talks about an adoption: the first team, who accompanies it, those who take it up; nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.conversations.models import Thread
from frenchimpact.conversations.queries import threads_for
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator
from frenchimpact.solutions.actions.adoptions import close
from frenchimpact.solutions.circles import circles, find
from frenchimpact.solutions.models import Adoption
from frenchimpact.solutions.tests.factories import make_adoption, make_launched, make_solution

pytestmark = pytest.mark.django_db


def known(adoption: Adoption) -> Adoption:
    found = find(adoption.pk)
    assert found is not None
    return found


def test_both_teams_write_from_the_page_of_the_adoption_until_it_is_closed() -> None:
    solution, house = make_solution(), make_organisation(name="Commune voisine")
    taker = make_member(house)
    adoption = make_adoption(solution, house)
    client = Client()
    client.force_login(taker)
    begin = f"/mon-espace/messages/ecrire/reprises/{adoption.pk}/deux-equipes/"
    page = reverse("solutions:adoption", args=[adoption.reference])
    assert begin in client.get(page).content.decode()
    assert client.post(begin, {"text": "Combien de bénévoles au début ?"}).status_code == 302
    thread = Thread.objects.get()
    for seat in circles(known(adoption))[0].seats():
        assert threads_for(seat.person).filter(pk=thread.pk).exists(), seat.role
    assert threads_for(lead_of(solution.project)).exists()
    assert not threads_for(make_operator()).exists()
    close(adoption=adoption, ending="not_launched", lesson="La salle manquait", is_public=False, by=taker)
    assert circles(known(adoption)) == []
    assert f"/mon-espace/messages/{thread.reference}/" in client.get(page).content.decode()
    Membership.objects.filter(user=taker).update(until=thread.created_at)
    assert not threads_for(taker).exists()


def test_the_house_that_carries_the_project_there_may_step_in_and_each_sits_once() -> None:
    solution = make_solution()
    house = make_organisation(name="Commune voisine")
    writer = make_member(house)
    adoption = known(make_launched(solution, organisation=house))
    assert adoption.project is not None
    seats = circles(adoption)[0].seats()
    assert [one.is_told for one in seats if one.person == writer] == [False]
    assert [one.side for one in seats if one.person == lead_of(adoption.project)] == ["Commune voisine"]
    # The first team's lead is also who accompanies: one seat.
    assert len([one for one in seats if one.person == lead_of(solution.project)]) == 1
