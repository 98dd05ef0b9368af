"""What comes next in a case, whose it is, and when its clock stands still. Nothing sleeps: every open case has a day and a thing to do."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.talk import note
from frenchimpact.barriers.messages import routing as messages
from frenchimpact.barriers.models import Case, Pause
from frenchimpact.barriers.rules import is_tied
from frenchimpact.calls.delays import next_working_day
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.organisations.rules import operators

# Nobody plans further: what must wait longer has a reason, and a pause.
FURTHEST = dt.timedelta(days=366)


@transaction.atomic
def plan(*, case: Case, by: User | None, next_on: dt.date, next_what: str, owner: User | None = None, is_noted: bool = True) -> Case:
    """The next day and what to do then. Raises Incomplete for a day that is past, too far, or nothing to do; OutOfTurn once it is over."""
    case, next_what = lock(case), clean_line(next_what)[:200]
    if case.state not in Case.OPEN:
        raise OutOfTurn(_("Ce cas n’est plus ouvert : rouvrez-le d’abord."))
    missing: dict[str, Text] = {}
    if not clock.today() <= next_on <= clock.today() + FURTHEST:
        missing["next_on"] = _("Choisissez un jour d’ici un an, pas encore passé.")
    if not next_what:
        missing["next_what"] = _("Écrivez ce qu’il faut faire ce jour-là.")
    if missing:
        raise Incomplete(_("La prochaine étape n’a pas changé."), missing)
    next_on = next_working_day(next_on)
    case.next_on, case.next_what, case.owner = next_on, next_what, owner or case.owner
    case.changed_at = clock.now()
    case.save(update_fields=["next_on", "next_what", "owner", "changed_at"])
    if is_noted:
        note(case=case, verb="plan", text=f"{next_on:%d/%m/%Y} : {next_what}", is_for_person=False, by=by)
    return case


@transaction.atomic
def pause(*, case: Case, by: User | None, reason: str) -> Pause:
    """The clock stands still from today, for a reason that everyone of the desk reads. Raises Refusal when it does already."""
    case, reason = lock(case), clean_line(reason)[:500]
    if not reason:
        raise Incomplete(_("Le délai court toujours."), {"reason": _("Dites pourquoi le délai s’arrête.")})
    if case.state not in Case.OPEN or case.pauses.filter(until=None).exists():
        raise Refusal(_("Le délai de ce cas est déjà arrêté, ou le cas est clos."))
    found = Pause.objects.create(case=case, reason=reason, by=by)
    note(case=case, verb="pause", text=reason, is_for_person=False, by=by)
    return found


@transaction.atomic
def resume(*, case: Case, by: User | None) -> bool:
    """The clock goes on. False when it was going."""
    case = lock(case)
    stopped = case.pauses.filter(until=None).update(until=clock.today())
    if stopped:
        note(case=case, verb="resume", is_for_person=False, by=by)
    return bool(stopped)


def tell_sleepers() -> int:
    """Each morning, the cases whose next day is past: to who follows each, to the team for those that nobody does. Gives how many."""
    still = Pause.objects.filter(case=OuterRef("pk"), until=None)
    rows = Case.objects.filter(~Exists(still), closed_at=None, next_on__lt=clock.today())
    late = list(rows.select_related("owner", "project").prefetch_related("assigned").defer("words").order_by("next_on", "pk")[:5000])
    team, by_person = list(operators()), defaultdict(list)
    for case in late:
        own = case.owner if case.owner is not None and case.owner.is_active else None
        for person in [own] if own else team:
            if not is_tied(person, case):
                by_person[person].append(case)
    for person, cases in by_person.items():
        messages.tell_sleeping(person, cases, f"{clock.today()}-{person.pk}")
    return len(late)
