"""Which browsers a person is signed in from: written when they come in, closed one by one or all at once."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import browsers, keys
from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import DeviceJoined, SessionsClosed
from frenchimpact.accounts.models import Device, OpenSession, User
from frenchimpact.core import clock
from frenchimpact.core.facts import announce


@transaction.atomic
def know_device(*, person: User, device_key: str, user_agent: str) -> Device:
    """The browser that the person comes in from. One that joins others is told by mail; the very first one is not."""
    device, is_new = Device.objects.get_or_create(user=person, key_digest=keys.digest("device", device_key))
    if not is_new:
        device.seen_at = clock.now()
        device.save(update_fields=["seen_at"])
    elif Device.objects.filter(user=person).exclude(pk=device.pk).exists():
        announce(DeviceJoined(user_id=person.pk), by=person)
        tell(
            person,
            _("Connexion depuis un nouveau navigateur"),
            detail=format_lazy("{words}.", words=browsers.words_of(*browsers.names_of(user_agent))),
        )
    return device


@transaction.atomic
def open_session(
    *, person: User, session_key: str, way: str, is_strong: bool, user_agent: str = "", device: Device | None = None
) -> OpenSession:
    """Write down a session that has just begun."""
    browser, system = browsers.names_of(user_agent)
    now = clock.now()
    values = {"user": person, "way": way, "is_strong": is_strong, "browser": browser, "system": system, "device": device}
    opened, _is_new = OpenSession.objects.update_or_create(session_key=session_key, defaults=values | {"opened_at": now, "seen_at": now})
    return opened


def see_session(*, person: User, session_key: str, user_agent: str = "") -> None:
    """The session is in use now; one that was not written down, opened by an earlier version, is."""
    if not OpenSession.objects.filter(session_key=session_key, user=person).update(seen_at=clock.now()):
        open_session(person=person, session_key=session_key, way=OpenSession.Way.DIRECT, is_strong=False, user_agent=user_agent)


@transaction.atomic
def close_session(*, session: OpenSession, by: User) -> None:
    """That browser is signed out at once."""
    _close([session])
    announce(SessionsClosed(user_id=session.user_id), by=by)


@transaction.atomic
def close_other_sessions(*, person: User, but: str, by: User | None) -> int:
    """Sign out everywhere but here (`but` is this session's key; empty for everywhere). Gives how many were closed."""
    others = list(OpenSession.objects.filter(user=person).exclude(session_key=but))
    _close(others)
    if others:
        announce(SessionsClosed(user_id=person.pk), by=by)
    return len(others)


def _close(sessions: list[OpenSession]) -> None:
    Session.objects.filter(session_key__in=[one.session_key for one in sessions]).delete()
    OpenSession.objects.filter(pk__in=[one.pk for one in sessions]).delete()


@transaction.atomic
def forget_closed_sessions() -> None:
    """Sessions that have ended are no longer listed."""
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
