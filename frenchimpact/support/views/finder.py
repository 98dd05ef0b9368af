"""« Trouver un accompagnement »: three answers without an account, then structures with the reasons why."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.core.listings import known
from frenchimpact.core.misses import missed
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of, place_words, resolve_place
from frenchimpact.support import rules
from frenchimpact.support.models import Axis
from frenchimpact.support.queries.finding import Seeker, structures_for_anyone
from frenchimpact.vocabularies.queries import choices

_LEVELS = [Place.Level.COMMUNE, Place.Level.EPCI, Place.Level.DEPARTMENT, Place.Level.REGION]


@open_door
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Where, on what theme, for what; nothing is written down."""
    ignored: list[str] = []
    themes = dict(choices("theme"))
    axes = {code: str(words) for code, words in Axis.choices if code != Axis.OTHER}
    theme, axis = known(request.GET, "theme", themes, ignored), known(request.GET, "besoin", axes, ignored)
    where = clean_line(request.GET.get("ou", ""))[:120].strip()
    found = resolve_place(where, _LEVELS, key=request.GET.get("ou_cle", ""))
    place = place_of(where) or found.place
    answers = {"ou": place.key if place else where, "theme": theme, "besoin": axis}
    here = reverse("support:finder")
    if "ou_cle" in request.GET:
        # The form was sent: the address to keep says the answers and nothing else.
        query = urlencode({name: value for name, value in answers.items() if value})
        return redirect(f"{here}?{query}" if query else here)
    is_unknown = bool(where) and place is None
    has_any = any(answers.values()) and not is_unknown
    seeker = Seeker([place] if place else [], [theme] if theme else [], axis)
    structures = structures_for_anyone(seeker) if has_any else []
    if has_any and not any(one.reasons[0].state == one.reasons[1].state == "done" for one in structures):
        # Nobody works on that theme near that place.
        missed("accompagnement", theme=theme, place=place.key if place else "")
    context: dict[str, Any] = {
        "ignored": ignored,
        "themes": themes,
        "axes": axes,
        "theme": theme,
        "axis": axis,
        "place": place,
        "where": place_words(place) if place else where,
        "near": found.choices if is_unknown else [],
        "is_unknown": is_unknown,
        "has_any": has_any,
        "found": structures,
        "projects": list(rules.asking_projects(request.user)[:5]),
        "with_place": lambda key: f"{here}?" + urlencode({name: value for name, value in {**answers, "ou": key}.items() if value}),
        "more": _more(theme, place),
    }
    return render(request, "support/finder.html", context)


def _more(theme: str, place: Place | None) -> str:
    """The same answers, as the lists of the directory and of programmes take them."""
    asked = {"theme": theme} if theme else {}
    if place is not None:
        asked[str(place.level)] = place.code
    return urlencode(asked)
