"""Coming in, from the request's side: which browser, by which way, how surely, and since when."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from frenchimpact.accounts import actions, keys, rules
from frenchimpact.accounts.models import OpenSession, User
from frenchimpact.core import clock, logs, read_only

BACKEND = "frenchimpact.accounts.backends.PersonBackend"
PROVED, STRONG, SEEN, OPENED = "proved_at", "is_strong", "seen_at", "opened_at"
# How often a session is written as seen, and its rights to be here asked again, in seconds.
REFRESH = 300
# By how much two machines may tell the time differently, in seconds.
SKEW = 60
DEVICE_DAYS = 400
# A session that is used every day ends all the same; one that is not used ends after SESSION_COOKIE_AGE.
LONGEST = dt.timedelta(days=90)


def come_in(request: HttpRequest, person: User, *, way: str, is_strong: bool) -> None:
    """Open a session: its key changes, what the visitor had begun stays. The browser is recognised, or learnt."""
    key = keys.device_of(request)
    if not key:
        key = keys.new_key()
        setattr(request, "new_device_key", key)
    agent = request.META.get("HTTP_USER_AGENT", "")
    device = actions.know_device(person=person, device_key=key, user_agent=agent)
    setattr(request, "coming_in", {"way": way, "is_strong": is_strong, "device": device})
    login(request, person, backend=BACKEND)


@receiver(user_logged_in)
def _write_down(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Every session that opens is written down, whoever opens it: ours above, or the demonstration's doors."""
    how = getattr(request, "coming_in", {"way": OpenSession.Way.DIRECT, "is_strong": False})
    now = clock.now().timestamp()
    request.session.update({PROVED: clock.real().timestamp(), SEEN: now, OPENED: now, STRONG: how["is_strong"]})
    if request.session.session_key is None:
        request.session.create()
    actions.open_session(
        person=user, session_key=request.session.session_key or "", user_agent=request.META.get("HTTP_USER_AGENT", ""), **how
    )
    logs.note("signed_in", person=user.pk, way=str(how["way"]), is_strong=how["is_strong"])


def go_out(request: HttpRequest) -> None:
    """Close this session."""
    if request.user.is_authenticated and request.session.session_key:
        OpenSession.objects.filter(session_key=request.session.session_key).delete()
        logs.note("signed_out", person=request.user.pk)
    logout(request)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved a few minutes ago that it is them: minutes of the machine, days of the demonstration count for nothing.

    A proof of later than now, of a clock that went back, is none."""
    since = clock.real().timestamp() - float(request.session.get(PROVED, 0))
    return -SKEW < since < settings.STEP_UP_MINUTES * 60


def note_proof(request: HttpRequest, *, is_strong: bool) -> None:
    """The person has just proved again that it is them: what the session may do grows, so its key changes."""
    request.session[PROVED] = clock.real().timestamp()
    former = request.session.session_key
    request.session.cycle_key()
    kept: dict[str, Any] = {"session_key": request.session.session_key}
    if is_strong and not request.session.get(STRONG):
        request.session[STRONG] = kept["is_strong"] = True
    OpenSession.objects.filter(session_key=former).update(**kept)
    logs.note("proved_again", person=request.user.pk, is_strong=is_strong)


def is_over(request: HttpRequest) -> bool:
    """Whether it has been open for too long, however much it is used. One of an earlier version counts from now."""
    now = clock.now().timestamp()
    if OPENED not in request.session:
        if not read_only.is_on():
            request.session[OPENED] = now
        return False
    return now - float(request.session[OPENED]) > LONGEST.total_seconds()


def refresh(request: HttpRequest) -> bool:
    """Every few minutes: the session is written as seen. False when the person now owes a second proof that it lacks."""
    now = clock.now().timestamp()
    if abs(now - float(request.session.get(SEEN, 0))) < REFRESH:
        return True
    person = cast(User, request.user)
    if not request.session.get(STRONG) and rules.owes_strong(person):
        return False
    if read_only.is_on():
        return True
    request.session[SEEN] = now
    actions.see_session(person=person, session_key=request.session.session_key or "", user_agent=request.META.get("HTTP_USER_AGENT", ""))
    return True


def remember_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Leave in the browser the key by which it will be recognised."""
    key = getattr(request, "new_device_key", None)
    if key:
        response.set_cookie(
            keys.DEVICE_COOKIE,
            key,
            max_age=DEVICE_DAYS * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
