"""Funders whose SIREN somebody typed: an operator is asked to confirm it, then their money is published under it."""

from collections.abc import Iterable

from django.db import transaction

from frenchimpact.commitments.actions.opening import number_of
from frenchimpact.commitments.messages import finish_number, tell_number
from frenchimpact.commitments.models import Commitment
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import has_proven_number


def ask_numbers(organisations: Iterable[Organisation]) -> None:
    """Operators are told, once for each number."""
    for one in organisations:
        tell_number(one)


@transaction.atomic
def take_number(organisation: Organisation) -> None:
    """It is confirmed: what was published without it bears it from now on."""
    finish_number(organisation)
    if not has_proven_number(organisation):
        return
    number = number_of(organisation)
    Commitment.objects.filter(funder=organisation, funder_number="").update(funder_number=number)
    Commitment.objects.filter(funder_vehicle__organisation=organisation, funder_number="").update(funder_number=number)
