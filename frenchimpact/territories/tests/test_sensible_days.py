"""Days beyond reason are refused where they are typed, and no page of a territory breaks on one."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.core.days import read_day
from frenchimpact.core.typed import Day, Instant
from frenchimpact.territories.actions.measurement_lines import COLUMNS, import_measurements
from frenchimpact.territories.models import Indicator, Measurement, Meeting, Review, Territory
from frenchimpact.territories.plan_tables import parse_day
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
DAYS = ["0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"]


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def indicator(territory: Territory) -> Indicator:
    return make_indicator(make_challenge(territory))


@pytest.fixture
def client(territory: Territory) -> Client:
    client = Client()
    client.force_login(make_lead_person(territory))
    return client


def address(territory: Territory, more: str) -> str:
    return f"/mon-espace/territoires/{territory.reference}/{more}"


@pytest.mark.parametrize("text", DAYS)
def test_fields_refuse_them(text: str) -> None:
    for field, typed in ((Day(), text), (Instant(), f"{text}T23:00")):
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(typed)
        assert refused.value.messages == ["Écrivez une date entre 1990 et 2100."]
    assert read_day(text) is None
    with pytest.raises(ValueError, match="-"):
        parse_day(text)


def test_fields_take_the_others() -> None:
    assert Day().clean("2100-12-31") == read_day("2100-12-31") == parse_day("31/12/2100") == dt.date(2100, 12, 31)
    assert Instant().clean("1990-01-01T00:00").date() == dt.date(1990, 1, 1)
    assert Day(required=False).clean("") is Instant(required=False).clean("") is None


@pytest.mark.parametrize("text", DAYS)
def test_pages_refuse_them_with_words(client: Client, territory: Territory, indicator: Indicator, text: str) -> None:
    meeting = {"kind": "steering", "title": "Copil", "starts_at": f"{text}T23:00", "length": "120"}
    review = {"kind": "quarterly", "starts_on": text, "ends_on": text, "due_on": text}
    aim = {"target": "400", "target_on": text, "reason": "Parce que"}
    for page, body in (("reunions/prevoir/", meeting), ("bilans/nouveau/", review), ("indicateurs/1/cible/", aim)):
        answer = client.post(address(territory, page), body)
        assert (page, answer.status_code) == (page, 422)
        assert "entre 1990 et 2100" in answer.text
    assert client.get(address(territory, f"indicateurs/?jusqu={text}")).status_code == 200
    assert not Meeting.objects.exists()
    assert not Review.objects.filter(kind="quarterly").exists()
    assert indicator.aims.count() == 1


def test_an_import_refuses_them_and_periods_that_are_none_of_the_indicator(tmp_path: Path, indicator: Indicator) -> None:
    this = clock.today().year
    name = f"{indicator.territory.reference}/{indicator.number}"
    periods: list[tuple[Any, Any]] = [
        (f"{this}-01-01", "9999-12-31"),
        ("0001-01-01", "0001-12-31"),
        (f"{this - 2}-01-01", f"{this - 2}-06-30"),
        (f"{this - 2}-07-01", f"{this - 1}-06-30"),
        (f"{this - 3}-01-01", f"{this - 3}-12-31"),
    ]
    lines = [";".join(COLUMNS), *(f"{name};;{first};{last};;12;;;;" for first, last in periods)]
    path = tmp_path / "mesures.csv"
    path.write_text("\n".join(lines))
    outcome = import_measurements(path)
    assert (outcome.created, outcome.refused) == (1, 4)
    assert [row.ends_on.year for row in Measurement.objects.all()] == [this - 3]
    why = path.with_name("mesures.csv.refused.csv").read_text()
    assert why.count("écrivez une date") == 3
    assert why.count("période entière (chaque année)") == 2
