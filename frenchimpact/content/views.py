"""Pages that everyone reads: what the operator wrote, or what came with the platform."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.content import shown
from frenchimpact.content.models import Writing
from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.feeds import ATOM, atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.core.processing import purposes
from frenchimpact.design import audit, notices

Kind = Writing.Kind
FEED_LENGTH = 50


def page_context(text: shown.Text) -> dict[str, Any]:
    """What a written page needs: its text, and what the platform adds where the text asks for it."""
    return {"text": text, "cookies": notices.COOKIES, "purposes": purposes(), "audit": audit}


def _page(request: HttpRequest, slug: str) -> HttpResponse:
    found = shown.one_shown(Kind.PAGE, slug)
    if found is None:
        raise Http404
    return render(request, "content/page.html", page_context(found.text))


@require_safe
@open_door
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that the operator added."""
    return _page(request, slug)


@require_safe
@open_door
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is accessible, what is not yet, and how to complain."""
    return _page(request, "accessibilite")


@require_safe
@open_door
def accessibility_grid(request: HttpRequest) -> HttpResponse:
    """The 106 criteria on each page of the sample, as a page or a file."""
    rows = [
        {"critere": one.number, "theme": one.topic, "intitule": one.title, "reponse": one.answer, "moyen": one.how, **one.answers}
        for one in audit.criteria()
    ]
    kind = request.GET.get("format")
    if kind == "json":
        return HttpResponse("".join(json_text(rows)), content_type="application/json; charset=utf-8")
    if kind == "csv":
        response = HttpResponse("".join(csv_text(rows, has_bom=True, columns=list(rows[0]))), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="grille-rgaa.csv"'
        return response
    if kind:
        raise Http404
    return render(request, "content/accessibility_grid.html", {"audit": audit})


@require_safe
@open_door
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes, who answers."""
    return _page(request, "mentions-legales")


@require_safe
@open_door
def privacy(request: HttpRequest) -> HttpResponse:
    """Which data about people, why, on what ground, how long."""
    return _page(request, "donnees-personnelles")


@require_safe
@open_door
def cookies(request: HttpRequest) -> HttpResponse:
    """The few cookies, and when they come."""
    return _page(request, "cookies")


@require_safe
@open_door
def terms(request: HttpRequest) -> HttpResponse:
    """What one may do here."""
    return _page(request, "cgu")


@require_safe
@open_door
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do the main things, what the words mean, whom to ask."""
    context = {
        "tasks": notices.tasks(),
        "helps": shown.shown_of(Kind.HELP),
        "questions": shown.shown_of(Kind.QUESTION),
        "terms": shown.shown_of(Kind.TERM),
    }
    return render(request, "content/help.html", context)


@require_safe
@open_door
def help_entry(request: HttpRequest, slug: str) -> HttpResponse:
    """One task, step by step."""
    found = shown.one_shown(Kind.HELP, slug)
    if found is None:
        raise Http404
    return render(request, "content/help_entry.html", page_context(found.text))


@require_safe
@open_door
def news_list(request: HttpRequest) -> HttpResponse:
    """What is new, latest first; as a feed for who follows it (`format=atom`)."""
    found = shown.shown_of(Kind.NEWS)
    if request.GET.get("format") == "atom":
        return _feed(request, found)
    return render(request, "content/news_list.html", {"news": found, "title": _("Actualités")})


def _feed(request: HttpRequest, found: list[shown.Shown]) -> HttpResponse:
    rows = (
        {
            "nom": one.text.title,
            "description": one.text.summary,
            "date": (one.starts_at or one.published_at or clock.now()).date().isoformat(),
            "adresse_fiche": settings.BASE_URL + reverse("content:news", args=[one.slug]),
        }
        for one in found[:FEED_LENGTH]
    )
    title, address = f"{settings.PROGRAMME_NAME} – {_('Actualités')}", settings.BASE_URL + reverse("content:news_list") + "?format=atom"
    text = "".join(atom_text(rows, title=title, address=address, ways={}, language=translation.get_language() or "fr"))
    response = HttpResponse(text, content_type=ATOM)
    return unless_held(request, response, text) or response


@require_safe
@open_door
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news."""
    found = shown.one_shown(Kind.NEWS, slug)
    if found is None:
        raise Http404
    return render(request, "content/news.html", {**page_context(found.text), "at": found.starts_at or found.published_at})
