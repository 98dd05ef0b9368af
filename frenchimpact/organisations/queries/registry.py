"""A sheet beside what the registry says: how it would fill one, and where the two differ."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of, place_words
from frenchimpact.organisations.models import Organisation, RegistryCheck
from frenchimpact.organisations.registry import Company, Establishment

# Paris, Lyon and Marseille are told by their boroughs: the commune is one.
_BOROUGHS = (("751", "75056"), ("6938", "69123"), ("132", "13055"))
_KINDS = (("92", "association"), ("93", "fondation"), ("82", "mutuelle"), ("72", "collectivite"), ("7", "administration"))
COMPARED = ("name", "siret", "rna", "legal_category", "commune", "address", "closed_on")


def registry_check(organisation: Organisation) -> RegistryCheck | None:
    """What is known of the sheet from the registry."""
    return RegistryCheck.objects.filter(organisation=organisation).first()


def commune_of(code: str) -> Place | None:
    """The commune of a code of the registry: that of today, the whole town for a borough."""
    whole = next((town for start, town in _BOROUGHS if code.startswith(start) and len(code) == 5 and code != town), code)
    return place_of(f"commune:{whole}") if code else None


def kind_of(legal_category: str) -> str:
    """The kind of structure that a legal form makes likely; the person corrects it."""
    if legal_category in {"5458", "5558", "5658", "6317", "6318", "5460", "5560", "5660", "5195", "6532", "6533"}:
        return "cooperative"
    return next((kind for start, kind in _KINDS if legal_category.startswith(start)), "entreprise" if legal_category else "")


def prefill(company: Company, place: Establishment | None) -> dict[str, Any]:
    """What the registry knows, under the names of the form's fields. Somebody who asked not to be published fills it themselves."""
    place = place or company.seat
    commune = commune_of(place.commune) if place else None
    kind = kind_of(company.legal_category)
    return {
        "name": (place.name if place and not place.is_seat and place.name else company.name),
        "kinds": [kind] if kind else [],
        "siren": company.siren,
        "siret": place.siret if place else "",
        "rna": company.rna if place is None or place.is_seat else "",
        "legal_category": company.legal_category,
        "commune": place_words(commune) if commune else "",
        "commune_key": commune.key if commune else "",
        "address": place.address if place else "",
    }


def _said(company: Company, place: Establishment | None) -> dict[str, str]:
    """What the registry says, by field, as plain words that can be kept."""
    place = place or company.seat
    values = prefill(company, place)
    commune = commune_of(place.commune) if place else None
    closed = (place is not None and place.is_closed) or company.is_closed
    said = {key: str(values[key]) for key in ("name", "siret", "rna", "legal_category", "address")}
    said["commune"] = commune.key if commune else ""
    said["closed_on"] = (company.closed_on or dt.date.min).isoformat() if closed else ""
    return {key: value for key, value in said.items() if value}


def differences(organisation: Organisation, company: Company, place: Establishment | None) -> dict[str, str]:
    """The fields where the registry says something else, and what it says. Case, accents and word order of signs do not count."""
    ours = {key: str(getattr(organisation, key)) for key in ("name", "siret", "rna", "legal_category", "address")}
    found = {}
    for key, theirs in _said(company, place).items():
        if key == "name":
            names = {fold(name) for name in (company.name, *company.aliases, theirs)}
            same = organisation.name_fold in names
        elif key == "commune":
            same = organisation.commune is not None and organisation.commune.key == theirs
        elif key == "closed_on":
            same = organisation.closed_on is not None
        elif key in {"siret", "rna", "legal_category"}:
            # A legal unit may be kept without one of its establishments; an RNA and a form are only added.
            same = ours[key] == theirs or (key == "siret" and not organisation.siret)
        else:
            same = fold(ours[key]) == fold(theirs)
        if not same:
            found[key] = theirs
    return found


def open_differences(organisation: Organisation, check: RegistryCheck) -> Iterator[tuple[str, str, str]]:
    """Field, what the sheet says, what the registry says: those that nobody settled yet, as words."""
    for key in COMPARED:
        theirs = check.answer.get(key)
        if theirs and check.kept.get(key) != theirs:
            yield key, words(key, getattr(organisation, key)), words(key, theirs)


def words(key: str, value: Any) -> str:
    """A value of a compared field, for people."""
    if key == "commune":
        place = value if isinstance(value, Place) else place_of(value) if value else None
        return place_words(place) if place else ""
    if key == "closed_on":
        return str(value or "")
    return str(value or "")
