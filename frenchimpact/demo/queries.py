"""What the demonstration shows: what waits for each person, and every mail sent."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.accounts.queries import person_of
from frenchimpact.demo.models import Ahead
from frenchimpact.demo.personas import PERSONAS, Persona, Try
from frenchimpact.design import navigation
from frenchimpact.inbound.rules import MAILBOXES, mailbox_address
from frenchimpact.mail.models import Mail
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications.queries import tasks_for, unread_count
from frenchimpact.organisations.hats import hats_for
from frenchimpact.projects import queries as projects


def offset() -> dt.timedelta:
    """How far ahead the demonstration lives."""
    if not settings.DEMO_MODE:
        return dt.timedelta()
    return Ahead.objects.values_list("offset", flat=True).first() or dt.timedelta()


@dataclass(frozen=True)
class RoleCard:
    """One person to enter as: who, as whom they act, what waits for them now, what to try."""

    persona: Persona
    hat: str
    waiting: list[str]
    tries: list[Try]


def waiting_for(person: User) -> list[str]:
    """What waits for the person, from the data as it is now."""
    tasks, readings = tasks_for(person).count(), projects.waiting_count(person)
    drafts, followed = projects.declarations_of(person).count(), projects.projects_of(person).count()
    unread = unread_count(person)
    words = [
        (tasks, ngettext("%(n)s tâche à faire", "%(n)s tâches à faire", tasks)),
        (readings, ngettext("%(n)s projet à lire", "%(n)s projets à lire", readings)),
        (drafts, ngettext("%(n)s déclaration à terminer", "%(n)s déclarations à terminer", drafts)),
        (followed, ngettext("%(n)s projet suivi", "%(n)s projets suivis", followed)),
        (unread, ngettext("%(n)s message à lire", "%(n)s messages à lire", unread)),
    ]
    return [one % {"n": count} for count, one in words if count] or [_("Rien d’urgent : visitez librement.")]


def role_cards() -> list[RoleCard]:
    """The eight people, those who exist."""
    cards = []
    for persona in PERSONAS:
        person = person_of(persona.email)
        if person is not None and person.is_demo:
            tries = [one for one in persona.tries if navigation.address(one.path.partition("?")[0])]
            cards.append(RoleCard(persona, str(hats_for(person)[0]), waiting_for(person), tries))
    return cards


def mails(address: str = "") -> QuerySet[Mail]:
    """Every message, latest first; those to one address when it is given."""
    return mails_to(address) if address else Mail.objects.all()


def recipients() -> list[str]:
    """Every address that received something."""
    return sorted(Mail.objects.order_by().values_list("to", flat=True).distinct()[:200])


def mailboxes() -> list[str]:
    """The addresses of ours to which anyone may write; none when mail is not received here."""
    return [address for name in MAILBOXES if (address := mailbox_address(name))]


def find_mail(key: str) -> Mail:
    """One message. Raises Http404."""
    try:
        return Mail.objects.get(key=key)
    except (Mail.DoesNotExist, ValidationError) as error:
        raise Http404 from error


def thread_of(mail: Mail) -> list[Mail]:
    """The message and those of the same exchange, oldest first."""
    same = Q(pk=mail.pk)
    if mail.reference:
        same |= Q(to=mail.to, reference=mail.reference)
    if mail.in_reply_to:
        same |= Q(message_id=mail.in_reply_to)
    same |= Q(in_reply_to=mail.message_id)
    return list(Mail.objects.filter(same).order_by("created_at", "pk"))
