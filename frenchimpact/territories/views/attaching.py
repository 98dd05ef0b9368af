"""Taking the documents that a page sends."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Refusal
from frenchimpact.territories.actions.attaching import attach
from frenchimpact.territories.views.spaces import person


def take_papers(
    request: HttpRequest, owner: Model, *, purpose: str, name: str, page: Callable[..., HttpResponse], back: str, audience: str = ""
) -> HttpResponseBase:
    """Take what the field `name` sent, and go back; what is refused comes back on the page, with why."""
    try:
        taken = attach(
            owner=owner, purpose=purpose, name=name, sent=request.FILES, fields=request.POST, by=person(request), audience=audience
        )
    except Refusal as refusal:
        return page(refused=[("", refusal.message)], status=refusal.status)
    if taken.refused or not taken.files:
        return page(refused=taken.refused or [("", _("Choisissez au moins un fichier."))], status=422)
    messages.success(request, _("Le document est joint."))
    return redirect(back)
