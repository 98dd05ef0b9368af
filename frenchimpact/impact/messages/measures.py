"""Asking for a value of what a project follows: in the inbox of its keeper, and by a mail that a number answers."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.periods import MONTHS, key_of, last_closed
from frenchimpact.core.quantities import quantity
from frenchimpact.core.rows import among
from frenchimpact.design.period_words import period_name, period_words
from frenchimpact.design.words import day
from frenchimpact.impact.models import Followed
from frenchimpact.inbound.rules import reply_address
from frenchimpact.methods.queries import unit_words
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.notifications.models import Notice

# Replies that give a value.
TOPIC = "mv"
ASKED = "impact.measure_due"
# The reference under which notices and files name what is followed: P-2026-0001/beneficiaires_directs.
NAME = Concat(F("project__reference"), Value("/"), F("indicator__code"), output_field=CharField())


def reference_of(followed: Followed) -> str:
    """How people and files name it: P-2026-0001/beneficiaires_directs."""
    return f"{followed.project.reference}/{followed.indicator.code}"


def page_of(followed: Followed) -> str:
    """Where it is updated, in the language in force."""
    return reverse("impact:followed", args=[followed.project.reference, followed.pk])


def pace_of(frequency: str) -> str:
    """How often a value is asked for: what is measured once is asked for at the end of the year."""
    return frequency if frequency in MONTHS else "year"


def address_to_answer(person: User, followed: Followed, ends_on: dt.date) -> str:
    """Where that person may send the number of that period; empty when mail is not received here."""
    return reply_address(person, TOPIC, key_of(followed.pk, ends_on))


def tell_due(followed: Followed, keeper: User, due_on: dt.date) -> None:
    """The period that closed that day is over: a number is enough, by mail or in one field."""
    indicator, pace = followed.indicator, pace_of(followed.indicator.frequency)

    def news() -> News:
        unit, period = unit_words(indicator.unit), period_words(due_on, pace)
        lines = [_("La période s’est terminée le %(day)s.") % {"day": day(due_on)}]
        if followed.last_on == due_on:
            words = _("%(value)s a été noté avant la fin : redonnez ce nombre s’il est juste, ou celui de la période entière.")
            lines.append(words % {"value": quantity(followed.last_value, unit)})
        elif followed.last_on is not None:
            found = {"value": quantity(followed.last_value, unit), "period": period_words(followed.last_on, pace)}
            lines.append(_("La dernière valeur : %(value)s %(period)s.") % found)
        if followed.due_on is not None and followed.due_on < due_on:
            words = _("Il manque aussi : %(period)s. La page de l’indicateur le demande.")
            lines.append(words % {"period": period_name(followed.due_on, pace)})
        if address_to_answer(keeper, followed, due_on):
            lines.append(
                _("Répondez à ce message avec le nombre seul, par exemple « 1 240,5 » : il sera enregistré. Zéro est une réponse.")
            )
        found = {"name": str(indicator), "period": period, "unit": unit}
        return News(
            subject=_("Combien %(period)s ? %(name)s") % found,
            lead=_("Donnez la valeur de « %(name)s » %(period)s (%(unit)s)") % found,
            lines=tuple(lines),
            action=_("Mettre à jour"),
            page=page_of(followed),
            why=_("Vous recevez ce message parce que vous tenez cet indicateur à jour pour %(project)s.") % {"project": followed.project},
        )

    tell_news(
        [keeper],
        kind=ASKED,
        news=news,
        event=f"{followed.pk}:{due_on}",
        is_task=True,
        due_on=due_on,
        reference=reference_of(followed),
        thing=str(indicator),
        reply_to=lambda person: address_to_answer(person, followed, due_on),
    )


def waiting(today: dt.date) -> QuerySet[Followed]:
    """Those whose keeper was not asked yet for the last period that is over, whatever the earlier ones lack."""
    due = Followed.objects.filter(ended_on=None, due_on__lt=today, keeper__is_active=True)
    over = [When(indicator__frequency=one, then=Value(last_closed(today, one))) for one in MONTHS]
    due = due.annotate(ends_on=Case(*over, default=Value(last_closed(today, "year")), output_field=DateField()))
    event = Concat(Cast("pk", CharField()), Value(":"), Cast("ends_on", CharField()))
    told = Notice.objects.filter(kind=ASKED, person=OuterRef("keeper"), event=OuterRef("event"))
    due = due.annotate(event=event).filter(~Exists(told))
    return due.select_related("project", "indicator", "keeper").order_by("pk")


def still_due(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The value is still awaited, from this person."""
    due = Followed.objects.annotate(asked_as=NAME).filter(ended_on=None, keeper=OuterRef("person"))
    return notices.filter(Exists(due.filter(asked_as=OuterRef("reference"), due_on__lte=OuterRef("due_on"))))


def finish_asked(keys: Collection[int]) -> None:
    """The value of those periods was given, by whoever: nobody is asked any more."""
    now = clock.now()
    given = Followed.objects.filter(pk__in=among(keys)).order_by().annotate(asked_as=NAME)
    answered = given.filter(Q(due_on=None) | Q(due_on__gt=OuterRef("due_on")), asked_as=OuterRef("reference"))
    asked = Notice.objects.filter(Exists(answered), kind=ASKED, is_task=True, done_at=None)
    asked.update(done_at=now, read_at=Coalesce("read_at", now))
