"""Meetings: planned, moved, cancelled, and their minutes, to the members of the collective."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.design.words import day as day_in_words
from frenchimpact.notifications.actions import News, write_news
from frenchimpact.notifications.models import Zone
from frenchimpact.notifications.queries import habit_of
from frenchimpact.territories.messages import of_the_territory, path, tell, writers_of
from frenchimpact.territories.models import Meeting, Member
from frenchimpact.territories.queries.meetings import members_on


def day(value: dt.date | dt.datetime) -> str:
    """A date in words."""
    return day_in_words(value)


def when(meeting: Meeting, person: User | None = None) -> str:
    """« 12 mars 2027 à 10:00 (La Réunion) », on the clock of the reader."""
    zone = habit_of(person).zone if person is not None else Zone.PARIS
    local = meeting.starts_at.astimezone(ZoneInfo(zone))
    said = {"day": formats.date_format(local.date(), "DATE_FORMAT"), "hour": f"{local:%H:%M}", "zone": Zone(zone).label}
    return _("%(day)s à %(hour)s (%(zone)s)") % said


def people_of(meeting: Meeting) -> list[User]:
    """Those who write for the organisations that are members that day, and for the host."""
    houses = {member.organisation_id: member.organisation for member in members_on(meeting) if member.organisation is not None}
    hosts = writers_of(meeting.host.lead) if meeting.host is not None else []
    found = {person.pk: person for house in houses.values() for person in writers_of(house)}
    return list((found | {person.pk: person for person in hosts}).values())


def _tell(meeting: Meeting, kind: str, news: Callable[[User], News], *, event: str, but: int) -> None:
    for person in people_of(meeting):
        if person.pk != but:
            tell([person], kind=kind, territory=meeting.territory, event=event, news=_to(person, news, meeting))


def _to(person: User, news: Callable[[User], News], meeting: Meeting) -> Callable[[], News]:
    """The message of one reader, on their clock."""
    return lambda: replace(news(person), why=of_the_territory(meeting.territory))


def _page(meeting: Meeting) -> str:
    return path("meeting", meeting.territory, meeting.pk)


def _said(meeting: Meeting, person: User) -> dict[str, str]:
    return {"title": meeting.title, "name": meeting.territory.name, "when": when(meeting, person)}


def tell_planned(meeting: Meeting, *, by: User) -> None:
    """When, where, on what."""

    def news(person: User) -> News:
        said = _said(meeting, person)
        return News(
            subject=_("Réunion : %(title)s") % said,
            lead=_("%(name)s se réunit : %(title)s, %(when)s") % said,
            lines=(meeting.where,) if meeting.where else (),
            quote=meeting.agenda,
            action=_("Voir la réunion"),
            page=_page(meeting),
        )

    _tell(meeting, "meeting", news, event=f"meeting-{meeting.pk}", but=by.pk)


def tell_moved(meeting: Meeting, *, by: User) -> None:
    """The new hour or place."""

    def news(person: User) -> News:
        said = _said(meeting, person)
        return News(
            subject=_("Réunion déplacée : %(title)s") % said,
            lead=_("« %(title)s » de %(name)s est maintenant prévue %(when)s") % said,
            lines=(meeting.where,) if meeting.where else (),
            action=_("Voir la réunion"),
            page=_page(meeting),
        )

    _tell(meeting, "meeting", news, event=f"meeting-{meeting.pk}-{meeting.changed_at:%Y%m%d%H%M%S%f}", but=by.pk)


def tell_cancelled(meeting: Meeting, *, by: User) -> None:
    """It will not be held."""

    def news(person: User) -> News:
        said = _said(meeting, person)
        return News(
            subject=_("Réunion annulée : %(title)s") % said,
            lead=_("« %(title)s » de %(name)s, prévue %(when)s, est annulée") % said,
            action=_("Voir les réunions"),
            page=path("meetings", meeting.territory),
        )

    _tell(meeting, "meeting", news, event=f"meeting-{meeting.pk}-cancelled", but=by.pk)


def send_minutes(meeting: Meeting) -> int:
    """To the people of members that are here, and to the addresses of the others; gives how many."""
    stamp = f"{meeting.minutes_sent_at:%Y%m%d%H%M%S%f}"

    def news() -> News:
        decided = tuple(f"{one.number}. {one.text}" for one in meeting.resolutions.all())
        return News(
            subject=_("Compte rendu : %(title)s") % {"title": meeting.title},
            lead=_("Compte rendu de « %(title)s », %(day)s") % {"title": meeting.title, "day": day(meeting.starts_at)},
            quote=meeting.minutes,
            lines=decided,
            why=of_the_territory(meeting.territory),
            action=_("Voir la réunion"),
            page=_page(meeting),
        )

    people = people_of(meeting)
    tell(people, kind="minutes", territory=meeting.territory, event=f"minutes-{meeting.pk}-{stamp}", news=news)
    known = {person.email.casefold() for person in people}
    others = [member for member in members_on(meeting) if _by_mail_alone(member) and member.email.casefold() not in known]
    for member in others:
        outside = replace(news(), action=_("Voir le territoire"), page=f"/territoires/{meeting.territory.slug}/")
        write_news(to=member.email, kind="territories.minutes", news=outside, language="fr", reference=meeting.territory.reference)
    return len(people) + len(others)


def _by_mail_alone(member: Member) -> bool:
    return bool(member.email) and (member.organisation is None or not writers_of(member.organisation))
