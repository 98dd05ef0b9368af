"""The signed-in person's own space."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.desk.blocks import blocks_for
from frenchimpact.organisations.hats import hat_worn, hats_for, wear


@door()
def home(request: HttpRequest) -> HttpResponse:
    """What is expected of me, what moved, what is mine."""
    return render(request, "desk/home.html", {"blocks": list(blocks_for(request))})


@door()
def hats(request: HttpRequest) -> HttpResponse:
    """As whom I act."""
    trouble = ""
    if request.method == "POST":
        hat = wear(request, request.POST.get("hat", ""))
        if hat is not None:
            messages.success(request, _("Vous agissez maintenant pour : %(hat)s.") % {"hat": hat})
            return redirect("desk:home")
        trouble = _("Cette casquette n’est pas à vous, ou ne l’est plus. Choisissez-en une autre.")
    context = {"hats": hats_for(cast(User, request.user)), "worn": hat_worn(request), "trouble": trouble}
    return render(request, "desk/hats.html", context, status=422 if trouble else 200)
