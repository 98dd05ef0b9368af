"""Levels of proof, values looked at, values settled: what counts, who may, what is refused with words."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.asking import ask_proof, cancel_request, decline
from frenchimpact.impact.actions.proofs import Looker, Sample, assess, expire_levels, expiry, settle, verify
from frenchimpact.impact.models import Assessment, Followed, ImpactSum, Measure, ProofRequest, Verification
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=20)


@pytest.fixture
def place() -> Place:
    return make_places()["commune:73065"]


def ask(followed: Followed, **fields: Any) -> ProofRequest:
    return ask_proof(
        **{
            "followed": followed,
            "kind": "independent",
            "name": "Cabinet Mesure",
            "email": "cabinet@exemple.test",
            "due_on": clock.today() + LATER,
            "by": lead_of(followed.project),
            **fields,
        }
    )


def by_link(followed: Followed, **fields: Any) -> Looker:
    """Somebody whom the programme knows."""
    request = ask(followed, **fields)
    request.identified_at = clock.now()
    request.save()
    return Looker(request.kind, request=request, name="Léa Martin, évaluatrice")


def test_a_level_counts_three_years_and_the_last_one_given_counts() -> None:
    followed = make_followed()
    operator = Looker("operator", by=make_operator())
    assess(followed=followed, looker=operator, level=2, reason="Enquête avant et après.")
    assess(followed=followed, looker=operator, level=1, reason="L’enquête ne compare rien.")
    followed.refresh_from_db()
    assert (followed.evidence, followed.evidence_until) == (1, expiry(clock.today()))
    assert Assessment.objects.filter(followed=followed).count() == 2
    assert expiry(dt.date(2028, 2, 29)) == dt.date(2031, 2, 28)


def test_a_high_level_is_given_by_an_independent_body_alone() -> None:
    followed = make_followed()
    with pytest.raises(Incomplete) as refused:
        assess(followed=followed, looker=Looker("operator", by=make_operator()), level=4, reason="Lu")
    assert "indépendant" in str(refused.value.missing["level"])
    with pytest.raises(Incomplete, match="corriger"):
        assess(followed=followed, looker=by_link(followed), level=4, reason="  ")
    assert (
        assess(followed=followed, looker=Looker("independent", request=ProofRequest.objects.get(), name="Léa"), level=4, reason="Lu").level
        == 4
    )


def test_the_holder_proves_nothing_in_words_then_in_the_database(place: Place) -> None:
    followed = make_followed()
    measure = make_measure(followed, 3, place=place)
    ours = Looker("peer", by=lead_of(followed.project))
    with pytest.raises(Refusal, match="quelqu’un d’autre"):
        assess(followed=followed, looker=ours, level=1, reason="Nous le savons.")
    with pytest.raises(Refusal, match="quelqu’un d’autre"):
        verify(measure=measure, version=1, looker=ours, verdict="confirmed")
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        ProofRequest.objects.create(
            followed=followed, kind="peer", name="Nous", email=lead_of(followed.project).email.upper(), due_on=clock.today()
        )


def test_members_of_the_holding_organisation_are_of_the_project_too(place: Place) -> None:
    followed = make_followed()
    holder = make_organisation(name="Porteuse")
    Project.objects.filter(pk=followed.project_id).update(organisation=holder)
    followed.project.refresh_from_db()
    colleague = make_member(holder)
    with pytest.raises(Refusal, match="quelqu’un d’autre"):
        verify(measure=make_measure(followed, 3, place=place), version=1, looker=Looker("operator", by=colleague), verdict="confirmed")
    with pytest.raises(Incomplete) as refused:
        ask(followed, email=colleague.email)
    assert "équipe du projet ou de sa structure" in str(refused.value.missing["email"])
    with pytest.raises(Incomplete) as refused:
        ask(followed, organisation=holder, email="")
    assert "porte le projet" in str(refused.value.missing["organisation"])


def test_a_value_that_was_looked_at_counts_as_verified(place: Place) -> None:
    followed = make_followed(places={place: 100})
    measure = make_measure(followed, 40, place=place)
    given = verify(measure=measure, version=1, looker=by_link(followed), verdict="confirmed", sample=Sample(20, 40, 0, "une sur deux"))
    measure.refresh_from_db()
    assert (measure.state, given.kind, given.by) == ("verified", "independent", None)
    assert ImpactSum.objects.get(place=place, year=2025).verified == 1
    request = ProofRequest.objects.get()
    assert (request.state, request.answer_name) == ("answered", "Léa Martin, évaluatrice")


def test_a_disputed_value_says_why_and_no_longer_counts(place: Place) -> None:
    followed = make_followed(places={place: 100})
    measure = make_measure(followed, 40, place=place)
    looker = Looker("operator", by=make_operator())
    with pytest.raises(Incomplete) as refused:
        verify(measure=measure, version=1, looker=looker, verdict="disputed")
    assert "note" in refused.value.missing
    verify(measure=measure, version=1, looker=looker, verdict="disputed", note="Dix personnes comptées deux fois.")
    assert ImpactSum.objects.get(place=place, year=2025).reported == 0
    verify(measure=measure, version=1, looker=looker, verdict="confirmed", note="Vu avec l’équipe : une seule fois.")
    assert ImpactSum.objects.get(place=place, year=2025).verified == 1
    assert Verification.objects.count() == 2


def test_one_looks_at_the_version_that_was_read(place: Place) -> None:
    measure = make_measure(make_followed(), 40, place=place, version=2)
    with pytest.raises(Stale, match="corrigée entre-temps"):
        verify(measure=measure, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")


@pytest.mark.parametrize(
    ("sample", "field"),
    [(Sample(50, 40), "checked"), (Sample(10, 40, 11), "mismatched"), (Sample(None, None, 1), "mismatched"), (Sample(10, 40, 1), "note")],
)
def test_a_sample_that_cannot_be_is_refused(place: Place, sample: Sample, field: str) -> None:
    measure = make_measure(make_followed(), 40, place=place)
    with pytest.raises(Incomplete) as refused:
        verify(measure=measure, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed", sample=sample)
    assert field in refused.value.missing


@pytest.mark.parametrize("state", ["draft", "verified", "locked"])
def test_only_what_is_declared_or_disputed_is_verified(place: Place, state: str) -> None:
    measure = make_measure(make_followed(), 40, place=place, state=state)
    with pytest.raises(OutOfTurn):
        verify(measure=measure, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")


def test_an_absent_value_is_not_verified() -> None:
    measure = make_measure(make_followed(), None, place=make_places()["commune:73065"])
    with pytest.raises(Incomplete) as refused:
        verify(measure=measure, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")
    assert "verdict" in refused.value.missing


@pytest.mark.parametrize("state", ["draft", "submitted", "disputed", "locked"])
def test_only_a_verified_value_is_settled(place: Place, state: str) -> None:
    operator = make_operator()
    followed = make_followed()
    with pytest.raises(OutOfTurn):
        settle(measure=make_measure(followed, 40, place=place, state=state), by=operator)
    assert settle(measure=make_measure(followed, 40, 2026, place=place, state="verified"), by=operator).state == "locked"


def test_a_request_taken_back_or_refused_answers_nothing_more(place: Place) -> None:
    followed = make_followed()
    looker = by_link(followed)
    assert looker.request is not None
    cancel_request(request=looker.request, by=lead_of(followed.project))
    with pytest.raises(OutOfTurn, match="retirée"):
        assess(followed=followed, looker=looker, level=1, reason="Lu")
    other = ask(followed)
    assert decline(request=other, reason="Pas le temps", by=None).state == "declined"
    with pytest.raises(OutOfTurn):
        decline(request=other, reason="", by=None)


def test_who_has_no_account_says_who_they_are() -> None:
    followed = make_followed()
    with pytest.raises(Incomplete) as refused:
        assess(followed=followed, looker=Looker("independent", request=ask(followed)), level=1, reason="Lu")
    assert "name" in refused.value.missing


def test_a_request_opens_nothing_of_another_indicator(place: Place) -> None:
    request = ask(make_followed())
    other = make_followed("beneficiaires_directs")
    with pytest.raises(IntegrityError, match="something else"), transaction.atomic():
        Assessment.objects.create(followed=other, request=request, level=1, kind="independent", reason="Lu", expires_on=dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": ""}, "organisation"),
        ({"email": "cabinet"}, "email"),
        ({"name": ""}, "name"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
    ],
)
def test_a_request_that_reaches_nobody_is_refused(fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Incomplete) as refused:
        ask(make_followed(), **fields)
    assert wrong in refused.value.missing


def test_one_request_at_a_time_to_an_address() -> None:
    followed = make_followed()
    ask(followed)
    with pytest.raises(Incomplete) as refused:
        ask(followed)
    assert "attend déjà" in str(refused.value.missing["email"])


def test_levels_fall_after_three_years_once() -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    old, still = make_followed(evidence=2, evidence_until=yesterday), make_followed(evidence=2, evidence_until=clock.today())
    team = lead_of(old.project)
    assert (expire_levels(), expire_levels()) == (1, 0)
    assert list(Followed.objects.order_by("pk").values_list("evidence", flat=True)) == [0, 2]
    assert team.notices.get(kind="impact.level").text_fr.startswith("La preuve de")
    # The one that ends today is told once, however many mornings pass.
    assert lead_of(still.project).notices.filter(kind="impact.level").count() == 1


def test_proofs_are_never_rewritten(place: Place) -> None:
    followed = make_followed()
    assess(followed=followed, looker=Looker("operator", by=make_operator()), level=1, reason="Lu")
    with pytest.raises(IntegrityError, match="append"), transaction.atomic():
        Assessment.objects.update(level=3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Measure.objects.count() == 0
