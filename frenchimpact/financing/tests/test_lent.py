"""What is lent under a de minimis commitment counts by its duration, or by what its funder reckons; what is given counts whole."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.aids.models import Instrument
from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder, make_known
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.actions.certificates import make_declaration
from frenchimpact.financing.actions.commitments import follow_commitment
from frenchimpact.financing.actions.deminimis import declare_aid, withdraw_aid
from frenchimpact.financing.models import DeMinimisAid
from frenchimpact.financing.papers.certificates import certificate_data
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def ceiling() -> None:
    load_financing()


def lend(amount: int, terms: dict[str, Any], instrument: str = "pret", **said: Any) -> Commitment:
    return make_commitment(
        amount, funder=make_funder(), origin="prive_fondation", instrument=instrument, regime="de_minimis_general", terms=terms, **said
    )


@pytest.mark.parametrize(
    ("amount", "terms", "worth"),
    [
        # As the oracle reckons them.
        (200_000, {"loan_months": 60}, "40000.00"),
        (100_000, {"loan_months": 36}, "12000.00"),
        (20_000, {"equivalent": D(1500)}, "1500.00"),
        (20_000, {}, "20000.00"),
    ],
)
def test_a_loan_counts_by_its_duration_or_by_its_equivalent(amount: int, terms: dict[str, Any], worth: str) -> None:
    aid = follow_commitment(commitment=lend(amount, terms))
    assert aid is not None
    assert (aid.equivalent, aid.nominal, aid.lacks_duration) == (D(worth), D(amount), not terms)


def test_its_duration_written_since_puts_the_register_right(client: Client) -> None:
    holder = make_organisation(name="La Recyclerie")
    given = lend(20_000, {}, beneficiary=holder)
    follow_commitment(commitment=given)
    client.force_login(make_member(holder))
    page = f"/mon-espace/structures/{holder.slug}/de-minimis/"
    assert "sa durée ou son équivalent manque" in client.get(page).content.decode()
    actions.describe_commitment(commitment=given, by=None, terms={"loan_months": 60})
    aid = follow_commitment(commitment=given)
    assert aid is not None
    assert (aid.method, aid.equivalent) == ("loan", D("4000.00"))
    assert DeMinimisAid.objects.filter(commitment=given, state="granted").count() == 1
    assert "sa durée ou son équivalent manque" not in client.get(page).content.decode()


def test_what_is_left_of_a_loan_counts_in_proportion() -> None:
    given = lend(20_000, {"equivalent": D(2000)})
    actions.pay_commitment(commitment=given, amount=D(20_000), on=DAY, by=None)
    actions.recover_commitment(commitment=given, amount=D(5000), on=DAY, by=None, note="rendu")
    aid = follow_commitment(commitment=given)
    assert aid is not None
    assert (aid.nominal, aid.equivalent) == (D(15_000), D("1500.00"))


def test_the_form_asks_how_long_what_is_lent_lasts(client: Client) -> None:
    funder = make_known(make_funder(kinds=["fondation"]))
    client.force_login(make_member(funder))
    typed = {
        "funder": f"o{funder.pk}",
        "name": "La Recyclerie",
        "amount": "20 000",
        "on": DAY.isoformat(),
        "step": "signed",
        "origin": "prive_fondation",
        "instrument": "pret",
        "regime": "de_minimis_general",
        "nature": "cash",
    }
    page = "/mon-espace/financeur/engagements/ajouter/"
    asked = client.post(page, typed)
    assert asked.status_code == 422
    assert "Écrivez sa durée, ou son équivalent-subvention brut" in asked.content.decode()
    assert client.post(page, {**typed, "loan_months": "60"}).status_code == 302
    assert Commitment.objects.get().terms.loan_months == 60
    wrong = client.post(page, {**typed, "instrument": "subvention", "equivalent": "1"})
    assert "Ce qui est donné compte pour son montant" in wrong.content.decode()


def declared(holder: Organisation, **values: Any) -> DeMinimisAid:
    said = {
        "granted_on": DAY,
        "regulation": "de_minimis_general",
        "instrument": "subvention",
        "nominal": D(50_000),
        "method": "given",
        "equivalent": D(1),
        "funder_name": "Région",
        **values,
    }
    return declare_aid(organisation=holder, values=said, by=None)[0]


def test_a_grant_never_counts_for_less_than_its_amount() -> None:
    holder = make_organisation()
    with pytest.raises(Incomplete) as refused:
        declared(holder)
    assert "compte pour son montant" in str(refused.value.missing["equivalent"])
    kept = declared(holder, method="amount", equivalent=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeMinimisAid.objects.filter(pk=kept.pk).update(equivalent=1)
    assert declared(holder, instrument=Instrument.LOAN).equivalent == 1


def test_a_funder_learns_what_is_left_and_nothing_else_before_it_signs(client: Client) -> None:
    holder, funder = make_organisation(name="La Recyclerie"), make_known(make_funder(kinds=["fondation"]))
    declared(holder, method="amount", equivalent=None, nominal=D(290_000), funder_name="Région secrète")
    client.force_login(make_member(funder))
    typed = {
        "funder": f"o{funder.pk}",
        "organisation": holder.name,
        "amount": "50 000",
        "on": DAY.isoformat(),
        "step": "signed",
        "origin": "prive_fondation",
        "instrument": "subvention",
        "regime": "de_minimis_general",
        "nature": "cash",
    }
    page = "/mon-espace/financeur/engagements/ajouter/"
    asked = client.post(page, typed).content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert "il reste au bénéficiaire 10 000 €" in asked
    assert "290 000" not in asked
    assert "Région secrète" not in asked
    assert not Commitment.objects.exists()
    assert client.post(page, {**typed, "is_confirmed": "on"}).status_code == 302
    assert Commitment.objects.get().gross == 50_000


def test_what_was_announced_is_asked_about_when_it_is_signed(client: Client) -> None:
    holder, funder = make_organisation(), make_known(make_funder(kinds=["fondation"]))
    declared(holder, method="amount", equivalent=None, nominal=D(290_000))
    made = make_commitment(
        50_000, funder=funder, beneficiary=holder, origin="prive_fondation", regime="de_minimis_general", is_signed=False
    )
    client.force_login(make_member(funder))
    page = f"/mon-espace/financeur/engagements/{made.reference}/signer/"
    typed = {"amount": "50 000", "on": DAY.isoformat()}
    asked = client.post(page, typed)
    assert "sous le plafond de minimis" in asked.content.decode()
    assert 'type="checkbox"' in asked.content.decode()
    made.refresh_from_db()
    assert made.state == "announced"
    assert client.post(page, {**typed, "is_confirmed": "on"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "signed"


def test_what_a_beneficiary_takes_out_is_told_to_its_funder_and_on_the_certificate() -> None:
    holder, funder = make_organisation(name="La Recyclerie"), make_funder(kinds=["fondation"])
    officer, person = make_member(funder), make_member(holder)
    given = make_commitment(50_000, funder=funder, beneficiary=holder, origin="prive_fondation", regime="de_minimis_general")
    aid = follow_commitment(commitment=given)
    assert aid is not None
    withdraw_aid(aid=aid, on=clock.today(), reason="Ce n’en est pas une", by=person)
    notice = Notice.objects.get(person=officer)
    assert given.reference in notice.reference
    made = make_declaration(organisation=holder, signatory="Awa", capacity="Présidente", by=person)
    text = certificate_data(made)["text"]
    assert given.reference in text
    assert "Ce n’en est pas une" in text
    # Its funder agrees: the regime is another, nothing is left to say.
    actions.describe_commitment(commitment=given, by=officer, terms={}, regime="none")
    assert "retirée" not in certificate_data(make_declaration(organisation=holder, signatory="A", capacity="P", by=person))["text"]
