"""Cases of the demonstration: three administrations asked, of which one is silent; experiments at every age, one in alarm."""

import pytest
from pytest_django import Settings

from frenchimpact.barriers.actions.escalation import escalate
from frenchimpact.barriers.actions.warnings import warn_experiments
from frenchimpact.barriers.models import Asked, Case, Experiment
from frenchimpact.barriers.queries.experiments import state_of, undecided
from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_one_is_silent_one_experiment_rings(settings: Settings) -> None:
    settings.DEMO_MODE = True
    make_terms()
    make_places()
    make_place("departement:69")
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    for name in ("people", "experiments", "experiments"):
        assert seed.load(name)

    assert sorted(Asked.objects.values_list("state", flat=True)) == ["answered", "answered", "silent"]
    assert sorted(state_of(one) for one in Experiment.objects.all()) == ["en-cours", "generalisee", "sans-decision"]
    assert undecided().get().title == "Une cantine d’école ouverte aux aînés"
    assert all(one.is_demo for one in Case.objects.all())
    assert escalate() == 0
    assert (warn_experiments(), warn_experiments()) == (1, 0)
