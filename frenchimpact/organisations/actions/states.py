"""What a sheet goes through: confirmed, public or not, closed or not."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.notifications.actions import finish_tasks
from frenchimpact.organisations import facts
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries.sheets import FRESHNESS


def reference_of(organisation: Organisation) -> str:
    """How messages name a sheet."""
    return f"S-{organisation.pk}"


# No savepoint: it refuses nothing.
@transaction.atomic(savepoint=False)
def confirm_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Say that everything on the sheet is true today: the promise starts again."""
    organisation = lock(organisation)
    organisation.confirmed_at, organisation.confirmed_by = clock.now(), by
    organisation.save(update_fields=["confirmed_at", "confirmed_by"])
    finish_tasks(kind=FRESHNESS, reference=reference_of(organisation))
    announce(facts.OrganisationConfirmed(organisation_id=organisation.pk), by=by)
    return organisation


@transaction.atomic
def publish_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """Show the sheet to everyone. Doing it twice changes nothing."""
    return _set_published(organisation, True, facts.OrganisationPublished(organisation_id=organisation.pk), by)


@transaction.atomic
def unpublish_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """Take the sheet off the public pages; its people still see it. Doing it twice changes nothing."""
    return _set_published(organisation, False, facts.OrganisationUnpublished(organisation_id=organisation.pk), by)


def _set_published(organisation: Organisation, value: bool, fact: facts.OrganisationFact, by: User | None) -> Organisation:
    organisation = lock(organisation)
    if organisation.is_published != value:
        organisation.is_published = value
        organisation.updated_at = clock.now()
        organisation.version += 1
        if by is not None:
            # No import puts back what a person took off the public pages, or the other way round.
            organisation.edited_fields = sorted({*organisation.edited_fields, "is_published"})
        organisation.save(update_fields=["is_published", "updated_at", "version", "edited_fields"])
        announce(fact, by=by)
    return organisation


@transaction.atomic
def close_organisation(*, organisation: Organisation, closed_on: Any, by: User | None) -> Organisation:
    """Note the day on which it ceased its activity. Raises Refusal for a day to come."""
    organisation = lock(organisation)
    if closed_on > clock.today():
        raise Refusal(_("La date de fermeture est à venir. Notez-la le jour venu."))
    organisation.closed_on, organisation.updated_at = closed_on, clock.now()
    organisation.version += 1
    organisation.save(update_fields=["closed_on", "updated_at", "version"])
    announce(facts.OrganisationClosed(organisation_id=organisation.pk, closed_on=closed_on.isoformat()), by=by)
    return organisation


@transaction.atomic
def reopen_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """Correct a closure that did not happen."""
    organisation = lock(organisation)
    if organisation.closed_on is not None:
        organisation.closed_on, organisation.updated_at = None, clock.now()
        organisation.version += 1
        organisation.save(update_fields=["closed_on", "updated_at", "version"])
        announce(facts.OrganisationReopened(organisation_id=organisation.pk), by=by)
    return organisation
