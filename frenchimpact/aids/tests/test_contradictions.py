"""What an aid says that cannot be, case by case; a sane aid says nothing wrong."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.aids.actions.catalogue import Condition, Ground
from frenchimpact.aids.contradictions import contradictions
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_place

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 30)
SANE: dict[str, Any] = {
    "title": "Amorçage",
    "instruments": ["subvention"],
    "ticket_min": Decimal(5000),
    "ticket_max": Decimal(30_000),
    "rate_max": Decimal(70),
    "rhythm": "once",
    "opens_on": dt.date(2026, 12, 1),
    "closes_on": dt.date(2027, 3, 1),
}


def found(
    values: dict[str, Any] | None = None, *conditions: Condition, ground: Ground | None = None, **more: Any
) -> list[tuple[str, bool]]:
    ground = ground or Ground((make_place("departement:73"),))
    return [(one.field, one.is_error) for one in contradictions(SANE | (values or {}), ground, conditions, today=TODAY, **more)]


def test_a_sane_aid_says_nothing_wrong() -> None:
    assert not found(
        {},
        Condition("form", ("association", "cooperative")),
        Condition("stage", ("amorcage", "experimentation")),
        Condition("age", minimum=Decimal(24)),
        Condition("amount", minimum=Decimal(5000), maximum=Decimal(30_000)),
        Condition("theme", ("insertion_emploi",)),
        themes_seen={"insertion_emploi"},
    )


@pytest.mark.parametrize(
    ("values", "conditions", "expected"),
    [
        ({"ticket_max": Decimal(4000)}, [], ("ticket_max", True)),
        ({}, [Condition("amount", maximum=Decimal(4000))], ("amount_max", True)),
        ({}, [Condition("amount", minimum=Decimal(50_000))], ("amount_min", False)),
        ({"instruments": ["pret"]}, [], ("rate_max", False)),
        ({"ticket_max": None}, [], ("amounts_note", False)),
        ({"opens_on": dt.date(2027, 4, 1)}, [], ("closes_on", True)),
        ({"next_opens_on": dt.date(2028, 2, 1), "next_closes_on": dt.date(2028, 1, 1)}, [], ("next_closes_on", True)),
        ({"rhythm": "permanent"}, [], ("closes_on", True)),
        ({"opens_on": None, "closes_on": dt.date(2026, 11, 1)}, [], ("closes_on", False)),
        ({"next_opens_on": dt.date(2027, 2, 1)}, [], ("next_opens_on", False)),
        ({}, [Condition("budget", minimum=Decimal(2), maximum=Decimal(1))], ("budget_max", True)),
        ({}, [Condition("evidence", minimum=Decimal(4), maximum=Decimal(2))], ("evidence_max", True)),
        ({}, [Condition("form", ("sans_structure",)), Condition("budget", minimum=Decimal(1))], ("budget_min", True)),
        ({}, [Condition("form", ("sans_structure", "association")), Condition("age", minimum=Decimal(6))], ("age_min", False)),
        ({}, [Condition("stage", ("idee",)), Condition("age", minimum=Decimal(24))], ("age_min", False)),
        ({}, [Condition("stage", ("idee", "besoin")), Condition("evidence", minimum=Decimal(3))], ("evidence_min", False)),
        ({}, [Condition("stage", ("besoin",)), Condition("qualified")], ("qualified", False)),
    ],
)
def test_each_contradiction_is_told_beside_its_field(
    values: dict[str, Any], conditions: list[Condition], expected: tuple[str, bool]
) -> None:
    assert found(values, *conditions) == [expected]


def test_themes_that_no_published_project_has() -> None:
    asked = Condition("theme", ("insertion_emploi",))
    assert found({}, asked, themes_seen={"logement_habitat"}) == [("themes", False)]
    assert not found({}, asked)
    assert not found({}, Condition("theme", ("insertion_emploi",), is_wish=True), themes_seen=set())


def test_places_left_out_are_compared_by_what_contains_them_never_by_postcode() -> None:
    def ground(inside: list[str], outside: list[str]) -> Ground:
        def places(keys: list[str]) -> tuple[Place, ...]:
            return tuple(make_place(key) for key in keys)

        return Ground(places(inside), places(outside))

    assert found(ground=ground(["departement:73"], ["departement:73"])) == [("excluded", True)]
    assert found(ground=ground(["commune:73065"], ["region:84"])) == [("excluded", True)]
    assert found(ground=ground(["commune:73065", "region:11"], ["departement:73"])) == [("excluded", True)]
    assert not found(ground=ground(["departement:73"], ["commune:73008"]))
    assert found(ground=ground(["departement:73"], ["commune:93048"])) == [("excluded", False)]
    assert not found(ground=ground(["pays:FR"], ["region:06"]))
    # Both have the postcode 73100: they are two communes.
    assert found(ground=ground(["commune:73008"], ["commune:73059"])) == [("excluded", False)]


def test_errors_come_first_in_plain_words() -> None:
    told = contradictions(
        SANE | {"ticket_max": Decimal(1), "next_opens_on": dt.date(2027, 2, 1)}, Ground((make_place("pays:FR"),)), [], today=TODAY
    )
    assert [one.is_error for one in told] == [True, False]
    assert "plus petit que le minimum" in told[0].words
