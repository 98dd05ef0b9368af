"""All proofs lost: an operator makes sure, two days pass, the person may object; each step is in the journal."""

import datetime as dt
import re

import pytest
from django.test import Client

from frenchimpact.accounts import actions, totp
from frenchimpact.accounts.facts import RecoveryAsked
from frenchimpact.accounts.models import Recovery, RecoveryCode, TotpDevice, User
from frenchimpact.accounts.tests.test_second_proof import SECRET, through_the_mailbox
from frenchimpact.accounts.tests.test_sign_in import who
from frenchimpact.core import clock
from frenchimpact.desk import listeners
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa() -> User:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    actions.add_totp(person=person, secret=SECRET, code=totp.code_at(SECRET, totp.step_now()), by=person)
    return person


@pytest.fixture
def operator() -> User:
    return make_operator()


@pytest.fixture
def desk(operator: User) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def asked(awa: User, client: Client) -> Recovery:
    through_the_mailbox(client)
    client.post("/connexion/secours/", {"reason": "Téléphone volé, 05 65 00 00 00"})
    return Recovery.objects.get()


def later(hours: int) -> dt.datetime:
    return clock.now() - dt.timedelta(hours=hours)


def trail() -> list[str]:
    return [fact for fact in Entry.objects.order_by("pk").values_list("fact", flat=True) if "Recovery" in fact and "Codes" not in fact]


def test_the_whole_way(asked: Recovery, client: Client, desk: Client, awa: User) -> None:
    page = desk.get("/mon-espace/retours/").content.decode()
    assert "Awa" in page
    assert "Téléphone volé" in desk.get(f"/mon-espace/retours/{asked.pk}/").content.decode()
    assert desk.post(f"/mon-espace/retours/{asked.pk}/", {"how": " ", "grant": "1"}).status_code == 422
    desk.post(f"/mon-espace/retours/{asked.pk}/", {"how": "Rappelée à la mairie", "grant": "1"})

    assert "Revenez à partir du" in client.get("/connexion/secours/").content.decode()
    assert client.post("/connexion/secours/", {"use": "1"}).status_code == 409
    assert TotpDevice.objects.exists()
    Recovery.objects.update(ready_at=later(1))
    assert client.post("/connexion/secours/", {"use": "1"})["Location"] == "/mon-espace/"

    assert who(client) == "awa@exemple.fr"
    assert not TotpDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert trail() == ["accounts.RecoveryAsked", "accounts.RecoveryGranted", "accounts.RecoveryUsed"]
    assert "retirés" in Mail.objects.latest("pk").subject
    # Served: it opens nothing a second time.
    again = Client()
    actions.add_totp(person=awa, secret=SECRET, code=totp.code_at(SECRET, totp.step_now()), by=awa)
    through_the_mailbox(again)
    assert again.post("/connexion/secours/", {"use": "1"}).status_code == 409


def test_asked_twice_is_one_request_and_operators_are_told_once(asked: Recovery, client: Client, operator: User) -> None:
    client.post("/connexion/secours/", {"reason": "Encore"})
    assert Recovery.objects.count() == 1
    for _n in range(2):
        listeners.tell_operators(RecoveryAsked(user_id=asked.user_id, recovery_id=asked.pk))
    assert [(notice.person_id, notice.url) for notice in Notice.objects.all()] == [(operator.pk, f"/mon-espace/retours/{asked.pk}/")]


def test_the_person_stops_it_from_the_mail(asked: Recovery, client: Client, desk: Client) -> None:
    found = re.search(r"/connexion/secours/[\w-]+/annuler/", Mail.objects.get(kind="accounts.recovery").text)
    assert found
    assert "annulez" in Client().get(found.group()).content.decode()
    asked.refresh_from_db()
    assert asked.state == "asked"
    Client().post(found.group())
    assert desk.post(f"/mon-espace/retours/{asked.pk}/", {"how": "Rappelée", "grant": "1"}).status_code == 409
    assert trail() == ["accounts.RecoveryAsked", "accounts.RecoveryCancelled"]
    assert Client().get("/connexion/secours/inventee/annuler/").status_code == 404


def test_coming_in_with_a_proof_stops_it(asked: Recovery) -> None:
    TotpDevice.objects.update(last_step=0)
    home = Client()
    through_the_mailbox(home)
    home.post("/connexion/verification/", {"code": totp.code_at(SECRET, totp.step_now())})
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_refused_stays_refused(asked: Recovery, client: Client, desk: Client) -> None:
    desk.post(f"/mon-espace/retours/{asked.pk}/", {"how": "Injoignable", "refuse": "1"})
    assert client.post("/connexion/secours/", {"use": "1"}).status_code == 409
    assert desk.post(f"/mon-espace/retours/{asked.pk}/", {"how": "Finalement", "grant": "1"}).status_code == 409


def test_nobody_decides_for_oneself_nor_without_the_role(asked: Recovery, operator: User, client: Client) -> None:
    own = actions.ask_recovery(person=operator, reason="Clé perdue")
    desk = Client()
    desk.force_login(operator)
    assert desk.post(f"/mon-espace/retours/{own.pk}/", {"how": "C’est moi", "grant": "1"}).status_code == 409

    stranger = Client()
    stranger.force_login(User.objects.create(email="curieux@exemple.fr"))
    assert stranger.get("/mon-espace/retours/").status_code == 403
    assert stranger.get(f"/mon-espace/retours/{asked.pk}/").status_code == 404
    assert stranger.post(f"/mon-espace/retours/{asked.pk}/", {"how": "x", "grant": "1"}).status_code == 404


def test_it_is_only_for_who_holds_the_mailbox(awa: User, client: Client) -> None:
    assert client.get("/connexion/secours/")["Location"] == "/connexion/"
    client.post("/connexion/secours/", {"reason": "Ouvrez"})
    assert not Recovery.objects.exists()
