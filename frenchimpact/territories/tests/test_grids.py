"""The grid of figures: a cell, a block, what is wrong with each, and undoing; with the script's answers or as plain pages."""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.periods import last_closed
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories.models import Indicator, Member, Territory
from frenchimpact.territories.queries.grids import grid_of
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def three(territory: Territory) -> list[Indicator]:
    challenge = make_challenge(territory)
    return [make_indicator(challenge, name=name) for name in ("Tonnes", "Personnes", "Euros")]


@pytest.fixture
def author(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def client(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


def address(territory: Territory, more: str = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/indicateurs/{more}"


def case(number: int, year: int) -> str:
    return f"{number}_{year}-12-31"


def send(client: Client, territory: Territory, **values: str) -> dict[str, Any]:
    answer = client.post(address(territory, "valeurs/"), {"pas": "annee", **values}, headers={"Accept": "application/json"})
    found: dict[str, Any] = json.loads(answer.content)
    return found


def kept(territory: Territory) -> dict[tuple[int, int], Decimal]:
    return {
        (one.number, row.ends_on.year): row.value
        for one in territory.indicators.all()
        for row in one.measurements.all()
        if row.value is not None
    }


def test_rows_are_indicators_and_columns_years(client: Client, territory: Territory, three: list[Indicator]) -> None:
    three[0].measurements.create(starts_on=dt.date(YEAR - 1, 1, 1), ends_on=dt.date(YEAR - 1, 12, 31), value=Decimal("1240.5"))
    Indicator.objects.filter(pk=three[1].pk).update(due_on=dt.date(YEAR - 1, 12, 31))
    page = client.get(address(territory)).content.decode()
    assert "1\u202f240,5" in page
    assert [str(year) in page for year in range(YEAR - 4, YEAR + 1)] == [True] * 5
    assert f'data-case="{case(1, YEAR - 1)}"' in page
    assert "en retard de" in page
    assert "400 (2028)" in page


def test_one_cell(client: Client, territory: Territory, three: list[Indicator]) -> None:
    told = send(client, territory, case=case(1, YEAR), valeur="1 240,5 tonnes", vu="0")
    assert told["cells"][case(1, YEAR)] == {"state": "saved", "message": "", "shown": "1\u202f240,5", "kept": "1240,5", "version": 1}
    assert kept(territory) == {(1, YEAR): Decimal("1240.5")}
    assert three[0].measurements.get().via == "grid"
    told = send(client, territory, case=case(1, YEAR), valeur="", vu="1")
    assert (told["cells"][case(1, YEAR)]["version"], kept(territory)) == (2, {})


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"valeur": "beaucoup"}, "bad"),
        ({"valeur": "30000"}, "unlikely"),
        ({"valeur": "260", "vu": "0"}, "stale"),
    ],
)
def test_a_cell_refused_says_why_and_keeps_what_was_typed(
    client: Client, territory: Territory, three: list[Indicator], values: dict[str, str], state: str
) -> None:
    send(client, territory, case=case(1, YEAR - 2), valeur="250")
    send(client, territory, case=case(1, YEAR - 1), valeur="255")
    told = send(client, territory, case=case(1, YEAR - 1), **values)
    cell = told["cells"][case(1, YEAR - 1)]
    assert (cell["state"], cell["typed"], cell["kept"], told["batch"]) == (state, values["valeur"], "255", "")
    assert cell["message"]
    send(client, territory, case=case(1, YEAR - 1), valeur="30000", confirmer="1")
    assert kept(territory)[1, YEAR - 1] == 30000


def test_a_block_from_a_spreadsheet(client: Client, territory: Territory, three: list[Indicator]) -> None:
    block = "1 200\t1\u202f240,5\r\n\tn.d.\r\n7,5 \t8,5"
    told = send(client, territory, case=case(1, YEAR - 1), bloc=block)
    assert kept(territory) == {
        (1, YEAR - 1): Decimal(1200),
        (1, YEAR): Decimal("1240.5"),
        (3, YEAR - 1): Decimal("7.5"),
        (3, YEAR): Decimal("8.5"),
    }
    assert {name: one["state"] for name, one in told["cells"].items()} == {
        case(1, YEAR - 1): "saved",
        case(1, YEAR): "saved",
        case(2, YEAR): "bad",
        case(3, YEAR - 1): "saved",
        case(3, YEAR): "saved",
    }
    assert told["message"] == "4 valeurs enregistrées, 1 à revoir, 1 case vide laissée telle quelle."


def test_a_block_too_wide_and_too_long_says_so_and_takes_the_rest(client: Client, territory: Territory, three: list[Indicator]) -> None:
    told = send(client, territory, case=case(3, YEAR), bloc="1\t2\t3\n4\n5\n")
    assert kept(territory) == {(3, YEAR): Decimal(1)}
    assert "2 lignes dépassent la grille" in told["message"]
    assert "2 colonnes dépassent la grille" in told["message"]


def test_a_block_is_undone_by_its_author(client: Client, territory: Territory, three: list[Indicator]) -> None:
    batch = send(client, territory, case=case(1, YEAR), bloc="1\n2\n3")["batch"]
    other = Client()
    member = make_organisation(name="Recyclerie")
    Member.objects.create(territory=territory, organisation=member, name="Recyclerie", kind="ess", since=dt.date(2026, 1, 1))
    other.force_login(make_member(member))
    assert other.post(address(territory, "valeurs/annuler/"), {"fait": batch}).status_code == 409
    assert len(kept(territory)) == 3
    answer = client.post(address(territory, "valeurs/annuler/"), {"fait": batch, "pas": "annee"}, headers={"Accept": "application/json"})
    assert json.loads(answer.content)["message"] == "3 valeurs remises comme avant."
    assert kept(territory) == {}
    assert client.post(address(territory, "valeurs/annuler/"), {"fait": "pas une clé"}).status_code == 409


def test_each_fills_what_they_keep(territory: Territory, three: list[Indicator]) -> None:
    house = make_organisation(name="Recyclerie")
    Member.objects.create(territory=territory, organisation=house, name="Recyclerie", kind="ess", since=dt.date(2026, 1, 1))
    keeper = make_member(house)
    Indicator.objects.filter(pk=three[1].pk).update(keeper=keeper)
    client = Client()
    client.force_login(keeper)
    page = client.get(address(territory)).content.decode()
    assert f'data-case="{case(2, YEAR)}"' in page
    assert f'data-case="{case(1, YEAR)}"' not in page
    told = send(client, territory, case=case(1, YEAR), bloc="1\n2\n3")
    assert kept(territory) == {(2, YEAR): Decimal(2)}
    assert told["cells"][case(1, YEAR)]["state"] == "bad"
    stranger = Client()
    stranger.force_login(make_member(make_organisation(name="Ailleurs")))
    assert stranger.get(address(territory)).status_code == 404


def test_without_a_script_each_cell_is_a_form_and_one_goes_down(client: Client, territory: Territory, three: list[Indicator]) -> None:
    page = client.get(address(territory), {"case": case(1, YEAR)}).content.decode()
    assert 'name="valeur"' in page
    answer = client.post(address(territory, "valeurs/"), {"pas": "annee", "case": case(1, YEAR), "valeur": "12", "vu": "0"})
    assert answer.status_code == 302
    assert f"case={case(2, YEAR)}" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "1 valeur enregistrée" in page
    assert "Annuler la dernière saisie" in page


def test_without_a_script_what_was_typed_comes_back_with_why(client: Client, territory: Territory, three: list[Indicator]) -> None:
    send(client, territory, case=case(1, YEAR - 1), valeur="250")
    wanted = {"pas": "annee", "case": case(1, YEAR), "valeur": "30 000", "vu": "0"}
    answer = client.post(address(territory, "valeurs/"), wanted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="30 000"' in page
    assert 'name="confirmer"' in page
    assert client.post(address(territory, "valeurs/"), {**wanted, "confirmer": "1"}).status_code == 302
    answer = client.post(address(territory, "valeurs/"), {"pas": "annee", "case": case(1, YEAR), "bloc": "5\nn.d.\n6\n7"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "« n.d. » –" in page
    assert "1 ligne dépasse la grille" in page
    assert "5\nn.d.\n6\n7" in page


def test_a_cell_that_left_the_grid_is_refused(client: Client, territory: Territory, three: list[Indicator]) -> None:
    assert client.post(address(territory, "valeurs/"), {"case": "9_1999-12-31", "valeur": "1"}).status_code == 409


def test_each_frequency_has_its_grid(client: Client, territory: Territory, three: list[Indicator]) -> None:
    make_indicator(three[0].challenge, name="Appels reçus", frequency="quarter")
    assert "Appels reçus" not in client.get(address(territory)).content.decode()
    page = client.get(address(territory), {"pas": "trimestre"}).content.decode()
    assert "Appels reçus" in page
    closed = last_closed(clock.today(), "quarter")
    assert f"T{closed.month // 3} {closed.year}" in page
    told = send(client, territory, pas="trimestre", case=f"4_{closed.isoformat()}", valeur="3")
    assert told["cells"][f"4_{closed.isoformat()}"]["state"] == "saved"


def test_an_empty_grid_says_what_to_do(client: Client, territory: Territory) -> None:
    assert "Ajouter un indicateur" in client.get(address(territory)).content.decode()


def test_the_grid_costs_the_same_for_one_and_three(territory: Territory) -> None:
    challenge = make_challenge(territory)
    counts = []
    for count in (1, 3):
        while challenge.indicators.count() < count:
            make_indicator(challenge).measurements.create(starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31), value=1)
        with CaptureQueriesContext(connection) as asked:
            grid = grid_of(territory)
        assert len(grid.rows) == count
        counts.append(len(asked))
    assert counts[0] == counts[1]


def row_shown(page: str) -> list[str]:
    """The numbers of the rows that a narrow screen shows."""
    return re.findall(r'<tr data-row="(\d+)" class="cells__now">', page)


def test_a_narrow_screen_shows_one_indicator_and_the_way_to_the_next(client: Client, territory: Territory, three: list[Indicator]) -> None:
    Indicator.objects.filter(pk=three[1].pk).update(due_on=dt.date(YEAR - 1, 12, 31), source="Feuilles d’émargement")
    page = client.get(address(territory)).content.decode()
    # The one that is late first.
    assert row_shown(page) == ["2"]
    assert "Feuilles d’émargement" in page
    asked = client.get(address(territory), {"seul": "1"}).content.decode()
    assert row_shown(asked) == ["1"]
    assert "seul=2#grille" in asked
    assert "1 sur 3" in asked
    # An open cell wins; what means nothing is left out.
    assert row_shown(client.get(address(territory), {"seul": "1", "case": case(3, YEAR)}).content.decode()) == ["3"]
    assert row_shown(client.get(address(territory), {"seul": "²"}).content.decode()) == ["2"]
    # A refused value stays on its own row, as it was typed.
    refused = client.post(address(territory, "valeurs/"), {"pas": "annee", "case": case(3, YEAR), "valeur": "beaucoup"}).content.decode()
    assert row_shown(refused) == ["3"]
    assert "beaucoup" in refused
