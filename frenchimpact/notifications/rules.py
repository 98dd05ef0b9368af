"""Which kinds of messages exist, how soon each comes by mail, and the link that stops one without signing in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.notifications.models import Notice, Rhythm

# Narrows notices of one kind to those that still hold: the thing is there, in sight of the person, and the matter open.
type Still = Callable[[QuerySet[Notice]], QuerySet[Notice]]

SALT = "notifications.mute"
# The « kind » of the link that stops digests.
DIGEST = "notifications.digest"
FOLLOWED = _("Vous suivez ce dossier.")
# The heading, on the page of choices, of what only those who run the programme get.
TEAM = _("L’équipe du programme")
OTHERS = _("Le reste")


@dataclass(frozen=True)
class Kind:
    """One kind of message: what it is about, why it comes, how soon by mail unless the person chose otherwise."""

    code: str
    words: Text
    why: Text
    default: str = Rhythm.NOW
    # A step of a procedure: people cannot stop it, and the page says so.
    is_mandatory: bool = False
    # It answers what the person just did: quiet hours do not hold it.
    is_instant: bool = False
    still: Still | None = None
    # Where it stands on the page of choices, and to whom that page shows it.
    part: Text = ""
    is_for: Callable[[User], bool] | None = None

    @property
    def heading(self) -> Text:
        """The part of the page of choices: its own, or that of its room."""
        return self.part or PARTS.get(self.code.partition(".")[0], OTHERS)


# The heading of each room's kinds, in the order of the page of choices.
PARTS: dict[str, Text] = {}


def declare_part(room: str, words: Text) -> None:
    """Name a room's kinds on the page of choices."""
    PARTS[room] = words


# By code; each room declares its own in its `apps.ready()`.
KINDS: dict[str, Kind] = {}


def declare_kind(
    code: str,
    words: Text,
    *,
    why: Text = FOLLOWED,
    default: str = Rhythm.NOW,
    is_mandatory: bool = False,
    is_instant: bool = False,
    still: Still | None = None,
    part: Text = "",
    is_for: Callable[[User], bool] | None = None,
) -> None:
    """Say that such messages exist. `still` says which of them are worth a mail at the moment when it leaves.

    `is_for` keeps the kind off the page of choices of whoever never gets it; `part` is its heading there, the room's otherwise.
    """
    KINDS[code] = Kind(code, words, why, Rhythm.NOW if is_mandatory else default, is_mandatory, is_instant, still, part, is_for)


def visible_notices(user: User) -> QuerySet[Notice]:
    """One's own."""
    return Notice.objects.filter(person=user)


def can_be_stopped(kind: str) -> bool:
    """Whether the person may choose not to get such mails."""
    return kind == DIGEST or (kind in KINDS and not KINDS[kind].is_mandatory)


def stop_url(person: User, kind: str) -> str:
    """The page that stops these mails in one click; the link is only for that person and that kind. Empty when nothing stops them."""
    if not can_be_stopped(kind):
        return ""
    return settings.BASE_URL + reverse("notifications:stop", args=[signing.dumps([person.pk, kind], salt=SALT)])


def read_stop_token(token: str) -> tuple[int, str] | None:
    """Whom and what the link is for; None when it is not one of ours."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(kind)
