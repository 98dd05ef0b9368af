"""Asking for the value of an indicator: in the inbox of its keeper, and by a mail that a number answers."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.periods import key_of, last_closed
from frenchimpact.core.quantities import quantity
from frenchimpact.design.period_words import period_name, period_words
from frenchimpact.design.words import day
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.notifications.models import Notice
from frenchimpact.territories.models import Indicator

# Replies that give a value.
TOPIC = "iv"
ASKED = "territories.indicator_due"
# The reference under which notices name an indicator.
_NAME = Concat(F("territory__reference"), Value("/"), Cast("number", CharField()))


def reference_of(indicator: Indicator) -> str:
    """How people and files name it: T-2026-0001/3."""
    return f"{indicator.territory.reference}/{indicator.number}"


def page_of(indicator: Indicator) -> str:
    """Where it is updated, in the language in force."""
    return reverse("territories:indicator", args=[indicator.territory.reference, indicator.number])


def address_to_answer(person: User, indicator: Indicator, ends_on: dt.date) -> str:
    """Where that person may send the number of that period; empty when mail is not received here."""
    return reply_address(person, TOPIC, key_of(indicator.pk, ends_on))


def tell_due(indicator: Indicator, keeper: User, due_on: dt.date) -> None:
    """The period that closed that day is over: a number is enough, by mail or in one field."""

    def news() -> News:
        period = period_words(due_on, indicator.frequency)
        lines = [_("La période s’est terminée le %(day)s.") % {"day": day(due_on)}]
        if indicator.last_on == due_on:
            found = {"value": quantity(indicator.last_value, indicator.unit)}
            words = _("%(value)s a été noté avant la fin : redonnez ce nombre s’il est juste, ou celui de la période entière.")
            lines.append(words % found)
        elif indicator.last_on is not None:
            found = {
                "value": quantity(indicator.last_value, indicator.unit),
                "period": period_words(indicator.last_on, indicator.frequency),
            }
            lines.append(_("La dernière valeur : %(value)s %(period)s.") % found)
        if indicator.due_on is not None and indicator.due_on < due_on:
            missing = {"period": period_name(indicator.due_on, indicator.frequency)}
            lines.append(_("Il manque aussi : %(period)s. La page de l’indicateur le demande.") % missing)
        if address_to_answer(keeper, indicator, due_on):
            lines.append(_("Répondez à ce message avec le nombre seul, par exemple « 1 240,5 » : il sera enregistré."))
        return News(
            subject=_("Combien %(period)s ? %(name)s") % {"name": indicator.name, "period": period},
            lead=_("Donnez la valeur de « %(name)s » %(period)s (%(unit)s)")
            % {"name": indicator.name, "period": period, "unit": indicator.unit},
            lines=tuple(lines),
            action=_("Mettre à jour"),
            page=page_of(indicator),
            why=_("Vous recevez ce message parce que vous tenez cet indicateur à jour pour %(territory)s.")
            % {"territory": indicator.territory.name},
        )

    tell_news(
        [keeper],
        kind=ASKED,
        news=news,
        event=f"{indicator.pk}:{due_on}",
        is_task=True,
        due_on=due_on,
        reference=reference_of(indicator),
        thing=indicator.name,
        reply_to=lambda person: address_to_answer(person, indicator, due_on),
    )


def waiting(today: dt.date) -> QuerySet[Indicator]:
    """Those whose keeper was not asked yet for the last period that is over, whatever the earlier ones lack."""
    due = Indicator.objects.filter(ended_on=None, due_on__lt=today, keeper__is_active=True)
    over = [When(frequency=one, then=Value(last_closed(today, one))) for one in Indicator.Frequency.values]
    due = due.annotate(ends_on=Case(*over, output_field=DateField()))
    event = Concat(Cast("pk", CharField()), Value(":"), Cast("ends_on", CharField()))
    told = Notice.objects.filter(kind=ASKED, person=OuterRef("keeper"), event=OuterRef("event"))
    return due.annotate(event=event).filter(~Exists(told)).select_related("territory", "keeper").order_by("pk")


def still_due(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The value is still awaited, from this person."""
    due = Indicator.objects.annotate(asked_as=_NAME).filter(ended_on=None, keeper=OuterRef("person"))
    return notices.filter(Exists(due.filter(asked_as=OuterRef("reference"), due_on__lte=OuterRef("due_on"))))


def finish_asked(indicators: Sequence[int]) -> None:
    """The value of those periods was given, by whoever: nobody is asked any more."""
    now = clock.now()
    given = Indicator.objects.filter(pk__in=list(indicators)).order_by().annotate(asked_as=_NAME)
    answered = given.filter(Q(due_on=None) | Q(due_on__gt=OuterRef("due_on")), asked_as=OuterRef("reference"))
    asked = Notice.objects.filter(Exists(answered), kind=ASKED, is_task=True, done_at=None)
    asked.update(done_at=now, read_at=Coalesce("read_at", now))
