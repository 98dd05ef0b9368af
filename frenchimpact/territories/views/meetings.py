"""Meetings in a territory's space; the calendars of a territory."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core import clock
from frenchimpact.core.calendars import calendar_response, webcal
from frenchimpact.core.conflicts import conflicts_of
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Incomplete, Refusal, Stale
from frenchimpact.core.explained import explain
from frenchimpact.core.seen import seals
from frenchimpact.journal.actions import once
from frenchimpact.notifications.models import Zone
from frenchimpact.notifications.queries import habit_of
from frenchimpact.territories import calendars, queries, rules
from frenchimpact.territories.actions import meetings as actions
from frenchimpact.territories.forms.meetings import MeetingForm, ResolutionForm
from frenchimpact.territories.models import Meeting, Objective, Resolution, Territory
from frenchimpact.territories.papers.minutes import minutes_paper
from frenchimpact.territories.queries import meetings as reads
from frenchimpact.territories.views.pages import asking_page, page_of
from frenchimpact.territories.views.spaces import person, space_page


def _zone(request: HttpRequest) -> str:
    return habit_of(person(request)).zone


def _local_day(at: dt.datetime) -> dt.date:
    """The day of an instant, on the clock of the reader."""
    return timezone.localdate(at)


@door(find=queries.find_space)
def meetings(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Those that come, those that were held, and the calendar."""
    planned, past = reads.meetings_of(territory)
    address = calendars.address_of(calendars.feed_of(person(request), territory))
    context = {
        "planned": planned,
        "past": page_of(request, past, 20),
        "now": clock.now(),
        "local": _local_day,
        "zone": Zone(_zone(request)).label,
        "address": address,
        "webcal": webcal(address),
        "public": settings.BASE_URL + reverse("territories:public_calendar", args=[territory.slug]),
    }
    with timezone.override(_zone(request)):
        return space_page(request, territory, "meeting_list", context, tab="meetings")


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def meeting_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """A meeting, with the agenda that what waits for a decision proposes."""
    zone = _zone(request)
    with timezone.override(zone):
        form = MeetingForm(request.POST or None, territory=territory, zone=zone, initial={"agenda": reads.proposed_agenda(territory)})
        if request.method == "POST" and form.is_valid():
            try:
                found = actions.plan_meeting(territory=territory, by=person(request), **form.meeting())
            except Refusal as refusal:
                explain(form, refusal)
            else:
                messages.success(request, _("La réunion est prévue. Les membres en sont prévenus."))
                return redirect("territories:meeting", territory.reference, found.pk)
        return asking_page(
            request,
            territory,
            form,
            tab="meetings",
            title=_("Prévoir une réunion"),
            text=_("L’ordre du jour proposé vient de ce qui attend une décision : changez-le comme vous voulez."),
            button=_("Prévoir la réunion"),
            back=reverse("territories:meetings", args=[territory.reference]),
        )


@require_http_methods(["GET", "POST"])
@door(rules.can_run_meeting, find=reads.find_meeting)
@once
def meeting_edit(request: HttpRequest, found: Meeting) -> HttpResponseBase:
    """Another hour, place or agenda."""
    zone, territory = _zone(request), found.territory
    length = int((found.ends_at - found.starts_at).total_seconds() // 60)
    with timezone.override(zone):
        first = {name: getattr(found, name) for name in ("kind", "title", "where", "agenda", "is_public")}
        first |= {"starts_at": timezone.localtime(found.starts_at), "length": length, "host": found.host.reference if found.host else None}
        form = MeetingForm(request.POST or None, territory=territory, zone=zone, length=length, initial=first)
        carried, conflicts = request.POST.get("seen", "") or seals(actions.written(found)), []
        if request.method == "POST" and form.is_valid():
            try:
                actions.change_meeting(meeting=found, by=person(request), seen=carried, **form.meeting())
            except Refusal as refusal:
                if conflicts := conflicts_of(form, refusal):
                    found.refresh_from_db()
                    carried = seals(actions.written(found))
            else:
                messages.success(request, _("La réunion est modifiée."))
                return redirect("territories:meeting", territory.reference, found.pk)
        return asking_page(
            request,
            territory,
            form,
            tab="meetings",
            template="meeting_edit",
            seals=carried,
            conflicts=conflicts,
            title=_("Modifier la réunion"),
            text=_("Si l’heure ou le lieu change, les membres en sont prévenus."),
            button=_("Enregistrer"),
            back=reverse("territories:meeting", args=[territory.reference, found.pk]),
        )


def _meeting_page(request: HttpRequest, found: Meeting, **more: Any) -> HttpResponse:
    territory = found.territory
    runs = rules.can_run(request.user, territory)
    has_begun = found.starts_at <= clock.now() and found.state != Meeting.State.CANCELLED
    context: dict[str, Any] = {
        "meeting": found,
        "zone": Zone(_zone(request)).label,
        "local": _local_day,
        "has_begun": has_begun,
        "may_note": runs and has_begun,
        "may_plan": runs and found.state == Meeting.State.PLANNED,
        "sheet": reads.sheet_of(found),
        "minutes": found.minutes,
        "resolutions": list(found.resolutions.select_related("action")),
        "objectives": list(Objective.objects.filter(challenge__territory=territory).select_related("challenge")) if runs else [],
        "form": ResolutionForm(),
        "stale": None,
        "missing": {},
        "typed": {},
        **more,
    }
    is_wrong = bool(context["missing"]) or bool(context["form"].errors)
    with timezone.override(_zone(request)):
        status = 409 if context["stale"] else 422 if is_wrong else 200
        return space_page(request, territory, "meeting", context, tab="meetings", status=status)


@door(find=reads.find_meeting)
def meeting(request: HttpRequest, found: Meeting) -> HttpResponse:
    """One meeting: its agenda, then who came, what was said, what was decided."""
    return _meeting_page(request, found)


def _back(found: Meeting, anchor: str = "") -> HttpResponse:
    return redirect(reverse("territories:meeting", args=[found.territory.reference, found.pk]) + anchor)


@require_POST
@door(rules.can_run_meeting, find=reads.find_meeting)
@once
def meeting_cancel(request: HttpRequest, found: Meeting) -> HttpResponseBase:
    """It will not be held."""
    actions.cancel_meeting(meeting=found, by=person(request))
    messages.success(request, _("La réunion est annulée. Les membres en sont prévenus."))
    return _back(found)


@require_POST
@door(rules.can_run_meeting, find=reads.find_meeting)
@once
def meeting_attendance(request: HttpRequest, found: Meeting) -> HttpResponseBase:
    """Who came, member by member."""
    said = {
        line.member.pk: (request.POST.get(f"came-{line.member.pk}", ""), request.POST.get(f"note-{line.member.pk}", ""))
        for line in reads.sheet_of(found)
        if f"came-{line.member.pk}" in request.POST
    }
    if "rest" in request.POST:
        said = {member: (came or "present", note) for member, (came, note) in said.items()}
    try:
        actions.note_attendance(meeting=found, said=said, by=person(request))
    except Incomplete as refusal:
        return _meeting_page(request, found, missing=refusal.missing, typed=said)
    messages.success(request, _("Les présences sont notées."))
    return _back(found, "#presences")


@require_POST
@door(rules.can_run_meeting, find=reads.find_meeting)
@once
def meeting_minutes(request: HttpRequest, found: Meeting) -> HttpResponseBase:
    """What was said."""
    text = request.POST.get("minutes", "")
    try:
        actions.write_minutes(meeting=found, minutes=text, seen=request.POST.get("seen", ""), by=person(request))
    except Stale as stale:
        return _meeting_page(request, found, stale=stale, minutes=text)
    except Incomplete as refusal:
        return _meeting_page(request, found, missing=refusal.missing, minutes=text)
    messages.success(request, _("Le compte rendu est enregistré."))
    return _back(found, "#compte-rendu")


@require_POST
@door(rules.can_run_meeting, find=reads.find_meeting)
@once
def meeting_send(request: HttpRequest, found: Meeting) -> HttpResponseBase:
    """The minutes, to the members."""
    count = actions.send_minutes(meeting=found, by=person(request))
    words = ngettext("Le compte rendu est parti à %(n)s personne.", "Le compte rendu est parti à %(n)s personnes.", count)
    messages.success(request, words % {"n": count})
    return _back(found)


@require_POST
@door(rules.can_run_meeting, find=reads.find_meeting)
@once
def resolution_new(request: HttpRequest, found: Meeting) -> HttpResponseBase:
    """What was decided; with an objective, it becomes an action of the plan in the same step."""
    form = ResolutionForm(request.POST)
    if form.is_valid():
        objective = reads.objective_of(found.territory, request.POST.get("objective", ""))
        try:
            resolution = actions.add_resolution(meeting=found, text=form.cleaned_data["text"], by=person(request))
            if objective is not None:
                actions.plan_resolution(resolution=resolution, objective=objective, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La résolution est dans le plan d’action.") if objective else _("La résolution est notée."))
            return _back(found, "#resolutions")
    return _meeting_page(request, found, form=form)


@require_POST
@door(rules.can_run_resolution, find=reads.find_resolution)
@once
def resolution_plan(request: HttpRequest, resolution: Resolution) -> HttpResponseBase:
    """A resolution becomes an action of the plan."""
    objective = reads.objective_of(resolution.meeting.territory, request.POST.get("objective", ""))
    if objective is None:
        raise Refusal(_("Choisissez l’objectif que cette action sert."))
    actions.plan_resolution(resolution=resolution, objective=objective, by=person(request))
    messages.success(request, _("La résolution est dans le plan d’action."))
    return _back(resolution.meeting, "#resolutions")


@require_safe
@door(find=reads.find_meeting)
def minutes_pdf(request: HttpRequest, found: Meeting) -> HttpResponse:
    """The minutes, to print."""
    with timezone.override(_zone(request)):
        response = HttpResponse(minutes_paper(found), content_type="application/pdf")
    day = timezone.localdate(found.starts_at)
    response["Content-Disposition"] = f'inline; filename="{slugify(found.title)[:60] or "reunion"}-{day:%Y-%m-%d}.pdf"'
    return response


# ── Calendars ────────────────────────────────────────────────────────────────────────────────────
@require_safe
@door(find=reads.find_meeting)
def meeting_ics(request: HttpRequest, found: Meeting) -> HttpResponse:
    """One meeting, for one's own calendar."""
    content = calendars.calendar_of([calendars.meeting_dated(found)], found.title)
    return calendar_response(request, content, filename=f"reunion-{found.pk}", is_private=True)


@require_POST
@door(find=queries.find_space)
def feed_change(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Make a new private address, or close it."""
    if request.POST.get("do") == "close":
        actions.close_feed(territory=territory, person=person(request))
        messages.success(request, _("L’adresse est fermée."))
    else:
        actions.open_feed(territory=territory, person=person(request))
        messages.success(request, _("L’adresse est prête. Ne la donnez à personne ; une nouvelle remplace l’ancienne."))
    return redirect(reverse("territories:meetings", args=[territory.reference]) + "#agenda")


@require_safe
@open_door
def territory_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself, for software that has no session: its address is the key."""
    feed = calendars.find_feed(token)
    with translation.override(feed.person.language):
        content = calendars.calendar_of(calendars.dates_of(feed.territory), feed.territory.name)
    return calendar_response(request, content, is_private=True)


@require_safe
@open_door
def public_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """What anyone may follow: open meetings, yearly reviews, ends of actions and promises."""
    territory = queries.find_territory(request.user, slug)
    return calendar_response(request, calendars.calendar_of(calendars.public_dates(territory), territory.name))
