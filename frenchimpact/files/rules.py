"""Who may read a file: whoever its owner's room says. Nobody, when it says nothing."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.files.models import StoredFile, Upload

type Anyone = User | AnonymousUser
type Reader = Callable[[Any, Any, StoredFile], bool]

# Purpose of a file uploaded by a person and not attached to anything yet.
PARCEL = "parcel"
_readers: dict[tuple[str, str], Reader] = {}


def register_reader(owner_model: str, rule: Reader, *, purpose: str = "") -> None:
    """Say who may read the files of that kind of thing: `rule(user, thing, file)`. Called in the `ready` of the thing's room.

    With `purpose`, only the files of that purpose: a logo may be public where a piece is not.
    """
    _readers[(owner_model, purpose)] = rule


def owner_of(file: StoredFile) -> Model | None:
    """The thing that the file belongs to; None when it is gone."""
    owner: Model | None = apps.get_model(file.owner_model)._default_manager.filter(pk=file.owner_id).first()
    return owner


def can_read(user: Anyone, file: StoredFile) -> bool:
    """Whether the person may know that the file exists."""
    rule = _readers.get((file.owner_model, file.purpose)) or _readers.get((file.owner_model, ""))
    if rule is None:
        return False
    owner = owner_of(file)
    return owner is not None and bool(rule(user, owner, file))


def is_open(file: StoredFile) -> bool:
    """Whether the file may be shown to all its readers: cleared by the scanner, or no scanner is set."""
    return file.state == StoredFile.State.CLEAN or (file.state == StoredFile.State.RECEIVED and not settings.CLAMAV_SOCKET)


def can_download(user: Anyone, file: StoredFile) -> bool:
    """Whether the bytes may go out: never from quarantine; before the scanner's answer, only to the person who sent them."""
    if is_open(file):
        return True
    return file.state == StoredFile.State.RECEIVED and user.pk is not None and file.received_by_id == user.pk


def is_own_parcel(user: Anyone, person: User, file: StoredFile) -> bool:
    """A file that waits to be attached is seen by its sender only."""
    return user.pk is not None and user.pk == person.pk


def can_continue(user: Anyone, upload: Upload) -> bool:
    """An upload is continued by the person who began it."""
    return user.pk is not None and upload.person_id == user.pk


def quarantine_words(file: StoredFile) -> str:
    """What to tell about a dangerous file."""
    words = {"name": file.name, "threat": file.threat}
    return _("Un contenu dangereux a été trouvé dans « %(name)s » (%(threat)s) : il ne s’ouvre plus. Envoyez-en une version saine.") % words
