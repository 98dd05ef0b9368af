"""Writing the plan: objectives, actions field by field, states, steps, partners, budgets, many at once."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.territories.actions import barriers, plan_parts, plans
from frenchimpact.territories.messages.plans import tell_late
from frenchimpact.territories.models import Action, ActionEvent, Member, SupportRequest, Territory
from frenchimpact.territories.queries.actions import history_of, seal, values_of
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_lead_person,
    make_objective,
    make_territory,
)

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


def change(action: Action, by: User, **values: str) -> Any:
    """As a page that shows the action today would send it."""
    shown = values_of(action)
    return plans.save_action(action=action, changes={name: Change(value, seal(shown[name])) for name, value in values.items()}, by=by)


def join(territory: Territory, name: str) -> Any:
    house = make_organisation(name=name)
    Member.objects.create(territory=territory, organisation=house, name=name, kind="ess", since=clock.today())
    return house


# ── Objectives and actions ───────────────────────────────────────────────────────────────────────
def test_objectives_follow_those_of_the_challenge(territory: Territory, person: User) -> None:
    challenge = make_challenge(territory)
    for title in ("Réparer", "Réemployer"):
        plans.add_objective(challenge=challenge, title=title, by=person)
    assert [(one.number, one.title) for one in challenge.objectives.all()] == [(1, "Réparer"), (2, "Réemployer")]


def test_actions_are_numbered_within_their_territory(territory: Territory, person: User, action: Action) -> None:
    make_action(make_objective(make_challenge(make_territory("Ailleurs"))))
    added = plans.add_action(objective=action.objective, title="Ouvrir un atelier", by=person)
    assert (added.code, added.version, [event.verb for event in added.events.all()]) == ("A-02", 1, ["create"])


def test_each_field_saves_and_says_so_in_the_history(territory: Territory, person: User, action: Action) -> None:
    assert territory.lead is not None
    other = make_action(action.objective)
    values = {
        "title": "Ouvrir deux recycleries",
        "owner": str(territory.lead_id),
        "pilot": str(person.pk),
        "starts_on": "2026-01-15",
        "ends_on": "2027-06-30",
        "progress": "40",
        "after": str(other.pk),
        "note": "Pas d’indicateur : une étude.",
    }
    saved = change(action, person, **values)
    assert (saved.errors, saved.conflicts) == ({}, {})
    action = Action.objects.get(pk=action.pk)
    assert {name: values_of(action)[name] for name in values} == values
    assert action.version == 2
    words = history_of(action)[0].words
    assert "la fin (– → 2027-06-30)" in words
    assert "le pilote" in words
    assert str(person) not in words


def test_a_text_typed_for_a_while_is_one_line_of_history(person: User, action: Action) -> None:
    for words in ("Ou", "Ouvrir", "Ouvrir une"):
        change(Action.objects.get(pk=action.pk), person, description=words)
    assert action.events.count() == 1
    assert Action.objects.get(pk=action.pk).description == "Ouvrir une"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-30"}, "ends_on"),
        ({"ends_on": "le 3 mai"}, "ends_on"),
        ({"ends_on": "1203-05-01"}, "ends_on"),
        ({"progress": "101"}, "progress"),
        ({"owner": "999999"}, "owner"),
        ({"objective": "999999"}, "objective"),
        ({"blocked_by": "Rien ne la bloque."}, "blocked_by"),
        ({"state": "done"}, "state"),
    ],
)
def test_what_is_wrong_is_refused_alone_and_the_rest_is_saved(action: Action, person: User, values: dict[str, str], field: str) -> None:
    shown = values_of(action)
    changes = {name: Change(value, seal(shown.get(name, ""))) for name, value in {**values, "description": "Gardée."}.items()}
    saved = plans.save_action(action=action, changes=changes, by=person)
    assert set(saved.errors) == {field}
    fresh = Action.objects.get(pk=action.pk)
    assert (fresh.description, getattr(fresh, field)) == ("Gardée.", getattr(action, field))


def test_the_pilot_is_of_the_owner_or_of_the_lead(territory: Territory, person: User, action: Action) -> None:
    member, stranger = join(territory, "Régie"), join(territory, "Autre membre")
    driver, other = make_member(member), make_member(stranger)
    assert change(action, person, owner=str(member.pk), pilot=str(driver.pk)).errors == {}
    assert set(change(Action.objects.get(pk=action.pk), person, pilot=str(other.pk)).errors) == {"pilot"}
    assert change(Action.objects.get(pk=action.pk), person, pilot=str(person.pk)).errors == {}


def test_two_actions_never_wait_for_each_other(person: User, action: Action) -> None:
    second = make_action(action.objective, after=action)
    third = make_action(action.objective, after=second)
    assert set(change(action, person, after=str(third.pk)).errors) == {"after"}


def test_what_somebody_else_wrote_comes_back_with_both_texts(territory: Territory, person: User, action: Action) -> None:
    other = make_lead_person(territory)
    as_read = Action.objects.get(pk=action.pk)
    change(action, other, title="Le titre de l’autre")
    saved = change(as_read, person, title="Mon titre", description="Ma description")
    conflict = saved.conflicts["title"]
    assert (conflict.mine, conflict.theirs, conflict.by) == ("Mon titre", "Le titre de l’autre", str(other))
    fresh = Action.objects.get(pk=action.pk)
    assert (fresh.title, fresh.description) == ("Le titre de l’autre", "Ma description")
    # Having seen both, one keeps one's own.
    again = plans.save_action(action=fresh, changes={"title": Change("Mon titre", conflict.version)}, by=person)
    assert again.conflicts == {}
    assert Action.objects.get(pk=action.pk).title == "Mon titre"


# ── States ───────────────────────────────────────────────────────────────────────────────────────
REASONS = {"block": {"blocked_by": "La licence est refusée.", "unblocked_by": "Une dérogation."}, "drop": {"note": "Plus de besoin."}}
STATES = {state: {"blocked_by": "x", "blocked_on": dt.date(2026, 1, 1)} if state == "blocked" else {} for state in Action.State.values}


@pytest.mark.parametrize("verb", Action.FLOW.moves)
@pytest.mark.parametrize("state", Action.State.values)
def test_each_move_from_each_state(territory: Territory, person: User, verb: str, state: str) -> None:
    action = make_action(make_objective(make_challenge(territory)), state=state, **STATES[state])
    sources, target = Action.FLOW.moves[verb]
    if state not in sources and state != target:
        with pytest.raises(OutOfTurn):
            plans.move_action(action=action, verb=verb, by=person, **REASONS.get(verb, {}))
        assert Action.objects.get(pk=action.pk).state == state
        return
    plans.move_action(action=action, verb=verb, by=person, **REASONS.get(verb, {}))
    fresh = Action.objects.get(pk=action.pk)
    assert fresh.state == target
    assert [(event.verb, event.state) for event in fresh.events.all()] == ([] if state == target else [(verb, target)])
    assert bool(fresh.blocked_by) == bool(fresh.blocked_on) == (target == "blocked")


def test_a_block_and_a_drop_say_why(person: User, action: Action) -> None:
    with pytest.raises(Incomplete) as refused:
        plans.move_action(action=action, verb="block", by=person)
    assert set(refused.value.missing) == {"blocked_by", "unblocked_by"}
    with pytest.raises(Incomplete) as refused:
        plans.move_action(action=action, verb="drop", by=person)
    assert set(refused.value.missing) == {"note"}
    with pytest.raises(Refusal):
        plans.move_action(action=action, verb="fly", by=person)


def test_a_state_that_moved_in_between_is_a_conflict(territory: Territory, person: User, action: Action) -> None:
    other = make_lead_person(territory)
    plans.move_action(action=action, verb="finish", by=other)
    with pytest.raises(Stale) as refused:
        plans.move_action(action=action, verb="start", by=person, seen="to_start")
    assert (refused.value.mine, refused.value.theirs, refused.value.by) == ("En cours", "Terminée", str(other))
    plans.move_action(action=action, verb="start", by=person, seen="done")
    assert Action.objects.get(pk=action.pk).state == "in_progress"


# ── Steps, partners, budget ──────────────────────────────────────────────────────────────────────
def test_steps_are_added_ticked_ordered_and_removed(person: User, action: Action) -> None:
    local, team = (plan_parts.add_step(action=action, title=title, by=person) for title in ("Trouver un local", "Former l’équipe"))
    plan_parts.tick_step(step=local, is_done=True, by=person)
    plan_parts.order_step(step=team, is_up=True, by=person)
    plan_parts.order_step(step=team, is_up=True, by=person)
    assert [(one.title, one.done_on) for one in action.steps.all()] == [("Former l’équipe", None), ("Trouver un local", clock.today())]
    plan_parts.tick_step(step=local, is_done=False, by=person)
    plan_parts.remove_step(step=team, by=person)
    assert [(one.title, one.done_on) for one in action.steps.all()] == [("Trouver un local", None)]


def test_a_partner_is_a_member_or_a_name_and_is_there_once(territory: Territory, person: User, action: Action) -> None:
    house = join(territory, "Régie")
    plan_parts.add_partner(action=action, organisation=house, part="Prête un local", by=person)
    plan_parts.add_partner(action=action, name="Le lycée", by=person)
    with pytest.raises(Incomplete):
        plan_parts.add_partner(action=action, name="REGIE", by=person)
    assert [(one.name, one.organisation) for one in action.partners.all()] == [("Régie", house), ("Le lycée", None)]
    first = action.partners.first()
    assert first is not None
    plan_parts.remove_partner(partner=first, by=person)
    assert action.partners.count() == 1


def test_a_line_of_budget_follows_the_member_that_it_names(territory: Territory, person: User, action: Action) -> None:
    house = join(territory, "Régie")
    line = plan_parts.set_budget_line(action=action, year=2026, funder="régie", planned=Decimal("1240.50"), by=person)
    assert (line.organisation, line.planned, line.secured, line.unit) == (house, Decimal("1240.50"), Decimal(0), "eur")
    with pytest.raises(Incomplete):
        plan_parts.set_budget_line(action=action, year=2026, funder="régie", planned=Decimal(3), by=person)
    plan_parts.set_budget_line(action=action, year=2026, funder="régie", unit="days", planned=Decimal(3), by=person)
    plan_parts.remove_budget_line(line=line, by=person)
    with translation.override("en"):
        assert [one.note for one in history_of(action)] == [
            "− 2026, régie: planned 1240,5 €, secured 0, spent 0",
            "2026, régie: planned 3 days, secured 0, spent 0",
            "2026, régie: planned 1240,5 €, secured 0, spent 0",
        ]
    assert [(one.unit, one.planned) for one in action.budget_lines.all()] == [("days", Decimal(3))]


def test_a_line_that_changed_in_between_shows_both(territory: Territory, person: User, action: Action) -> None:
    other = make_lead_person(territory)
    line = plan_parts.set_budget_line(action=action, year=2026, funder="État", planned=Decimal(100), by=person)
    seen = plan_parts.line_seal(line)
    values: dict[str, Any] = {"action": action, "line": line, "year": 2026, "funder": "État"}
    plan_parts.set_budget_line(**values, planned=Decimal(150), seen=seen, by=other)
    with pytest.raises(Stale) as refused:
        plan_parts.set_budget_line(**values, planned=Decimal(200), seen=seen, by=person)
    assert ("200" in str(refused.value.mine), "150" in str(refused.value.theirs), refused.value.by) == (True, True, str(other))
    plan_parts.set_budget_line(**values, planned=Decimal(200), seen=refused.value.version, by=person)
    line.refresh_from_db()
    assert line.planned == 200


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────
def test_many_change_together(territory: Territory, person: User, action: Action) -> None:
    second = make_action(action.objective, pilot=person)
    values = {"verb": "start", "owner": str(territory.lead_id), "pilot": "0", "ends_on": dt.date(2027, 1, 1)}
    count = plans.change_many(territory=territory, shown={1: 1, 2: 1}, values=values, by=person)
    assert count == 2
    for one in (action, second):
        one.refresh_from_db()
        assert (one.state, one.owner, one.pilot, one.ends_on) == ("in_progress", territory.lead, None, dt.date(2027, 1, 1))


def test_many_change_or_none(territory: Territory, person: User, action: Action) -> None:
    done = make_action(action.objective, state="done")
    with pytest.raises(plans.BulkRefused) as refused:
        plans.change_many(territory=territory, shown={1: 1, 2: 1}, values={"verb": "block"}, reasons=REASONS["block"], by=person)
    assert [one for one, _words in refused.value.lines] == [done]
    assert set(Action.objects.values_list("state", flat=True)) == {"to_start", "done"}
    assert not ActionEvent.objects.exists()
    assert not Mail.objects.exists()


def test_many_says_what_each_lacks(territory: Territory, person: User, action: Action) -> None:
    make_action(action.objective)
    with pytest.raises(plans.BulkRefused) as refused:
        plans.change_many(territory=territory, shown={1: 1, 2: 1}, values={"verb": "drop"}, by=person)
    assert [(one.number, str(words)) for one, words in refused.value.lines] == [
        (1, "Écrivez pourquoi l’action est abandonnée."),
        (2, "Écrivez pourquoi l’action est abandonnée."),
    ]


def test_many_leaves_alone_what_is_not_theirs_and_what_moved(territory: Territory, action: Action) -> None:
    member = join(territory, "Régie")
    driver = make_member(member)
    mine = make_action(action.objective, owner=member)
    plans.move_action(action=mine, verb="start", by=make_lead_person(territory))
    with pytest.raises(plans.BulkRefused) as refused:
        plans.change_many(territory=territory, shown={1: 1, 2: 1}, values={"ends_on": dt.date(2027, 1, 1)}, by=driver)
    assert [str(words)[:20] for _one, words in refused.value.lines] == ["votre rôle ne permet", "modifiée entre-temps"]
    assert plans.change_many(territory=territory, shown={2: 2}, values={"ends_on": dt.date(2027, 1, 1)}, by=driver) == 1


@pytest.mark.parametrize(("shown", "values"), [({}, {"verb": "start"}), ({1: 1}, {}), ({1: 1, 99: 1}, {"verb": "start"})])
def test_many_asks_for_actions_and_a_change(
    territory: Territory, person: User, action: Action, shown: dict[int, int], values: dict[str, str]
) -> None:
    with pytest.raises(Refusal):
        plans.change_many(territory=territory, shown=shown, values=values, by=person)
    assert Action.objects.get(pk=action.pk).state == "to_start"


def test_the_template_gives_each_challenge_its_first_action_once(territory: Territory, person: User) -> None:
    with pytest.raises(Refusal):
        plans.fill_template(territory=territory, by=person)
    for number in (1, 2, 3):
        make_challenge(territory, number)
    make_action(make_objective(territory.challenges.get(number=2)))
    assert plans.fill_template(territory=territory, by=person) == 2
    assert sorted(territory.actions.values_list("objective__challenge__number", flat=True)) == [1, 2, 3]
    with pytest.raises(Refusal):
        plans.fill_template(territory=territory, by=person)


# ── Barriers ─────────────────────────────────────────────────────────────────────────────────────
def test_a_blocked_action_drafts_one_request_at_a_time(territory: Territory, person: User, action: Action) -> None:
    with pytest.raises(OutOfTurn):
        barriers.draft_barrier(action=action, by=person)
    plans.move_action(action=action, verb="block", by=person, **REASONS["block"])
    draft = barriers.draft_barrier(action=Action.objects.get(pk=action.pk), by=person)
    assert (draft.territory, draft.kind, draft.state, draft.created_by) == (territory, "barrier", "draft", person)
    assert "La licence est refusée." in draft.text
    assert "Une dérogation." in draft.text
    assert barriers.draft_barrier(action=action, by=person) == draft
    SupportRequest.objects.filter(pk=draft.pk).update(state="withdrawn")
    assert barriers.draft_barrier(action=action, by=person) != draft


# ── Who hears of it ──────────────────────────────────────────────────────────────────────────────
def test_whoever_gets_an_action_is_told_and_nobody_tells_oneself(territory: Territory, person: User, action: Action) -> None:
    driver = make_lead_person(territory)
    change(action, person, pilot=str(person.pk))
    assert not Mail.objects.exists()
    change(Action.objects.get(pk=action.pk), person, pilot=str(driver.pk))
    mail = Mail.objects.get(kind="territories.action_assigned")
    assert (mail.to, "A-01" in mail.subject) == (driver.email, True)


def test_a_block_is_told_to_those_who_run_and_to_the_officer(territory: Territory, person: User, action: Action) -> None:
    other, officer = make_lead_person(territory), make_person("Référente")
    Territory.objects.filter(pk=territory.pk).update(officer=officer)
    action.territory.refresh_from_db()
    plans.move_action(action=action, verb="block", by=person, **REASONS["block"])
    assert {mail.to for mail in Mail.objects.filter(kind="territories.action_blocked")} == {other.email, officer.email}


def test_a_late_action_waits_in_the_digest_of_its_pilot_until_it_is_over(territory: Territory, person: User, action: Action) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    Action.objects.filter(pk=action.pk).update(pilot=person, ends_on=yesterday)
    make_action(action.objective, state="done", ends_on=yesterday)
    make_action(action.objective, ends_on=clock.today())
    assert (tell_late(), tell_late()) == (1, 1)
    notice = person.notices.get()
    assert (notice.kind, notice.is_task, notice.delivery.rhythm) == ("territories.action_late", True, "weekly")
    plans.move_action(action=Action.objects.get(pk=action.pk), verb="finish", by=make_operator())
    notice.refresh_from_db()
    assert notice.done_at is not None
