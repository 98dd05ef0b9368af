"""The board: three views, filters kept in the address, many actions at once, files of what is shown."""

import csv
import datetime as dt
import io
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories.models import Action, Territory
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def person(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(territory: Territory, name: str = "plan") -> str:
    return reverse(f"territories:{name}", args=[territory.reference])


def text(client: Client, territory: Territory, query: str = "") -> str:
    response = client.get(address(territory) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def make_plan(territory: Territory, person: User) -> list[Action]:
    """One late, one blocked and late, one done, one without dates, in two challenges."""
    first, second = (make_objective(make_challenge(territory, number)) for number in (1, 2))
    today = clock.today()
    late = make_action(first, title="En retard", state="in_progress", ends_on=today - dt.timedelta(days=12), pilot=person, progress=60)
    blocked = make_action(first, title="Coincée", state="blocked", blocked_by="Une licence.", blocked_on=today, ends_on=today, after=late)
    done = make_action(second, title="Finie", state="done", ends_on=today - dt.timedelta(days=40), owner=territory.lead)
    free = make_action(second, title="Sans dates")
    return [late, blocked, done, free]


def test_an_empty_plan_says_how_to_begin(client: Client, territory: Territory) -> None:
    make_challenge(territory)
    shown = text(client, territory)
    assert "Le plan est vide" in shown
    assert client.post(address(territory, "plan_template")).status_code == 302
    assert "Première action (à écrire)" in text(client, territory)


def test_the_list_groups_and_says_since_when_it_is_late(client: Client, territory: Territory, person: User) -> None:
    make_plan(territory, person)
    shown = text(client, territory)
    assert "4 actions" in shown
    assert "1. Défi 1 (2)" in shown
    assert "en retard depuis 12 jours" in shown
    assert "attend la fin de A-01 « En retard »" in shown
    assert f"{person} (1)" in text(client, territory, "?grouper=pilote")
    assert "Sans pilote (3)" in text(client, territory, "?grouper=pilote")
    assert "Bloquée (1)" in text(client, territory, "?grouper=etat")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?defi=2", ["Finie", "Sans dates"]),
        ("?etat=blocked", ["Coincée"]),
        ("?retard=1", ["En retard"]),
        ("?retard=1&etat=done", []),
        ("?pilote={person}", ["En retard"]),
        ("?structure={lead}", ["Finie"]),
        ("?defi=99", []),
        ("?defi=x&etat=y&pilote=²&structure=99999999999999999999&vue=z", ["En retard", "Coincée", "Finie", "Sans dates"]),
    ],
)
@pytest.mark.parametrize("view", ["liste", "colonnes", "calendrier"])
def test_filters_are_in_the_address_in_each_view(
    client: Client, territory: Territory, person: User, query: str, titles: list[str], view: str
) -> None:
    actions = make_plan(territory, person)
    query = query.format(person=person.pk, lead=territory.lead_id)
    shown = text(client, territory, query.replace("vue=z", "") + f"&vue={view}")
    links = {one.title for one in actions if f'">{one.code} {one.title}</a>' in shown}
    assert links == set(titles)
    if not titles:
        assert "Aucune action avec ces filtres" in shown


def test_columns_count_what_the_filters_keep(client: Client, territory: Territory, person: User) -> None:
    make_plan(territory, person)
    shown = text(client, territory, "?vue=colonnes")
    assert 'À lancer <span class="board__n">(1)</span>' in shown
    assert 'Terminée <span class="board__n">(1)</span>' in shown
    shown = text(client, territory, "?vue=colonnes&defi=1")
    assert 'À lancer <span class="board__n">(0)</span>' in shown
    assert 'id="col-dropped"' not in shown


def test_a_card_moves_by_a_plain_form_and_comes_back_to_the_same_view(client: Client, territory: Territory, person: User) -> None:
    late = make_plan(territory, person)[0]
    move = reverse("territories:plan_action_move", args=[territory.reference, late.number])
    assert f'action="{move}"' in text(client, territory, "?vue=colonnes&defi=1")
    done = client.post(move, {"verb": "finish", "seen": "in_progress", "back": "?vue=colonnes&defi=1"})
    assert done["Location"] == address(territory) + "?vue=colonnes&defi=1"
    assert Action.objects.get(pk=late.pk).state == "done"


def test_the_calendar_says_dependencies_in_words_and_what_has_no_date(client: Client, territory: Territory, person: User) -> None:
    make_plan(territory, person)
    shown = text(client, territory, "?vue=calendrier")
    assert "attend la fin de A-01 « En retard »" in shown
    assert "Sans date" in shown


def test_whoever_reads_changes_nothing(territory: Territory, person: User) -> None:
    make_plan(territory, person)
    reader = Client()
    reader.force_login(make_lead_person(territory, Membership.Role.READER))
    for view in ("liste", "colonnes"):
        shown = text(reader, territory, f"?vue={view}")
        assert 'name="verb"' not in shown
    assert reader.get(address(territory, "plan_new")).status_code == 403
    assert reader.post(address(territory, "plan_template")).status_code == 403
    refused = reader.post(address(territory, "plan_bulk"), {"action": "1", "version-1": "1", "verb": "finish"})
    assert refused.status_code == 422
    assert Action.objects.get(number=1).state == "in_progress"


def test_bulk_edit_is_all_or_nothing_and_keeps_what_was_ticked(client: Client, territory: Territory, person: User) -> None:
    make_plan(territory, person)
    ticked = {"action": ["1", "3"], "version-1": "1", "version-3": "1"}
    refused = client.post(address(territory, "plan_bulk"), {**ticked, "verb": "drop", "note": "Fini."})
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "A-03 Finie" in shown.partition("Rien n’est modifié")[2].partition("</ul>")[0]
    assert shown.count("checked") == 2
    assert "Fini." in shown
    assert Action.objects.get(number=1).state == "in_progress"
    done = client.post(address(territory, "plan_bulk") + "?defi=1", {**ticked, "ends_on": "2027-03-31"})
    assert done["Location"] == address(territory) + "?defi=1"
    assert set(Action.objects.filter(number__in=[1, 3]).values_list("ends_on", flat=True)) == {dt.date(2027, 3, 31)}


def test_an_action_is_added_under_an_objective(client: Client, territory: Territory, person: User) -> None:
    assert "Il faut d’abord un objectif" in client.get(address(territory, "plan_new")).content.decode()
    objective = make_objective(make_challenge(territory))
    refused = client.post(address(territory, "plan_new"), {"title": "Ouvrir", "objective": "0"})
    assert (refused.status_code, 'value="Ouvrir"' in refused.content.decode()) == (422, True)
    form = {"title": "Ouvrir", "objective": objective.pk, "owner": territory.lead_id, "pilot": person.pk, "ends_on": "2027-01-01"}
    done = client.post(address(territory, "plan_new"), form)
    action = Action.objects.get()
    assert done["Location"] == reverse("territories:plan_action", args=[territory.reference, 1])
    assert (action.owner, action.pilot, str(action.ends_on)) == (territory.lead, person, "2027-01-01")


def test_an_action_wrong_as_a_whole_is_refused_beside_its_fields(client: Client, territory: Territory, person: User) -> None:
    other = make_organisation(name="Autre membre")
    territory.members.create(organisation=other, name=other.name, kind="ess", since=clock.today())
    objective, stranger = make_objective(make_challenge(territory)), make_member(other)
    form = {"title": "Ouvrir", "objective": objective.pk, "owner": territory.lead_id, "pilot": stranger.pk}
    refused = client.post(address(territory, "plan_new"), form | {"starts_on": "2027-03-01", "ends_on": "2027-02-28"})
    page = refused.content.decode()
    assert (refused.status_code, Action.objects.count()) == (422, 0)
    assert "La fin précède le début" in page
    assert "Choisissez une personne de la structure responsable" in page
    assert 'value="Ouvrir"' in page


def test_files_hold_the_rows_shown(client: Client, territory: Territory, person: User) -> None:
    make_plan(territory, person)
    table = client.get(address(territory, "plan_csv") + "?defi=1")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["action"] for row in rows] == ["En retard", "Coincée"]
    assert (rows[0]["avancement"], rows[1]["après"], rows[1]["état"]) == ("60", "A-01", "Bloquée")
    calendar = icalendar.Calendar.from_ical(client.get(address(territory, "plan_calendar") + "?retard=1").content)
    events = list(calendar.walk("VEVENT"))
    assert [str(one["summary"]) for one in events] == ["[A-01] Fin : En retard"]
    for size in ("a4", "a3"):
        pdf = client.get(address(territory, "plan_paper") + f"?papier={size}").content
        assert pdf[:5] == b"%PDF-"


def test_a_formula_typed_as_a_title_is_text_in_a_spreadsheet(client: Client, territory: Territory, person: User) -> None:
    make_action(make_objective(make_challenge(territory)), title="=1+1", description="- une liste\n- deux")
    table = client.get(address(territory, "plan_csv")).content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert (row["action"], row["description"]) == ("'=1+1", "'- une liste\n- deux")


def test_the_board_costs_the_same_for_one_and_thirty_actions(client: Client, territory: Territory, person: User) -> None:
    objective = make_objective(make_challenge(territory))

    def fill(count: int) -> None:
        while territory.actions.count() < count:
            action = make_action(objective, pilot=person, owner=territory.lead, after=territory.actions.first())
            action.steps.create(title="Une étape")
            action.budget_lines.create(year=2026, funder="État", planned=3)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    pages: list[Any] = [address(territory) + f"?vue={view}" for view in ("liste", "colonnes", "calendrier")]
    pages += [address(territory, name) for name in ("plan_csv", "plan_calendar", "plan_paper")]
    fill(1)
    client.get(pages[0])
    before = [cost(path) for path in pages]
    fill(30)
    assert [cost(path) for path in pages] == before
