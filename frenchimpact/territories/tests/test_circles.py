"""A project's team talks with the territories that count it among those that answer their challenges."""

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.conversations.models import Thread
from frenchimpact.conversations.queries import threads_for
from frenchimpact.organisations.models import Membership
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.territories.actions.challenges import attach_project
from frenchimpact.territories.circles import circles
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory

pytestmark = pytest.mark.django_db


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_team_and_a_territory_write_to_each_other_from_their_own_pages() -> None:
    project, territory, other = make_published_project(), make_territory("Grand Chambéry"), make_territory("Autre", slug="autre")
    keeper, stranger = make_lead_person(territory), make_lead_person(other)
    challenge = make_challenge(territory)
    attach_project(challenge=challenge, project=project, by=None)
    attach_project(challenge=make_challenge(territory, 2), project=project, by=None)
    assert [one.words for one in circles(project)] == ["Grand Chambéry"]
    begin = f"/mon-espace/messages/ecrire/projets/{project.pk}/territoire-{territory.pk}/"
    team, town = client_of(lead_of(project)), client_of(keeper)
    assert begin in team.get(f"/mon-espace/projets/{project.reference}/").content.decode()
    assert begin in town.get(f"/mon-espace/territoires/{territory.reference}/defis/").content.decode()
    assert client_of(stranger).get(begin).status_code == 404
    team.post(begin, {"text": "Pouvons-nous nous voir ?"})
    thread = Thread.objects.get()
    for seat in circles(project)[0].seats():
        assert threads_for(seat.person).filter(pk=thread.pk).exists()
    assert not threads_for(stranger).exists()
    assert town.get(begin)["Location"] == f"/mon-espace/messages/{thread.reference}/"
    Membership.objects.filter(user=keeper).update(until=thread.created_at)
    assert town.get(f"/mon-espace/messages/{thread.reference}/").status_code == 404
