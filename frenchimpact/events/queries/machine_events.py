"""Events as machines send them (POST /events), read by the form that people fill."""

from collections.abc import Mapping
from typing import Any, cast

from frenchimpact.core.sent import as_typed, known, taken
from frenchimpact.design.picks import KEY
from frenchimpact.events.forms.events import EventForm
from frenchimpact.geo.queries import place_of, place_words
from frenchimpact.organisations.models import Organisation


def read_event(organisation: Organisation, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What `prepare_event` takes. Raises Incomplete."""
    values = dict(sent)
    key = values.pop("place", "") or ""
    if key:
        place = place_of(key)
        known("place", [key], [key] if place else [])
        values |= {"lieu": place_words(place), f"lieu{KEY}": place.key} if place else {}
    typed = as_typed({**values, "organiser": organisation.pk})
    form = cast(EventForm, taken(EventForm(typed, organisers=[organisation], is_operator=False)))
    return {**form.values(), "quotas": form.cleaned_data["quotas"]}
