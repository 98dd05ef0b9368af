"""The public page of a challenge: what it says, and solutions from elsewhere with their reasons."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.projects.models import Project, SectionAudience
from frenchimpact.projects.tests.factories import make_project, make_published_project
from frenchimpact.territories.models import Challenge, ChallengeProject, Indicator, Measurement
from frenchimpact.territories.queries.matches import solutions_for
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_indicator, make_objective, make_territory
from frenchimpact.territories.tests.test_sheet import words_of

pytestmark = pytest.mark.django_db
THEME, OTHER = "economie_circulaire_reemploi", "mobilite_douce_partagee"


@pytest.fixture
def challenge() -> Challenge:
    make_places()
    territory = make_territory(places=[make_place("epci:200069110")])
    return make_challenge(
        territory,
        title="Économie circulaire",
        problem="Un tiers pourrait resservir.",
        tried="Une recyclerie en 2019.",
        help_sought="Un local de 600 m².",
        publics_words="Ménages modestes",
        themes=[THEME],
        publics=["jeunes"],
    )


def read(client: Client, challenge: Challenge, start: str = "") -> str:
    response = client.get(f"{start}/territoires/{challenge.territory.slug}/defis/{challenge.number}/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_the_problem_what_was_tried_the_figures_and_the_actions(client: Client, challenge: Challenge) -> None:
    objective = make_objective(challenge, title="Détourner de la benne")
    make_action(objective, title="Ouvrir une recyclerie", state="in_progress")
    make_action(objective, title="Laissée", state="dropped")
    indicator = make_indicator(challenge)
    day = dt.date(2026, 12, 31)
    Measurement.objects.create(indicator=indicator, starts_on=dt.date(2026, 1, 1), ends_on=day, value=Decimal("230.5"))
    Indicator.objects.filter(pk=indicator.pk).update(last_on=day, last_value=Decimal("230.5"))
    words = words_of(read(client, challenge))
    for said in (
        "Un tiers pourrait resservir.",
        "Une recyclerie en 2019.",
        "Ménages modestes",
        "Un local de 600 m².",
        "Détourner de la benne",
    ):
        assert said in words
    assert "1 action : 1 en cours" in words
    assert "Laissée" not in words
    assert "230,5 tonnes" in words
    assert "400 tonnes" in words


def test_an_open_one_asks_for_solutions_and_a_closed_one_says_what_came_of_it(client: Client, challenge: Challenge) -> None:
    assert "Soyez les premiers" in words_of(read(client, challenge))
    assert "proposer/" in read(client, challenge)
    Challenge.objects.filter(pk=challenge.pk).update(is_open=False, outcome="Deux recycleries durent.")
    words = words_of(read(client, challenge))
    assert "Ce défi est clos. Ce qui en est sorti : Deux recycleries durent." in words
    assert "proposer/" not in read(client, challenge)


def test_projects_that_answer_it_are_published_ones(client: Client, challenge: Challenge) -> None:
    ChallengeProject.objects.create(challenge=challenge, project=make_published_project(name="La Recyclerie"), note="Depuis 2024")
    ChallengeProject.objects.create(challenge=challenge, project=make_project(name="Pas encore lue"))
    words = words_of(read(client, challenge))
    assert "La Recyclerie" in words
    assert "Depuis 2024" in words
    assert "Pas encore lue" not in words


def test_solutions_come_from_elsewhere_with_their_reasons(client: Client, challenge: Challenge) -> None:
    there = make_place("commune:93048")
    near = make_published_project(name="Ici", places=[make_place("commune:73065")], themes=[THEME])
    both = make_published_project(name="Thème et public", places=[there], themes=[THEME], publics=["jeunes"])
    theme = make_published_project(name="Thème", places=[there], themes=[THEME], stage="essaimage")
    make_published_project(name="Autre chose", places=[there], themes=[OTHER])
    make_project(name="Pas encore publique", places=[there], themes=[THEME])
    Project.objects.filter(pk=make_published_project(name="Arrêtée", places=[there], themes=[THEME]).pk).update(stage="arrete")
    found = solutions_for(challenge)
    assert [match.project for match in found] == [both, theme]
    assert near not in [match.project for match in found]
    assert [reason["text"].split(" :")[0].strip() for reason in found[0].reasons] == ["Même thème", "Même public", "Agit ailleurs", "Étape"]
    assert 'class="why"' in read(client, challenge)


def test_people_whom_a_team_keeps_for_itself_are_no_reason(challenge: Challenge) -> None:
    project = make_published_project(places=[make_place("commune:93048")], themes=[OTHER], publics=["jeunes"])
    assert [match.project for match in solutions_for(challenge)] == [project]
    SectionAudience.objects.create(project=project, section="publics", audience="network")
    assert solutions_for(challenge) == []


def test_without_themes_nor_people_nothing_is_guessed(challenge: Challenge) -> None:
    make_published_project(places=[make_place("commune:93048")], themes=[THEME])
    challenge.themes, challenge.publics = [], []
    assert solutions_for(challenge) == []


def test_one_solution_or_three_take_the_same_queries(challenge: Challenge) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    there, counts = make_place("commune:93048"), []
    for _round in range(3):
        make_published_project(places=[there], themes=[THEME])
        with CaptureQueriesContext(connection) as seen:
            solutions_for(challenge)
        counts.append(len(seen))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("number", [0, 2, 9])
def test_a_number_that_is_no_challenge_is_nowhere(client: Client, challenge: Challenge, number: int) -> None:
    assert client.get(f"/territoires/{challenge.territory.slug}/defis/{number}/").status_code == 404


def test_in_english(client: Client, challenge: Challenge) -> None:
    assert "What is measured" in words_of(read(client, challenge, "/en"))
