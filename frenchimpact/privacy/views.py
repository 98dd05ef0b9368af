"""My data: see what is kept, take it away, be forgotten."""

import uuid
from typing import cast

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.holdings import consequences_for
from frenchimpact.core.pages import render
from frenchimpact.privacy import actions, queries
from frenchimpact.privacy.archive import archive_of
from frenchimpact.privacy.forms import EraseForm
from frenchimpact.privacy.words import FATES


@door(own=True)
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept about me, and what I can do about it."""
    return render(request, "privacy/my_data.html", {"kept": queries.kept_about(cast(User, request.user))})


@require_POST
@door(own=True)
def my_archive(request: HttpRequest) -> FileResponse:
    """Everything, as one archive."""
    person = cast(User, request.user)
    actions.note_handing_over(person=person)
    name = f"mes-donnees-{clock.today():%Y-%m-%d}.zip"
    return FileResponse(archive_of(person), as_attachment=True, filename=name, content_type="application/zip")


@door(fresh=True)
def erase_me(request: HttpRequest) -> HttpResponse:
    """What will happen, table by table and for others; then it happens."""
    person = cast(User, request.user)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erasure = actions.erase_person(person=person, by=person)
        logout(request)
        return redirect("privacy:erased", key=erasure.key)
    context = {"form": form, "kept": queries.kept_about(person), "consequences": consequences_for(person)}
    return render(request, "privacy/erase_me.html", context, status=422 if form.errors else 200)


@open_door
def erased(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What was done: numbers only, for whoever was given this address."""
    erasure = queries.find_erasure(key)
    return render(request, "privacy/erased.html", {"erasure": erasure, "lines": queries.lines_of(erasure), "fates": FATES})
