"""Questions about a call: asked by anyone who is signed in, answered for everyone."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts, messages
from frenchimpact.calls.models import Call, Enquiry
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Text, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text

# One person's questions that wait for an answer on one call.
MOST_WAITING = 5


@transaction.atomic
def ask_enquiry(*, call: Call, text: str, by: User) -> Enquiry:
    """Put a question about a published call to its operators. Raises Incomplete without words, Refusal, TooMany."""
    text = clean_text(text)[:2000]
    if not text:
        raise Incomplete(_("Il manque votre question."), {"text": _("Écrivez votre question.")})
    call = lock(call)
    if call.state != Call.State.PUBLISHED:
        raise Refusal(_("Cet appel ne reçoit plus de question. Ses réponses restent à lire."))
    if call.enquiries.filter(asked_by=by, state=Enquiry.State.ASKED).count() >= MOST_WAITING:
        raise TooMany(_("Vos questions précédentes attendent une réponse. Posez les suivantes ensuite."))
    enquiry = Enquiry.objects.create(call=call, text=text, asked_by=by)
    announce(facts.EnquiryAsked(call_id=call.pk, enquiry_id=enquiry.pk), by=by)
    messages.tell_enquiry(enquiry)
    return enquiry


@transaction.atomic
def publish_enquiry(*, enquiry: Enquiry, question: str, answer: str, by: User) -> Enquiry:
    """Publish the answer for everyone, or correct it: who asked and those who are writing a file are told at the same moment.

    Raises Incomplete without the question as it will be read, or without an answer.
    """
    enquiry = lock(enquiry)
    question, answer = clean_line(question)[:400], clean_text(answer)[:6000]
    missing: dict[str, Text] = {}
    if not question:
        missing["question"] = _("Écrivez la question telle que tout le monde la lira.")
    if not answer:
        missing["answer"] = _("Écrivez la réponse.")
    if missing:
        raise Incomplete(_("Il manque la question ou la réponse."), missing)
    was_published = enquiry.state == Enquiry.State.PUBLISHED
    if was_published and (enquiry.question, enquiry.answer) == (question, answer):
        return enquiry
    enquiry.state = Enquiry.FLOW.step("correct" if was_published else "publish", enquiry.state)
    enquiry.question, enquiry.answer, enquiry.answered_by = question, answer, by
    if was_published:
        enquiry.corrected_at = clock.now()
    else:
        enquiry.answered_at, enquiry.set_aside_because = clock.now(), ""
    enquiry.save()
    announce(facts.EnquiryAnswered(call_id=enquiry.call_id, enquiry_id=enquiry.pk, is_correction=was_published), by=by)
    messages.tell_answered(enquiry)
    return enquiry


@transaction.atomic
def set_enquiry_aside(*, enquiry: Enquiry, because: str, by: User) -> Enquiry:
    """Not published: answered already, or not about the call. Its author reads why. Raises Incomplete without a reason, OutOfTurn."""
    enquiry = lock(enquiry)
    because = clean_line(because)[:400]
    if not because:
        raise Incomplete(_("Il manque la raison."), {"because": _("Dites pourquoi : la personne le lit.")})
    enquiry.state = Enquiry.FLOW.step("set_aside", enquiry.state)
    enquiry.set_aside_because, enquiry.answered_by = because, by
    enquiry.save(update_fields=["state", "set_aside_because", "answered_by"])
    announce(facts.EnquirySetAside(call_id=enquiry.call_id, enquiry_id=enquiry.pk), by=by)
    messages.tell_set_aside(enquiry)
    return enquiry
