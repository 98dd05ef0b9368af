"""The signed-in person's own space."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core.calendars import calendar_response, webcal
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.pages import render
from frenchimpact.desk import actions
from frenchimpact.desk.agenda import address_of, calendar_for, calendar_of, dates_for, owner_of
from frenchimpact.desk.blocks import blocks_for
from frenchimpact.desk.rules import can_mend_mail
from frenchimpact.mail.actions import send_again
from frenchimpact.mail.models import Mail
from frenchimpact.mail.queries import find_failed_mail
from frenchimpact.organisations.hats import hat_worn, hats_for, wear
from frenchimpact.projects.queries import declarations_of, invitations_for, projects_of


@door()
def home(request: HttpRequest) -> HttpResponse:
    """What is expected of me, what moved, what is mine."""
    return render(request, "desk/home.html", {"blocks": list(blocks_for(request))})


@door()
def agenda(request: HttpRequest) -> HttpResponse:
    """The days that count for me, and the private address of my calendar."""
    person = cast(User, request.user)
    address = address_of(calendar_for(person))
    dates = [one for one in dates_for(person) if not one.is_off]
    return render(request, "desk/agenda.html", {"dates": dates, "address": address, "webcal": webcal(address)})


@require_POST
@door()
def calendar_change(request: HttpRequest) -> HttpResponse:
    """Make a new private address, or close it."""
    person = cast(User, request.user)
    if request.POST.get("do") == "close":
        actions.close_calendar(person=person)
        messages.success(request, _("L’adresse est fermée : votre agenda ne se lit plus que sur cette page."))
    else:
        actions.open_calendar(person=person)
        messages.success(request, _("L’adresse est prête. Ne la donnez à personne ; une nouvelle remplace l’ancienne."))
    return redirect("desk:agenda")


@open_door
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself, for software that has no session: its address is the key."""
    person = owner_of(token)
    with translation.override(person.language):
        return calendar_response(request, calendar_of(person), is_private=True)


@door()
def projects(request: HttpRequest) -> HttpResponse:
    """The person's projects, the declarations that they have not finished, the teams that invite them."""
    person = request.user
    context = {"projects": projects_of(person), "drafts": declarations_of(person), "invitations": list(invitations_for(person))}
    return render(request, "desk/projects.html", context)


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
    send_again(mail=mail, by=cast(User, request.user))
    messages.success(request, _("Le mail repart. S’il échoue encore, il revient ici."))
    return redirect("desk:home")
