"""A page of the space that asks one thing: its title, what it will do, a form, a button and the way back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from frenchimpact.core.errors import Text
from frenchimpact.territories.models import Territory
from frenchimpact.territories.views.spaces import space_page


def asking_page(
    request: HttpRequest,
    territory: Territory,
    form: forms.Form,
    *,
    tab: str,
    title: Text,
    button: Text,
    back: str,
    text: Text = "",
    template: str = "asking",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page; refused with what was typed when the form has errors."""
    context = {"form": form, "title": title, "button": button, "back": back, "text": text, "danger": False, "notices": [], **more}
    return space_page(request, territory, template, context, tab=tab, status=422 if form.errors else status)
