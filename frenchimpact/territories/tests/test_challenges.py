"""The challenges of a territory: exactly as many as it must have, their objectives, the projects that answer them."""

from typing import Any

import pytest
from django.test import Client

from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.projects.tests.factories import make_operator, make_person, make_project, make_published_project
from frenchimpact.territories.actions import challenges as actions
from frenchimpact.territories.models import Challenge, Territory
from frenchimpact.territories.queries.challenges import count_words
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_lead_person, make_objective, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
WRITTEN: dict[str, Any] = {
    "title": "Réparer plutôt que jeter",
    "kinds": ["environmental"],
    "problem": "Un tiers de ce qui est jeté pourrait resservir.",
    "target": "Deux fois moins en 2028.",
    "objectives": "Ouvrir une recyclerie\n\n  Former des réparateurs ",
    "is_open": "on",
}


@pytest.fixture
def territory() -> Territory:
    make_terms()
    return make_territory()


def lead_client(territory: Territory) -> Client:
    client = Client()
    client.force_login(make_lead_person(territory))
    return client


def page(territory: Territory, end: str = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/defis/{end}"


def test_a_challenge_is_written_with_its_objectives(territory: Territory) -> None:
    client = lead_client(territory)
    assert "Il manque 3 défis." in client.get(page(territory)).content.decode()
    assert client.post(page(territory, "ajouter/"), WRITTEN).status_code == 302
    challenge = Challenge.objects.get()
    assert [one.title for one in challenge.objectives.all()] == ["Ouvrir une recyclerie", "Former des réparateurs"]
    assert "Il manque 2 défis." in client.get(page(territory)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Le défi, en quelques mots"),
        ({"is_open": ""}, "Dites ce que le défi a donné"),
        ({"objectives": "x" * 301}, "au plus 300"),
        ({"themes": ["inconnu"]}, "Thèmes"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(territory: Territory, wrong: dict[str, Any], words: str) -> None:
    response = lead_client(territory).post(page(territory, "ajouter/"), {**WRITTEN, **wrong})
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert WRITTEN["problem"] in html
    assert not Challenge.objects.exists()


def test_no_more_than_the_territory_must_have(territory: Territory) -> None:
    for number in (1, 2, 3):
        make_challenge(territory, number)
    assert count_words(territory, 3) == ""
    with pytest.raises(Refusal):
        actions.add_challenge(territory=territory, values={"title": "Un de trop"}, by=None)
    territory.challenge_count = 2
    assert "exactement 2" in count_words(territory, 3)


def test_objectives_keep_their_actions_when_they_change_order_or_words(territory: Territory) -> None:
    challenge = make_challenge(territory)
    first, second = make_objective(challenge, 1, title="A"), make_objective(challenge, 2, title="B")
    action = make_action(first)
    actions.change_challenge(challenge=challenge, values={}, objectives=["B", "C"], by=None)
    action.refresh_from_db()
    assert action.objective.title == "C"
    second.refresh_from_db()
    assert (second.title, second.number) == ("B", 1)
    with pytest.raises(Incomplete):
        actions.change_challenge(challenge=challenge, values={}, objectives=["B"], by=None)
    assert [one.title for one in challenge.objectives.all()] == ["B", "C"]


def test_a_published_project_is_attached_by_its_address_and_detached(territory: Territory) -> None:
    challenge, project = make_challenge(territory), make_published_project(name="La Recyclerie")
    client = lead_client(territory)
    address = page(territory, "1/projets/")
    assert client.post(address, {"project": f"https://exemple.fr/projets/{project.slug}/"}).status_code == 302
    assert client.post(address, {"project": project.reference}).status_code == 302
    assert list(challenge.projects.all()) == [project]
    hidden = client.post(address, {"project": make_project(name="Caché").reference})
    assert hidden.status_code == 422
    assert "Aucun projet publié" in hidden.content.decode()
    client.post(address, {"remove": project.pk})
    assert not challenge.projects.exists()


def test_who_may_read_and_write_them(territory: Territory) -> None:
    make_challenge(territory)
    stranger, operator = Client(), Client()
    stranger.force_login(make_person())
    operator.force_login(make_operator())
    assert stranger.get(page(territory)).status_code == 404
    assert operator.get(page(territory, "1/")).status_code == 200
    reader = Client()
    reader.force_login(make_lead_person(territory, role="reader"))
    assert reader.get(page(territory)).status_code == 200
    assert reader.get(page(territory, "1/")).status_code == 403
    assert lead_client(territory).get(page(territory, "9/")).status_code == 404
