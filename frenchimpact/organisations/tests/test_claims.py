"""A sheet that nobody keeps finds its people: by the organisation's own address, or through an operator."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, TooMany
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests.factories import pdf
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations import actions, rules
from frenchimpact.organisations.addresses import is_own_address, own_domains
from frenchimpact.organisations.models import Assignment, Claim, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Organisation:
    return make_organisation(
        name="Le Fil rouge", slug="fil", source="import", website="https://www.filrouge-asso.fr/accueil", email="contact@filrouge-asso.fr"
    )


@pytest.fixture
def luc() -> User:
    return User.objects.create(email="luc@exemple.test", full_name="Luc Martin")


@pytest.fixture
def operator() -> User:
    person = User.objects.create(email="operateur@exemple.test", full_name="Gaëlle")
    Assignment.objects.create(user=person, role="operator")
    return person


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    """Files of these tests stay with them."""
    settings.MEDIA_ROOT = tmp_path


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code_sent() -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", Mail.objects.filter(kind="organisations.claim_code").latest("pk").text)
    assert found
    return found[1] + found[2]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize(
    ("address", "website", "email", "own"),
    [
        ("contact@asso.fr", "", "contact@asso.fr", True),
        ("Contact@ASSO.fr", "", "contact@asso.fr", True),
        ("luc@filrouge.fr", "https://www.filrouge.fr/qui", "", True),
        ("luc@filrouge.fr.voleur.net", "https://filrouge.fr", "", False),
        ("luc@sous.filrouge.fr", "https://filrouge.fr", "", False),
        ("luc@gmail.com", "", "filrouge@gmail.com", False),
        ("filrouge@gmail.com", "", "filrouge@gmail.com", True),
        ("luc@facebook.com", "https://www.facebook.com/filrouge", "", False),
        ("luc@filrouge.wixsite.com", "https://filrouge.wixsite.com/site", "", False),
        ("luc@asso.fr", "https://filrouge.asso.fr", "", False),
        ("luc@filrouge.asso.fr", "https://filrouge.asso.fr", "", True),
        ("luc@127.0.0.1", "http://127.0.0.1/", "", False),
        ("luc@exemple.fr", "", "", False),
    ],
)
def test_which_addresses_are_the_organisations_own(address: str, website: str, email: str, own: bool) -> None:
    assert is_own_address(address, website=website, email=email) is own


def test_own_domains_are_said_once() -> None:
    assert own_domains(website="https://www.fil.fr", email="a@fil.fr") == ["fil.fr"]
    assert own_domains(website="pas une adresse", email="a@gmail.com") == []


def test_the_code_sent_to_the_organisation_hands_the_sheet_over(sheet: Organisation, luc: User) -> None:
    client = signed_in(luc)
    assert "Revendiquer cette fiche" in client.get("/structures/fil/").content.decode()
    client.post("/structures/fil/revendiquer/", {"way": "mail", "address": "Bureau@filrouge-asso.fr"})
    mail = Mail.objects.get(kind="organisations.claim_code")
    assert mail.to == "bureau@filrouge-asso.fr"
    assert "luc@exemple.test" in mail.text
    assert mail.is_secret
    code = code_sent()
    wrong = client.post("/structures/fil/revendiquer/", {"way": "code", "code": other_than(code)})
    assert wrong.status_code == 422
    assert "Essais restants : 4" in wrong.content.decode().replace("\u00a0", " ")
    done = client.post("/structures/fil/revendiquer/", {"way": "code", "code": f"{code[:3]} {code[3:]}"})
    assert done["Location"] == "/structures/fil/equipe/"
    assert rules.memberships_of(luc).get().role == "admin"
    # The address of the sheet, which did not get the code, is told.
    assert Mail.objects.get(kind="organisations.claim_told").to == "contact@filrouge-asso.fr"
    # Used, it opens nothing more.
    other = User.objects.create(email="x@exemple.test")
    assert signed_in(other).post("/structures/fil/revendiquer/", {"way": "code", "code": code})["Location"] == "/structures/fil/rejoindre/"


def test_a_code_is_for_the_person_who_asked(sheet: Organisation, luc: User) -> None:
    actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    code = code_sent()
    thief = User.objects.create(email="x@exemple.test")
    mine = actions.claim_by_mail(organisation=sheet, address=sheet.email, by=thief)
    if code_sent() != code:
        with pytest.raises(actions.WrongCode):
            actions.prove_claim(claim=mine, code=code, by=thief)
    assert not rules.memberships_of(thief).exists()


def test_a_code_is_not_guessed(sheet: Organisation, luc: User) -> None:
    claim = actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    code = code_sent()
    for _try in range(5):
        with pytest.raises(actions.WrongCode):
            actions.prove_claim(claim=claim, code=other_than(code), by=luc)
    with pytest.raises(Refusal, match="ne fonctionne plus"):
        actions.prove_claim(claim=claim, code=code, by=luc)
    for _time in range(4):
        actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    with pytest.raises(TooMany):
        actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    assert not rules.memberships_of(luc).exists()


def test_an_old_code_is_refused(sheet: Organisation, luc: User) -> None:
    claim = actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    Claim.objects.update(code_expires_at=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(Refusal, match="ne fonctionne plus"):
        actions.prove_claim(claim=claim, code=code_sent(), by=luc)


def test_an_address_from_elsewhere_gets_no_code(sheet: Organisation, luc: User) -> None:
    page = signed_in(luc).post("/structures/fil/revendiquer/", {"way": "mail", "address": "luc@gmail.com"})
    assert page.status_code == 422
    assert "luc@gmail.com" in page.content.decode()
    assert not Mail.objects.exists()
    with pytest.raises(Incomplete):
        actions.claim_by_mail(organisation=sheet, address="luc@gmail.com", by=luc)


def test_an_operator_reads_the_explanation_and_the_file(sheet: Organisation, luc: User, operator: User) -> None:
    proof = SimpleUploadedFile("Procès-verbal.pdf", pdf(), content_type="application/pdf")
    sent = {"way": "review", "explanation": "Présidente depuis 2024.", "proof": proof}
    assert signed_in(luc).post("/structures/fil/revendiquer/", sent)["Location"] == "/mon-espace/structures/"
    claim = Claim.objects.get()
    assert Notice.objects.filter(person=operator, kind="organisations.claim_reviewed", is_task=True).count() == 1
    page = signed_in(operator).get(f"/mon-espace/structures/demandes-de-fiches/{claim.pk}/").content.decode()
    assert "Présidente depuis 2024." in page
    file = StoredFile.objects.get()
    assert file.name in page
    address = f"/fichiers/{file.key}"
    stranger = User.objects.create(email="x@exemple.test")
    opened = [signed_in(user).get(address) for user in (luc, operator, stranger)]
    for response in opened[:2]:
        assert response.getvalue().startswith(b"%PDF")
    assert [response.status_code for response in opened] == [200, 200, 404]
    signed_in(operator).post(f"/mon-espace/structures/demandes-de-fiches/{claim.pk}/", {"accept": "1"})
    assert rules.memberships_of(luc).get().role == "admin"
    assert not Notice.objects.filter(person=operator, is_task=True, done_at=None).exists()


def test_a_refused_file_makes_no_claim_and_loses_no_word(sheet: Organisation, luc: User) -> None:
    proof = SimpleUploadedFile("piece.pdf", b"MZ\x90\x00 not a document at all", content_type="application/pdf")
    page = signed_in(luc).post("/structures/fil/revendiquer/", {"way": "review", "explanation": "Je suis là.", "proof": proof})
    assert page.status_code == 422
    assert "Je suis là." in page.content.decode()
    assert not Claim.objects.exists()
    assert not StoredFile.objects.exists()


def test_an_operator_refuses_with_a_reason_and_never_judges_oneself(sheet: Organisation, luc: User, operator: User) -> None:
    claim = actions.claim_by_review(organisation=sheet, explanation="Moi.", by=luc)
    client = signed_in(operator)
    address = f"/mon-espace/structures/demandes-de-fiches/{claim.pk}/"
    assert client.post(address, {"refuse": "1", "reason": ""}).status_code == 422
    assert client.post(address, {"refuse": "1", "reason": "Pas de preuve."}).status_code == 302
    assert client.post(address, {"accept": "1"}).status_code == 409
    assert "Pas de preuve." in Mail.objects.get(to=luc.email).text
    assert signed_in(luc).post(address, {"accept": "1"}).status_code == 403
    own = actions.claim_by_review(organisation=sheet, explanation="Moi.", by=operator)
    assert client.post(f"/mon-espace/structures/demandes-de-fiches/{own.pk}/", {"accept": "1"}).status_code == 403
    assert not rules.memberships_of(operator).exists()


def test_the_first_one_recognised_answers_the_others(sheet: Organisation, luc: User, operator: User) -> None:
    other = User.objects.create(email="mina@exemple.test")
    reviewed = actions.claim_by_review(organisation=sheet, explanation="Moi.", by=other)
    proving = actions.claim_by_mail(organisation=sheet, address=sheet.email, by=User.objects.create(email="y@exemple.test"))
    claim = actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    actions.prove_claim(claim=claim, code=code_sent(), by=luc)
    reviewed.refresh_from_db()
    proving.refresh_from_db()
    assert (reviewed.state, proving.state) == ("refused", "withdrawn")
    assert "Demandez à rejoindre" in reviewed.reason
    with pytest.raises(Refusal):
        actions.accept_claim(claim=reviewed, by=operator)
    with pytest.raises(Refusal, match="Quelqu’un tient déjà"):
        actions.claim_by_review(organisation=sheet, explanation="Moi aussi.", by=other)


@pytest.mark.parametrize("state", ["proving", "accepted", "refused", "withdrawn"])
def test_only_what_waits_is_answered(sheet: Organisation, luc: User, operator: User, state: str) -> None:
    claim = actions.claim_by_mail(organisation=sheet, address=sheet.email, by=luc)
    if state != "proving":
        Claim.objects.update(state=state, decided_at=clock.now(), reason="Non.")
    with pytest.raises(OutOfTurn):
        actions.accept_claim(claim=claim, by=operator)
    with pytest.raises(OutOfTurn):
        actions.refuse_claim(claim=claim, reason="Non.", by=operator)
    if state != "proving":
        with pytest.raises(OutOfTurn):
            actions.withdraw_claim(claim=claim, by=luc)
        with pytest.raises(Refusal):
            actions.prove_claim(claim=claim, code=code_sent(), by=luc)


def test_a_kept_sheet_is_joined_not_claimed(sheet: Organisation, luc: User) -> None:
    make_member(sheet)
    assert signed_in(luc).get("/structures/fil/revendiquer/")["Location"] == "/structures/fil/rejoindre/"
    assert "Revendiquer" not in signed_in(luc).get("/structures/fil/").content.decode()
    assert signed_in(luc).get("/mon-espace/structures/demandes-de-fiches/").status_code == 403
