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
from frenchimpact.impact import rules
from frenchimpact.impact.actions.measures import NotTaken, record_measure
from frenchimpact.impact.judging import Given
from frenchimpact.impact.messages.measures import pace_of
from frenchimpact.impact.messages.measures import page_of as page_in_force
from frenchimpact.impact.models import Followed, MeasureVia
from frenchimpact.inbound.rules import Reply, Understood, number_of
from frenchimpact.methods.queries import unit_words


@dataclass(frozen=True)
class Asked:
    """What a reminder asked for."""

    followed: Followed
    ends_on: dt.date

    @property
    def pace(self) -> str:
        """How long its period is."""
        return pace_of(self.followed.indicator.frequency)


def find_for_reply(person: User, key: int) -> Asked | None:
    """What was asked, if the person may still give it."""
    followed_id, ends_on = read_key(key)
    followed = Followed.objects.select_related("project", "indicator").filter(pk=followed_id, ended_on=None).first()
    return Asked(followed, ends_on) if followed is not None and rules.can_measure(person, followed) else None


def page_of(asked: Asked) -> str:
    """Where a person gives it."""
    return page_in_force(asked.followed)


def take_reply(reply: Reply) -> Understood:
    """One number is recorded; nothing else is guessed. Raises Refusal."""
    asked: Asked = reply.thing
    followed = asked.followed
    value = number_of(reply.text)
    there = followed.measures.filter(ends_on=asked.ends_on).first()
    is_early = there is not None and timezone.localdate(there.at) <= there.ends_on
    if there is not None and not is_early and there.value not in (None, value) and there.by_id not in (None, reply.person.pk):
        words = _("Quelqu’un a déjà donné %(value)s %(period)s. Si c’est à corriger, faites-le sur la page de l’indicateur.")
        found = {"value": quantity(there.value, unit_words(followed.indicator.unit)), "period": period_words(asked.ends_on, asked.pace)}
        raise Refusal(words % found)
    given = Given(followed.pk, first_of(asked.ends_on, asked.pace), asked.ends_on, value)
    try:
        record_measure(project=followed.project, given=given, via=MeasureVia.MAIL, by=reply.person)
    except NotTaken as refusal:
        raise Refusal(_("%(why)s Répondez sur la page de l’indicateur : rien n’est enregistré.") % {"why": refusal.message}) from refusal
    with translation.override(settings.LANGUAGE_CODE):
        page = page_of(asked)
    why = gettext_lazy("joignez cette pièce à la valeur, sur sa page : seul le nombre est pris")
    refused = [(one.name, why) for one in reply.attachments]
    return Understood(lazy(lambda: _understood(asked, value), str)(), page, [], list(refused))


def _understood(asked: Asked, value: Decimal) -> str:
    """In the language in force."""
    indicator = asked.followed.indicator
    found = {
        "name": indicator,
        "value": quantity(value, unit_words(indicator.unit)),
        "period": period_words(asked.ends_on, asked.pace),
    }
    return _("« %(name)s » : %(value)s %(period)s. Pour corriger, répondez de nouveau ou ouvrez la page.") % found
