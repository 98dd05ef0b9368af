"""Whom the plan tells what: an action that is theirs, blocked, or late. Each mail may be answered « statut : fait »."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.notifications.models import Notice
from frenchimpact.territories import rules
from frenchimpact.territories.models import Action

# Replies about actions of a plan.
TOPIC = "pa"
# A late action is told once; those of the last month are looked at each day, in case a day was missed.
_LOOK_BACK = dt.timedelta(days=31)
_OVER = (Action.State.DONE, Action.State.DROPPED)


def page(action: Action) -> str:
    """Where the action is, in the language in force."""
    return reverse("territories:plan_action", args=[action.territory.reference, action.number])


def day(value: dt.date) -> str:
    """A date in words."""
    return formats.date_format(value, "DATE_FORMAT")


def _how() -> str:
    return _("Pour dire où elle en est, répondez à ce message : « statut : fait », « statut : en cours » ou « avancement : 60 % ».")


def _tell(people: Iterable[User], kind: str, action: Action, news: Callable[[], News], event: object) -> None:
    tell_news(
        people,
        kind=f"territories.{kind}",
        news=news,
        event=f"{action.pk}:{event}",
        reference=action.territory.reference,
        thing=action.territory.name,
        reply_to=lambda person: reply_address(person, TOPIC, action.pk) if rules.can_edit_action(person, action) else "",
    )


def answering(action: Action) -> list[User]:
    """Who is asked about an action: its pilot; or else the people of its owner, or else of the lead."""
    if action.pilot is not None:
        return [action.pilot] if action.pilot.is_active else []
    organisation = action.owner or action.territory.lead
    return list(rules.people_of(organisation)) if organisation is not None else []


def tell_assigned(action: Action, *, by: User | None) -> None:
    """It is theirs now."""
    if action.pilot_id is None and action.owner_id is None:
        return
    people = [person for person in answering(action) if by is None or person.pk != by.pk]

    def news() -> News:
        dates: tuple[str, ...] = ()
        if action.ends_on:
            dates = (_("À terminer le %(on)s au plus tard.") % {"on": day(action.ends_on)},)
        return News(
            subject=_("%(code)s est pour vous : %(title)s") % {"code": action.code, "title": action.title[:60]},
            lead=_("Le territoire %(territory)s vous confie l’action « %(title)s ».")
            % {"territory": action.territory.name, "title": action.title},
            lines=(*dates, _how()),
            action=_("Ouvrir l’action"),
            page=page(action),
            why=_("Vous recevez ce message parce que vous pilotez cette action, ou que votre structure en répond."),
        )

    _tell(people, "action_assigned", action, news, action.version)


def tell_moved(action: Action, *, by: User) -> None:
    """It is blocked: those who run the territory and the officer hear of it. It is over: nothing more is asked about it."""
    if action.state in _OVER:
        forget_late(action)
    if action.state != Action.State.BLOCKED:
        return
    lead, officer = action.territory.lead, action.territory.officer
    people = {person.pk: person for person in (rules.people_of(lead) if lead else ())}
    if officer is not None and officer.is_active:
        people[officer.pk] = officer
    people.pop(by.pk, None)

    def news() -> News:
        return News(
            subject=_("%(code)s est bloquée : %(title)s") % {"code": action.code, "title": action.title[:60]},
            lead=_("L’action « %(title)s » du territoire %(territory)s est bloquée.")
            % {"territory": action.territory.name, "title": action.title},
            lines=(_("Ce qui débloquerait : %(what)s") % {"what": action.unblocked_by},),
            quote=action.blocked_by,
            action=_("Voir ce qui bloque"),
            page=page(action),
            why=_("Vous recevez ce message parce que vous suivez ce territoire."),
        )

    _tell(people.values(), "action_blocked", action, news, action.version)


def late_reference(action: Action) -> str:
    """What the notices of its lateness are about."""
    return f"{action.territory.reference}/{action.code}"


def forget_late(action: Action) -> None:
    """It is no longer late."""
    finish_tasks(kind="territories.action_late", reference=late_reference(action))


def tell_late() -> int:
    """Whoever answers for an action whose last day is over hears of it once. Gives how many actions."""
    today = clock.today()
    late = Action.objects.filter(Q(ends_on__lt=today, ends_on__gte=today - _LOOK_BACK) & ~Q(state__in=_OVER))
    told = 0
    for action in late.select_related("territory__lead", "owner", "pilot").order_by("territory_id", "number").iterator(500):
        _tell_late(action)
        told += 1
    return told


def _tell_late(action: Action) -> None:
    ends_on = action.ends_on or clock.today()

    def news() -> News:
        return News(
            subject=_("%(code)s devait être finie : %(title)s") % {"code": action.code, "title": action.title[:60]},
            lead=_("L’action « %(title)s » devait être terminée le %(on)s.") % {"title": action.title, "on": day(ends_on)},
            lines=(_how(),),
            action=_("Dire où elle en est"),
            page=page(action),
            why=_("Vous recevez ce message parce que vous pilotez cette action, ou que votre structure en répond."),
        )

    tell_news(
        answering(action),
        kind="territories.action_late",
        news=news,
        event=f"{action.pk}:{ends_on.isoformat()}",
        is_task=True,
        reference=late_reference(action),
        thing=action.territory.name,
        reply_to=lambda person: reply_address(person, TOPIC, action.pk),
    )


def _about(notices: QuerySet[Notice], actions: QuerySet[Action]) -> QuerySet[Notice]:
    """The notices whose action is one of these."""
    rows = [(pk, int(event.partition(":")[0])) for pk, event in notices.order_by().values_list("pk", "event") if event]
    kept = set(actions.filter(pk__in={action for _pk, action in rows}).values_list("pk", flat=True))
    return notices.filter(pk__in=[pk for pk, action in rows if action in kept])


def still_blocked(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Its action is still blocked."""
    return _about(notices, Action.objects.filter(state=Action.State.BLOCKED))


def still_late(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Its action is still late."""
    return _about(notices, Action.objects.filter(ends_on__lt=clock.today()).exclude(state__in=_OVER))


def still_open(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Its action is not over."""
    return _about(notices, Action.objects.exclude(state__in=_OVER))
