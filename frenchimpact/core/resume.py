"""Going through sign-in and coming back exactly where one was. The accounts room says how, when it opens."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class SignIn:
    """How to ask for sign-in: set once by the accounts room."""

    ask: Callable[[HttpRequest, Any], HttpResponse] | None = None


def ask_to_sign_in(request: HttpRequest, error: Any) -> HttpResponse:
    """The response that asks the person to sign in, keeping the way back and what they typed."""
    if SignIn.ask is None:
        return redirect("/")
    return SignIn.ask(request, error)
