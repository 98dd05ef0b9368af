"""Programmes and tools of the demonstration: with places, full, to check soon, used and judged."""

import pytest

from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.demo.seed.resources import PROJECT
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.resources.models import Programme, Tool
from frenchimpact.resources.queries.sheets import listed_programmes, to_check
from frenchimpact.resources.rules import public_programmes, public_tools
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_programmes_and_tools_are_there_and_written_once() -> None:
    make_terms()
    make_places()
    for line in LINES:
        make_place(f"commune:{line['commune']}")
    assert seed.load("people")
    make_published_project(name=PROJECT, is_demo=True)
    for _turn in range(2):
        assert seed.load("resources")
    assert (Programme.objects.filter(is_demo=True).count(), Tool.objects.filter(is_demo=True).count()) == (4, 3)
    full = [one.title for one in listed_programmes(public_programmes()) if one.next_intake and one.next_intake.is_full]
    assert full == ["Grand large, pour changer d’échelle"]
    assert [one.title for one in to_check(public_programmes())] == ["Parrainage par une ancienne lauréate"]
    assert [one.title for one in to_check(public_tools())] == ["Modèle de convention d’occupation temporaire"]
    used = Tool.objects.get(need="financing")
    assert (used.uses.count(), used.opinions.count()) == (1, 2)
