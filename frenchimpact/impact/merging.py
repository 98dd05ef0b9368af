"""What was asked of an organisation follows it when its sheet is merged into another. Proofs already given are history: they stay."""

from typing import Any

from django.db import IntegrityError, transaction

from frenchimpact.impact.models import OutcomeContract, ProofRequest
from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation


@moves(ProofRequest)
def move_requests(kept: Organisation, absorbed: Organisation) -> list[int] | None:
    """All of them, save one that waits of the kept sheet already."""
    moved = []
    for key in ProofRequest.objects.filter(organisation=absorbed).order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                ProofRequest.objects.filter(pk=key).update(organisation=kept)
        except IntegrityError:
            continue
        moved.append(key)
    return moved or None


@moves_back(ProofRequest)
def move_requests_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    ProofRequest.objects.filter(pk__in=moved, organisation=kept).update(organisation=absorbed)


@moves(OutcomeContract)
def move_contracts(kept: Organisation, absorbed: Organisation) -> list[int] | None:
    """What it pays."""
    moved = list(OutcomeContract.objects.filter(payer=absorbed).values_list("pk", flat=True))
    OutcomeContract.objects.filter(pk__in=moved).update(payer=kept)
    return moved or None


@moves_back(OutcomeContract)
def move_contracts_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Those that still name the kept sheet."""
    OutcomeContract.objects.filter(pk__in=moved, payer=kept).update(payer=absorbed)
