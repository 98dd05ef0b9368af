"""An answer never outlives what made it true; nothing is told of a civil servant; nothing leaves without saying so."""

import datetime as dt

import pytest
from django.test import Client

from frenchimpact.barriers.actions import experiments, precedents
from frenchimpact.barriers.actions.escalation import name_for_person
from frenchimpact.barriers.facts import ExperimentMoved
from frenchimpact.barriers.listeners import follow_grounds
from frenchimpact.barriers.models import Asked, Case, Experiment, Outcome, Precedent
from frenchimpact.barriers.tests.factories import (
    make_authority,
    make_case,
    make_consultation,
    make_experiment,
    make_precedent,
    make_published,
)
from frenchimpact.barriers.tests.test_precedents import make_hacker
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def derogated(days: int) -> tuple[Case, Experiment]:
    """A case with a derogation that ends so many days from now."""
    today = clock.today()
    case, ends_on = make_case(email="a@exemple.test", may_publish=True), today + dt.timedelta(days=days)
    outcome = Outcome.objects.create(
        case=case,
        kind="prefect_derogation",
        answer="Oui.",
        legal_basis="Décret",
        decided_by="Préfet",
        starts_on=today - dt.timedelta(days=300),
        ends_on=ends_on,
    )
    check_on = today - dt.timedelta(days=200)
    return case, make_experiment(outcome=outcome, starts_on=today - dt.timedelta(days=300), check_on=check_on, ends_on=ends_on)


def in_review(case: Case) -> Precedent:
    values = {"situation": "Des bénévoles.", "legal_basis": "Décret", "outcome": "prefect_derogation"}
    return make_precedent(state="review", case=case, created_by=make_hacker("Eva"), **values)


def test_an_answer_is_valid_until_the_end_of_what_it_rests_on_at_most() -> None:
    case, experiment = derogated(40)
    one, by = in_review(case), make_operator()
    with pytest.raises(Refusal, match="au plus tard"):
        precedents.publish_precedent(precedent=one, by=by, valid_until=experiment.ends_on + dt.timedelta(days=1))
    assert precedents.publish_precedent(precedent=one, by=by).valid_until == experiment.ends_on


def test_what_rests_on_a_decision_that_is_over_is_not_published() -> None:
    case, _experiment = derogated(-10)
    with pytest.raises(Refusal, match="a pris fin"):
        precedents.publish_precedent(precedent=in_review(case), by=make_operator())


def test_an_experiment_stopped_takes_its_answer_with_it_and_the_desk_is_told(client: Client) -> None:
    case, experiment = derogated(100)
    author = make_hacker("Ana")
    one = make_published(case=case, created_by=author, valid_until=experiment.ends_on)
    experiments.decide(experiment=experiment, ending="stopped", by=make_operator(), reason="Trop peu de trajets.")
    follow_grounds(ExperimentMoved(experiment_id=experiment.pk, verb="stopped"))
    one.refresh_from_db()
    assert one.state == "expired"
    assert Notice.objects.filter(person=author, reference=one.reference, is_task=True, done_at=None).exists()
    page = client.get(f"/freins/{one.slug}/").content.decode()
    assert "n’est plus en vigueur" in page
    assert "a pris fin le" in page
    with pytest.raises(Refusal):
        precedents.check_precedent(precedent=one, is_right=True, by=author)


def test_answers_published_for_longer_are_brought_back_to_it_each_day() -> None:
    case, experiment = derogated(20)
    one = make_published(case=case)
    over, _experiment = derogated(-3)
    late = make_published("Autre", case=over)
    precedents.follow_checks()
    one.refresh_from_db()
    late.refresh_from_db()
    assert (one.state, one.valid_until) == ("valid", experiment.ends_on)
    assert late.state == "expired"


def test_the_person_never_reads_the_address_of_a_civil_servant() -> None:
    asked = make_consultation(make_case())
    on = clock.today()
    first = Asked.objects.create(consultation=asked, authority=make_authority("DREAL"), name="DREAL", email="d@exemple.test", due_on=on)
    named = {"name": "collegue@adm.exemple", "email": "collegue@adm.exemple"}
    second = Asked.objects.create(consultation=asked, forwarded_from=first, due_on=on, **named)
    third = Asked.objects.create(consultation=asked, forwarded_from=second, name="Luc Martin", email="luc@adm.exemple", due_on=on)
    for one in (second, third):
        assert "DREAL" in name_for_person(one)
        assert "@" not in name_for_person(one)
        assert "Luc" not in name_for_person(one)
    assert name_for_person(Asked.objects.create(consultation=asked, name="x@y.fr", email="x@y.fr", due_on=on)) == "Une administration"


def test_the_form_and_the_receipt_say_when_words_and_address_go_to_another_service(client: Client) -> None:
    page = client.get("/freins/signaler/").content.decode()
    assert "ni donnée à une administration" not in page
    assert "lui transmettre telle quelle, avec votre adresse" in page
    from frenchimpact.barriers.actions.intake import receive_case

    case = receive_case(way="mail", email="b@exemple.test", wish="Conduire.")
    assert "nous la lui transmettons avec votre adresse" in Mail.objects.get(to=case.email).text
