"""How an event is told: its state, its facts, its programme, what changed, and what search engines read."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.events import clocks
from frenchimpact.events.models import Event, Session
from frenchimpact.events.rules import MATERIAL
from frenchimpact.files.queries import address, files_of
from frenchimpact.files.rules import is_open
from frenchimpact.geo.models import Place
from frenchimpact.vocabularies.queries import word


def state_of(event: Event) -> tuple[str, str]:
    """Where it stands in words, and the tone of its badge."""
    if event.state in (Event.State.CANCELLED, Event.State.POSTPONED, Event.State.DRAFT, Event.State.ARCHIVED):
        tones = {Event.State.CANCELLED: "bad", Event.State.POSTPONED: "warn"}
        return str(event.get_state_display()), tones.get(Event.State(event.state), "line")
    if event.is_over:
        return _("Passé"), "line"
    if event.is_running:
        return _("En ce moment"), "ok"
    if not event.has_registration:
        return _("Entrée libre"), "info"
    if not event.takes_registrations:
        if event.opens_at and event.opens_at > clock.now():
            return _("Inscriptions à partir du %(on)s") % {"on": day(event.opens_at)}, "line"
        return _("Inscriptions closes"), "line"
    if event.left == 0:
        return _("Complet, liste d’attente"), "warn"
    if event.left is not None and event.left <= max(3, (event.capacity or 0) // 10):
        return ngettext("%(n)s place restante", "%(n)s places restantes", event.left) % {"n": event.left}, "warn"
    return _("Inscriptions ouvertes"), "ok"


def seats_words(event: Event) -> str:
    """How many seats are left, for everyone and for each public."""
    if not event.has_registration:
        return _("Entrée libre, sans inscription")
    if event.left is None:
        return _("Sans limite")
    words = [ngettext("%(n)s place libre sur %(all)s", "%(n)s places libres sur %(all)s", event.left)]
    said = [words[0] % {"n": event.left, "all": (event.capacity or 0) - event.reserved}]
    for quota in event.quotas.order_by("pk"):
        said.append(_("%(name)s : %(n)s sur %(all)s") % {"name": quota.name, "n": quota.left, "all": quota.seats})
    return " · ".join(said)


def place_words(place: Place | None) -> str:
    """A commune with its department."""
    if place is None:
        return ""
    return f"{place.name} ({place.department.code})" if place.department else place.name


def where_line(event: Event) -> str:
    """Where, in a few words, for a line of the list."""
    if event.way == Event.Way.REMOTE:
        return _("À distance")
    place = place_words(event.place)
    return _("%(place)s et à distance") % {"place": place} if event.way == Event.Way.HYBRID else place


def organiser_words(event: Event) -> str:
    """Who holds it."""
    return event.organiser.name if event.organiser else str(settings.PROGRAMME_NAME)


def fact_rows(event: Event) -> list[tuple[str, Any, None]]:
    """What one looks for first. A date that no longer holds is struck out, never erased."""
    when: Any = clocks.when_words(event)
    if event.state in (Event.State.CANCELLED, Event.State.POSTPONED):
        when = Markup("<s>{}</s>").format(when)
    notes = [one for one in (clocks.there_words(event), clocks.paris_words(event)) if one]
    rows: list[tuple[str, Any]] = [
        (_("Quand"), Markup('{}<br><span class="small mute">{}</span>').format(when, " · ".join(notes)) if notes else when)
    ]
    if event.way != Event.Way.REMOTE:
        rows.append((_("Où"), ", ".join(one for one in (event.venue, event.address, place_words(event.place)) if one)))
    if event.way != Event.Way.ONSITE:
        rows.append((_("À distance"), _("Le lien est donné aux personnes inscrites.")))
    rows.append((_("Accès"), event.access_note or _("Non précisé : demandez à l’inscription.") if event.way != Event.Way.REMOTE else ""))
    is_off = event.state in (Event.State.CANCELLED, Event.State.POSTPONED) or event.is_over
    rows += [(_("Qui organise"), organiser_words(event)), (_("Places"), "" if is_off else seats_words(event))]
    publics = ", ".join(word("public", code) for code in event.publics)
    rows += [(_("Pour qui"), publics), (_("Tour"), event.tour.name if event.tour else "")]
    return [(label, value, None) for label, value in rows if value]


def programme(event: Event) -> list[tuple[dt.date, list[tuple[Session, str]]]]:
    """The sessions by day, on the clock of the place."""
    found = [(clocks.local(event, one.starts_at), clocks.local(event, one.ends_at), one) for one in event.sessions.all()]
    found.sort(key=lambda row: (row[0], row[2].pk))
    return [
        (on, [(one, clocks.hours_between(starts, ends)) for starts, ends, one in rows])
        for on, rows in groupby(found, key=lambda row: row[0].date())
    ]


def change_rows(event: Event) -> list[tuple[str, str, str]]:
    """What changed since it was published: when, what, why."""
    verbs = {
        "change": _("Changement"),
        "postpone": _("Report"),
        "reschedule": _("Nouvelle date"),
        "cancel": _("Annulation"),
    }
    rows = []
    for one in event.changes.all():
        before = one.before.get("starts_at")
        was = _("était prévu le %(on)s") % {"on": day(dt.datetime.fromisoformat(before))} if before else ""
        rows.append((day(one.at), verbs.get(one.verb, one.verb), " · ".join(part for part in (was, one.reason) if part)))
    return rows


def material_rows(event: Event) -> list[dict[str, str]]:
    """The documents that may be opened."""
    return [{"name": one.name, "href": address(one)} for one in files_of(event, MATERIAL) if is_open(one)]


_STATUS = {
    Event.State.CANCELLED: "https://schema.org/EventCancelled",
    Event.State.POSTPONED: "https://schema.org/EventPostponed",
}
_MODES = {Event.Way.ONSITE: "Offline", Event.Way.REMOTE: "Online", Event.Way.HYBRID: "Mixed"}


def schema_of(event: Event) -> dict[str, Any]:
    """The event as schema.org says it."""
    page = settings.BASE_URL + reverse("events:event", args=[event.slug])
    where: list[dict[str, Any]] = []
    if event.way != Event.Way.REMOTE and event.place:
        where.append(
            {
                "@type": "Place",
                "name": event.venue or event.place.name,
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": event.address,
                    "addressLocality": event.place.name,
                    "addressCountry": "FR",
                },
            }
        )
    if event.way != Event.Way.ONSITE:
        where.append({"@type": "VirtualLocation", "url": page})
    found: dict[str, Any] = {
        "@type": "Event",
        "@id": page,
        "url": page,
        "name": event.title,
        "description": event.summary,
        "startDate": clocks.local(event, event.starts_at).isoformat(),
        "endDate": clocks.local(event, event.ends_at).isoformat(),
        "eventStatus": _STATUS.get(Event.State(event.state), "https://schema.org/EventScheduled"),
        "eventAttendanceMode": f"https://schema.org/{_MODES[Event.Way(event.way)]}EventAttendanceMode",
        "location": where,
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": organiser_words(event)},
    }
    if event.capacity is not None:
        found |= {"maximumAttendeeCapacity": event.capacity, "remainingAttendeeCapacity": event.left}
    return found
