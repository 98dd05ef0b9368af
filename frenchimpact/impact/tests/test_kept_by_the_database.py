"""What the database itself holds of measures, whatever the code above it does."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Assessment, ImpactSum, Measure, MeasureShare, Verification
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.projects.tests.factories import lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


def counted(place: Place, year: int = 2025) -> tuple[int, int, int, float]:
    """Expected, reported, verified, value."""
    found = ImpactSum.objects.filter(place=place, year=year).first()
    return (found.expected, found.reported, found.verified, float(found.value)) if found else (0, 0, 0, 0.0)


def check_at_once() -> None:
    """What the database checks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_value_counts_where_it_took_place_and_in_what_holds_it(places: dict[str, Place]) -> None:
    chambery, country = places["commune:73065"], places["pays:FR"]
    followed = make_followed(places={chambery: 100})
    assert counted(chambery) == counted(country) == (1, 0, 0, 0)
    measure = make_measure(followed, 12, place=chambery)
    assert counted(chambery) == counted(country) == (1, 1, 0, 12)
    assert counted(country, 2026) == (1, 0, 0, 0)
    Measure.objects.update(state="verified", value=10)
    assert counted(places["departement:73"]) == (1, 1, 1, 10)
    Measure.objects.update(state="disputed")
    assert counted(country) == (1, 0, 0, 0)
    measure.delete()
    followed.is_counted = False
    followed.save()
    assert counted(country) == (0, 0, 0, 0)


def test_a_value_in_two_places_is_shared_and_counts_one_project(places: dict[str, Place]) -> None:
    chambery, aix = places["commune:73065"], places["commune:73008"]
    followed = make_followed()
    measure = make_measure(followed, 12)
    MeasureShare.objects.bulk_create(
        [MeasureShare(measure=measure, place=chambery, share=75), MeasureShare(measure=measure, place=aix, share=25)]
    )
    check_at_once()
    assert [counted(place)[3] for place in (chambery, aix, places["region:84"])] == [9, 3, 12]
    assert counted(places["region:84"])[:2] == (1, 1)


def test_shares_make_a_hundred(places: dict[str, Place]) -> None:
    measure = make_measure(make_followed(), 12)
    with pytest.raises(IntegrityError, match="make 100"), transaction.atomic():
        check_at_once()
    MeasureShare.objects.create(measure=measure, place=places["commune:73065"], share=60)
    with pytest.raises(IntegrityError, match="make 100"), transaction.atomic():
        check_at_once()
    MeasureShare.objects.create(measure=measure, place=places["commune:73008"], share=40)
    check_at_once()


def test_people_are_counted_once_and_a_stock_is_its_last_value(places: dict[str, Place]) -> None:
    chambery = places["commune:73065"]
    people = make_followed("beneficiaires_directs")
    sites = make_followed("sites_repliques", project=people.project)
    for followed, values in ((people, (30, 50)), (sites, (8, 5))):
        for month, value in zip((3, 6), values, strict=True):
            first, last = dt.date(2025, month, 1), dt.date(2025, month, 30)
            make_measure(followed, value, starts_on=first, ends_on=last, place=chambery)
    found = {row.indicator.code: row.value for row in ImpactSum.objects.filter(place=chambery, year=2025).select_related("indicator")}
    assert found == {"beneficiaires_directs": 50, "sites_repliques": 5}


def test_a_value_stays_in_the_bounds_of_its_indicator(places: dict[str, Place]) -> None:
    followed = make_followed()
    with pytest.raises(IntegrityError, match="outside the bounds"), transaction.atomic():
        make_measure(followed, -1, place=places["commune:73065"])


def test_a_proof_is_given_by_somebody_else(places: dict[str, Place]) -> None:
    followed = make_followed()
    measure = make_measure(followed, 3, place=places["commune:73065"])
    given = {"level": 2, "reason": "Lu", "kind": "peer", "expires_on": dt.date(2100, 1, 1)}
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        Assessment.objects.create(followed=followed, by=lead_of(followed.project), **given)
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        Verification.objects.create(measure=measure, version=1, kind="peer", verdict="confirmed", by=lead_of(followed.project))
    Assessment.objects.create(followed=followed, by=make_operator(), **given)
