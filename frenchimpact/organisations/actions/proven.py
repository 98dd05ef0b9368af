"""An operator confirms that the SIREN of an organisation is its own."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations import facts
from frenchimpact.organisations.models import ConfirmedNumber, Organisation


@transaction.atomic
def confirm_number(*, organisation: Organisation, siren: str, by: User | None) -> ConfirmedNumber:
    """Write down who saw it, and when. Raises Stale when the number has changed since it was shown."""
    organisation = lock(organisation)
    if not siren or organisation.siren != siren:
        words = _("Le numéro de cette fiche a changé entre-temps. Vérifiez le nouveau, puis confirmez.")
        raise Stale(words, mine={"siren": siren}, theirs={"siren": organisation.siren}, version=organisation.version)
    found, is_new = ConfirmedNumber.objects.get_or_create(organisation=organisation, siren=siren, defaults={"by": by})
    if is_new:
        announce(facts.NumberConfirmed(organisation_id=organisation.pk, siren=siren), by=by)
    return found
