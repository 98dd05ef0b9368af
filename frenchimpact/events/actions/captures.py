"""Cards captured at an event. A card has the number that its device gave it: however many times it is sent, it is one."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.events import facts
from frenchimpact.events.actions.registrations import check_in, register
from frenchimpact.events.models import Capture, Card, Event, Registration
from frenchimpact.geo.queries import resolve_place
from frenchimpact.projects.actions import save_declaration, send_resume_link, start_declaration

Kind = Capture.Kind
# How long after the end whose card it is stays written.
KEPT = dt.timedelta(days=365)
# What may have been captured before the event begins.
EARLY = dt.timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One card on its way: the number that its device gave it, when it was captured there, and who sends it."""

    event: Event
    client_id: uuid.UUID
    by: User | None
    captured_at: dt.datetime | None = None


def _capture(sending: Sending, kind: str, make: Callable[[Event, dt.datetime], Registration | None]) -> Capture:
    """The card of that number, taken once. The event is held meanwhile: two sendings of one card wait for each other."""
    event = lock(sending.event)
    known = Capture.objects.filter(client_id=sending.client_id).select_related("registration").first()
    if known is not None:
        if (known.event_id, known.kind) != (event.pk, kind):
            raise Refusal(_("Une autre fiche a déjà été envoyée sous ce numéro. Recopiez celle-ci dans une nouvelle."))
        return known
    if event.state == Event.State.DRAFT:
        raise OutOfTurn(_("Cet événement n’est pas publié : publiez-le, puis envoyez de nouveau."))
    at = _believable(event, sending.captured_at)
    registration = make(event, at)
    capture = Capture.objects.create(
        client_id=sending.client_id, event=event, kind=kind, registration=registration, captured_at=at, by=sending.by
    )
    announce(facts.Captured(event_id=event.pk, capture_id=capture.pk, kind=kind), by=sending.by)
    return capture


def _believable(event: Event, at: dt.datetime | None) -> dt.datetime:
    """The clock of the device, unless it tells what cannot be: before the event, or to come."""
    now = clock.now()
    return at if at is not None and event.starts_at - EARLY <= at <= now else now


@transaction.atomic
def capture_arrival(sending: Sending, *, registration: Registration) -> Capture:
    """Somebody registered arrived. On two devices it is two cards and one arrival. Raises Refusal."""
    return _capture(sending, Kind.CHECK_IN, lambda _event, at: check_in(registration=registration, by=sending.by, at=at))


@transaction.atomic
def capture_walk_in(sending: Sending, *, name: str, email: str) -> Capture:
    """Somebody arrived without having registered: they are now. Raises Refusal or Incomplete."""

    def welcome(event: Event, at: dt.datetime) -> Registration:
        found = register(event=event, name=name, email=email, is_at_door=True)
        return check_in(registration=found, by=sending.by, at=at)

    return _capture(sending, Kind.WALK_IN, welcome)


@transaction.atomic
def capture_card(sending: Sending, *, kind: str, text: str, consent: str = "", is_public: bool = False, **said: str) -> Capture:
    """A project, or something for the wall. `said`: title, where, name, email, phone.

    Who gave an address for a project receives, once, the link that opens its declaration, begun with what was said.
    Raises Incomplete when somebody is named who did not agree to it.
    """
    kept = {field: clean_line(value) for field, value in said.items()}
    if any(kept.get(field) for field in ("name", "email", "phone")) and not consent:
        words = _("Demandez l’accord de la personne, ou ne gardez ni son nom ni son contact.")
        raise Incomplete(words, {"agrees": words})
    capture = _capture(sending, kind, lambda _event, _at: None)
    card, is_new = Card.objects.get_or_create(
        capture=capture, defaults={"text": clean_line(text)[:600], "consent": consent[:500], "is_public": is_public, **kept}
    )
    if is_new and kind == Kind.PROJECT and kept.get("email"):
        _begin_declaration(card)
    return capture


def _begin_declaration(card: Card) -> bool:
    """The draft of their declaration, as they would have begun it themselves. Gives whether the link left, to them alone."""
    event = card.capture.event
    draft, key = start_declaration(by=None)
    place = resolve_place(card.where).place if card.where else event.place
    said: dict[str, Any] = {"email": card.email, "name": card.title, "answer": card.text, "places": [place.key] if place else []}
    saved = save_declaration(
        declaration=draft,
        changes={field: Change(value, 0) for field, value in said.items() if value},
        by=event.title,
        writer=f"event-{event.pk}",
    )
    draft.refresh_from_db()
    card.declaration = draft
    if not saved.errors and send_resume_link(declaration=draft, key=key):
        card.link_sent_at = clock.now()
    card.save(update_fields=["declaration", "link_sent_at"])
    return card.link_sent_at is not None


@transaction.atomic
def send_link(*, card: Card, email: str, by: User | None) -> Card:
    """The address of somebody who had left a number only: they receive the link that opens their declaration. Raises Refusal."""
    card = _hold(card)
    if card.capture.kind != Kind.PROJECT or card.state == Card.State.DISMISSED:
        raise OutOfTurn(_("Le lien de déclaration part pour un projet que vous suivez."))
    if card.link_sent_at is not None:
        raise OutOfTurn(_("Le lien est déjà parti."))
    if not card.consent:
        raise Refusal(_("Cette fiche n’est plus celle de personne : son contact a été effacé."))
    card.email = clean_line(email)
    card.save(update_fields=["email"])
    if not _begin_declaration(card):
        raise Refusal(_("Cette adresse a reçu beaucoup de liens : réessayez dans une heure."))
    announce(facts.CardMoved(event_id=card.capture.event_id, capture_id=card.capture_id, verb="send_link", state=card.state), by=by)
    return card


def _hold(card: Card) -> Card:
    return Card.objects.select_for_update(of=("self",)).select_related("capture__event__place").get(pk=card.pk)


@transaction.atomic
def settle_card(*, card: Card, reference: str = "", by: User | None) -> Card:
    """It was followed; with the reference of what it became, when there is one. Raises OutOfTurn."""
    return _move(card, "settle", by, reference=clean_line(reference).upper()[:20])


@transaction.atomic
def dismiss_card(*, card: Card, by: User | None) -> Card:
    """Captured by mistake, or nothing to follow: it is neither counted nor shown. Raises OutOfTurn."""
    return _move(card, "dismiss", by, reference="")


@transaction.atomic
def reopen_card(*, card: Card, by: User | None) -> Card:
    """There is more to do after all. Raises OutOfTurn."""
    return _move(card, "reopen", by)


def _move(card: Card, verb: str, by: User | None, **fields: Any) -> Card:
    card = _hold(card)
    card.state = Card.FLOW.step(verb, card.state)
    for name, value in fields.items():
        setattr(card, name, value)
    is_open = card.state == Card.State.OPEN
    card.settled_at, card.settled_by = (None, None) if is_open else (clock.now(), by)
    card.save()
    announce(facts.CardMoved(event_id=card.capture.event_id, capture_id=card.capture_id, verb=verb, state=card.state), by=by)
    return card


def old_contacts() -> QuerySet[Card]:
    """Whose cards they are goes a year after the event."""
    return Card.objects.filter(capture__event__ends_at__lt=clock.now() - KEPT).exclude(name="", email="", phone="", consent="")


def forget_contacts(cards: QuerySet[Card]) -> int:
    """What was said stays; who said it goes. Gives how many."""
    return cards.update(name="", email="", phone="", consent="")
