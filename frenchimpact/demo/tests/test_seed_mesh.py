"""The mesh of the demonstration: what was looked for without success makes white spots."""

import pytest

from frenchimpact.demo import seed
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mesh.models import Cell, Miss, Standing
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_the_mesh_is_counted_and_written_once() -> None:
    make_terms()
    make_places()
    for _turn in range(2):
        assert seed.load("mesh")
    assert Miss.objects.get(theme="sante_handicap").n == 4
    assert Cell.objects.get(theme="sante_handicap").standing == Standing.WHITE
