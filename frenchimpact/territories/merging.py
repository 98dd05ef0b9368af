"""What territories say of an organisation follows it when its sheet is merged into another."""

from typing import Any

from django.db import IntegrityError, models, transaction

from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.models import (
    Action,
    ActionPartner,
    BudgetLine,
    Challenge,
    Indicator,
    LeadPeriod,
    Member,
    Party,
    Territory,
)

# Every column that names an organisation.
COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (Territory, "lead"),
    (Territory, "successor"),
    (LeadPeriod, "organisation"),
    (Member, "organisation"),
    (Challenge, "owner"),
    (Action, "owner"),
    (ActionPartner, "organisation"),
    (BudgetLine, "organisation"),
    (Indicator, "keeper_organisation"),
    (Party, "organisation"),
)


@moves(Territory)
def move_territories(kept: Organisation, absorbed: Organisation) -> dict[str, list[int]] | None:
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


@moves_back(Territory)
def move_territories_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    for model, column in COLUMNS:
        keys = moved.get(f"{model.__name__}.{column}", [])
        model._default_manager.filter(pk__in=keys, **{column: kept}).update(**{column: absorbed})
