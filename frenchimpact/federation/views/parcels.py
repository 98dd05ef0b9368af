"""The whole file of a project: taken away by its leads, brought by whoever holds one from another instance."""

import datetime as dt
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.federation.actions.parcels import AlreadyHere, bring_project, carry_project
from frenchimpact.federation.forms import BringForm
from frenchimpact.federation.queries.parcels import arrival_of, carried_files
from frenchimpact.federation.rules import can_bring_project, can_carry_project
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame

TAB = "federation:project_parcel"


@require_safe
@door(find=find_space)
def project_parcel(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Where the project came from, when it came from elsewhere; and its whole file, for those who may take it."""
    files, arrival = carried_files(project), arrival_of(project)
    context = {
        "arrival": arrival,
        "history": [(clock.date_of(dt.datetime.fromisoformat(one["at"])), one["words"]) for one in arrival.history] if arrival else [],
        "may_carry": can_carry_project(request.user, project),
        "files_count": len(files),
        "size": sum(file.size for file in files),
        **space_frame(request.user, project, TAB),
    }
    return render(request, "federation/project_parcel.html", context)


@require_POST
@door(can_carry_project, find=find_space)
def project_parcel_file(request: HttpRequest, project: Project) -> HttpResponseBase:
    """The archive, signed."""
    try:
        pieces = carry_project(project=project, by=cast(User, request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect(TAB, project.reference)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="dossier-{project.reference}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@door(can_bring_project, reason=_("Connectez-vous : le projet sera déclaré à votre nom."))
@once
def parcel_bring(request: HttpRequest) -> HttpResponseBase:
    """Bring the project of another instance here: what would be wrong is said, and nothing is half written."""
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["archive"]
        try:
            arrival = bring_project(content=cast(BinaryIO, file), size=file.size, by=cast(User, request.user))
            messages.success(request, _("Le projet est déclaré ici, avec son dossier. Il attend sa lecture, comme tout projet."))
            return redirect(TAB, arrival.project.reference)
        except AlreadyHere as refusal:
            form.add_error("archive", str(refusal.message))
        except Refusal as refusal:
            explain(form, refusal, fields={"": "archive"})
    return render(request, "federation/parcel_bring.html", {"form": form}, status=422 if form.errors else 200)
