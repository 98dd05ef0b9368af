"""A note goes to its administration, which is reminded before and after its day."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.note_corrections import cases_of, own_names
from frenchimpact.barriers.actions.notes import held_draft
from frenchimpact.barriers.messages import notes as letters
from frenchimpact.barriers.models import PolicyNote
from frenchimpact.barriers.queries.evidence import number_evidence
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

State = PolicyNote.State
# Reminded so many days before its day; a note sent later than that is not.
BEFORE = dt.timedelta(days=7)
LONGEST_WAIT = dt.timedelta(days=365)


def is_address(text: str) -> bool:
    """Whether a mail may be sent there."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def problems_of(note: PolicyNote) -> dict[str, list[str]]:
    """What keeps a draft from being sent: by field, in words. A sentence without evidence is shown."""
    found: dict[str, list[str]] = {}
    if not note.request:
        found["request"] = [_("Écrivez ce qui est demandé, en une phrase.")]
    if not note.authority_name:
        found["authority_name"] = [_("Nommez l’administration à qui la note est envoyée.")]
    if not is_address(note.email):
        found["email"] = [_("Donnez l’adresse électronique de l’administration.")]
    if note.answer_by is None or not clock.today() < note.answer_by <= clock.today() + LONGEST_WAIT:
        found["answer_by"] = [_("Choisissez un jour de réponse à venir, dans l’année.")]
    sentences, numbered = number_evidence(note)
    if not sentences:
        found["more"] = [_("La note n’a pas encore de phrase.")]
    bare = [_("Phrase sans preuve : « %(words)s »") % {"words": one.text[:300]} for one, evidence in sentences if not evidence]
    gone = [_("Preuve qui n’est plus publique : « %(words)s »") % {"words": one.evidence.said[:300]} for one in numbered if one.is_gone]
    named = names_of_note(note, [one.text for one, _evidence in sentences])
    if bare or gone or named:
        found["sentences"] = bare + gone + named
    return found


def names_of_note(note: PolicyNote, sentences: list[str]) -> list[str]:
    """Names of the cases behind it, that its words say: it would be public."""
    words = _("Ces mots disent qui a demandé : « %(words)s ». Récrivez sans eux, ou masquez-les.")
    return [words % {"words": one.found} for one in own_names("\n".join([note.title, note.request, *sentences]), cases_of(note))]


@transaction.atomic
def send_note(*, note: PolicyNote, by: User | None) -> PolicyNote:
    """To its administration, and to everyone: it is public from then on. Raises OutOfTurn, Incomplete with what is missing."""
    note = lock(note)
    state = PolicyNote.FLOW.step("send", note.state)
    note = held_draft(note)
    problems = problems_of(note)
    if problems:
        words = {name: " ".join(lines) for name, lines in problems.items()}
        raise Incomplete(_("La note ne peut pas encore partir."), words)
    note.state, note.sent_at, note.version = state, clock.now(), note.version + 1
    note.save()
    announce(facts.NoteMoved(note_id=note.pk, verb="send"), by=by)
    letters.send_note(note)
    return note


@transaction.atomic
def send_again(*, note: PolicyNote, email: str, by: User) -> PolicyNote:
    """A new link, to that address; the earlier links stop. Raises OutOfTurn when no reply is expected any more, Incomplete."""
    note = lock(note)
    if note.state not in (State.SENT, State.ANSWERED):
        raise OutOfTurn(_("Cette note n’attend plus de réponse."))
    if not is_address(email):
        raise Incomplete(_("Il reste quelque chose à corriger."), {"email": _("Donnez l’adresse électronique de l’administration.")})
    note.email, note.link_serial = email, note.link_serial + 1
    note.save(update_fields=["email", "link_serial"])
    announce(facts.NoteMoved(note_id=note.pk, verb="send_again"), by=by)
    letters.send_note(note)
    return note


def remind_notes() -> int:
    """Each administration that has not replied hears of its day before it, and after it; the desk after it. Each once. Gives how many."""
    today = clock.today()
    waiting = PolicyNote.objects.filter(state=State.SENT, answer_by__isnull=False)
    soon = waiting.filter(reminded_at=None, answer_by__gte=today, answer_by__lte=today + BEFORE)
    late = waiting.filter(overdue_at=None, answer_by__lt=today)
    return sum(_remind(one) for one in [*soon, *late])


@transaction.atomic
def _remind(note: PolicyNote) -> bool:
    note = lock(note)
    if note.state != State.SENT or note.answer_by is None:
        return False
    is_late = note.answer_by < clock.today()
    if is_late:
        if note.overdue_at is not None:
            return False
        note.overdue_at = clock.now()
    elif note.reminded_at is not None:
        return False
    else:
        note.reminded_at = clock.now()
        if note.sent_at is not None and note.answer_by - timezone.localdate(note.sent_at) <= BEFORE:
            # Sent within those days: the first mail says it all.
            note.save(update_fields=["reminded_at"])
            return False
    note.save(update_fields=["overdue_at", "reminded_at"])
    letters.remind(note, is_late=is_late)
    return True
