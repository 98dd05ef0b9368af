"""The projects that an aid reaches, told to its funder: what a team keeps never comes out, by a value nor by a count."""

import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.aids.judging import judge
from frenchimpact.aids.models import Face, Terms
from frenchimpact.aids.queries.matches import as_everyone_sees, conditions_of, count_projects, match_projects, side_of
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.models import PassportAnswer, Project, SectionAudience
from frenchimpact.projects.queries import visible_sections
from frenchimpact.projects.tests.factories import make_project, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")


def answer(project: Project, **values: Any) -> None:
    for key, value in values.items():
        PassportAnswer.objects.create(project=project, key=key, value=value, source="typed")


def show(project: Project, section: str, audience: str) -> None:
    SectionAudience.objects.update_or_create(project=project, section=section, defaults={"audience": audience})


@pytest.fixture
def funder(client: Client) -> Any:
    found = make_funder("Fonds des rives")
    client.force_login(make_member(found))
    return found


def test_what_a_team_keeps_is_told_as_filled_and_never_judged(client: Client, funder: Any) -> None:
    project = make_published_project(name="Discret")
    answer(project, budget=12_345)
    aid = make_aid("Gros budgets", funder=funder, rules=[{"subject": "budget", "minimum": 50_000}])
    page = client.get(reverse("aids:aid_projects", args=[aid.reference])).content.decode()
    assert "Discret" in page
    assert "rempli, gardé par l’équipe" in page
    assert "12" + "\u202f" + "345" not in page
    assert "12345" not in page
    low = conditions_of(make_aid(rules=[{"subject": "budget", "minimum": 10}]).terms)
    high = conditions_of(Terms.objects.get(aid=aid))
    # No bound, however it is moved, changes any count: nobody guesses the value.
    assert count_projects(low, as_public=True) == count_projects(high, as_public=True)
    show(project, "moyens", "public")
    page = client.get(reverse("aids:aid_projects", args=[aid.reference]) + "?onglet=near").content.decode()
    assert "345" in page
    assert count_projects(high, as_public=True).counts["near"] == 1


def test_private_projects_are_never_there(client: Client, funder: Any) -> None:
    make_project(name="En lecture")
    aid = make_aid("Pour tous", funder=funder)
    page = client.get(reverse("aids:aid_projects", args=[aid.reference])).content.decode()
    assert "En lecture" not in page
    assert "Aucun projet ici" in page


@pytest.mark.parametrize("seed", range(2))
def test_the_statement_and_the_judge_agree_on_what_everyone_sees(seed: int) -> None:
    draw = random.Random(seed)
    for _number in range(10):
        project = make_published_project(publics=["jeunes"])
        for key, value in (("budget", 500), ("employees", 3), ("founded_on", "2024-01-01"), ("evidence", "2"), ("amount_sought", 9)):
            if draw.random() < 0.8:
                answer(project, **{key: value})
        for section in ("moyens", "effets", "activite", "publics", "structure", "besoins"):
            if draw.random() < 0.6:
                show(project, section, draw.choice(["public", "network", "private"]))
    rules = [
        {"subject": "budget", "minimum": 400},
        {"subject": "employees", "maximum": 2},
        {"subject": "age", "minimum": 6},
        {"subject": "evidence", "minimum": 3},
        {"subject": "public", "values": ["jeunes"]},
        {"subject": "form", "values": ["association"]},
    ]
    conditions = conditions_of(make_aid(rules=rules).terms)
    fits = ("suits", "to_check", "near", "apart")
    rows = match_projects(conditions, fits=fits, limit=None, as_public=True)
    projects = Project.objects.prefetch_related("audiences").in_bulk([row.pk for row in rows])
    assert len(rows) == 10
    for row in rows:
        side = as_everyone_sees(side_of(Face.objects.get(project=row.pk)), visible_sections(projects[row.pk]))
        judged = judge(side, conditions, clock.today())
        assert (row.fit, row.score) == (judged.fit, judged.score)
    counts = count_projects(conditions, as_public=True).counts
    assert counts == {fit: sum(row.fit == fit for row in rows) for fit in fits}


def test_the_page_reads_as_much_whatever_its_length(client: Client, funder: Any) -> None:
    aid = make_aid("Pour tous", funder=funder, rules=[{"subject": "budget", "minimum": 1}])
    address = reverse("aids:aid_projects", args=[aid.reference])
    counts = []
    for more in (1, 3):
        for _number in range(more):
            answer(make_published_project(), budget=100)
        client.get(address)
        with CaptureQueriesContext(connection) as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_list_is_a_file_without_what_is_kept(client: Client, funder: Any) -> None:
    answer(make_published_project(name="=Formule"), budget=12_345)
    aid = make_aid("Pour tous", funder=funder, rules=[{"subject": "budget", "minimum": 1}])
    body = client.get(reverse("aids:aid_projects", args=[aid.reference]) + "?format=csv").content.decode()
    assert "'=Formule" in body
    assert "12345" not in body
    assert "budget" in body
