"""What the room does by itself after one of its own facts."""

from frenchimpact.core.facts import listens
from frenchimpact.organisations import actions
from frenchimpact.organisations.facts import OrganisationCreated, OrganisationUpdated
from frenchimpact.organisations.models import RegistryCheck
from frenchimpact.organisations.registry import RegistryDown


@listens(OrganisationCreated)
def verify_new_sheet(fact: OrganisationCreated) -> None:
    """Compare a new sheet with the registry at once, when it waits for it."""
    _verify(fact.organisation_id)


@listens(OrganisationUpdated)
def verify_new_number(fact: OrganisationUpdated) -> None:
    """Compare it again when it got another number."""
    if {"siren", "siret", "rna"} & set(fact.fields):
        _verify(fact.organisation_id)


def _verify(organisation_id: int) -> None:
    waiting = RegistryCheck.objects.filter(organisation=organisation_id, state=RegistryCheck.State.WAITING)
    for check in waiting.select_related("organisation__commune"):
        try:
            actions.verify(check=check)
        except RegistryDown:
            # It goes on waiting: the regular task asks again.
            return
