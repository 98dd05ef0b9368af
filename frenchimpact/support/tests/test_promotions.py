"""Promotions: a call's projects go with their files, are supported, measured before and after; who runs it, who reads what."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.calls.actions import move_application, postpone_application, withdraw_application
from frenchimpact.calls.models import Application, Call
from frenchimpact.calls.tests.factories import add_cohort, make_call, make_submitted
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.impact.models import Followed
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_published_project
from frenchimpact.support.actions import promotions as actions
from frenchimpact.support.actions.supports import hand_over
from frenchimpact.support.models import Participant, ParticipantFigure, ParticipantMove, Promotion
from frenchimpact.support.queries import promotions as reads
from frenchimpact.support.queries.supports import delays_of
from frenchimpact.support.tests.factories import make_structure, make_support
from tests.worker import work

pytestmark = pytest.mark.django_db
State = Participant.State


def stand_on(year: int, month: int) -> None:
    """The clock, on a day of that month, for the current test."""
    clock.shift(clock.offset() + dt.datetime(year, month, 1, 12, tzinfo=dt.UTC) - clock.now())


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """Results are of a year that is over: the tests stand in the middle of one, whatever the day."""
    token = clock.shift(clock.offset())
    stand_on(clock.today().year, 6)
    yield
    clock.restore(token)


def make_promotion(call: Call | None = None) -> tuple[Promotion, User]:
    """Open on the wave of a call to projects, run by a structure; with its administrator."""
    call = call or make_call(title="Accélérateur 2026", applicant="project")
    structure, officer = make_structure()
    today = clock.today()
    promotion = actions.open_promotion(
        cohort=call.cohorts.get(), structure=structure, starts_on=today, ends_on=today + dt.timedelta(days=300), by=make_operator()
    )
    return promotion, officer


def make_file(call: Call, project: Project | None = None) -> Application:
    """A file of a published project, handed in."""
    project = project or make_published_project()
    return make_submitted(call, organisation=project.organisation, project=project, by=lead_of(project))


def followed_of(project: Project) -> Followed:
    """Jobs, in one place."""
    return make_followed(project=project, places={make_place(): 100})


def measured(followed: Followed, value: int, year: int) -> None:
    """A value of that year."""
    make_measure(followed, value, year, place=make_place())


def move(file: Application, *verbs: str) -> None:
    for verb in verbs:
        move_application(application=file, verb=verb, by=None)


def granted(file: Application) -> None:
    move(file, "complete", "admit", "review", "grant")


def make_participant(state: str = "selected") -> tuple[Participant, User]:
    """One project of a promotion, as far as asked."""
    promotion, officer = make_promotion()
    file = make_file(promotion.cohort.call)
    granted(file)
    one = actions.follow_file(application=file)
    assert one is not None
    if state != "selected":
        actions.begin_support(participant=one, officer=officer, by=officer)
    if state == "graduated":
        actions.graduate(participant=one, outcome="Deux emplois de plus.", by=officer)
    one.refresh_from_db()
    return one, officer


# ── Going with the file ──────────────────────────────────────────────────────────────────────────
def test_those_who_applied_before_it_was_opened_are_its_candidates() -> None:
    call = make_call(applicant="project")
    file = make_file(call)
    promotion, _officer = make_promotion(call)
    one = promotion.participants.get()
    assert (one.project, one.state) == (file.project, "candidate")
    assert list(one.moves.values_list("verb", flat=True)) == ["apply"]


def test_a_file_handed_in_then_granted_makes_a_candidate_then_a_selected_project() -> None:
    promotion, _officer = make_promotion()
    file = make_file(promotion.cohort.call)
    work()
    assert promotion.participants.get().state == "candidate"
    granted(file)
    work()
    assert promotion.participants.get().state == "selected"


@pytest.mark.parametrize(
    ("verbs", "reason"),
    [(("complete", "admit", "review", "refuse"), "Candidature non retenue."), (("complete", "reject"), "Candidature non recevable.")],
)
def test_a_file_that_goes_no_further_takes_its_project_out_with_the_reason(verbs: tuple[str, ...], reason: str) -> None:
    promotion, _officer = make_promotion()
    file = make_file(promotion.cohort.call)
    move(file, *verbs)
    work()
    one = promotion.participants.get()
    assert (one.state, one.reason, one.ended_on is None) == ("left", reason, False)


def test_a_withdrawn_file_takes_its_project_out() -> None:
    promotion, _officer = make_promotion()
    file = make_file(promotion.cohort.call)
    withdraw_application(application=file, by=file.lead)
    work()
    assert promotion.participants.get().reason == "Candidature retirée par l’équipe."


def test_who_was_refused_comes_back_when_the_appeal_is_judged_the_other_way() -> None:
    promotion, _officer = make_promotion()
    file = make_file(promotion.cohort.call)
    move(file, "complete", "admit", "review", "refuse")
    work()
    move(file, "reconsider", "grant")
    work()
    one = promotion.participants.get()
    assert (one.state, one.reason, one.ended_on) == ("selected", "", None)


def test_a_file_put_off_moves_to_the_promotion_of_its_new_wave() -> None:
    first, _officer = make_promotion()
    call = first.cohort.call
    file = make_file(call)
    work()
    later = add_cohort(call, days=(40, 60))
    second = actions.open_promotion(
        cohort=later, structure=first.structure, starts_on=clock.today(), ends_on=clock.today() + dt.timedelta(days=9), by=None
    )
    postpone_application(application=file, cohort=later, by=make_operator())
    work()
    assert (first.participants.get().state, second.participants.get().state) == ("left", "candidate")


def test_a_project_in_support_stays_when_its_file_moves() -> None:
    one, _officer = make_participant("in_support")
    move(one.application, "reconsider", "refuse")
    work()
    one.refresh_from_db()
    assert one.state == "in_support"


def test_a_call_to_organisations_has_no_promotion_and_a_wave_has_one() -> None:
    structure, _officer = make_structure()
    today, end = clock.today(), clock.today() + dt.timedelta(days=30)
    with pytest.raises(Refusal, match="réunit des projets"):
        actions.open_promotion(cohort=make_call().cohorts.get(), structure=structure, by=None, starts_on=today, ends_on=end)
    promotion, _officer = make_promotion()
    with pytest.raises(Refusal, match="déjà sa promotion"):
        actions.open_promotion(cohort=promotion.cohort, structure=structure, by=None, starts_on=today, ends_on=end)


# ── In support, graduated, gone ──────────────────────────────────────────────────────────────────
def test_beginning_opens_a_plan_by_the_structure_and_keeps_what_is_measured() -> None:
    one, officer = make_participant()
    year = clock.today().year - 1
    measured(followed_of(one.project), 7, year)
    actions.begin_support(participant=one, officer=officer, by=officer)
    one.refresh_from_db()
    assert one.state == "in_support"
    assert one.support is not None
    assert (one.support.state, one.support.structure, one.entered_on) == ("diagnosis", one.promotion.structure, clock.today())
    figure = one.figures.get()
    assert (figure.moment, figure.value, figure.on, figure.version) == ("entry", Decimal(7), dt.date(year, 12, 31), 1)
    # Nobody asked the structure: it says nothing of how fast it answers.
    assert delays_of([one.promotion.structure]) == {}


def test_what_the_project_asked_of_the_structure_already_is_taken_on() -> None:
    one, officer = make_participant()
    asked = make_support(project=one.project, structure=one.promotion.structure)
    actions.begin_support(participant=one, officer=officer, by=officer)
    one.refresh_from_db()
    assert one.support == asked
    assert one.support is not None
    assert one.support.state == "diagnosis"


def test_a_support_that_goes_on_is_taken_as_it_is_and_only_of_this_project() -> None:
    one, officer = make_participant()
    with pytest.raises(Refusal, match="n’est pas celui du projet"):
        actions.begin_support(participant=one, support=make_support(), by=officer)
    support = make_support(project=one.project)
    with pytest.raises(Refusal, match="plus en cours"):
        actions.begin_support(participant=one, support=support, by=officer)
    with pytest.raises(Incomplete, match="qui suit le projet"):
        actions.begin_support(participant=one, by=officer)


def test_a_plan_handed_over_is_still_that_of_the_promotion() -> None:
    one, officer = make_participant("in_support")
    assert one.support is not None
    following = hand_over(support=one.support, structure=make_structure("Relais")[0], reason="Plus près du projet.", by=officer)
    one.refresh_from_db()
    assert one.support == following


def test_graduating_says_what_changed_and_keeps_only_what_was_measured_since() -> None:
    one, officer = make_participant()
    year = clock.today().year
    followed = followed_of(one.project)
    measured(followed, 7, year - 1)
    actions.begin_support(participant=one, officer=officer, by=officer)
    with pytest.raises(Incomplete, match="ce que la promotion a changé"):
        actions.graduate(participant=one, outcome=" ", by=officer)
    actions.graduate(participant=one, outcome="Deux emplois de plus.", by=officer)
    assert one.figures.filter(moment="exit").count() == 0
    stand_on(year + 1, 2)
    measured(followed, 9, year)
    one.refresh_from_db()
    assert actions.keep_results(participant=one, by=officer) == 1
    assert actions.keep_results(participant=one, by=officer) == 0
    (change,) = reads.changes_of(reads.whole(Participant.objects.all()).get())
    assert change.entry is not None
    assert change.exit is not None
    assert (change.entry.value, change.exit.value, change.difference) == (Decimal(7), Decimal(9), Decimal(2))


def test_leaving_needs_a_reason_and_results_are_kept_at_the_way_out_only() -> None:
    one, officer = make_participant("in_support")
    with pytest.raises(Refusal, match="à la sortie"):
        actions.keep_results(participant=one, by=officer)
    with pytest.raises(Incomplete, match="quitte la promotion"):
        actions.leave(participant=one, reason="", by=officer)
    actions.leave(participant=one, reason="Le porteur a trouvé un emploi.", by=officer)
    one.refresh_from_db()
    assert (one.state, one.reason) == ("left", "Le porteur a trouvé un emploi.")
    assert list(one.moves.values_list("verb", flat=True)) == ["apply", "select", "begin", "leave"]


OUT_OF_TURN = [(state, verb) for verb, (froms, _to) in Participant.FLOW.moves.items() for state in State.values if state not in froms]


@pytest.mark.parametrize(("state", "verb"), OUT_OF_TURN)
def test_a_verb_out_of_turn_is_refused(state: str, verb: str) -> None:
    with pytest.raises(OutOfTurn):
        Participant.FLOW.step(verb, state)


# ── Kept by the database ─────────────────────────────────────────────────────────────────────────
def test_the_database_keeps_the_file_the_support_and_the_histories() -> None:
    one, _officer = make_participant("in_support")
    for rows, change in (
        (Participant.objects.all(), {"project": make_published_project()}),
        (Participant.objects.all(), {"support": make_support()}),
        (Participant.objects.all(), {"state": "left", "ended_on": clock.today(), "reason": ""}),
        (Participant.objects.all(), {"state": "graduated", "ended_on": clock.today(), "outcome": ""}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(Exception, match="append"), transaction.atomic():
        ParticipantMove.objects.all().update(reason="autre")
    ParticipantFigure.objects.create(participant=one, moment="entry", indicator=make_followed().indicator, value=1, on=clock.today())
    with pytest.raises(Exception, match="append"), transaction.atomic():
        ParticipantFigure.objects.all().delete()


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────
def page(one: Participant) -> str:
    return f"/mon-espace/promotions/{one.promotion.cohort.call.slug}/1/{one.project.reference}/"


def listing(one: Participant) -> str:
    return f"/mon-espace/promotions/{one.promotion.cohort.call.slug}/1/"


def test_an_operator_opens_a_promotion_and_reads_it(client: Client) -> None:
    call = make_call(title="Accélérateur 2026", applicant="project")
    make_file(call)
    structure, _officer = make_structure()
    client.force_login(make_operator())
    assert "Aucune promotion" in client.get("/mon-espace/promotions/").text
    given: dict[str, Any] = {
        "cohort": call.cohorts.get().pk,
        "structure": structure.slug,
        "starts_on": "2026-09-01",
        "ends_on": "2026-08-01",
    }
    answer = client.post("/mon-espace/promotions/ouvrir/", given)
    assert (answer.status_code, "La fin vient après le début." in answer.text) == (422, True)
    answer = client.post("/mon-espace/promotions/ouvrir/", given | {"ends_on": "2027-06-30"}, follow=True)
    assert "1 candidat" in answer.text
    assert "1 candidat" in client.get("/mon-espace/promotions/").text


def test_the_structure_begins_graduates_and_reads_the_file(client: Client) -> None:
    one, officer = make_participant()
    measured(followed_of(one.project), 7, clock.today().year - 1)
    client.force_login(officer)
    answer = client.post(page(one), {"do": "commencer", "officer": ""})
    assert (answer.status_code, "Dites qui suit le projet" in answer.text) == (422, True)
    answer = client.post(page(one), {"do": "commencer", "officer": officer.pk}, follow=True)
    assert "7 ETP" in answer.text.replace("\xa0", " ")
    answer = client.post(page(one), {"do": "diplomer", "outcome": "Un second atelier."}, follow=True)
    assert "Un second atelier." in answer.text
    assert "Diplômé" in answer.text
    again = client.post(page(one), {"do": "commencer", "officer": officer.pk}, follow=True)
    assert "Ce n’est plus possible" in again.text
    assert one.project.name in client.get(listing(one)).text
    rows = client.get(listing(one) + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert f"{one.project.reference};" in rows[1]
    assert ";7" in rows[1]


def test_the_project_reads_one_line_and_others_nothing(client: Client) -> None:
    one, _officer = make_participant("in_support")
    team = lead_of(one.project)
    client.force_login(team)
    answer = client.get(f"/mon-espace/projets/{one.project.reference}/accompagnement/")
    assert "en accompagnement. Jusqu’au" in answer.text.replace("\xa0", " ")
    assert client.get(page(one)).status_code in (403, 404)
    _other, stranger = make_structure("Ailleurs")
    client.force_login(stranger)
    assert client.get(page(one)).status_code == 404
    assert client.get(listing(one)).status_code == 404


def test_nobody_moves_their_own_project(client: Client) -> None:
    one, officer = make_participant()
    Organisation.objects.filter(pk=one.promotion.structure_id).update(kinds=["accompagnement"])
    Project.objects.filter(pk=one.project_id).update(organisation=one.promotion.structure)
    client.force_login(officer)
    assert "Commencer l’accompagnement" not in client.get(page(one)).text
    client.post(page(one), {"do": "commencer", "officer": officer.pk})
    one.refresh_from_db()
    assert one.state == "selected"


def test_everyone_reads_the_outcome_once_a_project_came_in(client: Client) -> None:
    one, officer = make_participant()
    public = f"/appels/{one.promotion.cohort.call.slug}/"
    assert "Ce que sont devenus les projets retenus" not in client.get(public).text
    actions.begin_support(participant=one, officer=officer, by=officer)
    answer = client.get(public)
    assert "1 projet sélectionné, 1 entré en accompagnement, 0 diplômé" in answer.text
    assert one.project.name in answer.text


def test_results_are_added_up_from_three_projects_on(client: Client) -> None:
    promotion, officer = make_promotion()
    year = clock.today().year
    rows = []
    for value in (3, 4, 5):
        file = make_file(promotion.cohort.call)
        granted(file)
        one = actions.follow_file(application=file)
        assert one is not None
        followed = followed_of(one.project)
        measured(followed, value, year - 1)
        rows.append((actions.begin_support(participant=one, officer=officer, by=officer), followed, value))
        actions.graduate(participant=one, outcome="Plus grand.", by=officer)
    public = f"/appels/{promotion.cohort.call.slug}/"
    assert "au moins 3 projets" in client.get(public).text
    stand_on(year + 1, 2)
    for one, followed, value in rows:
        measured(followed, value * 2, year)
        one.refresh_from_db()
        actions.keep_results(participant=one, by=officer)
    text = client.get(public).text.replace("\xa0", " ")
    assert "12 ETP" in text
    assert "24 ETP" in text


def test_a_list_costs_the_same_with_one_project_and_with_three(client: Client) -> None:
    promotion, officer = make_promotion()
    make_file(promotion.cohort.call)
    work()
    client.force_login(officer)
    address = f"/mon-espace/promotions/{promotion.cohort.call.slug}/1/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _n in range(2):
        make_file(promotion.cohort.call)
    work()
    with CaptureQueriesContext(connection) as many:
        assert "3 candidats" in client.get(address).text
    assert len(few) == len(many)
