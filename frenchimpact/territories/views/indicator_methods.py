"""How an indicator is counted, changed."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.journal.actions import once
from frenchimpact.territories import rules
from frenchimpact.territories.actions.methods import change_method
from frenchimpact.territories.forms.indicators import MethodForm
from frenchimpact.territories.models import Indicator
from frenchimpact.territories.queries.indicators import find_indicator
from frenchimpact.territories.views.pages import ask
from frenchimpact.territories.views.spaces import person


def _find(user: Any, reference: str, number: int) -> Indicator:
    return find_indicator(user, reference, number)


@require_http_methods(["GET", "POST"])
@door(rules.can_run_indicator, find=_find)
@once
def indicator_method(request: HttpRequest, found: Indicator) -> HttpResponseBase:
    """What is counted from a day on; the earlier method stays."""
    form = MethodForm(request.POST or None, initial={"text": found.method, "since": clock.today(), "is_break": True})
    return ask(
        request,
        found.territory,
        form,
        lambda given: change_method(indicator=found, by=person(request), **given),
        done=_("La méthode est enregistrée. L’ancienne reste lisible."),
        tab="indicators",
        title=_("Changer la méthode de « %(name)s »") % {"name": found.name},
        button=_("Enregistrer la méthode"),
        back=reverse("territories:indicator", args=[found.territory.reference, found.number]),
        text=_("La méthode d’aujourd’hui restera visible, avec le jour où elle a cessé de valoir."),
    )
