"""De minimis aid that a file of grants says an organisation received: asked about, never counted before its people confirm it."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.commitments.models import Commitment, GrantsImport
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.messages import registers as messages
from frenchimpact.financing.models import DeMinimisAid
from frenchimpact.financing.queries.registers import to_confirm, unconfirmed
from frenchimpact.organisations.models import Organisation


@transaction.atomic
def set_aside(*, organisation: Organisation, commitment: Commitment, by: User) -> DeMinimisAid:
    """« Ce n’en est pas une »: it stays written in the register, and never counts. Raises OutOfTurn once it has its answer."""
    organisation = lock(organisation)
    if not to_confirm(organisation).filter(pk=commitment.pk).exists():
        raise OutOfTurn(_("Cette aide a déjà sa réponse. Rechargez la page."))
    today = clock.today()
    made = DeMinimisAid.objects.create(
        organisation=organisation,
        granted_on=min(commitment.signed_on or today, today),
        regulation=commitment.regime,
        instrument=commitment.instrument,
        nominal=commitment.net,
        equivalent=commitment.net,
        funder=commitment.funder,
        funder_name=commitment.funder_name,
        subject=commitment.title[:300],
        commitment=commitment,
        state=DeMinimisAid.State.WITHDRAWN,
        withdrawn_on=today,
        withdrawn_reason=_("Importée de %(ref)s : la structure dit que ce n’est pas une aide de minimis.") % {"ref": commitment.reference},
        withdrawn_by=by,
        declared_by=by,
    )
    announce(facts.AidWithdrawn(organisation_id=organisation.pk, aid_id=made.pk), by=by)
    return made


def tell_imported(*, run: GrantsImport) -> int:
    """Ask each organisation about what the file says that it received under the regime. Gives how many are asked."""
    found = unconfirmed().filter(run=run).select_related("beneficiary", "project__organisation")
    counts: dict[Organisation, int] = {}
    for one in found[:5000]:
        house = one.beneficiary or (one.project.organisation if one.project is not None else None)
        if house is not None:
            counts[house] = counts.get(house, 0) + 1
    for house, count in counts.items():
        messages.ask_imported(house, run, count)
    return len(counts)
