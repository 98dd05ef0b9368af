"""A place typed beside those already chosen: added when it is sure, proposed otherwise; its text is never lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.text import clean_line
from frenchimpact.geo.queries.places import places_by_keys
from frenchimpact.geo.queries.search import LONGEST, Match, resolve_place
from frenchimpact.geo.queries.words import place_choices, place_detail


@dataclass(frozen=True)
class TypedPlace:
    """What is in the field: the key of the one place it names, or those it may name and what to say about it."""

    words: str = ""
    key: str = ""
    matches: Sequence[Match] = field(default_factory=list)
    problem: Text = ""

    def query(self, name: str) -> str:
        """What the address needs, under that name, so that the page shows the choice again."""
        return f"?{urlencode({name: self.words})}" if self.problem else ""

    def added_to(self, keys: Sequence[str]) -> list[str]:
        """These keys, with the place that was typed."""
        return [*keys, self.key] if self.key and self.key not in keys else list(keys)

    def found(self, chosen: Collection[str]) -> list[tuple[str, str, str]]:
        """What was typed may be one of these, beside those chosen: key, name, what tells it from its namesakes."""
        others = (match for match in self.matches if match.place.key not in chosen)
        return [(match.place.key, match.place.name, place_detail(match.place, match.former)) for match in others]


@dataclass(frozen=True)
class Chooser:
    """What `ui.place_chooser` shows: the places chosen, those that what was typed may name, and the text left in its field."""

    chosen: list[tuple[str, str]]
    found: list[tuple[str, str, str]]
    value: str
    problem: Text


def typed_place(text: str) -> TypedPlace:
    """What a text names, among places of any level."""
    words = clean_line(text)[:LONGEST].strip()
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


def place_chooser(keys: Sequence[str], typed: TypedPlace) -> Chooser:
    """The places of these keys, and what was typed beside them."""
    chosen = place_choices(keys)
    found = typed.found({key for key, _words in chosen})
    return Chooser(chosen, found, "" if typed.key and not found else typed.words, typed.problem)


def places_sent(request: HttpRequest, kept: Sequence[str]) -> tuple[list[str], TypedPlace]:
    """The keys of the places that a form sends, with what was typed beside them; those kept, while nothing is sent."""
    if request.method != "POST":
        return list(kept), typed_place("")
    typed = typed_place(request.POST.get("lieu", ""))
    return typed.added_to(request.POST.getlist("places")), typed


def is_sent(request: HttpRequest, typed: TypedPlace) -> bool:
    """Whether a form with places is handed in: neither looking for a place, nor with one that is not sure."""
    return request.method == "POST" and "search" not in request.POST and not typed.problem


def known_keys(keys: Sequence[str]) -> list[str]:
    """The keys among these that are places."""
    return [place.key for place in places_by_keys(keys)]
