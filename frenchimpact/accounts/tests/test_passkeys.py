"""Passkeys: made for this address only, one challenge for one answer, a copy is noticed."""

import json
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts import actions, rules
from frenchimpact.accounts.models import OpenSession, Passkey, RecoveryCode, User
from frenchimpact.accounts.tests.authenticator import Authenticator
from frenchimpact.accounts.tests.test_second_proof import through_the_mailbox
from frenchimpact.accounts.tests.test_sign_in import who
from frenchimpact.accounts.tests.trail import facts
from frenchimpact.core.errors import Refusal
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
ADD = "/mon-espace/securite/cles/"


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa")


def creation(client: Client) -> Any:
    return client.post("/connexion/cle/creation/").json()


def challenge(client: Client) -> Any:
    return client.post("/connexion/cle/defi/").json()


@pytest.fixture
def key(awa: User) -> Authenticator:
    """Awa's passkey, added from her own session."""
    client, made = Client(), Authenticator()
    client.force_login(awa)
    response = client.post(ADD, {"name": "Téléphone", "passkey": made.make(creation(client))})
    assert response.status_code == 200, response.content.decode()
    return made


def test_a_first_passkey_comes_with_codes_and_is_told(key: Authenticator, awa: User) -> None:
    assert Passkey.objects.get().name == "Téléphone"
    assert RecoveryCode.objects.filter(user=awa).count() == 10
    assert facts() == ["accounts.PasskeyAdded", "accounts.RecoveryCodesMade"]
    assert Mail.objects.get().subject == "Une clé d’accès protège votre compte"


def test_it_opens_the_account_without_any_mail(client: Client, key: Authenticator) -> None:
    Mail.objects.all().delete()
    response = client.post("/connexion/cle/", {"passkey": key.sign(challenge(client)), "next": "/mon-espace/reglages/"})
    assert response["Location"] == "/mon-espace/reglages/"
    assert who(client) == "awa@exemple.fr"
    session = OpenSession.objects.latest("pk")
    assert (session.way, session.is_strong) == ("passkey", True)
    assert not Mail.objects.exists()


def test_it_is_the_second_proof_after_the_mailbox(client: Client, key: Authenticator) -> None:
    assert through_the_mailbox(client)["Location"] == "/connexion/verification/"
    options = challenge(client)
    assert [one["id"] for one in options["allowCredentials"]] == [json.loads(key.sign(options))["id"]]
    assert client.post("/connexion/verification/", {"passkey": key.sign(options)})["Location"] == "/mon-espace/"
    assert who(client) == "awa@exemple.fr"


def test_another_persons_passkey_is_not_a_second_proof(key: Authenticator, awa: User, client: Client) -> None:
    other = User.objects.create(email="autre@exemple.fr")
    theirs, browser = Authenticator(), Client()
    browser.force_login(other)
    browser.post(ADD, {"name": "Clé", "passkey": theirs.make(creation(browser))})

    through_the_mailbox(client)
    assert client.post("/connexion/verification/", {"passkey": theirs.sign(challenge(client))}).status_code == 422
    assert who(client) == ""


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://testserver.pirate.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8000"},
        {"party": "pirate.example"},
        {"verifies": False},
    ],
)
def test_an_answer_made_elsewhere_or_without_its_owner_is_refused(client: Client, key: Authenticator, lie: dict[str, Any]) -> None:
    for name, value in lie.items():
        setattr(key, name, value)
    response = client.post("/connexion/cle/", {"passkey": key.sign(challenge(client))})
    assert response.status_code == 422
    assert "n’a pas pu être vérifiée" in response.content.decode()
    assert who(client) == ""


def test_nor_is_one_made_elsewhere_when_adding(client: Client, awa: User) -> None:
    client.force_login(awa)
    forged = Authenticator(origin="https://pirate.example")
    assert client.post(ADD, {"name": "Clé", "passkey": forged.make(creation(client))}).status_code == 422
    assert not Passkey.objects.exists()


def test_an_answer_serves_once_in_the_browser_that_was_asked(client: Client, key: Authenticator) -> None:
    answer = key.sign(challenge(client))
    assert Client().post("/connexion/cle/", {"passkey": answer}).status_code == 422
    client.post("/connexion/cle/", {"passkey": answer})
    assert who(client) == "awa@exemple.fr"
    client.post("/deconnexion/")
    assert client.post("/connexion/cle/", {"passkey": answer}).status_code == 422
    challenge(client)
    assert client.post("/connexion/cle/", {"passkey": answer}).status_code == 422
    assert who(client) == ""


def test_a_challenge_waits_ten_minutes(client: Client, key: Authenticator) -> None:
    answer = key.sign(challenge(client))
    session = client.session
    session["passkey"] = session["passkey"] | {"at": session["passkey"]["at"] - 601}
    session.save()
    assert client.post("/connexion/cle/", {"passkey": answer}).status_code == 422


def test_a_count_that_goes_back_is_a_copy_refused_and_told(client: Client, key: Authenticator) -> None:
    key.count = 40
    client.post("/connexion/cle/", {"passkey": key.sign(challenge(client))})
    client.post("/deconnexion/")
    key.count = 12

    response = client.post("/connexion/cle/", {"passkey": key.sign(challenge(client))})

    assert response.status_code == 422
    assert "copiée" in response.content.decode()
    assert who(client) == ""
    assert facts()[-1] == "accounts.PasskeySuspected"
    assert "« Téléphone » est refusée" in Mail.objects.latest("pk").text
    assert Passkey.objects.get().sign_count == 41


def test_a_passkey_that_does_not_count_is_fine(client: Client, key: Authenticator) -> None:
    Passkey.objects.update(sign_count=0)
    for _n in range(2):
        key.count = -1
        client.post("/connexion/cle/", {"passkey": key.sign(challenge(client))})
        assert who(client) == "awa@exemple.fr"
        client.post("/deconnexion/")


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id": 3}', '{"id": "é", "response": {}}', "\x00", '{"id": null}']
)
def test_whatever_is_sent_is_refused_with_words(client: Client, key: Authenticator, answer: str) -> None:
    challenge(client)
    assert client.post("/connexion/cle/", {"passkey": answer}).status_code == 422
    through_the_mailbox(client)
    challenge(client)
    assert client.post("/connexion/verification/", {"passkey": answer}).status_code == 422
    assert who(client) == ""


def test_the_same_passkey_is_not_added_twice(client: Client, key: Authenticator, awa: User) -> None:
    client.force_login(awa)
    response = client.post(ADD, {"name": "Encore", "passkey": key.make(creation(client))})
    assert response.status_code == 409
    assert Passkey.objects.count() == 1


def test_options_are_for_who_has_just_proved_it(client: Client, awa: User) -> None:
    assert client.post("/connexion/cle/creation/").status_code == 403
    client.force_login(awa)
    session = client.session
    session["proved_at"] -= 16 * 60
    session.save()
    assert client.post("/connexion/cle/creation/").status_code == 403
    assert client.get(ADD)["Location"].startswith("/connexion/confirmer/")


def test_it_proves_again_before_something_sensitive(client: Client, key: Authenticator, awa: User) -> None:
    client.force_login(awa)
    session = client.session
    session["proved_at"] -= 16 * 60
    session.save()
    asked = client.get(ADD)["Location"]
    assert client.post(asked, {"passkey": key.sign(challenge(client))})["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_removing_the_last_one_and_nobody_elses(client: Client, key: Authenticator, awa: User) -> None:
    thief = Client()
    thief.force_login(User.objects.create(email="curieux@exemple.fr"))
    page = f"/mon-espace/securite/cles/{Passkey.objects.get().pk}/retirer/"
    assert thief.post(page).status_code == 404

    client.force_login(awa)
    assert "votre seule protection" in client.get(page).content.decode()
    client.post(page)
    assert not Passkey.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert facts()[-1] == "accounts.PasskeyRemoved"


def test_a_closed_account_is_not_opened(client: Client, key: Authenticator) -> None:
    User.objects.update(is_active=False)
    assert client.post("/connexion/cle/", {"passkey": key.sign(challenge(client))}).status_code == 422


def test_who_must_choose_a_proof_may_choose_a_passkey(client: Client, awa: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "DEMANDS", [lambda person: True])
    assert through_the_mailbox(client)["Location"] == "/connexion/protection/"
    made = Authenticator()
    assert client.post("/connexion/protection/", {"name": "", "passkey": made.make(creation(client))}).status_code == 422
    page = client.post("/connexion/protection/", {"name": "Clé USB", "passkey": made.make(creation(client))}).content.decode()
    assert page.count("<code>") == 10
    assert who(client) == "awa@exemple.fr"
    with pytest.raises(Refusal):
        actions.remove_passkey(passkey=Passkey.objects.get(), by=awa)
