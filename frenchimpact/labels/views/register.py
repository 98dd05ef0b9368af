"""The public page of a label and what stands beside it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_words
from frenchimpact.labels import queries
from frenchimpact.labels.credentials import drawing
from frenchimpact.labels.models import Label
from frenchimpact.labels.rules import visible_desks
from frenchimpact.labels.views.machines import as_json, credential_kind


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
    return as_json(certificate.content, credential_kind(request))


def as_picture(content: bytes | str, kind: str) -> HttpResponse:
    """A file that other sites may show, and ask about again: a badge is not kept past a withdrawal."""
    response = HttpResponse(content, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=300"
    return response


@door(find=queries.find_badge, visitors=True)
@require_safe
@conditional_page
def badge_svg(request: HttpRequest, found: Label) -> HttpResponse:
    """The badge, with its certificate inside."""
    return as_picture(drawing.badge_svg(found, queries.certificate_of(found)), "image/svg+xml")


@door(find=queries.find_badge, visitors=True)
@require_safe
@conditional_page
def badge_png(request: HttpRequest, found: Label) -> HttpResponse:
    """The same as a picture."""
    return as_picture(drawing.badge_png(found, queries.certificate_of(found)), "image/png")


@door(find=queries.find_badge, visitors=True)
@require_safe
@conditional_page
def attestation_pdf(request: HttpRequest, found: Label) -> HttpResponse:
    """The certificate to print, with the signed credential attached."""
    response = HttpResponse(drawing.attestation_pdf(found, queries.certificate_of(found)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="attestation-{found.reference}.pdf"'
    return response
