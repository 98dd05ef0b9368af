"""What is written in a case: messages in one of its circles, and the steps of its history."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.messages import receipts
from frenchimpact.barriers.models import Asked, Case, CaseEvent, Circle, Message
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.text import clean_text
from frenchimpact.files.actions import Taken

LONGEST = 20_000


@transaction.atomic
def write(
    *,
    case: Case,
    circle: str,
    author: str,
    text: str,
    by: User | None = None,
    asked: Asked | None = None,
    came_by_mail: bool = False,
    is_unsure: bool = False,
    is_told: bool = False,
) -> Message:
    """One message, in one circle for good; `is_told` when another mail says it already. Raises Incomplete without words."""
    text = clean_text(text)[:LONGEST]
    if not text:
        raise Incomplete(_("Le message est vide."), {"text": _("Écrivez votre message.")})
    message = Message.objects.create(
        case=case, circle=circle, author=author, text=text, by=by, asked=asked, came_by_mail=came_by_mail, is_unsure=is_unsure
    )
    if circle == Circle.PERSON and author == Message.Author.DESK and by is not None:
        # The first words of somebody of the desk: the delay of the first human answer ends here.
        Case.objects.filter(pk=case.pk, answered_at=None).update(answered_at=message.at)
    announce(facts.CaseTalked(case_id=case.pk, message_id=message.pk, circle=circle, author=author), by=by)
    if not is_told and circle == Circle.PERSON and author in (Message.Author.DESK, Message.Author.ADMINISTRATION):
        receipts.tell_written(case, message)
    return message


@transaction.atomic
def note(*, case: Case, verb: str, text: str = "", is_for_person: bool = True, by: User | None = None) -> CaseEvent:
    """One step of the history, with the state in which the case is then."""
    return CaseEvent.objects.create(
        case=case, verb=verb, state=case.state, text=clean_text(text)[:3000], is_for_person=is_for_person, by=by
    )


def note_refused(case: Case, taken: Taken) -> None:
    """What was sent along and could not be kept: whoever sent it is told, and the desk knows that it is missing."""
    if taken.refused:
        words = "\n".join(f"{name} : {why}" for name, why in taken.refused)
        note(case=case, verb="refused_files", text=words[:3000], is_for_person=False)
