"""The page of an action: edited in place with and without scripts, moved, completed, by those who may."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.territories.actions import plan_parts, plans
from frenchimpact.territories.models import Action, Member, Territory
from frenchimpact.territories.queries.actions import seal, values_of
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def person(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def action(territory: Territory) -> Action:
    return make_action(make_objective(make_challenge(territory)))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(action: Action, name: str = "plan_action") -> str:
    return reverse(f"territories:{name}", args=[action.territory.reference, action.number])


def marks(action: Action) -> str:
    return json.dumps({name: seal(value) for name, value in values_of(action).items()})


def join(territory: Territory, name: str = "Régie") -> Any:
    house = make_organisation(name=name)
    Member.objects.create(territory=territory, organisation=house, name=name, kind="ess", since=clock.today())
    return house


def test_who_sees_and_who_changes(territory: Territory, person: User, action: Action) -> None:
    member = join(territory)
    mine = make_action(action.objective, owner=member)
    pilot = make_member(member, role=Membership.Role.READER)
    driven = make_action(action.objective, pilot=pilot)
    writer = make_member(member)
    cases = {
        person: {action: 200, mine: 200, driven: 200},
        make_operator(): {action: 200, mine: 200, driven: 200},
        writer: {action: 403, mine: 200, driven: 403},
        pilot: {action: 403, mine: 403, driven: 200},
        make_lead_person(territory, Membership.Role.READER): {action: 403, mine: 403, driven: 403},
        make_person("Personne"): {action: 404, mine: 404, driven: 404},
    }
    for user, rows in cases.items():
        client = signed_in(user)
        for one, expected in rows.items():
            assert client.get(page(one)).status_code == (404 if expected == 404 else 200)
            shown = client.get(page(one)).content.decode()
            assert ("data-autosave" in shown) == (expected == 200)
            body = json.dumps({"changes": {"progress": {"value": "0", "version": 0}}})
            saved = client.patch(page(one, "plan_action_save"), body, content_type="application/json")
            assert saved.status_code == expected
            assert client.get(page(one, "plan_action_move"), {"verb": "block"}).status_code == expected
    assert Client().get(page(action)).status_code == 302


def test_each_field_saves_by_itself(person: User, action: Action) -> None:
    client = signed_in(person)
    changes = {"title": {"value": "Ouvrir un atelier", "version": seal(action.title)}, "progress": {"value": "abc", "version": seal("0")}}
    answer = client.patch(page(action, "plan_action_save"), json.dumps({"changes": changes}), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["versions"] == {"title": seal("Ouvrir un atelier")}
    assert set(answer.json()["errors"]) == {"progress"}
    assert Action.objects.get(pk=action.pk).title == "Ouvrir un atelier"
    assert client.get(page(action, "plan_action_save")).status_code == 405
    assert client.patch(page(action, "plan_action_save"), "[", content_type="application/json").status_code == 400


def test_without_scripts_the_button_saves_all_and_nothing_typed_is_lost(person: User, action: Action) -> None:
    client = signed_in(person)
    form = {**values_of(action), "marks": marks(action), "title": "Ouvrir un atelier", "ends_on": "2027-01-31"}
    assert client.post(page(action), form).status_code == 302
    fresh = Action.objects.get(pk=action.pk)
    assert (fresh.title, str(fresh.ends_on)) == ("Ouvrir un atelier", "2027-01-31")
    refused = client.post(page(action), {**form, "marks": marks(fresh), "ends_on": "demain", "description": "Un texte <b>gardé</b>"})
    assert refused.status_code == 422
    assert "demain" in refused.content.decode()
    assert Action.objects.get(pk=action.pk).description == "Un texte <b>gardé</b>"


def test_a_conflict_shows_both_texts_and_sending_again_keeps_ones_own(territory: Territory, person: User, action: Action) -> None:
    client = signed_in(person)
    form = {**values_of(action), "marks": marks(action), "title": "Mon titre"}
    other = make_lead_person(territory)
    signed_in(other).post(page(action), {**form, "title": "Son titre"})
    refused = client.post(page(action), form)
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert all(words in shown for words in ("Mon titre", "Son titre", str(other)))
    fresh = Action.objects.get(pk=action.pk)
    assert client.post(page(action), {**form, "marks": marks(fresh)}).status_code == 302
    assert Action.objects.get(pk=action.pk).title == "Mon titre"


def test_a_move_that_needs_reasons_asks_for_them_on_its_page(person: User, action: Action) -> None:
    client, move = signed_in(person), page(action, "plan_action_move")
    asked = client.post(move, {"verb": "block", "seen": "to_start", "back": "?vue=colonnes&defi=1"})
    assert (asked.status_code, Action.objects.get(pk=action.pk).state) == (200, "to_start")
    assert "Ce qui débloquerait" in asked.content.decode()
    refused = client.post(move, {"verb": "block", "told": "1", "blocked_by": "La licence."})
    assert (refused.status_code, "La licence." in refused.content.decode()) == (422, True)
    told = {"verb": "block", "told": "1", "blocked_by": "La licence.", "unblocked_by": "Un accord.", "back": "?vue=colonnes&defi=1"}
    done = client.post(move, told)
    assert (done.status_code, done["Location"]) == (
        302,
        reverse("territories:plan", args=[action.territory.reference]) + "?vue=colonnes&defi=1",
    )
    assert Action.objects.get(pk=action.pk).state == "blocked"
    assert "La licence." in client.get(page(action)).content.decode()


def test_a_move_without_reasons_is_done_at_once_and_elsewhere_is_no_way_back(person: User, action: Action) -> None:
    client, move = signed_in(person), page(action, "plan_action_move")
    done = client.post(move, {"verb": "start", "seen": "to_start", "back": "//ailleurs.exemple"})
    assert (done["Location"], Action.objects.get(pk=action.pk).state) == (page(action), "in_progress")
    assert client.post(move, {"verb": ""}).status_code == 302


def test_a_state_that_moved_in_between_shows_both(territory: Territory, person: User, action: Action) -> None:
    plans.move_action(action=action, verb="finish", by=make_lead_person(territory))
    refused = signed_in(person).post(page(action, "plan_action_move"), {"verb": "start", "seen": "to_start"})
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "<blockquote data-mine>En cours</blockquote>" in shown
    assert "<blockquote data-theirs>Terminée</blockquote>" in shown
    assert 'name="seen" value="done"' in shown


def test_steps_by_plain_forms(person: User, action: Action) -> None:
    client, address = signed_in(person), page(action, "plan_steps")
    assert client.post(address, {"title": ""}).status_code == 422
    for title in ("Un", "Deux"):
        assert client.post(address, {"title": title, "due_on": "2026-12-31"}).status_code == 302
    first = action.steps.order_by("position")[0]
    for act in ("tick", "down"):
        client.post(address, {"act": f"{act}-{first.pk}"})
    assert [(one.title, bool(one.done_on)) for one in action.steps.all()] == [("Deux", False), ("Un", True)]
    client.post(address, {"act": f"remove-{first.pk}"})
    assert action.steps.count() == 1
    assert client.post(address, {"act": f"tick-{first.pk}"}).status_code == 404
    assert client.post(address, {"act": "tick-x"}).status_code == 404


def test_partners_by_plain_forms(territory: Territory, person: User, action: Action) -> None:
    house = join(territory)
    client, address = signed_in(person), page(action, "plan_partners")
    assert client.post(address, {"organisation": "", "name": ""}).status_code == 422
    assert client.post(address, {"organisation": house.pk, "part": "Prête un local"}).status_code == 302
    again = client.post(address, {"name": "Régie", "part": "Deux fois"})
    assert (again.status_code, "Deux fois" in again.content.decode()) == (422, True)
    client.post(address, {"remove": action.partners.get().pk})
    assert not action.partners.exists()


def test_budget_by_plain_forms_with_french_numbers(person: User, action: Action) -> None:
    client, address = signed_in(person), page(action, "plan_budget")
    line = {"year": "2026", "funder": "État", "unit": "eur", "planned": "1 240,50 €", "secured": "", "spent": "0"}
    assert client.post(address, {**line, "planned": "beaucoup"}).status_code == 422
    assert client.post(address, {**line, "planned": "-3"}).status_code == 422
    assert client.post(address, line).status_code == 302
    kept = action.budget_lines.get()
    assert str(kept.planned) == "1240.50"
    assert 'value="2026"' in client.get(page(action), {"ligne": kept.pk}).content.decode()
    stale = client.post(address, {**line, "line": kept.pk, "seen": "1", "planned": "9"})
    assert (stale.status_code, f'name="seen" value="{plan_parts.line_seal(kept)}"' in stale.content.decode()) == (409, True)
    assert client.post(address, {**line, "line": kept.pk, "seen": plan_parts.line_seal(kept), "planned": "9"}).status_code == 302
    assert str(action.budget_lines.get().planned) == "9.00"
    client.post(address, {"line": kept.pk, "remove": "1"})
    assert not action.budget_lines.exists()
    assert client.post(address, {**line, "line": kept.pk}).status_code == 404


def test_a_note_is_kept_in_the_history(person: User, action: Action) -> None:
    client = signed_in(person)
    assert client.post(page(action, "plan_note"), {"text": " "}).status_code == 422
    assert client.post(page(action, "plan_note"), {"text": "Vu avec la mairie."}).status_code == 302
    assert "Vu avec la mairie." in client.get(page(action)).content.decode()


def test_a_blocked_action_offers_to_ask_for_help(person: User, action: Action) -> None:
    client = signed_in(person)
    assert "Demander à lever ce frein" not in client.get(page(action)).content.decode()
    plans.move_action(action=action, verb="block", by=person, blocked_by="La licence.", unblocked_by="Un accord.")
    assert "Demander à lever ce frein" in client.get(page(action)).content.decode()
    assert client.post(page(action, "plan_barrier")).status_code == 302
    shown = client.get(page(action)).content.decode()
    assert "Lever un frein : Ouvrir une recyclerie" in shown.replace("\xa0", " ").replace("\u202f", " ")
    assert "Demander à lever ce frein" not in shown


def test_the_page_costs_the_same_with_much_in_it(person: User, action: Action) -> None:
    client = signed_in(person)
    client.get(page(action))
    counts = []
    for round_number in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(action)).status_code == 200
        counts.append(len(queries))
        for number in range(25 * (1 - round_number)):
            make_action(action.objective)
            plan_parts.add_step(action=action, title=f"Étape {round_number}.{number}", by=person)
            plan_parts.add_partner(action=action, name=f"Partenaire {round_number}.{number}", by=person)
            plan_parts.set_budget_line(action=action, year=2026, funder=f"Financeur {round_number}.{number}", by=person)
    assert counts[0] == counts[1]
