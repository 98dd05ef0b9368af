"""Documents and picture of a project: sent by the team, seen by whom the team says."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.files.actions import Taken
from frenchimpact.journal.actions import once
from frenchimpact.projects import actions, queries, rules
from frenchimpact.projects.forms import AudienceForm, DocumentForm, PictureForm
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import OwnedFile
from frenchimpact.projects.views.spaces import space_page


def documents_page(request: HttpRequest, project: Project, *, status: int = 200, **more: Any) -> HttpResponse:
    """What the team has sent, and how to send more."""
    picture = queries.picture_row(project)
    context = {
        "documents": queries.documents_of(project, request.user),
        "picture": picture,
        "form": AudienceForm(label_suffix="", auto_id="%s"),
        "picture_form": PictureForm(label_suffix="", auto_id="image_%s", initial={"description": picture.description if picture else ""}),
        "refused": [],
        "picture_refused": [],
        "intake": queries.DOCUMENTS,
        "picture_intake": queries.PICTURES,
        **more,
    }
    return space_page(request, project, "project_documents", context, status=status)


@door(find=queries.find_space)
def project_documents(request: HttpRequest, project: Project) -> HttpResponse:
    """Documents and picture."""
    return documents_page(request, project)


@require_POST
@once
@door(rules.can_edit_project, find=queries.find_space)
def documents_add(request: HttpRequest, project: Project) -> HttpResponse:
    """Take the files that the form sent. Those that are refused say why, the others are kept."""
    form = AudienceForm(request.POST, label_suffix="", auto_id="%s")
    if not form.is_valid():
        return documents_page(request, project, form=form, status=422)
    taken = actions.add_documents(
        project=project, sent=request.FILES, fields=request.POST, audience=form.cleaned_data["audience"], by=cast(User, request.user)
    )
    _tell(request, taken)
    if taken.refused or not taken.files:
        refused = taken.refused or [("", _("Choisissez au moins un fichier."))]
        return documents_page(request, project, form=form, refused=refused, status=422)
    return redirect("projects:project_documents", project.reference)


def _tell(request: HttpRequest, taken: Taken) -> None:
    if len(taken.files) == 1:
        messages.success(request, _("« %(name)s » est ajouté.") % {"name": taken.files[0].name})
    elif taken.files:
        messages.success(request, _("%(count)s documents sont ajoutés.") % {"count": len(taken.files)})


@require_http_methods(["GET", "POST"])
@door(rules.can_change_document, find=queries.find_document)
def project_document(request: HttpRequest, owned: OwnedFile) -> HttpResponse:
    """Say what a document is and who sees it."""
    project, file = owned
    initial = {"description": file.description, "audience": file.audience}
    form = DocumentForm(request.POST or None, initial=initial, label_suffix="", auto_id="%s")
    if request.method == "POST" and form.is_valid():
        actions.describe_document(project=project, file=file, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        return redirect("projects:project_documents", project.reference)
    context = {"form": form, "file": file}
    return space_page(request, project, "project_document", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(rules.can_change_document, find=queries.find_document)
def document_delete(request: HttpRequest, owned: OwnedFile) -> HttpResponse:
    """Delete a document for good, after having read what it means."""
    project, file = owned
    if request.method == "POST":
        actions.remove_file(project=project, file=file, by=cast(User, request.user))
        messages.success(request, _("« %(name)s » est supprimé.") % {"name": file.name})
        return redirect("projects:project_documents", project.reference)
    return space_page(request, project, "project_document_delete", {"file": file})


@require_POST
@once
@door(rules.can_edit_project, find=queries.find_space)
def picture_set(request: HttpRequest, project: Project) -> HttpResponse:
    """The picture of the sheet: a new one, or new words for the one that is there."""
    form = PictureForm(request.POST, label_suffix="", auto_id="image_%s")
    if not form.is_valid():
        return documents_page(request, project, picture_form=form, status=422)
    taken = actions.set_picture(
        project=project, sent=request.FILES, fields=request.POST, description=form.cleaned_data["description"], by=cast(User, request.user)
    )
    if taken.refused:
        return documents_page(request, project, picture_form=form, picture_refused=taken.refused, status=422)
    messages.success(request, _("L’image est enregistrée."))
    return redirect("projects:project_documents", project.reference)
