"""What people keep about themselves."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.accounts import actions
from frenchimpact.accounts.forms import ProfileForm
from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render


@door()
def settings_page(request: HttpRequest) -> HttpResponse:
    """Name, language, and the way out."""
    person = cast(User, request.user)
    form = ProfileForm(request.POST or None, initial={"full_name": person.full_name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person=person, by=person, **form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.errors else 200)
