"""Events beside the sheets: by the words of their title, by their reference; a draft is found by nobody."""

import pytest

from frenchimpact.atlas.beside import beside
from frenchimpact.atlas.direct import numbered
from frenchimpact.events.models import Event
from frenchimpact.events.tests.factories import make_event

pytestmark = pytest.mark.django_db


def test_events_are_found_by_their_words_and_their_reference() -> None:
    event, draft = make_event(title="Étape à Chambéry"), make_event(title="Étape secrète")
    Event.objects.filter(pk=draft.pk).update(state="draft", published_at=None)
    assert [(one.title, one.detail, one.href) for one in beside("etapes", 3)] == [
        ("Étape à Chambéry", "Chambéry", f"/evenements/{event.slug}/")
    ]
    assert [one.href for one in numbered(event.reference.lower())] == [f"/evenements/{event.slug}/"]
    assert numbered(draft.reference) == []
