"""One number in the national registry, for a page where somebody typed it instead of choosing a sheet."""

import re
from dataclasses import dataclass

from django.core.cache import cache

from frenchimpact.core.identifiers import is_siren, is_siret
from frenchimpact.geo.queries import place_words
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries.registry import commune_of
from frenchimpact.organisations.registry import Company, Establishment, RegistryDown, find_unit, is_on

# The same number is asked once an hour: these pages are open to everyone.
KEEP = 3600


@dataclass(frozen=True)
class Named:
    """Whom the number names, at the address that it names."""

    company: Company
    place: Establishment | None

    @property
    def number(self) -> str:
        """Its SIRET; its SIREN when the registry tells no address."""
        return self.place.siret if self.place else self.company.siren

    @property
    def name(self) -> str:
        """How it is called there; empty when it asked not to be published."""
        return (self.place.name if self.place and not self.place.is_seat and self.place.name else "") or self.company.name

    @property
    def where(self) -> str:
        """Its commune, in words."""
        commune = commune_of(self.place.commune) if self.place else None
        return place_words(commune) if commune else ""

    @property
    def is_closed(self) -> bool:
        """Whether its activity ceased there."""
        return self.company.is_closed or bool(self.place and self.place.is_closed)


@dataclass(frozen=True)
class Looked:
    """What the registry answered: somebody, nobody, or nothing because it is down."""

    named: Named | None = None
    is_down: bool = False

    @property
    def can_be_chosen(self) -> bool:
        """Whether a sheet can be made of it: it has a name, and still works."""
        return self.named is not None and bool(self.named.name) and not self.named.is_closed


def number_in(text: str) -> str:
    """The SIREN or SIRET that the text is, however it is spaced; empty when it is none."""
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", text)
    return digits if is_siren(digits) or is_siret(digits) else ""


def look_up_number(text: str, *, is_patient: bool = False) -> Looked | None:
    """Whom a typed number names. None when it is no number, or when nobody is asked here."""
    number = number_in(text)
    if not number or not is_on():
        return None
    key = f"organisations.number.{number}"
    kept: Looked | None = cache.get(key)
    if kept is not None:
        return kept
    try:
        found = find_unit(siren=number[:9], siret=number if len(number) == 14 else "", is_patient=is_patient)
    except RegistryDown:
        return Looked(is_down=True)
    looked = Looked(Named(*found) if found else None)
    cache.set(key, looked, KEEP)
    return looked


def in_directory(number: str) -> Organisation | None:
    """The public sheet of that SIRET, or of that SIREN as a whole."""
    alive = Organisation.objects.filter(merged_into=None, is_published=True, closed_on=None)
    return alive.filter(siret=number).first() if len(number) == 14 else alive.filter(siren=number, siret="").first()
