"""Aids as machines send them (POST /aids), read by the form that people fill."""

from collections.abc import Mapping
from typing import Any, cast

from frenchimpact.aids.actions.catalogue import Ground
from frenchimpact.aids.forms.aids import AidForm
from frenchimpact.core.sent import as_typed, known, taken
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.organisations.models import Organisation


def read_aid(organisation: Organisation, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What `create_aid` takes. Raises Incomplete."""
    values = {**sent, "documents": "\n".join(sent.get("documents") or ()), "funder": organisation.pk}
    form = cast(AidForm, taken(AidForm(as_typed(values), funders=[organisation])))
    grounds = []
    for name in ("places", "excluded"):
        keys = list(sent.get(name) or ())
        found = tuple(places_by_keys(keys))
        known(name, keys, [one.key for one in found])
        grounds.append(found)
    return {"values": form.values(), "conditions": form.conditions(), "ground": Ground(*grounds), "funder": organisation}
