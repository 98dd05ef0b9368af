"""Events are prepared, published, moved, called off and told: every change of what is public has its number and its reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock, take_numbers
from frenchimpact.core.seen import settle
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.events import facts
from frenchimpact.events.actions.programme import set_speakers
from frenchimpact.events.actions.registrations import cancel_all, promote_waiting
from frenchimpact.events.messages.organisers import report_published
from frenchimpact.events.models import Event, EventChange, EventCounter, Quota
from frenchimpact.geo.models import Place

FIELDS = (
    "kind",
    "title",
    "summary",
    "description",
    "tour",
    "organiser",
    "themes",
    "publics",
    "starts_at",
    "ends_at",
    "time_zone",
    "way",
    "place",
    "venue",
    "address",
    "access_note",
    "remote_url",
    "has_registration",
    "opens_at",
    "closes_at",
    "capacity",
    "asks_needs",
    "asks_photo",
)
# What calendars and those who hold a seat must know.
TOLD = ("starts_at", "ends_at", "time_zone", "way", "place", "venue", "address", "title")
LONGEST = dt.timedelta(days=31)
# The clock on the wall overseas, by region or territory.
ZONES = {
    "01": "America/Guadeloupe",
    "02": "America/Martinique",
    "03": "America/Cayenne",
    "04": "Indian/Reunion",
    "06": "Indian/Mayotte",
    "975": "America/Miquelon",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def zone_of(place: Place | None) -> str:
    """The time zone of a place; that of Paris where nothing says otherwise."""
    if place is None:
        return "Europe/Paris"
    region = place if place.level == Place.Level.REGION else place.region
    keys = [region.code if region else "", place.code[:3] if place.level != Place.Level.REGION else ""]
    return next((ZONES[key] for key in keys if key in ZONES), "Europe/Paris")


@transaction.atomic
def prepare_event(*, by: User | None, quotas: Sequence[tuple[str, int]] = (), **fields: Any) -> Event:
    """A draft. `fields` are FIELDS; without a time zone, that of its place. Raises Refusal or Incomplete."""
    kept = {name: fields[name] for name in FIELDS if name in fields}
    kept.setdefault("time_zone", zone_of(kept.get("place")))
    year = clock.today().year
    number = take_numbers(EventCounter, year=year)
    reference = f"EV-{year}-{number:04d}"
    event = Event(reference=reference, slug=_slug(kept.get("title", ""), year, number), created_by=by, **kept)
    _check(event)
    _save(event)
    set_quotas(event=event, quotas=quotas)
    announce(facts.EventWritten(event_id=event.pk), by=by)
    return event


def _slug(title: str, year: int, number: int) -> str:
    """Readable and alone: the number stands in it."""
    return f"{slugify(title)[:80].strip('-') or 'evenement'}-{year}-{number}"


def _check(event: Event) -> None:
    problems: dict[str, Any] = {}
    if event.time_zone not in available_timezones():
        problems["time_zone"] = _("Ce fuseau horaire n’existe pas : choisissez-en un dans la liste.")
    if event.ends_at <= event.starts_at:
        problems["ends_at"] = _("La fin vient après le début.")
    elif event.ends_at - event.starts_at > LONGEST:
        problems["ends_at"] = _("Un événement dure au plus %d jours : faites-en plusieurs.") % LONGEST.days
    if event.way != Event.Way.REMOTE and event.place is None:
        problems["place"] = _("Dites où : une commune, ou un lieu plus large si la salle n’est pas connue.")
    if event.opens_at and event.closes_at and event.closes_at <= event.opens_at:
        problems["closes_at"] = _("Les inscriptions se ferment après leur ouverture.")
    if event.tour is not None and event.kind != Event.Kind.TOUR_STOP:
        problems["kind"] = _("Un événement du Tour en est une étape.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)


def _save(event: Event) -> None:
    event.changed_at = clock.now()
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError as error:
        if "event_seats" in str(error):
            words = _("Plus de places sont prises ou réservées (%(count)s) que vous n’en laissez.") % {
                "count": event.taken + event.reserved
            }
            raise Incomplete(words, {"capacity": words}) from error
        raise


@transaction.atomic
def set_quotas(*, event: Event, quotas: Sequence[tuple[str, int]]) -> None:
    """The publics for which seats are kept, by name; what has registrations is not taken away. Raises Refusal."""
    event = lock(event)
    there = {quota.name: quota for quota in event.quotas.select_for_update()}
    given = {clean_line(name): seats for name, seats in quotas if clean_line(name)}
    if sum(given.values()) and event.capacity is None:
        raise Refusal(_("Donnez d’abord le nombre de places : les quotas en sont une part."))
    try:
        with transaction.atomic():
            for name, quota in there.items():
                if name not in given:
                    if quota.registrations.exists():
                        raise Refusal(_("« %s » a des inscrits : gardez ce quota.") % name)
                    quota.delete()
            for name, seats in given.items():
                Quota.objects.update_or_create(event=event, name=name, defaults={"seats": seats})
    except IntegrityError as error:
        raise Refusal(_("Ces quotas dépassent les places libres : augmentez la capacité ou réduisez-les.")) from error
    if event.state == Event.State.PUBLISHED:
        promote_waiting(event)


@transaction.atomic
def change_event(*, event: Event, by: User, reason: str = "", **fields: Any) -> Event:
    """Its sheet. Once it is public, a change of date or place is numbered, and told to those who hold a seat. Raises Refusal."""
    event = lock(event)
    if event.state in (Event.State.CANCELLED, Event.State.ARCHIVED):
        raise Refusal(_("Cet événement n’est plus à venir : seul son compte rendu change encore."))
    before = {name: getattr(event, name) for name in TOLD}
    for name in FIELDS:
        if name in fields:
            setattr(event, name, fields[name])
    if "place" in fields and "time_zone" not in fields:
        event.time_zone = zone_of(event.place)
    _check(event)
    changed = {name: value for name, value in before.items() if value != getattr(event, name)}
    is_told = bool(changed) and event.state != Event.State.DRAFT
    if is_told:
        _number(event, "change", changed, reason, by)
    _save(event)
    if is_told:
        announce(facts.EventChanged(event_id=event.pk, sequence=event.sequence), by=by)
    else:
        announce(facts.EventWritten(event_id=event.pk), by=by)
    if event.state == Event.State.PUBLISHED:
        promote_waiting(event)
    return event


def written(event: Event) -> dict[str, Any]:
    """What its form shows, seats kept and speakers with it."""
    quotas = [(one.name, one.seats) for one in event.quotas.order_by("pk")]
    speakers = [(one.name, one.role) for one in event.speakers.filter(session=None)]
    return {**{name: getattr(event, name) for name in FIELDS}, "quotas": quotas, "speakers": speakers}


@transaction.atomic
def rewrite_event(*, event: Event, by: User, seen: str = "", **fields: Any) -> Event:
    """Its whole form: FIELDS, `quotas`, `speakers`. `seen`: the seals of what the form showed. Raises Refusal; Stale if both changed it."""
    event = lock(event)
    taken = settle(written(event), fields, seen)
    quotas, speakers = taken.pop("quotas"), taken.pop("speakers")
    event = change_event(event=event, by=by, **taken)
    set_quotas(event=event, quotas=quotas)
    set_speakers(event=event, speakers=speakers)
    return event


def _number(event: Event, verb: str, before: Mapping[str, Any], reason: str, by: User | None) -> None:
    event.sequence += 1
    told = {name: _plain(value) for name, value in before.items()}
    EventChange.objects.create(event=event, sequence=event.sequence, verb=verb, before=told, reason=clean_line(reason)[:500], by=by)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.key if isinstance(value, Place) else value


@transaction.atomic
def publish_event(*, event: Event, by: User | None) -> Event:
    """Everybody sees it, and may register. Raises Refusal."""
    event = lock(event)
    event.state = Event.FLOW.step("publish", event.state)
    if event.ends_at <= clock.now():
        raise Refusal(_("Cet événement est déjà passé : changez sa date avant de le publier."))
    event.published_at = clock.now()
    _save(event)
    announce(facts.EventMoved(event_id=event.pk, verb="publish", state=event.state), by=by)
    return event


@transaction.atomic
def postpone_event(*, event: Event, reason: str, by: User | None) -> Event:
    """It will be held another day, not known yet; seats are kept. Raises Refusal."""
    return _call_off(event, "postpone", reason, by)


@transaction.atomic
def cancel_event(*, event: Event, reason: str, by: User | None) -> Event:
    """It will not be held. Everyone who holds a seat or waits is told once. Raises Refusal."""
    event = _call_off(event, "cancel", reason, by)
    cancel_all(event)
    return event


def _call_off(event: Event, verb: str, reason: str, by: User | None) -> Event:
    event = lock(event)
    reason = clean_line(reason)[:500]
    if not reason:
        words = _("Dites pourquoi : c’est ce que liront les personnes inscrites.")
        raise Incomplete(words, {"reason": words})
    event.state = Event.FLOW.step(verb, event.state)
    event.state_reason = reason
    _number(event, verb, {}, reason, by)
    _save(event)
    announce(facts.EventMoved(event_id=event.pk, verb=verb, state=event.state, sequence=event.sequence), by=by)
    return event


@transaction.atomic
def reschedule_event(*, event: Event, starts_at: dt.datetime, ends_at: dt.datetime, by: User | None) -> Event:
    """What was postponed has its new date. Raises Refusal or Incomplete."""
    event = lock(event)
    before = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    event.state = Event.FLOW.step("reschedule", event.state)
    event.state_reason = ""
    event.starts_at, event.ends_at = starts_at, ends_at
    _check(event)
    if event.ends_at <= clock.now():
        words = _("La nouvelle date est à venir.")
        raise Incomplete(words, {"starts_at": words})
    _number(event, "reschedule", before, "", by)
    _save(event)
    announce(facts.EventChanged(event_id=event.pk, sequence=event.sequence), by=by)
    return event


@transaction.atomic
def archive_event(*, event: Event, by: User | None) -> Event:
    """It stays to be read, and nothing of it moves any more but its report. Raises Refusal."""
    event = lock(event)
    event.state = Event.FLOW.step("archive", event.state)
    if event.ends_at > clock.now() and not event.state_reason:
        raise Refusal(_("Cet événement n’est pas passé : annulez-le, ou attendez sa fin."))
    _save(event)
    announce(facts.EventMoved(event_id=event.pk, verb="archive", state=event.state), by=by)
    return event


@transaction.atomic
def write_report(*, event: Event, report: str, replay_url: str = "", by: User | None) -> Event:
    """What was said and shown, for everyone. Raises Refusal before the end."""
    event = lock(event)
    if event.ends_at > clock.now() or event.state not in (Event.State.PUBLISHED, Event.State.ARCHIVED):
        raise Refusal(_("Le compte rendu s’écrit une fois l’événement passé."))
    event.report, event.replay_url = clean_text(report), replay_url
    if event.report and event.reported_at is None:
        event.reported_at = clock.now()
    _save(event)
    if event.report:
        report_published(event)
    announce(facts.EventWritten(event_id=event.pk), by=by)
    return event
