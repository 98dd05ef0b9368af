"""Who sees, edits and reads: a table of people by projects."""

import pytest
from django.contrib.auth.models import AnonymousUser

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Mandate
from frenchimpact.organisations.rules import Anyone
from frenchimpact.organisations.tests.factories import make_member as make_colleague
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects import rules
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import (
    lead_of,
    make_member,
    make_operator,
    make_partner,
    make_person,
    make_project,
    make_published_project,
)

pytestmark = pytest.mark.django_db

# person → sees the unpublished one, edits it, manages its team, reads it for the programme, decides
EXPECTED = {
    "visitor": (False, False, False, False, False),
    "stranger": (False, False, False, False, False),
    "lead": (True, True, True, False, False),
    "editor": (True, True, False, False, False),
    "reader": (True, False, False, False, False),
    "former": (False, False, False, False, False),
    "colleague": (True, False, False, False, False),
    "operator": (True, False, False, True, True),
    "partner here": (True, False, False, True, False),
    "partner elsewhere": (False, False, False, False, False),
    "operator of the team": (True, True, False, False, False),
}


def people(project: Project) -> dict[str, Anyone]:
    from frenchimpact.core import clock

    assert project.organisation is not None
    editor_operator = make_operator()
    project.team.create(user=editor_operator, role="editor")
    return {
        "visitor": AnonymousUser(),
        "stranger": make_person(),
        "lead": lead_of(project),
        "editor": make_member(project, "editor"),
        "reader": make_member(project, "reader"),
        "former": make_member(project, "lead", until=clock.now()),
        "colleague": make_colleague(project.organisation, "reader"),
        "operator": make_operator(),
        "partner here": make_partner(make_place("epci:200069110")),
        "partner elsewhere": make_partner(make_place("region:11")),
        "operator of the team": editor_operator,
    }


def test_who_may_what() -> None:
    project = make_project(organisation=make_organisation())
    found = {
        name: (
            rules.visible_projects(user).filter(pk=project.pk).exists(),
            rules.can_edit_project(user, project),
            rules.can_manage_team(user, project),
            rules.can_read_qualification(user, project),
            rules.can_decide(user, project),
        )
        for name, user in people(project).items()
    }
    assert found == EXPECTED


def test_a_published_project_is_seen_by_all_but_its_space_is_not() -> None:
    project = make_published_project(organisation=make_organisation())
    everyone = people(project)
    assert all(rules.visible_projects(user).filter(pk=project.pk).exists() for user in everyone.values())
    inside = {name for name, user in everyone.items() if rules.visible_spaces(user).filter(pk=project.pk).exists()}
    assert inside == {name for name, expected in EXPECTED.items() if expected[0]}


def test_the_audience_widens_with_closeness() -> None:
    project = make_published_project()
    assert rules.audience_of(AnonymousUser(), project) == "public"
    assert rules.audience_of(make_person(), project) == "network"
    assert rules.audience_of(lead_of(project), project) == "private"


def test_a_mandate_to_follow_projects_opens_them_and_forbids_to_judge_them() -> None:
    giver, agent = make_organisation(), make_organisation()
    person = make_colleague(agent, role="editor")
    project = make_project(organisation=giver)
    today = clock.today()
    mandate = Mandate.objects.create(
        giver=giver,
        agent=agent,
        scope="sheet",
        state="agreed",
        starts_on=today,
        ends_on=today,
        giver_agreed_at=clock.now(),
        agent_agreed_at=clock.now(),
    )
    assert not rules.can_read_team_space(person, project)
    assert not rules.is_tied(person, project)
    Mandate.objects.filter(pk=mandate.pk).update(scope="projects")
    assert rules.can_read_team_space(person, project)
    assert rules.is_tied(person, project)
    assert not rules.can_edit_project(person, project)


def test_a_team_is_written_to_where_somebody_can_act() -> None:
    project = make_project()
    editor = make_member(project, "editor")
    make_member(project, "reader")
    gone, asleep = make_member(project, "editor"), make_member(project, "editor")
    project.team.filter(user=gone).update(until=clock.now())
    User.objects.filter(pk=asleep.pk).update(is_active=False)
    assert rules.team_of(project) == [lead_of(project), editor]
