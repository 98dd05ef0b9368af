"""Who comes: the list, the door, and what follows."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import csv_file
from frenchimpact.core.text import clean_line
from frenchimpact.events import clocks, rules
from frenchimpact.events.actions import events as event_actions
from frenchimpact.events.actions import registrations as actions
from frenchimpact.events.forms.events import DoorForm, ReportForm
from frenchimpact.events.messages.registrations import ticket_holder
from frenchimpact.events.models import Event, Registration
from frenchimpact.events.queries import events as reads
from frenchimpact.events.queries.registrations import by_code, counts_of, feedback_of, find_registration
from frenchimpact.events.views.preparing import person, space_page
from frenchimpact.files.actions import delete_file, take_sent
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address, files_of, find_file_of, intake
from frenchimpact.journal.actions import once

State = Registration.State
DOCUMENTS = intake("document")
TONES = {State.CONFIRMED: "info", State.ATTENDED: "ok", State.WAITLISTED: "warn", State.ABSENT: "line", State.CANCELLED: "line"}


@require_safe
@door(rules.can_edit_event, find=reads.find_own)
def event_registrations(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Who comes and who waits, in their order; as a file too."""
    state = request.GET.get("etat", "")
    rows = event.registrations.select_related("quota").order_by("registered_at", "pk")
    if state in State.values:
        rows = rows.filter(state=state)
    if request.GET.get("format") == "csv":
        return _csv(event, list(rows))
    counts = counts_of(event)
    here = reverse("events:event_registrations", args=[event.reference])
    narrow: list[tuple[Any, ...]] = [(_("Toutes"), here, state not in State.values, None, sum(counts.values()))]
    narrow += [(words, f"{here}?etat={code}", state == code, None, counts[code]) for code, words in State.choices if counts[code]]
    context = {"rows": list(rows), "narrow": narrow, "tones": TONES, "state": state if state in State.values else "", "here": here}
    return space_page(request, event, "event_registrations", context, tab="event_registrations")


def _csv(event: Event, rows: list[Registration]) -> HttpResponse:
    header = [_("Nom"), _("Adresse"), _("Public"), _("État"), _("Inscrit le"), _("Arrivé à"), _("Besoins"), _("Photos"), _("Code")]
    lines: list[list[Any]] = [
        [
            one.name,
            one.email,
            one.quota.name if one.quota else "",
            str(one.get_state_display()),
            clocks.local(event, one.registered_at).strftime("%Y-%m-%d %H:%M"),
            clocks.local(event, one.arrived_at).strftime("%Y-%m-%d %H:%M") if one.arrived_at else "",
            one.needs,
            str(one.get_photo_display()) if one.photo else "",
            one.code,
        ]
        for one in rows
    ]
    response = csv_file([header, *lines], name=f"inscriptions-{event.slug}")
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def check_in(request: HttpRequest, event: Event) -> HttpResponseBase:
    """The door: a ticket that was scanned, a code that is typed, or somebody who comes without either."""
    found: Registration | None = None
    problem, form = "", DoorForm(request.POST if "name" in request.POST else None, label_suffix="")
    ticket, code = request.GET.get("billet", ""), clean_line(request.POST.get("code", ""))[:20]
    if ticket:
        found = ticket_holder(ticket)
        if found is None or found.event_id != event.pk:
            found, problem = None, _("Ce billet n’est pas de cet événement, ou a été remplacé. Demandez le nom de la personne.")
    if request.method == "POST" and "code" in request.POST:
        found = by_code(event, code)
        if found is None:
            problem = _("Personne n’a ce code. Il a huit signes, comme 4F2A-91BC ; sinon, cherchez le nom dans la liste.")
    elif request.method == "POST" and "name" in request.POST and form.is_valid():
        try:
            with transaction.atomic():
                found = actions.register(event=event, is_at_door=True, **form.cleaned_data)
                actions.check_in(registration=found, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("%(name)s est accueilli.") % {"name": found.name})
            return redirect("events:check_in", event.reference)
    arrived = event.registrations.filter(state=State.ATTENDED).order_by("-arrived_at", "pk")[:10]
    context = {
        "found": found,
        "problem": problem,
        "form": form,
        "code": code,
        "counts": counts_of(event),
        "arrived": arrived,
        "tones": TONES,
    }
    return space_page(request, event, "check_in", context, tab="check_in", status=422 if problem or form.errors else 200)


@require_POST
@door(rules.can_welcome, find=find_registration)
@once
def registration_move(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """One line of the list: arrived, not arrived after all, cancelled."""
    acts = {"check_in": actions.check_in, "undo_check_in": actions.undo_check_in, "cancel": actions.cancel_registration}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        moved = act(registration=registration, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("%(name)s : %(state)s.") % {"name": moved.name, "state": moved.get_state_display()})
    back = "check_in" if request.POST.get("back") == "door" else "event_registrations"
    return redirect(f"events:{back}", registration.event.reference)


@require_POST
@door(rules.can_edit_event, find=reads.find_own)
@once
def mark_absent(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Everyone expected who did not come."""
    try:
        count = actions.mark_absent(event=event, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Absences notées : %(n)s.") % {"n": count})
    return redirect("events:event_registrations", event.reference)


def _after(request: HttpRequest, event: Event, form: ReportForm, refused: list[tuple[str, Any]], status: int) -> HttpResponse:
    said = list(feedback_of(event)[:200])
    context = {
        "form": form,
        "refused": refused,
        "intake": DOCUMENTS,
        "files": [(one, address(one)) for one in files_of(event, rules.MATERIAL)],
        "feedback": said,
        "useful": sum(one.was_useful for one in said),
        "counts": counts_of(event),
        "may_report": event.is_over and event.state in (Event.State.PUBLISHED, Event.State.ARCHIVED),
    }
    return space_page(request, event, "event_after", context, tab="event_after", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_after(request: HttpRequest, event: Event) -> HttpResponseBase:
    """The report, the documents, what those who came thought of it."""
    form = ReportForm(request.POST or None, initial={"report": event.report, "replay_url": event.replay_url}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            event_actions.write_report(event=event, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le compte rendu est publié.") if form.cleaned_data["report"] else _("C’est enregistré."))
            return redirect("events:event_after", event.reference)
    return _after(request, event, form, [], 422 if form.errors else 200)


@require_POST
@door(rules.can_edit_event, find=reads.find_own)
@once
def material_add(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Documents for everyone: one that is refused does not stop the others."""
    taken = take_sent(
        sent=request.FILES,
        fields=request.POST,
        name="files",
        owner=event,
        purpose=rules.MATERIAL,
        intake=DOCUMENTS,
        by=person(request),
    )
    if taken.refused:
        form = ReportForm(initial={"report": event.report, "replay_url": event.replay_url}, label_suffix="")
        return _after(request, event, form, taken.refused, 422)
    messages.success(request, _("Les documents sont en ligne."))
    return redirect("events:event_after", event.reference)


def find_material(user: Any, reference: str, number: int) -> StoredFile:
    """A document of an event that the person prepares. Raises Http404."""
    return find_file_of(reads.find_own(user, reference), rules.MATERIAL, number)


@require_POST
@door(find=find_material)
@once
def material_remove(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """It is no longer shown."""
    event = Event.objects.get(pk=file.owner_id)
    delete_file(file=file, by=person(request))
    messages.success(request, _("Le document est retiré."))
    return redirect("events:event_after", event.reference)
