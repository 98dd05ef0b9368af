"""What those who organise are told: the report that is expected."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.events.models import Event
from frenchimpact.events.rules import can_edit_event
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.rules import administrators_of, operators

REPORT = "events.report"


def organisers_of(event: Event) -> Iterable[User]:
    """Who prepared it if they still may; otherwise the organisation's administrators, or those who run the programme."""
    author = event.created_by
    if author is not None and author.is_active and can_edit_event(author, event):
        return [author]
    if event.organiser is not None:
        return [one.user for one in administrators_of(event.organiser).select_related("user").order_by("pk")]
    return operators()


def _report_news(event: Event) -> News:
    return News(
        subject=_("Compte rendu à publier : %(title)s") % {"title": event.title},
        lead=_("Compte rendu à publier : %(title)s") % {"title": event.title},
        action=_("Écrire le compte rendu"),
        page=reverse("events:event_after", args=[event.reference]),
        lines=(_("Ce qui s’est dit, ce qui a été montré, ce qui suit : ceux qui sont venus l’attendent, les autres aussi."),),
        why=_("Vous organisez cet événement."),
    )


def ask_reports(now: dt.datetime) -> int:
    """Ask for the report of what was held, once each, due fifteen days after. Gives how many events."""
    rows = Event.objects.filter(state=Event.State.PUBLISHED, ends_at__lte=now, ends_at__gt=now - dt.timedelta(days=30), reported_at=None)
    events = list(rows.select_related("organiser", "created_by").order_by("pk"))
    for event in events:
        tell_news(
            organisers_of(event),
            kind=REPORT,
            news=partial(_report_news, event),
            event=f"report-{event.pk}-{event.ends_at:%y%m%d}",
            is_task=True,
            due_on=event.due_on,
            reference=event.reference,
            thing=event.title,
        )
    return len(events)


def report_published(event: Event) -> None:
    """Nothing more to do."""
    finish_tasks(kind=REPORT, reference=event.reference)
