"""The demonstration's projects: every state and stage, something waiting for each person, written once."""

import pytest

from frenchimpact.demo import seed
from frenchimpact.demo.seed.people import person
from frenchimpact.demo.seed.projects import STATES
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Assignment
from frenchimpact.projects import queries
from frenchimpact.projects.models import Project, Stage
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_projects_of_the_demonstration() -> None:
    make_terms()

    make_places()
    make_place("commune:69123", name="Lyon")
    seed.load("people")
    seed.load("projects")
    seed.load("projects")
    assert Project.objects.count() == len(STATES) + 5
    assert set(Project.objects.values_list("status", flat=True)) == set(Project.Status.values)
    assert set(Stage.values) - set(Project.objects.values_list("stage", flat=True)) <= {"solution_nationale", "arrete"}
    awa = person("awa@demo.test")
    assert [project.name for project in queries.projects_of(awa)] == ["La Recyclerie solidaire"]
    assert [draft.step for draft in queries.declarations_of(awa)] == [3]
    assert queries.waiting_count(person("gaelle@demo.test")) == 9
    assert Assignment.objects.filter(role="operator").count() == 3
    sent = [line.sent_count for line in queries.queue_for(person("gaelle@demo.test"))]
    assert sent.count(1) == 3
    assert Mail.objects.filter(kind="projects.outcome").count() >= 50
    references = list(Project.objects.order_by("created_at", "pk").values_list("reference", flat=True))
    assert len(set(references)) == len(references)
