"""The draft of a declaration and this browser: a signed cookie of thirty days, announced on the page."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.browser_drafts import BrowserDraft
from frenchimpact.projects import actions, queries
from frenchimpact.projects.models import Declaration

BROWSER = BrowserDraft("declaration")
key_of, remember = BROWSER.key_of, BROWSER.remember
# The draft that a signed-in person took up from their own space.
SESSION = "declaration"


def current_draft(request: HttpRequest) -> Declaration | None:
    """The draft that this browser is writing; one already handed in is no longer one."""
    if isinstance(request.user, User) and SESSION in request.session:
        mine = queries.declarations_of(request.user).filter(pk=request.session[SESSION]).first()
        if mine is not None:
            return mine
    found = queries.declaration_by_key(key_of(request))
    return found if found is not None and found.project_id is None else None


def ensure_draft(request: HttpRequest) -> tuple[Declaration, str]:
    """The draft being written, begun now if need be; with its new key to remember, or an empty one."""
    found = current_draft(request)
    if found is not None:
        if found.author_id is None and isinstance(request.user, User):
            found = actions.give_declaration_to(declaration=found, user=request.user)
        return found, ""
    return actions.start_declaration(by=request.user if isinstance(request.user, User) else None, key=BROWSER.page_key(request))


def writer_name(request: HttpRequest) -> str:
    """How the other person sees who wrote."""
    return str(request.user) if request.user.is_authenticated else _("Une autre personne")
