"""A proof is somebody else's word: not the holder under another name, not who pays, not a mailbox that nobody knows."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.asking import ask_proof, identify
from frenchimpact.impact.actions.contracts import agree, compute, write_contract
from frenchimpact.impact.actions.proofs import Looker, assess, verify
from frenchimpact.impact.messages.proofs import look_page
from frenchimpact.impact.models import Followed, ImpactSum, Measure, OutcomeContract, ProofRequest
from frenchimpact.impact.queries.proofs import who_looked
from frenchimpact.impact.standing import plain_address
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_places()["commune:73065"]


@pytest.fixture
def followed(place: Place) -> Followed:
    """Of a project that an organisation holds, with its own site."""
    found = make_followed(places={place: 100})
    holder = make_organisation(name="La Roue libre", website="https://www.roue-libre.org", email="roue.libre@gmail.com")
    Project.objects.filter(pk=found.project_id).update(organisation=holder)
    User.objects.filter(pk=lead_of(found.project).pk).update(email="awa@exemple.test")
    return Followed.objects.get(pk=found.pk)


def ask(followed: Followed, **fields: Any) -> ProofRequest:
    usual = {"kind": "independent", "name": "Cabinet Mesure", "email": "", "due_on": clock.today() + dt.timedelta(days=20)}
    return ask_proof(**{"followed": followed, "by": lead_of(followed.project), **usual, **fields})


def contract_of(followed: Followed, payer: Organisation) -> OutcomeContract:
    starts_on, ends_on, by = dt.date(2025, 1, 1), dt.date(2026, 12, 31), lead_of(followed.project)
    return write_contract(followed=followed, payer=payer, by=by, price=Decimal(10), cap=Decimal(1000), starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    "email",
    ["awa@exemple.test", "AWA+eval@Exemple.test", "jean@roue-libre.org", "roue.libre@gmail.com", "rouelibre+x@googlemail.com"],
)
def test_the_holder_is_known_under_another_spelling(followed: Followed, email: str) -> None:
    with pytest.raises(Incomplete) as refused:
        ask(followed, email=email)
    assert "équipe du projet ou de sa structure" in str(refused.value.missing["email"])


def test_public_mailboxes_are_of_nobody(followed: Followed) -> None:
    assert ask(followed, email="evaluation@gmail.com").is_witness
    assert plain_address("A.b+c@GoogleMail.com") == "ab@gmail.com"
    assert plain_address("A.b+c@exemple.test") == "a.b@exemple.test"


def test_the_holders_name_and_one_of_the_directory_are_not_borrowed(followed: Followed) -> None:
    make_organisation(name="Fondation Rives")
    for name, words in (
        ("la roue LIBRE", "nom du projet"),
        (followed.project.name, "nom du projet"),
        ("fondation rives", "est dans l’annuaire"),
    ):
        with pytest.raises(Incomplete) as refused:
            ask(followed, name=name, email="qui@exemple.test")
        assert words in str(refused.value.missing["name"])


def test_a_witness_verifies_nothing_until_the_programme_knows_who_it_is(followed: Followed, place: Place) -> None:
    measure = make_measure(followed, 40, place=place)
    request = ask(followed, email="qui@exemple.test")
    looker = Looker("independent", request=request, name="Léa")
    operator = make_operator()
    with pytest.raises(OutOfTurn):
        identify(request=request, how="Appelée", by=operator)
    verify(measure=measure, version=1, looker=looker, verdict="confirmed")
    with pytest.raises(Incomplete, match="corriger") as refused:
        assess(followed=followed, looker=looker, level=2, reason="Lu")
    assert "témoignage" in str(refused.value.missing["level"])
    assess(followed=followed, looker=looker, level=1, reason="Lu")
    measure.refresh_from_db()
    assert (measure.state, ImpactSum.objects.get(place=place, year=2025).verified) == ("submitted", 0)
    with pytest.raises(Refusal, match="lié"):
        identify(request=request, how="C’est elle", by=lead_of(followed.project))
    with pytest.raises(Incomplete):
        identify(request=request, how=" ", by=operator)
    identify(request=request, how="Appelée à son standard", by=operator)
    measure.refresh_from_db()
    assert (measure.state, ImpactSum.objects.get(place=place, year=2025).verified) == ("verified", 1)
    request.refresh_from_db()
    assert assess(followed=followed, looker=Looker("independent", request=request, name="Léa"), level=5, reason="Lu").level == 5
    with pytest.raises(OutOfTurn):
        identify(request=request, how="Encore", by=operator)


def test_a_witness_takes_nothing_away_from_a_known_body(followed: Followed) -> None:
    assess(followed=followed, looker=Looker("operator", by=make_operator()), level=3, reason="Lu")
    assess(followed=followed, looker=Looker("peer", request=ask(followed, email="q@exemple.test"), name="Q"), level=0, reason="Non")
    followed.refresh_from_db()
    assert followed.evidence == 3


def test_the_database_holds_it_too(followed: Followed) -> None:
    request = ask(followed, email="qui@exemple.test")
    with pytest.raises(IntegrityError, match="witness"), transaction.atomic():
        request.assessments.create(followed=followed, level=2, kind="independent", reason="Lu", expires_on=dt.date(2100, 1, 1))
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        ProofRequest.objects.create(followed=followed, kind="peer", name="Moi", email="awa+moi@exemple.test", due_on=clock.today())


def test_a_sheet_that_somebody_typed_is_a_witness_a_known_one_is_not(followed: Followed) -> None:
    lead = lead_of(followed.project)
    typed = make_organisation(name="Cabinet Moi")
    made_by_us = make_organisation(name="Cabinet Nous", source="registry", created_by=lead)
    known = make_organisation(name="Cabinet Connu", source="registry")
    assert [ask(followed, organisation=one).is_witness for one in (typed, made_by_us, known)] == [True, True, False]


def test_who_holds_the_link_and_signs_in_for_a_known_body_counts_at_once(followed: Followed, place: Place) -> None:
    measure = make_measure(followed, 40, place=place)
    request = ask(followed, email="qui@exemple.test")
    client = Client()
    client.force_login(make_member(make_organisation(name="Cabinet Connu", source="registry")))
    sent = {"what": f"valeur-{measure.pk}", f"v{measure.pk}-verdict": "confirmed", f"v{measure.pk}-version": "1"}
    assert client.post(look_page(request), sent).status_code == 302
    measure.refresh_from_db()
    request.refresh_from_db()
    assert (measure.state, request.name, request.is_witness) == ("verified", "Cabinet Connu", False)
    # From now on its people answer from their space.
    assert client.get(look_page(request)).status_code == 200
    assert "verifications" in look_page(request)


def test_who_pays_by_the_value_does_not_verify_it(followed: Followed, place: Place) -> None:
    measure = make_measure(followed, 40, place=place)
    payer = make_organisation(name="Fondation", source="registry")
    before = ask(followed, kind="peer", organisation=payer)
    looker = Looker("peer", by=make_member(payer), request=before)
    verify(measure=measure, version=1, looker=looker, verdict="confirmed")
    contract = contract_of(followed, payer)
    for kind in ("peer", "independent"):
        with pytest.raises(Incomplete) as refused:
            ask(followed, kind=kind, organisation=payer)
        assert "paie selon les valeurs" in str(refused.value.missing["organisation"])
    with pytest.raises(Refusal, match="paie selon les valeurs"):
        assess(followed=followed, looker=looker, level=1, reason="Lu")
    # What it verified before it paid is not owed on its word alone.
    agree(contract=contract, by=lead_of(followed.project))
    agree(contract=contract, by=make_member(payer))
    assert compute(contract=contract, by=None).amount == 0
    Measure.objects.filter(pk=measure.pk).update(state="submitted")
    verify(measure=measure, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")
    assert compute(contract=contract, by=None).amount == 400


def test_who_finances_the_project_is_a_peer_and_told_as_such(followed: Followed) -> None:
    other = make_followed("beneficiaires_directs", project=followed.project)
    payer = make_organisation(name="Fondation", source="registry")
    contract_of(other, payer)
    with pytest.raises(Incomplete) as refused:
        ask(followed, organisation=payer)
    assert "finance le projet" in str(refused.value.missing["organisation"])
    asked = ask(followed, kind="peer", organisation=payer)
    assess(followed=followed, looker=Looker("peer", by=make_member(payer), request=asked), level=2, reason="Lu")
    assert who_looked(followed.assessments.get()) == "Fondation, qui finance le projet"
