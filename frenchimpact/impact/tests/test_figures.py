"""Figures as they are published: by place, goal and theme, with who said so; means, ratios; nobody few."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.impact.models import Followed, MeasureShare
from frenchimpact.impact.queries import Figure, figures, nation, perimeter, portfolio
from frenchimpact.impact.suppression import Cut
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.impact.tests.test_sums import make_methods
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.tests.factories import make_method

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


def of(place: Place) -> Cut:
    return Cut(frozenset([place.pk]))


def jobs(place: Place, value: int | None, **fields: Any) -> Followed:
    followed = make_followed(places={place: 100}, **fields)
    if value is not None:
        make_measure(followed, value, place=place)
    return followed


def people(place: Place, value: int, **fields: Any) -> Followed:
    followed = make_followed("beneficiaires_directs", places={place: 100}, **fields)
    make_measure(followed, value, place=place)
    return followed


def one(found: list[Figure]) -> Figure:
    assert len(found) == 1
    return found[0]


def test_a_figure_says_who_said_so(places: dict[str, Place]) -> None:
    chambery, paris = places["commune:73065"], places["commune:75056"]
    jobs(chambery, 3)
    jobs(chambery, None)
    jobs(paris, 2, is_counted=False)
    figure = one(figures(nation(), years=[2025]))
    assert (figure.value, figure.expected, figure.reported, figure.verified) == (3, 2, 1, 0)  # type: ignore[comparison-overlap]  # a decimal equals its integer
    assert (figure.coverage, figure.words) == ("1 projet sur 2", "3\u00a0ETP")
    empty = one(figures(nation(), years=[2026]))
    assert (empty.value, empty.words, empty.coverage) == (None, "–", "0 projet sur 2")


def test_by_region_goal_and_theme(places: dict[str, Place]) -> None:
    jobs(places["commune:73065"], 3, theme="insertion_emploi")
    jobs(places["commune:75056"], 4, sdg=10)
    savoie, paris = places["region:84"], places["region:11"]
    regions = figures(Cut(frozenset([savoie.pk, paris.pk])), years=[2025], by=["place"])
    assert {line.place: line.value for line in regions} == {savoie.pk: 3, paris.pk: 4}
    assert {line.sdg: line.value for line in figures(nation(), years=[2025], by=["sdg"])} == {8: 3, 10: 4}
    assert {line.theme: line.value for line in figures(nation(), years=[2025], by=["theme"])} == {"insertion_emploi": 3, "": 4}


def test_a_project_in_two_places_of_a_perimeter_counts_once(places: dict[str, Place]) -> None:
    chambery, aix = places["commune:73065"], places["commune:73008"]
    followed = make_followed(places={chambery: 50, aix: 50})
    measure = make_measure(followed, 12)
    MeasureShare.objects.bulk_create(MeasureShare(measure=measure, place=place, share=50) for place in (chambery, aix))
    jobs(chambery, 1)
    figure = one(figures(perimeter([chambery, aix]), years=[2025]))
    assert (figure.value, figure.expected, figure.reported) == (13, 2, 2)  # type: ignore[comparison-overlap]  # a decimal equals its integer
    assert perimeter([chambery, places["departement:73"], places["epci:200069110"]]) == of(places["departement:73"])
    assert perimeter([chambery, places["pays:FR"]]) == nation()


def test_what_lies_across_two_departments_counts_commune_by_commune(places: dict[str, Place]) -> None:
    paris, metropole = places["departement:75"], places["epci:200054781"]
    assert perimeter([paris, metropole]) == Cut(frozenset([paris.pk, places["commune:93048"].pk]))


def test_some_projects_alone(places: dict[str, Place]) -> None:
    mine = jobs(places["commune:73065"], 3)
    jobs(places["commune:73065"], 5)
    assert one(figures(portfolio([mine.project_id]), years=[2025])).value == 3
    assert figures(portfolio([]), years=[2025]) == []


def test_few_people_are_published_together_or_not_at_all(places: dict[str, Place]) -> None:
    chambery, paris, aix = (places[key] for key in ("commune:73065", "commune:75056", "commune:73008"))
    people(chambery, 40)
    for place, value in ((chambery, 4), (aix, 6), (aix, 5)):
        people(place, value)
    lone = people(paris, 3)
    total = one(figures(nation(), years=[2025]))
    assert (total.value, total.left_out, total.reported) == (58, 0, 5)  # type: ignore[comparison-overlap]  # a decimal equals its integer
    savoie = one(figures(of(places["region:84"]), years=[2025]))
    assert (savoie.value, savoie.left_out) == (40, 3)  # type: ignore[comparison-overlap]  # a decimal equals its integer
    assert savoie.left_out_words == "sans 3 projets qui comptent trop peu de personnes pour être publiés"
    assert one(figures(of(paris), years=[2025])).words == "secret"
    alone = one(figures(portfolio([lone.project_id]), years=[2025]))
    assert (alone.value, alone.is_secret) == (None, True)


def test_a_mean_is_a_mean_and_a_ratio_is_that_of_two_totals(places: dict[str, Place]) -> None:
    make_methods()
    chambery = places["commune:73065"]
    for score, tested, able in ((2, 20, 15), (4, 180, 35)):
        first = make_followed("score_numerique_sortie")
        make_measure(first, score, place=chambery)
        for code, value in (("personnes_testees_numerique", tested), ("personnes_devenues_autonomes", able)):
            make_measure(make_followed(code, project=first.project), value, place=chambery)
    make_measure(make_followed("personnes_devenues_autonomes"), 1000, place=chambery)
    found = {line.indicator.code: line for line in figures(nation(), years=[2025])}
    assert found["score_numerique_sortie"].value == 3
    rate = found["taux_devenues_autonomes"]
    assert (rate.value, rate.reported, rate.expected) == (25, 2, 3)  # type: ignore[comparison-overlap]  # a decimal equals its integer
    assert found["personnes_devenues_autonomes"].value == 1050
    assert one(figures(of(places["region:84"]), indicators=[rate.indicator], years=[2025])).value == Decimal(25)


def test_what_is_not_put_together_says_who_said_it_alone(places: dict[str, Place]) -> None:
    make_measure(make_followed("territoires_touches"), 7, place=places["commune:73065"])
    figure = one(figures(nation(), years=[2025]))
    assert (figure.value, figure.reported) == (None, 1)


def test_as_many_statements_for_one_project_as_for_ten(places: dict[str, Place]) -> None:
    def count() -> int:
        # What is published for the first time is written down by the first read, and read again by the second.
        for _turn in range(2):
            figures(nation(), by=["sdg"])
        with CaptureQueriesContext(connection) as asked:
            figures(nation(), by=["sdg"])
        return len(asked)

    make_method("tronc-commun")
    people(places["commune:73065"], 4)
    few = count()
    for number in range(10):
        people(make_place(f"commune:7300{number}"), 3 + number)
    assert count() == few
    assert Indicator.objects.count() > 3
