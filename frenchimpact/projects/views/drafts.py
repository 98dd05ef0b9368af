"""The draft of a declaration and this browser: a signed cookie of thirty days, announced on the page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.projects import actions, queries
from frenchimpact.projects.actions.declarations import DRAFT_DAYS
from frenchimpact.projects.models import Declaration

COOKIE = "declaration"
# The draft that a signed-in person took up from their own space.
SESSION = "declaration"


def key_of(request: HttpRequest) -> str:
    """The secret key of this browser's draft; empty when there is none, or when somebody wrote the cookie."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=DRAFT_DAYS * 86_400) or "")


def current_draft(request: HttpRequest) -> Declaration | None:
    """The draft that this browser is writing; one already handed in is no longer one."""
    if isinstance(request.user, User) and SESSION in request.session:
        mine = queries.declarations_of(request.user).filter(pk=request.session[SESSION]).first()
        if mine is not None:
            return mine
    found = queries.declaration_by_key(key_of(request))
    return found if found is not None and found.project_id is None else None


def page_key(request: HttpRequest) -> str:
    """The key of the draft begun on this page; empty without scripts.

    A page that saves by itself may send two requests before the first answer brings the cookie: both carry the secret
    number that the page drew (96 bits), and so begin the same draft.
    """
    page = (request.headers.get("X-Page") or request.POST.get("page", ""))[:40]
    return salted_hmac(COOKIE, page, algorithm="sha256").hexdigest() if len(page) >= 12 else ""


def ensure_draft(request: HttpRequest) -> tuple[Declaration, str]:
    """The draft being written, begun now if need be; with its new key to remember, or an empty one."""
    found = current_draft(request)
    if found is not None:
        if found.author_id is None and isinstance(request.user, User):
            found = actions.give_declaration_to(declaration=found, user=request.user)
        return found, ""
    return actions.start_declaration(by=request.user if isinstance(request.user, User) else None, key=page_key(request))


def remember(response: HttpResponseBase, key: str) -> None:
    """Let this browser find the draft again."""
    if key:
        response.set_signed_cookie(
            COOKIE,
            key,
            salt=COOKIE,
            max_age=DRAFT_DAYS * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """The draft became a project: this browser starts afresh."""
    response.delete_cookie(COOKIE, samesite="Lax")
    request.session.pop(SESSION, None)


def writer_name(request: HttpRequest) -> str:
    """How the other person sees who wrote."""
    return str(request.user) if request.user.is_authenticated else _("Une autre personne")
