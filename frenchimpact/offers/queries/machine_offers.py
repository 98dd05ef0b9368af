"""Offers as machines send them (POST /offers), read by the form that people fill."""

from collections.abc import Mapping
from typing import Any, cast

from frenchimpact.core.sent import as_typed, known, taken
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.offers.forms.offers import OfferForm
from frenchimpact.organisations.models import Organisation


def read_offer(organisation: Organisation, sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[Place]]:
    """What `prepare_offer` takes, and where it holds. Raises Incomplete."""
    houses = Organisation.objects.filter(pk=organisation.pk)
    form = cast(OfferForm, taken(OfferForm(as_typed({**sent, "organisation": organisation.pk}), houses=houses)))
    keys = list(sent.get("places") or ())
    places = list(places_by_keys(keys))
    known("places", keys, [one.key for one in places])
    return form.values(), places
