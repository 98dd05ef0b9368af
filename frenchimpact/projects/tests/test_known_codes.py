"""The database refuses a project whose themes, publics or goals are not words of the programme."""

import pytest
from django.db import IntegrityError

from frenchimpact.projects.models import Project, Stage
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def project(**values: object) -> Project:
    texts = {"reference": "P-2026-0001", "slug": "velo", "name": "Vélo", "problem": "Loin de tout.", "answer": "Un vélo prêté."}
    return Project(**{**texts, "stage": Stage.IDEA, **values})


def test_known_codes_are_taken() -> None:
    make_terms()
    project(themes=["mobilite_douce_partagee"], publics=["jeunes"], sdgs=[11]).save()
    assert Project.objects.get().sdgs == [11]


@pytest.mark.parametrize("values", [{"themes": ["astrologie"]}, {"publics": ["licornes"]}, {"sdgs": [18]}])
def test_unknown_codes_are_refused_on_insert(values: dict[str, list[object]]) -> None:
    make_terms()
    with pytest.raises(IntegrityError, match="unknown"):
        project(**values).save()


def test_unknown_codes_are_refused_on_update() -> None:
    make_terms()
    project().save()
    with pytest.raises(IntegrityError, match="unknown public codes: licornes"):
        Project.objects.update(publics=["licornes"])
