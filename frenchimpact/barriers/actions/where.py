"""Where a case is: what a mail does not say in a way that a computer reads."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.talk import note
from frenchimpact.barriers.models import Case
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.rows import lock
from frenchimpact.geo.models import Place


@transaction.atomic
def set_place(*, case: Case, place: Place, by: User | None) -> Case:
    """The services and the hackers of that place are proposed from then on. Raises OutOfTurn once it is over."""
    case = lock(case)
    if case.state not in Case.OPEN:
        raise OutOfTurn(_("Ce cas n’est plus ouvert : rouvrez-le d’abord."))
    if case.place_id != place.pk:
        case.place, case.changed_at = place, clock.now()
        case.save(update_fields=["place", "changed_at"])
        note(case=case, verb="place", text=place.name, is_for_person=False, by=by)
    return case
