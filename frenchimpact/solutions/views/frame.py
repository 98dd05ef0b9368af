"""What the pages of solutions share."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.quantities import euros
from frenchimpact.geo.queries import place_words
from frenchimpact.solutions import explaining
from frenchimpact.solutions.lists import cost_words
from frenchimpact.vocabularies.queries import word


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def carried_out(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was right and what it asks was done; what is refused is put where the person reads it."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        explain(form, refusal)
        return False
    return True


def say() -> Mapping[str, Any]:
    """How things are said in the templates of this room."""
    return {
        "money": explaining.money_words,
        "cost": cost_words,
        "euros": euros,
        "population": explaining.population_words,
        "settings": explaining.setting_words,
        "actors": explaining.actors_words,
        "runs": explaining.runs_words,
        "weeks": explaining.weeks_words,
        "steps": explaining.step_thread,
        "tell": explaining.tell,
        "place": place_words,
        "word": word,
    }
