"""Which kinds of messages exist, whose they are to stop, and the link that stops one without signing in."""

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.notifications.models import Notice

SALT = "notifications.mute"
# Kind → what it is about, in words; each room declares its own in its `apps.ready()`.
KINDS: dict[str, Text] = {}


def declare_kind(kind: str, words: Text) -> None:
    """Say that such messages exist, so that people can choose to get them by mail or not."""
    KINDS[kind] = words


def visible_notices(user: User) -> QuerySet[Notice]:
    """One's own."""
    return Notice.objects.filter(person=user)


def stop_url(person: User, kind: str) -> str:
    """The page that stops these mails in one click; the link is only for that person and that kind."""
    return settings.BASE_URL + reverse("notifications:stop", args=[signing.dumps([person.pk, kind], salt=SALT)])


def read_stop_token(token: str) -> tuple[int, str] | None:
    """Whom and what the link is for; None when it is not one of ours."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(kind)
