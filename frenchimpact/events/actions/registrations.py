"""Seats: taken, waited for, given back and given to the next. The event is held while they are judged: the order is that of arrival."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.events import facts
from frenchimpact.events.messages import registrations as letters
from frenchimpact.events.models import Event, Feedback, Quota, Registration

State = Registration.State
# Mails that one address may be sent in a day by whoever types it: nobody else's mailbox is filled from here.
MOST_AGAIN = 3
# Events that one address, without an account, is registered for in a day.
MOST_A_DAY = 10


@transaction.atomic
def register(
    *,
    event: Event,
    name: str,
    email: str,
    by: User | None = None,
    quota: Quota | None = None,
    needs: str = "",
    photo: str = "",
    language: str = "fr",
    is_at_door: bool = False,
) -> Registration:
    """A seat, or a place in the waiting list. The same address twice is one registration, which comes back if it was cancelled.

    `is_at_door`: written by who welcomes, even once registrations are closed. Raises Refusal or Incomplete.
    """
    event = lock(event)
    name, email = clean_line(name)[:150], clean_line(email)
    _check_open(event, is_at_door=is_at_door)
    if not name or not email:
        raise Incomplete(_("Donnez votre nom et votre adresse."), {"name": "", "email": ""})
    if quota is not None and quota.event_id != event.pk:
        raise Refusal(_("Ce quota n’est pas de cet événement."))
    known = Registration.objects.select_for_update().filter(event=event, email__iexact=email).first()
    if known is not None and known.state != State.CANCELLED:
        return known
    if by is None and not is_at_door:
        _check_number(email)
    registration = known or Registration(event=event, email=email)
    now = clock.now()
    registration.name, registration.quota, registration.person = name, quota, by or registration.person
    registration.needs, registration.photo, registration.language = clean_line(needs)[:1000], photo, language
    registration.registered_at, registration.cancelled_at, registration.waiting_since = now, None, None
    if _has_seat(event, quota) and not _is_awaited(event, quota):
        registration.state, registration.confirmed_at = State.CONFIRMED, now
    else:
        registration.state, registration.waiting_since = State.WAITLISTED, now
    registration.save()
    registration.is_new = True
    announce(facts.Registered(event_id=event.pk, registration_id=registration.pk, state=registration.state), by=by)
    return registration


def _check_number(email: str) -> None:
    """Anyone may type an address: its mailbox is not filled from here."""
    recent = Registration.objects.filter(email__iexact=email, registered_at__gt=clock.now() - dt.timedelta(days=1))
    if recent.count() >= MOST_A_DAY:
        raise TooMany(_("Cette adresse s’est inscrite à beaucoup d’événements aujourd’hui. Connectez-vous, ou revenez demain."))


def _check_open(event: Event, *, is_at_door: bool) -> None:
    now = clock.now()
    if event.state == Event.State.CANCELLED:
        raise Refusal(_("Cet événement est annulé : %s") % event.state_reason)
    if event.state != Event.State.PUBLISHED or not event.has_registration:
        raise Refusal(_("On ne s’inscrit pas à cet événement."))
    if is_at_door:
        return
    if now >= event.ends_at or (event.closes_at and now >= event.closes_at):
        raise Refusal(_("Les inscriptions sont closes."))
    if event.opens_at and now < event.opens_at:
        raise Refusal(_("Les inscriptions ne sont pas encore ouvertes."))


def _has_seat(event: Event, quota: Quota | None) -> bool:
    if quota is not None:
        quota.refresh_from_db(fields=["taken", "seats"])
        return quota.taken < quota.seats
    return event.capacity is None or event.taken + event.reserved < event.capacity


def _is_awaited(event: Event, quota: Quota | None) -> bool:
    """Whether somebody waits already: nobody passes before them."""
    return event.registrations.filter(state=State.WAITLISTED, quota=quota).exists()


def promote_waiting(event: Event) -> list[Registration]:
    """Give the free seats to those who wait, the first first. The event is held by the caller."""
    event.refresh_from_db(fields=["taken", "reserved", "capacity", "state", "ends_at"])
    promoted: list[Registration] = []
    if event.state != Event.State.PUBLISHED or event.ends_at <= clock.now():
        return promoted
    waiting = event.registrations.select_for_update().filter(state=State.WAITLISTED).order_by("waiting_since", "pk")
    full: set[int | None] = set()
    for one in waiting.select_related("quota").select_for_update(of=("self",)):
        if one.quota_id in full:
            continue
        event.refresh_from_db(fields=["taken", "reserved"])
        if not _has_seat(event, one.quota):
            full.add(one.quota_id)
            continue
        _move(one, "promote", by=None)
        promoted.append(one)
    return promoted


def _move(registration: Registration, verb: str, *, by: User | None, at: dt.datetime | None = None) -> None:
    registration.state = Registration.FLOW.step(verb, registration.state)
    now = clock.now()
    if verb == "promote":
        registration.confirmed_at = now
    elif verb == "cancel":
        registration.cancelled_at = now
    elif verb == "check_in":
        registration.arrived_at, registration.checked_in_by = registration.arrived_at or at or now, by
    registration.save()
    announce(
        facts.RegistrationMoved(event_id=registration.event_id, registration_id=registration.pk, verb=verb, state=registration.state), by=by
    )


@transaction.atomic
def cancel_registration(*, registration: Registration, by: User | None) -> Registration:
    """The seat is given back, and to the next who waits. Twice is once. Raises Refusal."""
    event = lock(registration.event)
    registration = lock(registration)
    if registration.state == State.CANCELLED:
        return registration
    if event.ends_at <= clock.now() and event.state != Event.State.POSTPONED:
        raise Refusal(_("Cet événement est passé."))
    _move(registration, "cancel", by=by)
    promote_waiting(event)
    return registration


def cancel_all(event: Event) -> None:
    """Nobody holds a seat of an event that is not held: their registrations stay as they are, so that each is told; waiting ends."""
    event.registrations.filter(state=State.WAITLISTED).update(state=State.CANCELLED, cancelled_at=clock.now())


@transaction.atomic
def check_in(*, registration: Registration, by: User | None, at: dt.datetime | None = None) -> Registration:
    """The person came, now or `at`. Twice is once; from the waiting list, when a seat is free. Raises Refusal."""
    event = lock(registration.event)
    registration = lock(registration)
    if registration.state == State.ATTENDED:
        return registration
    if event.state != Event.State.PUBLISHED:
        raise Refusal(_("Cet événement n’est pas tenu : personne n’y est accueilli."))
    if registration.state == State.WAITLISTED:
        if not _has_seat(event, registration.quota):
            raise Refusal(_("Cette personne attend une place, et il n’y en a pas de libre."))
        _move(registration, "promote", by=by)
    elif registration.state == State.CANCELLED:
        raise Refusal(_("Cette inscription est annulée : inscrivez la personne de nouveau à l’accueil."))
    _move(registration, "check_in", by=by, at=at)
    return registration


@transaction.atomic
def change_registration(*, registration: Registration, name: str, needs: str = "", photo: str = "") -> Registration:
    """What its person says of themselves, as long as they mean to come. Raises Refusal or Incomplete."""
    registration = lock(registration)
    if not registration.is_open:
        raise Refusal(_("Cette inscription ne se change plus."))
    name = clean_line(name)[:150]
    if not name:
        words = _("Donnez votre nom.")
        raise Incomplete(words, {"name": words})
    registration.name, registration.needs, registration.photo = name, clean_line(needs)[:1000], photo
    registration.save(update_fields=["name", "needs", "photo"])
    return registration


@transaction.atomic
def undo_check_in(*, registration: Registration, by: User | None) -> Registration:
    """The wrong line was ticked. Raises Refusal."""
    registration = lock(registration)
    registration.arrived_at = registration.checked_in_by = None
    _move(registration, "undo_check_in", by=by)
    return registration


@transaction.atomic
def mark_absent(*, event: Event, by: User | None) -> int:
    """Everyone expected who did not come, once it is over. Gives how many. Raises Refusal."""
    event = lock(event)
    if event.state != Event.State.PUBLISHED or event.ends_at > clock.now():
        raise Refusal(_("Les absences se notent une fois l’événement passé."))
    expected = list(event.registrations.select_for_update().filter(state=State.CONFIRMED).order_by("pk"))
    for one in expected:
        _move(one, "mark_absent", by=by)
    return len(expected)


@transaction.atomic
def erase_needs() -> int:
    """What people need is read for the event, and forgotten once it is over or cancelled. Gives how many were."""
    over = Q(event__ends_at__lte=clock.now(), event__state__in=(Event.State.PUBLISHED, Event.State.ARCHIVED))
    gone = over | Q(event__state=Event.State.CANCELLED) | Q(state=State.CANCELLED)
    return Registration.objects.exclude(needs="").filter(gone).update(needs="")


@transaction.atomic
def give_feedback(*, registration: Registration, was_useful: bool, text: str = "") -> Feedback:
    """What somebody says of the event once it was held; said again, it is what is kept. Raises Refusal."""
    registration = lock(registration)
    if not registration.is_seated or registration.event.ends_at > clock.now():
        raise Refusal(_("On dit son avis une fois l’événement passé."))
    found, _is_new = Feedback.objects.update_or_create(
        registration=registration, defaults={"was_useful": was_useful, "text": clean_text(text)[:2000], "at": clock.now()}
    )
    return found


@transaction.atomic
def write_again(*, registration: Registration) -> bool:
    """Their link and where they stand, to their own address; a few times a day at most. Gives whether a mail leaves."""
    since = clock.now() - dt.timedelta(days=1)
    number = registration.letters.filter(what__startswith="again:").count()
    if registration.letters.filter(what__startswith="again:", at__gt=since).count() >= MOST_AGAIN:
        return False
    return letters.write_again(registration, number + 1)
