"""Sums kept by the database: equal to the sums made again, written otherwise, whatever was added, corrected, moved or removed."""

import datetime as dt
import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, FollowedShare, ImpactSum, Measure, MeasureShare, ProjectYear
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.vocabularies.actions import load_vocabularies

pytestmark = pytest.mark.django_db
COUNTED = {"submitted", "verified", "locked"}
# What is summed, counted once, latest, averaged, divided.
CODES = ("emplois_etp", "beneficiaires_directs", "sites_repliques")


def some(*values: Any) -> Any:
    """Values of several kinds, to be compared with others."""
    return values


def make_methods() -> None:
    load_vocabularies()
    for name in ("tronc-commun", "inclusion-numerique"):
        make_method(name)


def rounded(value: Fraction) -> Decimal:
    """Six decimals, as the column keeps them."""
    return (Decimal(value.numerator * 10**6) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_UP) / 10**6


def above(place: Place, country: int) -> set[int]:
    """A place and each larger one that holds it."""
    return {one for one in (place.pk, place.epci_id, place.ept_id, place.department_id, place.region_id, country) if one}


def counting(followed: Followed, measures: list[Measure]) -> list[Measure]:
    """The values of one year that count."""
    found = sorted((one for one in measures if one.value is not None and one.state in COUNTED), key=lambda one: one.ends_on)
    rule = followed.indicator.aggregation
    if not found or rule not in ("last", "distinct"):
        return found
    return [found[-1]] if rule == "last" else [max(found, key=lambda one: (one.value, one.ends_on))]


def pieces(followed: Followed, year: int) -> list[tuple[Place, bool, bool, Fraction, Fraction]]:
    """Where, said?, verified?, how much, of what weight."""
    measures = [one for one in followed.measures.all() if one.ends_on.year == year]
    found = counting(followed, measures)
    rule = followed.indicator.aggregation
    made = []
    for measure in found:
        shares = [(measure.place, Decimal(100))] if measure.place else [(one.place, one.share) for one in measure.shares.all()]
        for place, share in shares:
            part = Fraction(share) / 100 / (len(found) if rule == "mean" else 1)
            value = Fraction(0) if rule in ("none", "ratio") else Fraction(measure.value or 0) * part
            made.append((place, True, measure.state in ("verified", "locked"), value, part))
    if not found and followed.started_on.year <= year <= followed.expected_to:
        made = [(one.place, False, False, Fraction(0), Fraction(0)) for one in followed.shares.all()]
    return made


def is_partly_told(followed: Followed, year: int) -> bool:
    """Whether days of the year are in none of its values: from the first one in the year it begins, to the last one in the year it ends."""
    told = [one for one in followed.measures.all() if one.ends_on.year == year and one.value is not None and one.state in COUNTED]
    if not told or followed.indicator.aggregation not in ("sum", "distinct", "mean") or followed.indicator.frequency == "once":
        return False
    days = {one.starts_on + dt.timedelta(n) for one in told for n in range((one.ends_on - one.starts_on).days + 1)}
    first = min(days) if followed.started_on.year == year else dt.date(year, 1, 1)
    last = max(days) if followed.ended_on and followed.ended_on.year == year else dt.date(year, 12, 31)
    return any(first + dt.timedelta(n) not in days for n in range((last - first).days + 1))


def recomputed() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every sum again, from values alone."""
    country = Place.objects.get(level="pays").pk
    totals: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0] * 8)
    query = Followed.objects.filter(is_counted=True).select_related("indicator")
    for followed in query.prefetch_related("measures__shares__place", "measures__place", "shares__place"):
        years = {one.ends_on.year for one in followed.measures.all()} | set(range(followed.started_on.year, followed.expected_to + 1))
        for year in years:
            by_place: dict[int, list[Any]] = defaultdict(list)
            partly = int(is_partly_told(followed, year))
            for place, *piece in pieces(followed, year):
                for key in above(place, country):
                    by_place[key].append(tuple(piece))
            for key, told in by_place.items():
                seen = [one for one in told if one[1]]
                row = totals[(followed.indicator_id, year, key, followed.sdg or 0, followed.theme)]
                added: list[Any] = [1, int(told[0][0]), int(len(seen) == len(told))]
                added += [rounded(sum((one[part] for one in rows), Fraction(0))) for rows in (told, seen) for part in (2, 3)]
                added.append(partly)
                row[:] = [old + more for old, more in zip(row, added, strict=True)]
    return {key: tuple(row) for key, row in totals.items()}


def kept() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    names = ("expected", "reported", "verified", "value", "weight", "verified_value", "verified_weight", "partial")
    rows = ImpactSum.objects.all().values_list("indicator_id", "year", "place_id", "sdg", "theme", *names)
    return {tuple(row[:5]): tuple(row[5:]) for row in rows if any(row[5:])}


class World:
    """A few projects in a few places, to which anything may happen."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        make_places()
        make_methods()
        self.communes = list(Place.objects.filter(level="commune"))
        self.anywhere = list(Place.objects.all())
        codes = (*CODES, "score_numerique_sortie")
        self.followed = [make_followed(code, theme=self.random.choice(("", "insertion_emploi"))) for code in codes * 2]
        for followed in self.followed:
            self.settle_shares(followed)

    def happen(self) -> None:
        """One thing at random, as one transaction."""
        todo: list[Any] = [self.measure] * 4 + [self.correct] * 4 + [self.place] * 2
        todo += [self.remove, self.move, self.settle_shares, self.retarget, self.show, self.extend, self.many, self.redraw]
        todo += [self.forget, self.end]
        with transaction.atomic():
            self.random.choice(todo)(self.random.choice(self.followed))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def value(self) -> Decimal:
        return (
            Decimal(self.random.choice((0, 1, 2, 3, 5))) if self.random.random() < 0.3 else Decimal(self.random.randint(0, 50000)) / 10000
        )

    def state(self) -> str:
        return self.random.choice(("draft", "submitted", "submitted", "verified", "disputed", "locked"))

    def measure(self, followed: Followed) -> None:
        year, month = self.random.randint(2023, 2027), self.random.randint(1, 12)
        start = dt.date(year, month, 1)
        if followed.measures.filter(starts_on=start).exists():
            return self.correct(followed)
        value, state = (None, "submitted") if self.random.random() < 0.1 else (self.value(), self.state())
        made = make_measure(followed, value, starts_on=start, ends_on=start.replace(day=28), state=state)
        self.settle(made)
        return None

    def one(self, followed: Followed) -> Measure | None:
        found = list(followed.measures.order_by("pk"))
        return self.random.choice(found) if found else None

    def settle(self, measure: Measure) -> None:
        """In one place, or in several."""
        measure.shares.all().delete()
        if self.random.random() < 0.5:
            measure.place = self.random.choice(self.anywhere)
            measure.save()
            return
        measure.place = None
        measure.save()
        self.share(MeasureShare, "measure", measure)

    def share(self, model: type[Any], name: str, owner: Any) -> None:
        places = self.random.sample(self.anywhere, self.random.randint(1, 4))
        first = Decimal(self.random.randint(1, 300000)) / 10000
        shares = [first] * (len(places) - 1)
        shares.append(100 - sum(shares, Decimal(0)))
        model.objects.bulk_create(model(place=place, share=share, **{name: owner}) for place, share in zip(places, shares, strict=True))

    def settle_shares(self, followed: Followed) -> None:
        followed.shares.all().delete()
        self.share(FollowedShare, "followed", followed)

    def correct(self, followed: Followed) -> None:
        if measure := self.one(followed):
            measure.value, measure.absence, measure.state = self.value(), "", self.state()
            measure.save()

    def place(self, followed: Followed) -> None:
        if measure := self.one(followed):
            self.settle(measure)

    def move(self, followed: Followed) -> None:
        """Into another year."""
        if measure := self.one(followed):
            start = measure.starts_on.replace(year=self.random.randint(2023, 2027))
            if not followed.measures.filter(starts_on=start).exists():
                Measure.objects.filter(pk=measure.pk).update(starts_on=start, ends_on=start.replace(day=28))

    def remove(self, followed: Followed) -> None:
        if measure := self.one(followed):
            measure.delete()

    def retarget(self, followed: Followed) -> None:
        sdg, theme = self.random.choice((None, 8, 10)), self.random.choice(("", "insertion_emploi"))
        Followed.objects.filter(pk=followed.pk).update(sdg=sdg, theme=theme)

    def show(self, followed: Followed) -> None:
        Followed.objects.filter(pk=followed.pk).update(is_counted=self.random.random() < 0.7)

    def extend(self, followed: Followed) -> None:
        start = dt.date(self.random.randint(2022, 2026), 6, 1)
        Followed.objects.filter(pk=followed.pk).update(expected_to=self.random.randint(2024, 2028), started_on=start)

    def end(self, followed: Followed) -> None:
        """It is followed no more, or is again."""
        day = dt.date(self.random.randint(2026, 2027), self.random.randint(6, 12), 15)
        Followed.objects.filter(pk=followed.pk).update(ended_on=self.random.choice((None, day)))

    def many(self, _followed: Followed) -> None:
        """Many rows by one statement."""
        what = self.random.randint(0, 2)
        if what == 0:
            Measure.objects.exclude(value=None).filter(state__in=["submitted", "disputed"]).update(state="verified")
        elif what == 1:
            Measure.objects.filter(state="verified").update(state="submitted", value=self.value())
        else:
            Followed.objects.update(expected_to=2027)

    def redraw(self, _followed: Followed) -> None:
        """A commune passes into another intermunicipality, department and region."""
        commune, other = self.random.choice(self.communes), self.random.choice(self.communes)
        Place.objects.filter(pk=commune.pk).update(epci=other.epci, department=other.department, region=other.region, ept=other.ept)

    def forget(self, followed: Followed) -> None:
        """An indicator that has no value is no longer followed; another one is instead."""
        if not followed.measures.exists():
            self.followed.remove(followed)
            followed.delete()
            self.followed.append(make_followed(self.random.choice(CODES)))
            self.settle_shares(self.followed[-1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_are_those_made_again_whatever_happened(seed: int) -> None:
    world = World(seed)
    for turn in range(120):
        world.happen()
        if turn % 6 == 5:
            assert kept() == recomputed()
    assert len(recomputed()) > 50


def test_a_row_says_whether_it_holds_all_and_whether_it_counts_few_people() -> None:
    places = make_places()
    chambery, aix, region = (places[key] for key in ("commune:73065", "commune:73008", "region:84"))
    people = make_followed("beneficiaires_directs")
    measure = make_measure(people, 40)
    MeasureShare.objects.bulk_create(
        MeasureShare(measure=measure, place=place, share=share) for place, share in ((chambery, 80), (aix, 20))
    )
    told = {row.place_id: (row.is_whole, row.is_delicate) for row in ProjectYear.objects.filter(year=2025)}
    assert (told[chambery.pk], told[region.pk]) == ((False, True), (True, True))
    Measure.objects.filter(pk=measure.pk).update(value=80)
    assert not ProjectYear.objects.filter(is_delicate=True).exists()
    jobs = make_followed("emplois_etp")
    make_measure(jobs, 2, place=chambery)
    assert not ProjectYear.objects.filter(is_delicate=True).exists()


def test_a_project_counts_once_in_a_mean_however_often_it_measures() -> None:
    chambery = make_places()["commune:73065"]
    make_methods()
    often, once = make_followed("score_numerique_sortie"), make_followed("score_numerique_sortie")
    for month, value in ((3, 1), (6, 2), (9, 3)):
        make_measure(often, value, starts_on=dt.date(2025, month, 1), ends_on=dt.date(2025, month, 30), place=chambery)
    make_measure(once, 4, place=chambery)
    row = ImpactSum.objects.get(place=chambery, year=2025)
    assert some(row.value / row.weight, row.reported) == (3, 2)


@pytest.mark.parametrize(
    ("quarters", "began", "ended", "is_partial"),
    [
        ((1, 2, 3, 4), dt.date(2023, 1, 1), None, False),
        ((1, 2), dt.date(2023, 1, 1), None, True),
        ((2, 3, 4), dt.date(2023, 1, 1), None, True),
        ((2, 3, 4), dt.date(2025, 3, 15), None, False),
        ((2, 4), dt.date(2025, 3, 15), None, True),
        ((1, 2), dt.date(2023, 1, 1), dt.date(2025, 7, 20), False),
    ],
)
def test_a_year_told_in_part_is_known_as_such(quarters: tuple[int, ...], began: dt.date, ended: dt.date | None, is_partial: bool) -> None:
    place = make_places()["commune:73065"]
    make_methods()
    followed = make_followed("beneficiaires_directs", started_on=began, ended_on=ended)
    for number in quarters:
        first = dt.date(2025, 3 * number - 2, 1)
        last = dt.date(2025 + number // 4, 3 * number % 12 + 1, 1) - dt.timedelta(days=1)
        make_measure(followed, 20, starts_on=first, ends_on=last, place=place)
    country = Place.objects.get(level="pays")
    assert ImpactSum.objects.get(place=country, year=2025).partial == int(is_partial)
