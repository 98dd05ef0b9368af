"""Going through sign-in and coming back exactly where one was. The accounts room says how, when it opens."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class SignIn:
    """How to ask for sign-in: set once by the accounts room."""

    ask: Callable[[HttpRequest, Any], HttpResponse] | None = None
    # How to ask a person who is signed in to prove again that it is them, and whether they did so lately.
    prove: Callable[[HttpRequest], HttpResponse] | None = None
    is_fresh: Callable[[HttpRequest], bool] = lambda request: False
    # Whether a person is one of the demonstration, who has nothing to prove it with: set by its room, and only where it is open.
    is_for_show: Callable[[Any], bool] = lambda person: False


def ask_to_sign_in(request: HttpRequest, error: Any) -> HttpResponse:
    """The response that asks the person to sign in, keeping the way back and what they typed."""
    if SignIn.ask is None:
        return redirect("/")
    return SignIn.ask(request, error)


def ask_to_prove(request: HttpRequest) -> HttpResponse:
    """The response that asks for a fresh proof, keeping the way back and what was typed."""
    if SignIn.prove is None:
        return redirect("/")
    return SignIn.prove(request)
