"""Reading a project: seats, hidden opinions, disagreement, complements, reasoned outcomes; refusals from every other state."""

import datetime as dt
from collections.abc import Callable

import pytest

from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.notifications.models import Notice
from frenchimpact.projects import actions, queries, rules
from frenchimpact.projects.models import InformationRequest, Project, Qualification
from frenchimpact.projects.tests.factories import (
    lead_of,
    make_operator,
    make_partner,
    make_project,
    make_read_project,
    send_opinion,
    set_status,
)

pytestmark = pytest.mark.django_db
STATES = Project.Status.values


def ask(project: Project) -> None:
    due_on = clock.today() + dt.timedelta(days=10)
    actions.ask_information(project=project, question="Quel budget ?", due_on=due_on, by=lead_of(project))


def decide(project: Project, outcome: str) -> Project:
    return actions.close_qualification(
        project=project, outcome=outcome, reasons="Parce que.", redirected_to="La Cress", by=lead_of(project)
    )


VERBS: dict[str, Callable[[Project], object]] = {
    "ask_information": ask,
    "give_information": lambda project: actions.give_information(project=project, answer="Voici", by=lead_of(project)),
    "qualify": lambda project: decide(project, "qualified"),
    "refuse": lambda project: decide(project, "not_qualified"),
    "redirect": lambda project: decide(project, "redirected"),
    "archive": lambda project: actions.archive_project(project=project, by=None),
    "revive": lambda project: actions.revive_project(project=project, by=lead_of(project)),
}
REFUSED = [(verb, state) for verb in VERBS for state in STATES if not Project.FLOW.can(verb, state)]


@pytest.mark.parametrize(("verb", "state"), REFUSED)
def test_each_verb_is_refused_from_all_other_states(verb: str, state: str) -> None:
    project = set_status(make_project(), state)
    with pytest.raises(OutOfTurn):
        VERBS[verb](project)


def test_the_first_reader_opens_the_reading_with_its_date() -> None:
    project, gaelle = make_project(), make_operator()
    reading = actions.start_reading(project=project, by=gaelle)
    project.refresh_from_db()
    assert project.status == "in_qualification"
    assert reading.seat == "officer"
    assert reading.qualification.due_on == (project.submitted_at + dt.timedelta(days=30)).date()
    assert actions.start_reading(project=project, by=gaelle) == reading


def test_two_operators_do_not_take_the_partner_seat_where_a_partner_watches() -> None:
    project, gaelle = make_project(), make_operator()
    make_partner()
    actions.start_reading(project=project, by=gaelle)
    with pytest.raises(Refusal):
        actions.start_reading(project=project, by=make_operator())


def test_an_operator_takes_the_second_seat_where_nobody_watches() -> None:
    project = make_project(places=[make_place("commune:97611")])
    actions.start_reading(project=project, by=make_operator())
    assert actions.start_reading(project=project, by=make_operator()).seat == "partner"


def test_a_partner_of_elsewhere_or_of_the_team_reads_nothing() -> None:
    project = make_project()
    assert not rules.can_start_reading(make_partner(make_place("region:11")), project)
    chloe = make_partner()
    assert rules.can_start_reading(chloe, project)
    assert not rules.can_start_reading(chloe, make_project(by=chloe))


def test_opinions_stay_hidden_until_ones_own_is_sent() -> None:
    project, gaelle, chloe = make_project(), make_operator(), make_partner()
    send_opinion(project, chloe)
    actions.start_reading(project=project, by=gaelle)
    before = queries.rounds_of(project, gaelle)[0]
    assert ([reading.reader for reading in before.readings], before.hidden_count) == ([gaelle], 1)
    send_opinion(project, gaelle)
    after = queries.rounds_of(project, gaelle)[0]
    assert ({reading.reader for reading in after.readings}, after.hidden_count) == ({gaelle, chloe}, 0)


def test_a_reading_is_sent_whole() -> None:
    project, gaelle = make_project(), make_operator()
    reading = actions.start_reading(project=project, by=gaelle)
    with pytest.raises(Incomplete) as caught:
        actions.send_reading(reading=reading)
    assert set(caught.value.missing) >= {"need.level", "replicability.level", "opinion", "comment"}


def test_a_sent_reading_no_longer_changes() -> None:
    project, gaelle = make_project(), make_operator()
    reading = send_opinion(project, gaelle)
    with pytest.raises(OutOfTurn):
        actions.save_reading(reading=reading, changes={"comment": Change("autre", 1)})
    with pytest.raises(OutOfTurn):
        actions.send_reading(reading=reading)


def test_forged_answers_of_the_grid_are_refused() -> None:
    reading = actions.start_reading(project=make_project(), by=make_operator())
    saved = actions.save_reading(
        reading=reading, changes={"need.level": Change("9", 0), "licorne.level": Change("1", 0), "need.note": Change("bien", 0)}
    )
    assert set(saved.errors) == {"need.level", "licorne.level"}
    reading.refresh_from_db()
    assert reading.grid == {"need.note": "bien"}


def test_one_reading_is_not_enough() -> None:
    project, gaelle = make_project(), make_operator()
    send_opinion(project, gaelle)
    with pytest.raises(Refusal, match="Deux lectures"):
        actions.close_qualification(project=project, outcome="qualified", reasons="Oui", by=gaelle)


def test_a_disagreement_needs_a_third_reader_who_has_not_read_yet() -> None:
    project, gaelle, chloe, hugo = make_project(), make_operator(), make_partner(), make_operator()
    send_opinion(project, gaelle)
    send_opinion(project, chloe, "unfavourable")
    with pytest.raises(Refusal, match="troisième"):
        actions.close_qualification(project=project, outcome="qualified", reasons="Oui", by=gaelle)
    assert not rules.can_start_reading(gaelle, project)
    assert send_opinion(project, hugo).seat == "third"
    assert actions.close_qualification(project=project, outcome="qualified", reasons="Oui", by=gaelle).status == "published"


def test_qualified_with_consent_is_published_at_once() -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner())
    project = actions.close_qualification(project=project, outcome="qualified", reasons="Un besoin réel.", by=gaelle)
    assert project.status == "published"
    assert project.qualified_at is not None
    closed = Qualification.objects.get(project=project)
    assert (closed.outcome, closed.reasons, closed.closed_by) == ("qualified", "Un besoin réel.", gaelle)


def test_qualified_without_consent_waits_for_it() -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner(), has_publication_consent=False)
    assert actions.close_qualification(project=project, outcome="qualified", reasons="Oui", by=gaelle).status == "qualified"


@pytest.mark.parametrize(("outcome", "status"), [("not_qualified", "not_qualified"), ("redirected", "redirected")])
def test_refused_or_redirected_with_reasons(outcome: str, status: str) -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner())
    project = actions.close_qualification(project=project, outcome=outcome, reasons="Parce que.", redirected_to="La Cress", by=gaelle)
    assert project.status == status
    assert actions.revive_project(project=project, by=lead_of(project)).status == "submitted"


def test_an_outcome_without_reasons_or_address_is_refused() -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner())
    with pytest.raises(Incomplete):
        actions.close_qualification(project=project, outcome="qualified", reasons="", by=gaelle)
    with pytest.raises(Incomplete):
        actions.close_qualification(project=project, outcome="redirected", reasons="Oui", by=gaelle)


def test_a_complement_stops_the_clock_until_the_answer() -> None:
    project, gaelle = make_project(), make_operator()
    reading = actions.start_reading(project=project, by=gaelle)
    before = reading.qualification.due_on
    actions.ask_information(project=project, question="Quel budget ?", due_on=clock.today() + dt.timedelta(days=15), by=gaelle)
    InformationRequest.objects.update(asked_at=clock.now() - dt.timedelta(days=12))
    actions.give_information(project=project, answer="12 000 euros", by=lead_of(project))
    reading.qualification.refresh_from_db()
    project.refresh_from_db()
    assert project.status == "in_qualification"
    assert reading.qualification.due_on == before + dt.timedelta(days=12)


@pytest.mark.parametrize(("days", "status"), [(59, "needs_information"), (61, "archived")])
def test_sixty_days_of_silence_put_a_project_aside(days: int, status: str) -> None:
    project, gaelle = make_project(), make_operator()
    actions.start_reading(project=project, by=gaelle)
    actions.ask_information(project=project, question="Quel budget ?", due_on=clock.today() + dt.timedelta(days=15), by=gaelle)
    InformationRequest.objects.update(asked_at=clock.now() - dt.timedelta(days=days))
    actions.archive_silent_projects()
    project.refresh_from_db()
    assert project.status == status


def test_a_project_put_aside_comes_back_for_a_new_reading() -> None:
    project, gaelle = make_project(), make_operator()
    actions.start_reading(project=project, by=gaelle)
    actions.ask_information(project=project, question="Quel budget ?", due_on=clock.today() + dt.timedelta(days=15), by=gaelle)
    actions.archive_project(project=project, by=None)
    actions.revive_project(project=project, by=lead_of(project))
    project.refresh_from_db()
    assert project.status == "submitted"
    assert actions.start_reading(project=project, by=gaelle).seat == "officer"


def test_the_queue_shows_what_waits_late_first_and_never_ones_own() -> None:
    gaelle = make_operator()
    late, fresh = make_project(), make_project()
    Project.objects.filter(pk=late.pk).update(submitted_at=clock.now() - dt.timedelta(days=40))
    make_project(by=gaelle)
    assert [(line.project, line.is_late) for line in queries.queue_for(gaelle)] == [(late, True), (fresh, False)]
    assert queries.queue_for(make_partner(make_place("region:11"))) == []


def test_those_who_may_read_are_told_of_a_new_project_and_nobody_else() -> None:
    """The operators, and the partners of where it acts; not those tied to it, nor partners of elsewhere."""
    operator, partner, elsewhere = make_operator(), make_partner(), make_partner(make_place("departement:38"))
    tied = make_operator()
    project = make_project(by=tied)

    told = Notice.objects.filter(kind="projects.to_read")

    assert set(told.values_list("person", flat=True)) == {operator.pk, partner.pk}
    assert not {elsewhere.pk, tied.pk} & set(told.values_list("person", flat=True))
    assert told.values_list("reference", flat=True).distinct().get() == project.reference
