"""The organiser's space: write, publish, move, call off."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.conflicts import conflicts_of
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.seen import seals
from frenchimpact.events import clocks, presenting, rules
from frenchimpact.events.actions import events as actions
from frenchimpact.events.actions import programme
from frenchimpact.events.forms.events import DatesForm, EventForm, ReasonForm, SessionForm, initial_of
from frenchimpact.events.models import Event, Session
from frenchimpact.events.queries import events as reads
from frenchimpact.events.queries.registrations import counts_of, to_tell
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def space_page(
    request: HttpRequest, event: Event, template: str, context: dict[str, Any], *, tab: str = "event_space", status: int = 200
) -> HttpResponse:
    """A page of the space of one event, with its tabs."""
    names = [
        ("event_space", _("Préparation")),
        ("event_registrations", _("Inscriptions")),
        ("check_in", _("Accueil")),
        ("kit", _("Carnet")),
        ("event_cards", _("Fiches")),
        ("event_after", _("Suites")),
    ]
    tabs = [(words, reverse(f"events:{name}", args=[event.reference]), name == tab, None) for name, words in names]
    whole = {"event": event, "say": presenting, "clocks": clocks, "tabs": tabs, **context}
    return render(request, f"events/{template}.html", whole, status=status)


@require_safe
@door(rules.is_organiser)
def event_list(request: HttpRequest) -> HttpResponse:
    """One's events: those to come and drafts, then those that were held."""
    rows = reads.listed_events(rules.editable_events(request.user))
    coming = list(rows.filter(reads.in_period(reads.COMING)).order_by("starts_at", "pk")[:200])
    past = list(rows.filter(reads.in_period(reads.PAST)).order_by("-starts_at", "-pk")[:50])
    return render(request, "events/event_list.html", {"coming": coming, "past": past, "say": presenting, "clocks": clocks})


def _form(request: HttpRequest, event: Event | None = None) -> EventForm:
    return EventForm(
        request.POST or None,
        organisers=list(rules.organisers_of(request.user).order_by("name", "pk"))
        + ([event.organiser] if event and event.organiser and is_operator(request.user) else []),
        is_operator=is_operator(request.user),
        initial=initial_of(event) if event else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_organiser)
@once
def event_new(request: HttpRequest) -> HttpResponseBase:
    """A draft: nobody else sees it before it is published."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                found = actions.prepare_event(by=person(request), quotas=form.cleaned_data["quotas"], **form.values())
                programme.set_speakers(event=found, speakers=form.cleaned_data["speakers"])
        except Refusal as refusal:
            explain(form, refusal, fields={"place": "lieu"})
        else:
            messages.success(request, _("Le brouillon %s est enregistré. Relisez-le, puis publiez-le.") % found.reference)
            return redirect("events:event_space", found.reference)
    return _edit_page(request, form, None)


def _edit_page(request: HttpRequest, form: EventForm, event: Event | None, **more: Any) -> HttpResponse:
    back = reverse("events:event_space", args=[event.reference]) if event else reverse("events:event_list")
    told = to_tell(event).count() if event and event.state == Event.State.PUBLISHED else 0
    context = {"form": form, "event": event, "back": back, "told": told, **more}
    return render(request, "events/event_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_edit(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Its sheet; once it is public, a change of date or place is told to those who hold a seat."""
    form, conflicts = _form(request, event), []
    carried = request.POST.get("seen", "") or seals(actions.written(event))
    if request.method == "POST" and form.is_valid():
        lines = {name: form.cleaned_data[name] for name in ("quotas", "speakers")}
        try:
            changed = actions.rewrite_event(event=event, by=person(request), seen=carried, **form.values(), **lines)
        except Refusal as refusal:
            with timezone.override(event.time_zone):
                conflicts = conflicts_of(form, refusal, fields={"place": "lieu"})
            if conflicts:
                event.refresh_from_db()
                carried = seals(actions.written(event))
        else:
            is_told = changed.sequence != event.sequence
            messages.success(
                request, _("C’est enregistré ; les personnes inscrites sont prévenues.") if is_told else _("C’est enregistré.")
            )
            return redirect("events:event_space", event.reference)
    return _edit_page(request, form, event, seals=carried, conflicts=conflicts)


@require_safe
@door(rules.can_edit_event, find=reads.find_own)
def event_space(request: HttpRequest, event: Event) -> HttpResponse:
    """Where it stands, its programme, what can be done."""
    context = {
        "fact_rows": presenting.fact_rows(event),
        "days": presenting.programme(event),
        "counts": counts_of(event),
        "changes": presenting.change_rows(event),
        "can": {verb: Event.FLOW.can(verb, event.state) for verb in Event.FLOW.moves},
    }
    return space_page(request, event, "event_space", context)


@require_POST
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_publish(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Everybody sees it."""
    try:
        actions.publish_event(event=event, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("L’événement est publié."))
    return redirect("events:event_space", event.reference)


@require_POST
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_archive(request: HttpRequest, event: Event) -> HttpResponseBase:
    """It is over, and stays to be read."""
    try:
        actions.archive_event(event=event, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("L’événement est archivé."))
    return redirect("events:event_space", event.reference)


def _asking(request: HttpRequest, event: Event, form: forms.Form, words: dict[str, Any]) -> HttpResponse:
    context = {"event": event, "form": form, "back": reverse("events:event_space", args=[event.reference]), **words}
    return render(request, "events/event_ask.html", context, status=422 if form.errors else 200)


def _call_off(request: HttpRequest, event: Event, verb: str, words: dict[str, Any]) -> HttpResponseBase:
    form = ReasonForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        act = actions.cancel_event if verb == "cancel" else actions.postpone_event
        try:
            act(event=event, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, words["done"])
            return redirect("events:event_space", event.reference)
    told = list(to_tell(event).order_by("registered_at", "pk")[:200])
    return _asking(request, event, form, {**words, "told": told, "told_count": to_tell(event).count()})


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_postpone(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Another day, not known yet; with the list of who will be told."""
    words = {
        "title": _("Reporter l’événement"),
        "lead": _("La date n’est plus valable, la nouvelle n’est pas connue. Les places prises sont gardées."),
        "button": _("Reporter et prévenir"),
        "done": _("L’événement est reporté ; les personnes inscrites sont prévenues."),
        "danger": False,
    }
    return _call_off(request, event, "postpone", words)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_cancel(request: HttpRequest, event: Event) -> HttpResponseBase:
    """It will not be held; with the list of who will be told."""
    words = {
        "title": _("Annuler l’événement"),
        "lead": _("Il n’aura pas lieu. Sa page reste, barrée, avec la raison ; on n’y revient pas."),
        "button": _("Annuler et prévenir"),
        "done": _("L’événement est annulé ; les personnes inscrites sont prévenues."),
        "danger": True,
    }
    return _call_off(request, event, "cancel", words)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def event_reschedule(request: HttpRequest, event: Event) -> HttpResponseBase:
    """The new date of what was postponed."""
    form = DatesForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reschedule_event(event=event, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La nouvelle date est publiée ; les personnes inscrites sont prévenues."))
            return redirect("events:event_space", event.reference)
    words = {
        "title": _("Donner la nouvelle date"),
        "lead": _("Les personnes qui ont une place la gardent, et peuvent la rendre."),
        "button": _("Publier la nouvelle date"),
        "danger": False,
        "told": list(to_tell(event).order_by("registered_at", "pk")[:200]),
        "told_count": to_tell(event).count(),
    }
    return _asking(request, event, form, words)


def _session_of(event: Event, number: int) -> Session:
    found = event.sessions.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def find_own_session(user: Any, reference: str, number: int) -> Session:
    """A part of the programme of an event that the person prepares. Raises Http404."""
    return _session_of(reads.find_own(user, reference), number)


def can_edit_session(user: Any, session: Session) -> bool:
    """Those who prepare its event."""
    return rules.can_edit_event(user, session.event)


def _session_page(request: HttpRequest, event: Event, session: Session | None) -> HttpResponseBase:
    form = SessionForm(request.POST or None, event=event, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            programme.write_session(event=event, session=session, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le programme est à jour."))
            return redirect(reverse("events:event_space", args=[event.reference]) + "#deroule")
    words = {"title": _("Une partie du programme"), "lead": "", "button": _("Enregistrer"), "danger": False, "told": [], "told_count": 0}
    return _asking(request, event, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=reads.find_own)
@once
def session_new(request: HttpRequest, event: Event) -> HttpResponseBase:
    """One more part of the programme."""
    return _session_page(request, event, None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_edit_session, find=find_own_session)
@once
def session_edit(request: HttpRequest, session: Session) -> HttpResponseBase:
    """A part of the programme, said otherwise."""
    return _session_page(request, session.event, session)


@require_POST
@door(can_edit_session, find=find_own_session)
@once
def session_remove(request: HttpRequest, session: Session) -> HttpResponseBase:
    """It is no longer in the programme."""
    programme.remove_session(session=session, by=person(request))
    messages.success(request, _("Le programme est à jour."))
    return redirect(reverse("events:event_space", args=[session.event.reference]) + "#deroule")
