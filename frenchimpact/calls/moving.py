"""How applications follow an organisation that is merged into another."""

from typing import Any

from django.db import IntegrityError, transaction

from frenchimpact.calls.models import Application
from frenchimpact.organisations.actions import moves, moves_back
from frenchimpact.organisations.models import Organisation


@moves(Application)
def move_applications(kept: Organisation, absorbed: Organisation) -> Any:
    """They go on with the other sheet, unless it already has an open file for the same call: then both stay, and an operator sees it."""
    moved = []
    for application in Application.objects.filter(organisation=absorbed).order_by("pk"):
        try:
            with transaction.atomic():
                Application.objects.filter(pk=application.pk).update(organisation=kept)
        except IntegrityError:
            continue
        moved.append(application.pk)
    return moved or None


@moves_back(Application)
def move_applications_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Back to their sheet."""
    Application.objects.filter(pk__in=moved, organisation=kept).update(organisation=absorbed)
