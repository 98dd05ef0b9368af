"""Asking administrations: one question to several at once, with one deadline. What the person wrote is not sent as such."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Min
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.names import check_names, names_in
from frenchimpact.barriers.messages import consultations as messages
from frenchimpact.barriers.models import Asked, Authority, Case, Consultation, Precedent
from frenchimpact.calls.delays import next_working_day
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text, fold

DAYS, LONGEST_DAYS = 30, 180
MOST, MOST_PRECEDENTS, MOST_LINES = 12, 2, 4


@dataclass(frozen=True)
class Service:
    """A service as it is written to; from the address book, or typed."""

    name: str
    email: str
    authority: Authority | None = None


def usual_deadline() -> dt.date:
    """Thirty days from now, on a working day."""
    return next_working_day(clock.today() + dt.timedelta(days=DAYS))


@transaction.atomic
def ask(
    *,
    case: Case,
    question: str,
    context: str,
    services: Sequence[Service],
    by: User | None,
    due_on: dt.date | None = None,
    precedents: Sequence[Precedent] = (),
    kept_names: Collection[str] = (),
) -> Consultation:
    """Put one question to services, each by its own mail; the case waits for them. Raises Incomplete, OutOfTurn."""
    due_on = next_working_day(due_on or usual_deadline())
    question, context = clean_text(question), clean_text(context)
    check_question(case=case, question=question, context=context, services=services, due_on=due_on, kept_names=kept_names)
    consultation = Consultation.objects.create(case=case, question=question, context=context, due_on=due_on, asked_by=by)
    consultation.precedents.set(precedents[:MOST_PRECEDENTS])
    rows = [
        Asked.objects.create(
            consultation=consultation,
            authority=one.authority,
            name=clean_line(one.name)[:200],
            email=one.email.strip().lower(),
            due_on=due_on,
        )
        for one in services
    ]
    # Written in French: this line is kept, whoever reads it.
    with translation.override(settings.LANGUAGE_CODE):
        names = ", ".join(one.name for one in rows)
        move(case=case, verb="consult", by=by, text=names[:3000], next_on=due_on, next_what=_waiting_words(len(rows)))
    for asked in rows:
        messages.send_question(asked)
    return consultation


def check_question(
    *,
    case: Case,
    question: str,
    context: str,
    services: Sequence[Service],
    due_on: dt.date,
    kept_names: Collection[str] = (),
) -> None:
    """Raises Incomplete when it cannot be sent as it is."""
    wrong: dict[str, Text] = {}
    if not question:
        wrong["question"] = _("Écrivez la question, une seule.")
    if context and (words := _trouble_of_context(case, question, context)):
        wrong["context"] = words
    if not context:
        wrong["context"] = _("Décrivez la situation en quatre lignes, avec vos mots.")
    if not clock.today() < due_on <= clock.today() + dt.timedelta(days=LONGEST_DAYS):
        wrong["due_on"] = _("Choisissez un jour à venir, dans les six mois.")
    if words := _trouble_of_services(case, services):
        wrong["services"] = words
    check_names({"question": question, "context": context}, [case], kept_names)
    if wrong:
        raise Incomplete(_("La question n’est pas partie : il reste quelque chose à corriger."), wrong)


def tells_who(case: Case, text: str) -> str:
    """What in a text to administrations would tell who asks, or repeat what they wrote; empty when nothing would."""
    sent = fold(text)
    if any(one.is_own for one in names_in(text, [case])):
        return _("Le nom ou l’adresse de la personne y figure. Retirez-le : les administrations n’en ont pas besoin.")
    if any(len(own) > 60 and own[:60] in sent for own in (fold(case.wish), fold(case.obstacle))):
        return _("Ce sont les mots de la personne. Résumez-les avec les vôtres.")
    return ""


def _trouble_of_context(case: Case, question: str, context: str) -> str:
    """The same, and what is too long to be read in a minute."""
    if words := tells_who(case, f"{question} {context}"):
        return words
    if len([line for line in context.splitlines() if line.strip()]) > MOST_LINES:
        return _("Quatre lignes au plus : qui lit doit comprendre en une minute.")
    return ""


def _trouble_of_services(case: Case, services: Sequence[Service]) -> str:
    emails = [one.email.strip().lower() for one in services]
    if not services:
        return _("Choisissez au moins un service.")
    if len(services) > MOST:
        return _("Douze services au plus à la fois.")
    if len(set(emails)) < len(emails):
        return _("Deux services ont la même adresse : gardez-en un.")
    if case.email.lower() in emails:
        return _("C’est l’adresse de la personne qui a signalé le frein.")
    for email in emails:
        try:
            validate_email(email)
        except ValidationError:
            return _("« %(email)s » n’est pas une adresse électronique.") % {"email": email[:80]}
    return ""


def _waiting_words(count: int) -> str:
    words = ngettext("Attendre l’avis de %(n)s administration", "Attendre l’avis de %(n)s administrations", count)
    return words % {"n": count}


def look_ahead(case: Case) -> None:
    """What comes next while a case is in consultation: the nearest deadline, or to read the opinions."""
    case = lock(case)
    if case.state != Case.State.CONSULTING:
        return
    waiting = Asked.objects.filter(consultation__case=case, state=Asked.State.WAITING)
    nearest, count = waiting.aggregate(nearest=Min("due_on"))["nearest"], waiting.count()
    with translation.override(settings.LANGUAGE_CODE):
        what = _waiting_words(count) if count else _("Lire les avis et écrire la synthèse")
    case.next_on, case.next_what = max(nearest or clock.today(), clock.today()), what
    case.save(update_fields=["next_on", "next_what"])


def cancel_waiting(*, case: Case, by: User | None) -> int:
    """The questions still open are no longer asked: each service is told. Gives how many."""
    rows = list(Asked.objects.select_related("consultation__case").filter(consultation__case=case, state=Asked.State.WAITING))
    for asked in rows:
        cancel(asked=asked, by=by)
    return len(rows)


@transaction.atomic
def cancel(*, asked: Asked, by: User | None) -> Asked:
    """The opinion of that service is no longer needed; it is told. Raises OutOfTurn."""
    asked = lock(asked)
    was_waiting = asked.state == Asked.State.WAITING
    asked.state = Asked.FLOW.step("cancel", asked.state)
    asked.save(update_fields=["state"])
    if was_waiting:
        messages.tell_cancelled(asked)
    look_ahead(asked.consultation.case)
    return asked
