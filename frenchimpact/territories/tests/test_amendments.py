"""Amendments: proposed by one side, nothing changes before every party signed them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories.actions import amendments
from frenchimpact.territories.models import Agreement, Amendment, Territory
from frenchimpact.territories.queries import agreements as reads
from frenchimpact.territories.tests.factories import make_lead_person, make_party, make_territory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 1, 1)
SIGNED = {"signatory": "Anne Roux, présidente", "signed_on": "2026-06-01"}


@pytest.fixture
def territory() -> Territory:
    return make_territory("Pays des lacs", lead=make_organisation(name="Collectif des lacs"))


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def gaelle() -> User:
    user = User.objects.create(email="gaelle@exemple.test", full_name="Gaëlle Opératrice")
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user


@pytest.fixture
def agreement(territory: Territory) -> Agreement:
    """In force, between the territory, the State and a fund that has nobody here."""
    found = territory.agreements.create(
        title="Convention", text="Oui.", starts_on=START, ends_on=dt.date(2028, 12, 31), amount=Decimal(30000), state="in_force"
    )
    for side in ("territory", "state", "funder"):
        found.signatures.create(party=make_party(territory, side), signatory="Anne Roux", signed_on=START)
    return found


def visit(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(agreement: Agreement, page: str = "") -> str:
    return f"/mon-espace/territoires/{agreement.territory.reference}/conventions/{agreement.pk}/{page}"


def propose(agreement: Agreement, by: User, **fields: object) -> Amendment:
    values = {"text": "Un an de plus.", "ends_on": dt.date(2029, 12, 31), "amount": None, **fields}
    return amendments.propose_amendment(agreement=agreement, by=by, **values)  # type: ignore[arg-type] # values given by name


def test_nothing_changes_before_every_party_signed(agreement: Agreement, chloe: User, gaelle: User) -> None:
    sent = {"text": "Plus d’argent.", "ends_on": "2029-12-31", "amount": "9 000 000"}
    assert visit(chloe).post(at(agreement, "avenant/"), sent).status_code == 302
    (terms,) = reads.public_agreements(agreement.territory)
    assert (terms.ends_on, terms.amount, terms.amendments) == (dt.date(2028, 12, 31), Decimal(30000), [])
    ours, state, fund = agreement.amendments.get().signatures.all()
    sign = "avenant/signer/{}/"
    # Each signs for itself; the operator for the fund, by the document that it signed.
    assert visit(chloe).post(at(agreement, sign.format(state.pk)), SIGNED).status_code == 403
    assert visit(chloe).post(at(agreement, sign.format(ours.pk)), SIGNED).status_code == 302
    assert visit(gaelle).post(at(agreement, sign.format(state.pk)), {**SIGNED, "signed_on": "2026-06-03"}).status_code == 302
    refused = visit(gaelle).post(at(agreement, sign.format(fund.pk)), SIGNED)
    assert (refused.status_code, "joignez d’abord le document" in refused.text) == (422, True)
    paper = SimpleUploadedFile("avenant.txt", b"Avenant signe.", "text/plain")
    assert visit(gaelle).post(at(agreement, "documents/"), {"paper": paper}).status_code == 302
    assert visit(gaelle).post(at(agreement, sign.format(fund.pk)), SIGNED).status_code == 302
    (terms,) = reads.public_agreements(agreement.territory)
    assert (terms.ends_on, terms.amount) == (dt.date(2029, 12, 31), Decimal(9_000_000))
    assert (terms.amendments[0].signed_on, terms.amendments[0].number) == (dt.date(2026, 6, 3), 1)
    agreement.refresh_from_db()
    assert (agreement.ends_on, agreement.amount) == (dt.date(2028, 12, 31), Decimal(30000))
    assert Notice.objects.filter(person=chloe, text_fr__contains="reçoit un avenant").exists()
    assert Entry.objects.filter(fact="territories.AmendmentSigned").count() == 3
    assert visit(chloe).post(at(agreement, sign.format(ours.pk)), SIGNED).status_code == 404


def test_amendments_add_up(agreement: Agreement, chloe: User) -> None:
    known = {"agreement": agreement, "text": "Oui", "state": "in_force", "signed_on": START}
    Amendment.objects.create(number=1, ends_on=dt.date(2029, 12, 31), **known)
    Amendment.objects.create(number=2, amount=Decimal(40000), **known)
    propose(agreement, chloe, amount=Decimal(1))
    terms = reads.terms_of(agreement)
    assert (terms.ends_on, terms.amount, [one.number for one in terms.amendments]) == (dt.date(2029, 12, 31), Decimal(40000), [1, 2])


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"text": ""}, "text"),
        ({"ends_on": dt.date(2025, 12, 31)}, "ends_on"),
        ({"ends_on": dt.date(9999, 12, 31)}, "ends_on"),
        ({"amount": Decimal(10) ** 11}, "amount"),
    ],
)
def test_what_no_amendment_says(agreement: Agreement, chloe: User, fields: dict[str, object], where: str) -> None:
    with pytest.raises(Incomplete) as refused:
        propose(agreement, chloe, **fields)
    assert set(refused.value.missing) == {where}


def test_one_at_a_time_and_in_force_only(agreement: Agreement, chloe: User) -> None:
    amendment = propose(agreement, chloe)
    with pytest.raises(OutOfTurn):
        propose(agreement, chloe)
    signature = amendment.signatures.first()
    assert signature is not None
    Agreement.objects.filter(pk=agreement.pk).update(state="ended", end_note="Finie")
    with pytest.raises(OutOfTurn):
        amendments.sign_amendment(signature=signature, signatory="Anne", signed_on=START, by=chloe)
    with pytest.raises(OutOfTurn):
        propose(agreement, chloe)


def test_a_party_gives_it_up_with_why(agreement: Agreement, chloe: User) -> None:
    house = make_organisation(name="Fonds")
    paul, fund = make_member(house), agreement.territory.parties.get(side="funder")
    fund.organisation = house
    fund.save()
    propose(agreement, chloe)
    assert visit(paul).post(at(agreement, "avenant/abandonner/"), {"note": ""}).status_code == 422
    assert visit(paul).post(at(agreement, "avenant/abandonner/"), {"note": "Trop cher."}).status_code == 302
    assert agreement.amendments.get().state == "dropped"
    assert "Trop cher." in visit(chloe).get(at(agreement)).text
    assert propose(agreement, chloe).number == 2


def test_a_document_joined_before_is_not_the_amendment(agreement: Agreement, chloe: User, gaelle: User) -> None:
    paper = SimpleUploadedFile("convention.txt", b"Convention signee.", "text/plain")
    assert visit(gaelle).post(at(agreement, "documents/"), {"paper": paper}).status_code == 302
    fund = propose(agreement, chloe).signatures.get(party__side="funder")
    with pytest.raises(Refusal):
        amendments.sign_amendment(signature=fund, signatory="Anne", signed_on=START, by=gaelle)


def test_its_terms_are_never_rewritten(agreement: Agreement, chloe: User) -> None:
    amendment = propose(agreement, chloe)
    for change in ({"amount": 5}, {"text": "Autre"}, {"ends_on": dt.date(2030, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**change)
    Amendment.objects.filter(pk=amendment.pk).update(state="in_force", signed_on=START)
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(state="dropped", end_note="Non")
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).delete()


def test_who_sees_what_is_to_be_signed(agreement: Agreement, chloe: User, gaelle: User) -> None:
    amendment = propose(agreement, chloe)
    ours, state, fund = amendment.signatures.all()
    for person, signs in ((chloe, {ours}), (gaelle, {ours, state, fund})):
        page = visit(person).get(at(agreement)).text
        assert {one for one in (ours, state, fund) if f"avenant/signer/{one.pk}/" in page} == signs
        assert "Avenant n° 1, à signer" in page.replace("\xa0", " ")
