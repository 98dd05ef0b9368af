"""The plan's steps, and what is noted of each contact."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.support import facts
from frenchimpact.support.actions.supports import REVIEW_DAYS
from frenchimpact.support.models import Contact, Step, Support

FIELDS = ("kind", "axis", "title", "text", "is_for_project", "due_on", "remind_until")


@transaction.atomic
def write_step(*, support: Support, by: User, step: Step | None = None, **fields: Any) -> Step:
    """A new milestone or recommendation, or another wording of one. Raises Refusal or Incomplete."""
    support = lock(support)
    if not support.is_live:
        raise Refusal(_("Cet accompagnement n’est pas en cours."))
    step = lock(step) if step else Step(support=support, created_by=by, position=support.steps.count())
    for name in FIELDS:
        if name in fields:
            setattr(step, name, fields[name])
    if not clean_line(step.title):
        raise Incomplete(_("Dites ce qu’il y a à faire."), {"title": _("Dites ce qu’il y a à faire.")})
    step.changed_at = clock.now()
    step.save()
    announce(facts.StepWritten(support_id=support.pk, step_id=step.pk, state=step.state), by=by)
    return step


@transaction.atomic
def move_step(*, step: Step, verb: str, reason: str = "", by: User) -> Step:
    """Started, done, or not applicable for a reason. Raises Refusal or Incomplete."""
    step = lock(step)
    reason = clean_line(reason)[:500]
    if verb == "set_aside" and not reason:
        words = _("Dites pourquoi elle ne s’applique pas : votre référent en tiendra compte.")
        raise Incomplete(words, {"reason": words})
    step.state = Step.FLOW.step(verb, step.state)
    step.reason = reason
    step.done_on = clock.today() if step.state == Step.State.DONE else None
    step.changed_at = clock.now()
    step.save()
    announce(facts.StepWritten(support_id=step.support_id, step_id=step.pk, state=step.state), by=by)
    return step


@transaction.atomic
def note_contact(
    *,
    support: Support,
    kind: str,
    text: str,
    by: User,
    on: dt.date | None = None,
    is_internal: bool = False,
    next_review_on: dt.date | None = None,
) -> Contact:
    """What was said. A review sets the day of the next one. Raises Refusal or Incomplete."""
    support = lock(support)
    if not support.is_live:
        raise Refusal(_("Cet accompagnement n’est pas en cours."))
    on = on or clock.today()
    text = clean_text(text)[:10_000]
    problems: dict[str, Any] = {}
    if not text:
        problems["text"] = _("Écrivez ce qui a été dit.")
    if on > clock.today():
        problems["on"] = _("Un échange se note une fois qu’il a eu lieu.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    contact = Contact.objects.create(support=support, kind=kind, text=text, on=on, is_internal=is_internal, by=by)
    if support.last_contact_on is None or on > support.last_contact_on:
        support.last_contact_on = on
    if kind == Contact.Kind.REVIEW:
        support.review_due_on = next_review_on or on + dt.timedelta(days=REVIEW_DAYS)
    support.save()
    announce(facts.ContactNoted(support_id=support.pk, contact_id=contact.pk, is_internal=is_internal), by=by)
    return contact
