"""The public page of a label and what stands beside it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_words
from frenchimpact.labels import queries
from frenchimpact.labels.models import Label
from frenchimpact.labels.rules import visible_desks
from frenchimpact.labels.views.machines import as_json


@door(find=queries.find_label, visitors=True)
@require_safe
def label(request: HttpRequest, found: Label) -> HttpResponse:
    """What the label is, whose, from when until when, and all that happened to it."""
    context = {
        "label": found,
        "status": queries.status_words(found),
        "tone": queries.tone_of(found),
        "events": queries.history_of(found),
        "places": list(found.label_places.all()),
        "words": place_words,
        "credential": queries.credential_of(found),
        "follows": visible_desks(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "labels/label.html", context)


@door(find=queries.find_label, visitors=True)
@require_safe
@conditional_page
def attestation_json(request: HttpRequest, found: Label) -> HttpResponse:
    """The signed credential: the last one, or the one of that number."""
    number = request.GET.get("numero", "")
    certificate = queries.certificate_of(found, int(number[:4]) if number.isascii() and number.isdigit() else None)
    return as_json(certificate.content, "application/vc+ld+json")
