"""People and their roles, for those who run the programme; and, for those who run the machines, the site through somebody's eyes."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.accounts.models import Look, User
from frenchimpact.accounts.queries import looks_at
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.listings import list_address
from frenchimpact.core.pages import render
from frenchimpact.desk import looks
from frenchimpact.desk.forms import LookForm, PeopleForm
from frenchimpact.desk.queries import find_somebody, people_named
from frenchimpact.organisations.hats import words_of
from frenchimpact.organisations.rules import can_look_as, can_search_people

SHOWN = 30


@require_safe
@door(can_search_people)
def people(request: HttpRequest) -> HttpResponse:
    """Look somebody up by their name or address."""
    form = PeopleForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(people_named(words), SHOWN).get_page(request.GET.get("page"))
    beside = {
        "previous_url": list_address("", {"q": words, "page": str(page.previous_page_number())}) if page.has_previous() else None,
        "next_url": list_address("", {"q": words, "page": str(page.next_page_number())}) if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    context = {"form": form, "words": words, "page": page, "is_over": "fini" in request.GET, "words_of": words_of, **beside}
    return render(request, "desk/people.html", context)


@require_safe
@door(lambda user, person: True, find=find_somebody)
def person_sheet(request: HttpRequest, person: User) -> HttpResponse:
    """One person: what they belong to, what they do, who looked through their eyes."""
    user = cast(User, request.user)
    context = {"person": person, "can_look": can_look_as(user, person), "looks": list(looks_at(person)[:SHOWN]), "words_of": words_of}
    return render(request, "desk/person.html", context)


@door(can_look_as, find=find_somebody, fresh=True)
def look_begin(request: HttpRequest, person: User) -> HttpResponse:
    """Say why; the next page is what that person sees."""
    form, status = LookForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                looks.begin(request, person, form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error("reason", str(refusal.message))
                status = refusal.status
            else:
                return redirect("desk:home")
    context = {"person": person, "form": form, "minutes": settings.LOOK_MINUTES}
    return render(request, "desk/look.html", context, status=status)


@require_POST
@door()
def look_end(request: HttpRequest) -> HttpResponse:
    """Back to oneself. Pressed twice, nothing more happens."""
    look = looks.stop(request, Look.End.STOPPED)
    if look is None:
        return redirect("desk:home")
    messages.success(request, _("Vous êtes revenu à votre compte. Le regard est écrit, et la personne peut le lire."))
    return redirect("desk:person_sheet", person_id=look.person_id)
