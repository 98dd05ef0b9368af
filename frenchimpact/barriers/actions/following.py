"""What the person of a case does about it, by their link, by mail or signed in: write, give documents, withdraw, ask for a new link."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.cited import read_cited
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.talk import note, note_refused, write
from frenchimpact.barriers.messages import arrivals, receipts
from frenchimpact.barriers.models import Case, Circle, Message
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.rows import lock
from frenchimpact.files.actions import Taken, take_mailed
from frenchimpact.files.queries import intake
from frenchimpact.inbound.rules import Letter
from frenchimpact.mail.queries import mails_to

INTAKE = "document"
# Messages of one person in an hour, and new links in a day.
MOST_MESSAGES, MOST_LINKS = 30, 5


@transaction.atomic
def write_as_person(
    *,
    case: Case,
    text: str,
    take_files: Callable[[Message], Taken] | None = None,
    by: User | None = None,
    came_by_mail: bool = False,
    is_unsure: bool = False,
) -> tuple[Message, Taken]:
    """A message in the person's circle, with its documents. Asked for a precision, the case goes back to the desk.

    Written to a case that is closed it is kept, and the desk is told; nothing opens again by itself. What nobody vouches for is shown
    as such, and moves nothing. Raises Incomplete without words nor documents, TooMany past a few dozen in an hour.
    """
    case = lock(case)
    if case.forgotten_at is not None:
        raise Refusal(_("Cette demande a été effacée à la demande de la personne : plus rien ne s’y ajoute."))
    since = clock.now() - dt.timedelta(hours=1)
    if not came_by_mail and case.messages.filter(author=Message.Author.PERSON, at__gt=since).count() >= MOST_MESSAGES:
        raise TooMany(_("Beaucoup de messages viennent de partir. Attendez une heure, ou réunissez-les en un seul."))
    is_silent = not text.strip()
    if is_silent and take_files is None:
        raise Incomplete(_("Le message est vide."), {"text": _("Écrivez un message, ou joignez un document.")})
    message = write(
        case=case,
        circle=Circle.PERSON,
        author=Message.Author.PERSON,
        text=_("Voici un document.") if is_silent else text,
        by=by,
        came_by_mail=came_by_mail,
        is_unsure=is_unsure,
    )
    if not is_unsure:
        read_cited(case, message.text)
    taken = take_files(message) if take_files else Taken()
    note_refused(case, taken)
    if is_silent and not taken.files:
        refused = " ".join(f"{name} : {words}" for name, words in taken.refused)
        raise Refusal(refused or _("Le message est vide : écrivez quelque chose, ou joignez un document."))
    if case.state == Case.State.NEEDS_INFORMATION and not is_unsure:
        case = move(case=case, verb="give_more", by=by, next_on=clock.today(), next_what=_("Lire la précision donnée"))
    arrivals.tell_desk(case, message)
    return message, taken


def take_attachments(letter: Letter, owner: Case | Message, purpose: str) -> Taken:
    """The files of a mail: each examined, those refused named with the reason."""
    return take_mailed(
        attachments=[(one.name, one.content) for one in letter.attachments], owner=owner, purpose=purpose, intake=intake(INTAKE), by=None
    )


@transaction.atomic
def withdraw_case(*, case: Case, text: str = "", by: User | None = None) -> Case:
    """The person gives up. Raises OutOfTurn once there is an answer. Why is a message of theirs: it may be forgotten, history is not."""
    case = move(case=case, verb="withdraw", by=by)
    if text.strip():
        write(case=case, circle=Circle.PERSON, author=Message.Author.PERSON, text=text, by=by)
    arrivals.tell_withdrawn(case)
    return case


@transaction.atomic
def give_consent(*, case: Case, may_publish: bool, by: User | None = None) -> Case:
    """Whether what happened to them may be told without their name; they may change their mind."""
    case = lock(case)
    if case.may_publish != may_publish:
        case.may_publish = may_publish
        case.save(update_fields=["may_publish"])
        note(case=case, verb="consent" if may_publish else "no_consent", is_for_person=False, by=by)
    return case


@transaction.atomic
def renew_link(*, case: Case) -> None:
    """A new link to the address of the case; those before it stop. Raises TooMany past a few in a day."""
    case = lock(case)
    if not case.email:
        raise Refusal(_("Cette demande a été effacée à la demande de la personne."))
    since = clock.now() - dt.timedelta(days=1)
    if mails_to(case.email).filter(kind=receipts.LINK, created_at__gt=since).count() >= MOST_LINKS:
        raise TooMany(_("Plusieurs liens sont déjà partis aujourd’hui : ouvrez le dernier reçu. Regardez aussi dans les indésirables."))
    case.link_serial += 1
    case.save(update_fields=["link_serial"])
    note(case=case, verb="new_link", is_for_person=False)
    receipts.send_link(case)


def find_by_address(*, reference: str, email: str) -> None:
    """Send a new link when that case is of that address. What is answered is the same when it is not: nobody learns who wrote."""
    case = Case.objects.filter(reference__iexact=reference.strip(), email__iexact=email.strip()).first()
    if case is not None:
        try:
            renew_link(case=case)
        except Refusal:
            return
