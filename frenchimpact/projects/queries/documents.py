"""Documents and picture of a project, as each person may see them."""

from django.http import Http404

from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, intake, picture_of
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects import rules
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries.sheets import find_space
from frenchimpact.projects.rules import DOCUMENT, PICTURE, OwnedFile

DOCUMENTS = intake("document")
PICTURES = intake("image")


def documents_of(project: Project, user: Anyone) -> list[StoredFile]:
    """The documents that the person may see, oldest first; dangerous or unchecked ones are for the team's space."""
    audience = rules.audience_of(user, project)
    seen = rules.audiences_within(audience)
    return [file for file in files_of(project, DOCUMENT) if file.audience in seen]


def sheet_documents(project: Project, audience: str) -> list[StoredFile]:
    """The documents that the sheet shows to someone of that audience: those that open."""
    seen = rules.audiences_within(audience)
    return [file for file in files_of(project, DOCUMENT) if file.audience in seen and rules.is_open(file)]


def picture_row(project: Project) -> StoredFile | None:
    """The picture as its team sees it, whatever the scanner said."""
    return files_of(project, PICTURE).last()


def sheet_picture(project: Project) -> StoredFile | None:
    """The picture of the sheet, if it may be shown."""
    return picture_of(project, PICTURE)


def find_document(user: Anyone, reference: str, pk: int) -> OwnedFile:
    """One document or picture of a project whose space the person may open, or Http404."""
    project = find_space(user, reference)
    file = files_of(project).filter(purpose__in=[DOCUMENT, PICTURE], pk=pk).first()
    if file is None:
        raise Http404
    return project, file
