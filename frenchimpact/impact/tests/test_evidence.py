"""The level of proof that stands beside figures."""

import datetime as dt

import pytest

from frenchimpact.core import clock
from frenchimpact.core.pages import engine
from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries import evidence_of
from frenchimpact.impact.tests.factories import make_followed

pytestmark = pytest.mark.django_db
TEMPLATE = '{% from "impact/proof_parts.html" import evidence_badge with context %}{{ evidence_badge(followed, measure) }}'


def test_a_level_counts_until_its_day_and_then_asks_to_be_given_again() -> None:
    followed = make_followed(evidence=2, evidence_until=clock.today())
    assert (evidence_of(followed).level, evidence_of(followed).words) == (2, "Preuve 2 : montre un changement")
    followed.evidence_until = clock.today() - dt.timedelta(days=1)
    assert (evidence_of(followed).level, evidence_of(followed).words) == (0, "Preuve à renouveler")
    followed.evidence, followed.evidence_until = 0, None
    assert evidence_of(followed).words == "Preuve 0 : pas encore de preuve"


def test_beside_a_figure_stand_its_proof_and_who_looked_at_it() -> None:
    followed = make_followed(evidence=3, evidence_until=clock.today())
    text = engine().env.from_string(TEMPLATE).render(followed=followed, measure=Measure(followed=followed, state="verified"))
    assert text.count('class="on"') == 3
    assert "montre que l’action en est la cause" in text
    assert "Vérifiée" in text
