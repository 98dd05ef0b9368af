"""Pages that say what went wrong: what happened, what to do, where to go. None depends on what may be broken."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import RawPostDataException
from django.utils.html import format_html
from django.utils.translation import gettext as _

from frenchimpact.core import logs
from frenchimpact.core.outages import AWAY_SECONDS, is_away
from frenchimpact.core.pages import render
from frenchimpact.design.shell import Shell

log = logging.getLogger("frenchimpact.incidents")
# Never shown again in a form to resend: keys of the protection itself.
KEPT_OUT = {"csrfmiddlewaretoken"}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form is damaged, or there is too much of it (413)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        # The page that says so reads the address: not the one that has too much of it.
        request.GET = QueryDict()
        message = _(
            "Un formulaire porte au plus 2 Mo de texte et 250 Mo de fichiers. "
            "Revenez en arrière avec votre navigateur : votre texte est encore là. Envoyez moins à la fois."
        )
        return render(request, "design/refusal.html", {"title": _("C’est trop lourd"), "message": message}, status=413)
    return render(
        request,
        "design/refusal.html",
        {
            "title": _("Cette demande est illisible"),
            "message": _("L’adresse ou le formulaire est abîmé. Recopiez l’adresse, ou repartez de l’accueil."),
        },
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: what is missing and who can give it."""
    reason = str(exception or "") or _("Votre rôle ne permet pas de voir cette page.")
    return render(
        request,
        "design/refusal.html",
        {
            "title": _("Cette page ne vous est pas ouverte"),
            "message": reason,
            "advice": _("Si vous devez y accéder, demandez-le à la personne qui administre votre structure, ou écrivez-nous."),
        },
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: ways out."""
    return render(
        request,
        "design/refusal.html",
        {
            "title": _("Cette page n’existe pas"),
            "message": _("L’adresse est peut-être incomplète, ou la page a changé de place."),
            "advice": _("Cherchez ce que vous vouliez lire, ou repartez d’une de ces pages."),
        },
        status=404,
    )


def gone(request: HttpRequest, message: str) -> HttpResponse:
    """410: what was here was public and is no longer."""
    return render(request, "design/refusal.html", {"title": _("Cette page n’est plus publiée"), "message": message}, status=410)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the name of the request, and where to write; 503 while the database is away. Asks nothing of the database."""
    if is_away(error := sys.exc_info()[1]):
        return _away(request, error)
    number = getattr(request, "request_id", "") or logs.request_id_of("")
    log.error("Incident %s at /%s", number, logs.route_of(request))
    return _out_of_order(
        request,
        500,
        _("Ça n’a pas marché"),
        _("Le problème vient de nous. Ce que vous aviez enregistré est toujours là."),
        number,
    )


def _away(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """503: the database restarts, or another takes its place. One line in the log, as many times as people ask."""
    log.warning("The database is away at /%s: %s", logs.route_of(request), str(error).partition("\n")[0])
    # Who asks is known by the database alone.
    request.user = AnonymousUser()
    words = _("La base de données redémarre. Cette demande n’a rien enregistré de sûr : revenez en arrière, et recommencez dans un moment.")
    response = _out_of_order(request, 503, _("Le service redémarre"), words, None)
    response["Retry-After"] = AWAY_SECONDS
    # What answers programs has its own words; and it is already written down.
    setattr(response, "is_away", True)
    setattr(response, "_has_been_logged", True)
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: closed for a moment."""
    response = _out_of_order(
        request, 503, _("Le service est arrêté un moment"), _("Une opération est en cours. Revenez dans quelques minutes."), None
    )
    response["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form waited too long. What was typed is offered again, to be sent with one click."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in KEPT_OUT]
        has_files = bool(request.FILES)
    except (RawPostDataException, OSError):
        fields, has_files = [], False
    context = {"fields": fields, "has_files": has_files, "action": request.get_full_path()}
    return render(request, "design/expired.html", context, status=403)


def _out_of_order(request: HttpRequest, status: int, title: str, message: str, number: str | None) -> HttpResponse:
    context: dict[str, Any] = {
        "title": title,
        "message": message,
        "incident": number,
        "shell": Shell(request, knows_person=False),
        "messages": [],
        "unread_count": 0,
        "banners": [],
    }
    try:
        return render(request, "design/refusal.html", context, status=status)
    except Exception:
        log.exception("The page that tells incident %s is broken too", number)
        text = format_html(
            '<!doctype html><html lang="fr"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p><p>{}</p><p>{}</p></html>',
            title,
            title,
            message,
            number or "",
            settings.PROGRAMME_CONTACT,
        )
        return HttpResponse(text, status=status)
