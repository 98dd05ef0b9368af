"""Solutions of the demonstration: one that runs elsewhere, a failure told, one to read; written once."""

import pytest

from frenchimpact.core import clock
from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.demo.seed.solutions import PROJECT
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.queries.results import results_of
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_solutions_are_in_every_state_and_written_once() -> None:
    make_terms()
    make_places()
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    assert seed.load("people")
    assert seed.load("organisations")
    year, there = clock.today().year - 1, make_place("commune:73065")
    house = Organisation.objects.filter(is_published=True).order_by("pk").first()
    projects = [
        make_published_project(name=PROJECT, is_demo=True),
        make_published_project(name="Ailleurs", is_demo=True, organisation=house),
        make_published_project(name="La table", is_demo=True, themes=["lien_social_vivre_ensemble"]),
    ]
    for project in projects[:2]:
        followed = make_followed("beneficiaires_directs", project=project, places={there: 100}, last_value=40)
        make_measure(followed, 40, year, place=there)
    for _turn in range(2):
        assert seed.load("solutions")
    assert sorted(Solution.objects.values_list("state", flat=True)) == ["published", "submitted"]
    assert sorted(Adoption.objects.values_list("state", "ending")) == [("closed", "not_launched"), ("running", "")]
    running, solution = Adoption.objects.get(state="running"), Solution.objects.get(state="published")
    assert running.launched_on is not None
    assert clock.date_of(running.asked_at) < running.launched_on
    found = results_of(solution, [running])
    assert found is not None
    assert found.has_others
