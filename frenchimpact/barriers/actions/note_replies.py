"""What an administration answers to a note, in public; and what becomes of the note until its text is published."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.messages import notes as letters
from frenchimpact.barriers.models import Barrier, NoteLetter, PolicyNote, PolicyReply
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text


def _check(missing: Mapping[str, str]) -> None:
    if missing:
        raise Incomplete(_("Il reste quelque chose à corriger."), missing)


@transaction.atomic
def answer_note(
    *,
    note: PolicyNote,
    verdict: str,
    reason: str,
    signed_by: str,
    text_reference: str = "",
    expected_on: dt.date | None = None,
    letter: NoteLetter | None = None,
    after: str | None = None,
    by: User | None = None,
) -> PolicyReply:
    """One reply, public at once; the last one counts. By the link of the administration when `by` is None.

    `after` is the reply that was read before this one was written, by its key, empty for none: with another since, its writer reads that
    one first. Raises OutOfTurn, Incomplete.
    """
    note = lock(note)
    last = note.replies.values_list("pk", flat=True).order_by("-at", "-pk").first()
    if after is not None and after != str(last or ""):
        raise OutOfTurn(
            _("Une réponse a été publiée pendant que vous écriviez : lisez-la plus haut, puis publiez la vôtre si elle la change.")
        )
    state = PolicyNote.FLOW.step("answer", note.state)
    reason, signed_by = clean_text(reason), clean_line(signed_by)
    missing = {}
    if verdict not in PolicyReply.Verdict.values:
        missing["verdict"] = _("Choisissez la réponse.")
    if not reason:
        missing["reason"] = _("Écrivez pourquoi : la raison est publiée.")
    if not signed_by:
        missing["signed_by"] = _("Écrivez qui répond : nom, fonction, service.")
    if expected_on is not None and expected_on < clock.today():
        missing["expected_on"] = _("Choisissez un jour à venir, ou aucun : un texte déjà publié a sa référence.")
    if letter is not None and (letter.reply_id is not None or letter.note_id != note.pk):
        missing["reason"] = _("La réponse de ce mail est déjà saisie.")
    _check(missing)
    reply = PolicyReply.objects.create(
        note=note,
        verdict=verdict,
        reason=reason[:6000],
        signed_by=signed_by[:200],
        text_reference=clean_line(text_reference)[:300],
        expected_on=expected_on,
        came_by_link=by is None,
        by=by,
    )
    if letter is not None:
        letter.reply = reply
        letter.save(update_fields=["reply"])
    note.state = state
    note.save(update_fields=["state"])
    announce(facts.NoteMoved(note_id=note.pk, verb="answer"), by=by)
    letters.tell_answered(note, reply)
    return reply


@transaction.atomic
def keep_letter(*, note: PolicyNote, sender: str, text: str, name: str = "") -> NoteLetter:
    """What the administration wrote by mail: the desk is asked to read it. Its words decide nothing by themselves."""
    letter = NoteLetter.objects.create(note=note, sender=sender, sender_name=clean_line(name)[:150], text=clean_text(text)[:20_000])
    announce(facts.NoteMoved(note_id=note.pk, verb="write"), by=None)
    letters.tell_letter(note, letter)
    return letter


@transaction.atomic
def set_letter_aside(*, letter: NoteLetter, by: User) -> NoteLetter:
    """It was read, and is no reply. Raises OutOfTurn when it already became one."""
    letter = lock(letter)
    if letter.reply_id is not None:
        raise OutOfTurn(_("Ce mail est devenu une réponse publiée."))
    letter.set_aside_at = clock.now()
    letter.save(update_fields=["set_aside_at"])
    letters.finish_letters(letter.note)
    return letter


@transaction.atomic
def publish_text(
    *,
    note: PolicyNote,
    text_reference: str,
    text_on: dt.date | None,
    by: User | None,
    text_url: str = "",
    barriers: Mapping[int, str] | None = None,
) -> PolicyNote:
    """The rule changed: its reference and its day; `barriers` says in which state each barrier is now. Raises OutOfTurn, Incomplete."""
    note = lock(note)
    state = PolicyNote.FLOW.step("publish_text", note.state)
    missing = {}
    if not (text_reference := clean_line(text_reference)[:300]):
        missing["text_reference"] = _("Écrivez la référence du texte, comme au Journal officiel.")
    if text_on is None:
        missing["text_on"] = _("Donnez le jour de sa publication.")
    elif text_on > clock.today():
        missing["text_on"] = _("Ce jour est à venir : attendez que le texte soit publié.")
    if text_url and not text_url.startswith("https://"):
        missing["text_url"] = _("Donnez une adresse qui commence par https://.")
    _check(missing)
    note.state, note.text_reference, note.text_on, note.text_url = state, text_reference, text_on, text_url[:500]
    note.save(update_fields=["state", "text_reference", "text_on", "text_url"])
    _settle_barriers(note, barriers or {})
    announce(facts.NoteMoved(note_id=note.pk, verb="publish_text"), by=by)
    letters.finish_letters(note)
    letters.finish_expected(note)
    return note


def _settle_barriers(note: PolicyNote, states: Mapping[int, str]) -> None:
    for barrier in Barrier.objects.select_for_update().filter(note_links__note=note).order_by("pk"):
        state = states.get(barrier.pk, "")
        if state in Barrier.State.values and state != barrier.state:
            barrier.state, barrier.changed_at = state, clock.now()
            barrier.save(update_fields=["state", "changed_at"])


@transaction.atomic
def close_note(*, note: PolicyNote, reason: str, by: User) -> PolicyNote:
    """Nobody follows it any more, for a reason that is published. Raises OutOfTurn, Incomplete."""
    note = lock(note)
    state = PolicyNote.FLOW.step("close", note.state)
    reason = clean_line(reason)[:500]
    _check({} if reason else {"reason": _("Écrivez pourquoi : la raison est publiée.")})
    note.state, note.closed_reason = state, reason
    note.save(update_fields=["state", "closed_reason"])
    announce(facts.NoteMoved(note_id=note.pk, verb="close"), by=by)
    letters.finish_letters(note)
    letters.finish_expected(note)
    return note


def follow_expected() -> int:
    """The desk looks whether the text that was promised is there, once its day is over. Told once for each reply. Gives how many."""
    count = 0
    rows = PolicyNote.objects.filter(state=PolicyNote.State.ANSWERED).prefetch_related("replies")
    for note in rows.order_by("pk"):
        reply = next(iter(note.replies.all()), None)
        if reply is not None and reply.expected_on is not None and reply.expected_on < clock.today():
            letters.ask_for_text(note, reply)
            count += 1
    return count
