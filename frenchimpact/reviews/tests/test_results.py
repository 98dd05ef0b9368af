"""Published results: who was selected, out of how many; never who was not, never before everybody knows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.calls.models import Application
from frenchimpact.reviews import actions, queries
from frenchimpact.reviews.models import Batch, Decision
from frenchimpact.reviews.tests.test_decisions import REASONS, deliver, judged, send

pytestmark = pytest.mark.django_db


def decided() -> tuple[Application, Application, Batch]:
    """One file accepted, one refused, in an outbox that left."""
    (kept, other), operator = judged("reserved")
    actions.decide(application=kept, outcome="granted", quality="Directrice", by=operator)
    actions.decide(application=other, outcome="refused", quality="Directrice", reasons=REASONS, by=operator)
    batch = send(Batch.objects.get(state="prepared"), operator)
    return kept, other, batch


def publish(batch: Batch) -> None:
    deliver()
    assert batch.sent_by is not None
    actions.publish_batch(batch=batch, by=batch.sent_by)


def test_nothing_is_public_before_publication_then_only_who_was_selected() -> None:
    kept, other, batch = decided()
    page, call = f"/appels/{kept.call.slug}/resultats/", f"/appels/{kept.call.slug}/"
    before = Client().get(page).content.decode()
    assert kept.organisation.name not in before
    assert "Pas encore de résultats" in before
    assert page not in Client().get(call).content.decode()
    publish(batch)
    after = Client().get(page).content.decode()
    assert kept.organisation.name in after
    assert other.organisation.name not in after
    assert "Directrice" in after
    assert page in Client().get(call).content.decode()
    assert page in Client().get("/appels/").content.decode()


def test_figures_count_files_and_stay_silent_about_few() -> None:
    kept, _other, batch = decided()
    publish(batch)
    wave = queries.results_of(kept.call)[0]
    assert {name: wave.counts[name] for name in ("handed", "judged", "selected", "waiting")} == {
        "handed": 2,
        "judged": 2,
        "selected": 1,
        "waiting": 0,
    }
    assert {(one.selected_mean, one.refusal_count) for one in wave.criteria} == {(None, None)}


def test_a_decision_taken_again_shows_once_published_only() -> None:
    kept, other, batch = decided()
    publish(batch)
    operator = batch.created_by
    actions.decide(application=other, outcome="granted", quality="Directrice", reopened_because="Une pièce avait été mal lue.", by=operator)
    again = send(Batch.objects.get(state="prepared"), operator)
    assert [one.pk for one in queries.results_of(kept.call)[0].selected] == [kept.pk]
    publish(again)
    assert {one.pk for one in queries.results_of(kept.call)[0].selected} == {kept.pk, other.pk}
    assert Decision.objects.count() == 3


def test_the_list_of_calls_asks_once_for_all_their_results() -> None:
    kept, _other, batch = decided()
    publish(batch)
    with CaptureQueriesContext(
        connection,
    ) as few:
        Client().get("/appels/")
    publish(decided()[2])
    with CaptureQueriesContext(connection) as more:
        Client().get("/appels/")
    assert len(more) == len(few)
    assert kept.call_id in queries.published_results([kept.call])
