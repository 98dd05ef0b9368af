"""How a place is said: namesakes are many, so its department comes with it."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.geo.models import Place
from frenchimpact.geo.queries.places import places_by_keys

LEVEL_WORDS: dict[str, str | Promise] = {
    Place.Level.COUNTRY: gettext_lazy("Pays"),
    Place.Level.REGION: gettext_lazy("Région"),
    Place.Level.DEPARTMENT: gettext_lazy("Département"),
    Place.Level.EPCI: gettext_lazy("Intercommunalité"),
    Place.Level.EPT: gettext_lazy("Établissement public territorial"),
    Place.Level.COMMUNE: gettext_lazy("Commune"),
}


def level_words(level: str) -> str:
    """What kind of place it is."""
    return str(LEVEL_WORDS[level])


def place_words(place: Place) -> str:
    """« Saint-Denis (Seine-Saint-Denis) »."""
    department = place.department
    return f"{place.name} ({department.name})" if department and department.name != place.name else place.name


def place_detail(place: Place, former: str = "") -> str:
    """What tells a place from its namesakes: « Commune · Savoie (73) », and by which other name it was found."""
    department = place.department
    facts = [level_words(place.level)]
    if place.level == Place.Level.DEPARTMENT:
        facts.append(place.code)
    elif department:
        facts.append(f"{department.name} ({department.code})")
    elif place.region:
        facts.append(place.region.name)
    if "Arrondissement" in former:
        facts.append(former)
    elif former:
        facts.append(_("autrefois %(name)s") % {"name": former})
    return " · ".join(facts)


def place_choices(keys: Iterable[str]) -> list[tuple[str, str]]:
    """The places of these keys with their words, as forms show those already chosen."""
    return [(place.key, place_words(place)) for place in places_by_keys(keys)]
