"""Where a project acts: the places ticked, and the one typed beside them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from frenchimpact.core.autosave import Change
from frenchimpact.geo import queries
from frenchimpact.geo.queries import TypedPlace

# The field in which a place is typed, and what the address calls it.
FIELD = "lieu"


def typed_place(request: HttpRequest) -> TypedPlace:
    """What was typed, in the form or in the address."""
    return queries.typed_place((request.POST or request.GET).get(FIELD, ""))


def with_place(changes: dict[str, Change], typed: TypedPlace) -> None:
    """Add the place that was typed to those that were ticked."""
    held = changes["places"]
    if isinstance(held.value, list):
        changes["places"] = Change(typed.added_to(held.value), held.version)


def places_context(answers: Mapping[str, Any], typed: TypedPlace) -> dict[str, Any]:
    """The places chosen, and those that what was typed may name."""
    return {"chooser": queries.place_chooser(answers.get("places") or [], typed)}
