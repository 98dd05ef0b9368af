"""Between the mailbox and the second proof: known, and not in yet. The session belongs to nobody meanwhile."""

from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse

from frenchimpact.accounts import actions, queries, rules, sessions
from frenchimpact.accounts.models import User
from frenchimpact.core import clock

KEY = "coming_in"
MINUTES = 20


def arrive(request: HttpRequest, person: User, *, way: str, next_url: str, is_strong: bool = False) -> str:
    """The first proof is given. Opens the session, or asks for the second one; gives the page that comes next."""
    if is_strong or not (queries.factor_count(person) or rules.owes_strong(person)):
        sessions.come_in(request, person, way=way, is_strong=is_strong)
        return next_url or reverse("desk:home")
    return wait(request, person, way=way, next_url=next_url)


def wait(request: HttpRequest, person: User, *, way: str, next_url: str) -> str:
    """Keep the person at the door until the second proof. Gives the page that asks for it."""
    if request.user.is_authenticated:
        logout(request)
    # A key that someone else may have set in this browser is worth nothing from here on.
    request.session.cycle_key()
    request.session[KEY] = {"person": person.pk, "way": way, "next": next_url, "at": clock.now().timestamp()}
    return reverse("accounts:second" if queries.factor_count(person) else "accounts:protect")


def person_at_door(request: HttpRequest) -> User | None:
    """Who waits for the second proof in this browser; None when nobody does, or for too long."""
    kept = request.session.get(KEY)
    if not kept or request.user.is_authenticated or clock.now().timestamp() - kept["at"] > MINUTES * 60:
        return None
    return queries.find_person(kept["person"])


def go_on(request: HttpRequest, person: User) -> str:
    """The lost proofs are gone: the mailbox, confirmed just now, is enough again. Gives the page that comes next."""
    kept = request.session.pop(KEY)
    return arrive(request, person, way=kept["way"], next_url=kept["next"])


def let_in(request: HttpRequest, person: User) -> str:
    """The second proof is given. Gives the page that the person wanted."""
    kept = request.session.pop(KEY)
    recovery = queries.open_recovery_of(person)
    if recovery is not None:
        # Not everything was lost, or somebody else was asking: either way, it stops here.
        actions.cancel_recovery(recovery=recovery, by=person)
    sessions.come_in(request, person, way=kept["way"], is_strong=True)
    return kept["next"] or reverse("desk:home")
