"""The stop kit: a page that a phone takes along for a day without network, and what it sends once it is back."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.events import clocks, presenting, rules
from frenchimpact.events.models import Capture, Event
from frenchimpact.events.queries import captures as reads
from frenchimpact.events.queries.events import find_own
from frenchimpact.events.receiving import FORMS, MOST, Taken, take
from frenchimpact.events.views.preparing import person

# What the page loads: kept on the device with it.
FILES = (
    "design/site.css",
    "design/icons.svg",
    "design/mark.svg",
    "design/fonts/figtree-fi.woff2",
    "design/fonts/bricolage-fi.woff2",
    "design/app.js",
    "events/kit.js",
    "events/kit_store.js",
)
WORKER = Path(__file__).resolve().parent.parent / "static" / "events" / "kit_worker.js"


def _page(request: HttpRequest, event: Event, taken: Taken | None = None, what: str = "", status: int = 200) -> HttpResponse:
    forms = {name: form_class(event=event, auto_id=f"{name}_%s") for name, form_class in FORMS.items()}
    if taken is not None:
        forms[what] = taken.form
    context = {
        "event": event,
        "forms": forms,
        "found": taken.found if taken and len(taken.found) > 1 else [],
        "wall": reads.wall_of(event),
        "is_ready": event.state != Event.State.DRAFT,
        "forget_at": reads.forget_at(event),
        "say": presenting,
        "clocks": clocks,
        "kinds": Capture.Kind,
    }
    return render(request, "events/kit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_edit_event, find=find_own)
def kit(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Welcome, capture a project, hang on the wall: plain forms, that a script keeps on the device when there is no network."""
    what = request.POST.get("what", "")
    if request.method != "POST" or what not in FORMS:
        return _page(request, event)
    taken = take(event, what, request.POST, by=person(request))
    if taken.capture is None:
        return _page(request, event, taken, what, status=422)
    messages.success(request, _done(taken.capture))
    return redirect(reverse("events:kit", args=[event.reference]))


def _done(capture: Capture) -> str:
    if capture.registration is not None:
        return _("%(name)s est accueilli.") % {"name": capture.registration.name}
    if capture.kind == Capture.Kind.PROJECT:
        return _("Le projet est noté.")
    return _("C’est au mur.")


@require_safe
@door(rules.can_edit_event, find=find_own)
def kit_state(request: HttpRequest, event: Event) -> JsonResponse:
    """What the device takes along: who is expected, the wall of the day, until when it keeps them; and the key of its next sending."""
    said: dict[str, Any] = {
        "token": get_token(request),
        "now": clock.now().isoformat(),
        "forget_at": reads.forget_at(event).isoformat(),
        "people": reads.people_of(event) if event.state == Event.State.PUBLISHED else [],
        "wall": [{"id": str(one.capture.client_id), "kind": one.capture.kind, "text": one.text} for one in reads.wall_of(event)],
    }
    return JsonResponse(said, headers={"Cache-Control": "private, no-store"})


@require_POST
@door(rules.can_edit_event, find=find_own)
def kit_send(request: HttpRequest, event: Event) -> JsonResponse:
    """Cards from a device, each taken once and told apart: what is refused says what to do, and does not stop the others."""
    cards = _cards_in(request)
    if cards is None:
        words = _("Cet envoi est illisible. Rechargez la page : vos fiches sont toujours sur ce téléphone.")
        return JsonResponse({"message": words}, status=400)
    return JsonResponse({"cards": [_answer(event, one, request) for one in cards]})


def _cards_in(request: HttpRequest) -> list[dict[str, Any]] | None:
    try:
        cards = json.loads(request.body)["cards"]
    except (ValueError, KeyError, TypeError):
        return None
    is_list = isinstance(cards, list) and len(cards) <= MOST
    return cards if is_list and all(isinstance(one, dict) and one.get("what") in FORMS for one in cards) else None


def _answer(event: Event, card: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    data = {name: value for name, value in card.items() if isinstance(value, str | int | bool)}
    taken = take(event, str(card["what"]), data, by=person(request))
    said: dict[str, Any] = {"client_id": str(card.get("client_id", "")), "taken": taken.capture is not None}
    if taken.capture is None:
        said["problems"] = taken.problems
    elif taken.capture.registration is not None:
        said["registration"] = taken.capture.registration_id
    return said


@cache
def _worker() -> str:
    return WORKER.read_text("utf-8")


@require_safe
@door(rules.can_edit_event, find=find_own)
def kit_worker(request: HttpRequest, event: Event) -> HttpResponse:
    """The script that answers for the kit without network; it sees the pages under the kit's address, and no other."""
    files = [static(name) for name in FILES]
    mark = hashlib.sha256("\n".join([*files, _worker()]).encode()).hexdigest()[:12]
    told = {
        "files": files,
        "page": reverse("events:kit", args=[event.reference]),
        "name": f"carnet-{event.reference}-{get_language()}",
        "mark": mark,
        "statics": settings.STATIC_URL,
        "hashed": files[0] != settings.STATIC_URL + FILES[0],
    }
    return HttpResponse(
        f"const KIT = {json.dumps(told)};\n{_worker()}",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@require_safe
@door(rules.can_edit_event, find=find_own)
def kit_manifest(request: HttpRequest, event: Event) -> JsonResponse:
    """What a phone shows when the kit is put on its first screen."""
    page = reverse("events:kit", args=[event.reference])
    icons = [
        {"src": static("events/kit-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("events/kit-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    told = {
        "id": page,
        "name": _("Carnet : %(event)s") % {"event": event.title},
        "short_name": _("Carnet"),
        "lang": get_language(),
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "theme_color": "#0a3b33",
        "background_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json", headers={"Cache-Control": "private, no-store"})
