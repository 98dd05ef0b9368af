"""What the project that took a solution up measured: the room of impact keeps it, as anything that the project measures."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.impact.actions import Given
from frenchimpact.impact.actions.following import follow_indicator
from frenchimpact.impact.actions.measures import record_measure
from frenchimpact.impact.models import MeasureVia
from frenchimpact.methods.models import Indicator
from frenchimpact.solutions import facts
from frenchimpact.solutions.models import Adoption, AdoptionEvent


def years_of(adoption: Adoption) -> list[int]:
    """The years that are over since it was launched, the latest first."""
    if adoption.launched_on is None:
        return []
    last = (clock.date_of(adoption.closed_at) if adoption.closed_at else clock.today()).year
    over = min(last, clock.today().year - 1)
    return list(range(over, adoption.launched_on.year - 1, -1))


@transaction.atomic
def record_result(*, adoption: Adoption, indicator: Indicator, year: int, value: Decimal | None, by: User) -> None:
    """One year of one indicator of the solution, for the project that does it there. Raises Refusal or Incomplete."""
    adoption = lock(adoption)
    if adoption.project is None:
        raise Refusal(_("Dites d’abord par quel projet la solution est reprise : ses mesures sont les siennes."))
    if year not in years_of(adoption):
        words = _("Choisissez une année terminée depuis le lancement.")
        raise Incomplete(words, {"year": words})
    if value is None:
        words = _("Écrivez un nombre. Zéro est une valeur.")
        raise Incomplete(words, {"value": words})
    project, first = adoption.project, dt.date(year, 1, 1)
    followed = project.followed.filter(indicator=indicator).first()
    if followed is None:
        followed = follow_indicator(project=project, indicator=indicator, started_on=first, keeper=None, by=by)
    given = Given(followed.pk, first, dt.date(year, 12, 31), value)
    record_measure(given=given, via=MeasureVia.FORM, by=by, project=project)
    AdoptionEvent.objects.create(adoption=adoption, verb="result", text=f"{indicator} ({year})", by=by)
    announce(facts.AdoptionMoved(adoption_id=adoption.pk, verb="result", state=adoption.state), by=by)
