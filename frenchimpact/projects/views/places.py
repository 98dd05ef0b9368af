"""The place typed beside those already chosen: added when it is sure, proposed otherwise; its text is never lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Text
from frenchimpact.core.text import clean_line
from frenchimpact.geo.queries import Match, place_choices, resolve_place


@dataclass(frozen=True)
class TypedPlace:
    """What is in the field: the key of the one place it names, or those it may name and what to say about it."""

    words: str = ""
    key: str = ""
    matches: list[Match] = field(default_factory=list)
    problem: Text = ""

    @property
    def query(self) -> str:
        """What the address needs so that the page shows the choice again."""
        return f"?{urlencode({'lieu': self.words})}" if self.problem else ""


def typed_place(request: HttpRequest) -> TypedPlace:
    """What was typed, in the form or in the address."""
    words = clean_line((request.POST or request.GET).get("lieu", ""))[:120].strip()
    if not words:
        return TypedPlace()
    found = resolve_place(words, None)
    if found.place is not None:
        return TypedPlace(words, found.place.key, [Match(found.place, is_exact=True)])
    if not found.choices:
        problem = _("Aucun lieu ne s’appelle « %(words)s ». Vérifiez l’orthographe, ou écrivez le code postal.") % {"words": words}
    elif found.choices[0].is_exact:
        problem = _("« %(words)s » peut être plusieurs lieux. Cochez le bon.") % {"words": words}
    else:
        problem = _("Aucun lieu ne s’appelle exactement « %(words)s ». Cochez le bon, ou corrigez.") % {"words": words}
    return TypedPlace(words, "", found.choices, problem)


def with_place(changes: dict[str, Change], typed: TypedPlace) -> None:
    """Add the place that was typed to those that were ticked."""
    held = changes["places"]
    if typed.key and isinstance(held.value, list) and typed.key not in held.value:
        changes["places"] = Change([*held.value, typed.key], held.version)


def places_context(answers: Mapping[str, Any], typed: TypedPlace) -> dict[str, Any]:
    """The places chosen, and those that what was typed may name."""
    chosen = place_choices(answers.get("places") or [])
    keys = {key for key, _words in chosen}
    matches = [match for match in typed.matches if match.place.key not in keys]
    return {"chosen_places": chosen, "typed_place": typed, "found_places": matches}
