"""What money committed sets off: whoever receives it is told."""

from frenchimpact.commitments.actions.numbers import ask_numbers, take_number
from frenchimpact.commitments.actions.telling import tell_receivers
from frenchimpact.commitments.facts import (
    CommitmentAmended,
    CommitmentAnnounced,
    CommitmentCancelled,
    CommitmentFact,
    CommitmentPaid,
    CommitmentRecovered,
    CommitmentSigned,
    GrantsImported,
)
from frenchimpact.commitments.messages import tell_line
from frenchimpact.commitments.models import Entry, GrantsImport
from frenchimpact.commitments.queries.numbers import waiting_numbers
from frenchimpact.core.facts import listens
from frenchimpact.organisations.facts import NumberConfirmed, OrganisationUpdated
from frenchimpact.organisations.models import Organisation

TOLD: tuple[type[CommitmentFact], ...] = (
    CommitmentAnnounced,
    CommitmentSigned,
    CommitmentAmended,
    CommitmentPaid,
    CommitmentCancelled,
    CommitmentRecovered,
)


def tell_beneficiary(fact: CommitmentFact) -> None:
    """The line that was written, in words. A demonstration that starts over forgets lines whose fact is still waiting."""
    rows = Entry.objects.select_related("commitment__beneficiary", "commitment__project__organisation")
    entry = rows.filter(pk=fact.entry_id).first()
    if entry is not None:
        tell_line(entry)


for heard in TOLD:
    listens(heard)(tell_beneficiary)


@listens(GrantsImported)
def tell_import(fact: GrantsImported) -> None:
    """Whoever a file says to receive money hears of it, once for all its lines."""
    run = GrantsImport.objects.filter(pk=fact.import_id).first()
    if run is not None and (fact.created_count or fact.updated_count):
        tell_receivers(run=run)


@listens(OrganisationUpdated)
def ask_changed_number(fact: OrganisationUpdated) -> None:
    """Who funds under another number than the one that was seen waits for an operator."""
    if {"siren", "siret"} & set(fact.fields):
        ask_numbers(waiting_numbers().filter(pk=fact.organisation_id))


@listens(NumberConfirmed)
def bear_number(fact: NumberConfirmed) -> None:
    """Its money is published under it."""
    take_number(Organisation.objects.get(pk=fact.organisation_id))
