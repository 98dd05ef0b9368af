"""Everything that refers to an organisation follows it when it is merged, and comes back when that is undone.

Every foreign key to an organisation, of whatever room, moves by itself: a table that comes later needs nothing. A table whose
rows cannot simply change hands (one per organisation and person, say) declares how its rows move:

    @moves(Membership)
    def move_memberships(kept, absorbed) -> Any: …        # gives what is needed to undo, as JSON
    @moves_back(Membership)
    def move_memberships_back(kept, absorbed, moved) -> None: …

Rows that stay with the sheet that was absorbed (its past, its own comparison with the registry) say so with `stays`.
Moves run inside the transaction of the merge; a fact, `OrganisationsMerged`, tells the rest of the house afterwards.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models

from frenchimpact.organisations.models import Organisation

type Mover = Callable[[Organisation, Organisation], Any]
type MoverBack = Callable[[Organisation, Organisation, Any], None]

_movers: dict[type[models.Model], Mover] = {}
_movers_back: dict[type[models.Model], MoverBack] = {}
_staying: set[type[models.Model]] = {Organisation}


def moves(model: type[models.Model]) -> Callable[[Mover], Mover]:
    """Declare how the rows of a table follow a merge."""

    def register(mover: Mover) -> Mover:
        _movers[model] = mover
        return mover

    return register


def moves_back(model: type[models.Model]) -> Callable[[MoverBack], MoverBack]:
    """Declare how they come back."""

    def register(mover: MoverBack) -> MoverBack:
        _movers_back[model] = mover
        return mover

    return register


def stays(*found: type[models.Model]) -> None:
    """Declare tables whose rows stay with the sheet that was absorbed."""
    _staying.update(found)


def _plain_keys() -> list[tuple[type[models.Model], str]]:
    """Every foreign key to an organisation that nobody moves in a special way."""
    found: list[tuple[type[models.Model], str]] = []
    for model in apps.get_models():
        if model in _movers or model in _staying:
            continue
        found += [(model, field.name) for field in model._meta.concrete_fields if field.related_model is Organisation]
    return found


def move_all(kept: Organisation, absorbed: Organisation) -> dict[str, Any]:
    """Move everything; gives what is needed to undo, by table."""
    moved: dict[str, Any] = {}
    for model, name in _plain_keys():
        rows = model._default_manager.filter(**{name: absorbed})
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            rows.filter(pk__in=keys).update(**{name: kept})
            moved[f"{model._meta.label}.{name}"] = keys
    for model, mover in _movers.items():
        found = mover(kept, absorbed)
        if found:
            moved[model._meta.label] = found
    return moved


def move_all_back(kept: Organisation, absorbed: Organisation, moved: dict[str, Any]) -> None:
    """Move back what still stands where the merge put it."""
    for model, back in _movers_back.items():
        if model._meta.label in moved:
            back(kept, absorbed, moved[model._meta.label])
    for model, name in _plain_keys():
        keys = moved.get(f"{model._meta.label}.{name}")
        if keys:
            model._default_manager.filter(pk__in=keys, **{name: kept}).update(**{name: absorbed})
