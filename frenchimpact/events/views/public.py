"""Events for everyone: the list and its files, the calendar that follows any filter, one event, the Tour."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.calendars import calendar_bytes, calendar_response, webcal
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.feeds import ATOM, atom_text
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.misses import missed
from frenchimpact.core.pages import render
from frenchimpact.events import clocks, grids, presenting
from frenchimpact.events.calendars import entries_of, entry_of, where_words
from frenchimpact.events.forms.registrations import RegistrationForm
from frenchimpact.events.lists import COLUMNS, EventList, periods, views
from frenchimpact.events.models import Event, Tour
from frenchimpact.events.producing import produced_at
from frenchimpact.events.queries import events as reads
from frenchimpact.events.rules import is_organiser
from frenchimpact.vocabularies.queries import word

# Entries of a feed.
NEWEST = 100


@open_door
@require_safe
def events(request: HttpRequest) -> HttpResponseBase:
    """The list, its month, its year, and its files: the same rows in the same order."""
    asked = EventList(request.GET)
    if asked.format:
        return _file(request, asked)
    if not asked.count:
        missed("evenements", theme=asked.theme, place=asked.place.key if asked.place else "")
    context = {
        "asked": asked,
        "say": presenting,
        "views": [(words, asked.url(vue="" if code == "liste" else code), asked.view == code, None) for code, words in views().items()],
        "clocks": clocks,
        "period_choices": [(code, words) for code, words in periods().items() if code != reads.COMING],
        "region_choices": [(one.code, one.name) for one in asked.regions],
        **(grids.month_context(asked) if asked.view == "mois" else {}),
        **(grids.heat_context(asked) if asked.view == "chaleur" else {}),
        "webcal": webcal(asked.calendar),
        "may_propose": is_organiser(request.user),
    }
    return render(request, "events/events.html", context)


def _file(request: HttpRequest, asked: EventList) -> HttpResponseBase:
    if asked.format == "ics":
        return _calendar(request, asked)
    if asked.format == "csv":
        response = StreamingHttpResponse(csv_text(asked.cells(), columns=COLUMNS), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="evenements-{clock.today().isoformat()}.csv"'
        return response
    if asked.format == "json":
        return StreamingHttpResponse(json_text(asked.cells()), content_type="application/json")
    rows = [
        {
            "nom": one.title,
            "adresse_fiche": settings.BASE_URL + reverse("events:event", args=[one.slug]),
            "date": clock.date_of(one.changed_at).isoformat(),
            "description": f"{clocks.when_words(one)} · {where_words(one)}. {one.state_reason or one.summary}",
            "themes": one.themes,
        }
        for one in asked.rows[:NEWEST]
    ]
    here = settings.BASE_URL + asked.url(format="atom")
    return StreamingHttpResponse(
        atom_text(rows, title=_("Événements"), address=here, ways={}, language=get_language() or "fr"), content_type=ATOM
    )


def _calendar(request: HttpRequest, asked: EventList) -> HttpResponse:
    title = " · ".join([_("Événements"), *(words for words, _href in asked.tags), settings.PROGRAMME_NAME])
    return calendar_response(request, calendar_bytes(entries_of(asked.rows), name=title))


@open_door
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What calendars subscribe to: exactly the events of the filters, cancelled ones told as such."""
    return _calendar(request, EventList(request.GET))


@require_safe
@door(find=reads.find_event, visitors=True)
def event(request: HttpRequest, found: Event) -> HttpResponse:
    """Everything about one event, and where to register."""
    return event_page(request, found)


def event_page(request: HttpRequest, found: Event, form: RegistrationForm | None = None, status: int = 200) -> HttpResponse:
    """The same; with the form of the registration that was refused, if there is one."""
    quotas = list(found.quotas.order_by("pk"))
    context = {
        "event": found,
        "say": presenting,
        "clocks": clocks,
        "fact_rows": presenting.fact_rows(found),
        "days": presenting.programme(found),
        "speakers": [one for one in found.speakers.all() if one.session_id is None],
        "quotas": quotas,
        "form": form or RegistrationForm(event=found, quotas=quotas, user=request.user),
        "themes": [(word("theme", code), reverse("events:events") + f"?theme={code}") for code in found.themes],
        "changes": presenting.change_rows(found),
        "materials": presenting.material_rows(found),
        "produced": produced_at(found),
        "may_prepare": reads.may_prepare(request.user, found),
        "structured": linked_data(presenting.schema_of(found), _crumbs(found)),
    }
    return render(request, "events/event.html", context, status=status)


def _crumbs(found: Event) -> dict[str, Any]:
    base = settings.BASE_URL
    rows = [(_("Événements"), base + reverse("events:events")), (found.title, base + reverse("events:event", args=[found.slug]))]
    return breadcrumbs(rows)


@require_safe
@door(find=reads.find_public, visitors=True)
def event_ics(request: HttpRequest, found: Event) -> HttpResponse:
    """One event, for one's own calendar."""
    return calendar_response(request, calendar_bytes([entry_of(found)]), filename=found.slug)


@open_door
@require_safe
def tours(request: HttpRequest) -> HttpResponse:
    """The tours of the regions, the last first."""
    return render(request, "events/tours.html", {"tours": list(reads.public_tours())})


@require_safe
@door(find=reads.find_tour, visitors=True)
def tour(request: HttpRequest, found: Tour) -> HttpResponse:
    """One tour: its stops, those to come first."""
    stops = list(reads.listed_events(reads.public_events(), tour=found.slug).order_by("starts_at", "pk"))
    context = {
        "tour": found,
        "say": presenting,
        "clocks": clocks,
        "coming": [one for one in stops if not one.is_over or one.state == Event.State.POSTPONED],
        "past": [one for one in reversed(stops) if one.is_over and one.state != Event.State.POSTPONED],
        "regions": len({one.place.region_id or one.place_id for one in stops if one.place}),
        "calendar": webcal(settings.BASE_URL + reverse("events:calendar") + f"?tour={found.slug}&periode=tous"),
    }
    return render(request, "events/tour.html", context)
