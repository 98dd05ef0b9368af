"""What other instances say of an organisation follows it when its sheet is merged into another."""

from typing import Any

from frenchimpact.federation.models import Record
from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation


@moves(Record)
def move_records(kept: Organisation, absorbed: Organisation) -> list[int] | None:
    """All of them."""
    moved = list(Record.objects.filter(organisation=absorbed).order_by("pk").values_list("pk", flat=True))
    Record.objects.filter(pk__in=moved).update(organisation=kept)
    return moved or None


@moves_back(Record)
def move_records_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    Record.objects.filter(pk__in=moved, organisation=kept).update(organisation=absorbed)
