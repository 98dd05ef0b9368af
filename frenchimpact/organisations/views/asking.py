"""What the views of the room share: the person, the sheet's address, a refusal put where it is read."""

from typing import cast

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.organisations.models import Organisation


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def sheet_url(organisation: Organisation) -> str:
    """The public page of the sheet."""
    return reverse("atlas:organisation", args=[organisation.slug])


def explain(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal where the person reads it: at its field, or on top."""
    placed = False
    if isinstance(refusal, Incomplete):
        for name, words in refusal.missing.items():
            if name in form.fields:
                form.add_error(name, str(words))
                placed = True
    if not placed:
        form.add_error(None, str(refusal.message))
