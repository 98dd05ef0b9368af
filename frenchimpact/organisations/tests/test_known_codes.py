"""The database refuses an organisation whose themes or kinds of support are not words of the programme."""

import pytest
from django.db import IntegrityError

from frenchimpact.organisations.models import Organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def organisation(**values: object) -> Organisation:
    return Organisation(**{"slug": "atelier", "name": "Atelier", "kinds": ["association"], **values})


def test_known_codes_are_taken() -> None:
    make_terms()
    organisation(themes=["culture_sport"], support_kinds=["tiers_lieu"]).save()
    assert Organisation.objects.get().themes == ["culture_sport"]


@pytest.mark.parametrize("values", [{"themes": ["astrologie"]}, {"support_kinds": ["mecene"]}])
def test_unknown_codes_are_refused_on_insert(values: dict[str, list[str]]) -> None:
    make_terms()
    with pytest.raises(IntegrityError, match="unknown"):
        organisation(**values).save()


def test_unknown_codes_are_refused_on_update() -> None:
    make_terms()
    organisation().save()
    with pytest.raises(IntegrityError, match="unknown theme codes: astrologie"):
        Organisation.objects.update(themes=["culture_sport", "astrologie"])
