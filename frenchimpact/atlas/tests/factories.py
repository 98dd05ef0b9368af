"""Places, organisations and projects for the tests of this room."""

import itertools
from typing import Any

from frenchimpact.core import clock
from frenchimpact.geo.actions import name_places
from frenchimpact.geo.models import Place
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_kind
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Project, ProjectPlace
from frenchimpact.vocabularies.models import Term

_numbers = itertools.count(1)


def make_commune(
    code: str = "73065", name: str = "Chambéry", *, department: str = "73", region: str = "84", epci: str = "200069110", **fields: Any
) -> Place:
    """A commune, with what contains it."""
    over, _made = Place.objects.get_or_create(level="region", code=region, defaults={"name": f"Région {region}", "vintage": 2026})
    inside, _made = Place.objects.get_or_create(
        level="departement", code=department, defaults={"name": f"Département {department}", "region": over, "vintage": 2026}
    )
    group, _made = Place.objects.get_or_create(level="epci", code=epci, defaults={"name": f"Agglomération {epci}", "vintage": 2026})
    values = {"longitude": 5.92, "latitude": 45.57, "vintage": 2026, **fields}
    commune = Place.objects.create(level="commune", code=code, name=name, department=inside, region=over, epci=group, **values)
    name_places([commune])
    return commune


def make_themes(*codes: str) -> None:
    """Themes of those codes, named after them."""
    for code in codes:
        Term.objects.get_or_create(scheme="theme", code=code, defaults={"fr": code.capitalize(), "en": f"{code} (en)"})


def hold_label(organisation: Organisation, kind: str = "structure", **fields: Any) -> Label:
    """A label that an organisation holds, without its certificate."""
    values = {"holder_name": organisation.name, "granted_on": "2026-01-05", "valid_from": "2026-01-05", "valid_until": "2030-01-04"}
    reference = f"L-2026-{next(_numbers):04}"
    return Label.objects.create(reference=reference, kind=make_kind(kind), organisation=organisation, **{**values, **fields})


def make_project(*places: Place, **fields: Any) -> Project:
    """A published project that acts in those places."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Projet d’essai {number}",
        "slug": f"projet-d-essai-{number}",
        "reference": f"P-2026-{number:04}",
        "status": "published",
        "stage": "amorcage",
        "problem": "Des personnes restent seules.",
        "answer": "Un café ouvert chaque jour.",
        "published_at": clock.now(),
        "has_publication_consent": True,
        **fields,
    }
    project = Project.objects.create(**values)
    ProjectPlace.objects.bulk_create([ProjectPlace(project=project, place=place) for place in places])
    return project


__all__ = ["Organisation", "hold_label", "make_commune", "make_organisation", "make_project", "make_themes"]
