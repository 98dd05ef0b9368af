"""Registering in two fields without an account; then, by a signed link, changing, cancelling, saying what one thought of it.

Opening the page does nothing: mail gateways open links.
"""

from collections.abc import Callable

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.text import whole
from frenchimpact.events import clocks, presenting
from frenchimpact.events.actions import registrations as actions
from frenchimpact.events.forms.registrations import FeedbackForm, NameForm, RegistrationForm
from frenchimpact.events.messages.registrations import registration_of, ticket_of
from frenchimpact.events.models import Event, Feedback, Registration
from frenchimpact.events.queries import events as reads
from frenchimpact.events.views.public import event_page
from frenchimpact.journal.actions import once


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=reads.find_public, visitors=True)
@once
def register(request: HttpRequest, found: Event) -> HttpResponseBase:
    """Take a seat, or a place in the waiting list."""
    page = reverse("events:event", args=[found.slug])
    if request.method != "POST":
        return redirect(page + "#inscription")
    found = reads.find_event(request.user, found.slug)
    form = RegistrationForm(request.POST, event=found, quotas=list(found.quotas.order_by("pk")), user=request.user)
    if form.is_valid():
        given = dict(form.cleaned_data)
        email, quota = given["email"], reads.find_quota(found, whole(given.pop("quota", "")))
        user = request.user
        by = user if user.is_authenticated and user.email.lower() == email.lower() else None
        try:
            taken = actions.register(event=found, quota=quota, by=by, language=get_language() or "fr", **given)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            _say(request, taken)
            return redirect(page)
    return event_page(request, found, form, status=422)


def _say(request: HttpRequest, taken: Registration) -> None:
    """What was taken. Who was already registered reads the same as anyone else: it is not told to whoever types an address."""
    said = {"email": taken.email}
    if not taken.is_new:
        actions.write_again(registration=taken)
        messages.success(request, _("C’est noté. Un mail part à %(email)s : il dit où vous en êtes, et porte votre lien personnel.") % said)
    elif taken.is_seated:
        messages.success(
            request, _("Votre place est réservée. Un mail part à %(email)s : il porte votre lien pour changer ou annuler.") % said
        )
    else:
        messages.success(
            request, _("Vous êtes en liste d’attente. Un mail part à %(email)s ; si une place se libère, elle est à vous.") % said
        )


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _by_key(request: HttpRequest, key: str, act: Callable[[Registration], HttpResponseBase]) -> HttpResponseBase:
    found = registration_of(key)
    if found is None:
        return _private(render(request, "events/registration_gone.html", {}, status=410))
    return act(found)


def _square(registration: Registration) -> Markup:
    """What is scanned at the door: dark on light whatever the colours of the page, since scanners expect it."""
    door_page = settings.BASE_URL + reverse("events:check_in", args=[registration.event.reference]) + f"?billet={ticket_of(registration)}"
    svg = segno.make(door_page, error="m").svg_inline(border=3, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup(svg)


def _page(
    request: HttpRequest, key: str, found: Registration, form: forms.Form | None = None, feedback: forms.Form | None = None
) -> HttpResponse:
    event = found.event
    said = Feedback.objects.filter(registration=found).first()
    initial = {"was_useful": "yes" if said.was_useful else "no", "text": said.text} if said else {}
    may_tell = found.is_seated and event.is_over and event.state in (Event.State.PUBLISHED, Event.State.ARCHIVED)
    context = {
        "key": key,
        "registration": found,
        "event": event,
        "clocks": clocks,
        "fact_rows": presenting.fact_rows(event),
        "state": presenting.state_of(event),
        "form": form or NameForm(event=event, initial={"name": found.name, "needs": found.needs, "photo": found.photo}),
        "may_change": found.is_open and (not event.is_over or event.state == Event.State.POSTPONED),
        "may_tell": may_tell,
        "feedback": feedback or FeedbackForm(initial=initial, label_suffix=""),
        "has_told": said is not None,
        "square": _square(found) if found.is_seated and event.state == Event.State.PUBLISHED and not event.is_over else "",
        "materials": presenting.material_rows(event),
    }
    is_wrong = bool((form and form.errors) or (feedback and feedback.errors))
    return _private(render(request, "events/registration.html", context, status=422 if is_wrong else 200))


@open_door
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def registration(request: HttpRequest, key: str) -> HttpResponseBase:
    """Where one stands, and what one said of oneself."""

    def act(found: Registration) -> HttpResponseBase:
        if request.method != "POST":
            return _page(request, key, found)
        form = NameForm(request.POST, event=found.event)
        if form.is_valid():
            try:
                actions.change_registration(registration=found, **form.cleaned_data)
            except Refusal as refusal:
                explain(form, refusal)
            else:
                messages.success(request, _("C’est changé."))
                return redirect("events:registration", key)
        return _page(request, key, found, form)

    return _by_key(request, key, act)


@open_door
@never_cache
@require_POST
@once
def registration_cancel(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the seat back."""

    def act(found: Registration) -> HttpResponseBase:
        try:
            actions.cancel_registration(registration=found, by=None)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Votre inscription est annulée : votre place est rendue. Merci de l’avoir dit."))
        return redirect("events:registration", key)

    return _by_key(request, key, act)


@open_door
@never_cache
@require_POST
@once
def registration_feedback(request: HttpRequest, key: str) -> HttpResponseBase:
    """Two questions, once it is over."""

    def act(found: Registration) -> HttpResponseBase:
        form = FeedbackForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                actions.give_feedback(registration=found, **form.cleaned_data)
            except Refusal as refusal:
                explain(form, refusal)
            else:
                messages.success(request, _("Merci : votre avis est transmis à qui organise."))
                return redirect("events:registration", key)
        return _page(request, key, found, feedback=form)

    return _by_key(request, key, act)
