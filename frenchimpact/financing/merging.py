"""What financing says of an organisation follows it when its sheet is merged into another."""

from typing import Any

from django.db import IntegrityError, models, transaction

from frenchimpact.financing.models import Declaration, DeMinimisAid, PlanLine, UndertakingMember
from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation

# Every column that names an organisation.
COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (PlanLine, "funder"),
    (UndertakingMember, "organisation"),
    (DeMinimisAid, "organisation"),
    (DeMinimisAid, "funder"),
    (Declaration, "organisation"),
)


@moves(DeMinimisAid)
def move_financing(kept: Organisation, absorbed: Organisation) -> dict[str, list[int]] | None:
    """Everything, save a stay in a group while the kept sheet was in one; gives the rows moved, by column."""
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


@moves_back(DeMinimisAid)
def move_financing_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    for model, column in COLUMNS:
        keys = moved.get(f"{model.__name__}.{column}", [])
        model._default_manager.filter(pk__in=keys, **{column: kept}).update(**{column: absorbed})
