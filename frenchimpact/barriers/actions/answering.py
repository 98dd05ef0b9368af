"""What an administration says: its opinion, once; a colleague who knows better; more time; a later word."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.cited import read_cited
from frenchimpact.barriers.actions.consultations import look_ahead
from frenchimpact.barriers.actions.escalation import name_for_person
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.messages import consultations as messages
from frenchimpact.barriers.messages.outcomes import tell_late_opinion
from frenchimpact.barriers.models import Asked, Authority, Case, Circle, Message, Opinion
from frenchimpact.calls.delays import next_working_day
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.design.words import day
from frenchimpact.files.actions import Taken

State = Asked.State
# More time, all in all; who receives a question by hand has that many days at least; how often one question is handed on.
MOST_DAYS, LEAST_DAYS, MOST_FORWARDS = 60, 10, 10
LONGEST = 20_000


def _open(asked: Asked) -> Asked:
    """The row, held; raises Refusal with words when its opinion is no longer awaited from it."""
    asked = lock(asked)
    if asked.state == State.ANSWERED:
        raise OutOfTurn(
            _("Un avis a déjà été rendu le %(on)s : il reste tel quel. Vous pouvez ajouter un message.") % {"on": day(asked.answered_at)}
        )
    if asked.state == State.FORWARDED:
        raise OutOfTurn(_("Vous avez transmis cette question : c’est l’autre service qui répond. Vous pouvez ajouter un message."))
    if asked.state == State.CANCELLED:
        raise OutOfTurn(_("Cette question a été retirée : votre avis n’est plus attendu. Merci."))
    return asked


@transaction.atomic
def answer(
    *,
    asked: Asked,
    opinion: str,
    text: str,
    way: str,
    name: str = "",
    is_publishable: bool = False,
    by: User | None = None,
    take_files: Callable[[Asked], Taken] | None = None,
) -> Asked:
    """The opinion of a service, given once; later words are messages. Raises OutOfTurn, Incomplete."""
    asked, text = _open(asked), clean_text(text)[:LONGEST]
    wrong: dict[str, Text] = {}
    if opinion not in Opinion.values:
        wrong["opinion"] = _("Choisissez votre avis.")
    elif opinion != Opinion.POSSIBLE and not text:
        wrong["text"] = {
            Opinion.CONDITIONS: _("Écrivez à quelles conditions."),
            Opinion.IMPOSSIBLE: _("Écrivez pourquoi : c’est ce que la personne lira."),
        }.get(Opinion(opinion), _("Écrivez qui est compétent, ou transmettez la question."))
    if wrong:
        raise Incomplete(_("Votre avis n’est pas enregistré : il reste quelque chose à corriger."), wrong)
    was_silent = asked.state == State.SILENT
    asked.state = Asked.FLOW.step("answer", asked.state)
    asked.opinion, asked.text, asked.way, asked.answered_at = opinion, text, way, clock.now()
    asked.answered_by_name, asked.is_publishable = clean_line(name)[:150], is_publishable
    asked.save()
    read_cited(asked.consultation.case, text)
    if take_files is not None:
        take_files(asked)
    _settle(asked, "opinion", f"{asked.name} : {asked.get_opinion_display()}", by)
    if was_silent:
        _tell_late(asked)
    return asked


def _tell_late(asked: Asked) -> None:
    """The person was told of a silence: they are told that it is over. What the service says of it, the desk tells them."""
    case = asked.consultation.case
    if case.state not in Case.OPEN:
        return
    with translation.override(settings.LANGUAGE_CODE):
        note(case=case, verb="late_opinion", text=_("%(name)s a répondu.") % {"name": name_for_person(asked)})
    with translation.override(case.language):
        words = _("%(name)s a finalement répondu à notre question. Le guichet lit cette réponse, et vous dit ce qu’il en tire.") % {
            "name": name_for_person(asked)
        }
    tell_late_opinion(case, write(case=case, circle=Circle.PERSON, author=Message.Author.SYSTEM, text=words))


def _settle(asked: Asked, verb: str, words: str, by: User | None) -> None:
    """It is written in the case, its hackers know, and what comes next is counted again."""
    case = asked.consultation.case
    note(case=case, verb=verb, text=words, is_for_person=False, by=by)
    announce(facts.AuthorityAnswered(case_id=case.pk, asked_id=asked.pk, state=asked.state), by=by)
    look_ahead(case)
    if by is None:
        messages.tell_settled(asked)


@transaction.atomic
def forward(*, asked: Asked, email: str, name: str = "", text: str = "", by: User | None = None) -> Asked:
    """Another service answers: it receives the question, and this one is done. Raises OutOfTurn, Incomplete."""
    asked, email = _open(asked), email.strip().lower()
    rows = Asked.objects.filter(consultation=asked.consultation)
    wrong = ""
    try:
        validate_email(email)
    except ValidationError:
        wrong = _("Écrivez une adresse électronique complète, comme nom@service.fr.")
    if not wrong and rows.filter(email__iexact=email).exists():
        wrong = _("Ce service a déjà reçu cette question.")
    if not wrong and email == asked.consultation.case.email.lower():
        wrong = _("Cette adresse n’est pas celle d’un service.")
    if not wrong and rows.filter(state=State.FORWARDED).count() >= MOST_FORWARDS:
        wrong = _("Cette question a déjà été transmise bien des fois. Dites-nous plutôt par un message qui est compétent.")
    if wrong:
        raise Incomplete(_("La question n’est pas transmise."), {"email": wrong})
    known = Authority.objects.filter(email__iexact=email).first()
    least = next_working_day(clock.today() + dt.timedelta(days=LEAST_DAYS))
    asked.state = Asked.FLOW.step("forward", asked.state)
    asked.save(update_fields=["state"])
    other = Asked.objects.create(
        consultation=asked.consultation,
        authority=known,
        name=clean_line(name)[:200] or (known.name if known else email),
        email=email,
        forwarded_from=asked,
        due_on=max(asked.due_on, least),
    )
    messages.send_question(other)
    if clean_text(text):
        write(case=asked.consultation.case, circle=Circle.ADMINISTRATIONS, author=Message.Author.ADMINISTRATION, text=text, asked=asked)
    _settle(asked, "forward", f"{asked.name} → {other.name}", by)
    return other


@transaction.atomic
def ask_for_time(*, asked: Asked, days: int, by: User | None = None) -> Asked:
    """So many more days, sixty in all. Raises OutOfTurn, Incomplete."""
    asked = _open(asked)
    if asked.state == State.SILENT:
        raise OutOfTurn(_("Votre silence a été inscrit. Vous pouvez encore rendre votre avis, sans délai."))
    last = asked.consultation.due_on + dt.timedelta(days=MOST_DAYS)
    wanted = next_working_day(max(asked.due_on, clock.today()) + dt.timedelta(days=max(days, 0)))
    if days < 1 or wanted > next_working_day(last):
        words = _("Soixante jours au plus après le %(on)s.") % {"on": day(asked.consultation.due_on)}
        raise Incomplete(_("Le délai n’est pas changé."), {"days": words})
    asked.due_on = wanted
    asked.reminded_at = asked.sponsor_told_at = asked.secretary_told_at = None
    asked.save(update_fields=["due_on", "reminded_at", "sponsor_told_at", "secretary_told_at"])
    _settle(asked, "more_time", f"{asked.name} : {wanted:%d/%m/%Y}", by)
    return asked


@transaction.atomic
def say(*, asked: Asked, text: str, came_by_mail: bool = False, is_unsure: bool = False) -> Message:
    """Words that are no opinion, or that come after it: a message to the desk. Raises Incomplete."""
    message = write(
        case=asked.consultation.case,
        circle=Circle.ADMINISTRATIONS,
        author=Message.Author.ADMINISTRATION,
        text=text,
        asked=asked,
        came_by_mail=came_by_mail,
        is_unsure=is_unsure,
    )
    messages.tell_said(asked, message)
    return message


@transaction.atomic
def renew_link(*, asked: Asked) -> Asked:
    """Send the question again to the same address, with a new link: the earlier ones stop. Raises Refusal."""
    asked = lock(asked)
    if asked.state not in (State.WAITING, State.SILENT):
        raise Refusal(_("Cette question n’attend plus de réponse de cette adresse."))
    asked.link_serial += 1
    asked.save(update_fields=["link_serial"])
    messages.send_question(asked)
    return asked


@transaction.atomic
def note_bounce(*, asked: Asked) -> Asked:
    """The question could not be delivered: whoever follows the case is told to find another address."""
    asked = lock(asked)
    if asked.bounced_at is None:
        asked.bounced_at = clock.now()
        asked.save(update_fields=["bounced_at"])
        note(case=asked.consultation.case, verb="bounce", text=asked.name, is_for_person=False)
        messages.tell_bounced(asked)
    return asked
