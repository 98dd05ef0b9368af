"""The published answers of the demonstration: each complete and anonymous, in every state, found with everyday words."""

import pytest
from pytest_django import Settings

from frenchimpact.barriers.actions.masks import leaks
from frenchimpact.barriers.actions.precedents import follow_checks
from frenchimpact.barriers.models import Precedent, Synonym
from frenchimpact.barriers.queries.demand import demand_of_precedent
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_answers_of_every_state_found_with_everyday_words(settings: Settings) -> None:
    settings.DEMO_MODE = True
    make_terms()
    make_places()
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    for name in ("people", "answers", "answers"):
        assert seed.load(name)
    states = sorted(Precedent.objects.values_list("state", flat=True))
    assert states == ["draft", "expired", "superseded", *["valid"] * 8]
    assert all(one.norm_links.exists() and one.legal_basis and not leaks(one) for one in Precedent.objects.exclude(state="draft"))
    assert Synonym.objects.count() > 40
    one = near_precedents("On nous réclame un agrément pour emmener nos aînés")[0].precedent
    assert one.title == "Transport solidaire par des conducteurs bénévoles"
    assert demand_of_precedent(one).is_shown
    # Nothing expires on the first day of a visit.
    assert follow_checks() == 0
