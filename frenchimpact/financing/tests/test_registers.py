"""The de minimis register of an organisation: declared, late, withdrawn, its group, its certificates, and commitments that it follows."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.commitments.facts import GrantsImported
from frenchimpact.commitments.models import Commitment, GrantsImport
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.core import clock
from frenchimpact.financing.actions import load_financing
from frenchimpact.financing.actions.certificates import make_declaration
from frenchimpact.financing.listeners import follow_grants
from frenchimpact.financing.models import Declaration, DeMinimisAid, UndertakingMember
from frenchimpact.financing.papers.certificates import certificate_data
from frenchimpact.financing.queries import deminimis_answer
from frenchimpact.financing.tests.factories import make_aid, make_undertaking
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.territories.queries.reports import fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_first_of_april() -> Any:
    with clock.stopped(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def asso() -> Organisation:
    load_financing()
    return make_organisation(name="Asso A")


@pytest.fixture
def sas(asso: Organisation) -> Organisation:
    other = make_organisation(name="SAS B")
    make_undertaking(asso, other)
    for holder, on, amount in (
        (other, dt.date(2023, 3, 15), 70_000),
        (asso, dt.date(2024, 1, 30), 60_000),
        (asso, dt.date(2024, 11, 5), 120_000),
        (other, dt.date(2025, 6, 20), 40_000),
    ):
        make_aid(holder, on, amount)
    return other


@pytest.fixture
def awa(asso: Organisation) -> User:
    return make_member(asso)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"financing:{name}", args=args)


TYPED = {
    "granted_on": "2024-06-01",
    "nominal": "25 000",
    "regulation": "de_minimis_general",
    "instrument": "subvention",
    "method": "amount",
    "funder_name": "Ville",
}


def test_members_and_operators_read_it_and_nobody_else(asso: Organisation, awa: User) -> None:
    where = page("de_minimis", asso.slug)
    for reader in (awa, make_operator()):
        assert as_user(reader).get(where).status_code == 200
    assert as_user(make_person()).get(where).status_code == 404
    assert as_user(make_operator()).post(page("aid_declare", asso.slug), TYPED).status_code == 403


def test_an_aid_is_declared(asso: Organisation, awa: User) -> None:
    assert as_user(awa).post(page("aid_declare", asso.slug), TYPED).status_code == 302
    aid = DeMinimisAid.objects.get()
    assert (aid.equivalent, aid.declared_by, aid.organisation) == (Decimal(25_000), awa, asso)
    assert "25\u202f000" in as_user(awa).get(page("de_minimis", asso.slug)).text


@pytest.mark.parametrize(
    ("typed", "worth"),
    [
        ({"nominal": "200 000", "method": "loan", "loan_months": "60", "instrument": "pret"}, "40000.00"),
        ({"nominal": "150 000", "method": "guarantee", "loan_months": "36", "instrument": "garantie"}, "12000.00"),
        ({"nominal": "150 000", "method": "given", "instrument": "pret", "equivalent": "9 500,50"}, "9500.50"),
    ],
)
def test_what_counts_is_the_gross_grant_equivalent(asso: Organisation, awa: User, typed: dict[str, str], worth: str) -> None:
    as_user(awa).post(page("aid_declare", asso.slug), {**TYPED, **typed})
    assert str(DeMinimisAid.objects.get().equivalent) == worth


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"granted_on": "2026-04-02"}, "Écrivez un jour passé"),
        ({"funder_name": ""}, "Choisissez une structure, ou écrivez son nom."),
        ({"method": "loan", "instrument": "pret"}, "Écrivez la durée, en mois."),
        ({"method": "loan", "loan_months": "36"}, "Cette règle ne vaut pas pour cette forme"),
        ({"method": "loan", "loan_months": "36", "instrument": "garantie"}, "Cette règle ne vaut pas pour cette forme"),
        ({"method": "guarantee", "loan_months": "36", "instrument": "pret"}, "Cette règle ne vaut pas pour cette forme"),
        ({"method": "loan", "instrument": "pret", "nominal": "2 000 000", "loan_months": "60"}, "dépassent la règle simple"),
        ({"method": "given", "instrument": "pret", "equivalent": "30 000"}, "il ne dépasse pas le montant"),
        ({"nominal": "-5"}, "positif"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(asso: Organisation, awa: User, typed: dict[str, str], words: str) -> None:
    response = as_user(awa).post(page("aid_declare", asso.slug), {**TYPED, "subject": "Mon local", **typed})
    assert response.status_code == 422
    assert words in response.text
    assert "Mon local" in response.text
    assert not DeMinimisAid.objects.exists()


def test_a_late_aid_shows_what_it_changes_before_it_is_confirmed(asso: Organisation, sas: Organisation, awa: User) -> None:
    client, where = as_user(awa), page("aid_declare", asso.slug)
    response = client.post(where, TYPED)
    assert response.status_code == 422
    assert "Cette aide rend irrégulière une aide plus récente" in response.text
    assert "275\u202f000" in response.text
    assert DeMinimisAid.objects.count() == 4
    assert client.post(where, {**TYPED, "confirm": "1"}).status_code == 302
    assert DeMinimisAid.objects.count() == 5
    assert Notice.objects.filter(kind="financing.ceiling", person=awa).exists()
    assert "dépasse le plafond" in as_user(make_member(sas)).get(page("de_minimis", sas.slug)).text


def test_a_withdrawn_aid_no_longer_counts_and_stays_written(asso: Organisation, sas: Organisation, awa: User) -> None:
    aid = asso.de_minimis_aids.get(nominal=120_000)
    before = deminimis_answer(asso, None, Decimal(80_001))
    where = page("aid_withdraw", asso.slug, aid.pk)
    assert as_user(awa).post(where, {"on": "2026-04-01", "reason": ""}).status_code == 422
    assert as_user(awa).post(where, {"on": "2026-04-01", "reason": "Renoncement"}).status_code == 302
    after = deminimis_answer(asso, None, Decimal(80_001))
    assert (before.is_possible, after.is_possible) == (False, True)
    assert "Renoncement" in as_user(awa).get(page("de_minimis", asso.slug)).text


def test_the_answer_of_the_group(asso: Organisation, sas: Organisation) -> None:
    found = deminimis_answer(sas, dt.date(2026, 2, 1), Decimal(50_000))
    assert (found.answer.used, found.answer.available) == (Decimal(290_000), Decimal(10_000))
    assert found.earliest == dt.date(2026, 3, 16)
    alone = deminimis_answer(make_organisation(name="SCIC Z"), dt.date(2026, 2, 1), Decimal(300_000))
    assert alone.is_possible


# ── The group ────────────────────────────────────────────────────────────────────────────────────
def test_an_organisation_counts_once_its_people_agree(asso: Organisation, awa: User) -> None:
    other = make_organisation(name="SAS B")
    bob = make_member(other)
    make_aid(other, dt.date(2025, 1, 1), 100_000)
    client = as_user(awa)
    client.post(page("group_found", asso.slug), {"name": "Groupe A", "link": "head", "since": "2020-01-01"})
    client.post(page("group_add", asso.slug), {"other": "SAS B", "link": "votes", "since": "2020-01-01"})
    member = UndertakingMember.objects.get(organisation=other)
    assert member.state == "proposed"
    assert deminimis_answer(asso, None, Decimal(1)).answer.used == 0
    assert Notice.objects.filter(kind="financing.link", person=bob).exists()
    assert client.post(page("link_answer", member.pk), {"answer": "yes"}).status_code == 403
    assert as_user(bob).post(page("link_answer", member.pk), {"answer": "yes"}).status_code == 302
    assert deminimis_answer(asso, None, Decimal(1)).answer.used == 100_000
    as_user(bob).post(page("link_end", member.pk), {"until": "2026-03-31"})
    assert deminimis_answer(asso, None, Decimal(1)).answer.used == 0


def test_an_organisation_of_another_group_is_refused_in_words(asso: Organisation, sas: Organisation, awa: User) -> None:
    response = as_user(awa).post(page("group_found", asso.slug), {"name": "Autre", "link": "head", "since": "2021-01-01"})
    assert response.status_code == 422
    assert "compte déjà dans un groupe" in response.text


def test_an_amount_is_checked_under_any_regulation(asso: Organisation, sas: Organisation, awa: User) -> None:
    client, where = as_user(awa), page("de_minimis", asso.slug)
    typed = {"montant": "400 000", "le": ""}
    assert "ne sont possibles à aucune date connue" in client.get(where, typed).text
    text = client.get(where, {**typed, "reglement": "de_minimis_sieg"}).text.replace("\xa0", " ").replace("\u202f", " ")
    assert "400 000 € possibles" in text
    assert "220 000 € sont utilisés sur 750 000 €" in text
    assert "n’est pas dans la liste" in client.get(where, {**typed, "reglement": "zz"}).text


# ── Certificates ─────────────────────────────────────────────────────────────────────────────────
def test_a_certificate_is_frozen(asso: Organisation, sas: Organisation, awa: User) -> None:
    client = as_user(awa)
    assert client.post(page("declaration_make", asso.slug), {"signatory": "Awa Diarra", "capacity": ""}).status_code == 422
    client.post(page("declaration_make", asso.slug), {"signatory": "Awa Diarra", "capacity": "présidente"})
    made = Declaration.objects.get()
    assert made.sha256 == fingerprint(made.content)
    (general,) = made.content["regulations"]
    assert (Decimal(general["used"]), len(general["aids"])) == (Decimal(220_000), 3)
    make_aid(asso, dt.date(2026, 3, 30), 10_000)
    made.refresh_from_db()
    assert "10000" not in json.dumps([one["equivalent"] for one in made.content["regulations"][0]["aids"]])
    paper = client.get(page("declaration_pdf", asso.slug, made.reference))
    assert paper.content[:5] == b"%PDF-"
    assert as_user(make_person()).get(page("declaration_pdf", asso.slug, made.reference)).status_code == 404


# ── What files of grants say ─────────────────────────────────────────────────────────────────────
def imported(holder: Organisation, amount: int = 20_000) -> Commitment:
    """A grant that a file brought in, under the general regulation."""
    commitment = make_commitment(amount, beneficiary=holder, regime="de_minimis_general", on=dt.date(2026, 3, 2), title="Un local")
    counts = dict.fromkeys(("read_count", "created_count", "updated_count", "unchanged_count", "refused_count"), 1)
    run = GrantsImport.objects.create(source_name="scdl", file_name="subventions.csv", format="scdl", **counts)
    Commitment.objects.filter(pk=commitment.pk).update(run=run)
    commitment.refresh_from_db()
    return commitment


def test_what_a_file_says_is_asked_and_counts_once_confirmed(asso: Organisation, awa: User) -> None:
    commitment, client = imported(asso), as_user(awa)
    assert commitment.run is not None
    follow_grants(GrantsImported(import_id=commitment.run.pk, created_count=1, updated_count=0))
    follow_grants(GrantsImported(import_id=commitment.run.pk, created_count=1, updated_count=0))
    assert Notice.objects.filter(kind="financing.imported", person=awa).count() == 1
    before = deminimis_answer(asso, None, Decimal(0)).answer.used
    text = client.get(page("de_minimis", asso.slug)).text
    assert "1 aide à confirmer" in text
    where = page("aid_declare", asso.slug) + f"?engagement={commitment.reference}"
    assert "Un local" in client.get(where).text
    assert client.post(where, {**TYPED, "granted_on": "2026-03-02", "nominal": "20 000", "confirm": "1"}).status_code == 302
    assert DeMinimisAid.objects.get(commitment=commitment).organisation == asso
    assert deminimis_answer(asso, None, Decimal(0)).answer.used == before + 20_000
    assert "à confirmer" not in client.get(page("de_minimis", asso.slug)).text


def test_no_certificate_says_no_other_while_an_aid_waits_for_its_answer(asso: Organisation, awa: User) -> None:
    commitment, client = imported(asso), as_user(awa)
    signed = {"signatory": "Awa Diarra", "capacity": "présidente"}
    refused = client.post(page("declaration_make", asso.slug), signed)
    assert refused.status_code == 422
    assert "1 aide attend votre réponse" in refused.text
    assert 'value="Awa Diarra"' in refused.text
    assert not Declaration.objects.exists()
    client.post(page("imported_aside", asso.slug, commitment.reference))
    assert client.post(page("declaration_make", asso.slug), signed).status_code == 302


def test_no_certificate_while_another_of_the_group_owes_an_answer(asso: Organisation, sas: Organisation, awa: User) -> None:
    commitment, client = imported(sas), as_user(awa)
    signed = {"signatory": "Awa Diarra", "capacity": "présidente"}
    refused = client.post(page("declaration_make", asso.slug), signed)
    assert refused.status_code == 422
    assert "SAS B" in refused.text
    assert "attend sa réponse" in refused.text
    assert not Declaration.objects.exists()
    as_user(make_member(sas)).post(page("imported_aside", sas.slug, commitment.reference))
    assert client.post(page("declaration_make", asso.slug), signed).status_code == 302


def test_no_certificate_while_a_link_of_the_group_waits_for_its_answer(asso: Organisation, sas: Organisation, awa: User) -> None:
    link = UndertakingMember.objects.get(organisation=sas)
    UndertakingMember.objects.filter(pk=link.pk).update(state="proposed", answered_at=None)
    signed = {"signatory": "Awa Diarra", "capacity": "présidente"}
    for who, other, words in ((awa, asso, "n’a pas encore dit"), (make_member(sas), sas, "répondez-lui d’abord")):
        refused = as_user(who).post(page("declaration_make", other.slug), signed)
        assert refused.status_code == 422
        assert words in refused.text
    UndertakingMember.objects.filter(pk=link.pk).update(state="declined", answered_at=clock.now())
    assert as_user(awa).post(page("declaration_make", asso.slug), signed).status_code == 302


def test_what_a_file_says_is_set_aside_for_good(asso: Organisation, awa: User) -> None:
    commitment, client = imported(asso), as_user(awa)
    before = deminimis_answer(asso, None, Decimal(0)).answer.used
    where = page("imported_aside", asso.slug, commitment.reference)
    assert as_user(make_member(asso, "reader")).post(where).status_code == 403
    assert client.post(where).status_code == 302
    assert client.post(where).status_code == 302
    kept = DeMinimisAid.objects.get(commitment=commitment)
    assert (kept.is_withdrawn, kept.withdrawn_by) == (True, awa)
    assert deminimis_answer(asso, None, Decimal(0)).answer.used == before
    assert "1 aide à confirmer" not in client.get(page("de_minimis", asso.slug)).text


def test_a_late_declaration_that_makes_others_irregular_is_named(asso: Organisation, sas: Organisation, awa: User) -> None:
    with clock.stopped(dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC)):
        as_user(awa).post(page("aid_declare", asso.slug), {**TYPED, "confirm": "1"})
    text = as_user(awa).get(page("de_minimis", asso.slug)).text
    assert "1 aide dépasse le plafond" in text
    assert "Elle est devenue irrégulière quand" in text
    assert "Que faire" in text
    assert page("de_minimis", asso.slug) in as_user(awa).get(reverse("organisations:my_organisations")).text


def test_a_certificate_says_by_how_much_the_ceiling_is_passed(asso: Organisation, sas: Organisation, awa: User) -> None:
    make_aid(asso, dt.date(2026, 3, 30), 250_000)
    made = make_declaration(organisation=asso, signatory="Awa Diarra", capacity="présidente", by=awa)
    (general,) = made.content["regulations"]
    over = Decimal(general["used"]) - Decimal(general["ceiling"])
    words = "".join(one["sum"] for one in certificate_data(made)["regulations"]).replace("\u202f", " ").replace("\xa0", " ")
    assert over > 0
    assert f"le plafond est dépassé de {int(over):,}".replace(",", " ") in words
