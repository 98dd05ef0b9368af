"""The signed-in person's own space."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.desk.blocks import blocks_for
from frenchimpact.desk.rules import can_mend_mail
from frenchimpact.mail.actions import send_again
from frenchimpact.mail.models import Mail
from frenchimpact.mail.queries import find_failed_mail
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


@require_POST
@door(lambda user, mail: can_mend_mail(user), find=find_failed_mail)
def mail_again(request: HttpRequest, mail: Mail) -> HttpResponse:
    """Put a message given up back in the queue."""
    send_again(mail=mail)
    messages.success(request, _("Le mail repart. S’il échoue encore, il revient ici."))
    return redirect("desk:home")
