"""Money given to, or by, an organisation follows its sheet when it is merged into another."""

from typing import Any

from django.db import IntegrityError, models, transaction

from frenchimpact.commitments.models import Commitment, Envelope, Vehicle
from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation

# Every column that names an organisation.
COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (Commitment, "funder"),
    (Commitment, "beneficiary"),
    (Envelope, "funder"),
    (Vehicle, "organisation"),
)


@moves(Commitment)
def move_commitments(kept: Organisation, absorbed: Organisation) -> dict[str, list[int]] | None:
    """Everything, save what the kept sheet holds already; gives the rows moved, by column."""
    moved: dict[str, list[int]] = {}
    for model, column in COLUMNS:
        for key in model._default_manager.filter(**{column: absorbed}).order_by("pk").values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=key).update(**{column: kept})
            except IntegrityError:
                continue
            moved.setdefault(f"{model.__name__}.{column}", []).append(key)
    return moved or None


@moves_back(Commitment)
def move_commitments_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    for model, column in COLUMNS:
        keys = moved.get(f"{model.__name__}.{column}", [])
        model._default_manager.filter(pk__in=keys, **{column: kept}).update(**{column: absorbed})
