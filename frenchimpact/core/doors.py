"""Permission, asked once, at the view: find what the person may see (404), then ask whether they may act (403)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import looking
from frenchimpact.core.errors import Text
from frenchimpact.core.resume import SignIn

type View = Callable[..., HttpResponseBase]


class SignInNeeded(Exception):
    """Nobody is signed in: the page that comes next asks for it, and brings back here with what was typed."""

    def __init__(self, reason: Text = "") -> None:
        super().__init__(reason)
        self.reason = reason


class ProofNeeded(Exception):
    """The person is signed in, and must prove again that it is them before what comes next."""


def is_sent(request: HttpRequest) -> bool:
    """Whether something is sent, and not only read."""
    return request.method not in {"GET", "HEAD", "OPTIONS"}


def open_door[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
    """A page for everyone, said aloud."""
    setattr(view, "door", "open")
    return view


def door(
    rule: Callable[..., bool] | None = None,
    *,
    find: Callable[..., Any] | None = None,
    visitors: bool = False,
    reason: Text = "",
    fresh: bool | Callable[[HttpRequest], bool] = False,
    own: bool = False,
) -> Callable[[View], View]:
    """Guard a view.

    `find(user, **url_arguments)` gives the object among those that the person may see, or raises Http404.
    `rule(user, object)` (or `rule(user)` without `find`) says whether they may go on.
    `visitors=True` lets someone not signed in be judged by the rule; otherwise they are asked to sign in.
    `reason` tells why signing in is needed.
    `fresh=True` asks who has not done so for some minutes to prove again that it is them; a function of the request says for which
    requests (`is_sent`: the page is for reading too).
    `own=True` is what its person alone reads: who looks through their eyes does not, nor what asks for a proof.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            user = request.user
            if not visitors and not user.is_authenticated:
                raise SignInNeeded(reason)
            found = (find(user, **arguments),) if find else ()
            if rule is not None and not rule(user, *found):
                if isinstance(user, AnonymousUser):
                    raise SignInNeeded(reason)
                raise PermissionDenied(_("Votre rôle ne permet pas cette action."))
            asks = fresh(request) if callable(fresh) else fresh
            if (own or asks) and looking.current() is not None:
                raise PermissionDenied(_("Preuves, sessions, clés, archives : seule la personne les voit. Vous regardez avec ses yeux."))
            if asks and not SignIn.is_fresh(request):
                raise ProofNeeded
            return view(request, *found) if find else view(request, **arguments)

        setattr(guarded, "door", "guarded")
        setattr(guarded, "asks_proof", bool(fresh))
        setattr(guarded, "is_own", own)
        return guarded

    return guard
