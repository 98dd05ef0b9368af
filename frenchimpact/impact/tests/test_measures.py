"""Values given, corrected, refused and undone: nothing is lost, nothing impossible or unlikely passes unseen."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.measures import (
    NotTaken,
    Recorded,
    record_measure,
    record_measures,
    submit_measure,
    take_back_measure,
    undo_measures,
)
from frenchimpact.impact.judging import Given
from frenchimpact.impact.models import Followed, ImpactSum, Measure
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.journal.models import Entry
from frenchimpact.projects.tests.factories import lead_of

pytestmark = pytest.mark.django_db


def some(*values: Any) -> Any:
    """Values of several kinds, to be compared with others."""
    return values


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.fixture
def followed(places: dict[str, Place]) -> Followed:
    """Jobs, since 2020, in Chambéry."""
    return make_followed(places={places["commune:73065"]: 100}, started_on=dt.date(2020, 1, 1))


def of(followed: Followed, year: int, value: object, **fields: Any) -> Given:
    decimal = None if value is None else Decimal(str(value))
    return Given(followed.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), decimal, **fields)


def give(followed: Followed, *values: Given, **fields: Any) -> Recorded:
    return record_measures(project=followed.project, values=values, via="form", by=lead_of(followed.project), **fields)


def kinds(recorded: Recorded) -> list[tuple[int, str]]:
    return [(problem.position, problem.kind) for problem in recorded.problems]


def kept(followed: Followed) -> dict[int, Decimal | None]:
    return {row.ends_on.year: row.value for row in followed.measures.order_by("ends_on")}


def total(year: int, code: str = "73065") -> Decimal:
    found = ImpactSum.objects.filter(place__code=code, year=year).first()
    return found.value if found else Decimal(0)


def test_a_value_is_declared_where_the_project_acts(followed: Followed, places: dict[str, Place]) -> None:
    give(followed, of(followed, 2024, "4.5", details={"note": "Paie", "sample_size": 3, "population": 3}))
    row = followed.measures.get()
    assert (row.value, row.state, row.place, row.version, row.via) == (Decimal("4.5"), "submitted", places["commune:73065"], 1, "form")
    assert (row.note, row.sample_size, row.method_version) == ("Paie", 3, followed.method_version)
    followed.refresh_from_db()
    assert (followed.last_on, followed.last_value, followed.due_on) == (dt.date(2024, 12, 31), Decimal("4.5"), dt.date(2025, 12, 31))
    assert total(2024) == Decimal("4.5")
    assert Entry.objects.filter(fact="impact.MeasuresRecorded").count() == 1


def test_zero_is_a_value_and_an_absence_is_not(followed: Followed) -> None:
    give(followed, of(followed, 2023, 0), of(followed, 2024, None, absence="not_measured"))
    assert kept(followed) == {2023: 0, 2024: None}
    followed.refresh_from_db()
    # « Pas mesuré cette fois » answers the question of that year; « pas encore » does not.
    assert (followed.last_on, followed.due_on) == (dt.date(2023, 12, 31), dt.date(2025, 12, 31))
    give(followed, of(followed, 2024, None, absence="not_yet"))
    followed.refresh_from_db()
    assert followed.due_on == dt.date(2024, 12, 31)
    country = ImpactSum.objects.get(place__code="FR", year=2023)
    assert some(country.reported, country.value) == (1, 0)
    assert ImpactSum.objects.get(place__code="FR", year=2024).reported == 0
    assert kinds(give(followed, of(followed, 2022, 3, absence="not_yet"), of(followed, 2025, None, absence="zut"))) == [
        (0, "absence"),
        (1, "absence"),
    ]


def test_a_correction_keeps_what_it_replaces_and_all_that_it_said(followed: Followed, places: dict[str, Place]) -> None:
    shares = ((places["commune:73065"].pk, Decimal(75)), (places["commune:73008"].pk, Decimal(25)))
    parts = (("sexe", "femmes", Decimal(3)), ("sexe", "hommes", Decimal(1)))
    give(followed, of(followed, 2024, 4, shares=shares, parts=parts, details={"counterfactual": "Aucun poste sans nous"}))
    assert some(total(2024), total(2024, "73008")) == (3, 1)
    recorded = give(followed, of(followed, 2024, 5))
    row = followed.measures.get()
    assert some(recorded.updated, row.version, row.value, row.counterfactual) == (1, 2, 5, "Aucun poste sans nous")
    assert sorted((one.place_id, one.share) for one in row.shares.all()) == sorted(shares)
    assert total(2024, "73008") == Decimal("1.25")
    give(followed, of(followed, 2024, 5, shares=shares[:1] and ((shares[0][0], Decimal(100)),), parts=()))
    row.refresh_from_db()
    assert some(row.place, row.shares.count(), row.parts.count(), total(2024)) == (places["commune:73065"], 0, 0, 5)
    old = row.versions.order_by("version").first()
    assert old is not None
    assert some(old.value, old.content["counterfactual"], len(old.content["shares"]), len(old.content["parts"])) == (
        4,
        "Aucun poste sans nous",
        2,
        2,
    )


def test_the_same_value_again_writes_nothing(followed: Followed) -> None:
    give(followed, of(followed, 2024, 4, details={"note": "Paie"}))
    recorded = give(followed, of(followed, 2024, "4.0000", details={"note": "Paie"}), of(followed, 2023, None))
    assert (recorded.created, recorded.updated, recorded.unchanged) == (0, 0, 2)
    assert followed.measures.get().version == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        ("2024-12-31", "2024-01-01", "avant son début"),
        ("2019-01-01", "2019-12-31", "cette période est avant"),
        ("2024-01-01", "2024-11-30", "année entière"),
        ("2024-01-02", "2024-12-31", "année entière"),
        ("1960-01-01", "1960-12-31", "raisonnable"),
        ("2099-01-01", "2099-12-31", "n’a pas commencé"),
    ],
)
def test_a_period_is_whole_begun_and_within_the_life_of_the_project(followed: Followed, starts_on: str, ends_on: str, words: str) -> None:
    days = (dt.date.fromisoformat(starts_on), dt.date.fromisoformat(ends_on))
    with pytest.raises(NotTaken, match=words):
        record_measure(project=followed.project, given=Given(followed.pk, *days, Decimal(1)), via="form", by=None)
    Followed.objects.update(ended_on=dt.date(2024, 12, 31))
    with pytest.raises(NotTaken, match="cette période est après"):
        record_measure(project=followed.project, given=of(followed, 2025, 1), via="form", by=None)


def test_periods_do_not_overlap(followed: Followed) -> None:
    quarter = Given(followed.pk, dt.date(2024, 1, 1), dt.date(2024, 3, 31), Decimal(2))
    give(followed, quarter, of(followed, 2022, 2))
    recorded = give(followed, of(followed, 2024, 3), Given(followed.pk, dt.date(2022, 10, 1), dt.date(2022, 12, 31), Decimal(2)))
    assert kinds(recorded) == [(0, "period"), (1, "period")]
    assert "1 janvier 2022" in str(recorded.problems[1].message).replace("1er", "1")
    twice = give(followed, of(followed, 2023, 3), Given(followed.pk, dt.date(2023, 10, 1), dt.date(2023, 12, 31), Decimal(2)))
    assert kinds(twice) == [(1, "twice")]


def test_impossible_values_are_told_with_their_bounds(places: dict[str, Place]) -> None:
    sites = make_followed("sites_repliques", places={places["commune:73065"]: 100})
    with pytest.raises(NotTaken, match=r"va de 0 à 100.000"):
        record_measure(project=sites.project, given=of(sites, 2025, 100_001), via="form", by=None)
    with pytest.raises(NotTaken, match="impossible"):
        record_measure(project=sites.project, given=of(sites, 2025, -1), via="form", by=None)
    with pytest.raises(NotTaken, match="quatre après"):
        record_measure(project=sites.project, given=of(sites, 2025, "1.00001"), via="form", by=None)


@pytest.mark.parametrize(("value", "is_asked"), [(205, False), ("205.1", True), ("2.05", False), ("2.04", True), (0, True)])
def test_what_is_unlikely_is_asked_to_be_confirmed(followed: Followed, value: object, is_asked: bool) -> None:
    give(followed, of(followed, 2023, "20.5"))
    recorded = give(followed, of(followed, 2024, value))
    assert kinds(recorded) == ([(0, "unlikely")] if is_asked else [])
    give(followed, of(followed, 2024, value, is_confirmed=True))
    assert kept(followed)[2024] == Decimal(str(value))


def test_breakdowns_are_those_of_the_indicator_and_never_more_than_the_total(followed: Followed) -> None:
    def parts(*given: tuple[str, str, int]) -> list[tuple[int, str]]:
        made = tuple((dimension, category, Decimal(value)) for dimension, category, value in given)
        return kinds(give(followed, of(followed, 2024, 10, parts=made)))

    assert parts(("couleur", "bleu", 1)) == [(0, "parts")]
    assert parts(("sexe", "femmes", 6), ("sexe", "hommes", 5)) == [(0, "parts")]
    assert parts(("sexe", "femmes", 6), ("sexe", "femmes", 1)) == [(0, "parts")]
    assert parts(("sexe", "femmes", -6)) == [(0, "parts")]
    assert parts(("sexe", "femmes", 6), ("age", "moins de 26 ans", 8)) == []
    # What is kept still has to fit.
    assert kinds(give(followed, of(followed, 2024, 7))) == [(0, "parts")]


def test_shares_make_a_hundred_and_a_sample_fits_in_its_whole(followed: Followed, places: dict[str, Place]) -> None:
    sixty = ((places["commune:73065"].pk, Decimal(60)), (places["commune:73008"].pk, Decimal(30)))
    recorded = give(followed, of(followed, 2024, 1, shares=sixty), of(followed, 2023, 1, details={"sample_size": 9, "population": 8}))
    assert kinds(recorded) == [(0, "place"), (1, "sample")]
    assert "90" in str(recorded.problems[0].message)
    followed.shares.all().delete()
    assert kinds(give(followed, of(followed, 2024, 1))) == [(0, "place")]


def test_another_version_since_the_page_was_shown_is_a_conflict(followed: Followed) -> None:
    give(followed, of(followed, 2024, 4))
    recorded = give(followed, of(followed, 2024, 5, seen=0))
    assert kinds(recorded) == [(0, "stale")]
    assert recorded.problems[0].theirs == 4
    assert kinds(give(followed, of(followed, 2024, 5, seen=1))) == []


@pytest.mark.parametrize("state", ["verified", "disputed", "locked"])
def test_what_somebody_looked_at_is_corrected_for_a_reason_and_is_to_be_looked_at_again(followed: Followed, state: str) -> None:
    give(followed, of(followed, 2024, 4))
    Measure.objects.update(state=state)
    assert kinds(give(followed, of(followed, 2024, 5))) == [(0, "reason")]
    give(followed, of(followed, 2024, 5, reason="Une paie oubliée"))
    row = followed.measures.get()
    old = row.versions.get()
    assert some(row.state, row.value, old.state, old.reason) == ("submitted", 5, state, "Une paie oubliée")


def test_a_draft_counts_for_nothing_until_it_is_declared(followed: Followed) -> None:
    lead = lead_of(followed.project)
    give(followed, of(followed, 2024, 4, is_draft=True))
    row = followed.measures.get()
    followed.refresh_from_db()
    assert some(row.state, total(2024), followed.last_on, followed.due_on) == ("draft", 0, None, dt.date(2020, 12, 31))
    submit_measure(measure=row, by=lead)
    followed.refresh_from_db()
    assert some(total(2024), followed.last_value, followed.due_on) == (4, 4, dt.date(2025, 12, 31))
    take_back_measure(measure=row, by=lead)
    assert total(2024) == 0
    give(followed, of(followed, 2024, 4))
    row.refresh_from_db()
    assert some(row.state, total(2024)) == ("submitted", 4)


@pytest.mark.parametrize("state", [state for state in Measure.State if state != "draft"])
def test_only_a_draft_is_declared(followed: Followed, state: str) -> None:
    give(followed, of(followed, 2024, 4))
    Measure.objects.update(state=state)
    with pytest.raises(OutOfTurn):
        submit_measure(measure=followed.measures.get(), by=lead_of(followed.project))


@pytest.mark.parametrize("state", [state for state in Measure.State if state != "submitted"])
def test_only_what_nobody_looked_at_is_taken_back(followed: Followed, state: str) -> None:
    give(followed, of(followed, 2024, 4))
    Measure.objects.update(state=state)
    with pytest.raises(OutOfTurn):
        take_back_measure(measure=followed.measures.get(), by=lead_of(followed.project))


def test_a_batch_is_undone_whole(followed: Followed, places: dict[str, Place]) -> None:
    project, lead = followed.project, lead_of(followed.project)
    give(followed, of(followed, 2023, 4, parts=(("sexe", "femmes", Decimal(2)),), details={"note": "Paie"}))
    give(followed, of(followed, 2022, 3, is_draft=True))
    batch = give(followed, of(followed, 2022, 5), of(followed, 2023, 6, parts=(), details={"note": ""}), of(followed, 2024, 7)).batch
    assert undo_measures(project=project, batch=batch, by=lead) == 3
    assert kept(followed) == {2022: 3, 2023: 4, 2024: None}
    assert [total(year) for year in (2022, 2023, 2024)] == [0, 4, 0]
    middle = followed.measures.get(ends_on=dt.date(2023, 12, 31))
    assert some(middle.note, middle.version, middle.parts.get().value) == ("Paie", 3, 2)
    with pytest.raises(Refusal, match="Rien à annuler"):
        undo_measures(project=project, batch=batch, by=lead)
    with pytest.raises(Refusal, match="Rien à annuler"):
        undo_measures(project=project, batch=uuid.uuid4(), by=lead)


def test_a_batch_is_undone_within_half_an_hour_and_not_once_somebody_looked(followed: Followed) -> None:
    project, lead = followed.project, lead_of(followed.project)
    batch = give(followed, of(followed, 2024, 7)).batch
    token = clock.shift(dt.timedelta(minutes=31))
    try:
        with pytest.raises(Refusal, match="trente minutes"):
            undo_measures(project=project, batch=batch, by=lead)
    finally:
        clock.restore(token)
    Measure.objects.update(state="verified")
    with pytest.raises(Refusal, match="a regardé cette valeur"):
        undo_measures(project=project, batch=batch, by=lead)


def test_another_project_s_indicator_is_unknown(followed: Followed, places: dict[str, Place]) -> None:
    other = make_followed(places={places["commune:73008"]: 100})
    assert kinds(record_measures(project=followed.project, values=[of(other, 2025, 1)], via="form", by=None)) == [(0, "unknown")]
    assert record_measures(values=[of(other, 2025, 1)], via="file", by=None).created == 1


def test_a_hundred_values_cost_as_many_statements_as_one(followed: Followed) -> None:
    with CaptureQueriesContext(
        connection,
    ) as one:
        give(followed, of(followed, 2020, 1))
    days = [(dt.date(year, month, 1), _last(year, month)) for year in range(2021, 2025) for month in range(1, 13)]
    months = [Given(followed.pk, first, last, Decimal(1)) for first, last in days]
    with CaptureQueriesContext(connection) as many:
        assert give(followed, *months).created == 48
    assert len(many) == len(one)


def _last(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
