"""Documents of what a territory keeps: agreements, proofs of promises, mandates, actions of the plan."""

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.files import actions as files
from frenchimpact.files.actions import Taken
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, intake
from frenchimpact.territories.models import Action

DOCUMENTS = intake("document")
MOST = 20


def attach(
    *,
    owner: Model,
    purpose: str,
    name: str,
    sent: "MultiValueDict[str, UploadedFile[bytes]]",
    fields: QueryDict,
    by: User,
    audience: str = "",
) -> Taken:
    """Take the documents of the form's field `name`. Those that are refused say why, the others are kept. Raises Refusal past twenty."""
    coming = len(sent.getlist(name)) + len(fields.getlist(f"{name}_parcel"))
    if files_of(owner, purpose).count() + coming > MOST:
        raise Refusal(_("Vingt pièces au plus. Réunissez-les, ou retirez-en."))
    return files.take_sent(sent=sent, fields=fields, name=name, owner=owner, purpose=purpose, intake=DOCUMENTS, by=by, audience=audience)


def audience_for(*, is_public: bool) -> str:
    """Who reads a document of an action: everyone, or those who enter the space."""
    return StoredFile.Audience.PUBLIC if is_public else StoredFile.Audience.PRIVATE


def describe_paper(*, action: Action, file: StoredFile, description: str, is_public: bool, by: User) -> StoredFile:
    """What a document of an action is, and whether everyone reads it."""
    _check_owner(action, file)
    return files.describe_file(file=file, description=description, audience=audience_for(is_public=is_public), by=by)


def remove_paper(*, action: Action, file: StoredFile, by: User) -> None:
    """Delete a document of an action: its bytes go, the trail keeps that it was there."""
    _check_owner(action, file)
    files.delete_file(file=file, by=by)


def _check_owner(action: Action, file: StoredFile) -> None:
    if (file.owner_model, file.owner_id) != (action._meta.label, action.pk):
        raise ValueError("the file belongs to something else")
