"""Planning and holding meetings: who came, what was said, what was decided."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.seen import settle
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.territories import facts
from frenchimpact.territories.actions.plans import add_action
from frenchimpact.territories.messages import meetings as messages
from frenchimpact.territories.models import Action, Attendance, Feed, Meeting, Objective, Resolution, Territory
from frenchimpact.territories.queries.meetings import members_on

FIELDS = ("kind", "title", "starts_at", "ends_at", "where", "agenda", "host", "is_public")
LONGEST_MINUTES = 40_000
CAME = ("present", "represented", "excused")


@transaction.atomic
def plan_meeting(*, territory: Territory, by: User, **fields: Any) -> Meeting:
    """A meeting, told to the members; `fields` are kind, title, starts_at, ends_at, where, agenda, host, is_public. Raises Refusal."""
    _check_host(territory, fields.get("host"))
    meeting = Meeting.objects.create(territory=territory, by=by, **{name: fields[name] for name in FIELDS if name in fields})
    messages.tell_planned(meeting, by=by)
    announce(facts.MeetingPlanned(territory_id=territory.pk, meeting_id=meeting.pk), by=by)
    return meeting


def _check_host(territory: Territory, host: Territory | None) -> None:
    if host is not None and host.pk == territory.pk:
        raise Incomplete(_("Un territoire ne se reçoit pas lui-même."), {"host": _("Choisissez le territoire que vous allez voir.")})


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: User, seen: str = "", **fields: Any) -> Meeting:
    """Another hour, place or agenda, as long as it was not held. The members are told when the hour or the place changed.

    `seen` is the seals of what the page showed. Raises Stale when somebody changed the same thing in between.
    """
    meeting = lock(meeting)
    if meeting.state != Meeting.State.PLANNED:
        raise OutOfTurn(_("Cette réunion n’est plus à venir : seul son compte rendu change encore."))
    _check_host(meeting.territory, fields.get("host"))
    before = (meeting.starts_at, meeting.ends_at, meeting.where)
    kept = _settled(meeting, {name: fields[name] for name in FIELDS if name in fields}, seen)
    for name, value in kept.items():
        setattr(meeting, name, value)
    _save(meeting, *kept)
    if (meeting.starts_at, meeting.ends_at, meeting.where) != before:
        messages.tell_moved(meeting, by=by)
    announce(facts.MeetingMoved(territory_id=meeting.territory_id, meeting_id=meeting.pk, state=meeting.state), by=by)
    return meeting


def written(meeting: Meeting) -> dict[str, Any]:
    """What its form shows: its end is told as a length, in minutes."""
    shown = {name: getattr(meeting, name) for name in FIELDS if name != "ends_at"}
    return {**shown, "length": _minutes(meeting.starts_at, meeting.ends_at)}


def _minutes(starts_at: dt.datetime, ends_at: dt.datetime) -> int:
    return int((ends_at - starts_at).total_seconds() // 60)


def _settled(meeting: Meeting, fields: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """What to write: with both hours, the length goes on from whoever moved the beginning."""
    mine = dict(fields)
    if {"starts_at", "ends_at"} <= mine.keys():
        mine["length"] = _minutes(mine["starts_at"], mine.pop("ends_at"))
    now = written(meeting) | {"ends_at": meeting.ends_at}
    taken = settle(now, mine, seen)
    if "length" in taken:
        taken["ends_at"] = taken["starts_at"] + dt.timedelta(minutes=taken.pop("length"))
    return taken


def _save(meeting: Meeting, *fields: str) -> None:
    meeting.changed_at = clock.now()
    meeting.save(update_fields=[*fields, "changed_at"])


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """It will not be held: the members are told."""
    meeting = lock(meeting)
    if meeting.state != Meeting.State.PLANNED:
        raise OutOfTurn(_("Cette réunion n’est plus à venir."))
    meeting.state = Meeting.State.CANCELLED
    _save(meeting, "state")
    messages.tell_cancelled(meeting, by=by)
    announce(facts.MeetingMoved(territory_id=meeting.territory_id, meeting_id=meeting.pk, state=meeting.state), by=by)
    return meeting


def _hold(meeting: Meeting, by: User) -> Meeting:
    """The same row, held until the transaction ends; it is held from the first thing noted about it, once its hour has come."""
    meeting = lock(meeting)
    if meeting.state == Meeting.State.CANCELLED:
        raise OutOfTurn(_("Cette réunion est annulée."))
    if meeting.starts_at > clock.now():
        raise Refusal(_("Cette réunion n’a pas commencé : le compte rendu s’ouvre à son heure."))
    if meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.HELD
        _save(meeting, "state")
        announce(facts.MeetingMoved(territory_id=meeting.territory_id, meeting_id=meeting.pk, state=meeting.state), by=by)
    return meeting


@transaction.atomic
def note_attendance(*, meeting: Meeting, said: Mapping[int, tuple[str, str]], by: User) -> None:
    """Who came: member → (present, represented, excused or nothing, by whom). Raises Incomplete for one represented by nobody."""
    meeting = _hold(meeting, by)
    missing = {}
    for member in members_on(meeting):
        if member.pk not in said:
            continue
        came, note = said[member.pk]
        note = clean_line(note)[:200]
        if came == "represented" and not note:
            missing[f"note-{member.pk}"] = _("Dites par qui %(name)s est représenté.") % {"name": member.name}
        elif came not in CAME:
            Attendance.objects.filter(meeting=meeting, member=member).delete()
        else:
            values = {"is_present": came != "excused", "note": "" if came == "present" else note}
            Attendance.objects.update_or_create(meeting=meeting, member=member, defaults=values)
    if missing:
        raise Incomplete(_("Il manque le nom d’une personne qui représente."), missing)


@transaction.atomic
def write_minutes(*, meeting: Meeting, minutes: str, seen: str, by: User) -> Meeting:
    """What was said. `seen` is the text that the page showed: raises Stale, with both texts, when somebody wrote another one since."""
    meeting = _hold(meeting, by)
    minutes = clean_text(minutes)
    if len(minutes) > LONGEST_MINUTES:
        words = _("Le compte rendu a %(count)s signes : %(most)s au plus. Raccourcissez-le : il est encore là.")
        words %= {"count": len(minutes), "most": LONGEST_MINUTES}
        raise Incomplete(words, {"minutes": words})
    if meeting.minutes not in (clean_text(seen), minutes):
        raise Stale(
            _("Quelqu’un a écrit ce compte rendu entre-temps. Les deux textes sont ci-dessous."),
            mine=minutes,
            theirs=meeting.minutes,
            version=0,
        )
    meeting.minutes = minutes
    _save(meeting, "minutes")
    return meeting


@transaction.atomic
def add_resolution(*, meeting: Meeting, text: str, by: User) -> Resolution:
    """What was decided, numbered."""
    meeting = _hold(meeting, by)
    text = clean_text(text)
    if not text:
        raise Incomplete(_("Une résolution se dit en quelques mots."), {"text": _("Écrivez ce qui a été décidé.")})
    last = meeting.resolutions.order_by("-number").first()
    resolution = Resolution.objects.create(meeting=meeting, number=last.number + 1 if last else 1, text=text)
    announce(facts.ResolutionTaken(territory_id=meeting.territory_id, resolution_id=resolution.pk), by=by)
    return resolution


@transaction.atomic
def plan_resolution(*, resolution: Resolution, objective: Objective, by: User) -> Action:
    """An action of the plan, for that objective. Raises OutOfTurn when it is one already."""
    meeting, resolution = resolution.meeting, lock(resolution)
    if resolution.action_id is not None:
        raise OutOfTurn(_("Cette résolution est déjà une action du plan."))
    if objective.challenge.territory_id != meeting.territory_id:
        raise Refusal(_("Cet objectif est d’un autre territoire."))
    words = _("Décidé le %(day)s : %(title)s.") % {"day": messages.day(meeting.starts_at), "title": meeting.title}
    title = resolution.text.split("\n")[0][:200]
    action = add_action(objective=objective, title=title, description=f"{resolution.text}\n\n{words}", by=by)
    resolution.action = action
    resolution.save(update_fields=["action"])
    announce(facts.ResolutionPlanned(territory_id=meeting.territory_id, resolution_id=resolution.pk, action_id=action.pk), by=by)
    return action


@transaction.atomic
def send_minutes(*, meeting: Meeting, by: User) -> int:
    """To the members of that day, by their people here or by their address; gives how many. Raises Refusal without minutes."""
    meeting = lock(meeting)
    if not meeting.minutes:
        raise Refusal(_("Le compte rendu est vide : écrivez-le avant de l’envoyer."))
    meeting.minutes_sent_at = clock.now()
    _save(meeting, "minutes_sent_at")
    count = messages.send_minutes(meeting)
    announce(facts.MinutesSent(territory_id=meeting.territory_id, meeting_id=meeting.pk), by=by)
    return count


@transaction.atomic
def open_feed(*, territory: Territory, person: User) -> Feed:
    """Give the person's calendar of the territory a new private address; the former one stops working."""
    feed, is_new = Feed.objects.select_for_update().get_or_create(territory=territory, person=person)
    if not is_new:
        feed.serial += 1
        feed.is_open, feed.opened_at = True, clock.now()
        feed.save(update_fields=["serial", "is_open", "opened_at"])
    announce(facts.FeedChanged(territory_id=territory.pk, is_open=True), by=person)
    return feed


@transaction.atomic
def close_feed(*, territory: Territory, person: User) -> None:
    """The address stops working."""
    Feed.objects.filter(territory=territory, person=person).update(is_open=False)
    announce(facts.FeedChanged(territory_id=territory.pk, is_open=False), by=person)
