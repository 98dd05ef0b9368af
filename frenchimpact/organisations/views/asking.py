"""What the views of the room share: the person, the sheet's address, a refusal put where it is read."""

from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.organisations.models import Organisation


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def sheet_url(organisation: Organisation) -> str:
    """The public page of the sheet."""
    return reverse("atlas:organisation", args=[organisation.slug])
