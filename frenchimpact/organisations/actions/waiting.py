"""A sheet that someone wrote waits to be compared with the registry."""

from django.db import transaction

from frenchimpact.core import clock
from frenchimpact.organisations import registry
from frenchimpact.organisations.models import Organisation, RegistryCheck

State = RegistryCheck.State


@transaction.atomic
def await_check(*, organisation: Organisation) -> RegistryCheck | None:
    """The sheet is to be verified. None when it has no number, or nobody to ask."""
    if not registry.is_on() or not (organisation.siren or organisation.rna):
        RegistryCheck.objects.filter(organisation=organisation).delete()
        return None
    values = {"state": State.WAITING, "next_try_at": clock.now(), "tries_count": 0, "checked_at": None, "answer": {}}
    check, _created = RegistryCheck.objects.update_or_create(organisation=organisation, defaults=values)
    return check
