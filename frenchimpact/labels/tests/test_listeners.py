"""A label decided after a jury enters the register when its letter leaves."""

import pytest

from frenchimpact.calls.models import Call
from frenchimpact.labels.listeners import grant_decided_label
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_kind, make_label
from frenchimpact.notifications.models import Notice
from frenchimpact.reviews import actions
from frenchimpact.reviews.facts import LabelDecided
from frenchimpact.reviews.models import Batch, Decision
from frenchimpact.reviews.tests.test_decisions import judged, send

pytestmark = pytest.mark.django_db


def decided(kind: str = "structure") -> Decision:
    """A decision whose letter left."""
    (file, _other), operator = judged()
    Call.objects.filter(pk=file.call_id).update(label_kind=kind)
    file.refresh_from_db()
    decision = actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    send(Batch.objects.get(), operator)
    return decision


def hear(decision: Decision, kind: str = "structure") -> None:
    grant_decided_label(LabelDecided(decision_id=decision.pk, application_id=decision.application_id, label_kind=kind))


def test_the_label_is_given_once_with_its_decision() -> None:
    make_kind()
    decision = decided()
    hear(decision)
    hear(decision)
    label = Label.objects.get()
    assert label.organisation == decision.application.organisation
    assert label.decision.startswith(decision.application.reference)
    assert "Directrice" in label.decided_by


def test_a_territory_is_named_by_its_file_or_by_who_carries_it() -> None:
    make_kind("territoire")
    decision = decided("territoire")
    hear(decision, "territoire")
    assert Label.objects.get().territory == decision.application.organisation.name


def test_who_holds_one_keeps_it_and_an_unknown_kind_gives_nothing() -> None:
    decision = decided()
    hear(decision, "inconnu")
    assert not Label.objects.exists()
    assert Notice.objects.filter(kind="labels.not_given", is_task=True).exists()
    Notice.objects.all().delete()
    held = make_label(decision.application.organisation)
    hear(decision)
    assert Label.objects.get() == held
    assert Notice.objects.filter(kind="labels.not_given", is_task=True).exists()
