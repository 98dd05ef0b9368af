"""The page of one indicator: its sentence, one field, its history; and the forms of what is measured and aimed at."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories.actions.measurements import Given, record_value
from frenchimpact.territories.models import Indicator, Member, Review, Territory
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def indicator(territory: Territory) -> Indicator:
    return make_indicator(make_challenge(territory), due_on=dt.date(YEAR - 1, 12, 31))


@pytest.fixture
def author(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def client(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


def address(territory: Territory, more: str = "1/") -> str:
    return f"/mon-espace/territoires/{territory.reference}/indicateurs/{more}"


def give(indicator: Indicator, year: int, value: int, **fields: object) -> None:
    given = Given(indicator.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value), **fields)  # type: ignore[arg-type]
    record_value(territory=indicator.territory, given=given, via="form", by=None)


def end_of(year: int) -> str:
    return f"{year}-12-31"


def test_the_page_asks_for_the_late_period_and_one_post_is_enough(client: Client, territory: Territory, indicator: Indicator) -> None:
    page = client.get(address(territory)).content.decode()
    assert f'<option value="{end_of(YEAR - 1)}" selected>' in page
    assert "en retard de" in page
    answer = client.post(address(territory), {"value": "301", "period": end_of(YEAR - 1)}, follow=True)
    assert f"301\u00a0tonnes en {YEAR - 1}" in answer.content.decode()
    indicator.refresh_from_db()
    assert (indicator.last_value, indicator.due_on) == (Decimal(301), dt.date(YEAR, 12, 31))


def test_sentence_chart_history_and_what_was_corrected(client: Client, territory: Territory, indicator: Indicator) -> None:
    give(indicator, YEAR - 1, 262, note="Pesées à l’entrée")
    give(indicator, YEAR - 1, 270)
    page = client.get(address(territory)).content.decode()
    assert "line__aim" in page
    assert "Pesées à l’entrée" in page
    assert "262\u00a0tonnes, remplacée le" in page
    assert "vers 400\u00a0tonnes fin 2028" in page


def test_without_a_value_there_is_no_chart_but_a_way_to_begin(client: Client, territory: Territory) -> None:
    make_indicator(make_challenge(territory), baseline=None, target=None)
    page = client.get(address(territory)).content.decode()
    assert '<svg class="line' not in page
    assert "Aucune valeur pour l’instant" in page


def test_an_unlikely_value_is_confirmed_and_kept_as_typed(client: Client, territory: Territory, indicator: Indicator) -> None:
    give(indicator, YEAR - 2, 262)
    answer = client.post(address(territory), {"value": "26 200", "period": end_of(YEAR - 1)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="26 200"' in page
    assert 'name="is_confirmed"' in page
    answer = client.post(address(territory), {"value": "26 200", "period": end_of(YEAR - 1), "is_confirmed": "on"})
    assert answer.status_code == 302


def test_a_locked_value_asks_why(client: Client, territory: Territory, indicator: Indicator) -> None:
    give(indicator, YEAR - 1, 262)
    Review.objects.create(
        territory=territory,
        kind="yearly",
        starts_on=dt.date(YEAR - 1, 1, 1),
        ends_on=dt.date(YEAR - 1, 12, 31),
        due_on=dt.date(YEAR, 1, 31),
        state="locked",
        facts={},
        locked_at=clock.now(),
    )
    answer = client.post(address(territory), {"value": "270", "period": end_of(YEAR - 1)})
    assert answer.status_code == 422
    assert 'name="reason"' in answer.content.decode()
    client.post(address(territory), {"value": "270", "period": end_of(YEAR - 1), "reason": "Une pesée oubliée"})
    assert "Une pesée oubliée" in client.get(address(territory)).content.decode()


def test_who_is_not_its_keeper_reads_only(territory: Territory, indicator: Indicator) -> None:
    house = make_organisation(name="Recyclerie")
    Member.objects.create(territory=territory, organisation=house, name="Recyclerie", kind="ess", since=dt.date(2026, 1, 1))
    client = Client()
    client.force_login(make_member(house))
    page = client.get(address(territory)).content.decode()
    assert 'name="value"' not in page
    assert "Personne n’est chargé" in page
    assert client.post(address(territory), {"value": "1", "period": end_of(YEAR)}).status_code == 409
    assert [client.get(address(territory, more)).status_code for more in ("ajouter/", "1/modifier/", "1/cible/")] == [403] * 3
    assert client.post(address(territory, "1/arreter/")).status_code == 403
    assert client.get(address(territory, "7/")).status_code == 404


def test_an_indicator_is_added_with_its_aim_changed_and_ended(client: Client, territory: Territory) -> None:
    challenge = make_challenge(territory)
    fields = {"name": "Tonnes", "challenge": challenge.pk, "unit": "t", "direction": "up", "frequency": "year"}
    aim = {"aim-baseline": "1 200,5", "aim-baseline_on": "2025-12-31", "aim-target": "2 000", "aim-target_on": "2028-12-31"}
    refused = client.post(address(territory, "ajouter/"), {**fields, **aim, "aim-target": "1"})
    assert refused.status_code == 422
    assert "au-dessus du point de départ" in refused.content.decode()
    assert not territory.indicators.exists()
    assert client.post(address(territory, "ajouter/"), {**fields, **aim}).status_code == 302
    indicator = territory.indicators.get()
    assert indicator.aims.get().baseline == Decimal("1200.5")
    assert client.post(address(territory, "1/modifier/"), {**fields, "name": "Tonnes détournées"}).status_code == 302
    assert "Tonnes détournées" in client.get(address(territory)).content.decode()
    client.post(address(territory, "1/arreter/"))
    assert "n’est plus suivi" in client.get(address(territory)).content.decode()


def test_a_target_changed_stays_visible_with_its_reason(client: Client, territory: Territory, indicator: Indicator) -> None:
    page = client.get(address(territory, "1/cible/")).content.decode()
    assert 'value="400"' in page
    aim = {"baseline": "100", "baseline_on": "2025-12-31", "target": "300", "target_on": "2028-12-31"}
    assert client.post(address(territory, "1/cible/"), aim).status_code == 422
    client.post(address(territory, "1/cible/"), {**aim, "reason": "Une benne de moins"})
    page = client.get(address(territory)).content.decode()
    assert "Une benne de moins" in page
    assert "400\u00a0tonnes fin 2028" in page


def test_what_only_looks_like_a_number_breaks_no_page(client: Client, territory: Territory, indicator: Indicator) -> None:
    assert client.get(address(territory, "ajouter/?action=²")).status_code == 200
    assert client.get(address(territory, "mesures.csv?indicateur=²")).status_code == 200
    body = {"pas": "annee", "case": f"1_{end_of(YEAR - 1)}", "valeur": "300", "vu": "²"}
    assert client.post(address(territory, "valeurs/"), body, follow=True).status_code == 200
    assert client.post(f"/mon-espace/territoires/{territory.reference}/defis/1/projets/", {"remove": "²"}).status_code == 302
