"""The directory of the demonstration: everywhere, of every kind, never a registry's number, and written once."""

import datetime as dt

import pytest
from django.db.models import Count

from frenchimpact.core import clock
from frenchimpact.core.identifiers import is_siret
from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.demo.seed.people import FICTIONAL
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.models import Organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
REGIONS = {
    "01": "971",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}
REGION_OF = {department: region for region, departments in REGIONS.items() for department in departments.split()}


@pytest.fixture
def directory() -> None:
    make_terms()
    make_places()
    make_place("commune:69123", name="Lyon")
    for code in {line["commune"] for line in LINES}:
        department = code[:3] if code.startswith("97") else code[:2]
        make_place(
            f"commune:{code}", region=make_place(f"region:{REGION_OF[department]}"), department=make_place(f"departement:{department}")
        )
    seed.load("people")
    seed.load("organisations")


def invented() -> list[Organisation]:
    return list(Organisation.objects.filter(slug__endswith="-demo").select_related("commune__region", "commune__department"))


@pytest.mark.usefixtures("directory")
def test_it_covers_every_region_and_kind_and_is_denser_in_savoie() -> None:
    sheets = invented()

    assert len(sheets) == len(LINES) >= 140
    assert {sheet.commune.region.code for sheet in sheets if sheet.commune and sheet.commune.region} == set(REGIONS)
    assert sum(1 for sheet in sheets if sheet.commune and sheet.commune.code.startswith("73")) >= 25
    assert {kind for sheet in sheets for kind in sheet.kinds} == set(Organisation.Kind.values)
    assert sum(1 for sheet in sheets if len(sheet.kinds) > 1) >= 15


@pytest.mark.usefixtures("directory")
def test_it_says_that_it_is_invented_and_borrows_nothing_real() -> None:
    for sheet in invented():
        assert sheet.source == Organisation.Source.DEMO
        assert sheet.description.endswith(FICTIONAL)
        assert (sheet.rna, sheet.phone) == ("", "")
        # To our knowledge the register has none so low.
        assert not sheet.siren or (sheet.siren < "000100000" and is_siret(sheet.siret) and sheet.siret.startswith(sheet.siren))
        assert not sheet.website or sheet.website.endswith(".example")
        assert not sheet.email or sheet.email.endswith(".example")


@pytest.mark.usefixtures("directory")
def test_each_has_its_own_number_and_some_have_none() -> None:
    numbers = [sheet.siret for sheet in invented() if sheet.siret]
    assert len(set(numbers)) == len(numbers)
    assert len(invented()) > len(numbers) > len(LINES) * 3 // 4


@pytest.mark.usefixtures("directory")
def test_those_that_support_projects_say_how() -> None:
    for sheet in invented():
        assert sheet.support_kinds or "accompagnement" not in sheet.kinds, sheet.name


@pytest.mark.usefixtures("directory")
def test_some_are_late_unconfirmed_closed_or_withdrawn() -> None:
    sheets = invented()
    late = [s for s in sheets if s.confirmed_at and s.confirmed_at + dt.timedelta(days=31 * s.freshness_months) < clock.now()]

    assert 10 <= len(late) <= 25
    assert 1 <= sum(1 for sheet in sheets if sheet.confirmed_at is None) <= 10
    assert sum(1 for sheet in sheets if sheet.closed_on) == 1
    assert sum(1 for sheet in sheets if not sheet.is_published) == 1


@pytest.mark.usefixtures("directory")
def test_written_again_it_changes_nothing() -> None:
    before = list(Organisation.objects.order_by("pk").values())

    seed.load("organisations")

    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("directory")
def test_projects_are_carried_by_organisations_of_their_commune() -> None:
    seed.load("projects")

    carriers = Organisation.objects.filter(slug__endswith="-demo").annotate(count=Count("projects")).filter(count__gt=0)
    linked = [project for carrier in carriers for project in carrier.projects.all()]

    assert 20 <= len(linked) <= 45
    assert all(carrier.commune in project.places.all() for carrier in carriers for project in carrier.projects.all())
