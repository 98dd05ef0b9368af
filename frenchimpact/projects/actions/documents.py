"""Documents and picture of a project."""

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.files import actions as files
from frenchimpact.files.actions import Taken
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries.documents import DOCUMENTS, PICTURES
from frenchimpact.projects.rules import DOCUMENT, PICTURE

MOST_DOCUMENTS = 60

type Sent = "MultiValueDict[str, UploadedFile[bytes]]"


def add_documents(*, project: Project, sent: Sent, fields: QueryDict, audience: str, by: User) -> Taken:
    """Take the files of the form's field « documents ». Those that are refused are told to the person and on the trail.

    Raises TooMany past sixty documents.
    """
    coming = len(sent.getlist("documents")) + len(fields.getlist("documents_parcel"))
    if files_of(project, DOCUMENT).count() + coming > MOST_DOCUMENTS:
        raise TooMany(_("Un projet a au plus %(most)s documents. Supprimez-en avant d’en ajouter.") % {"most": MOST_DOCUMENTS})
    return files.take_sent(
        sent=sent, fields=fields, name="documents", owner=project, purpose=DOCUMENT, intake=DOCUMENTS, by=by, audience=audience
    )


def describe_document(*, project: Project, file: StoredFile, description: str, audience: str, by: User) -> StoredFile:
    """What the document is, and who sees it."""
    _check_owner(project, file)
    return files.describe_file(file=file, description=description, audience=audience, by=by)


def set_picture(*, project: Project, sent: Sent, fields: QueryDict, description: str, by: User) -> Taken:
    """A new picture takes the place of the old one, whose bytes go; without a new one, only its words change."""
    taken = files.replace_picture(
        sent=sent, fields=fields, name="picture", owner=project, purpose=PICTURE, intake=PICTURES, description=description, by=by
    )
    if not taken.files and not taken.refused:
        current = files_of(project, PICTURE).last()
        if current is None:
            raise Refusal(_("Choisissez une image."))
        files.describe_file(file=current, description=description, by=by)
    return taken


def remove_file(*, project: Project, file: StoredFile, by: User) -> None:
    """Delete a document or the picture: its bytes go, the trail keeps that it was there."""
    _check_owner(project, file)
    files.delete_file(file=file, by=by)


def _check_owner(project: Project, file: StoredFile) -> None:
    if (file.owner_model, file.owner_id) != (project._meta.label, project.pk):
        raise ValueError("the file belongs to something else")
