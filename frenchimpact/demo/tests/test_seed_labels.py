"""The labels of the demonstration: a story for each state, on invented organisations, never presented as real."""

import pytest
from pytest_django import Settings

from frenchimpact.demo import seed
from frenchimpact.demo.seed.labels import GIVEN
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.actions import load_labels
from frenchimpact.labels.models import Label
from frenchimpact.labels.verification import State, judge_label
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def labels(settings: Settings) -> None:
    settings.DEMO_MODE = True
    make_terms()
    make_places()
    for line in LINES:
        if line["name"] in GIVEN or line["commune"] == "69123":
            make_place(f"commune:{line['commune']}")
    load_labels()
    for name in ("people", "organisations", "labels"):
        assert seed.load(name)


@pytest.mark.usefixtures("labels")
def test_each_state_has_its_story_and_real_labels_stay_apart() -> None:
    invented = Label.objects.filter(is_demo=True)
    found = {label.holder_name: judge_label(label).state for label in invented}
    assert found["L’Accélérateur des Alpes utiles"] == State.VALID
    assert found["Maison des premières fois"] == State.VALID
    assert found["Pépinière du Granier"] == State.SUSPENDED
    assert found["Port d’attache"] == State.REVOKED
    assert found["Le Relais de Maurienne"] == State.EXPIRED
    assert Label.objects.filter(is_demo=False).count() == 27
    assert not invented.filter(organisation__source="person").exists()


@pytest.mark.usefixtures("labels")
def test_the_holder_has_a_renewal_and_a_control_to_do() -> None:
    kinds = set(tasks_for(person("farid@demo.test")).values_list("kind", flat=True))
    assert {"labels.renewal", "labels.control"} <= kinds


@pytest.mark.usefixtures("labels")
def test_written_again_it_adds_nothing() -> None:
    before = Label.objects.count()
    seed.load("labels")
    assert Label.objects.count() == before
