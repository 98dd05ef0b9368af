"""How an indicator is counted: each change is a version, kept with the day since which it holds."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts
from frenchimpact.territories.models import Indicator, Method


def first_method(indicator: Indicator, by: User | None) -> Method:
    """The first version, of an indicator whose method has just been written: it holds for all its values."""
    first = indicator.measurements.order_by("ends_on").values_list("starts_on", flat=True).first()
    since = min(first, clock.today()) if first else clock.today()
    return Method.objects.create(indicator=indicator, number=1, text=indicator.method, since=since, by=by)


@transaction.atomic
def change_method(*, indicator: Indicator, text: str, since: dt.date, is_break: bool, reason: str, by: User) -> Method:
    """Count otherwise from a day on, or say the same in other words. The earlier version stays. Raises Incomplete or Refusal."""
    indicator = lock(indicator)
    earlier = indicator.methods.order_by("-number").first()
    if earlier is None:
        raise Refusal(_("Cet indicateur n’a pas encore de méthode : écrivez-la dans « Modifier l’indicateur »."))
    if text == earlier.text:
        raise Refusal(_("C’est déjà la méthode : rien n’a changé."))
    missing: dict[str, Any] = {}
    if not text:
        missing["text"] = _("Écrivez ce qui est compté, et ce qui ne l’est pas.")
    if not reason:
        missing["reason"] = _("Dites pourquoi la méthode change : l’ancienne et la raison resteront visibles.")
    if not earlier.since <= since <= clock.today():
        missing["since"] = _("Écrivez un jour entre le début de la méthode précédente et aujourd’hui.")
    if missing:
        raise Incomplete(_("La méthode n’est pas complète."), missing)
    made = Method.objects.create(
        indicator=indicator, number=earlier.number + 1, text=text, since=since, is_break=is_break, reason=reason, by=by
    )
    indicator.method = text
    indicator.save(update_fields=["method"])
    announce(
        facts.MethodChanged(territory_id=indicator.territory_id, indicator_id=indicator.pk, number=made.number, is_break=is_break), by=by
    )
    return made
