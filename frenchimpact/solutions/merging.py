"""What an organisation takes up follows it when its sheet is merged into another."""

from typing import Any

from django.db import IntegrityError, transaction

from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation
from frenchimpact.solutions.models import Adoption


@moves(Adoption)
def move_adoptions(kept: Organisation, absorbed: Organisation) -> list[int] | None:
    """All of them, save one that the kept sheet carries already at the same place."""
    moved = []
    for key in Adoption.objects.filter(organisation=absorbed).order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                Adoption.objects.filter(pk=key).update(organisation=kept)
        except IntegrityError:
            continue
        moved.append(key)
    return moved or None


@moves_back(Adoption)
def move_adoptions_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    Adoption.objects.filter(pk__in=moved, organisation=kept).update(organisation=absorbed)
