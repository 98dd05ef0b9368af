"""What came of a case: told to its person, an experiment entered with it, taken up again; the register that forgets nothing."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import experiments as register
from frenchimpact.barriers.actions import outcomes as actions
from frenchimpact.barriers.actions.consultations import Service, ask
from frenchimpact.barriers.actions.experiments import Counted
from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.actions.warnings import due, warn_experiments
from frenchimpact.barriers.models import Case, Experiment, ExperimentPlace, ExperimentWarning, Outcome
from frenchimpact.barriers.queries.experiments import measured, undecided
from frenchimpact.barriers.tests.factories import make_case, make_experiment
from frenchimpact.calls.delays import add_months
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def operator() -> User:
    return make_operator()


@pytest.fixture
def later() -> Iterator[Callable[[dt.date], None]]:
    """Live on that day, at the present hour."""
    tokens: list[Any] = []

    def move(day: dt.date) -> None:
        tokens.append(clock.shift(clock.offset() + (day - clock.today())))

    yield move
    for token in reversed(tokens):
        clock.restore(token)


def derogation(**changes: Any) -> dict[str, Any]:
    """What is said of a derogation of two years."""
    today = clock.today()
    values = {
        "kind": "prefect_derogation",
        "answer": "Oui, pendant deux ans, dans un rayon de 30 km.",
        "legal_basis": "Décret n° 2020-412 du 8 avril 2020",
        "decided_by": "Préfet de la Savoie",
        "decided_on": today,
        "starts_on": today,
        "ends_on": add_months(today, 24),
        "title": "Transport solidaire sans licence",
        "object": "Conduire des personnes âgées sans licence.",
        "check_on": add_months(today, 12),
        "indicators": [Counted("Trajets par mois", "trajets", D(40), D(120))],
        "places": [make_place("departement:73")],
    }
    return values | changes


def make_over(title: str, days: int) -> Experiment:
    """One that ended so many days ago, without a decision."""
    today = clock.today()
    start, check = today - dt.timedelta(days=400), today - dt.timedelta(days=200)
    return make_experiment(title, starts_on=start, check_on=check, ends_on=today - dt.timedelta(days=days))


# ── Outcomes ─────────────────────────────────────────────────────────────────────────────────────
def test_an_answer_is_told_to_its_person_and_waiting_questions_are_withdrawn(operator: User) -> None:
    case = make_case(state="qualified")
    ask(case=case, question="Oui ?", context="Une situation.", services=[Service("DDT", "ddt@exemple.fr")], by=operator)

    outcome = actions.record_outcome(case=case, by=operator, kind="clarification", answer="Oui, c’est permis.", legal_basis="L. 3120-1")

    case.refresh_from_db()
    assert (case.state, case.next_on) == ("outcome", clock.today() + dt.timedelta(days=15))
    mail = Mail.objects.get(kind="barriers.outcome")
    assert (mail.to, "Oui, c’est permis." in mail.text, "L. 3120-1" in mail.text) == (case.email, True, True)
    assert case.messages.get(circle="person").text == "Oui, c’est permis."
    assert case.consultations.get().asked.get().state == "cancelled"
    with pytest.raises(Error), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(answer="autre")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"answer": " "}, {"answer"}),
        ({"kind": "withdrawn"}, {"kind"}),
        ({"kind": "refused", "legal_basis": ""}, {"legal_basis"}),
        ({"indicators": []}, {"indicators"}),
        ({"indicators": [Counted("A"), Counted("a")]}, {"indicators"}),
        ({"check_on": None}, {"check_on"}),
        ({"check_on": dt.date(2099, 1, 1)}, {"check_on"}),
        ({"ends_on": None}, {"ends_on"}),
        ({"legal_basis": "", "decided_by": ""}, {"legal_basis", "decided_by"}),
        ({"title": "", "object": ""}, {"title", "object"}),
        ({"places": []}, {"places"}),
        ({"decided_on": dt.date(2099, 1, 1)}, {"decided_on"}),
    ],
)
def test_an_answer_that_is_not_whole_says_what_is_missing(operator: User, changes: dict[str, Any], fields: set[str]) -> None:
    case = make_case(state="qualified")

    with pytest.raises(Incomplete) as refused:
        actions.record_outcome(case=case, by=operator, **derogation(**changes))

    assert set(refused.value.missing) == fields
    assert not Outcome.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("refused", "La réponse est non"),
        ("no_reply", "Un silence n’est ni un accord ni un refus"),
        ("redirected", "relève d’un autre service"),
    ],
)
def test_bad_news_is_said_plainly(operator: User, kind: str, words: str) -> None:
    case = make_case(state="qualified")
    actions.record_outcome(case=case, by=operator, kind=kind, answer="Voici.", legal_basis="L. 1")
    assert words in Mail.objects.get(kind="barriers.outcome").text


def test_an_experiment_enters_the_register_and_its_case_is_followed(operator: User) -> None:
    case = make_case(state="decision_pending")
    savoie = make_place("departement:73")

    outcome = actions.record_outcome(case=case, by=operator, **derogation(places=[savoie]))

    experiment = outcome.experiment
    case.refresh_from_db()
    assert (case.state, case.next_on) == ("follow_up", experiment.check_on)
    assert experiment.reference in case.next_what
    assert (experiment.channel, experiment.authority_name, experiment.follower) == ("prefect_derogation", "Préfet de la Savoie", operator)
    assert [one.place for one in experiment.places.all()] == [savoie]
    assert [one.name for one in experiment.indicators.all()] == ["Trajets par mois"]
    assert experiment.terms.get().ends_on == experiment.ends_on


def test_a_case_answered_closes_by_itself_unless_its_person_comes_back(operator: User, later: Callable[[dt.date], None]) -> None:
    quiet, talking = make_case(state="qualified"), make_case(state="qualified", email="autre@exemple.test")
    for case in (quiet, talking):
        actions.record_outcome(case=case, by=operator, kind="clarification", answer="Oui.")
    later(clock.today() + dt.timedelta(days=3))
    write(case=talking, circle="person", author="person", text="Je ne comprends pas.")
    assert actions.close_quiet() == 0

    later(clock.today() + dt.timedelta(days=20))
    assert (actions.close_quiet(), actions.close_quiet()) == (1, 0)

    assert [Case.objects.get(pk=one.pk).state for one in (quiet, talking)] == ["closed", "outcome"]


def test_a_case_is_taken_up_again_and_answered_anew(operator: User) -> None:
    case = make_case(state="qualified")
    actions.record_outcome(case=case, by=operator, kind="refused", answer="Non.", legal_basis="L. 1")
    with pytest.raises(Incomplete):
        actions.reopen(case=case, by=operator, text=" ")

    reopened = actions.reopen(case=case, by=operator, text="Le texte a changé.")
    assert (reopened.state, Mail.objects.filter(subject__contains="rouverte").count()) == ("triage", 1)

    actions.record_outcome(case=case, by=operator, kind="norm_amendment", answer="Oui, désormais.")
    assert [one.kind for one in case.outcomes.order_by("pk")] == ["refused", "norm_amendment"]


def test_the_page_of_the_answer_shows_it_before_it_leaves(operator: User, client: Client) -> None:
    client.force_login(operator)
    make_places()
    case = make_case(state="qualified")
    page = f"/mon-espace/freins/{case.reference}/repondre/"
    said = {name: value for name, value in derogation().items() if value and name not in ("indicators", "places")}
    said |= {"indicators": "Trajets par mois ; trajets ; 40 ; 120", "places": ["departement:73"], "is_public": "on"}

    assert client.get(page).status_code == 200
    assert client.post(page, {**said, "indicators": "x ; y ; beaucoup"}).status_code == 422
    preview = client.post(page, said)
    assert (preview.status_code, Outcome.objects.count()) == (200, 0)
    assert "Ce que la personne lira" in preview.content.decode()

    sent = client.post(page, {**said, "send": "1"}, follow=True)
    experiment = Experiment.objects.get()
    assert experiment.reference in sent.content.decode()
    assert [one.place.key for one in experiment.places.all()] == ["departement:73"]
    assert (experiment.indicators.get().baseline, experiment.indicators.get().target) == (D(40), D(120))
    other = make_person()
    client.force_login(other)
    assert client.get(page).status_code == 404


# ── The register ─────────────────────────────────────────────────────────────────────────────────
def test_warnings_come_each_once_and_the_nearest_only(operator: User, later: Callable[[dt.date], None]) -> None:
    today = clock.today()
    experiment = make_experiment(starts_on=today, ends_on=add_months(today, 26), check_on=add_months(today, 13), follower=operator)
    assert warn_experiments() == 0

    sent = []
    for months in (12, 6, 3, 1):
        later(max(add_months(experiment.ends_on, -months), clock.today()))
        sent.append((due(experiment)[0], warn_experiments(), warn_experiments()))
        experiment.checked_on = clock.today()
        Experiment.objects.filter(pk=experiment.pk).update(checked_on=clock.today(), check_notes="Bien.")

    # The first day tells of the half-way check as well.
    assert sent == [(12, 1, 0), (6, 1, 0), (3, 1, 0), (1, 1, 0)] or sent[0] == (12, 2, 0)
    later(experiment.ends_on)
    assert warn_experiments() == 0
    later(experiment.ends_on + dt.timedelta(days=1))
    assert (warn_experiments(), warn_experiments()) == (1, 0)
    assert "sans décision" in Notice.objects.filter(person=operator).latest("pk").text_fr


def test_one_entered_late_gets_one_warning_and_the_half_way_check_its_own(operator: User) -> None:
    today = clock.today()
    make_experiment(starts_on=today - dt.timedelta(days=700), ends_on=today + dt.timedelta(days=40), check_on=today - dt.timedelta(days=10))

    assert warn_experiments() == 2
    assert sorted(ExperimentWarning.objects.values_list("months", flat=True)) == [-1, 3]


def test_an_end_without_a_decision_is_an_alarm_on_the_first_screen_until_decided(operator: User, client: Client) -> None:
    experiment = make_over("Transport sans licence", 1)
    client.force_login(operator)
    for address in ("/mon-espace/", "/mon-espace/freins/experimentations/"):
        assert experiment.title in client.get(address).content.decode(), address
    assert "sans que la suite soit décidée" in client.get(f"/experimentations/{experiment.slug}/").content.decode()

    register.decide(experiment=experiment, ending="stopped", by=operator, reason="Peu de trajets.")

    assert not undecided().exists()
    assert experiment.title not in client.get("/mon-espace/").content.decode()
    page = client.get(f"/experimentations/{experiment.slug}/").content.decode()
    assert "Arrêtée" in page
    assert "Peu de trajets." in page
    with pytest.raises(OutOfTurn):
        register.decide(experiment=experiment, ending="generalised", by=operator, reason="Non.")


def test_an_extension_keeps_its_terms_and_rings_again_at_its_new_end(operator: User, later: Callable[[dt.date], None]) -> None:
    experiment = make_experiment(follower=operator)
    first, new = experiment.ends_on, add_months(experiment.ends_on, 12)
    with pytest.raises(Incomplete) as refused:
        register.decide(experiment=experiment, ending="extended", by=operator, reason="Encore.", ends_on=first)
    assert set(refused.value.missing) == {"ends_on"}
    # Over already: a new end that is past too leaves it as undecided as it was.
    with pytest.raises(Incomplete) as refused:
        register.decide(experiment=make_over("Finie", 30), ending="extended", by=operator, reason="Encore.", ends_on=clock.today())
    assert set(refused.value.missing) == {"ends_on"}
    Experiment.objects.exclude(pk=experiment.pk).delete()

    register.decide(experiment=experiment, ending="extended", by=operator, reason="Encore.", ends_on=new)

    experiment.refresh_from_db()
    assert (experiment.ends_on, experiment.terms.get().ends_on) == (new, new)
    later(new + dt.timedelta(days=1))
    assert list(undecided()) == [experiment]
    register.decide(experiment=experiment, ending="generalised", by=operator, reason="Cela marche.")
    assert not undecided().exists()


def test_kept_in_some_places_says_which(operator: User) -> None:
    places = make_places()
    experiment = make_experiment()
    rows = [ExperimentPlace.objects.create(experiment=experiment, place=places[key]) for key in ("departement:73", "region:84")]
    for kept in ([], [row.pk for row in rows], [0]):
        with pytest.raises(Incomplete) as refused:
            register.decide(experiment=experiment, ending="maintained_partially", by=operator, reason="Ici.", kept=kept)
        assert set(refused.value.missing) == {"kept"}

    register.decide(experiment=experiment, ending="maintained_partially", by=operator, reason="Ici.", kept=[rows[0].pk])

    assert [one.kept for one in experiment.places.order_by("pk")] == [True, False]


def test_the_decision_is_told_to_the_person_of_the_case_which_closes(operator: User) -> None:
    case = make_case(state="qualified")
    experiment = actions.record_outcome(case=case, by=operator, **derogation()).experiment

    register.check_half_way(experiment=experiment, on=clock.today(), notes="120 trajets.", by=operator)
    case.refresh_from_db()
    assert (case.state, case.next_on) == ("follow_up", experiment.ends_on)
    register.decide(experiment=experiment, ending="generalised", by=operator, reason="Le décret est modifié.")

    case.refresh_from_db()
    assert case.state == "closed"
    assert "est généralisée" in Mail.objects.filter(to=case.email).latest("pk").text


def test_a_value_is_corrected_by_another_and_both_stay(operator: User) -> None:
    experiment = make_experiment()
    indicator = experiment.indicators.create(name="Trajets", baseline=D(10), target=D(50))
    day = clock.today() - dt.timedelta(days=3)
    register.write_value(indicator=indicator, on=day, value=D(400), by=operator)
    register.write_value(indicator=indicator, on=day, value=D(40), by=operator)

    (found,) = measured(Experiment.objects.get(pk=experiment.pk))

    assert ([one.value for one in found.values], [one.value for one in found.corrected]) == ([D(40)], [D(400)])
    assert found.is_reached is False
    with pytest.raises(Incomplete):
        register.write_value(indicator=indicator, on=clock.today() + dt.timedelta(days=1), value=D(1), by=operator)
    with pytest.raises(Error), transaction.atomic():
        indicator.values.update(value=0)


def test_an_experiment_known_from_elsewhere_is_entered_by_its_form(operator: User, client: Client) -> None:
    client.force_login(operator)
    make_places()
    today = clock.today()
    page = "/mon-espace/freins/experimentations/inscrire/"
    said = {
        "title": "Zéro chômeur",
        "object": "Un emploi pour chacun.",
        "channel": "state_experiment_legislative",
        "legal_basis": "Loi n° 2016-231",
        "authority_name": "Parlement",
        "norms": "Code du travail, L. 1111-1\nLoi n° 2016-231",
        "starts_on": today.isoformat(),
        "ends_on": add_months(today, 60).isoformat(),
        "check_on": add_months(today, 30).isoformat(),
        "indicators": "Emplois ; emplois ; 0 ; 1 000",
        "lieu": "Savoie",
        "is_public": "on",
    }

    assert client.get(page).status_code == 200
    assert client.post(page, {**said, "indicators": ""}).status_code == 422
    assert client.post(page, {**said, "lieu": "Nulle-Part-sur-Rien"}).status_code == 422
    shown = client.post(page, said, follow=True).content.decode()

    found = Experiment.objects.get()
    assert found.reference in shown
    assert sorted(str(one) for one in found.norms.all()) == ["Code du travail, L. 1111-1", "Loi n° 2016-231"]
    root = f"/mon-espace/freins/experimentations/{found.reference}/"
    number = found.indicators.get().pk
    assert client.post(f"{root}indicateurs/{number}/", {"on": today.isoformat(), "value": "12"}).status_code == 302
    assert client.post(f"{root}point/", {"on": today.isoformat(), "notes": "Lent."}).status_code == 302
    assert client.post(f"{root}decider/", {"ending": "extended", "on": today.isoformat(), "reason": "x"}).status_code == 422
    assert client.post(f"{root}decider/", {"ending": "stopped", "on": today.isoformat(), "reason": "Trop lent."}).status_code == 302
    public = client.get(f"/experimentations/{found.slug}/").content.decode()
    for words in ("12", "Lent.", "Trop lent.", "Savoie"):
        assert words in public


# ── In public ────────────────────────────────────────────────────────────────────────────────────
def test_the_public_list_its_filters_and_its_files(client: Client) -> None:
    places = make_places()
    running = make_experiment("Épiceries roulantes")
    ExperimentPlace.objects.create(experiment=running, place=places["departement:73"])
    over = make_over("Composteurs", 5)
    hidden = make_experiment("Cachée", is_public=False)

    def titles(query: str) -> list[str]:
        return [row["titre"] for row in json.loads(client.get(f"/experimentations/?format=json{query}").getvalue())["results"]]

    assert titles("") == [running.title, over.title]
    assert titles("&q=EPICERIES") == [running.title]
    assert titles("&etat=sans-decision") == [over.title]
    assert titles("&region=84") == [running.title, over.title]
    assert client.get("/experimentations/?etat=rien").status_code == 200
    assert "Épiceries roulantes" in client.get("/experimentations/").content.decode()
    assert client.get("/experimentations/?format=csv").getvalue().decode().count("\n") == 3
    assert client.get("/experimentations/?format=atom")["Content-Type"].startswith("application/atom+xml")
    assert client.get(f"/experimentations/{hidden.slug}/").status_code == 404


def test_the_list_costs_the_same_whatever_its_length(client: Client) -> None:
    counts = []
    for _round in range(2):
        ExperimentPlace.objects.create(experiment=make_experiment(), place=make_place("departement:73"))
        with CaptureQueriesContext(connection) as found:
            client.get("/experimentations/")
        counts.append(len(found))
    assert counts[0] == counts[1]
