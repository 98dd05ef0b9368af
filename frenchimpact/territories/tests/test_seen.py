"""Two people at once: what one wrote is neither undone nor lost by the other, who sees both texts when both wrote the same thing."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.core.errors import Stale
from frenchimpact.core.seen import seals, settle, version_in, versions
from frenchimpact.territories.actions.challenges import change_challenge, written_objectives
from frenchimpact.territories.actions.indicators import change_indicator
from frenchimpact.territories.actions.measurements import Given, record_value
from frenchimpact.territories.actions.meetings import change_meeting, plan_meeting
from frenchimpact.territories.models import Challenge, Indicator, Territory
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def challenge(territory: Territory) -> Challenge:
    return make_challenge(territory, title="Se déplacer")


@pytest.fixture
def client(territory: Territory) -> Client:
    client = Client()
    client.force_login(make_lead_person(territory))
    return client


def address(territory: Territory, more: str) -> str:
    return f"/mon-espace/territoires/{territory.reference}/{more}"


def hidden(page: str, name: str = "seen") -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_fields_are_settled_one_by_one() -> None:
    shown = {"title": "A", "text": "B", "kinds": ["x"], "is_open": True, "at": clock.now()}
    seen = seals(shown)
    assert settle(shown, shown, seen) == shown
    now = {**shown, "title": "A2", "kinds": ["x", "y"]}
    assert settle(now, {**shown, "text": "B2"}, seen) == {**now, "text": "B2"}
    assert settle(now, {**shown, "title": "A2", "kinds": ["y", "x"]}, seen)["title"] == "A2"
    with pytest.raises(Stale) as refused:
        settle(now, {**shown, "title": "A3", "text": "B2"}, seen)
    assert (refused.value.mine, refused.value.theirs) == ({"title": "A3"}, {"title": "A2"})
    assert settle(now, {**shown, "title": "A3"}, "")["title"] == "A3"
    assert [version_in(versions({"a": 3}), name) for name in "ab"] == [3, 0]
    assert [version_in("", "a"), version_in("-", "a"), version_in("a:²", "a")] == [None, 0, None]


def test_a_challenge(client: Client, territory: Territory, challenge: Challenge) -> None:
    make_objective(challenge, title="Covoiturer")
    page = client.get(address(territory, "defis/1/")).text
    typed = {"title": "Se déplacer", "kinds": ["social"], "problem": "Mon problème", "objectives": "Covoiturer", "is_open": "on"}
    values = {"problem": "Son problème", "target": "Son but", "kinds": ["social"]}
    change_challenge(challenge=challenge, values=values, objectives=["Covoiturer", "Pédaler"], by=None)
    sent = {**typed, "seen": hidden(page), "target": "Ce qui change."}
    refused = client.post(address(territory, "defis/1/"), sent)
    assert refused.status_code == 422
    assert "Mon problème" in refused.text
    assert "Son problème" in refused.text
    again = {**sent, "seen": hidden(refused.text), "target": "Son but", "objectives": "Covoiturer\nPédaler"}
    assert client.post(address(territory, "defis/1/"), again).status_code == 302
    challenge.refresh_from_db()
    assert (challenge.problem, challenge.target, written_objectives(challenge)) == ("Mon problème", "Son but", "Covoiturer\nPédaler")


def test_what_one_left_alone_takes_what_the_other_wrote(client: Client, territory: Territory, challenge: Challenge) -> None:
    make_objective(challenge, title="Covoiturer")
    page = client.get(address(territory, "defis/1/")).text
    change_challenge(challenge=challenge, values={"target": "Son but"}, objectives=["Pédaler"], by=None)
    typed = {"title": "Se déplacer", "kinds": ["social"], "problem": "Mon problème", "is_open": "on", "target": "Ce qui change."}
    done = client.post(address(territory, "defis/1/"), {**typed, "objectives": "Covoiturer", "seen": hidden(page)})
    assert done.status_code == 302, re.findall(r'class="err[^>]*>.{0,200}', done.text)
    challenge.refresh_from_db()
    assert (challenge.problem, challenge.target, written_objectives(challenge)) == ("Mon problème", "Son but", "Pédaler")


def test_the_definition_of_an_indicator(client: Client, territory: Territory, challenge: Challenge) -> None:
    indicator = make_indicator(challenge, source="Pesées")
    edit = address(territory, "indicateurs/1/modifier/")
    page = client.get(edit).text
    change_indicator(indicator=indicator, by=make_lead_person(territory), name="Son nom", source="Ses sources")
    typed = {"name": "Mon nom", "challenge": challenge.pk, "unit": "tonnes", "direction": "up", "frequency": "year", "source": "Pesées"}
    refused = client.post(edit, {**typed, "seen": hidden(page)})
    assert refused.status_code == 422
    assert "Son nom" in refused.text
    assert client.post(edit, {**typed, "seen": hidden(refused.text), "source": "Ses sources"}).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.name, indicator.source) == ("Mon nom", "Ses sources")


def test_a_meeting(client: Client, territory: Territory) -> None:
    chloe = make_lead_person(territory)
    starts_at = (clock.now() + dt.timedelta(days=9)).replace(hour=12, second=0, microsecond=0)
    hour = dt.timedelta(hours=1)
    fields = {"kind": "steering", "title": "Copil", "starts_at": starts_at, "ends_at": starts_at + 2 * hour, "agenda": "Un"}
    meeting = plan_meeting(territory=territory, by=chloe, **fields)
    edit = address(territory, f"reunions/{meeting.pk}/modifier/")
    page = client.get(edit).text
    shown = re.search(r'value="([^"]*)"[^>]*id="id_starts_at"|name="starts_at" value="([^"]*)"', page)
    assert shown is not None
    later = starts_at + 3 * hour
    change_meeting(meeting=meeting, by=chloe, starts_at=later, ends_at=later + 2 * hour, agenda="Deux")
    typed = {"kind": "steering", "title": "Copil", "starts_at": shown[1] or shown[2], "length": "60", "where": "Mairie", "agenda": "Un"}
    assert client.post(edit, {**typed, "seen": hidden(page)}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.ends_at, meeting.where, meeting.agenda) == (later, later + hour, "Mairie", "Deux")
    refused = client.post(edit, {**typed, "seen": hidden(page), "agenda": "Trois"})
    assert refused.status_code == 422
    assert "Deux" in refused.text


def give(indicator: Indicator, value: int) -> None:
    given = Given(indicator.pk, dt.date(YEAR - 1, 1, 1), dt.date(YEAR - 1, 12, 31), Decimal(value), is_confirmed=True)
    record_value(territory=indicator.territory, given=given, via="form", by=None)


def test_a_value_on_the_page_of_its_indicator_and_a_block_in_the_grid(client: Client, territory: Territory, challenge: Challenge) -> None:
    indicator = make_indicator(challenge, due_on=dt.date(YEAR - 1, 12, 31))
    give(indicator, 262)
    one, grid = (client.get(address(territory, more)).text for more in ("indicateurs/1/", "indicateurs/"))
    give(indicator, 270)
    sent = {"value": "300", "period": f"{YEAR - 1}-12-31"}
    refused = client.post(address(territory, "indicateurs/1/"), {**sent, "vus": hidden(one, "vus")})
    assert refused.status_code == 422
    assert "a écrit 270" in refused.text
    block = {"pas": "annee", "case": f"1_{YEAR - 1}-12-31", "bloc": "310", "vus": hidden(grid, "vus")}
    assert "a écrit 270" in client.post(address(territory, "indicateurs/valeurs/"), block).text
    assert client.post(address(territory, "indicateurs/1/"), {**sent, "vus": hidden(refused.text, "vus")}).status_code == 302
    fresh = hidden(client.get(address(territory, "indicateurs/")).text, "vus")
    assert client.post(address(territory, "indicateurs/valeurs/"), {**block, "vus": fresh}).status_code == 302
    assert indicator.measurements.get().value == 310
