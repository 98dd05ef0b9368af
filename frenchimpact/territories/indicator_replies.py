"""Answering a reminder by mail: one number is the value of the period that it asked for."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.core.periods import first_of, read_key
from frenchimpact.core.quantities import quantity
from frenchimpact.design.period_words import period_words
from frenchimpact.inbound.rules import Reply, Understood, number_of
from frenchimpact.territories import rules
from frenchimpact.territories.actions.measurements import Given, NotTaken, record_value
from frenchimpact.territories.messages.indicators import page_of as page_in_force
from frenchimpact.territories.models import Indicator, Via


@dataclass(frozen=True)
class Asked:
    """What a reminder asked for."""

    indicator: Indicator
    ends_on: dt.date


def find_for_reply(person: User, key: int) -> Asked | None:
    """What was asked, if the person may still give it."""
    indicator_id, ends_on = read_key(key)
    known = Indicator.objects.select_related("territory", "action__objective", "action__territory")
    indicator = known.filter(pk=indicator_id, ended_on=None).first()
    return Asked(indicator, ends_on) if indicator is not None and rules.can_measure(person, indicator) else None


def page_of(asked: Asked) -> str:
    """Where a person gives it."""
    return page_in_force(asked.indicator)


def take_reply(reply: Reply) -> Understood:
    """One number is recorded; nothing else is guessed. Raises Refusal."""
    asked: Asked = reply.thing
    indicator = asked.indicator
    value = number_of(reply.text)
    there = indicator.measurements.filter(ends_on=asked.ends_on).first()
    is_early = there is not None and timezone.localdate(there.at) <= there.ends_on
    if there is not None and not is_early and there.value not in (None, value) and there.by_id not in (None, reply.person.pk):
        words = _("Quelqu’un a déjà donné %(value)s %(period)s. Si c’est à corriger, faites-le sur la page de l’indicateur.")
        found = {"value": quantity(there.value, indicator.unit), "period": period_words(asked.ends_on, indicator.frequency)}
        raise Refusal(words % found)
    given = Given(indicator.pk, first_of(asked.ends_on, indicator.frequency), asked.ends_on, value)
    try:
        record_value(territory=indicator.territory, given=given, via=Via.MAIL, by=reply.person)
    except NotTaken as refusal:
        raise Refusal(_("%(why)s Répondez sur la page de l’indicateur : rien n’est enregistré.") % {"why": refusal.message}) from refusal
    with translation.override(settings.LANGUAGE_CODE):
        page = page_of(asked)
    refused = [(one.name, gettext_lazy("un indicateur n’a pas de pièce : seul le nombre est pris")) for one in reply.attachments]
    return Understood(lazy(lambda: _understood(asked, value), str)(), page, [], list(refused))


def _understood(asked: Asked, value: Decimal) -> str:
    """In the language in force."""
    found = {
        "name": asked.indicator.name,
        "value": quantity(value, asked.indicator.unit),
        "period": period_words(asked.ends_on, asked.indicator.frequency),
    }
    return _("« %(name)s » : %(value)s %(period)s. Pour corriger, répondez de nouveau ou ouvrez la page.") % found
