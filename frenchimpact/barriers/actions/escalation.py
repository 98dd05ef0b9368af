"""The ladder of a question without an answer: reminder, sponsor, secretary general, then silence is written. Each step once."""

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.barriers import clocks, facts
from frenchimpact.barriers.actions.consultations import look_ahead
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.messages import consultations as messages
from frenchimpact.barriers.messages.outcomes import tell_silence
from frenchimpact.barriers.models import Asked, Case, Circle, Message, Pause
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.design.words import day

# From the deadline, in days; a step that falls on a day off waits for the next working day.
REMIND, SPONSOR, SECRETARY, SILENCE = -7, 1, 15, 22
# Whoever was told last has that long before the silence is written, even when the earlier steps were late.
_LAST_CHANCE = dt.timedelta(days=SILENCE - SECRETARY)


def step_on(asked: Asked, days: int) -> dt.date:
    """The working day of a step. Days when the clock of the case stood still, since the question was put, do not count."""
    return clocks.add_working_days(asked.due_on + dt.timedelta(days=days + _paused(asked)), 0)


def _paused(asked: Asked) -> int:
    """Days of pauses that are over, since the question was put."""
    since = timezone.localdate(asked.consultation.asked_at)
    spans = [(max(one.since, since), one.until) for one in asked.consultation.case.pauses.all() if one.until is not None]
    return sum(max(0, (until - begins).days) for begins, until in spans)


def escalate() -> int:
    """What is due today for every question that waits, while the clock of its case runs. Asked twice it is the same.

    Gives how many steps were made.
    """
    waiting = Asked.objects.filter(
        state=Asked.State.WAITING,
        due_on__lte=clock.today() - dt.timedelta(days=REMIND),
        consultation__case__state__in=Case.OPEN,
    ).exclude(consultation__case__in=Pause.objects.filter(until=None).values("case"))
    by_case: dict[int, list[int]] = defaultdict(list)
    for key, case in waiting.order_by("due_on", "pk").values_list("pk", "consultation__case"):
        by_case[case].append(key)
    return sum(_steps(keys) for keys in by_case.values())


@transaction.atomic
def _steps(keys: list[int]) -> int:
    """Those of one case: silences of one day are told together."""
    silent: list[Asked] = []
    count = sum(_step(key, silent) for key in keys)
    if silent:
        _write_silences(silent)
    return count


def _step(key: int, silent: list[Asked]) -> bool:
    asked = Asked.objects.select_for_update(of=("self",)).select_related("consultation__case", "authority").get(pk=key)
    if asked.state != Asked.State.WAITING:
        return False
    today = clock.today()
    if today <= asked.due_on + dt.timedelta(days=_paused(asked)):
        return _remind(asked, today)
    if asked.sponsor_told_at is None and today >= step_on(asked, SPONSOR) and _tell_above(asked, "sponsor"):
        return True
    is_turn = asked.sponsor_told_at is None or timezone.localdate(asked.sponsor_told_at) < today
    if asked.secretary_told_at is None and is_turn and today >= step_on(asked, SECRETARY) and _tell_above(asked, "secretary"):
        return True
    if today < _silence_on(asked):
        return False
    silent.append(asked)
    return True


def _remind(asked: Asked, today: dt.date) -> bool:
    """Once, and never on the day when the question itself left."""
    if asked.reminded_at is not None or today < step_on(asked, REMIND) or today <= timezone.localdate(asked.consultation.asked_at):
        return False
    asked.reminded_at = clock.now()
    asked.save(update_fields=["reminded_at"])
    messages.send_question(asked, is_reminder=True)
    return True


def _tell_above(asked: Asked, step: str) -> bool:
    """Whether somebody above could be told. Nobody known there: the hackers are told, and nothing is claimed."""
    email = getattr(asked.authority, f"{step}_email", "") if asked.authority else ""
    if not email:
        messages.tell_nobody_above(asked, step)
        return False
    setattr(asked, f"{step}_told_at", clock.now())
    asked.save(update_fields=[f"{step}_told_at"])
    messages.tell_above(asked, email, is_secretary=step == "secretary")
    note(case=asked.consultation.case, verb=step, text=asked.name, is_for_person=False)
    return True


def _silence_on(asked: Asked) -> dt.date:
    usual, told_at = step_on(asked, SILENCE), asked.secretary_told_at or asked.sponsor_told_at
    return max(usual, clocks.add_working_days(timezone.localdate(told_at) + _LAST_CHANCE, 0)) if told_at else usual


def name_for_person(asked: Asked) -> str:
    """A service as the person reads it: never somebody's name or address, which a service that passed the question on may have typed."""
    if asked.forwarded_from is not None and asked.authority is not None:
        return asked.authority.name
    if asked.forwarded_from is not None:
        return _("Le service à qui « %(name)s » a transmis notre question") % {"name": name_for_person(asked.forwarded_from)}
    return _("Une administration") if "@" in asked.name else asked.name


def _write_silences(silent: list[Asked]) -> None:
    """They are facts of the case: the hackers know, and the person reads one honest word about all of them."""
    case = silent[0].consultation.case
    for asked in silent:
        asked.state, asked.silent_at = Asked.FLOW.step("fall_silent", asked.state), clock.now()
        asked.save(update_fields=["state", "silent_at"])
        with translation.override(settings.LANGUAGE_CODE):
            note(case=case, verb="silence", text=_("%(name)s n’a pas répondu.") % {"name": name_for_person(asked)})
    with translation.override(case.language):
        words = "\n\n".join((*(_silence_words(asked) for asked in silent), _what_goes_on(len(silent))))
    message = write(case=case, circle=Circle.PERSON, author=Message.Author.SYSTEM, text=words)
    tell_silence(case, message, len(silent))
    messages.tell_silent(silent)
    for asked in silent:
        announce(facts.AuthorityAnswered(case_id=case.pk, asked_id=asked.pk, state=asked.state), by=None)
    look_ahead(case)


def _silence_words(asked: Asked) -> str:
    return _("%(name)s n’a pas répondu à notre question posée le %(on)s, malgré nos relances.") % {
        "name": name_for_person(asked),
        "on": day(asked.consultation.asked_at),
    }


def _what_goes_on(count: int) -> str:
    what = ngettext("Ce silence n’est ni un accord ni un refus.", "Ces silences ne sont ni des accords ni des refus.", count)
    return what + " " + _("Nous continuons avec les autres avis, et vous disons ce que nous en tirons.")
