"""The moves of a case: each under its lock, written in its history, and none leaves an open case asleep."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.talk import note
from frenchimpact.barriers.models import Case, Pause
from frenchimpact.calls.delays import next_working_day
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

State = Case.State
# What is dated by the state that a case reaches. The first answer keeps its first date; reopened, a case is neither settled nor closed.
_ENDED = ("answered_at", "settled_at", "closed_at")
_DATED = {
    State.OUTCOME: ("answered_at", "settled_at"),
    State.CLOSED: ("closed_at",),
    State.DUPLICATE: _ENDED,
    State.REDIRECTED: _ENDED,
    State.WITHDRAWN: ("settled_at", "closed_at"),
}


@transaction.atomic
def move(
    *,
    case: Case,
    verb: str,
    by: User | None,
    text: str = "",
    next_on: dt.date | None = None,
    next_what: str = "",
    is_for_person: bool = True,
    **columns: Any,
) -> Case:
    """One move, with other columns of the desk if given. Raises OutOfTurn, or Incomplete when nothing says what comes next.

    An open case keeps the day and the thing to do that it had when no others are given.
    """
    case = lock(case)
    if case.state == State.NEEDS_INFORMATION:
        # What was awaited came, or no longer matters: the clock goes on.
        Pause.objects.filter(case=case, until=None).update(until=clock.today())
    case.state = Case.FLOW.step(verb, case.state)
    for name, value in columns.items():
        setattr(case, name, value)
    _plan(case, next_on, next_what)
    now = clock.now()
    if verb == "reopen":
        case.settled_at = case.closed_at = None
    for name in _DATED.get(State(case.state), ()):
        setattr(case, name, (case.answered_at or now) if name == "answered_at" else now)
    case.changed_at, case.version = now, case.version + 1
    case.save()
    note(case=case, verb=verb, text=text, is_for_person=is_for_person, by=by)
    announce(facts.CaseMoved(case_id=case.pk, verb=verb, state=case.state), by=by)
    return case


def _plan(case: Case, next_on: dt.date | None, next_what: str) -> None:
    """What comes next: for an open case a day and a thing to do, for a closed one nothing."""
    if case.state not in Case.OPEN:
        case.next_on, case.next_what = None, ""
        return
    # Nobody is at the desk on a Sunday or a holiday: what is planned then is for the next working day.
    case.next_on, case.next_what = next_working_day(next_on) if next_on else case.next_on, next_what or case.next_what
    if case.next_on is None or not case.next_what:
        missing = {"next_on": _("Donnez un jour.")} if case.next_on is None else {}
        if not case.next_what:
            missing["next_what"] = _("Écrivez ce qu’il faut faire.")
        raise Incomplete(_("Un cas ouvert a toujours une prochaine étape."), missing)
