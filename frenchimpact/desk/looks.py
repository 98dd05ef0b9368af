"""An administrator sees the site through somebody's eyes: the request is that person's, and may only read."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.actions import begin_look, end_look
from frenchimpact.accounts.models import Look, User
from frenchimpact.accounts.queries import find_look, find_person
from frenchimpact.core import looking
from frenchimpact.core.looking import Looking
from frenchimpact.core.pages import render
from frenchimpact.organisations.rules import can_search_people, why_over

SESSION_KEY = "look"
# Where the administrator is themselves meanwhile: to come back, or to leave.
WAYS_OUT = {"desk:look_end", "accounts:sign_out"}


class NoSession(SessionBase):
    """What the person's own browser keeps is not here, and what the administrator's keeps is not theirs: empty, and never kept."""

    def load(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def exists(self, session_key: str) -> bool:
        """It is nowhere."""
        return False

    def create(self) -> None:
        """It is not kept."""

    def save(self, must_create: bool = False) -> None:
        """It is not kept."""

    def delete(self, session_key: str | None = None) -> None:
        """There is nothing to take away."""


def begin(request: HttpRequest, person: User, reason: str) -> Look:
    """From the next page on, this session looks through that person's eyes."""
    look = begin_look(person=person, reason=reason, by=cast(User, find_person(request.user.pk)))
    request.session[SESSION_KEY] = look.pk
    return look


def stop(request: HttpRequest, how: str) -> Look | None:
    """This session looks through nobody's eyes any more. Gives the look that ended; None when there was none."""
    look = find_look(request.session.pop(SESSION_KEY, None), _owner(request))
    if look is not None:
        end_look(look=look, how=how, by=look.by if how in {Look.End.STOPPED, Look.End.SIGNED_OUT} else None)
    return look


def _owner(request: HttpRequest) -> int | None:
    """Whose session this is, even once their account is closed."""
    found = request.session.get("_auth_user_id")
    return int(found) if found is not None else None


@receiver(user_logged_out)
def _stop_with_the_session(sender: object, request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None and SESSION_KEY in request.session:
        stop(request, Look.End.SIGNED_OUT)


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class LookThrough:
    """While a look is open, the pages are that person's; one that has ended gives the administrator back to themselves."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return self.handler(request)
        look = find_look(request.session[SESSION_KEY], _owner(request))
        over = why_over(look) if look is not None and look.ended_at is None else Look.End.REPLACED
        if look is None or over:
            return self._give_back(request, over)
        if _name_of(request) in WAYS_OUT:
            return self.handler(request)
        return self._look(request, look)

    def _give_back(self, request: HttpRequest, how: str) -> HttpResponseBase:
        """What was sent is not done in the administrator's own name either: they thought that they were somebody else."""
        stop(request, how)
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            if not request.user.is_authenticated:
                return self.handler(request)
            return redirect(reverse("desk:people") + "?fini=1" if can_search_people(request.user) else reverse("desk:home"))
        message = _("Le regard est fini : vous êtes revenu à votre compte. Rien n’a été enregistré.")
        return render(request, "design/refusal.html", {"title": _("Le regard est fini"), "message": message}, status=403)

    def _look(self, request: HttpRequest, look: Look) -> HttpResponseBase:
        admin, session = request.user, request.session
        setattr(look.person, "is_of_page", True)
        request.user, request.session = look.person, NoSession()
        eyes = Looking(person=str(look.person), by=str(look.by), until=look.until_at)
        try:
            with looking.through(eyes):
                response = self.handler(request)
            if getattr(request, "tried_to_write", False):
                with looking.through(eyes):
                    response = _not_shown(request)
            return response
        finally:
            request.user, request.session = admin, session

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The database refused what a page wrote by being opened: the page that says so comes once that is undone."""
        if looking.current() is None or not looking.tried_to_write(error):
            return None
        setattr(request, "tried_to_write", True)
        return HttpResponse(status=403)


def _not_shown(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "design/refusal.html",
        {
            "title": _("Cette page ne se regarde pas"),
            "message": _("Elle enregistre quelque chose en s’ouvrant : seule la personne peut l’ouvrir. Rien n’a été enregistré."),
        },
        status=403,
    )
